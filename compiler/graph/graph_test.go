package graph

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib"
)

var update = flag.Bool("update", false, "rewrite testdata")

// project has a fan-out, a route, a chain of two pipelines and dead letters.
const project = `flow 1
connection kafka k { brokers = ["127.0.0.1:9092"] }
/// What the shop sells.
schema Order { id: int64, page: string, net: decimal(9, 2)?, tags: list<string> }
source file drops { path = "in/*.csv", value: { id: int64, page: string, net: decimal(9, 2)? } as csv(header: true) }
topic orders on k { value: Order as avro }
topic bad on k { key: bytes? as raw, value: bytes? as raw }
sink console screen { value: { id: int64, big: bool } as json }
sink file rest { path = "rest.jsonl", value: Order as json }

pipeline ingest {
  from drops
  map Order { .id, .page, .net, tags = [] }
  to orders
}

pipeline split {
  from orders
  on error { decode = dlq(bad) }
  route {
    when .page == "PAY" => {
      map { .id, big = (.net ?? 0) > 100 }
      to screen
    }
    else => { to rest }
  }
}
`

func program(t *testing.T, text string) *ir.Program {
	t.Helper()
	r := &diag.Report{}
	p, err := compiler.Compile("shop.flow", compiler.Memory{"shop.flow": text}, stdlib.Catalog(), r)
	if err != nil {
		t.Fatal(err)
	}
	if r.Failed() {
		_ = diag.Short(os.Stderr, r)
		t.Fatal("the project has mistakes")
	}
	return p
}

func TestGolden(t *testing.T) {
	p := program(t, project)
	text, err := json.MarshalIndent(Of(p, true), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string]string{
		"boxes.svg": Of(p, false).SVG(), "fields.svg": Of(p, true).SVG(), "fields.mmd": Of(p, true).Mermaid(), "fields.json": string(text) + "\n",
	} {
		file := "testdata/" + name
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(file); err != nil || string(want) != got {
			t.Errorf("%s differs (%v):\n%s", name, err, got)
		}
	}
}

// What people can write in names and docs breaks no picture.
func TestNamesAreText(t *testing.T) {
	g := Of(program(t, project), true)
	g.Project = `<a> & "b"`
	for k := range g.Nodes {
		g.Nodes[k].Name, g.Nodes[k].Doc = `<script>"&'`, "]]> --> `x`"
	}
	dec := xml.NewDecoder(strings.NewReader(g.SVG()))
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if s, ok := tok.(xml.StartElement); ok && s.Name.Local == "script" {
			t.Error("a name became an element")
		}
	}
	if m := g.Mermaid(); strings.Contains(m, "<script") || strings.Contains(m, `"&'`) {
		t.Errorf("names are not escaped:\n%s", m)
	}
}

// Boxes do not lie on each other, and every line leads to the right.
func TestLayout(t *testing.T) {
	g := Of(program(t, project), true)
	boxes, width, height := g.lay()
	for _, a := range boxes {
		if a.x < 0 || a.y < 0 || a.x+a.w > width || a.y+a.h > height {
			t.Errorf("%s lies outside", a.Name)
		}
		for _, b := range boxes {
			if a != b && a.x < b.x+b.w && b.x < a.x+a.w && a.y < b.y+b.h && b.y < a.y+a.h {
				t.Errorf("%s lies on %s", a.Name, b.Name)
			}
		}
	}
	for _, e := range g.Edges {
		if boxes[e.From].x+boxes[e.From].w >= boxes[e.To].x {
			t.Errorf("%s → %s leads back", boxes[e.From].Name, boxes[e.To].Name)
		}
	}
}
