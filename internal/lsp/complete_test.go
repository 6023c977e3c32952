package lsp_test

import (
	"strings"
	"testing"
)

// weather is a small project of every kind of name.
var weather = map[string]string{
	"reading.avsc": `{"type": "record", "name": "Reading", "namespace": "weather", "fields": [
  {"name": "station", "type": "string", "doc": "Where it was measured."},
  {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
  {"name": "celsius", "type": ["null", {"type": "bytes", "logicalType": "decimal", "precision": 5, "scale": 2}]}
]}
`,
	"weather.cql": `CREATE TABLE weather.coldest (
  station text,
  celsius decimal,
  at      timestamp,
  note    text,
  PRIMARY KEY ((station), celsius, at)
);
`,
	"connections.flow": `connection kafka local { brokers = ["127.0.0.1:9092"] }
connection cassandra ring { hosts = ["127.0.0.1"] }
connection registry sr { url = "http://127.0.0.1:8081" }
`,
	"load.flow": `import avro "reading.avsc" as src
import cql "weather.cql" as weather
import { local, ring } from "connections.flow"

/// The least that counts as cold.
param limit: double = 10.0 @env("LIMIT")

enum Kind { COLD, MILD }

schema Place { city: string, zip: string? }

/// What stations say.
schema Report {
  /// Name of the station. 🙂
  station: string
  kind:    Kind
  place:   Place
  former:  Place?
  tags:    list<string>
}

topic readings on local { value: src.Reading as avro }
topic reports on local { value: Report as json }
sink cassandra coldest on ring { table = weather.coldest }
sink console out { value: Report as json }

pipeline load {
  from readings
  where .celsius != null
  let cold = .celsius < 0
  map weather.coldest { *, note = if cold then "🥶 ${.station}" else null }
  to coldest
}

pipeline show {
  from reports
  to out
}
`,
}

// with is the weather project with a text of load.flow replaced.
func with(old, by string) map[string]string {
	out := map[string]string{}
	for n, t := range weather {
		out[n] = t
	}
	out["load.flow"] = strings.Replace(out["load.flow"], old, by, 1)
	return out
}

type item struct {
	Label, Detail, SortText, FilterText string
	Documentation                       struct{ Value string }
	TextEdit                            edits
	AdditionalTextEdits                 []edits
}

// labels lists what completion proposes at ‸, which is taken out of load.flow.
func complete(t *testing.T, text string) (*client, []item) {
	t.Helper()
	before, after, ok := strings.Cut(text, "‸")
	if !ok {
		t.Fatal("no ‸ in the text")
	}
	files := map[string]string{}
	for n, s := range weather {
		files[n] = s
	}
	files["load.flow"] = before + after
	c := edit(t, files)
	var got struct{ Items []item }
	c.call("textDocument/completion", obj{"textDocument": obj{"uri": uri("load.flow")}, "position": position(before+after, len(before))}, &got)
	return c, got.Items
}

func labelsOf(items []item) map[string]item {
	out := map[string]item{}
	for _, it := range items {
		out[it.Label] = it
	}
	return out
}

// TestCompletion: what is proposed at a place, and what is not.
func TestCompletion(t *testing.T) {
	for _, c := range []struct {
		name, old, by string // load.flow with by, which holds ‸, in place of old
		want, not     string
	}{
		{"a declaration", "pipeline show {", "‸\npipeline show {", "topic pipeline import test", "where from"},
		{"a declaration half typed", "pipeline show {", "pipe‸\npipeline show {", "pipeline", "where"},
		{"kinds of import", `import cql "weather.cql"`, `import ‸ "weather.cql"`, "avro cql sql proto", "topic"},
		{"files to import", `import cql "weather.cql"`, `import cql "‸"`, "weather.cql", "reading.avsc load.flow"},
		{"names of another file", "{ local, ring }", "{ local, ring, ‸ }", "sr local", "readings"},
		{"kinds of sink", "sink console out", "sink ‸ out", "console cassandra file", "datagen topic"},
		{"a connection", "topic reports on local", "topic reports on ‸", "local", "ring"},
		{"a connection of the sink's kind", "coldest on ring", "coldest on ‸", "ring", "local"},
		{"options of a topic", "value: Report as json }", "value: Report as json, ‸ }", "partitions cleanup key", "value batch"},
		{"options in lines", "value: Report as json }", "value: Report as json\n  ‸\n}", "partitions cleanup key", "value"},
		{"options half typed", "value: Report as json }", "value: Report as json\n  part‸\n}", "partitions", "value"},
		{"words of an option", "value: Report as json }", "value: Report as json, cleanup = ‸ }", "compact delete", "partitions"},
		{"a param for an option", "value: Report as json }", "value: Report as json, partitions = ‸ }", "limit", "partitions"},
		{"converters", "value: Report as json }", "value: Report as ‸ }", "avro json csv utf8", "Report"},
		{"options of a converter", "value: Report as json }", "value: Report as json(‸) }", "time unknown zone", "framing"},
		{"words of a converter's option", "value: Report as json }", "value: Report as json(unknown: ‸) }", "error ignore", "time"},
		{"types of a value", "value: Report as json }", "value: ‸ }", "Report src.Reading weather.coldest string decimal", "limit"},
		{"types of a module", "value: Report as json }", "value: src.‸ }", "Reading", "Report string"},
		{"types of a field", "kind:    Kind", "kind: ‸", "Kind int64 list Place", "COLD"},
		{"a table", "table = weather.coldest", "table = ‸", "weather.coldest src.Reading", "Report"},
		{"per use", "to coldest", "to coldest { ‸ }", "batch consistency", "table value"},
		{"stages", "  let cold", "  ‸\n  let cold", "where map let to route on_error", "topic pipeline"},
		{"stages half typed", "  let cold", "  wh‸\n  let cold", "where", "topic"},
		{"readable nodes", "from reports", "from ‸", "readings reports", "coldest out local"},
		{"writable nodes", "to out", "to ‸", "readings out coldest", "local"},
		{"levels", "from reports", "from reports\n  delivery = ‸", "exactly_once at_least_once", "where"},
		{"rungs", "from reports", "from reports\n  on error = ‸", "stop skip retry dlq", "where"},
		{"fields behind a dot", "let cold = .celsius < 0", "let cold = .‸", "station at celsius", "cold limit upper"},
		{"fields half typed", "where .celsius != null", "where .cel‸", "celsius station", "note"},
		{"fields before an operator", "where .celsius != null", "where .‸ != null", "celsius station", "note"},
		{"fields after set", "let cold = .celsius < 0", "set { wind = 1 }\n  let cold = .‸", "wind celsius", "note"},
		{"fields after a map", "  to coldest", "  where .‸\n  to coldest", "note celsius station", "wind"},
		{"fields to drop", "  to out", "  drop .‸\n  to out", "station kind place", "city"},
		{"fields of a field", "from reports", "from reports\n  where .place.‸", "city zip", "station kind"},
		{"functions behind a text", "from reports", "from reports\n  where .station.‸", "upper starts_with len", "from_unix station"},
		{"functions behind a list", "from reports", "from reports\n  where .tags.‸", "len any filter", "upper"},
		{"a value", "from reports", "from reports\n  where ‸", ".station .kind limit upper if meta Kind", "where celsius"},
		{"a value in parentheses", "from reports", "from reports\n  let x = div(1, ‸)", ".station limit", "where"},
		{"names of parameters", "from reports", "from reports\n  let x = mask(‸)", "s: keep_last: .station", "where"},
		{"in a text", "from reports", "from reports\n  let x = \"a ${.‸} b\"", "station kind", "upper"},
		{"a lambda's parameter", "from reports", "from reports\n  where .tags.any(|x| x.‸)", "len upper", "station"},
		{"symbols of an enum", "from reports", "from reports\n  where .kind == ‸", "COLD MILD", "Report"},
		{"symbols behind their enum", "from reports", "from reports\n  where .kind == Kind.‸", "COLD MILD parse", "station"},
		{"arms of a match", "from reports", "from reports\n  let x = match .kind {\n    ‸\n  }", "COLD MILD _", "null station"},
		{"the value of an arm", "from reports", "from reports\n  let x = match .kind {\n    COLD => ‸\n  }", ".station limit", "where"},
		{"meta", "from reports", "from reports\n  where meta.‸", "topic partition offset key header", "station"},
		{"columns not assigned yet", "map weather.coldest { *, note = if cold then \"🥶 ${.station}\" else null }", "map weather.coldest {\n    station = .station\n    ‸\n  }", "celsius at note * .celsius", "station"},
		{"columns half typed", "map weather.coldest { *, note = if cold then \"🥶 ${.station}\" else null }", "map weather.coldest { ce‸ }", "celsius", "limit"},
		{"the value of a column", "else null }", "else null, celsius = ‸ }", ".celsius cold limit", "note"},
		{"the target of a map", "map weather.coldest {", "map weather.‸ {", "coldest", "Report"},
		{"types of a cast", "from reports", "from reports\n  let x = .station as ‸", "int64 Report", "limit"},
		{"arms of a route", "to out", "route {\n    ‸\n  }", "when else", "where"},
		{"a line that ends early", "let cold = .celsius < 0", "let cold = .celsius < 0 && .‸", "station celsius", "note"},
		{"an open bracket", "let cold = .celsius < 0", "let cold = (.‸", "station celsius", "note"},
		{"an if without then", "let cold = .celsius < 0", "let cold = if .‸", "station celsius", "note"},
		{"a value after an operator", "let cold = .celsius < 0", "let cold = .celsius < ‸", ".station limit", "where"},
		{"an argument behind one that fails", "from reports", "from reports\n  let x = replace(.nothing, .‸)", "station kind", "where"},
		{"a map without its end", "map weather.coldest { *, note = if cold then \"🥶 ${.station}\" else null }", "map weather.coldest {\n    station = .‸", "celsius station", "note"},
		{"a field without its value", "map weather.coldest { *, note = if cold then \"🥶 ${.station}\" else null }", "map weather.coldest {\n    station =\n    celsius = .‸\n  }", "celsius station", "note"},
		{"behind what may be null", "from reports", "from reports\n  let x = .former.‸", "city zip", "station"},
		{"behind what was proved", "from reports", "from reports\n  where .former != null\n  let x = .former.‸", "city zip", "station"},
		{"annotations", `@env("LIMIT")`, `@‸`, "env", "file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(weather["load.flow"], c.old, c.by, 1)
			_, items := complete(t, text)
			got := labelsOf(items)
			for _, w := range strings.Fields(c.want) {
				if _, ok := got[strings.ReplaceAll(w, "on_error", "on error")]; !ok {
					t.Errorf("no %q among %v", w, short(items))
				}
			}
			for _, w := range strings.Fields(c.not) {
				if _, ok := got[w]; ok {
					t.Errorf("%q does not belong among %v", w, short(items))
				}
			}
		})
	}
}

func short(items []item) []string {
	var out []string
	for _, it := range items {
		out = append(out, it.Label)
	}
	return out
}

// TestOptionalMember: behind a value that may be null the dot becomes `?.`, and not
// where null was excluded.
func TestOptionalMember(t *testing.T) {
	for by, want := range map[string]bool{
		"from reports\n  let x = .former.‸":                          true,
		"from reports\n  let x = .former?.‸":                         false,
		"from reports\n  where .former != null\n  let x = .former.‸": false,
	} {
		c, items := complete(t, strings.Replace(weather["load.flow"], "from reports", by, 1))
		city := labelsOf(items)["city"]
		if got := len(city.AdditionalTextEdits) == 1; got != want {
			t.Errorf("%s: %+v", by, city)
		} else if got {
			text := applyEdits(c.files["/p/load.flow"], append(city.AdditionalTextEdits, city.TextEdit))
			if !strings.Contains(text, "let x = .former?.city\n") {
				t.Error(text)
			}
		}
	}
}
