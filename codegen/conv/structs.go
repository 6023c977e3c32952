package conv

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// Struct is the name of the Go struct of a record type. It is declared at first
// use. An optional field x has a second Go field hasX.
func (p *Package) Struct(r *types.RecordType) string {
	if n, ok := p.structs[r]; ok {
		return n
	}
	want := emit.Local(r.Name)
	if r.Name == "" {
		want = "row"
	}
	n := p.Take(want)
	p.structs[r] = n
	var fields []jen.Code
	names := map[string]bool{}
	for _, f := range r.Fields {
		name := fieldName(f.Name)
		names[name] = true
		fields = append(fields, jen.Id(name).Add(p.Go(f.Type)).Comment(f.Type.String()))
		if f.Type.Kind == types.Optional {
			fields = append(fields, jen.Id(hasName(f.Name)).Bool())
		}
	}
	doc := n + " is a record that a map builds."
	if r.Name != "" {
		doc = n + " is " + r.Name + "."
		if at := Place(r.At); at != "" {
			doc = n + " is " + r.Name + ", " + at + "."
		}
	}
	p.Declare("schema_"+emit.File(n), jen.Comment(doc), jen.Type().Id(n).Struct(fields...))
	return n
}

// NameStruct gives the struct of a record without a name one, before its first use.
func (p *Package) NameStruct(r *types.RecordType, want string) {
	if _, ok := p.structs[r]; ok || r.Name != "" {
		return
	}
	named := *r
	named.Name = want
	n := p.Struct(&named)
	delete(p.structs, &named)
	p.structs[r] = n
}

func fieldName(name string) string { return emit.Local(name) }

func hasName(name string) string { return emit.Join("has", name) }

// FieldValue is the value of a field of the record at the Go expression x.
func FieldValue(x *jen.Statement, f *types.Field) Value {
	v := Value{V: x.Clone().Dot(fieldName(f.Name)), T: f.Type}
	if f.Type.Kind == types.Optional {
		v.OK = x.Clone().Dot(hasName(f.Name))
	}
	return v
}

// Enum is the name of the Go type of an enum: a small unsigned number, the index of
// the symbol. Its table of texts is <name>Names.
func (p *Package) Enum(e *types.EnumType) string {
	if n, ok := p.enums[e]; ok {
		return n
	}
	want := emit.Local(e.Name)
	if e.Name == "" {
		want = "symbol"
	}
	n := p.Take(want)
	p.enums[e] = n
	width := jen.Uint8()
	if len(e.Symbols) > 256 {
		width = jen.Uint16()
	}
	var texts []jen.Code
	for _, s := range e.Symbols {
		texts = append(texts, jen.Lit(s))
	}
	names := p.Take(n + "Names")
	doc := n + " is an enum: the index of its symbol in " + names + "."
	if e.Name != "" {
		doc = n + " is enum " + e.Name + ", the index of its symbol in " + names + "."
	}
	p.Declare("schema_"+emit.File(n), jen.Comment(doc), jen.Type().Id(n).Add(width),
		jen.Var().Id(names).Op("=").Index(jen.Op("...")).String().Values(texts...))
	return n
}

// EnumText is the text of an enum's value.
func (p *Package) EnumText(e *types.EnumType, v *jen.Statement) *jen.Statement {
	return jen.Id(p.Enum(e) + "Names").Index(v.Clone())
}

// EnumParser is the name of the function that finds a symbol by its text:
// func(s string) (v page, ok bool).
func (p *Package) EnumParser(e *types.EnumType) string {
	n := p.Enum(e)
	key := "parse " + n
	if f, ok := p.funcs[key]; ok {
		return f
	}
	f := p.Take(emit.Join("parse", n))
	p.funcs[key] = f
	var cases []jen.Code
	for i, s := range e.Symbols {
		cases = append(cases, jen.Case(jen.Lit(s)).Block(jen.Return(jen.Lit(i), jen.True())))
	}
	p.Declare("schema_"+emit.File(n), emit.Doc("%s finds a symbol of %s.", f, n),
		jen.Func().Id(f).Params(jen.Id("s").String()).Params(jen.Id("v").Id(n), jen.Id("ok").Bool()).Block(
			jen.Switch(jen.Id("s")).Block(cases...),
			jen.Return(jen.Lit(0), jen.False())))
	return f
}
