package conv

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// readBare reads a payload without a schema as Connect does: no bytes at all are null, and
// what stands behind the value is not looked at.
func (c *ConnectJSON) readBare(p *Package, f *emit.Body, dst Value, used map[string]bool) {
	whole := p.Field("")
	f.Add(jen.Id("i").Op(":=").Add(emit.R("JSONSpace")).Call(jen.Id("b"), jen.Lit(0)))
	if dst.T.Kind == types.Any {
		f.Add(jen.If(jen.Id("i").Op("==").Len(jen.Id("b"))).Block(dst.v().Op("=").Lit(""), jen.Return(jen.Lit(0))))
	} else {
		check(f, whole, jen.Id("i").Op("==").Len(jen.Id("b")), "NullValue")
	}
	if dst.T.Kind == types.Record {
		c.fields(p, f, dst, "", used)
		return
	}
	c.Read(p, f, dst, whole)
}

// readDefault reads a field whose null is its default.
func (j *JSON) readDefault(p *Package, f *emit.Body, dst Value, fl *types.Field, field int) {
	n := f.Name("null")
	f.Add(jen.Var().Id(n).Bool())
	failed(f, field, []jen.Code{jen.Id(n), jen.Id("i")}, emit.R("JSONNull").Call(jen.Id("b"), jen.Id("i")))
	c := p.Constant(fl.Type, fl.Default)
	set := []jen.Code{dst.v().Op("=").Add(c.V)}
	if dst.OK != nil {
		set = append(set, dst.ok().Op("=").Add(c.OK))
	}
	in := f.Inner()
	j.Read(p, in, dst, field)
	f.Add(jen.If(jen.Id(n)).Block(set...).Else().Block(in.Code()...))
}

// readLax reads the kinds of values that Connect takes out of any other, and reports
// whether dst is of one.
func (j *JSON) readLax(p *Package, f *emit.Body, dst Value, field int) bool {
	t := dst.T
	direct := func(fn string) {
		failed(f, field, []jen.Code{dst.v(), jen.Id("i")}, emit.R(fn).Call(jen.Id("b"), jen.Id("i")))
	}
	switch t.Kind {
	case types.Int8, types.Int16, types.Int32, types.Int64:
		n := f.Name("number")
		f.Add(jen.Var().Id(n).Int64())
		failed(f, field, []jen.Code{jen.Id(n), jen.Id("i")}, emit.R("ConnectLaxInt").Call(jen.Id("b"), jen.Id("i")))
		f.Add(dst.v().Op("=").Add(p.Go(t)).Parens(jen.Id(n)))
	case types.Float:
		direct("ConnectLaxFloat")
	case types.Double:
		direct("ConnectLaxDouble")
	case types.Bool:
		direct("ConnectLaxBool")
	case types.Any:
		failed(f, field, []jen.Code{dst.v(), jen.Id("i")}, emit.R("ConnectAny").Call(jen.Op("&").Id("s").Dot("text"), jen.Id("b"), jen.Id("i")))
	case types.Optional:
		if t.Elem.Kind != types.String && t.Elem.Kind != types.Bytes {
			return false
		}
		failed(f, field, []jen.Code{dst.ok(), jen.Id("i")}, emit.R("ConnectText").Call(jen.Id("b"), jen.Id("i")))
		in := f.Inner()
		j.Read(p, in, dst.Inner(), field)
		f.Add(jen.If(dst.ok()).Block(in.Code()...))
	default:
		return false
	}
	return true
}

// writeLax writes the kinds of values whose text is Java's, and reports whether src is of
// one.
func (j *JSON) writeLax(f *emit.Body, src Value) bool {
	switch src.T.Kind {
	case types.Float:
		appendTo(f, "AppendJavaDouble", jen.Float64().Parens(src.v()), jen.Lit(32))
	case types.Double:
		appendTo(f, "AppendJavaDouble", src.v(), jen.Lit(64))
	default:
		return false
	}
	return true
}

// writeDefault writes a field whose null stands for its default.
func (j *JSON) writeDefault(p *Package, f *emit.Body, src Value, fl *types.Field) {
	c := p.Constant(fl.Type.Strip(), fl.Default)
	some, none := f.Inner(), f.Inner()
	j.Write(p, some, src.Inner())
	j.Write(p, none, p.local(none, c))
	f.Add(src.ifPresent(some.Code(), none.Code())...)
}

// local is a constant in a local, whose address can be taken.
func (p *Package) local(f *emit.Body, c Value) Value {
	n := f.Name("value")
	f.Add(jen.Var().Id(n).Add(p.Go(c.T)).Op("=").Add(c.V))
	return Value{V: jen.Id(n), T: c.T}
}
