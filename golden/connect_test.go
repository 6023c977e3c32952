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
	"slices"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/compiler"
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
			Schema json.RawMessage `json:"schema"`
			Value  json.RawMessage `json:"value"`
		} `json:"ok"`
		Error []string `json:"error"`
	} `json:"expect"`
	node string // its topic, a name of its own
}

// elsewhere are the requests that are about no converter and no header.
var elsewhere = map[string]string{
	"apply":   "a transform is a stage of a pipeline, which has a language of its own",
	"project": "one schema is fitted to another by the compiler",
	"parse":   "headers ask the same",
}

// refusedAs are the vectors of errors that the compiler finds before there is a record,
// with its code.
var refusedAs = map[string]string{
	"json-16-schemaless-date-needs-schema": "E0312",
	"json-18-date-with-time-part":          "E0402",
	"str-07-bad-encoding":                  "E0301",
	"bytes-02-wrong":                       "E0312",
	"bytes-03-schemaless-string":           "E0312",
}

// vectors reads the frozen vectors, and those in the folder that FLOW_CONNECT_VECTORS
// names.
func vectors(t *testing.T) []*connectVector {
	files := []string{"testdata/connect/vectors.jsonl"}
	if dir := os.Getenv("FLOW_CONNECT_VECTORS"); dir != "" {
		more, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
		if err != nil || len(more) == 0 {
			t.Fatalf("FLOW_CONNECT_VECTORS: no *.jsonl in %s: %v", dir, err)
		}
		files = append(files, more...)
	}
	var out []*connectVector
	seen := map[string]bool{}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		s := bufio.NewScanner(bytes.NewReader(text))
		s.Buffer(nil, 16<<20)
		for s.Scan() {
			v := &connectVector{node: fmt.Sprintf("v%d", len(out))}
			if err := json.Unmarshal(s.Bytes(), v); err != nil && elsewhere[v.Op] == "" {
				t.Fatalf("%s: %v", name, err)
			}
			if line := s.Text(); !seen[line] {
				seen[line] = true
				out = append(out, v)
			}
		}
		if err := s.Err(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	return out
}

// TestConnectVectors: generated code with `compat: connect` gives the answers that the
// converters of Kafka Connect 4.3.1 gave, or the compiler refuses what they refused.
func TestConnectVectors(t *testing.T) {
	var flow strings.Builder
	flow.WriteString(connectHead)
	c := runner.Case{Name: "connectvectors"}
	var asked []*connectVector
	refused, others := 0, map[string]int{}
	for _, v := range vectors(t) {
		if elsewhere[v.Op] != "" {
			others[v.Op]++
			continue
		}
		text, in, err := v.project()
		if err != nil {
			t.Errorf("%s: %v", v.ID, err)
			continue
		}
		if codes := refusedWith(t, connectHead+text); len(codes) > 0 {
			refused++
			v.judgeRefused(t, codes)
			continue
		}
		flow.WriteString(text)
		c.Inputs = append(c.Inputs, in)
		asked = append(asked, v)
	}
	answers := runFlow(t, c, flow.String())
	for _, v := range asked {
		t.Run(v.ID, func(t *testing.T) { v.judge(t, answers[v.node]) })
	}
	t.Logf("%d vectors of converters and headers run, the compiler refuses %d more; not about them: %v", len(asked), refused, others)
}

const connectHead = "flow 1\n\nconnection kafka k { brokers = embedded }\n"

// refusedWith are the codes of what the compiler finds wrong in a project.
func refusedWith(t *testing.T, text string) []string {
	r := &diag.Report{}
	if _, err := compiler.Compile("in.flow", compiler.Memory{"in.flow": text}, stdlib.Catalog(), r); err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, d := range r.Sorted() {
		if d.Severity() == diag.Error && !slices.Contains(codes, d.Code) {
			codes = append(codes, d.Code)
		}
	}
	return codes
}

// judgeRefused compares a refusedWith with the answer, which must be an error.
func (v *connectVector) judgeRefused(t *testing.T, codes []string) {
	if v.Expect.OK != nil || !slices.Contains([]string{"E0301", "E0312", "E0402"}, codes[0]) {
		t.Errorf("%s: the compiler says %v, Connect %+v", v.ID, codes, v.Expect.OK)
	}
	if want := refusedAs[v.ID]; want != "" && codes[0] != want {
		t.Errorf("%s: the compiler says %v, not %s", v.ID, codes, want)
	}
}

// judge compares what the pipeline did with the answer.
func (v *connectVector) judge(t *testing.T, did string) {
	if refusedAs[v.ID] != "" {
		t.Fatalf("the compiler takes it")
	}
	_, rows, _ := strings.Cut(did, "\n")
	got := strings.TrimSuffix(rows, "\n")
	if at := strings.LastIndex(got, "  out_"+v.node+" "); at >= 0 {
		got = got[at+len("  out_"+v.node+" "):]
	}
	failed := strings.Contains(did, "fails in ")
	if v.Expect.OK == nil || failed {
		if (v.Expect.OK == nil) != failed {
			t.Fatalf("got %s, want %s %+v", did, v.Expect.Error, v.Expect.OK)
		}
		return
	}
	ok := v.Expect.OK
	switch v.Op {
	case "headerTo":
		want := marshal(map[string]json.RawMessage{"schema": ok.Schema, "payload": v.schemaOf(ok.Schema).input(ok.Value)})
		if !sameJSON(got, string(want)) {
			t.Fatalf("got %s, want %s", got, want)
		}
	case "toConnect":
		want := string(payload(ok.Value))
		if s := v.schemaOf(ok.Schema); s != nil && s.Name == connectDecimal {
			want = v.decimal(want)
		}
		if !sameJSON(got, want) && got != fmt.Sprintf("% x", want) {
			t.Fatalf("got %s, want %s", got, want)
		}
	default:
		if want := v.wanted(); got != want && got != fmt.Sprintf("% x", want) {
			t.Fatalf("got %s, want %s", got, want)
		}
	}
}

// wanted are the bytes that Connect wrote.
func (v *connectVector) wanted() string {
	want := "null"
	switch ok := v.Expect.OK; {
	case ok.UTF8 != nil:
		want = *ok.UTF8
	case ok.Base64 != nil:
		raw, _ := base64.StdEncoding.DecodeString(*ok.Base64)
		want = fmt.Sprintf("% x", raw)
	}
	if v.Schema != nil && v.Schema.Default != nil {
		want = `{"v":` + want + `}`
	}
	return want
}

// schemaOf is a schema of a vector, nil without one.
func (v *connectVector) schemaOf(text json.RawMessage) *connectType {
	var s *connectType
	if json.Unmarshal(text, &s) != nil {
		panic(v.ID + ": a schema that is none")
	}
	return s
}

func sameJSON(a, b string) bool {
	var x, y any
	dx, dy := json.NewDecoder(strings.NewReader(a)), json.NewDecoder(strings.NewReader(b))
	dx.UseNumber()
	dy.UseNumber()
	return dx.Decode(&x) == nil && dy.Decode(&y) == nil && reflect.DeepEqual(x, y)
}

// runFlow generates a project, runs it, and returns what each pipeline did.
func runFlow(t *testing.T, c runner.Case, text string) map[string]string {
	m := newModule(t, t.TempDir())
	m.add(t, generate(t, c.Name, text))
	m.run = append(m.run, c)
	results := m.results(t)
	out := map[string]string{}
	for _, part := range strings.Split("\n"+results[c.Name], "\nto_") {
		name, did, _ := strings.Cut(part, ":")
		out[name] = did
	}
	return out
}
