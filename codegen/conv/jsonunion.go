package conv

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/schema/jsonshape"
)

// readUnion finds out which arm a value is of: by the text of its tag, by how it
// begins, or by a field that only one arm has.
func (j *JSON) readUnion(p *Package, f *emit.Body, dst Value, field int) {
	t := dst.T
	if j.Tag != "" && jsonshape.Tagged(t) {
		j.readTagged(p, f, dst, field)
		return
	}
	var cases []jen.Code
	for _, shape := range jsonshape.Shapes(t, j.Form.shape()) {
		in := f.Inner()
		if len(shape.Arms) == 1 {
			j.readArm(p, in, dst, shape.Arms[0], field)
		} else {
			j.readMarked(p, in, dst, shape, field)
		}
		var starts []jen.Code
		for _, c := range shape.Starts {
			starts = append(starts, jen.LitRune(c))
		}
		cases = append(cases, jen.Case(starts...).Block(in.Code()...))
	}
	cases = append(cases, jen.Default().Block(jen.Return(at(field, emit.Reason("BadBranch")))))
	f.Add(jen.Switch(emit.R("JSONStart").Call(jen.Id("b"), jen.Id("i"))).Block(cases...))
}

// readArm reads a value of one arm.
func (j *JSON) readArm(p *Package, f *emit.Body, dst Value, arm, field int) {
	f.Add(dst.v().Dot("arm").Op("=").Lit(arm))
	j.Read(p, f, p.Inside(f, ArmValue(dst, arm)), field)
}

// readTagged reads an object whose tag names its arm.
func (j *JSON) readTagged(p *Package, f *emit.Body, dst Value, field int) {
	tag := f.Name("tag")
	f.Add(jen.Var().Id(tag).String())
	failed(f, field, []jen.Code{jen.Id(tag), jen.Id("i")}, emit.R("JSONTag").Call(jen.Op("&").Id("s").Dot("text"), jen.Id("b"), jen.Id("i"), jen.Lit(j.Tag)))
	var cases []jen.Code
	for k, arm := range dst.T.Items {
		in := f.Inner()
		j.readArm(p, in, dst, k, field)
		cases = append(cases, jen.Case(jen.Lit(jsonshape.TagOf(arm))).Block(in.Code()...))
	}
	cases = append(cases, jen.Default().Block(jen.Return(at(field, emit.Reason("BadBranch")))))
	f.Add(jen.Switch(jen.Id(tag)).Block(cases...))
}

// readMarked reads an object of one of several records, each of which has a field
// that it cannot be without and that the others do not have.
func (j *JSON) readMarked(p *Package, f *emit.Body, dst Value, shape jsonshape.Shape, field int) {
	var s *jen.Statement
	for k, arm := range shape.Arms {
		in := f.Inner()
		j.readArm(p, in, dst, arm, field)
		cond := emit.R("JSONHas").Call(jen.Op("&").Id("s").Dot("text"), jen.Id("b"), jen.Id("i"), jen.Lit(spell(shape.Marks[k], j.Names)))
		if s == nil {
			s = jen.If(cond).Block(in.Code()...)
			continue
		}
		s.Else().If(cond).Block(in.Code()...)
	}
	f.Add(s.Else().Block(jen.Return(at(field, emit.Reason("BadBranch")))))
}

// writeUnion writes the arm that a value is of, with its tag where there is one.
func (j *JSON) writeUnion(p *Package, f *emit.Body, src Value) {
	var cases []jen.Code
	for k, arm := range src.T.Items {
		in := f.Inner()
		v := ArmValue(src, k)
		if j.Tag != "" && jsonshape.Tagged(src.T) {
			lead := `{"` + escaped(j.Tag) + `":"` + escaped(jsonshape.TagOf(arm)) + `"`
			if len(arm.Record.Fields) > 0 {
				lead += ","
			}
			j.writeBehind(p, in, v, lead)
		} else {
			j.Write(p, in, v)
		}
		cases = append(cases, jen.Case(jen.Lit(k)).Block(in.Code()...))
	}
	f.Add(jen.Switch(src.v().Dot("arm")).Block(cases...))
}

// shape is what the text form says of how values begin.
func (t TextForm) shape() jsonshape.Form {
	return jsonshape.Form{DecimalNumber: t.NumDec, TimeNumber: t.Time == "unix_ms" || t.Time == "unix_s"}
}

// writeTuple writes an array of the parts.
func (j *JSON) writeTuple(p *Package, f *emit.Body, src Value) {
	lead := "["
	for k := range src.T.Items {
		f.Text(lead)
		j.Write(p, f, src.Field(k))
		lead = ","
	}
	f.Text("]")
}

// readTuple reads an array of exactly the parts.
func (j *JSON) readTuple(p *Package, f *emit.Body, dst Value, field int) {
	more := f.Name("more")
	f.Add(jen.Var().Id(more).Bool())
	failed(f, field, []jen.Code{jen.Id(more), jen.Id("i")}, emit.R("JSONArray").Call(jen.Id("b"), jen.Id("i")))
	for k, item := range dst.T.Items {
		check(f, field, jen.Op("!").Id(more), "BadRefine")
		part := dst.Field(k)
		part.T = item
		j.Read(p, f, part, field)
		failed(f, field, []jen.Code{jen.Id(more), jen.Id("i")}, emit.R("JSONNext").Call(jen.Id("b"), jen.Id("i"), jen.LitRune(']')))
	}
	check(f, field, jen.Id(more), "BadRefine")
}
