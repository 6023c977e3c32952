package conv

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// TextForm is how values that are no text look as text: in a CSV cell, in a JSON
// string, as a utf8 key.
type TextForm struct {
	Time     string // iso, unix_s, unix_ms, or a pattern
	Zone     string // for patterns without a zone; empty is UTC
	Date     string // iso, or a pattern
	NumDec   bool   // JSON: decimals as numbers
	Hex      bool   // bytes as hex, not base64
	IntNames bool
	// Connect says that values are those of Kafka Connect's JSON converter: the word
	// connect of Time and Date is a number then, and Base64Dec a decimal in base64.
	Connect, Base64Dec bool
}

// Pattern is the package variable that holds a compiled pattern.
func (p *Package) Pattern(text string) *jen.Statement {
	return p.once("pattern", text, emit.R("MustPattern"))
}

// Zone is the package variable that holds a zone; UTC is nil.
func (p *Package) Zone(name string) *jen.Statement {
	if name == "" || name == "UTC" || name == "Z" {
		return jen.Nil()
	}
	p.zones = p.zones || name[0] != '+' && name[0] != '-'
	return p.once("zone", name, emit.R("MustZone"))
}

// NamesZone reports whether the code names a zone whose rules must be at hand where
// the worker runs.
func (p *Package) NamesZone() bool { return p.zones }

// Regex is the package variable that holds a compiled regex.
func (p *Package) Regex(text string) *jen.Statement {
	return p.once("regex", text, jen.Qual("regexp", "MustCompile"))
}

// once is a package variable that is made of a text when the process starts.
func (p *Package) once(kind, text string, makes *jen.Statement) *jen.Statement {
	key := kind + " " + text
	n, ok := p.funcs[key]
	if !ok {
		n = p.Take(emit.Join(kind, text))
		p.funcs[key] = n
		p.Declare("scratch", jen.Var().Id(n).Op("=").Add(makes.Call(jen.Lit(text))))
	}
	return jen.Id(n)
}

// parsed is `v, why := record.fn(args); if why != 0 { return … }`; it returns v.
func parsed(f *emit.Body, field int, want string, call jen.Code) *jen.Statement {
	n, why := f.Name(want), f.Name("why")
	f.Add(jen.List(jen.Id(n), jen.Id(why)).Op(":=").Add(call),
		jen.If(jen.Id(why).Op("!=").Lit(0)).Block(f.Fail(jen.Op("-").Int().Parens(jen.Id(why)), field)))
	return jen.Id(n)
}

// ReadText adds the statements that read a value from src, a Go string that is
// valid UTF-8.
func (p *Package) ReadText(f *emit.Body, dst Value, src *jen.Statement, form TextForm, field int) {
	t := dst.T
	set := func(v *jen.Statement) { f.Add(dst.v().Op("=").Add(v)) }
	switch t.Kind {
	case types.String:
		set(src)
	case types.JSON:
		check(f, field, jen.Op("!").Add(emit.R("ValidJSON")).Call(src), "BadText")
		set(src)
	case types.Inet:
		check(f, field, jen.Op("!").Add(emit.R("ValidInet")).Call(src), "BadText")
		set(src)
	case types.Bool:
		set(parsed(f, field, "flag", emit.R("ParseBool").Call(src)))
	case types.Int64:
		set(parsed(f, field, "number", emit.R("ParseInt").Call(src, jen.Lit(64))))
	case types.Int8, types.Int16, types.Int32:
		n := parsed(f, field, "number", emit.R("ParseInt").Call(src, jen.Lit(width(t.Kind))))
		set(p.Go(t).Parens(n))
	case types.Uint64:
		set(parsed(f, field, "number", emit.R("ParseUint").Call(src, jen.Lit(64))))
	case types.Uint8, types.Uint16, types.Uint32:
		n := parsed(f, field, "number", emit.R("ParseUint").Call(src, jen.Lit(width(t.Kind))))
		set(p.Go(t).Parens(n))
	case types.Float:
		set(jen.Float32().Parens(parsed(f, field, "number", emit.R("ParseFloat").Call(src, jen.Lit(32)))))
	case types.Double:
		set(parsed(f, field, "number", emit.R("ParseFloat").Call(src, jen.Lit(64))))
	case types.Decimal:
		set(parsed(f, field, "number", emit.R("ParseDecimal"+bits(t)).Call(src, jen.Lit(t.Precision), jen.Lit(t.Scale))))
	case types.Varint:
		set(parsed(f, field, "number", emit.R("ParseDecimal128").Call(src, jen.Lit(38), jen.Lit(0))))
	case types.UUID, types.TimeUUID:
		set(parsed(f, field, "id", emit.R("ParseUUID").Call(src)))
	case types.Duration:
		set(parsed(f, field, "span", emit.R("ParseDuration").Call(src)))
	case types.Bytes:
		set(parsed(f, field, "raw", emit.R(choose(form.Hex, "ParseHex", "ParseBase64")).Call(jen.Op("&").Id("s").Dot("text"), src)))
	case types.Date, types.Time, types.Timestamp, types.Datetime:
		set(p.parseTime(f, t, src, form, field))
	case types.Enum:
		if t.Enum.Open {
			set(src)
			break
		}
		n, ok := f.Name("symbol"), f.Name("ok")
		f.Add(jen.List(jen.Id(n), jen.Id(ok)).Op(":=").Id(p.EnumParser(t.Enum)).Call(src))
		check(f, field, jen.Op("!").Id(ok), "BadEnum")
		set(jen.Id(n))
	default:
		panic("conv: no text form for " + t.String())
	}
	p.refine(f, dst, field)
}

func width(k types.Kind) int {
	switch k {
	case types.Int8, types.Uint8:
		return 8
	case types.Int16, types.Uint16:
		return 16
	default:
		return 32
	}
}

func choose(c bool, a, b string) string {
	if c {
		return a
	}
	return b
}

// parseTime reads a date or time in the form's way.
func (p *Package) parseTime(f *emit.Body, t *types.Type, src *jen.Statement, form TextForm, field int) *jen.Statement {
	want := "moment"
	switch {
	case t.Kind == types.Date && iso(form.Date):
		return parsed(f, field, "day", emit.R("ParseDate").Call(src))
	case t.Kind == types.Date:
		return parsed(f, field, "day", p.Pattern(form.Date).Dot("ParseDate").Call(src))
	case t.Kind == types.Time:
		return parsed(f, field, want, emit.R("ParseTime").Call(src, Unit(t.Unit)))
	case form.Time == "unix_ms", form.Time == "unix_s":
		n := parsed(f, field, "number", emit.R("ParseInt").Call(src, jen.Lit(64)))
		return p.fromUnix(f, t, n, form, field)
	case !iso(form.Time):
		return parsed(f, field, want, p.Pattern(form.Time).Dot("Parse").Call(src, p.Zone(form.Zone), Unit(t.Unit)))
	case t.Kind == types.Datetime:
		return parsed(f, field, want, emit.R("ParseDatetimeISO").Call(src, Unit(t.Unit)))
	}
	return parsed(f, field, want, emit.R("ParseTimestampISO").Call(src, Unit(t.Unit)))
}

func iso(s string) bool { return s == "" || s == "iso" }

// fromUnix converts a number of seconds or milliseconds to the unit of t.
func (p *Package) fromUnix(f *emit.Body, t *types.Type, n *jen.Statement, form TextForm, field int) *jen.Statement {
	from := types.Millis
	if form.Time == "unix_s" {
		from = types.Seconds
	}
	if t.Unit == from {
		return n
	}
	m, ok := f.Name("moment"), f.Name("ok")
	f.Add(jen.List(jen.Id(m), jen.Id(ok)).Op(":=").Add(emit.R("ConvertTime")).Call(n, Unit(from), Unit(t.Unit)))
	check(f, field, jen.Op("!").Id(ok), "OutOfRange")
	return jen.Id(m)
}

// WriteText adds the statements that append src to d as text, without quotes or
// escapes. Text itself is the caller's: it knows how to escape.
func (p *Package) WriteText(f *emit.Body, src Value, form TextForm) {
	t := src.T
	switch t.Kind {
	case types.String, types.JSON, types.Inet:
		f.Add(jen.Id("d").Op("=").Append(jen.Id("d"), src.v().Op("...")))
	case types.Enum:
		f.Add(jen.Id("d").Op("=").Append(jen.Id("d"), p.EnumText(t.Enum, src.v()).Op("...")))
	case types.Bool:
		appendTo(f, "AppendBool", src.v())
	case types.Int8, types.Int16, types.Int32:
		appendTo(f, "AppendInt", jen.Int64().Parens(src.v()))
	case types.Int64:
		appendTo(f, "AppendInt", src.v())
	case types.Uint8, types.Uint16, types.Uint32:
		appendTo(f, "AppendUint", jen.Uint64().Parens(src.v()))
	case types.Uint64:
		appendTo(f, "AppendUint", src.v())
	case types.Float:
		appendTo(f, "AppendFloat", jen.Float64().Parens(src.v()), jen.Lit(32))
	case types.Double:
		appendTo(f, "AppendFloat", src.v(), jen.Lit(64))
	case types.Decimal:
		appendTo(f, "AppendDecimal"+bits(t), src.v(), jen.Lit(t.Scale))
	case types.Varint:
		appendTo(f, "AppendDecimal128", src.v(), jen.Lit(0))
	case types.UUID, types.TimeUUID:
		appendTo(f, "AppendUUID", src.v())
	case types.Duration:
		appendTo(f, "AppendDuration", src.v())
	case types.Bytes:
		appendTo(f, choose(form.Hex, "AppendHex", "AppendBase64"), src.v())
	case types.Date, types.Time, types.Timestamp, types.Datetime:
		p.writeTime(f, src, form)
	default:
		panic("conv: no text form for " + t.String())
	}
}

func (p *Package) writeTime(f *emit.Body, src Value, form TextForm) {
	t := src.T
	switch {
	case t.Kind == types.Date && iso(form.Date):
		appendTo(f, "AppendDate", src.v())
	case t.Kind == types.Date:
		f.Add(jen.Id("d").Op("=").Add(p.Pattern(form.Date)).Dot("AppendDate").Call(jen.Id("d"), src.v()))
	case t.Kind == types.Time:
		appendTo(f, "AppendTime", src.v(), Unit(t.Unit))
	case form.Time == "unix_ms", form.Time == "unix_s":
		appendTo(f, "AppendInt", toUnix(src, form))
	case !iso(form.Time):
		f.Add(jen.Id("d").Op("=").Add(p.Pattern(form.Time)).Dot("Append").Call(jen.Id("d"), src.v(), Unit(t.Unit), p.Zone(form.Zone)))
	case t.Kind == types.Datetime:
		appendTo(f, "AppendDatetimeISO", src.v(), Unit(t.Unit))
	default:
		appendTo(f, "AppendTimestampISO", src.v(), Unit(t.Unit))
	}
}

// toUnix is a moment as seconds or milliseconds.
func toUnix(src Value, form TextForm) *jen.Statement {
	to := types.Millis
	if form.Time == "unix_s" {
		to = types.Seconds
	}
	if src.T.Unit == to {
		return src.v()
	}
	return emit.R("UnixTime").Call(src.v(), Unit(src.T.Unit), Unit(to))
}
