package check_test

import (
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// What a fix leaves behind is the expression itself, with its parentheses.
func TestRemovedParts(t *testing.T) {
	for _, tt := range []struct{ before, after string }{
		{".n!", ".n"},
		{"(.n)!", "(.n)"},
		{"(.n as double)!", "(.n as double)"},
		{"((.n + 1))!", "((.n + 1))"}, // an overflow needs no mark
		{".n ?? 1", ".n"},
		{"(.n) ?? (1)", "(.n)"},
		{"((.n)   ?? ((1)))", "((.n))"},
		{"(.n ?? 1) as double", "(.n) as double"},
		{".n ?? div(1, 2)!", ".n"},
		{".n as int64", ".n"},
		{"(.n) as int64", "(.n)"},
		{"((.n) as int64)", "((.n))"},
		{"(.n as int64) as double", "(.n) as double"},
		{".s as string", ".s"},
		{"[.n] as list<int64>", "[.n]"},
	} {
		t.Run(tt.before, func(t *testing.T) {
			source := func(x string) string {
				return "flow 1\nschema A { n: int64, s: string }\nsource file a { path = \"*.csv\", value: A as csv }\n" +
					"sink console b { value: { v: double } as json }\n" +
					"pipeline p {\n  from a\n  let v = " + x + "\n  map { v = 1.0 }\n  to b\n}\n"
			}
			text := source(tt.before)
			for range 3 {
				_, r := compileFiles(t, compiler.Memory{"in.flow": text})
				for _, f := range diag.Apply(r, func(*diag.File) bool { return true }) {
					text = f.Text
				}
			}
			if text != source(tt.after) {
				t.Errorf("want %s, got\n%s", tt.after, text[strings.Index(text, "let"):])
			}
		})
	}
}
