package types

import "slices"

// Same reports whether a and b have the same values: the same kind, parameters
// and refinements, records with the same fields in the same order, enums with
// the same symbols in the same order. Names of records and enums, labels, docs,
// defaults and wire forms do not count.
func Same(a, b *Type) bool { return new(comparer).same(a, b) }

// pair is a pair of records that are compared.
type pair struct{ a, b *RecordType }

// comparer remembers the records that it met: a pair that is met again, by
// recursion or in another field, is the same unless something else differs.
type comparer struct{ met []pair }

func (c *comparer) same(a, b *Type) bool {
	if a == b {
		return true
	}
	if a == nil || b == nil {
		return false
	}
	if a.Kind != b.Kind || a.Unit != b.Unit || a.Len != b.Len ||
		a.Precision != b.Precision || a.Scale != b.Scale || !sameRefinement(a.Refine, b.Refine) {
		return false
	}
	if !c.same(a.Elem, b.Elem) || !c.same(a.Key, b.Key) || !slices.EqualFunc(a.Items, b.Items, c.same) {
		return false
	}
	switch a.Kind {
	case Record:
		return c.sameRecord(a.Record, b.Record)
	case Enum:
		return a.Enum.Open == b.Enum.Open && slices.Equal(a.Enum.Symbols, b.Enum.Symbols)
	}
	return true
}

func (c *comparer) sameRecord(a, b *RecordType) bool {
	if a == b || slices.Contains(c.met, pair{a, b}) {
		return true
	}
	if a.Open != b.Open {
		return false
	}
	c.met = append(c.met, pair{a, b})
	return slices.EqualFunc(a.Fields, b.Fields, func(x, y *Field) bool {
		return x.Name == y.Name && c.same(x.Type, y.Type)
	})
}

func sameRefinement(a, b *Refinement) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}
