package builtin

import "slices"

// Extend returns list with room for more elements: in place where it stands at the end
// of its arena, else in a copy there. The room doubles, so that a list whose elements
// come by turns with those of another one is not copied for each.
func Extend[T any](arena *[]T, list []T) []T {
	n := len(list)
	more := max(n, 4)
	from := len(*arena) - n
	if n == 0 || from < 0 || &(*arena)[from] != &list[0] {
		from = len(*arena)
		*arena = append(*arena, list...)
	}
	*arena = slices.Grow(*arena, more)[:from+n+more]
	return (*arena)[from : from+n : from+n+more]
}

// much is how many keys are kept no longer than for their record.
const much = 1 << 12

// Keys are the keys of a map that is being read, with the places of their entries.
type Keys[K comparable] struct{ at map[K]int }

// Place returns the place of a key, which is n for one that is new.
func (k *Keys[K]) Place(key K, n int) int {
	if at, again := k.at[key]; again {
		return at
	}
	k.at[key] = n
	return n
}

// KeysFor returns an empty set for n keys: one that is used again, unless that would keep
// a lot of memory for one long map, and nil for so few that they are better compared
// each with each.
func KeysFor[K comparable](arena *[]Keys[K], n int) *Keys[K] {
	if n <= few {
		return nil
	}
	if n > much {
		return &Keys[K]{make(map[K]int, n)}
	}
	if cap(*arena) == 0 {
		*arena = append(*arena, Keys[K]{make(map[K]int, n)})
	}
	k := &(*arena)[:1][0]
	clear(k.at)
	return k
}
