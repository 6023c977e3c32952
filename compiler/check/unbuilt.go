package check

import (
	"slices"

	"github.com/flowc-lang/flowc/compiler/types"
)

// unbounded reports whether a decimal without precision and scale is within t: its
// values have no scale in common.
func unbounded(t *types.Type, seen map[*types.RecordType]bool) bool {
	switch t.Kind {
	case types.Decimal:
		return t.Precision == 0
	case types.Optional, types.List, types.Set, types.Vector:
		return unbounded(t.Elem, seen)
	case types.Union, types.Tuple:
		return slices.ContainsFunc(t.Items, func(item *types.Type) bool { return unbounded(item, seen) })
	case types.Map:
		return unbounded(t.Key, seen) || unbounded(t.Elem, seen)
	case types.Record:
		if seen[t.Record] {
			return false
		}
		seen[t.Record] = true
		return slices.ContainsFunc(t.Record.Fields, func(f *types.Field) bool { return unbounded(f.Type, seen) })
	}
	return false
}
