package tidy

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"slices"
	"strings"
)

// maxLines is where a file must be divided. The usual is 70 to 250.
const maxLines = 700

func longFiles(r *Repo) []string {
	var out []string
	for _, f := range r.with(".go") {
		if n := strings.Count(f.text, "\n"); n > maxLines && !f.isGenerated() {
			out = append(out, fmt.Sprintf("%s: %d lines, more than %d", f.path, n, maxLines))
		}
	}
	return out
}

// parse returns the syntax of f, or nil with a finding.
func parse(f file, mode parser.Mode) (*token.FileSet, *ast.File, []string) {
	places := token.NewFileSet()
	syntax, err := parser.ParseFile(places, f.path, f.text, mode|parser.ParseComments)
	if err != nil {
		return places, nil, []string{fmt.Sprintf("%s: %v", f.path, err)}
	}
	return places, syntax, nil
}

func packageComments(r *Repo) []string {
	var out []string
	documented := map[string]bool{}
	for _, f := range r.with(".go") {
		if f.isTest() || f.isGenerated() {
			continue
		}
		_, syntax, problems := parse(f, parser.PackageClauseOnly)
		out = append(out, problems...)
		documented[f.dir()] = documented[f.dir()] || syntax != nil && syntax.Doc != nil
	}
	for dir, ok := range documented {
		if !ok {
			out = append(out, dir+": the package has no comment")
		}
	}
	slices.Sort(out)
	return out
}

func formatted(r *Repo) []string {
	var out []string
	for _, f := range r.with(".go") {
		want, err := format.Source([]byte(f.text))
		switch {
		case err != nil:
			out = append(out, fmt.Sprintf("%s: %v", f.path, err))
		case string(want) != f.text:
			out = append(out, f.path+": run gofmt")
		}
	}
	return out
}

func initFunctions(r *Repo) []string {
	var out []string
	for _, f := range r.with(".go") {
		places, syntax, problems := parse(f, parser.SkipObjectResolution)
		out = append(out, problems...)
		if syntax == nil || f.isGenerated() {
			continue
		}
		for _, decl := range syntax.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if ok && fn.Recv == nil && fn.Name.Name == "init" {
				out = append(out, f.at(places.Position(fn.Pos()).Line, "func init: say it where it is used, or in an explicit list"))
			}
		}
	}
	return out
}

// sleepingTests finds tests that wait for time to pass. Inside synctest that is
// how one waits, so a file that uses it may.
func sleepingTests(r *Repo) []string {
	var out []string
	for _, f := range r.with("_test.go") {
		if strings.Contains(f.text, `"testing/synctest"`) {
			continue
		}
		places, syntax, problems := parse(f, parser.SkipObjectResolution)
		out = append(out, problems...)
		if syntax == nil {
			continue
		}
		ast.Inspect(syntax, func(n ast.Node) bool {
			if isSleep(n) {
				out = append(out, f.at(places.Position(n.Pos()).Line, "a test that sleeps: wait for the event, or use testing/synctest"))
			}
			return true
		})
	}
	return out
}

// isSleep reports whether n is time.Sleep.
func isSleep(n ast.Node) bool {
	sel, ok := n.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Sleep" {
		return false
	}
	pkg, ok := sel.X.(*ast.Ident)
	return ok && pkg.Name == "time"
}
