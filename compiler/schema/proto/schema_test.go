package proto

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

var update = flag.Bool("update", false, "rewrite testdata/*.want")

func fromDisk(name string) (*diag.File, error) {
	text, err := os.ReadFile(filepath.FromSlash(name))
	if err != nil {
		return nil, err
	}
	return diag.NewFile(name, string(text)), nil
}

// fromMap opens files that are texts by name.
func fromMap(files map[string]string) Open {
	return func(name string) (*diag.File, error) {
		text, ok := files[name]
		if !ok {
			return nil, os.ErrNotExist
		}
		return diag.NewFile(name, text), nil
	}
}

// describe prints a type, one field or symbol a line, with the places that its
// spans point to.
func describe(t *types.Type) string {
	var b strings.Builder
	if e := t.Enum; e != nil {
		fmt.Fprintf(&b, "enum %s.%s at `%s` open %t\n", e.Namespace, e.Name, e.At.Text(), e.Open)
		for i, s := range e.Symbols {
			fmt.Fprintf(&b, "  `%s` %s = %d\n", e.SymbolAt[i].Text(), s, e.Numbers[i])
		}
		return b.String()
	}
	r := t.Record
	fmt.Fprintf(&b, "message %s.%s at `%s` %q\n", r.Namespace, r.Name, r.At.Text(), r.Doc)
	for _, f := range r.Fields {
		fmt.Fprintf(&b, "  `%s` `%s` %d: %s%s", f.At.Text(), f.TypeAt.Text(), f.Proto.Number, f.Type, wires(f.Type))
		if f.HasDefault {
			fmt.Fprintf(&b, " = %v", f.Default)
		}
		if f.Proto.Packed {
			b.WriteString(" packed")
		}
		if f.Proto.Implicit {
			b.WriteString(" implicit")
		}
		if f.Proto.OneOf != "" {
			b.WriteString(" of " + f.Proto.OneOf)
		}
		if f.Doc != "" {
			fmt.Fprintf(&b, " %q", f.Doc)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// wires are the wire forms within a type.
func wires(t *types.Type) string {
	if t == nil {
		return ""
	}
	s := wires(t.Key) + wires(t.Elem)
	if t.Wire != nil {
		s += " (" + t.Wire.Proto + ")"
	}
	return s
}

func TestParse(t *testing.T) {
	for _, name := range []string{"order", "old"} {
		f, err := fromDisk("testdata/" + name + ".proto")
		if err != nil {
			t.Fatal(err)
		}
		var r diag.Report
		s := ParseFiles([]*diag.File{f}, fromDisk, &r)
		for _, d := range r.Sorted() {
			t.Errorf("%s: %s [%s]", d.At.Text(), d.Message, d.Here)
		}
		var b strings.Builder
		for _, f := range s.Files {
			b.WriteString("file " + f.Name + "\n")
		}
		for _, typ := range s.Types {
			b.WriteString(describe(typ))
		}
		wanted := filepath.Join("testdata", name+".want")
		if *update {
			if err := os.WriteFile(wanted, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(wanted)
		if err != nil {
			t.Fatal(err)
		}
		if b.String() != string(want) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, b.String(), want)
		}
	}
}

// TestImports finds imported files in the folder of the importing file and above,
// and reads each once though files import each other.
func TestImports(t *testing.T) {
	files := map[string]string{
		"api/shop/a.proto": `syntax = "proto3"; package shop; import "shop/b.proto"; import "other/c.proto"; message A { B b = 1; other.C c = 2; }`,
		"api/shop/b.proto": `syntax = "proto3"; package shop; import "shop/a.proto"; message B { A a = 1; }`,
		"other/c.proto":    `syntax = "proto3"; package other; message C { }`,
	}
	open := fromMap(files)
	a, _ := open("api/shop/a.proto")
	var r diag.Report
	s := ParseFiles([]*diag.File{a}, open, &r)
	if r.Failed() {
		t.Fatal(r.Sorted())
	}
	if len(s.Types) != 1 || len(s.Files) != 3 {
		t.Errorf("%d types of %d files", len(s.Types), len(s.Files))
	}
	if got := s.Types[0].Record.Fields[1].Type.String(); got != "C?" {
		t.Errorf("c is %s", got)
	}
}
