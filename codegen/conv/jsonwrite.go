package conv

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// Write adds the statements that append src.
func (j *JSON) Write(p *Package, f *emit.Body, src Value) {
	t := src.T
	if j.Lax && j.writeLax(f, src) || j.Form.Connect && j.writeConnect(p, f, src) {
		return
	}
	switch t.Kind {
	case types.Optional:
		in := f.Inner()
		j.Write(p, in, src.Inner())
		f.Add(src.ifPresent(in.Code(), constant("null"))...)
	case types.Record:
		if src.Fields != nil {
			j.writeFields(p, f, src)
			return
		}
		f.Add(jen.Id("d").Op("=").Id(j.writer(p, t.Record)).Call(jen.Id("d"), address(src)))
	case types.Union:
		j.writeUnion(p, f, src)
	case types.Tuple:
		j.writeTuple(p, f, src)
	case types.List, types.Set, types.Vector:
		writeItems(f, src, "[", ",", "]", func(f *emit.Body, item *jen.Statement) { j.Write(p, f, ElemValue(item, t.Elem)) })
	case types.Map:
		writeItems(f, src, "{", ",", "}", func(f *emit.Body, item *jen.Statement) {
			j.writeQuoted(p, f, Value{V: item.Clone().Dot("key"), T: t.Key})
			f.Text(":")
			j.Write(p, f, ElemValue(item.Clone().Dot("value"), t.Elem))
		})
	case types.NullKind:
		f.Text("null")
	case types.Bool:
		appendTo(f, "AppendJSONBool", src.v())
	case types.Int8, types.Int16, types.Int32:
		appendTo(f, "AppendJSONInt", jen.Int64().Parens(src.v()))
	case types.Int64:
		appendTo(f, "AppendJSONInt", src.v())
	case types.Uint8, types.Uint16, types.Uint32:
		appendTo(f, "AppendJSONUint", jen.Uint64().Parens(src.v()))
	case types.Uint64:
		appendTo(f, "AppendJSONUint", src.v())
	case types.Float:
		appendTo(f, "AppendJSONFloat", src.v())
	case types.Double:
		appendTo(f, "AppendJSONDouble", src.v())
	case types.Any:
		appendTo(f, "AppendAny", src.v())
	case types.JSON:
		f.Add(jen.Id("d").Op("=").Append(jen.Id("d"), src.v().Op("...")))
	case types.String, types.Inet:
		appendTo(f, "AppendJSONText", src.v())
	case types.Enum:
		if plainSymbols(t.Enum) {
			j.writeQuoted(p, f, src)
			return
		}
		appendTo(f, "AppendJSONText", p.EnumText(t.Enum, src.v()))
	case types.UUID, types.TimeUUID:
		appendTo(f, "AppendJSONUUID", src.v())
	case types.Bytes:
		appendTo(f, choose(j.Form.Hex, "AppendJSONHex", "AppendJSONBase64"), src.v())
	case types.Decimal:
		if j.Form.NumDec {
			p.WriteText(f, src, j.Form)
			return
		}
		j.writeQuoted(p, f, src)
	case types.Timestamp, types.Datetime:
		if j.Form.Time == "unix_ms" || j.Form.Time == "unix_s" {
			p.WriteText(f, src, j.Form)
			return
		}
		j.writeQuoted(p, f, src)
	default:
		j.writeQuoted(p, f, src)
	}
}

// writeQuoted writes a value as a JSON string. Only text can hold what must be
// escaped.
func (j *JSON) writeQuoted(p *Package, f *emit.Body, src Value) {
	if src.T.Kind == types.String || src.T.IsOpenEnum() {
		appendTo(f, "AppendJSONText", src.v())
		return
	}
	f.Text(`"`)
	p.WriteText(f, src, j.Form)
	f.Text(`"`)
}

// plainSymbols reports whether no symbol of a closed enum needs an escape, so that
// its quotes are part of the constants around it.
func plainSymbols(e *types.EnumType) bool {
	return !e.Open && !slices.ContainsFunc(e.Symbols, func(s string) bool {
		return strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == '"' || r == '\\' })
	})
}

func writeItems(f *emit.Body, src Value, open, between, end string, write func(*emit.Body, *jen.Statement)) {
	k, in := f.Name("k"), f.Inner()
	in.Add(jen.If(jen.Id(k).Op(">").Lit(0)).Block(constant(between)...))
	write(in, src.v().Index(jen.Id(k)))
	f.Text(open)
	f.Add(jen.For(jen.Id(k).Op(":=").Range().Add(src.v())).Block(in.Code()...))
	f.Text(end)
}

// writer is the function that writes a record.
func (j *JSON) writer(p *Package, r *types.RecordType) string {
	j = j.ofRecords()
	return p.writer(j.Name(), r, func(f *emit.Body) {
		j.writeFields(p, f, Value{V: jen.Id("v"), T: &types.Type{Kind: types.Record, Record: r}})
	})
}

func (j *JSON) writeFields(p *Package, f *emit.Body, src Value) { j.writeBehind(p, f, src, "{") }

// writeBehind writes the fields of a record behind what begins the object.
func (j *JSON) writeBehind(p *Package, f *emit.Body, src Value, lead string) {
	j = j.ofRecords()
	rest, start := src.T.Record.Index(types.RestName), jen.Lit(0)
	for k, fl := range src.T.Record.Fields {
		if k == rest {
			continue
		}
		f.Line(lineOf(fl.At, fl.Name))
		f.Text(lead + `"` + escaped(spell(fl.Name, j.Names)) + `":`)
		if j.Lax && fl.HasDefault && fl.Default != nil && fl.Type.Kind == types.Optional {
			j.of(fl).writeDefault(p, f, src.Field(k), fl)
		} else {
			j.of(fl).Write(p, f, src.Field(k))
		}
		lead = ","
	}
	if len(src.T.Record.Named()) == 0 {
		f.Text(lead)
	}
	if rest >= 0 {
		if len(src.T.Record.Named()) == 0 && lead == "{" {
			n := f.Name("start")
			f.Add(jen.Id(n).Op(":=").Len(jen.Id("d")))
			start = jen.Id(n)
		}
		appendTo(f, "AppendRest", start, src.Field(rest).v(), j.known(p, src.T.Record))
	}
	f.Text("}")
}

// constant is the code that appends a constant text.
func constant(s string) []jen.Code {
	f := &emit.Body{}
	f.Text(s)
	return f.Code()
}
