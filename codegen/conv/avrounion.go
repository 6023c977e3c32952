package conv

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// branches are the arms of a union, or of an optional, in the order of its branches in
// Avro: -1 is null.
func branches(t *types.Type) []int {
	union, null := t, -1
	if t.Kind == types.Optional {
		union, null = t.Elem, t.NullBranch()
	}
	arms := 1
	if union.Kind == types.Union {
		arms = len(union.Items)
	}
	var out []int
	for k := range arms {
		if len(out) == null {
			out = append(out, -1)
		}
		out = append(out, k)
	}
	if len(out) == null {
		out = append(out, -1)
	}
	return out
}

// branch appends the number of a branch to d.
func branch(n int) jen.Code {
	if n < 64 {
		return jen.Id("d").Op("=").Append(jen.Id("d"), jen.Lit(2*n))
	}
	return jen.Id("d").Op("=").Add(emit.R("AppendAvroLong")).Call(jen.Id("d"), jen.Lit(n))
}

// readUnion reads the number of the branch and its value.
func (a *Avro) readUnion(p *Package, f *emit.Body, dst Value, field int) {
	list := branches(dst.T)
	n := f.Name("branch")
	f.Add(jen.Var().Id(n).Int())
	failed(f, field, []jen.Code{jen.Id(n), jen.Id("i")}, emit.R("AvroBranch").Call(jen.Id("b"), jen.Id("i"), jen.Lit(len(list))))
	a.readBranch(p, f, dst, list, n, field)
}

// readBranch reads the value of branch n, which is not null.
func (a *Avro) readBranch(p *Package, f *emit.Body, dst Value, list []int, n string, field int) {
	var cases []jen.Code
	for k, arm := range list {
		if arm < 0 {
			continue
		}
		in := f.Inner()
		in.Add(dst.v().Dot("arm").Op("=").Lit(arm))
		a.Read(p, in, p.Inside(in, ArmValue(dst, arm)), field)
		cases = append(cases, jen.Case(jen.Lit(k)).Block(in.Code()...))
	}
	f.Add(jen.Switch(jen.Id(n)).Block(cases...))
}

// writeBranch writes the number of the branch that a value is of, and the value.
func (a *Avro) writeBranch(p *Package, f *emit.Body, src Value, list []int) {
	var cases []jen.Code
	for k, arm := range list {
		if arm < 0 {
			continue
		}
		in := f.Inner()
		in.Add(branch(k))
		a.Write(p, in, ArmValue(src, arm))
		cases = append(cases, jen.Case(jen.Lit(arm)).Block(in.Code()...))
	}
	f.Add(jen.Switch(src.v().Dot("arm")).Block(cases...))
}

// skipUnion steps over a value of any branch.
func (a *Avro) skipUnion(p *Package, f *emit.Body, list []int, union *types.Type, field int) {
	n := f.Name("branch")
	f.Add(jen.Var().Id(n).Int())
	failed(f, field, []jen.Code{jen.Id(n), jen.Id("i")}, emit.R("AvroBranch").Call(jen.Id("b"), jen.Id("i"), jen.Lit(len(list))))
	var cases []jen.Code
	for k, arm := range list {
		if arm < 0 {
			continue
		}
		in := f.Inner()
		a.skip(p, in, union.Items[arm], field)
		cases = append(cases, jen.Case(jen.Lit(k)).Block(in.Code()...))
	}
	f.Add(jen.Switch(jen.Id(n)).Block(cases...))
}
