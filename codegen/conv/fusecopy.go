package conv

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// writesAs reports whether two JSON formats write the same text. What they do with unknown
// fields is a matter of reading.
func (j *JSON) writesAs(to *JSON) bool {
	a, b := *j, *to
	a.Unknown, a.Suffix = b.Unknown, b.Suffix
	return a == b
}

// copying is for JSON that is written as the JSON that it is read from: text that is canonical is
// copied, in pieces as long as may be. All before the cursor from is in d.
type copying struct{ *fusion }

func (*copying) begin(f *emit.Body) { f.Add(jen.Id("from").Op(":=").Lit(0)) }

// end copies what is left.
func (*copying) end(f *emit.Body) {
	f.Add(jen.Id("d").Op("=").Append(jen.Id("d"), jen.Id("b").Index(jen.Id("from"), jen.Id("i")).Op("...")))
}

func (c *copying) value(f *emit.Body, j *JSON, t *types.Type, name string) {
	switch {
	case t.Kind == types.Optional:
		c.orNull(f, j, t, name)
	case t.Refine != nil:
		c.rewrite(f, j, t, name)
	default:
		c.plain(f, j, t, name)
	}
}

// plain is value for a type without bounds.
func (c *copying) plain(f *emit.Body, j *JSON, t *types.Type, name string) {
	switch {
	case t.Kind == types.String:
		c.mostly(f, "CanonicalText", "RewriteText", jen.Op("&").Id("s").Dot("text"))
	case t.Kind == types.Double:
		c.mostly(f, "CanonicalDouble", "RewriteDouble")
	case t.Kind == types.Int64:
		f.Add(jen.If(jen.List(jen.Id("_"), jen.Id("i")).Op("=").Add(emit.R("CanonicalInt")).Call(jen.Id("b"), jen.Id("i")), jen.Id("i").Op("<").Lit(0)).Block(jen.Return(jen.Id("i"))))
	case t.Kind == types.Bool:
		f.Add(jen.If(jen.List(jen.Id("_"), jen.Id("i")).Op("=").Add(emit.R("JSONBool")).Call(jen.Id("b"), jen.Id("i")), jen.Id("i").Op("<").Lit(0)).Block(jen.Return(jen.Id("i"))))
	case t.Kind == types.Bytes && !j.Form.Hex:
		c.next(f, emit.R("CanonicalBase64"))
	case t.Kind == types.Enum && plainSymbols(t.Enum) && t.Enum.Letters == nil:
		c.symbol(f, t.Enum)
	case t.Kind == types.List:
		in := f.Inner()
		c.fusion.value(in, j, t.Elem, name)
		c.items(f, emit.R("JSONTightArray").Call(jen.Id("b"), jen.Id("i")), emit.R("JSONTightNext").Call(jen.Id("b"), jen.Id("i")), in.Code())
	default:
		c.rewrite(f, j, t, name)
	}
}

// mostly goes over a value that is canonical, and rewrites another one.
func (c *copying) mostly(f *emit.Body, canonical, rewrite string, arena ...jen.Code) {
	end := f.Inner().Name("end") // it is gone behind the if
	args := append(append([]jen.Code{jen.Id("d")}, arena...), jen.Id("b"), jen.Id("from"), jen.Id("i"))
	f.Add(jen.If(jen.Id(end).Op(":=").Add(emit.R(canonical)).Call(jen.Id("b"), jen.Id("i")), jen.Id(end).Op(">=").Lit(0)).
		Block(jen.Id("i").Op("=").Id(end)).
		Else().If(jen.List(jen.Id("d"), jen.Id("from"), jen.Id("i")).Op("=").Add(emit.R(rewrite)).Call(args...), jen.Id("i").Op("<").Lit(0)).
		Block(jen.Return(jen.Id("i"))))
}

// symbol goes over a symbol without escapes, which are longer than what they stand for.
func (c *copying) symbol(f *emit.Body, e *types.EnumType) {
	text, start, ok := f.Name("text"), f.Name("start"), f.Name("ok")
	f.Add(jen.Var().Id(text).String(), jen.Id(start).Op(":=").Id("i"))
	failed(f, 0, []jen.Code{jen.Id(text), jen.Id("i")}, emit.R("JSONText").Call(jen.Op("&").Id("s").Dot("text"), jen.Id("b"), jen.Id("i")))
	f.Add(jen.If(jen.List(jen.Id("_"), jen.Id(ok)).Op(":=").Id(c.EnumParser(e)).Call(jen.Id(text)), jen.Op("!").Id(ok).Op("||").Id("i").Op("-").Id(start).Op("!=").Len(jen.Id(text)).Op("+").Lit(2)).Block(giveUp()))
}

// rewrite reads a value and writes it.
func (c *copying) rewrite(f *emit.Body, j *JSON, t *types.Type, name string) {
	c.end(f)
	v := c.local(f, t, name)
	j.Read(c.Package, f, v, 0)
	j.Write(c.Package, f, v)
	f.Add(jen.Id("from").Op("=").Id("i"))
}

// orNull goes over null, or the value.
func (c *copying) orNull(f *emit.Body, j *JSON, t *types.Type, name string) {
	null := f.Name("null")
	f.Add(jen.Var().Id(null).Bool())
	failed(f, 0, []jen.Code{jen.Id(null), jen.Id("i")}, emit.R("JSONNull").Call(jen.Id("b"), jen.Id("i")))
	in := f.Inner()
	c.fusion.value(in, j, t.Elem, name)
	f.Add(jen.If(jen.Op("!").Id(null)).Block(in.Code()...))
}

func (c *copying) optional(f *emit.Body, j *JSON, fl *types.Field, key string) {
	there, not := f.Inner(), f.Inner()
	there.Add(jen.Id("i").Op("+=").Lit(len(key)))
	c.orNull(there, j, fl.Type, fl.Name)
	c.end(not)
	not.Text(key + "null")
	not.Add(jen.Id("from").Op("=").Id("i"))
	f.Add(jen.If(like(key)).Block(there.Code()...).Else().Block(not.Code()...))
}
