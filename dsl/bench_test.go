package dsl

import (
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/dsl/diag"
)

func BenchmarkParse(b *testing.B) {
	var all strings.Builder
	for _, text := range examples(b) {
		all.WriteString(strings.ReplaceAll(text, "flow 1\n", "") + "\n")
	}
	text := all.String()
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		var r diag.Report
		Parse(diag.NewFile("all.flow", text), &r)
	}
}
