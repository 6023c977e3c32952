package check

import (
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
)

// noteDecls enters every declaration of the project into the index, used or not,
// with what it resolved to.
func (c *checker) noteDecls() {
	if !c.idx.On() {
		return
	}
	for _, f := range c.project.Files {
		for _, sym := range c.scopes[f].decls {
			c.noteDecl(sym)
		}
	}
}

func (c *checker) noteDecl(sym *symbol) {
	d := c.symbolDef(sym)
	d.Head, d.Doc = declHead(sym)
	c.idx.Use(sym.name.At(), d)
	switch {
	case sym.typ != nil:
		d.Type = sym.typ
		c.noteMembers(sym.typ, map[*types.RecordType]bool{})
	case sym.param != nil:
		d.Type = sym.param.Type
	case sym.node != nil && sym.node.Value != nil:
		d.Type = sym.node.Value.Type
	}
}

// noteMembers enters the fields and symbols that a declared type brings.
func (c *checker) noteMembers(t *types.Type, seen map[*types.RecordType]bool) {
	switch t = t.Strip(); t.Kind {
	case types.Record:
		if t.Record.Table != nil || t.Record.Origin != "" || seen[t.Record] {
			return // of another file, where uses are noted
		}
		seen[t.Record] = true
		for _, f := range t.Record.Fields {
			c.noteField(f.At, t.Record, f)
			c.noteMembers(f.Type, seen)
		}
	case types.Enum:
		for i := range t.Enum.SymbolAt {
			c.idx.Use(t.Enum.SymbolAt[i], c.enumSymbolDef(t.Enum, i))
		}
	case types.List, types.Set, types.Map, types.Change:
		c.noteMembers(t.Elem, seen)
	}
}

// declHead is how a symbol is declared, in one line, and its doc comment.
func declHead(sym *symbol) (head, doc string) {
	switch d := sym.decl.(type) {
	case *dsl.Param:
		word := "param "
		if d.Secret {
			word = "secret "
		}
		return word + d.Name.Text + ": " + textOf(d.Type), d.Doc
	case *dsl.Schema:
		return "schema " + d.Name.Text, d.Doc
	case *dsl.Enum:
		return "enum " + d.Name.Text, d.Doc
	case *dsl.Alias:
		return "type " + d.Name.Text + " = " + textOf(d.Type), d.Doc
	case *dsl.Fn:
		head, _, _ := strings.Cut(d.At().Text(), "=")
		return strings.TrimSpace(head), d.Doc
	case *dsl.Pipeline:
		return "pipeline " + d.Name.Text, d.Doc
	case *dsl.Import:
		return d.At().Text(), ""
	case *dsl.Resource:
		head, _, _ := strings.Cut(d.At().Text(), "{")
		return strings.TrimSpace(head), d.Doc
	case *dsl.Edition, *dsl.Test, *dsl.Bad:
	}
	return "", ""
}

func textOf(t dsl.Type) string {
	if t == nil {
		return ""
	}
	return t.At().Text()
}

// metaDoc says what a name behind `meta.` is.
func metaDoc(from *ir.Node, name string) string {
	if doc := metaDocs[name]; doc != "" || from == nil {
		return doc
	}
	for _, m := range sourceMeta(from.Spec) {
		if m.Name == name {
			return m.Doc
		}
	}
	return ""
}

var metaDocs = map[string]string{
	"topic":     "Name of the topic that the record was read from.",
	"partition": "Partition that the record was read from.",
	"offset":    "Offset of the record in its partition.",
	"timestamp": "Timestamp of the record, as Kafka has it.",
	"key":       "Key of the record, as the topic declares it.",
	"headers":   "All headers of the record, in their order.",
	"header":    "Text of the last header of a name, null without one.",
}

// Function is a built-in function, as tools show it.
type Function struct {
	Name, Doc string
	Forms     []Form
}

// Form is one way to call a function.
type Form struct {
	Params []FormParam
	Result string // its type; empty where it depends on the arguments
	Fails  bool
}

// FormParam is a parameter.
type FormParam struct {
	Name, Type string
	Optional   bool
	kind       paramKind
}

// Label is a form as signatures show it.
func (f Form) Label(name string) string {
	parts := make([]string, len(f.Params))
	for i, p := range f.Params {
		parts[i] = p.Label()
	}
	out := name + "(" + strings.Join(parts, ", ") + ")"
	if f.Fails {
		out += "!"
	}
	if f.Result != "" {
		out += " -> " + f.Result
	}
	return out
}

// Label is a parameter as signatures show it.
func (p FormParam) Label() string {
	if p.Optional {
		return p.Name + ": " + p.Type + " = …"
	}
	return p.Name + ": " + p.Type
}

// Takes reports whether the first parameter takes values of t, so that the function
// can stand behind one: x.f().
func (f Form) Takes(t *types.Type) bool {
	return len(f.Params) > 0 && takes(f.Params[0].kind, t)
}

// Functions lists the built-in functions in the order of the manual.
func Functions() []Function {
	out := []Function{
		{Name: "coalesce", Doc: "The first of the values that is not null.", Forms: []Form{{Params: []FormParam{
			{Name: "a", Type: "value?", kind: aValue}, {Name: "b", Type: "value", kind: aValue},
		}}}},
		{Name: "is_null", Doc: "Whether the value is null.", Forms: []Form{{Result: "bool", Params: []FormParam{{Name: "x", Type: "value?", kind: aValue}}}}},
	}
	for i := range table {
		b := &table[i]
		out = append(out, Function{Name: b.name, Doc: b.doc, Forms: formsOf(b)})
	}
	return out
}

func formsOf(b *builtin) []Form {
	var out []Form
	for _, f := range b.forms {
		form := Form{Fails: f.fails}
		if f.result != nil {
			form.Result = f.result.String()
		}
		for _, p := range f.params {
			form.Params = append(form.Params, FormParam{Name: p.name, Type: p.kind.String(), Optional: p.def != nil, kind: p.kind})
		}
		out = append(out, form)
	}
	return out
}

// Generator is a function behind `gen.`, with a call that shows how it is used.
type Generator struct{ Name, Usage string }

// Generators lists the functions behind `gen.`, by name.
func Generators() []Generator {
	var out []Generator
	for _, n := range generatorNames() {
		out = append(out, Generator{n, generators[n]})
	}
	return out
}

// Levels lists the delivery levels as they are written, from weak to strong.
func Levels() []string { return append([]string(nil), levels...) }

// NamedType is a type of an outside schema, by the name that a project uses behind
// the import's.
type NamedType struct {
	Name string
	Type *types.Type
}

// Names lists the types of an import: by their last name where that is not ambiguous,
// else by the whole.
func (i *Import) Names() []NamedType {
	count := map[string]int{}
	for _, t := range i.Types {
		_, short := typeNames(t)
		count[short]++
	}
	var out []NamedType
	for _, t := range i.Types {
		full, short := typeNames(t)
		if count[short] > 1 {
			short = full
		}
		out = append(out, NamedType{short, t})
	}
	return out
}
