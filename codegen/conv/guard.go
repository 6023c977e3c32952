package conv

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// Guard adds the checks of values that a format has no form for: a double that is not
// finite in JSON, a duration beyond what Avro or CQL hold. They stand in front of the
// writing, where the record can still fail. A record within itself is checked at its
// first level only.
func (p *Package) Guard(f *emit.Body, src Value, bad func(Value) *jen.Statement) {
	p.guard(f, src, bad, nil)
}

// Guarded is implemented by formats that cannot hold every value.
type Guarded interface {
	// Bad is the condition under which a value cannot be written, nil for values that
	// always can.
	Bad(v Value) *jen.Statement
}

// Bad implements [Guarded]: JSON has no numbers that are not finite, Connect has texts for
// them.
func (j *JSON) Bad(v Value) *jen.Statement {
	if j.Form.Connect {
		return nil
	}
	switch v.T.Kind {
	case types.Double:
		return jen.Op("!").Add(emit.R("IsFinite")).Call(v.v())
	case types.Float:
		return jen.Op("!").Add(emit.R("IsFinite")).Call(jen.Float64().Parens(v.v()))
	default:
		return nil
	}
}

// Bad implements [Guarded]: Avro's durations have no sign and 32 bits for a part.
func (a *Avro) Bad(v Value) *jen.Statement { return badDuration(v, "FitsAvroDuration") }

// Bad implements [Guarded]: the parts of CQL's durations have one sign and bounds.
func (c *CQL) Bad(v Value) *jen.Statement { return badDuration(v, "FitsCQLDuration") }

func badDuration(v Value, fits string) *jen.Statement {
	if v.T.Kind != types.Duration {
		return nil
	}
	return jen.Op("!").Add(emit.R(fits)).Call(v.v())
}

// guard checks src and what is within it; outer are the records around it.
func (p *Package) guard(f *emit.Body, src Value, bad func(Value) *jen.Statement, outer []*types.RecordType) {
	switch t := src.T; t.Kind {
	case types.Optional:
		in := f.Inner()
		inner := src.Inner()
		inner.OK = nil
		p.guard(in, inner, bad, outer)
		switch ok := src.OK.GoString(); {
		case in.Empty(), ok == "false":
		case ok == "true":
			f.Add(in.Code()...)
		default:
			f.Add(jen.If(src.ok()).Block(in.Code()...))
		}
	case types.Record:
		for _, r := range outer {
			if r == t.Record {
				return
			}
		}
		outer = append(outer[:len(outer):len(outer)], t.Record)
		if cond := bad(src); cond != nil {
			f.Must(cond, "BadBranch", 0)
		}
		for k := range t.Record.Fields {
			p.guard(f, src.Field(k), bad, outer)
		}
	case types.Union:
		var cases []jen.Code
		for k := range t.Items {
			in := f.Inner()
			p.guard(in, ArmValue(src, k), bad, outer)
			if !in.Empty() {
				cases = append(cases, jen.Case(jen.Lit(k)).Block(in.Code()...))
			}
		}
		if len(cases) > 0 {
			f.Add(jen.Switch(src.v().Dot("arm")).Block(cases...))
		}
	case types.Tuple:
		for k := range t.Items {
			p.guard(f, src.Field(k), bad, outer)
		}
	case types.List, types.Set, types.Vector:
		p.guardItems(f, src, func(in *emit.Body, item *jen.Statement) {
			p.guard(in, ElemValue(item, t.Elem), bad, outer)
		})
	case types.Map:
		p.guardItems(f, src, func(in *emit.Body, item *jen.Statement) {
			p.guard(in, ElemValue(item.Clone().Dot("value"), t.Elem), bad, outer)
		})
	default:
		if cond := bad(src); cond != nil {
			f.Must(cond, choose(src.T.Kind == types.Enum, "BadEnum", "OutOfRange"), 0)
		}
	}
}

func (p *Package) guardItems(f *emit.Body, src Value, check func(*emit.Body, *jen.Statement)) {
	names, drop := f.Maybe("k")
	in := f.Inner()
	check(in, src.v().Index(jen.Id(names[0])))
	if in.Empty() {
		drop()
		return
	}
	f.Add(jen.For(jen.Id(names[0]).Op(":=").Range().Add(src.v())).Block(in.Code()...))
}
