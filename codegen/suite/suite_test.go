package suite

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/runtime/harness"
	"github.com/flowc-lang/flowc/stdlib"
)

func TestLiteral(t *testing.T) {
	page := &types.Type{Kind: types.Enum, Enum: &types.EnumType{Symbols: []string{"PAY"}}}
	click := types.RecordOf(&types.RecordType{Fields: []*types.Field{
		{Name: "first name", Type: types.Of(types.String)},
		{Name: "page", Type: page},
		{Name: "note", Type: types.OptionalOf(types.Of(types.String))},
		{Name: "price", Type: types.DecimalOf(5, 2)},
		{Name: "loose", Type: types.Of(types.Any)},
	}})
	for _, tt := range []struct {
		json string
		t    *types.Type
		want string
	}{
		{`null`, types.OptionalOf(types.Of(types.Int32)), `null`},
		{`12`, types.Of(types.Int32), `12`},
		{`"12.50"`, types.DecimalOf(5, 2), `12.50`},
		{`"12.50"`, types.Of(types.Decimal), `12.5`},
		{`"100"`, types.Of(types.Decimal), `100`},
		{`"AP8="`, types.Of(types.Bytes), `raw_bytes("00 ff")`},
		{`""`, types.Of(types.Bytes), `raw_bytes("")`},
		{`"a \"b\" ${c} \\ \n"`, types.Of(types.String), `"a \"b\" \${c} \\ \n"`},
		{`["a","b"]`, types.ListOf(types.Of(types.String)), `["a", "b"]`},
		{`{"b 1":2,"c":3}`, types.MapOf(types.Of(types.String), types.Of(types.Int32)), `{ "b 1": 2, c: 3 }`},
		{`{}`, types.MapOf(types.Of(types.String), types.Of(types.Int32)), `{}`},
		{
			`{"first name":"x","page":"PAY","note":null,"price":"1.00","loose":{"a":[1,null,"t"]}}`, click,
			`{ "first name": "x", page: "PAY", price: 1.00, loose: { a: [1, null, "t"] } }`,
		},
	} {
		if got := Literal(json.RawMessage(tt.json), tt.t); got != tt.want {
			t.Errorf("%s as %s: got %s, want %s", tt.json, tt.t, got, tt.want)
		}
	}
}

// Every text that is quoted is read back as it was.
func FuzzQuote(f *testing.F) {
	for _, s := range []string{"", "plain", `a"b\c`, "${x} $y \\${z}", "ä\u200b\n\r\t\x00\u202e", "\U0001f600"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(s, "?")
		r := &diag.Report{}
		file := dsl.Parse(diag.NewFile("x.flow", "param x: string = "+Quote(s)+"\n"), r)
		if r.Failed() {
			_ = diag.Short(os.Stderr, r)
			t.Fatalf("%q is quoted as %s, which does not parse", s, Quote(s))
		}
		text, ok := file.Decls[0].(*dsl.Param).Default.(*dsl.Text).Plain()
		if !ok || text != s {
			t.Errorf("%q is quoted as %s, which is %q", s, Quote(s), text)
		}
	})
}

// A pair is a letter of each side; - stands for none.
func TestAlign(t *testing.T) {
	for _, tt := range []struct{ wants, got, pairs string }{
		{"abc", "abc", "aa bb cc"},
		{"abc", "ac", "aa b- cc"},
		{"ac", "abc", "aa -b cc"},
		{"abc", "axc", "aa bx cc"},
		{"abcd", "xd", "ax b- c- dd"},
		{"", "ab", "-a -b"},
		{"ab", "", "a- b-"},
		{"", "", ""},
		{"abab", "ba", "a- bb aa b-"},
	} {
		node := &ir.Node{Value: &ir.Carrier{Type: types.Of(types.String)}}
		var wants []wanted
		for _, c := range tt.wants {
			value := json.RawMessage(`"` + string(c) + `"`)
			wants = append(wants, wanted{ir.TestRecord{Value: &ir.Const{}}, harness.Row{ShownValue: value}, node})
		}
		var got []harness.Row
		for _, c := range tt.got {
			got = append(got, harness.Row{ShownValue: json.RawMessage(`"` + string(c) + `"`)})
		}
		var pairs []string
		for _, p := range align(wants, got) {
			left, right := "-", "-"
			if p.want >= 0 {
				left = tt.wants[p.want : p.want+1]
			}
			if p.got >= 0 {
				right = tt.got[p.got : p.got+1]
			}
			pairs = append(pairs, left+right)
		}
		if text := strings.Join(pairs, " "); text != tt.pairs {
			t.Errorf("%q and %q: got %s, want %s", tt.wants, tt.got, text, tt.pairs)
		}
	}
}

// The program of the tests links no driver, and names of its own do not meet those of
// the project.
func TestBuild(t *testing.T) {
	r := &diag.Report{}
	p, err := compiler.Compile("in.flow", compiler.Memory{"in.flow": `flow 1
connection kafka k { brokers = embedded }
topic orders on k { key: string as utf8, value: { id: int64 } as json }
topic copies on k { key: string as utf8, value: { id: int64 } as avro }
pipeline copy {
  from orders
  to copies
}
pipeline copy_given {
  from orders
  where .id > 0
  to copies
}
test "one" for copy {
  given orders [{ id: 1 }]
  expect copies [{ id: 1 }]
}
test "two" for copy {
  given orders [{ id: 2 }]
  expect nothing
}
test "three" for copy_given {
  given orders [{ id: 2 }]
  expect nothing
}
`}, stdlib.Catalog(), r)
	if err != nil || r.Failed() {
		_ = diag.Short(os.Stderr, r)
		t.Fatalf("%v", err)
	}
	prog, todo, err := Build(p, p.Tests, stdlib.Catalog())
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, pl := range prog.Pipelines {
		if names[pl.Name] {
			t.Errorf("two pipelines are called %s", pl.Name)
		}
		names[pl.Name] = true
		for _, n := range []*ir.Node{pl.From.Node} {
			if n.Spec.Source.Package != Package || n.Connection != nil {
				t.Errorf("%s reads %s through %s", pl.Name, n.Name, n.Spec.Source.Package)
			}
		}
		ir.Stages(pl.Stages, func(s ir.Stage) {
			if to, ok := s.(*ir.To); ok && (to.Node.Spec.Sink.Package != Package || to.Node.Connection != nil) {
				t.Errorf("%s writes %s through %s", pl.Name, to.Node.Name, to.Node.Spec.Sink.Package)
			}
		})
	}
	if len(todo.Tests) != 3 || todo.Tests[0].Pipeline != "copy" || todo.Tests[1].Pipeline != "copy" || todo.Tests[2].Pipeline != "copy_given" {
		t.Errorf("the suite is %+v", todo)
	}
	if p.Pipelines[0].From.Node.Connection == nil {
		t.Error("the program itself was changed")
	}
}
