package golden

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/codegen"
	"github.com/flowc-lang/flowc/codegen/suite"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/plan"
	"github.com/flowc-lang/flowc/runtime/harness"
	"github.com/flowc-lang/flowc/stdlib"
)

// testSuite is the program of a case's test blocks.
type testSuite struct {
	tests []*ir.Test
	files []codegen.File
	todo  *harness.Suite
}

// suiteName is the name of the case that runs the tests of a case.
func suiteName(name string) string { return name + "_suite" }

// makeSuite generates what `flowc test` would run.
func (c *goldenCase) makeSuite(t *testing.T, prog *ir.Program) {
	if len(prog.Tests) == 0 {
		return
	}
	p, todo, err := suite.Build(prog, prog.Tests, stdlib.Catalog())
	if err != nil {
		t.Errorf("%s: %v", c.name, err)
		return
	}
	p.Name = packageOf(suiteName(c.name))
	files, err := codegen.Generate(plan.Make(p), codegen.Build{Source: "0000000", Runtime: "test", Tests: true})
	if err != nil {
		t.Errorf("%s: %v", c.name, err)
		return
	}
	files = slices.DeleteFunc(files, func(f codegen.File) bool { return f.Name == "main.go" })
	c.tests = &testSuite{prog.Tests, files, todo}
}

// judge tells how the tests went, and what --update would make of a file with one that
// fails.
func (s *testSuite) judge(t *testing.T, c *goldenCase, answer string) {
	var results []harness.Result
	if err := json.Unmarshal([]byte(answer), &results); err != nil {
		t.Errorf("%s: %v: %s", c.name, err, answer)
		return
	}
	verdicts, err := suite.Judge(s.tests, results)
	if err != nil {
		t.Errorf("%s: %v", c.name, err)
		return
	}
	var b strings.Builder
	for k := range verdicts {
		v := &verdicts[k]
		word := "ok  "
		if !v.Passed() {
			word = "FAIL"
		}
		fmt.Fprintf(&b, "%s  %s: %s\n%s", word, v.Test.Pipeline.Name, v.Test.Title, v.Text("  "))
	}
	c.got["want/test"] = b.String()
	for _, u := range suite.Updates(verdicts) {
		c.got["want/updated/"+u.File.Name] = u.Text
	}
}
