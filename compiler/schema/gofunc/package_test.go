package gofunc

import (
	"fmt"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/dsl/diag"
)

const enrich = `// Package enrich adds what is known elsewhere.
package enrich

import (
	"context"
	"net/netip"
	"time"
)

// Place is where somebody is.
type Place struct {
	City       string
	CountryISO string  ` + "`json:\"iso,omitempty\"`" + `
	Lat, Lon   *float64
	Seen       time.Time ` + "`flow:\"at\"`" + `
	Tags       []string
	Skipped    int ` + "`flow:\"-\"`" + `
	cache      map[string]int
}

type Level int32

type loop struct{ Next *Loop }

type Loop struct{ Inner []Loop }

// Geo looks up an address.
func Geo(ip string) (Place, error) { return Place{}, nil }

// Draw is another each time.
//
// flow:impure
func Draw(n int, level Level) uint8 { return undefined }

func LookupCity(p Place, id [16]byte, raw []byte, on bool, _ float32) *string { return nil }

func HTTPStatus() int64 { return 0 }

func Many(all ...string) string { return "" }
func Generic[T any](t T) T { return t }
func Nothing(s string) {}
func OnlyError() error { return nil }
func Foreign(a netip.Addr) string { return "" }
func WithContext(ctx context.Context, s string) string { return s }
func Table(m map[string]string) string { return "" }
func Self(l Loop) string { return "" }
func Double(p **string) string { return "" }
func unexported(s string) string { return s }
func (p Place) Method() string { return "" }
`

func parseText(text string) (*Package, []string) {
	var r diag.Report
	p := Parse([]*diag.File{diag.NewFile("enrich/enrich.go", text)}, &r)
	var told []string
	for _, d := range r.Sorted() {
		told = append(told, fmt.Sprintf("%s `%s`: %s", d.Code, d.At.Text(), d.Message))
	}
	return p, told
}

func TestParse(t *testing.T) {
	p, told := parseText(enrich)
	if len(told) > 0 {
		t.Fatal(told)
	}
	var b strings.Builder
	for _, f := range p.Funcs {
		fmt.Fprintf(&b, "%s at `%s`", f.Name, f.At.Text())
		for _, a := range f.Params {
			fmt.Fprintf(&b, " %s: %s;", a.Name, a.Type)
		}
		if f.Why != "" {
			fmt.Fprintf(&b, " no: %s at `%s`\n", f.Why, f.WhyAt.Text())
			continue
		}
		fmt.Fprintf(&b, " -> %s fails %t impure %t\n", f.Result, f.Fails, f.Impure)
		if r := f.Result.Record; r != nil {
			for i, field := range r.Fields {
				fmt.Fprintf(&b, "  %s: %s = %s at `%s`\n", field.Name, field.Type, f.Go.Fields[i].Name, field.At.Text())
			}
		}
	}
	want := "Geo at `Geo` ip: string; -> Place fails true impure false\n" +
		"  city: string = City at `City`\n" +
		"  iso: string = CountryISO at `CountryISO`\n" +
		"  lat: double? = Lat at `Lat`\n" +
		"  lon: double? = Lon at `Lon`\n" +
		"  at: timestamp(us) = Seen at `Seen`\n" +
		"  tags: list<string> = Tags at `Tags`\n" +
		"Draw at `Draw` n: int64; level: int32; -> uint8 fails false impure true\n" +
		"LookupCity at `LookupCity` p: Place; id: uuid; raw: bytes; on: bool; arg5: float; -> string? fails false impure false\n" +
		"HTTPStatus at `HTTPStatus` -> int64 fails false impure false\n" +
		"Many at `Many` no: its last parameter takes any number of values at `(all ...string)`\n" +
		"Generic at `Generic` no: it has type parameters at `[T any]`\n" +
		"Nothing at `Nothing` s: string; no: it returns one value, or one and an error at `Nothing`\n" +
		"OnlyError at `OnlyError` no: it returns one value, or one and an error at `error`\n" +
		"Foreign at `Foreign` no: the type `netip.Addr` has no counterpart at `netip.Addr`\n" +
		"WithContext at `WithContext` no: the type `context.Context` has no counterpart at `context.Context`\n" +
		"Table at `Table` no: the type `map[string]string` has no counterpart at `map[string]string`\n" +
		"Self at `Self` no: the type `enrich.Loop` holds itself (in `Loop.Inner`) at `Loop`\n" +
		"Double at `Double` no: a pointer to a pointer has no counterpart at `**string`\n"
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
	for _, name := range []string{"geo", "Geo", "lookup_city", "lookupCity", "http_status"} {
		if p.Find(name) == nil {
			t.Errorf("%s is not found", name)
		}
	}
	if p.Find("unexported") != nil || p.Find("method") != nil {
		t.Error("what is not exported is found")
	}
}

func TestMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"package main\nfunc main() {}":                                "E0207 `main`: the package `main` is a program: functions come from a package of another name",
		"package x\nimport \"github.com/a/b\"\n":                      "E0207 `\"github.com/a/b\"`: a package beside a .flow file is built with Go's standard library alone, and `github.com/a/b` is not of it",
		"package x\nfunc F( string { return 1 }":                      "E0207 `{`: this is no Go: missing ',' in parameter list",
		"//go:build linux\n\npackage x\n\nimport \"example.com/y\"\n": "",
	} {
		if _, told := parseText(text); strings.Join(told, "\n") != want {
			t.Errorf("%s\ngot  %q\nwant %q", text, told, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(enrich)
	f.Add("package x\ntype A struct { B *A; C A }\nfunc F(a A) (A, error)")
	f.Fuzz(func(t *testing.T, text string) {
		p, _ := parseText(text)
		for _, fn := range p.Funcs {
			if fn.Why == "" && (fn.Result == nil || fn.Go == nil) {
				t.Errorf("%s has no result", fn.Name)
			}
		}
	})
}
