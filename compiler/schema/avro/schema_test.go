package avro

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// read reads a file of testdata.
func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// parse reads schemas that have no mistakes.
func parse(t *testing.T, texts ...string) *Schema {
	t.Helper()
	var files []*diag.File
	for i, s := range texts {
		files = append(files, diag.NewFile(fmt.Sprintf("%d.avsc", i+1), s))
	}
	var r diag.Report
	s := ParseFiles(files, &r)
	for _, d := range r.Sorted() {
		t.Errorf("%s `%s`: %s", d.At.File.Name, d.At.Text(), d.Message)
	}
	return s
}

// describe prints the types of a schema: for each field where it points to, its
// type, how the wire differs, and its default.
func describe(s *Schema) string {
	var b strings.Builder
	for _, t := range s.Types {
		space, name := nameOf(t)
		fmt.Fprintf(&b, "%s %s%s", t.Kind, join(space, name), wire(t))
		if t.Kind == types.Enum {
			fmt.Fprintf(&b, " %v default %q\n", t.Enum.Symbols, t.Enum.Default)
			continue
		}
		fmt.Fprintf(&b, " at `%s` doc %q\n", t.Record.At.Text(), t.Record.Doc)
		for _, f := range t.Record.Fields {
			fmt.Fprintf(&b, "  `%s`: %s%s", f.At.Text(), f.Type, wire(f.Type))
			if f.HasDefault {
				fmt.Fprintf(&b, " = %s", show(f.Default))
			}
			if f.Doc != "" || f.Aliases != nil {
				fmt.Fprintf(&b, " doc %q aliases %v", f.Doc, f.Aliases)
			}
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func wire(t *types.Type) string {
	if t.Wire == nil {
		return ""
	}
	return fmt.Sprintf(" wire%+v", *t.Wire)
}

func show(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case types.DecimalConst:
		return fmt.Sprintf("%s/10^%d", v.Unscaled, v.Scale)
	}
	return fmt.Sprintf("%T %v", v, v)
}

func TestParse(t *testing.T) {
	for _, name := range []string{"everything", "order"} {
		got := describe(parse(t, read(t, name+".avsc")))
		if want := read(t, name+".want"); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
}

func TestPlaces(t *testing.T) {
	s := parse(t, read(t, "order.avsc"))
	order := s.Find("Order")[0].Record
	for name, want := range map[string]string{
		"id":          `{"type": "string", "logicalType": "uuid"}`,
		"customer_id": `"long"`,
		"email":       `["null", "string"]`,
	} {
		if got := order.Field(name).TypeAt.Text(); got != want {
			t.Errorf("type of %s at %s, want %s", name, got, want)
		}
	}
	status := s.Find("shop.Status")[0].Enum
	if status.At.Text() != "Status" || status.SymbolAt[1].Text() != "PLACED" {
		t.Errorf("enum at %q, symbol at %q", status.At.Text(), status.SymbolAt[1].Text())
	}
	if line, col := order.Field("email").At.File.Position(order.Field("email").At.Start); line != 9 || col != 15 {
		t.Errorf("email at %d:%d", line, col)
	}
}

func TestParseFiles(t *testing.T) {
	address := `{"type": "record", "name": "Address", "namespace": "shop", "fields": [{"name": "street", "type": "string"}]}`
	s := parse(t,
		`{"type": "record", "name": "Order", "namespace": "shop", "fields": [{"name": "to", "type": "Address"}, {"name": "lines", "type": {"type": "array", "items": "shop.Line"}}]}`,
		address,
		`{"type": "record", "name": "shop.Line", "fields": [{"name": "from", "type": `+address+`}]}`,
	)
	a := s.Find("Address")
	if len(a) != 1 || len(s.Types) != 3 {
		t.Fatalf("%d addresses, %d types", len(a), len(s.Types))
	}
	if s.Find("Order")[0].Record.Field("to").Type.Record != a[0].Record || s.Find("Line")[0].Record.Field("from").Type.Record != a[0].Record {
		t.Error("the address is not one type")
	}
	if s.Roots[0] != s.Find("Order")[0] || s.Roots[2] != s.Find("shop.Line")[0] {
		t.Error("the roots are not the types of the files")
	}
}

func TestFind(t *testing.T) {
	s := parse(t, `[
		{"type": "enum", "name": "a.E", "symbols": ["X"]},
		{"type": "enum", "name": "b.E", "symbols": ["X"]},
		{"type": "fixed", "name": "F", "size": 2}]`)
	for name, want := range map[string]int{"E": 2, "a.E": 1, "F": 0, "c.E": 0, "a": 0} {
		if got := len(s.Find(name)); got != want {
			t.Errorf("Find(%s) finds %d, want %d", name, got, want)
		}
	}
	if got := s.Roots[0].String(); got != "E | E | bytes(2)" {
		t.Errorf("the file is %s", got)
	}
}
