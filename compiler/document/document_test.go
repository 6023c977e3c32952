package document

import (
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

func shop(t *testing.T) *ir.Program {
	t.Helper()
	r := &diag.Report{}
	p, err := compiler.Compile("testdata/shop", compiler.Disk{}, stdlib.Catalog(), r)
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
	p := shop(t)
	for name, got := range map[string]string{"shop.md": Markdown(p), "shop.html": HTML(p)} {
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

// The same program gives the same bytes: what is kept in maps is sorted.
func TestTheSameTwice(t *testing.T) {
	first := Markdown(shop(t))
	for range 10 {
		if Markdown(shop(t)) != first {
			t.Fatal("differs")
		}
	}
}

// The page is well-formed, each link has its target, and doc comments are no markup.
func TestPage(t *testing.T) {
	text := HTML(shop(t))
	_, body, _ := strings.Cut(text, "<body>")
	dec := xml.NewDecoder(strings.NewReader("<body>" + strings.TrimSuffix(body, "</html>\n")))
	ids, links := map[string]bool{}, []string(nil)
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		e, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		if e.Name.Local == "script" || e.Name.Local == "b" {
			t.Errorf("<%s> in the page", e.Name.Local)
		}
		for _, a := range e.Attr {
			switch {
			case a.Name.Local == "id" && ids[a.Value]:
				t.Errorf("two elements are called %s", a.Value)
			case a.Name.Local == "id":
				ids[a.Value] = true
			case a.Name.Local == "href":
				links = append(links, strings.TrimPrefix(a.Value, "#"))
			}
		}
	}
	for _, l := range links {
		if !ids[l] {
			t.Errorf("#%s leads nowhere", l)
		}
	}
	if len(links) < 10 {
		t.Errorf("only %d links", len(links))
	}
}
