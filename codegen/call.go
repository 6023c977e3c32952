package codegen

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
)

// calling is the call of a built-in function while its code is written.
type calling struct {
	*pipe
	f    *emit.Body
	e    *ir.Call
	hint string       // what the result is for
	args []conv.Value // those that are no lambdas
}

// emitter adds what a call needs before, and returns its value.
type emitter func(*calling) conv.Value

// call is a call of a built-in function. The checker has converted the arguments
// to the parameters' types and filled in the defaults.
func (p *pipe) call(f *emit.Body, e *ir.Call, hint string) conv.Value {
	if e.Func != nil {
		return p.callFunc(f, e, hint)
	}
	if name, ok := strings.CutPrefix(e.Fn, "gen."); ok {
		return p.draw(f, name, e, hint)
	}
	if c, ok := p.freeze()[e.Fn]; ok {
		return p.frozen(f, e, c)
	}
	emitters := map[string]emitter{}
	for _, add := range []func(map[string]emitter){textCalls, parseCalls, numberCalls, timeCalls, listCalls, hashCalls, anyCalls} {
		add(emitters)
	}
	emitOne, ok := emitters[e.Fn]
	if !ok {
		panic("codegen: the built-in function " + e.Fn + " has no code")
	}
	c := &calling{pipe: p, f: f, e: e, hint: hint, args: make([]conv.Value, len(e.Args))}
	for k, a := range e.Args {
		if _, isLambda := a.(*ir.Lambda); !isLambda {
			c.args[k] = p.expr(f, a)
		}
	}
	out := emitOne(c)
	out.T = e.T
	return out
}

// v is argument k, for one use.
func (c *calling) v(k int) *jen.Statement { return c.args[k].V.Clone() }

// bound binds argument k to a local, so that it can be used more than once, or in a
// loop.
func (c *calling) bound(k int, name string) conv.Value {
	c.args[k] = c.local(c.f, name, c.args[k])
	return c.args[k]
}

// kind is the kind of the first argument.
func (c *calling) kind() types.Kind { return c.args[0].T.Kind }

// text is the constant text that argument k is.
func (c *calling) text(k int) string { return constText(c.e.Args[k]) }

// isConst reports whether argument k is a constant.
func (c *calling) isConst(k int) bool {
	_, ok := c.e.Args[k].(*ir.Const)
	return ok
}

// value is the result where it is one Go expression.
func value(v *jen.Statement) conv.Value { return conv.Value{V: v} }

// arena is where new bytes of a record go.
func arena() *jen.Statement { return jen.Op("&").Id("s").Dot("text") }

// builtin is a call of a function of the package builtin.
func builtin(name string, args ...jen.Code) *jen.Statement {
	return jen.Qual(emit.Builtin, name).Call(args...)
}

// same is an emitter for a function of Go's library that takes the arguments as
// they are.
func same(pkg, name string) emitter {
	return func(c *calling) conv.Value { return value(jen.Qual(pkg, name).Call(c.all()...)) }
}

// inArena is an emitter for a function of builtin that takes the arena and the
// arguments as they are.
func inArena(name string) emitter {
	return func(c *calling) conv.Value {
		return value(builtin(name, append([]jen.Code{arena()}, c.all()...)...))
	}
}

// all are the arguments as they are.
func (c *calling) all() []jen.Code {
	var out []jen.Code
	for k := range c.args {
		out = append(out, c.v(k))
	}
	return out
}

// must binds the result of `v, ok := call`, and fails the record without ok.
func (c *calling) must(want string, call jen.Code, reason string) conv.Value {
	return value(c.checked(c.f, or(c.hint, want), call, reason))
}

// reasoned binds the result of `v, why := call`, and fails the record for a reason.
func (c *calling) reasoned(want string, call jen.Code) conv.Value {
	n, why := c.f.Name(or(c.hint, want)), c.f.Name("why")
	c.f.Add(jen.List(jen.Id(n), jen.Id(why)).Op(":=").Add(call),
		jen.If(jen.Id(why).Op("!=").Lit(0)).Block(c.f.Fail(jen.Op("-").Int().Parens(jen.Id(why)), 0)))
	return value(jen.Id(n))
}
