package stdlib

import (
	"slices"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/stdlib/spec"
)

// eachOption calls f for every option of the catalogue, arguments of calls
// included, with a name for messages.
func eachOption(f func(where string, all []spec.Option, o spec.Option)) {
	var walk func(where string, all []spec.Option)
	walk = func(where string, all []spec.Option) {
		for _, o := range all {
			f(where+"."+o.Name, all, o)
			for word, args := range o.Args {
				walk(where+"."+o.Name+"."+word, args)
			}
		}
	}
	c := Catalog()
	for _, n := range c.Connections {
		walk("connection "+n.Name, n.Options)
	}
	for _, n := range c.Connectors {
		if n.Source != nil {
			walk("source "+n.Name, n.Source.Options)
		}
		if n.Sink != nil {
			walk("sink "+n.Name, n.Sink.Options)
		}
	}
	for _, n := range c.Converters {
		walk("converter "+n.Name, n.Options)
	}
}

func TestOptions(t *testing.T) {
	eachOption(func(where string, all []spec.Option, o spec.Option) {
		if o.Type == 0 || o.When == 0 {
			t.Errorf("%s has no type or no time", where)
		}
		if doc := strings.TrimSpace(o.Doc); doc == "" || doc != o.Doc || !strings.HasSuffix(doc, ".") {
			t.Errorf("%s: doc is not a sentence: %q", where, o.Doc)
		}
		if o.Required && o.Default != "" {
			t.Errorf("%s is required and has a default", where)
		}
		if o.Min > o.Max {
			t.Errorf("%s: bounds %d..%d", where, o.Min, o.Max)
		}
		same := func(p spec.Option) bool { return p.Name == o.Name }
		if slices.IndexFunc(all, same) != slices.IndexFunc(all, func(p spec.Option) bool { return same(p) && p.Doc == o.Doc }) {
			t.Errorf("%s stands twice", where)
		}
		for _, other := range append(slices.Clone(o.Needs), o.Excludes...) {
			if !slices.ContainsFunc(all, func(p spec.Option) bool { return p.Name == other }) {
				t.Errorf("%s names option %q, which is not there", where, other)
			}
		}
	})
}

func TestWords(t *testing.T) {
	eachOption(func(where string, _ []spec.Option, o spec.Option) {
		takes := func(k spec.Type) bool { return o.Type == k || slices.Contains(o.Also, k) }
		if (takes(spec.Word) || takes(spec.Call)) != (len(o.Words) > 0) {
			t.Errorf("%s: words %q do not go with its type", where, o.Words)
		}
		if o.Type == spec.Word && o.Default != "" && !slices.Contains(o.Words, o.Default) {
			t.Errorf("%s: default %s is none of %q", where, o.Default, o.Words)
		}
		for word := range o.Args {
			if !slices.Contains(o.Words, word) {
				t.Errorf("%s: arguments for %s, which is none of %q", where, word, o.Words)
			}
		}
		if o.Type == spec.Ref && o.RefKind == "" {
			t.Errorf("%s refers to nothing", where)
		}
	})
}

func TestConnectors(t *testing.T) {
	c := Catalog()
	for _, n := range c.Connectors {
		if n.Doc == "" || n.Example == "" || n.Source == nil && n.Sink == nil {
			t.Errorf("connector %s lacks a doc, an example or a side", n.Name)
		}
		if n.Connection != "" && !slices.ContainsFunc(c.Connections, func(k *spec.Connection) bool { return k.Name == n.Connection }) {
			t.Errorf("connector %s: no connection is a %s", n.Name, n.Connection)
		}
		for _, s := range []*spec.Side{n.Source, n.Sink} {
			if s == nil {
				continue
			}
			if s.Value == 0 || s.Best == 0 || s.Why == "" || s.Reaches > s.Best {
				t.Errorf("connector %s: value %d, best %s, reaches %s, why %q", n.Name, s.Value, s.Best, s.Reaches, s.Why)
			}
			if !strings.HasPrefix(s.Package, "github.com/flowc-lang/flowc/stdlib/") || s.Type == "" {
				t.Errorf("connector %s: driver %s.%s", n.Name, s.Package, s.Type)
			}
		}
	}
	for _, n := range c.Converters {
		if n.Doc == "" || n.Example == "" {
			t.Errorf("converter %s lacks a doc or an example", n.Name)
		}
	}
}

// TestCatalogIsNew proves that what one caller adds does not reach another.
func TestCatalogIsNew(t *testing.T) {
	a := Catalog()
	a.Connectors[0].Doc = "changed"
	a.Connectors = append(a.Connectors, &spec.Connector{Name: "more"})
	if b := Catalog(); b.Connectors[0].Doc == "changed" || len(b.Connectors) == len(a.Connectors) {
		t.Fatal("two catalogues share memory")
	}
}
