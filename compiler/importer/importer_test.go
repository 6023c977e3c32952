package importer_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/compiler/importer"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/dsl/format"
	"github.com/flowc-lang/flowc/stdlib"
)

var update = flag.Bool("update", false, "rewrite what is wanted")

// Each case is some files of Connect's, the project that becomes of them, and the
// report. The project checks and is formatted, the report names every option once, and
// no secret stands in either.
func TestConnect(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) < 7 {
		t.Fatalf("the cases: %d, %v", len(names), err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { oneCase(t, name) })
	}
}

func oneCase(t *testing.T, name string) {
	a, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	out := &txtar.Archive{Comment: a.Comment}
	var configs []*importer.Config
	for _, f := range a.Files {
		if strings.HasPrefix(f.Name, "want/") {
			want[f.Name] = string(f.Data)
			continue
		}
		c, err := importer.Read(f.Name, f.Data)
		if err != nil {
			t.Fatal(err)
		}
		configs, out.Files = append(configs, c), append(out.Files, f)
	}
	made, err := importer.Connect(configs)
	if err != nil {
		t.Fatal(err)
	}
	var report strings.Builder
	for _, n := range made.Notes {
		report.WriteString(n.String() + "\n")
	}
	sound(t, made)
	told(t, configs, made.Notes)
	if all := made.Flow + report.String(); strings.Contains(all, "hunter2") {
		t.Errorf("a secret is told:\n%s", all)
	}
	got := map[string]string{"want/imported.flow": made.Flow, "want/report": report.String()}
	if *update {
		for _, n := range []string{"want/imported.flow", "want/report"} {
			out.Files = append(out.Files, txtar.File{Name: n, Data: []byte(got[n])})
		}
		if err := os.WriteFile(name, txtar.Format(out), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for n, text := range got {
		if want[n] != text {
			t.Errorf("%s is\n%s\nwant\n%s", n, text, want[n])
		}
	}
}

// sound holds that the project checks and is formatted.
func sound(t *testing.T, made *importer.Result) {
	t.Helper()
	r := &diag.Report{}
	if _, err := compiler.Compile("imported.flow", compiler.Memory{"imported.flow": made.Flow}, stdlib.Catalog(), r); err != nil {
		t.Fatal(err)
	}
	if r.Failed() {
		var b strings.Builder
		_ = diag.Human(&b, r, diag.HumanOptions{})
		t.Errorf("the project does not check: %s\n%s", b.String(), made.Flow)
	}
	if again := format.Source(dsl.Parse(diag.NewFile("imported.flow", made.Flow), &diag.Report{})); again != made.Flow {
		t.Errorf("flowc fmt changes the project into\n%s", again)
	}
}

// told holds that the report names every option.
func told(t *testing.T, configs []*importer.Config, notes []importer.Note) {
	t.Helper()
	names := map[[2]string]bool{}
	for _, n := range notes {
		names[[2]string{n.File, n.Option}] = true
	}
	for _, c := range configs {
		for _, o := range c.Options {
			if !names[[2]string{c.File, o.Key}] {
				t.Errorf("%s: nothing is told of %s", c.File, o.Key)
			}
		}
	}
}

func TestRead(t *testing.T) {
	const text = "# a comment\n! another\na=1\nb : two words\nc three\\\n   four\nd\\:e=\\u00e4\\t\\\\\nempty\na=2\n"
	c, err := importer.Read("x.properties", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	want := []importer.Option{{"a", "2", 9}, {"b", "two words", 4}, {"c", "threefour", 5}, {"d:e", "ä\t\\", 7}, {"empty", "", 8}}
	if len(c.Options) != len(want) {
		t.Fatalf("%v", c.Options)
	}
	for i, o := range c.Options {
		if o != want[i] {
			t.Errorf("option %d is %v, want %v", i, o, want[i])
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for _, text := range []string{`{"a":`, `{"a":{"b":1}}`, `{"config":{"a":[1]}}`, `{} {}`, `{"a":1`, `a=\u12`, "{\"config\":{}"} {
		if c, err := importer.Read("x", []byte(text)); err == nil {
			t.Errorf("%s is read as %v", text, c.Options)
		}
	}
}

// Whatever is read, the project parses, is formatted, and each option is told.
func FuzzConnect(f *testing.F) {
	names, _ := filepath.Glob("testdata/*.txtar")
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range a.Files {
			if !strings.HasPrefix(file.Name, "want/") {
				f.Add(file.Data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := importer.Read("x", text)
		if err != nil {
			return
		}
		made, err := importer.Connect([]*importer.Config{c})
		if err != nil {
			if strings.Contains(err.Error(), "mistake of flowc") {
				t.Fatal(err)
			}
			return
		}
		told(t, []*importer.Config{c}, made.Notes)
	})
}
