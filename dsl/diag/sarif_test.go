package diag

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// sample is a report with everything that a diagnostic can have.
func sample(text string) *Report {
	f, other := NewFile("a b/load.flow", text), NewFile("weather.cql", "CREATE TABLE t (é text);\n")
	at := strings.Index(text, "partitons")
	r := &Report{}
	r.Add(Diagnostic{
		Code: "E0301", Message: "no option `partitons`", At: f.Span(at, at+9), Here: "this",
		Labels: []Label{{At: other.Span(13, 14), Text: "here"}, {Text: "nowhere"}},
		Helps:  []string{"one", "two"},
		Fixes: []Fix{
			{Title: "`partitions`", Edits: []Edit{{At: f.Span(at, at+9), Text: "partitions"}, {At: f.Span(0, 0), Text: "flow 1\n"}}},
			{Title: "perhaps", Guess: true, Edits: []Edit{{At: f.Span(0, 1), Text: "x"}}},
		},
	})
	r.Add(Diagnostic{Code: "W0210", Message: "`t` is not used", At: f.Span(0, 5)})
	r.Add(Diagnostic{Code: "E0802", Message: "there is nothing here"})
	return r
}

func sarifOf(t *testing.T, r *Report) (sarifLog, []byte) {
	t.Helper()
	var b bytes.Buffer
	help := func(code string) string { return "what `" + code + "` is" }
	if err := SARIF(&b, r, SARIFOptions{Version: "1.2.3", Help: help}); err != nil {
		t.Fatal(err)
	}
	var log sarifLog
	if err := json.Unmarshal(b.Bytes(), &log); err != nil {
		t.Fatal(err)
	}
	return log, b.Bytes()
}

const topic = "topic é on k {\n  partitons = 6\n}\n"

// The log follows the standard: the schema beside this test is the part of it that
// flowc writes. FLOWC_SARIF_SCHEMA names the standard's own, to hold it against that.
func TestSARIFSchema(t *testing.T) {
	names := []string{"testdata/sarif.schema.json"}
	if official := os.Getenv("FLOWC_SARIF_SCHEMA"); official != "" {
		names = append(names, official)
	}
	for _, name := range names {
		c := jsonschema.NewCompiler()
		c.AssertFormat()
		schema, err := c.Compile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range []*Report{sample(topic), {}} {
			_, text := sarifOf(t, r)
			doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(doc); err != nil {
				t.Errorf("%s: %v\n%s", name, err, text)
			}
		}
	}
}

// The schema refuses what the standard refuses.
func TestSARIFSchemaRefuses(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("testdata/sarif.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	_, text := sarifOf(t, sample(topic))
	for _, tt := range [][2]string{
		{`"level": "error"`, `"level": "fatal"`},
		{`"startLine": 2`, `"startLine": 0`},
		{`"version": "2.1.0"`, `"version": "2.0.0"`},
		{`"artifactChanges"`, `"changes"`},
		{`"columnKind": "unicodeCodePoints"`, `"columnKind": "bytes"`},
	} {
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(strings.Replace(string(text), tt[0], tt[1], 1)))
		if err != nil {
			t.Fatal(err)
		}
		if schema.Validate(doc) == nil {
			t.Errorf("%s is taken", tt[1])
		}
	}
}

func TestSARIF(t *testing.T) {
	log, _ := sarifOf(t, sample(topic))
	run := log.Runs[0]
	if d := run.Tool.Driver; d.Version != "1.2.3" || len(d.Rules) != 3 || d.Rules[0].ID != "E0802" || d.Rules[0].Help.Text != "what E0802 is" ||
		d.Rules[1].Default.Level != "warning" || !strings.HasSuffix(d.Rules[1].HelpURI, "/docs/codes/W0210.md") {
		t.Errorf("driver: %+v", d)
	}
	for i, res := range run.Results {
		if run.Tool.Driver.Rules[res.RuleIndex].ID != res.RuleID {
			t.Errorf("result %d is of rule %d, which is not %s", i, res.RuleIndex, res.RuleID)
		}
	}
	if run.Results[0].Locations != nil {
		t.Errorf("a result without a place has %+v", run.Results[0].Locations)
	}
	res := run.Results[2]
	if got := res.Locations[0].Physical; got.Artifact.URI != "a%20b/load.flow" || got.Region != (sarifRegion{2, 3, 2, 12}) {
		t.Errorf("place: %+v", got)
	}
	if len(res.Related) != 1 || res.Related[0].Message.Text != "here" || res.Related[0].Physical.Artifact.URI != "weather.cql" {
		t.Errorf("related: %+v", res.Related)
	}
	if res.Message.Text != "no option `partitons`\none\ntwo" || len(res.Fixes) != 1 || len(res.Fixes[0].Changes) != 1 || len(res.Fixes[0].Changes[0].Replacements) != 2 {
		t.Errorf("message %q, fixes %+v", res.Message.Text, res.Fixes)
	}
}

// A fingerprint stays when lines above come and go, and when the line is formatted;
// two mistakes never share one.
func TestSARIFFingerprints(t *testing.T) {
	prints := func(text string) map[string]string {
		log, _ := sarifOf(t, sample(text))
		out := map[string]string{}
		for _, res := range log.Runs[0].Results {
			out[res.RuleID] = res.Fingerprints["flowc/v1"]
		}
		return out
	}
	a, b, c := prints(topic), prints("// moved\n\n"+strings.Replace(topic, "= 6", "  =  6", 1)), prints(strings.Replace(topic, "= 6", "= 7", 1))
	if a["E0301"] != b["E0301"] || a["E0301"] == c["E0301"] || a["E0301"] == a["W0210"] {
		t.Errorf("%v, moved %v, changed %v", a, b, c)
	}
	f := NewFile("a.flow", "x x\n")
	r := &Report{}
	r.Add(Diagnostic{Code: "E0201", At: f.Span(0, 1)})
	r.Add(Diagnostic{Code: "E0201", At: f.Span(2, 3)})
	log, _ := sarifOf(t, r)
	if one, two := log.Runs[0].Results[0].Fingerprints["flowc/v1"], log.Runs[0].Results[1].Fingerprints["flowc/v1"]; one == two {
		t.Errorf("two mistakes on one line share %s", one)
	}
}
