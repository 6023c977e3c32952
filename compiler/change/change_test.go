package change

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib"
)

var update = flag.Bool("update", false, "rewrite want in testdata")

func program(t *testing.T, a *txtar.Archive, version string) *ir.Program {
	t.Helper()
	files := compiler.Memory{}
	for _, f := range a.Files {
		if name, ok := strings.CutPrefix(f.Name, version+"/"); ok {
			files[name] = string(f.Data)
		}
	}
	r := &diag.Report{}
	p, err := compiler.Compile("in.flow", files, stdlib.Catalog(), r)
	if err != nil {
		t.Fatal(err)
	}
	if r.Failed() {
		_ = diag.Short(os.Stderr, r)
		t.Fatalf("the %s version has mistakes", version)
	}
	return p
}

// TestGolden: each archive holds two versions, and what changes between them.
func TestGolden(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			old, now := program(t, a, "old"), program(t, a, "new")
			got := Text(Between(old, now))
			last := &a.Files[len(a.Files)-1]
			if last.Name != "want" {
				t.Fatal("the last file is not want")
			}
			if *update {
				last.Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if string(last.Data) != got {
				t.Errorf("got\n%s\nwant\n%s", got, last.Data)
			}
			for _, p := range []*ir.Program{old, now} {
				if same := Between(p, p); len(same) > 0 {
					t.Errorf("a version differs from itself: %s", Text(same))
				}
			}
		})
	}
}

func TestWorst(t *testing.T) {
	list := []Change{{Class: Safe}, {Class: Breaking}, {Class: Careful}}
	if Worst(list) != Breaking || Worst(list[:1]) != Safe || Worst(nil) != 0 {
		t.Errorf("got %v, %v, %v", Worst(list), Worst(list[:1]), Worst(nil))
	}
}
