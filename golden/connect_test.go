package golden

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/codegen"
	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/compiler/plan"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/golden/runner"
	"github.com/flowc-lang/flowc/stdlib"
)

// connectVector is a request to a converter of Kafka Connect and the answer that it gave.
type connectVector struct {
	ID        string            `json:"id"`
	Op        string            `json:"op"`
	Converter string            `json:"converter"`
	Config    map[string]string `json:"config"`
	Schema    *connectType      `json:"schema"`
	Value     json.RawMessage   `json:"value"`
	UTF8      *string           `json:"utf8"`
	Base64    *string           `json:"base64"`
	Expect    struct {
		OK *struct {
			UTF8   *string         `json:"utf8"`
			Base64 *string         `json:"base64"`
			Schema *connectType    `json:"schema"`
			Value  json.RawMessage `json:"value"`
		} `json:"ok"`
		Error []string `json:"error"`
	} `json:"expect"`
}

// apart are the vectors whose answer flowc does not give, and why; docs/connect.md tells
// each reason.
var apart = map[string]string{
	"json-12-null-with-schema":             "a null value is a tombstone",
	"json-16-schemaless-date-needs-schema": "schema-free data has no dates",
	"json-18-date-with-time-part":          "a date has no time of day",
}

// vectors reads the frozen vectors, and those in the folder that FLOW_CONNECT_VECTORS
// names.
func vectors(t *testing.T) []connectVector {
	files := []string{"testdata/connect/vectors.jsonl"}
	if dir := os.Getenv("FLOW_CONNECT_VECTORS"); dir != "" {
		more, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
		if err != nil || len(more) == 0 {
			t.Fatalf("FLOW_CONNECT_VECTORS: no *.jsonl in %s: %v", dir, err)
		}
		files = append(files, more...)
	}
	var out []connectVector
	seen := map[string]bool{}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		s := bufio.NewScanner(bytes.NewReader(text))
		s.Buffer(nil, 16<<20)
		for s.Scan() {
			var v connectVector
			if err := json.Unmarshal(s.Bytes(), &v); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if !seen[v.ID] {
				seen[v.ID] = true
				out = append(out, v)
			}
		}
	}
	return out
}

// TestConnectVectors: generated code with `compat: connect` gives the answers that the
// JsonConverter and the converters of numbers and text of Kafka Connect 4.3.1 gave.
func TestConnectVectors(t *testing.T) {
	manual, err := os.ReadFile("../docs/connect.md")
	if err != nil {
		t.Fatal(err)
	}
	for id, why := range apart {
		if !bytes.Contains(manual, []byte(why)) {
			t.Errorf("docs/connect.md does not say of %s that %s", id, why)
		}
	}
	var flow strings.Builder
	flow.WriteString("flow 1\n\nconnection kafka k { brokers = embedded }\n")
	c := runner.Case{Name: "connectvectors"}
	var asked []connectVector
	for _, v := range vectors(t) {
		if apart[v.ID] != "" || v.node() == "" {
			continue
		}
		text, in := v.project()
		flow.WriteString(text)
		c.Inputs = append(c.Inputs, in)
		asked = append(asked, v)
	}
	if len(asked) < 38 {
		t.Fatalf("only %d vectors", len(asked))
	}
	answers := runFlow(t, c, flow.String())
	for _, v := range asked {
		t.Run(v.ID, func(t *testing.T) { v.judge(t, answers[v.node()]) })
	}
}

// runFlow generates a project, runs it, and returns what each pipeline did.
func runFlow(t *testing.T, c runner.Case, text string) map[string]string {
	r := &diag.Report{}
	prog, err := compiler.Compile("in.flow", compiler.Memory{"in.flow": text}, stdlib.Catalog(), r)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range r.Sorted() {
		if d.Severity() == diag.Error {
			t.Fatalf("%s %s: %s", d.Code, d.At.Text(), d.Message)
		}
	}
	prog.Name = c.Name
	files, err := codegen.Generate(plan.Make(prog), codegen.Build{Source: "0", Runtime: "test"})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	writeModule(t, dir)
	for _, f := range files {
		if f.Name != "main.go" {
			write(t, filepath.Join(dir, filepath.FromSlash(f.Name)), f.Text)
		}
	}
	write(t, filepath.Join(dir, "main.go"), mainOf([]runner.Case{c}))
	input, err := json.Marshal([]runner.Case{c})
	if err != nil {
		t.Fatal(err)
	}
	var results map[string]string
	if err := json.Unmarshal(goTool(t, dir, input, "run", "."), &results); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, part := range strings.Split("\n"+results[c.Name], "\nto_") {
		name, did, _ := strings.Cut(part, ":")
		out[name] = did
	}
	return out
}

// node is the name of the vector's topic, empty for what is no converter here.
func (v *connectVector) node() string {
	switch v.Converter {
	case "JsonConverter", "LongConverter", "ShortConverter", "DoubleConverter":
		return "v_" + strings.ReplaceAll(v.ID, "-", "_")
	}
	return ""
}

// project is the part of the .flow file for one vector, and its input.
func (v *connectVector) project() (string, runner.Input) {
	plain := "connect_json(schemas: false)"
	read, write := plain, v.format()
	typ := v.Schema
	in := runner.Input{Name: v.node() + ".jsonl", Text: string(v.Schema.input(v.Value))}
	if v.Op == "toConnect" {
		typ = v.readType()
		read, write = write, plain
		in.Text = "null"
		switch {
		case v.UTF8 != nil:
			in.Text = *v.UTF8
			if in.Text == "null" {
				in.Text = " null" // text, no tombstone
			}
		case v.Base64 != nil:
			raw, _ := base64.StdEncoding.DecodeString(*v.Base64)
			in = runner.Input{Name: v.node() + ".hex", Text: fmt.Sprintf("% x", raw)}
		}
	}
	text := typ.flow()
	if typ == nil && v.isDoubles() {
		text = "list<double>"
	}
	if typ != nil && typ.Default != nil {
		in.Text, text = `{"v":`+in.Text+`}`, "{ v: "+text+" = "+string(typ.Default)+" }"
	}
	if in.Text == "null" && typ == nil {
		text = "string?"
	}
	if in.Text == "" {
		in.Text = "1\n\n" // an empty record behind another
	}
	if in.Text == "null" && !strings.HasSuffix(text, "?") {
		text += "?"
	}
	n := v.node()
	return fmt.Sprintf("\ntopic %s on k { value: %s as %s }\ntopic out_%s on k { value: %s as %s }\npipeline to_%s { from %s\n  to out_%s\n}\n", n, text, read, n, text, write, n, n, n), in
}

// isDoubles reports whether the value is a list of doubles.
func (v *connectVector) isDoubles() bool {
	return bytes.HasPrefix(v.Value, []byte(`[{"$f64"`))
}

// format is the converter as a .flow file names it.
func (v *connectVector) format() string {
	if v.Converter != "JsonConverter" {
		return "number"
	}
	var options []string
	if v.Config["replace.null.with.default"] != "false" {
		options = append(options, "compat: connect")
	}
	if v.Config["schemas.enable"] == "false" || v.Config["schema.content"] != "" {
		options = append(options, "schemas: false")
	}
	if v.Config["decimal.format"] == "NUMERIC" {
		options = append(options, "decimal: number")
	}
	if s := v.Schema; s != nil && s.Name != "" && s.Type == "struct" && v.Op == "fromConnect" {
		options = append(options, fmt.Sprintf("name: %q", s.Name))
		if s.Version > 0 {
			options = append(options, fmt.Sprintf("version: %d", s.Version))
		}
	}
	if len(options) == 0 {
		return "connect_json"
	}
	return "connect_json(" + strings.Join(options, ", ") + ")"
}

// readType is the type that the bytes of a vector are read as: by their own schema, by the
// one that was expected, or schema-free.
func (v *connectVector) readType() *connectType {
	var e struct {
		Schema *connectType `json:"schema"`
	}
	if v.Config["schemas.enable"] != "false" && v.UTF8 != nil && json.Unmarshal([]byte(*v.UTF8), &e) == nil && e.Schema != nil {
		return e.Schema
	}
	if ok := v.Expect.OK; ok != nil {
		return ok.Schema
	}
	return nil
}

// judge compares what the pipeline did with the answer.
func (v *connectVector) judge(t *testing.T, did string) {
	_, rows, _ := strings.Cut(did, "\n")
	got := strings.TrimSuffix(rows, "\n")
	if at := strings.LastIndex(got, "  out_"+v.node()+" "); at >= 0 {
		got = got[at+len("  out_"+v.node()+" "):]
	}
	failed := strings.Contains(did, "fails in decode")
	if v.Expect.OK == nil || failed {
		if (v.Expect.OK == nil) != failed {
			t.Fatalf("got %s, want %s %+v", did, v.Expect.Error, v.Expect.OK)
		}
		return
	}
	want := "null"
	switch ok := v.Expect.OK; {
	case v.Op == "toConnect":
		want = string(payload(ok.Value))
		if s := ok.Schema; s != nil && s.Name == connectDecimal {
			want = v.decimal(want)
		}
	case ok.UTF8 != nil:
		want = *ok.UTF8
	case ok.Base64 != nil:
		raw, _ := base64.StdEncoding.DecodeString(*ok.Base64)
		want = fmt.Sprintf("% x", raw)
	}
	if v.Schema != nil && v.Schema.Default != nil && v.Op == "fromConnect" {
		want = `{"v":` + want + `}`
	}
	if got != want && got != fmt.Sprintf("% x", want) && (v.Op == "fromConnect" || !sameJSON(got, want)) {
		t.Fatalf("got %s, want %s", got, want)
	}
}

func sameJSON(a, b string) bool {
	var x, y any
	dx, dy := json.NewDecoder(strings.NewReader(a)), json.NewDecoder(strings.NewReader(b))
	dx.UseNumber()
	dy.UseNumber()
	return dx.Decode(&x) == nil && dy.Decode(&y) == nil && reflect.DeepEqual(x, y)
}
