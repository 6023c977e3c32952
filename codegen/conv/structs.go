package conv

import (
	"fmt"
	"strconv"
	"strings"

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
	want, doc := emit.Local(r.Name), "is "+r.Name
	layout := ""
	if r.Name == "" {
		want, doc = "inner", "is a record without a name"
		layout = "layout " + p.layout(&types.Type{Kind: types.Record, Record: r})
		if n, ok := p.funcs[layout]; ok {
			p.structs[r] = n
			return n
		}
	}
	n := p.nameOf(r, want)
	p.structs[r] = n
	if layout != "" {
		p.funcs[layout] = n
	}
	var fields []jen.Code
	for k, f := range r.Fields {
		name, has := fieldNames(r, k)
		g := p.Go(f.Type)
		if f.Type.Kind == types.Optional && types.Boxed(f.Type) {
			g = jen.Op("*").Add(g)
			p.box(f.Type.Elem.Record)
		}
		fields = append(fields, jen.Id(name).Add(g).Comment(f.Type.String()))
		if has != "" {
			fields = append(fields, jen.Id(has).Bool())
		}
	}
	if at := Place(r.At); at != "" {
		doc += ", " + at
	}
	p.Declare("schema_"+emit.File(n), jen.Comment(n+" "+doc+"."), jen.Type().Id(n).Struct(fields...))
	return n
}

// layout tells types with different Go types, or with other values, apart. Records
// without a name are told by their fields.
func (p *Package) layout(t *types.Type) string {
	switch t.Kind {
	case types.Record:
		if t.Record.Name != "" {
			return p.Struct(t.Record)
		}
		var b strings.Builder
		for _, f := range t.Record.Fields {
			b.WriteString(strconv.Quote(f.Name) + " " + p.layout(f.Type) + ",")
		}
		return "{" + b.String() + "}"
	case types.Enum:
		if t.Enum.Open {
			return "string"
		}
		return p.Enum(t.Enum)
	case types.Union, types.Tuple:
		var b strings.Builder
		for _, item := range t.Items {
			b.WriteString(p.layout(item) + ",")
		}
		return t.Kind.String() + "<" + b.String() + ">"
	case types.Vector:
		return fmt.Sprintf("vector<%s,%d>", p.layout(t.Elem), t.Len)
	case types.Optional, types.List, types.Set:
		return t.Kind.String() + "<" + p.layout(t.Elem) + ">" + refinement(t)
	case types.Map:
		return "map<" + p.layout(t.Key) + "," + p.layout(t.Elem) + ">" + refinement(t)
	default:
		return t.String()
	}
}

// refinement is the bounds of a type as text.
func refinement(t *types.Type) string {
	if t.Refine == nil {
		return ""
	}
	return fmt.Sprintf("%+v", *t.Refine)
}

// identity tells record types apart that share a struct: their fields may have other
// defaults, or stand in an imported schema.
func (p *Package) identity(r *types.RecordType) string {
	n, ok := p.ids[r]
	if !ok {
		n = len(p.ids) + 1
		p.ids[r] = n
	}
	return strconv.Itoa(n)
}

// NameStruct says what the struct of a record without a name of its own is called,
// should one be needed.
func (p *Package) NameStruct(r *types.RecordType, want string) {
	if r.Name == "" && p.structs[r] == "" && p.claimed[r] == "" {
		p.claimed[r] = p.Take(want)
	}
}

// ShareStruct gives a record without a name the struct of that name, which it has
// in common with equal records.
func (p *Package) ShareStruct(r *types.RecordType, want string) {
	key := "struct " + want
	if n, ok := p.funcs[key]; ok {
		p.structs[r] = n
		return
	}
	p.NameStruct(r, want)
	p.funcs[key] = p.Struct(r)
}

// Claim keeps the names of the records and enums of t for them, before anything
// else gets one.
func (p *Package) Claim(t *types.Type) {
	switch {
	case t == nil:
	case t.Record != nil:
		if t.Record.Name == "" || p.claimed[t.Record] != "" {
			return
		}
		p.claimed[t.Record] = p.Take(emit.Local(t.Record.Name))
		for _, f := range t.Record.Fields {
			p.Claim(f.Type)
		}
	case t.Enum != nil:
		if t.Enum.Name != "" && p.claimed[t.Enum] == "" {
			p.claimed[t.Enum] = p.Take(emit.Local(t.Enum.Name))
		}
	default:
		p.Claim(t.Elem)
		p.Claim(t.Key)
		for _, item := range t.Items {
			p.Claim(item)
		}
	}
}

// nameOf is the name that was claimed for a record or enum, else a free one.
func (p *Package) nameOf(of any, want string) string {
	if n := p.claimed[of]; n != "" {
		return n
	}
	return p.Take(want)
}

// fieldNames are the Go names of the k-th field and, for an optional one, of what
// says that it is there. Names that two fields would share get a number.
func fieldNames(r *types.RecordType, k int) (name, has string) {
	used := map[string]bool{}
	free := func(want string) string {
		name := want
		for n := 2; used[name]; n++ {
			name = fmt.Sprintf("%s%d", want, n)
		}
		used[name] = true
		return name
	}
	for _, f := range r.Fields[:k+1] {
		name, has = free(emit.Local(f.Name)), ""
		if f.Type.Kind == types.Optional {
			has = free(emit.Join("has", f.Name))
		}
	}
	return name, has
}

// FieldValue is the value of the k-th field of a record of type r at the Go
// expression x.
func FieldValue(x *jen.Statement, r *types.RecordType, k int) Value {
	name, has := fieldNames(r, k)
	v := Value{V: x.Clone().Dot(name), T: r.Fields[k].Type}
	if has != "" {
		v.OK = x.Clone().Dot(has)
		if types.Boxed(v.T) {
			v.V, v.Box = unboxed(v.V), v.V
		}
	}
	return v
}

// Enum is the name of the Go type of an enum: a small unsigned number, the index of
// the symbol. Its table of texts is <name>Names. An open enum has none: it is text.
func (p *Package) Enum(e *types.EnumType) string {
	if n, ok := p.enums[e]; ok {
		return n
	}
	want := emit.Local(e.Name)
	if e.Name == "" {
		want = "symbol"
	}
	n := p.nameOf(e, want)
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
	if e.Open {
		return v.Clone()
	}
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
		texts := []jen.Code{jen.Lit(s)}
		if e.Letters != nil {
			texts = append(texts, jen.Lit(e.Letters[i]))
		}
		cases = append(cases, jen.Case(texts...).Block(jen.Return(jen.Lit(i), jen.True())))
	}
	p.Declare("schema_"+emit.File(n), emit.Doc("%s finds a symbol of %s.", f, n),
		jen.Func().Id(f).Params(jen.Id("s").String()).Params(jen.Id("v").Id(n), jen.Id("ok").Bool()).Block(
			jen.Switch(jen.Id("s")).Block(cases...),
			jen.Return(jen.Lit(0), jen.False())))
	return f
}
