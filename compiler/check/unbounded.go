package check

import (
	"fmt"
	"slices"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// bounded reports a decimal without precision and scale in the value of a node that is
// no table: only a database keeps the scale of each value.
func (b *nodeBuilder) bounded(t *dsl.Typed) {
	if t.Type == nil {
		return // told by the parser
	}
	d := diag.Diagnostic{
		Code:    "E0422",
		Message: fmt.Sprintf("the value of %s holds a decimal of any precision and scale, which only a table has", b.node.Name),
		At:      t.Type.At(),
		Helps:   []string{"say how many digits it has, in all and behind the point:  decimal(20, 4)"},
	}
	value := b.node.Value.Type
	var column *types.Field
	types.EachField(value, func(f *types.Field) {
		if column == nil && boundless(f.Type) {
			column = f
		}
	})
	switch {
	case column != nil:
		label(&d, column.At, "such a decimal")
		d.Helps = []string{
			fmt.Sprintf("write a schema of what the topic holds, with:  %s: decimal(20, 4)", column.Name),
			fmt.Sprintf("and convert behind the table:                  set { %s = .%s as decimal(20, 4) ?? 0 }", column.Name, column.Name),
		}
	case !boundless(value):
		return
	}
	b.add(d)
}

// boundless reports whether such a decimal is within t, records aside.
func boundless(t *types.Type) bool {
	switch t.Kind {
	case types.Decimal:
		return t.Precision == 0
	case types.Optional, types.List, types.Set, types.Vector, types.Change:
		return boundless(t.Elem)
	case types.Union, types.Tuple:
		return slices.ContainsFunc(t.Items, boundless)
	case types.Map:
		return boundless(t.Key) || boundless(t.Elem)
	}
	return false
}
