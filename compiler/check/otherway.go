package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
)

// otherWay says how what an operator is not defined for is written.
func otherWay(op string, a, b ir.Expr) []string {
	x, y := a.Place().Text(), b.Place().Text()
	s, t := a.Type().Strip(), b.Type().Strip()
	switch {
	case isInstant(s) && t.Kind == types.Duration && op == "+":
		return []string{fmt.Sprintf("times are moved by:  add(%s, %s)", x, y)}
	case isInstant(s) && isInstant(t) && op == "-":
		return []string{fmt.Sprintf("the milliseconds between two times:  diff(%s, %s)", x, y)}
	case s.Kind == types.Decimal && isFloating(t):
		return []string{fmt.Sprintf("a decimal is exact and %s is not, so say that it may be rounded:  (%s as double) %s %s", t, x, op, y)}
	case isFloating(s) && t.Kind == types.Decimal:
		return []string{fmt.Sprintf("a decimal is exact and %s is not, so say that it may be rounded:  %s %s (%s as double)", s, x, op, y)}
	}
	return nil
}

func isInstant(t *types.Type) bool { return t.Kind == types.Timestamp || t.Kind == types.Datetime }

func isFloating(t *types.Type) bool { return t.Kind == types.Float || t.Kind == types.Double }
