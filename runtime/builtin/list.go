package builtin

import (
	"bytes"
	"cmp"
	"encoding/binary"
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

// CompareTimeUUID orders uuids of version 1 by their time, then by their bytes.
func CompareTimeUUID(a, b [16]byte) int {
	if c := cmp.Compare(uuidTime(a), uuidTime(b)); c != 0 {
		return c
	}
	return CompareUUID(a, b)
}

// uuidTime is the time of a uuid of version 1, whose high bits stand last.
func uuidTime(id [16]byte) uint64 {
	low, mid, high := binary.BigEndian.Uint32(id[:]), binary.BigEndian.Uint16(id[4:]), binary.BigEndian.Uint16(id[6:])
	return uint64(high&0xfff)<<48 | uint64(mid)<<32 | uint64(low)
}

// Room returns an empty list with room for n elements, at the end of an arena, and
// moves the end behind it: what else goes into the arena meanwhile does not get
// between its elements.
func Room[T any](arena *[]T, n int) []T {
	from := len(*arena)
	*arena = slices.Grow(*arena, n)[:from+n]
	return (*arena)[from : from : from+n]
}

// Box puts v at the end of an arena and returns where it stands. It stays there: an
// arena that grows leaves the old one to those who look at it.
func Box[T any](arena *[]T, v T) *T {
	*arena = append(*arena, v)
	return &(*arena)[len(*arena)-1]
}

// Keep puts a copy of list at the end of an arena and returns it.
func Keep[T any](arena *[]T, list []T) []T {
	from := len(*arena)
	*arena = append(*arena, list...)
	return (*arena)[from:len(*arena):len(*arena)]
}
