package codegen

import (
	"fmt"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
)

// A pipeline names the fields of schema-free data that it looks at, so all of them
// are found in one pass: where a value gets its name, a function that knows the
// paths goes through it once and keeps where each stands.

// root is schema-free data that a variable holds, itself or in a field, and the
// paths that the pipeline looks at in it.
type root struct {
	v    *ir.Var
	at   ir.Expr // the data: v, or a field of it
	tree pathNode
}

// pathNode is a name on a path, and those that follow it.
type pathNode struct {
	name  string
	field string // of the struct that holds what is found
	kids  []*pathNode
}

// kid returns the node of a name below n, which is added.
func (n *pathNode) kid(name string) *pathNode {
	for _, k := range n.kids {
		if k.name == name {
			return k
		}
	}
	k := &pathNode{name: name}
	n.kids = append(n.kids, k)
	return k
}

// findRoots lists the schema-free data of a pipeline and what it looks at in it.
func findRoots(stages []ir.Stage) []*root {
	var roots []*root
	byKey := map[string]*root{}
	ir.Stages(stages, func(s ir.Stage) {
		for _, e := range ir.Exprs(s) {
			ir.Walk(e, func(e ir.Expr) bool {
				field, ok := e.(*ir.AnyField)
				if !ok {
					return true
				}
				base, names := baseOf(field)
				v := varOf(base)
				if v == nil {
					return true
				}
				key := pathKey(base)
				r := byKey[key]
				if r == nil {
					r = &root{v: v, at: base}
					byKey[key] = r
					roots = append(roots, r)
				}
				n := &r.tree
				for _, name := range names {
					n = n.kid(name)
				}
				return false
			})
		}
	})
	return roots
}

// baseOf is the data that a path of fields begins at, and their names.
func baseOf(e *ir.AnyField) (base ir.Expr, names []string) {
	if inner, ok := e.X.(*ir.AnyField); ok {
		base, names = baseOf(inner)
		return base, append(names, e.Name)
	}
	return e.X, []string{e.Name}
}

// varOf is the variable that holds e, itself or in a field; nil for other expressions.
func varOf(e ir.Expr) *ir.Var {
	switch e := e.(type) {
	case *ir.VarRef:
		return e.Var
	case *ir.FieldOf:
		if !e.Safe && e.X.Type().Kind == types.Record {
			return varOf(e.X)
		}
	}
	return nil
}

// pathKey tells paths apart; empty for what is none.
func pathKey(e ir.Expr) string {
	switch e := e.(type) {
	case *ir.VarRef:
		return fmt.Sprintf("%p", e.Var)
	case *ir.FieldOf:
		if base := pathKey(e.X); base != "" && !e.Safe {
			return fmt.Sprintf("%s.%q", base, e.Field.Name)
		}
	case *ir.AnyField:
		if base := pathKey(e.X); base != "" {
			return fmt.Sprintf("%s.%q", base, e.Name)
		}
	}
	return ""
}

// lookInto adds the pass through each schema-free value that v holds.
func (p *pipe) lookInto(f *emit.Body, v *ir.Var) {
	for _, r := range p.roots {
		if r.v != v || p.inDecoder == r {
			continue
		}
		name := p.scanner(r, v.Name)
		found := f.Name(v.Name + " paths")
		data := p.expr(f, r.at)
		f.Add(jen.Var().Id(found).Id(name), jen.Id("scan"+emit.Exported(name)).Call(jen.Op("&").Id(found), jen.Id("s"), anyBytes(data), jen.Lit(0)))
		p.find(r, jen.Id(found))
	}
}

// find notes where the values of a root's paths are once it was gone through.
func (p *pipe) find(r *root, in *jen.Statement) {
	var walk func(n *pathNode, key string)
	walk = func(n *pathNode, key string) {
		for _, k := range n.kids {
			below := fmt.Sprintf("%s.%q", key, k.name)
			p.paths[below] = conv.Value{V: in.Clone().Dot(k.field), T: &types.Type{Kind: types.Any}}
			walk(k, below)
		}
	}
	walk(&r.tree, pathKey(r.at))
}

// scanner declares the struct of what is found in a root, and the function that
// finds it. It returns the name of the struct.
func (p *pipe) scanner(r *root, of string, extra ...jen.Code) string {
	name := p.pkg.Take(emit.Join(p.name, of, "paths"))
	used := map[string]int{"whole": 1}
	fields := extra
	var declare func(n *pathNode, path string)
	declare = func(n *pathNode, path string) {
		for _, k := range n.kids {
			below := strings.TrimPrefix(path+"."+k.name, ".")
			k.field = emit.Local(below)
			if used[k.field]++; used[k.field] > 1 {
				k.field += itoa(used[k.field])
			}
			fields = append(fields, jen.Id(k.field).Add(emit.R("Any")).Comment("."+inOneLine(below)))
			declare(k, below)
		}
	}
	declare(&r.tree, "")
	p.pkg.Declare(p.file, emit.Doc("%s is what pipeline %s looks at in %s.", name, p.p.Name, of), jen.Type().Id(name).Struct(fields...))
	p.scan(name, "scan"+emit.Exported(name), &r.tree)
	return name
}

// scan declares the function that goes through one object and keeps what stands at
// the names of n.
func (p *pipe) scan(typ, fn string, n *pathNode) {
	fail := jen.If(jen.Id("i").Op("<").Lit(0)).Block(jen.Return(jen.Id("i")))
	skip := jen.Id("i").Op("=").Add(emit.R("JSONSkip")).Call(jen.Id("b"), jen.Id("i"))
	var reset, cases []jen.Code
	var clear func(n *pathNode)
	clear = func(n *pathNode) {
		for _, k := range n.kids {
			reset = append(reset, jen.Id("v").Dot(k.field).Op("=").Lit(""))
			clear(k)
		}
	}
	clear(n)
	for _, k := range n.kids {
		read := skip.Clone()
		if len(k.kids) > 0 {
			inner := p.pkg.Take(emit.Join(fn, k.name))
			p.scan(typ, inner, k)
			read = jen.Id("i").Op("=").Id(inner).Call(jen.Id("v"), jen.Id("s"), jen.Id("b"), jen.Id("i"))
		}
		cases = append(cases, jen.Case(jen.Lit(k.name)).Block(
			jen.If(read, jen.Id("i").Op(">=").Lit(0)).Block(
				jen.Id("v").Dot(k.field).Op("=").Add(emit.R("AnyOf")).Call(jen.Id("b").Index(jen.Id("from"), jen.Id("i"))))))
	}
	cases = append(cases, jen.Default().Block(skip.Clone()))
	body := append(reset,
		jen.If(jen.Id("i").Op(">=").Len(jen.Id("b")).Op("||").Id("b").Index(jen.Id("i")).Op("!=").LitRune('{')).Block(jen.Return(emit.R("JSONSkip").Call(jen.Id("b"), jen.Id("i")))),
		jen.List(jen.Id("more"), jen.Id("i")).Op(":=").Add(emit.R("JSONObject")).Call(jen.Id("b"), jen.Id("i")),
		jen.For(jen.Id("more")).Block(
			jen.Var().Id("key").Index().Byte(),
			jen.If(jen.List(jen.Id("key"), jen.Id("i")).Op("=").Add(emit.R("JSONKey")).Call(jen.Op("&").Id("s").Dot("text"), jen.Id("b"), jen.Id("i")), jen.Id("i").Op("<").Lit(0)).Block(jen.Return(jen.Id("i"))),
			jen.Id("from").Op(":=").Id("i"),
			jen.Switch(jen.String().Parens(jen.Id("key"))).Block(cases...),
			fail,
			jen.If(jen.List(jen.Id("more"), jen.Id("i")).Op("=").Add(emit.R("JSONNext")).Call(jen.Id("b"), jen.Id("i"), jen.LitRune('}')), jen.Id("i").Op("<").Lit(0)).Block(jen.Return(jen.Id("i")))),
		jen.Return(jen.Id("i")))
	p.pkg.Declare(p.file, emit.Doc("%s goes through the value at b[i:] and keeps what it looks for. It returns the\ncursor behind it, or one below zero.", fn),
		jen.Func().Id(fn).Params(jen.Id("v").Op("*").Id(typ), jen.Id("s").Op("*").Id("scratch"), jen.Id("b").Index().Byte(), jen.Id("i").Int()).Int().Block(body...))
}

// decodeAny reads schema-free data that the pipeline looks into: it is checked and
// gone through at once. It reports false where nothing looks into the value.
func (p *pipe) decodeAny(f *emit.Body, c *ir.Carrier, v *ir.Var, bytes *jen.Statement) bool {
	var r *root
	for _, x := range p.roots {
		if ref, ok := x.at.(*ir.VarRef); ok && ref.Var == v {
			r = x
		}
	}
	if r == nil || c.Converter.Spec.Name != "json" {
		return false
	}
	p.inDecoder = r
	local := p.valueField()
	at := p.site("decode", "R01", c.At, true)
	name := p.scanner(r, p.p.From.Node.Name, jen.Id("whole").Add(emit.R("Any")))
	p.state = append(p.state, jen.Id(local).Id(name).Comment(c.Type.String()))
	fn := p.pkg.Take(emit.Join(p.name, "read", p.p.From.Node.Name))
	field := p.pkg.Field("")
	fail := jen.Return(emit.R("At").Call(jen.Id("i"), jen.Lit(field)))
	p.pkg.Declare(p.file, jen.Commentf("%s reads %s. It returns 0, or a cursor below zero.", fn, inOneLine(c.At.Text())),
		jen.Func().Id(fn).Params(jen.Id("v").Op("*").Id(name), jen.Id("s").Op("*").Id("scratch"), jen.Id("b").Index().Byte()).Int().Block(
			jen.If(jen.Id("b").Op("==").Nil()).Block(jen.Return(emit.Reason("NullValue"))),
			jen.Id("from").Op(":=").Add(emit.R("JSONSpace")).Call(jen.Id("b"), jen.Lit(0)),
			jen.Id("i").Op(":=").Id("scan"+emit.Exported(name)).Call(jen.Id("v"), jen.Id("s"), jen.Id("b"), jen.Id("from")),
			jen.If(jen.Id("i").Op("<").Lit(0)).Block(fail),
			jen.Id("v").Dot("whole").Op("=").Add(emit.R("AnyOf")).Call(jen.Id("b").Index(jen.Id("from"), jen.Id("i"))),
			jen.If(jen.Id("i").Op("=").Add(emit.R("JSONEnd")).Call(jen.Id("b"), jen.Id("i")), jen.Id("i").Op("<").Lit(0)).Block(fail.Clone()),
			jen.Return(jen.Lit(0))))
	f.Add(jen.If(jen.Id("i").Op(":=").Id(fn).Call(jen.Op("&").Id("t").Dot(local), jen.Id("s"), bytes), jen.Id("i").Op("<").Lit(0)).
		Block(jen.Return(emit.R("Fail").Call(jen.Lit(at), jen.Id("i")))))
	p.vars[v] = conv.Value{V: jen.Id("t").Dot(local).Dot("whole"), T: c.Type}
	p.find(r, jen.Id("t").Dot(local))
	p.reads, p.readSite = c, at
	return true
}
