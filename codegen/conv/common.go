package conv

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// lineOf is the comment of a line: where it came from and what stands there.
func lineOf(s diag.Span, what string) string {
	if p := Place(s); p != "" {
		return p + ": " + what
	}
	return what
}

// writer is the name of the function `func(d []byte, v *T) []byte` that writes a
// struct in a format; body adds its lines at first use.
func (p *Package) writer(format string, r *types.RecordType, body func(*emit.Body)) string {
	structName := p.Struct(r)
	key := "write " + format + " " + p.identity(r)
	if n, ok := p.funcs[key]; ok {
		return n
	}
	n := p.Take(emit.Join("append", structName, format))
	p.funcs[key] = n
	f := emit.NewBody(p, "d", "v")
	body(f)
	f.Add(jen.Return(jen.Id("d")))
	p.Declare("schema_"+emit.File(structName), emit.Doc("%s appends v to d.", n),
		jen.Func().Id(n).Params(jen.Id("d").Index().Byte(), jen.Id("v").Op("*").Id(structName)).Index().Byte().Block(f.Code()...))
	return n
}

// reader is the name of the function `func(v *T, s *scratch, b []byte, i int) int`
// that reads a struct in a format; body adds its lines at first use. taken is a local
// that the format's reader uses beside the params.
func (p *Package) reader(format string, r *types.RecordType, taken string, body func(*emit.Body)) string {
	s := p.Struct(r)
	key := "read " + format + " " + p.identity(r)
	if n, ok := p.funcs[key]; ok {
		return n
	}
	n := p.Take(emit.Join("read", s, format))
	p.funcs[key] = n
	f := emit.NewBody(p, "v", "s", "b", "i", taken)
	if types.Recursive(types.RecordOf(r)) {
		p.deep = true
		f.Line("how deep it goes is up to the input")
		f.Add(jen.If(jen.Id("s").Dot("depth").Op("++"), jen.Id("s").Dot("depth").Op(">").Add(emit.R("MaxDepth"))).Block(jen.Return(emit.Reason("TooDeep"))))
		body(f)
		f.Add(jen.Id("s").Dot("depth").Op("--"))
	} else {
		body(f)
	}
	f.Add(jen.Return(jen.Id("i")))
	p.Declare("schema_"+emit.File(s),
		emit.Doc("%s reads one %s at b[i:] into v. It returns the cursor behind it,\nor one below zero.", n, s),
		jen.Func().Id(n).Params(jen.Id("v").Op("*").Id(s), jen.Id("s").Op("*").Id("scratch"), jen.Id("b").Index().Byte(), jen.Id("i").Int()).Int().
			Block(f.Code()...))
	return n
}

// refine adds the checks of a refined type behind a read. Bounds are checked here,
// where the value enters the type.
func (p *Package) refine(f *emit.Body, v Value, field int) {
	r := v.T.Refine
	if r == nil {
		return
	}
	for _, bad := range p.RefineChecks(v) {
		check(f, field, bad, "BadRefine")
	}
}

// RefineChecks are the conditions under which v is outside its refined type.
func (p *Package) RefineChecks(v Value) []*jen.Statement {
	r := v.T.Refine
	if r == nil {
		return nil
	}
	var out []*jen.Statement
	if r.HasRange {
		out = append(out, p.outside(v)...)
	}
	if r.MaxLen > 0 {
		if v.T.Kind == types.String {
			out = append(out, emit.R("LongerThan").Call(v.v(), jen.Lit(r.MaxLen)))
		} else {
			out = append(out, jen.Len(v.v()).Op(">").Lit(r.MaxLen))
		}
	}
	if r.Pattern != "" {
		out = append(out, jen.Op("!").Add(p.Regex("^(?:"+r.Pattern+")$")).Dot("MatchString").Call(v.v()))
	}
	if r.Exact > 0 && v.T.Kind == types.Bytes {
		out = append(out, jen.Len(v.v()).Op("!=").Lit(r.Exact))
	}
	return out
}
