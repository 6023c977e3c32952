package check

import (
	"fmt"
	"math/big"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// canonicalNumber is the number type that the generator meets for t; a range
// stays, since results may be proven by it.
func canonicalNumber(t *types.Type) *types.Type {
	kind := t.Kind
	switch {
	case t.Kind == types.Uint64, t.Kind == types.Varint:
	case t.IsInteger():
		kind = types.Int64
	case t.Kind == types.Float:
		kind = types.Double
	}
	out := *t
	out.Kind, out.Labels, out.Wire = kind, nil, nil
	return &out
}

// resultType is the type of the call's result.
func (c *calling) resultType() *types.Type {
	if c.form.result != nil {
		return c.form.result
	}
	switch c.form.typing {
	case asFirst:
		return c.args[0].Type().Bare()
	case asJoin:
		return c.joinNumbers(c.args)
	case asRange:
		return c.clamped()
	case asRounded:
		return types.Rounded(c.args[0].Type())
	case asElement:
		return types.OptionalOf(c.args[0].Type().Elem)
	case asList:
		return types.ListOf(c.args[0].Type().Elem)
	case asMapped:
		return types.ListOf(c.args[1].Type().Elem)
	case asSum:
		return c.summed()
	case asDecimal:
		return c.parsedDecimal()
	case asTimestamp:
		if c.want != nil && c.want.Strip().Kind == types.Timestamp {
			return types.InUnit(types.Timestamp, c.want.Strip().Unit)
		}
		return types.InUnit(types.Timestamp, types.Millis)
	case asKeys:
		return types.ListOf(c.args[0].Type().Key)
	case asValues:
		return types.ListOf(c.args[0].Type().Elem)
	case asLookup:
		return types.OptionalOf(c.args[0].Type().Elem)
	case asPart:
		return c.part()
	case asWanted:
		return c.wanted()
	}
	panic(fmt.Sprintf("check: no such typing: %d", c.form.typing))
}

// part is the type of the part of a tuple.
func (c *calling) part() *types.Type {
	items := c.args[0].Type().Items
	i, ok := constNumber(c.args[1])
	if ok && i.Sign() >= 0 && i.Cmp(big.NewRat(int64(len(items)), 1)) < 0 {
		return items[i.Num().Int64()]
	}
	c.add(diag.Diagnostic{
		Code:    "E0304",
		Message: fmt.Sprintf("%s has the parts 0 to %d", c.args[0].Type(), len(items)-1),
		At:      c.args[1].Place(),
	})
	return invalid()
}

// wanted is the type of fail: of what would stand in its place.
func (c *calling) wanted() *types.Type {
	if c.want != nil && c.want.Kind != types.Invalid && c.want.Kind != types.NullKind {
		return c.want.Bare()
	}
	c.add(diag.Diagnostic{
		Code:    "E0405",
		Message: fmt.Sprintf("nothing says what type would stand in place of `%s`", c.b.name),
		At:      c.at,
		Helps:   []string{`let it stand behind a value:  .price ?? fail("no price")!`},
	})
	return invalid()
}

// joinNumbers converts the arguments to one type.
func (c *calling) joinNumbers(args []ir.Expr) *types.Type {
	t := args[0].Type().Bare()
	for _, a := range args[1:] {
		if t = types.Join(t, a.Type().Bare()); t == nil {
			c.add(c.differ(c.at, fmt.Sprintf("the arguments of `%s`", c.b.name), args...))
			return invalid()
		}
	}
	for i, a := range args {
		args[i] = conv(a, t)
	}
	return t
}

// clamped is the type of clamp: with constant bounds it is a range.
func (c *calling) clamped() *types.Type {
	t := c.joinNumbers(c.args)
	lo, okLo := constNumber(c.args[1])
	hi, okHi := constNumber(c.args[2])
	if t.Kind == types.Invalid || !okLo || !okHi {
		return t
	}
	if lo.Cmp(hi) > 0 {
		c.add(diag.Diagnostic{Code: "E0429", Message: "the lower bound is above the upper one", At: c.args[1].Place()})
		return invalid()
	}
	out := *t
	out.Refine = &types.Refinement{HasRange: true, Min: decimalText(lo), Max: decimalText(hi)}
	return &out
}

func constNumber(v ir.Expr) (*big.Rat, bool) {
	c, ok := v.(*ir.Const)
	if !ok {
		return nil, false
	}
	r, _, ok := numberOf(c)
	return r, ok
}

// decimalText writes a number whose digits end.
func decimalText(r *big.Rat) string {
	if r.IsInt() {
		return r.Num().String()
	}
	n, exact := r.FloatPrec()
	if !exact {
		n = 20
	}
	return r.FloatString(n)
}

// summed is the type of sum: integers add up as int64, decimals get all digits.
func (c *calling) summed() *types.Type {
	switch elem := c.args[0].Type().Elem; {
	case elem.Kind == types.Decimal && elem.Precision > 0:
		return types.DecimalOf(types.MaxPrecision, elem.Scale)
	case elem.IsNumber():
		return canonicalNumber(elem).Bare()
	default:
		c.add(diag.Diagnostic{
			Code:    "E0405",
			Message: fmt.Sprintf("`sum` adds numbers, and this is a list of %s", elem),
			At:      c.args[0].Place(),
		})
		return invalid()
	}
}

// parsedDecimal is the type of parse_decimal: by its arguments, or of what its
// result goes to.
func (c *calling) parsedDecimal() *types.Type {
	precision, _ := constNumber(c.args[1])
	scale, _ := constNumber(c.args[2])
	p, s := int(precision.Num().Int64()), int(scale.Num().Int64())
	switch {
	case p == 0 && c.want != nil && c.want.Strip().Kind == types.Decimal && c.want.Strip().Precision > 0:
		return c.want.Strip().Bare()
	case p == 0:
		c.add(diag.Diagnostic{
			Code:    "E0405",
			Message: "nothing says how many digits this decimal has",
			At:      c.name.At(),
			Helps:   []string{fmt.Sprintf("say it:  parse_decimal(%s, 12, 2)", c.args[0].Place().Text())},
		})
		return invalid()
	case p < 0 || p > types.MaxPrecision || s < 0 || s > p:
		c.add(diag.Diagnostic{Code: "E0422", Message: fmt.Sprintf("a decimal has at most %d digits", types.MaxPrecision), At: c.at})
		return invalid()
	}
	return types.DecimalOf(p, s)
}
