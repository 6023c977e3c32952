package check

import (
	"fmt"
	"slices"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// typeBuilt reports a type that an imported schema brings and that cannot be
// compiled yet; those written in a .flow file are told where they stand.
func (s *scope) typeBuilt(t *types.Type, at diag.Span) bool {
	inner, field := unbuiltIn(t, map[*types.RecordType]bool{})
	if inner == nil {
		return true
	}
	d := diag.Diagnostic{
		Code:    "E0999",
		Message: fmt.Sprintf("%s is a type of the language, and this version of flowc cannot compile it yet", article(inner.Kind.String())),
		At:      at,
		Here:    "this holds " + inner.String(),
	}
	if inner.Kind == types.Optional {
		d.Message = "a record that may hold itself is part of the language, and this version of flowc cannot compile it yet"
		d.Helps = []string{"a list of such records can be compiled"}
	}
	if field != nil {
		label(&d, field.TypeAt, "here")
	}
	s.add(d)
	return false
}

// unbuiltIn returns a type within t that cannot be compiled yet, and the field
// that has it; nil without.
func unbuiltIn(t *types.Type, seen map[*types.RecordType]bool) (*types.Type, *types.Field) {
	switch t.Kind {
	case types.Tuple, types.Vector, types.Union:
		return t, nil
	case types.Optional, types.List, types.Set:
		return unbuiltIn(t.Elem, seen)
	case types.Map:
		if inner, f := unbuiltIn(t.Key, seen); inner != nil {
			return inner, f
		}
		return unbuiltIn(t.Elem, seen)
	case types.Record:
		if seen[t.Record] {
			return nil, nil
		}
		seen[t.Record] = true
		if f := mayHold(t.Record, t.Record, map[*types.RecordType]bool{}); f != nil {
			return f.Type, f
		}
		for _, f := range t.Record.Fields {
			if inner, within := unbuiltIn(f.Type, seen); inner != nil {
				if within == nil {
					within = f
				}
				return inner, within
			}
		}
	}
	return nil, nil
}

// mayHold returns the optional field through which r holds goal with no list or map
// between: a Go struct cannot.
func mayHold(r, goal *types.RecordType, seen map[*types.RecordType]bool) *types.Field {
	if seen[r] {
		return nil
	}
	seen[r] = true
	for _, f := range r.Fields {
		inner := f.Type.Strip()
		if inner.Kind != types.Record {
			continue
		}
		within := mayHold(inner.Record, goal, seen)
		switch {
		case f.Type.Kind == types.Optional && (inner.Record == goal || within != nil):
			return f
		case within != nil:
			return within
		}
	}
	return nil
}

// unbounded reports whether a decimal without precision and scale is within t: its
// values have no scale in common.
func unbounded(t *types.Type, seen map[*types.RecordType]bool) bool {
	switch t.Kind {
	case types.Decimal:
		return t.Precision == 0
	case types.Optional, types.List, types.Set:
		return unbounded(t.Elem, seen)
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
