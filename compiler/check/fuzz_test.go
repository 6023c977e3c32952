package check_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib"
)

// FuzzCheck: whatever tree the parser makes, checking it ends without a panic,
// and twice gives the same messages.
func FuzzCheck(f *testing.F) {
	cases, err := filepath.Glob("../../golden/testdata/check_*.txtar")
	if err != nil || len(cases) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, name := range cases {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range txtar.Parse(text).Files {
			if file.Name == "in.flow" {
				f.Add(string(file.Data))
			}
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		files := compiler.Memory{"in.flow": text, "shop.cql": shop, "weather.cql": weather}
		var last string
		for range 2 {
			r := &diag.Report{}
			if _, err := compiler.Compile("in.flow", files, stdlib.Catalog(), r); err != nil {
				t.Fatal(err)
			}
			got := short(r)
			if last != "" && got != last {
				t.Fatalf("first\n%sthen\n%s", last, got)
			}
			last = got
		}
	})
}

const weather = `CREATE TABLE weather.readings_by_station (
  station text, day date, at timestamp, celsius double, PRIMARY KEY ((station, day), at)
);`
