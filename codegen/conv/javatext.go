package conv

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// writeJava appends a value as Java's toString does, which is what Kafka Connect's
// StringConverter writes.
func (u *UTF8) writeJava(p *Package, f *emit.Body, src Value) {
	t := src.T
	switch t.Kind {
	case types.Optional:
		in := f.Inner()
		u.writeJava(p, in, src.Inner())
		f.Add(src.ifPresent(in.Code(), constant("null"))...)
	case types.Record:
		if src.Fields == nil {
			f.Add(jen.Id("d").Op("=").Id(u.writer(p, t.Record)).Call(jen.Id("d"), address(src)))
			return
		}
		u.writeStruct(p, f, src)
	case types.List, types.Set, types.Vector:
		writeItems(f, src, "[", ", ", "]", func(f *emit.Body, item *jen.Statement) { u.writeJava(p, f, ElemValue(item, t.Elem)) })
	case types.Map:
		writeItems(f, src, "{", ", ", "}", func(f *emit.Body, item *jen.Statement) {
			u.writeJava(p, f, Value{V: item.Clone().Dot("key"), T: t.Key})
			f.Text("=")
			u.writeJava(p, f, ElemValue(item.Clone().Dot("value"), t.Elem))
		})
	case types.Float:
		appendTo(f, "AppendJavaText", jen.Float64().Parens(src.v()), jen.Lit(32))
	case types.Double:
		appendTo(f, "AppendJavaText", src.v(), jen.Lit(64))
	case types.Any:
		appendTo(f, "AppendJavaAny", src.v())
	default:
		p.WriteText(f, src, TextForm{})
	}
}

func (u *UTF8) writer(p *Package, r *types.RecordType) string {
	return p.writer(u.Name(), r, func(f *emit.Body) {
		u.writeStruct(p, f, Value{V: jen.Id("v"), T: types.RecordOf(r)})
	})
}

// writeStruct writes a record without its fields that are null.
func (u *UTF8) writeStruct(p *Package, f *emit.Body, src Value) {
	f.Text("Struct{")
	start, some := "", false // some: there is a field in front for certain
	for k, fl := range src.T.Record.Fields {
		field, in := src.Field(k), f
		f.Line(lineOf(fl.At, fl.Name))
		optional := fl.Type.Kind == types.Optional
		if optional {
			in = f.Inner()
		}
		switch {
		case some:
			in.Text(",")
		case start != "":
			in.Add(jen.If(jen.Len(jen.Id("d")).Op(">").Id(start)).Block(constant(",")...))
		case optional:
			start = f.Name("start")
			f.Add(jen.Id(start).Op(":=").Len(jen.Id("d")))
		}
		in.Text(fl.Name + "=")
		if !optional {
			some = true
			u.writeJava(p, in, field)
			continue
		}
		u.writeJava(p, in, field.Inner())
		f.Add(field.ifPresent(in.Code(), nil)...)
	}
	f.Text("}")
}
