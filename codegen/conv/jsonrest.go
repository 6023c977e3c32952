package conv

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// restOf is what the reader of an open record keeps of fields that its type does not
// name; nil where nothing uses them.
type restOf struct {
	field int
	known *jen.Statement
	start string // local: the cursor of the object
	some  string // local: whether there is such a field
}

// keepRest declares the locals for the rest of an open record.
func (p *Package) keepRest(f *emit.Body, j *JSON, r *types.RecordType, used map[string]bool) *restOf {
	k := r.Index(types.RestName)
	if k < 0 || used != nil && !used[types.RestName] {
		return nil
	}
	out := &restOf{field: k, known: j.known(p, r), start: f.Name("start"), some: f.Name("unknown")}
	f.Add(jen.Id(out.start).Op(":=").Id("i"), jen.Id(out.some).Op(":=").False())
	return out
}

// met notes an unknown field.
func (k *restOf) met() []jen.Code {
	if k == nil {
		return nil
	}
	return []jen.Code{jen.Id(k.some).Op("=").True()}
}

// end keeps the unknown fields, behind the object.
func (k *restOf) end(f *emit.Body, dst Value) {
	if k == nil {
		return
	}
	f.Add(jen.If(jen.Id(k.some)).Block(dst.Field(k.field).v().Op("=").Add(emit.R("AnyRest")).Call(
		jen.Op("&").Id("s").Dot("text"), jen.Id("b").Index(jen.Id(k.start), jen.Id("i")), k.known.Clone())))
}

// known is the table of the names that a record has in this format.
func (j *JSON) known(p *Package, r *types.RecordType) *jen.Statement {
	key := "known " + j.Name() + " " + p.identity(r)
	if n, ok := p.funcs[key]; ok {
		return jen.Id(n)
	}
	n := p.Take(emit.Join(p.Struct(r), j.Name(), "known"))
	p.funcs[key] = n
	var names []jen.Code
	for _, fl := range r.Named() {
		names = append(names, jen.Lit(spell(fl.Name, j.Names)))
	}
	p.Declare("schema_"+emit.File(p.Struct(r)), emit.Doc("%s are the names that are no unknown fields.", n),
		jen.Var().Id(n).Op("=").Index().String().Values(names...))
	return jen.Id(n)
}
