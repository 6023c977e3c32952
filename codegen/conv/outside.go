package conv

import (
	"math/big"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/compiler/types"
)

// outside is the condition under which a number is outside the range of its type; nothing
// where the type itself ends there. A double that is no number is in no range.
func (p *Package) outside(v Value) []*jen.Statement {
	if v.T.Kind == types.Float || v.T.Kind == types.Double {
		r := v.T.Refine
		return []*jen.Statement{jen.Op("!").Parens(v.v().Op(">=").Op(number(r.Min)).Op("&&").Add(v.v()).Op("<=").Op(number(r.Max)))}
	}
	lo, hi := types.Ends(v.T)
	low, high := p.beyond(v, "<", lo), p.beyond(v, ">", hi)
	switch {
	case lo == nil && hi == nil:
		return nil
	case lo == nil:
		return []*jen.Statement{high}
	case hi == nil:
		return []*jen.Statement{low}
	}
	return []*jen.Statement{low.Op("||").Add(high)}
}

// beyond compares an exact number with an end in units of its last digit; nil without one.
func (p *Package) beyond(v Value, op string, end *big.Int) *jen.Statement {
	if end == nil {
		return nil
	}
	if (v.T.Kind == types.Decimal || v.T.Kind == types.Varint) && Wide(v.T) {
		return v.v().Dot("Cmp").Call(wide(end)).Op(op).Lit(0)
	}
	return v.v().Op(op).Op(end.String())
}

// number is a number of a .flow file as one of Go.
func number(s string) string { return strings.ReplaceAll(s, "_", "") }
