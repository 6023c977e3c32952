package format

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

func source(text string) string {
	f, _ := parsed(text)
	return Source(f)
}

func parsed(text string) (*dsl.File, bool) {
	var r diag.Report
	f := dsl.Parse(diag.NewFile("t.flow", text), &r)
	return f, !r.Failed()
}

func examples(t testing.TB) map[string]string {
	t.Helper()
	files, err := filepath.Glob("../testdata/examples/*.flow")
	if err != nil || len(files) == 0 {
		t.Fatalf("no examples: %v", err)
	}
	out := map[string]string{}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(name)] = string(b)
	}
	return out
}

func TestExamplesStay(t *testing.T) {
	for name, text := range examples(t) {
		t.Run(name, func(t *testing.T) {
			if got := source(text); got != text {
				t.Errorf("formatting changes it:\n%s", got)
			}
		})
	}
}

// TestExamplesComeBack takes the style out of the examples and puts it back.
func TestExamplesComeBack(t *testing.T) {
	for name, text := range examples(t) {
		t.Run(name, func(t *testing.T) {
			if strings.Contains(text, "  //") {
				text = withoutTrailingComments(text)
			}
			if got := source(flattened(text)); got != text {
				t.Errorf("got\n%s\nwant\n%s", got, text)
			}
		})
	}
}

// withoutTrailingComments drops the comments behind code, whose columns are the
// author's.
func withoutTrailingComments(text string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if k := strings.Index(l, "  //"); k >= 0 && strings.TrimSpace(l[:k]) != "" {
			lines[i] = strings.TrimRight(l[:k], " ")
		}
	}
	return source(strings.Join(lines, "\n"))
}

// flattened takes off what aligns columns, and indents by tabs and too deep.
func flattened(text string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		code := strings.TrimLeft(l, " ")
		lead := strings.Repeat("\t", (len(l)-len(code))*2)
		if !strings.HasPrefix(code, "//") {
			code = strings.Join(strings.Fields(code), " ")
		}
		lines[i] = lead + code + "  "
	}
	return strings.Join(lines, "\r\n")
}

func TestStyle(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"operators", "fn f(a:int64)->int64=a+1*-2??3\n", "fn f(a: int64) -> int64 = a + 1 * -2 ?? 3\n"},
		{"signs and marks", "fn f()=g( !x,- 1 )! ?? -h(2)!.y\n", "fn f() = g(!x, -1)! ?? -h(2)!.y\n"},
		{"ranges", "type A=int32 in 0 .. 9\n", "type A = int32 in 0..9\n"},
		{"a range of fields keeps three dots apart", "fn f() = 0.. .x\n", "fn f() = 0.. .x\n"},
		{"type brackets", "type A = map< string,list< int64 > >?\n", "type A = map<string, list<int64>>?\n"},
		{"comparisons", "fn f(a: int64) = a<b&&c>d\n", "fn f(a: int64) = a < b && c > d\n"},
		{"lambdas and unions", "type A = B|C\nfn f() = x.map(| l,m |l.a*m)\n", "type A = B | C\nfn f() = x.map(|l, m| l.a * m)\n"},
		{"fields and the whole", "pipeline p {\n  map if . == .a then . else .b.c\n}\n", "pipeline p {\n  map if . == .a then . else .b.c\n}\n"},
		{"items of a block get lines", "pipeline p { from a,\nto b }\n", "pipeline p {\n  from a\n  to b\n}\n"},
		{"a block on one line stays", "connection kafka k {brokers=b,x=1}\n", "connection kafka k { brokers = b, x = 1 }\n"},
		{"an opening bracket joins", "pipeline p\n{\n  from a\n}\n", "pipeline p {\n  from a\n}\n"},
		{"an empty block", "pipeline p {   }\n", "pipeline p {}\n"},
		{"commas at line ends go", "enum A {\n  B,\n  C,\n}\n", "enum A {\n  B\n  C\n}\n"},
		{"commas of lists stay", "param a: list<int32> = [\n1,\n2,\n]\n", "param a: list<int32> = [\n  1,\n  2,\n]\n"},
		{
			"except keeps its commas", "pipeline p {\n  map {\n    * except a,\n      b\n    c = 1\n  }\n}\n",
			"pipeline p {\n  map {\n    * except a,\n      b\n    c = 1\n  }\n}\n",
		},
		{"continued lines", "pipeline p {\n  let x = .a\n       .b()\n     ?? 0\n}\n", "pipeline p {\n  let x = .a\n    .b()\n    ?? 0\n}\n"},
		{"blank lines", "\n\nflow 1\n\n\n\nenum A {\n\n  B\n\n\n  C\n\n}\n\n\n", "flow 1\n\nenum A {\n  B\n\n  C\n}\n"},
		{"comments", "// a\nenum A { // b\n      // c\n  B      // d\n}\n// e", "// a\nenum A { // b\n  // c\n  B      // d\n}\n// e\n"},
		{"doc comments", "///   about\nenum A {\n/// one\nB\n}\n", "///   about\nenum A {\n  /// one\n  B\n}\n"},
		{
			"columns end at blank lines and comments", "schema A {\n  a: T\n  bcd: T\n\n  e: T\n  // x\n  fg: T = 1\n}\n",
			"schema A {\n  a:   T\n  bcd: T\n\n  e: T\n  // x\n  fg: T = 1\n}\n",
		},
		{
			"rows of records", "test \"t\" for p {\n  given a [\n    { a: 1, b: \"xx\", c: 2 },\n    { a: 10, b: \"x\", c: 3 },\n  ]\n}\n",
			"test \"t\" for p {\n  given a [\n    { a: 1,  b: \"xx\", c: 2 },\n    { a: 10, b: \"x\",  c: 3 },\n  ]\n}\n",
		},
		{
			"quoted names", "schema A {\n\"first name\" :string\n}\npipeline p {\n  set { x=.\"@t\" }\n}\n",
			"schema A {\n  \"first name\": string\n}\npipeline p {\n  set { x = .\"@t\" }\n}\n",
		},
		{"arms", "fn f(x: string) = match x {\n  \"a\"|\"bcd\" if y=>1\n  _=>2\n}\n", "fn f(x: string) = match x {\n  \"a\" | \"bcd\" if y => 1\n  _                => 2\n}\n"},
		{"brackets opened together indent once", "fn f() = g({\na: 1\n})\n", "fn f() = g({\n  a: 1\n})\n"},
		{
			"declarations with mistakes stay", "enum   A {B}\n\npipeline  p {\n      from   =\n  to x\n}\n\nenum  C { D }\n",
			"enum A { B }\n\npipeline  p {\n      from   =\n  to x\n}\n\nenum C { D }\n",
		},
		{"an unclosed bracket keeps to itself", "schema  A {\n  a:  T\n\nenum  C { D }\n", "schema  A {\n  a:  T\n\nenum C { D }\n"},
		{"a file of another program stays", "<?xml version=\"1.0\"?>\n<flow/>\n", "<?xml version=\"1.0\"?>\n<flow/>\n"},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := source(tt.in)
			if got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
			if again := source(got); again != got {
				t.Errorf("formatting again gives\n%s", again)
			}
		})
	}
}

func FuzzFormat(f *testing.F) {
	for _, text := range examples(f) {
		f.Add(text)
		f.Add(flattened(text))
	}
	f.Add("fn f() = a - -b!.c ?? (if x then .y else .)\n")
	f.Add("pipeline p { from a, drop .a, .b, map { *, .c, d = 1 }, to b }\n")
	f.Fuzz(func(t *testing.T, text string) { stable(t, text) })
}
