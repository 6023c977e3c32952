package builtin

import (
	"bytes"
	"slices"
)

// few is up to how many elements Distinct compares each with each.
const few = 32

// Distinct appends the elements of list to out, each once, in their order. out is
// empty. Only a long list allocates: comparing its elements with each other would
// take a time that grows with the square of its length.
func Distinct[T comparable](out, list []T) []T {
	if len(list) <= few {
		for _, v := range list {
			if !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
		return out
	}
	seen := make(map[T]struct{}, len(list))
	for _, v := range list {
		if _, again := seen[v]; !again {
			seen[v] = struct{}{}
			out = append(out, v)
		}
	}
	return out
}

// CompareUUID orders uuids by their bytes.
func CompareUUID(a, b [16]byte) int { return bytes.Compare(a[:], b[:]) }

// Room returns an empty list with room for n elements, at the end of an arena, and
// moves the end behind it: what else goes into the arena meanwhile does not get
// between its elements.
func Room[T any](arena *[]T, n int) []T {
	from := len(*arena)
	*arena = slices.Grow(*arena, n)[:from+n]
	return (*arena)[from : from : from+n]
}
