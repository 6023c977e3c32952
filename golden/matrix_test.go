package golden

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/golden/runner"
	"github.com/flowc-lang/flowc/stdlib"
)

// matrixForms are the formats of the matrix, by the names of their converters, and how
// they are written.
var matrixForms = map[string]string{
	"json": "json", "avro": `avro(framing: "raw")`, "json_schema": "json_schema(id: 7)", "connect_json": "connect_json", "protobuf": "protobuf", "csv": "csv",
	"utf8": "utf8", "raw": "raw", "number": "number",
}

const (
	exactly  = "exactly"
	withLoss = "**with loss**"
	someFail = "exactly, or fails"
)

// What of a record has the type.
const (
	asField = iota
	asValue
	asKey
	placesOf // how many there are
)

// matrix is what became of each type in each format, as a field of a record, as a whole
// value and as a key.
type matrix struct {
	formats []string
	tables  [placesOf]map[string]map[string]string // by type and format
	tracks  []*track
	pairs   int
}

// track takes values of some types through formats, from one topic to the next, and at
// last back to JSON.
type track struct {
	n    int
	of   []specimen
	as   int
	path []string // of formats, between JSON and JSON
}

// TestMatrix: a value of each type goes from each format to each other one by generated
// code and comes back as it was, or the type is refused by the checker. What a format
// does not give back as it was stands in the table.
func TestMatrix(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles some hundred pipelines")
	}
	m := &matrix{formats: builtFormats(t)}
	m.ask(t)
	m.layTracks()
	results := m.run(t)
	for k, tr := range m.tracks {
		m.judge(t, tr, results[projectOf(k)])
	}
	t.Logf("%d tracks, %d pairs of formats for a type", len(m.tracks), m.pairs)
	page := m.page()
	t.Log("\n" + page)
	const name = "../docs/formats.md"
	if *update {
		if err := os.WriteFile(name, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if got := read(t, name); got != page {
		t.Errorf("%s is not what came out: go test ./golden -run TestMatrix -update\n%s", name, difference(page, got))
	}
}

// builtFormats are the converters that read and write, in the order of the catalog.
func builtFormats(t *testing.T) []string {
	var out []string
	for _, c := range stdlib.Catalog().Converters {
		if !c.Reads || !c.Writes {
			continue
		}
		if matrixForms[c.Name] == "" {
			t.Errorf("the matrix does not have the converter %s", c.Name)
			continue
		}
		out = append(out, c.Name)
	}
	return out
}

// ask notes which format refuses which type, and by which code.
func (m *matrix) ask(t *testing.T) {
	for as := range m.tables {
		m.tables[as] = map[string]map[string]string{}
		for _, s := range specimens {
			if !s.goes(as) {
				continue
			}
			table := map[string]string{}
			m.tables[as][s.typ] = table
			for _, f := range m.formats {
				table[f] = refusedBy(t, as, s.typ, f)
			}
			if table["json"] != "" {
				t.Errorf("json refuses %s: %s", s.typ, table["json"])
			}
		}
	}
}

// goes reports whether the type is asked for as a field, a value or a key.
func (s specimen) goes(as int) bool { return as == asField || s.bare }

// refusedBy is the code by which a format refuses a type, empty where it takes it.
func refusedBy(t *testing.T, as int, typ, format string) string {
	r := &diag.Report{}
	carries := "value: { row: int32, v: " + typ + " } as " + matrixForms[format]
	switch as {
	case asValue:
		carries = "value: " + typ + " as " + matrixForms[format]
	case asKey:
		carries = "key: " + typ + " as " + matrixForms[format] + ", value: int32 as json"
	}
	text := matrixSoil + "topic x on local { " + carries + " }\nsink console screen { value: int64 as json }\npipeline p {\n  from x\n  map 1\n  to screen\n}\n"
	prog, err := compiler.Compile("in.flow", compiler.Memory{"in.flow": text}, stdlib.Catalog(), r)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range r.Sorted() {
		if d.Severity() != diag.Error {
			continue
		}
		if !slices.Contains([]string{"E0312", "E0434", "E0435", "E0503", "E0505", "E0506", "E0507", "E0508"}, d.Code) {
			t.Errorf("%s as %s: %s %s", typ, format, d.Code, d.Message)
		}
		return "refused, " + d.Code
	}
	if len(prog.Waits) > 0 {
		t.Errorf("%s as %s: %v", typ, format, prog.Waits)
		return "waits"
	}
	return ""
}

// layTracks puts types that the same formats carry on one track for each format, and on
// one that goes from each format to each.
func (m *matrix) layTracks() {
	groups := map[string]int{}
	var all []*track
	for as, table := range m.tables {
		for _, s := range specimens {
			if !s.goes(as) {
				continue
			}
			var carry []string
			for _, f := range m.formats {
				if table[s.typ][f] == "" {
					carry = append(carry, f)
				}
			}
			key := fmt.Sprint(as, carry)
			if as != asField || s.alone {
				key += s.typ
			}
			k, ok := groups[key]
			if !ok {
				k = len(all)
				groups[key] = k
				all = append(all, &track{as: as, path: carry})
			}
			all[k].of = append(all[k].of, s)
		}
	}
	for _, g := range all {
		if g.of[0].alone {
			for _, f := range g.path {
				m.tracks = append(m.tracks, &track{n: len(m.tracks), of: g.of, as: g.as, path: []string{f}})
			}
		}
		m.pairs += len(g.path) * len(g.path) * len(g.of)
		if g.as != asField && len(g.path) > 1 {
			g.path = g.path[1:] // fields go by json and avro too
		}
		m.tracks = append(m.tracks, &track{n: len(m.tracks), of: g.of, as: g.as, path: eachToEach(g.path)})
	}
}

// eachToEach is a walk that takes each step from one of the list to one of it once, from
// the first back to the first.
func eachToEach(list []string) []string {
	var out []string
	for i := range list {
		out = append(out, list[i])
		for _, x := range list[i+1:] {
			out = append(out, list[i], x)
		}
	}
	return append(out, list[0])
}

// source is what a project has for a track.
func (tr *track) source() string {
	var b strings.Builder
	typ := tr.of[0].typ
	if tr.as == asField {
		typ = fmt.Sprintf("All%d", tr.n)
		fmt.Fprintf(&b, "schema %s {\n  row: int32\n", typ)
		for k, s := range tr.of {
			fmt.Fprintf(&b, "  f%d: %s\n", k, s.typ)
		}
		b.WriteString("}\n")
	}
	path := append(append([]string{"json"}, tr.path...), "json")
	for k, f := range path {
		carries := "value: " + typ + " as " + matrixForms[f]
		if tr.as == asKey {
			carries = "key: " + typ + " as " + matrixForms[f] + ", value: int32 as json"
		}
		fmt.Fprintf(&b, "topic %s on local { %s }\n", tr.topic(k), carries)
	}
	for k := range path[1:] {
		fmt.Fprintf(&b, "pipeline to_%s {\n  from %s\n  to %s\n}\n", tr.topic(k+1), tr.topic(k), tr.topic(k+1))
	}
	return b.String()
}

// topic is the name of the topic at a step of the track.
func (tr *track) topic(step int) string { return fmt.Sprintf("t%d_%d", tr.n, step) }

// rows are the values that go in: enough records for the type with the most.
func (tr *track) rows() []string {
	n := 0
	for _, s := range tr.of {
		n = max(n, len(s.values))
	}
	var out []string
	for row := range n {
		switch tr.as {
		case asValue:
			out = append(out, tr.of[0].values[row])
			continue
		case asKey: // a space ends the key in the input
			out = append(out, fmt.Sprintf("@%s %d", strings.ReplaceAll(tr.of[0].values[row], " ", `\u0020`), row))
			continue
		}
		text := fmt.Sprintf(`{"row":%d`, row)
		for k, s := range tr.of {
			text += fmt.Sprintf(`,"f%d":%s`, k, s.values[row%len(s.values)])
		}
		out = append(out, text+"}")
	}
	return out
}

// tracksPerProject keeps the packages small enough to be compiled side by side.
const tracksPerProject = 12

func projectOf(track int) string { return fmt.Sprintf("matrix%d", track/tracksPerProject) }

// run compiles all tracks in one module and runs them in one program.
func (m *matrix) run(t *testing.T) map[string]string {
	mod := newModule(t, t.TempDir())
	for k := 0; k < len(m.tracks); k += tracksPerProject {
		c := runner.Case{Name: projectOf(k)}
		text := matrixSoil
		for _, tr := range m.tracks[k:min(k+tracksPerProject, len(m.tracks))] {
			text += tr.source()
			c.Inputs = append(c.Inputs, runner.Input{Name: tr.topic(0) + ".jsonl", Text: strings.Join(tr.rows(), "\n") + "\n"})
		}
		mod.add(t, generate(t, c.Name, text))
		mod.run = append(mod.run, c)
	}
	return mod.results(t)
}

// judge compares what came out of a track with what went in.
func (m *matrix) judge(t *testing.T, tr *track, result string) {
	table := m.tables[tr.as]
	last := "  " + tr.topic(len(tr.path)+1) + " "
	var got []string
	for line := range strings.Lines(result) {
		if rest, ok := strings.CutPrefix(line, last); ok {
			rest = strings.TrimSuffix(rest, "\n")
			if tr.as == asKey { // [key] value, as in the input
				at := strings.LastIndex(rest, "] ")
				rest = "@" + rest[1:at] + rest[at+1:]
			}
			got = append(got, rest)
		}
	}
	want := tr.rows()
	for k, s := range tr.of {
		verdict := exactly
		if len(got) < len(want) {
			verdict = someFail
		}
		for _, line := range got {
			if !slices.ContainsFunc(want, func(w string) bool { return tr.same(t, k, w, line) }) {
				verdict = withLoss
			}
		}
		switch {
		case s.alone && len(tr.path) == 1:
			table[s.typ][tr.path[0]] = verdict
		case s.alone:
		case verdict != exactly:
			t.Errorf("%v, %s: %s, %d of %d records\n%s", tr.path, s.typ, verdict, len(got), len(want), steps(result, tr))
		default:
			for _, f := range m.formats {
				if table[s.typ][f] == "" {
					table[s.typ][f] = exactly
				}
			}
		}
	}
}

// steps is what a track says of itself.
func steps(result string, tr *track) string {
	var b strings.Builder
	for part := range strings.SplitSeq(result, "\nto_") {
		if strings.HasPrefix(strings.TrimPrefix(part, "to_"), fmt.Sprintf("t%d_", tr.n)) {
			b.WriteString(part + "\n")
		}
	}
	return b.String()
}

// same reports whether two records agree in their number and in field k, or two whole
// values.
func (tr *track) same(t *testing.T, k int, a, b string) bool {
	if tr.as == asKey {
		x, y := strings.LastIndexByte(a, ' '), strings.LastIndexByte(b, ' ')
		return a[x:] == b[y:] && reflect.DeepEqual(numbers(t, a[1:x]), numbers(t, b[1:y]))
	}
	x, y := numbers(t, a), numbers(t, b)
	if tr.as == asValue {
		return reflect.DeepEqual(x, y)
	}
	name := fmt.Sprintf("f%d", k)
	return reflect.DeepEqual(x.(map[string]any)["row"], y.(map[string]any)["row"]) &&
		reflect.DeepEqual(x.(map[string]any)[name], y.(map[string]any)[name])
}

// numbers is JSON with its numbers as they are written.
func numbers(t *testing.T, text string) any {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return v
}

// page is the manual's page of what came out.
func (m *matrix) page() string {
	var b strings.Builder
	b.WriteString("# What each format carries\n\n<!-- Written by `go test ./golden -run TestMatrix -update`. -->\n\n" +
		"Values at the bounds of each type go from each format to each other one, by generated code, and back to JSON. *Exactly* means that all of them\n" +
		"came back as they were; *or fails* that the format has no form for some of them, and that their records fail ([R0207](codes/R0207.md)) rather than\n" +
		"lose something; *with loss* that some came back changed. What is refused is an error of `flowc check`.\n\n## Fields of a record\n\n")
	m.table(&b, asField)
	b.WriteString("\n## Whole values\n\n")
	m.table(&b, asValue)
	b.WriteString("\n## Keys\n\nKeys that are equal are equal bytes: a type or a format that cannot promise it is refused. Headers are bytes or text, and have no type.\n\n")
	m.table(&b, asKey)
	return b.String()
}

func (m *matrix) table(b *strings.Builder, as int) {
	table := m.tables[as]
	var formats []string
	for _, f := range m.formats {
		if slices.ContainsFunc(specimens, func(s specimen) bool { return s.goes(as) && !strings.HasPrefix(table[s.typ][f], "refused") }) {
			formats = append(formats, f)
		}
	}
	b.WriteString("| type | " + strings.Join(formats, " | ") + " |\n|---|" + strings.Repeat("---|", len(formats)) + "\n")
	for _, s := range specimens {
		if !s.goes(as) {
			continue
		}
		b.WriteString("| `" + cell(s.typ) + "` |")
		for _, f := range formats {
			b.WriteString(" " + table[s.typ][f] + " |")
		}
		b.WriteByte('\n')
	}
}
