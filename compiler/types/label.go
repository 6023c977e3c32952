package types

import "slices"

// Labelled returns t with more labels. A type never changes, so this is another
// one; what it holds is the same.
func Labelled(t *Type, labels []string) *Type {
	out := *t
	out.Labels = slices.Clone(t.Labels)
	for _, l := range labels {
		if !slices.Contains(out.Labels, l) {
			out.Labels = append(out.Labels, l)
		}
	}
	return &out
}

// HasLabel reports whether t or something within it is labelled.
func HasLabel(t *Type) bool { return hasLabel(t, map[*RecordType]bool{}) }

func hasLabel(t *Type, seen map[*RecordType]bool) bool {
	if t == nil {
		return false
	}
	if len(t.Labels) > 0 || hasLabel(t.Elem, seen) || hasLabel(t.Key, seen) {
		return true
	}
	if slices.ContainsFunc(t.Items, func(i *Type) bool { return hasLabel(i, seen) }) {
		return true
	}
	if t.Kind != Record || seen[t.Record] {
		return false
	}
	seen[t.Record] = true
	return slices.ContainsFunc(t.Record.Fields, func(f *Field) bool { return hasLabel(f.Type, seen) })
}
