package codegen

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
)

// timeCalls adds the functions of times.
func timeCalls(m map[string]emitter) {
	m["now"] = func(c *calling) conv.Value {
		return value(jen.Qual("time", "Now").Call().Dot(unixMethod(c.e.T.Unit)).Call())
	}
	m["from_unix"] = func(c *calling) conv.Value { return c.must("moment", builtin("FromUnix", c.v(0)), "OutOfRange") }
	m["from_unix_ms"] = func(c *calling) conv.Value {
		return c.must("moment", builtin("FromUnixMillis", c.v(0)), "OutOfRange")
	}
	m["to_unix"], m["to_unix_ms"] = toUnix(types.Seconds), toUnix(types.Millis)
	m["date"], m["hour"] = inZone("DateOf"), inZone("HourOf")
	m["add"] = (*calling).later
	m["diff"] = (*calling).difference
	m["add_months"] = func(c *calling) conv.Value { return c.must("day", builtin("AddMonths", c.all()...), "OutOfRange") }
}

// unixMethod is the method of time.Time for a unit.
func unixMethod(u types.Unit) string {
	switch u {
	case types.Seconds:
		return "Unix"
	case types.Millis:
		return "UnixMilli"
	case types.Micros:
		return "UnixMicro"
	case types.Nanos:
		return "UnixNano"
	case types.NoUnit:
	}
	panic("codegen: a timestamp without a unit")
}

// nanosIn is how many nanoseconds a unit has.
func nanosIn(u types.Unit) int64 {
	n := int64(1e9)
	for ; u > types.Seconds; u-- {
		n /= 1000
	}
	return n
}

// inUnit is a constant duration in a unit, rounded down.
func inUnit(e ir.Expr, u types.Unit) int64 {
	n, per := e.(*ir.Const).Value.(int64), nanosIn(u)
	if n < 0 && n%per != 0 {
		return n/per - 1
	}
	return n / per
}

func toUnix(to types.Unit) emitter {
	return func(c *calling) conv.Value {
		if c.args[0].T.Unit == to {
			return c.args[0]
		}
		return value(emit.R("UnixTime").Call(c.v(0), conv.Unit(c.args[0].T.Unit), conv.Unit(to)))
	}
}

func inZone(name string) emitter {
	return func(c *calling) conv.Value {
		return value(emit.R(name).Call(c.v(0), conv.Unit(c.args[0].T.Unit), c.pkg.Zone(c.text(1))))
	}
}

// later is add: a constant duration is so many of the timestamp's units.
func (c *calling) later() conv.Value {
	unit := c.args[0].T.Unit
	if c.isConst(1) {
		return c.must("later", emit.R("AddInt64").Call(c.v(0), jen.Op(decimal(inUnit(c.e.Args[1], unit)))), "Overflow")
	}
	return c.must("later", builtin("AddDuration", c.v(0), conv.Unit(unit), c.v(1)), "Overflow")
}

// difference is diff, in milliseconds.
func (c *calling) difference() conv.Value {
	a, b := c.args[0].T.Unit, c.args[1].T.Unit
	if a == types.Millis && b == types.Millis {
		return c.must("difference", emit.R("SubInt64").Call(c.v(0), c.v(1)), "Overflow")
	}
	return c.must("difference", builtin("DiffMillis", c.v(0), conv.Unit(a), c.v(1), conv.Unit(b)), "Overflow")
}

// freeze are the frozen values of the pipeline; a function of one's own has none.
func (p *pipe) freeze() map[string]*ir.Const {
	if p.p == nil {
		return nil
	}
	return p.p.Freeze
}

// frozen is what an impure function gives in a test: a constant, a time in the unit
// that the call has.
func (p *pipe) frozen(f *emit.Body, e *ir.Call, c *ir.Const) conv.Value {
	if n, ok := c.Value.(int64); ok && e.T.Kind == types.Timestamp {
		scaled := n
		for u := c.T.Unit; u > e.T.Unit; u-- {
			scaled /= 1000
		}
		for u := c.T.Unit; u < e.T.Unit; u++ {
			scaled *= 1000
		}
		c = &ir.Const{Typed: ir.Typed{At: c.At, T: e.T}, Value: scaled}
	}
	return p.local(f, e.Fn, p.constant(c))
}
