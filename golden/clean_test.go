package golden

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/codegen"
)

// slow are packages that the path of a record must not use: they look at types
// while they run, or allocate.
var slow = []string{"reflect", "encoding/json", "fmt", "text/template"}

// cleanRecordPath looks through the generated files of a case for what must not be on
// the path of a record. The file that ties the pipelines to their drivers is not on it.
func cleanRecordPath(t *testing.T, name string, files []codegen.File) {
	t.Helper()
	for _, f := range files {
		if f.Name == "main.go" || f.Copied || strings.HasSuffix(f.Name, "/project.go") {
			continue
		}
		for _, what := range unclean(t, f) {
			t.Errorf("%s: %s uses %s", name, f.Name, what)
		}
	}
}

// unclean lists the slow imports and the maps and values without a type of a file.
func unclean(t *testing.T, f codegen.File) []string {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), f.Name, f.Text, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, i := range tree.Imports {
		if path, err := strconv.Unquote(i.Path.Value); err != nil || slices.Contains(slow, path) {
			out = append(out, path)
		}
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.MapType:
			out = append(out, "a Go map")
		case *ast.InterfaceType:
			out = append(out, "an interface")
		case *ast.Ident:
			if n.Name == "any" {
				out = append(out, "any")
			}
		}
		return true
	})
	return out
}

// TestUnclean proves that the look finds what it looks for.
func TestUnclean(t *testing.T) {
	text := "package p\n\nimport (\n\t\"encoding/json\"\n\t\"fmt\"\n\t\"reflect\"\n)\n\nvar m map[string]any\n\nvar _ = fmt.Sprint(json.Valid, reflect.TypeOf)\n"
	got := unclean(t, codegen.File{Name: "p.go", Text: []byte(text)})
	if want := []string{"encoding/json", "fmt", "reflect", "a Go map", "any"}; !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}
