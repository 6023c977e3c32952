package compiler_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

const connections = `flow 1

param brokers: list<string> = ["127.0.0.1:9092"] @env("KAFKA_BROKERS")

connection kafka local { brokers = brokers }
`

const types = `flow 1

import { local } from "../connections.flow"

schema Order { id: int64 }

topic orders on local { value: Order as avro }
topic copies on local { value: Order as avro }
`

func TestProjectOfSeveralFiles(t *testing.T) {
	files := compiler.Memory{
		"connections.flow":    connections,
		"shop/types.flow":     types,
		"shop/a.flow":         "flow 1\n\nimport { orders, copies } from \"types.flow\"\n\npipeline copy {\n  from orders\n  to copies\n}\n",
		"shop/_skipped.flow":  "not flow at all {",
		"shop/old.js.flow":    "// @flow",
		"shop/deep/more.flow": "not read {",
	}
	r := &diag.Report{}
	p, err := compiler.Compile("shop", files, stdlib.Catalog(), r)
	if err != nil || len(r.Sorted()) > 0 {
		t.Fatalf("%v %v", err, r.Sorted())
	}
	if p.Name != "shop" || len(p.Pipelines) != 1 || len(p.Nodes) != 2 || len(p.Connections) != 1 || len(p.Params) != 1 {
		t.Errorf("got %q with %d pipelines, %d nodes, %d connections, %d params", p.Name, len(p.Pipelines), len(p.Nodes), len(p.Connections), len(p.Params))
	}
	var names []string
	for _, f := range p.Files {
		names = append(names, f.Name)
	}
	if got := strings.Join(names, " "); got != "shop/a.flow shop/types.flow connections.flow" {
		t.Errorf("files are %s", got)
	}
}

func TestNamesAreOfOneProject(t *testing.T) {
	pipeline := "\npipeline copy {\n  from orders\n  to copies\n}\n"
	files := compiler.Memory{
		"connections.flow": connections,
		"shop/a.flow":      types + "param n: int32 = 1\n" + pipeline,
		"shop/b.flow":      types + "param n: int32 = 1\n" + pipeline,
	}
	r := &diag.Report{}
	if _, err := compiler.Compile("shop", files, stdlib.Catalog(), r); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range r.Sorted() {
		got = append(got, d.Code+" "+d.Message+" "+d.At.File.Name+" "+d.Labels[0].At.File.Name)
	}
	want := "E0202 the name `n` is taken shop/b.flow shop/a.flow; E0202 the name `copy` is taken shop/b.flow shop/a.flow"
	if s := strings.Join(got, "; "); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
}

func TestProjectsThatCannotBeRead(t *testing.T) {
	files := compiler.Memory{"empty/readme.md": "nothing here"}
	for _, path := range []string{"missing.flow", "missing", "empty"} {
		r := &diag.Report{}
		if _, err := compiler.Compile(path, files, stdlib.Catalog(), r); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: got %v, want an fs.ErrNotExist", path, err)
		}
	}
}

// TestOptionsThatExclude needs a connector of its own: none of the catalogue has
// options that exclude each other.
func TestOptionsThatExclude(t *testing.T) {
	catalog := stdlib.Catalog()
	catalog.Connections = append(catalog.Connections, &spec.Connection{Name: "thing", Options: []spec.Option{
		{Name: "a", Type: spec.Text, When: spec.Start, Excludes: []string{"b"}},
		{Name: "b", Type: spec.Text, When: spec.Start},
		{Name: "c", Type: spec.Text, When: spec.Start, Needs: []string{"a"}},
	}})
	tests := []struct{ options, want string }{
		{`a = "x"`, ""},
		{`a = "x", b = "y"`, "E0305"},
		{`a = "x", c = "y"`, ""},
		{`c = "y"`, "E0306"},
		{`a = "x", a = "y"`, "E0202"},
	}
	for _, test := range tests {
		r := &diag.Report{}
		files := compiler.Memory{"in.flow": "flow 1\n\nconnection thing t { " + test.options + " }\n"}
		if _, err := compiler.Compile("in.flow", files, catalog, r); err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, d := range r.Sorted() {
			got += d.Code
		}
		if got != test.want {
			t.Errorf("%s: got %q, want %q", test.options, got, test.want)
		}
	}
}
