package codegen

import (
	"path"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
)

// goNames takes the names by which generated code knows the imported Go packages.
func (g *generator) goNames() {
	for _, p := range g.plan.Program.GoPackages {
		g.goName[p] = g.pkg.Take(p.Name + "Go")
	}
}

// goPath is the import path of a Go package that was copied into the worker.
func (g *generator) goPath(p *ir.GoPackage) string {
	return WorkerModule + "/" + g.name + "/" + g.goName[p]
}

// goFiles are the files of the imported Go packages, as they are.
func (g *generator) goFiles() []File {
	var out []File
	for _, p := range g.plan.Program.GoPackages {
		for _, f := range p.Files {
			out = append(out, File{Name: g.name + "/" + g.goName[p] + "/" + path.Base(f.Name), Text: []byte(f.Text), Copied: true})
		}
	}
	return out
}

// callGo calls a function of an imported Go package with the parameters of the Go
// function that is being written. It gets copies of texts and bytes: it may keep
// them, and what a record holds is overwritten by the next.
func (p *pipe) callGo(f *emit.Body, fn *ir.Func) conv.Value {
	var args []jen.Code
	for k, v := range fn.Params {
		args = append(args, p.toGo(f, p.vars[v], fn.Go.Params[k], fn.Go.Package))
	}
	n := f.Name("result")
	got := []jen.Code{jen.Id(n)}
	if fn.CanFail {
		got = append(got, jen.Err())
	}
	f.Add(jen.List(got...).Op(":=").Qual(p.goPath(fn.Go.Package), fn.Go.Name).Call(args...))
	if fn.CanFail {
		f.Must(jen.Err().Op("!=").Nil(), "Rejected", 0)
	}
	return p.fromGo(f, jen.Id(n), fn.Go.Result, fn.Result)
}

// goType is a type of the package's as generated code writes it.
func (p *pipe) goType(t *types.GoType, pkg *ir.GoPackage) *jen.Statement {
	if t.Name != "" {
		return jen.Qual(p.goPath(pkg), t.Name)
	}
	switch t.Kind {
	case types.GoBasic:
		return jen.Id(t.Basic)
	case types.GoBytes:
		return jen.Index().Byte()
	case types.GoUUID:
		return jen.Index(jen.Lit(16)).Byte()
	case types.GoTime:
		return jen.Qual("time", "Time")
	case types.GoPointer:
		return jen.Op("*").Add(p.goType(t.Elem, pkg))
	case types.GoSlice:
		return jen.Index().Add(p.goType(t.Elem, pkg))
	case types.GoStruct:
	}
	panic("codegen: a Go struct has a name")
}

// toGo is v as the Go type t.
func (p *pipe) toGo(f *emit.Body, v conv.Value, t *types.GoType, pkg *ir.GoPackage) *jen.Statement {
	switch t.Kind {
	case types.GoBasic:
		if t.Basic == "string" {
			return p.asGo(jen.Qual("strings", "Clone").Call(v.V), t, pkg)
		}
		if t.Name == "" && t.Basic != "int" {
			return v.V.Clone()
		}
		return p.goType(t, pkg).Call(v.V)
	case types.GoBytes:
		return p.asGo(jen.Qual("bytes", "Clone").Call(v.V), t, pkg)
	case types.GoUUID:
		return p.asGo(v.V.Clone(), t, pkg)
	case types.GoTime:
		return jen.Qual("time", "UnixMicro").Call(v.V).Dot("UTC").Call()
	case types.GoPointer:
		return p.toGoPointer(f, v, t, pkg)
	case types.GoSlice:
		return p.toGoSlice(f, v, t, pkg)
	case types.GoStruct:
		var fields []jen.Code
		for k, field := range t.Fields {
			fields = append(fields, jen.Id(field.Name), p.toGo(f, v.Field(k), field.Type, pkg))
		}
		return p.goType(t, pkg).Values(emit.Struct(fields...)...)
	}
	panic("codegen: no such Go type")
}

// asGo converts a value to t where that has a name.
func (p *pipe) asGo(v *jen.Statement, t *types.GoType, pkg *ir.GoPackage) *jen.Statement {
	if t.Name == "" {
		return v
	}
	return p.goType(t, pkg).Call(v)
}

// toGoPointer is a pointer to a copy, nil for null.
func (p *pipe) toGoPointer(f *emit.Body, v conv.Value, t *types.GoType, pkg *ir.GoPackage) *jen.Statement {
	n, in := f.Name("pointer"), f.Inner()
	f.Add(jen.Var().Id(n).Add(p.goType(t, pkg)))
	copied := in.Name("copied")
	inner := v.Inner()
	inner.OK = nil
	value := p.toGo(in, inner, t.Elem, pkg)
	in.Add(jen.Id(copied).Op(":=").Add(value), jen.Id(n).Op("=").Op("&").Id(copied))
	f.Add(jen.If(present(v)).Block(in.Code()...))
	return jen.Id(n)
}

func (p *pipe) toGoSlice(f *emit.Body, v conv.Value, t *types.GoType, pkg *ir.GoPackage) *jen.Statement {
	n, k, in := f.Name("list"), f.Name("k"), f.Inner()
	f.Add(jen.Id(n).Op(":=").Make(p.goType(t, pkg), jen.Len(v.V.Clone())))
	item := p.toGo(in, conv.ElemValue(v.V.Clone().Index(jen.Id(k)), v.T.Elem), t.Elem, pkg)
	in.Add(jen.Id(n).Index(jen.Id(k)).Op("=").Add(item))
	f.Add(jen.For(jen.Id(k).Op(":=").Range().Add(v.V.Clone())).Block(in.Code()...))
	return jen.Id(n)
}

// fromGo is the Go value x of type t as a value of type to. Text that is not UTF-8
// fails the record: nobody could write it.
func (p *pipe) fromGo(f *emit.Body, x *jen.Statement, t *types.GoType, to *types.Type) conv.Value {
	switch t.Kind {
	case types.GoBasic:
		if t.Basic == "string" {
			f.Must(jen.Op("!").Qual("unicode/utf8", "ValidString").Call(goPlain(x, t)), "BadUTF8", 0)
		}
		if t.Name == "" && t.Basic != "int" {
			return conv.Value{V: x, T: to}
		}
		return conv.Value{V: p.pkg.Go(to).Call(x), T: to}
	case types.GoBytes, types.GoUUID:
		return conv.Value{V: p.unnamed(x, t, to), T: to}
	case types.GoTime:
		return conv.Value{V: x.Dot("UnixMicro").Call(), T: to}
	case types.GoPointer:
		return p.fromGoPointer(f, x, t, to)
	case types.GoSlice:
		return p.fromGoSlice(f, x, t, to)
	case types.GoStruct:
		out := conv.Value{T: to, Fields: make([]conv.Value, 0, len(t.Fields))}
		for k, field := range t.Fields {
			out.Fields = append(out.Fields, p.fromGo(f, x.Clone().Dot(field.Name), field.Type, to.Record.Fields[k].Type))
		}
		return out
	}
	panic("codegen: no such Go type")
}

// goPlain is a text without the name of its type.
func goPlain(x *jen.Statement, t *types.GoType) *jen.Statement {
	if t.Name == "" {
		return x.Clone()
	}
	return jen.String().Call(x.Clone())
}

func (p *pipe) unnamed(x *jen.Statement, t *types.GoType, to *types.Type) *jen.Statement {
	if t.Name == "" {
		return x
	}
	return jen.Parens(p.pkg.Go(to)).Call(x)
}

func (p *pipe) fromGoPointer(f *emit.Body, x *jen.Statement, t *types.GoType, to *types.Type) conv.Value {
	n, ok, in := f.Name("value"), f.Name("has value"), f.Inner()
	f.Add(jen.Var().Id(n).Add(p.pkg.Go(to)), jen.Id(ok).Op(":=").Add(x.Clone()).Op("!=").Nil())
	v := p.fromGo(in, jen.Parens(jen.Op("*").Add(x.Clone())), t.Elem, to.Elem)
	p.assign(in, conv.Value{V: jen.Id(n), T: to.Elem}, v)
	f.Add(jen.If(jen.Id(ok)).Block(in.Code()...))
	return conv.Value{V: jen.Id(n), OK: jen.Id(ok), T: to}
}

func (p *pipe) fromGoSlice(f *emit.Body, x *jen.Statement, t *types.GoType, to *types.Type) conv.Value {
	n, k, in := f.Name("list"), f.Name("k"), f.Inner()
	f.Add(jen.Id(n).Op(":=").Add(builtin("Room", jen.Op("&").Id("s").Dot(p.pkg.Arena(to.Elem)), jen.Len(x.Clone()))))
	item := p.fromGo(in, x.Clone().Index(jen.Id(k)), t.Elem, to.Elem)
	in.Add(appendTo(jen.Id(n), p.element(in, item, to.Elem)))
	f.Add(jen.For(jen.Id(k).Op(":=").Range().Add(x.Clone())).Block(in.Code()...))
	return conv.Value{V: jen.Id(n), T: to}
}
