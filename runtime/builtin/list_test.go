package builtin

import (
	"slices"
	"testing"
)

func TestDistinct(t *testing.T) {
	for _, n := range []int{0, 1, few, few + 1, 1000} {
		var list, want []int
		for i := range n {
			list = append(list, i*i%17)
		}
		for _, v := range list {
			if !slices.Contains(want, v) {
				want = append(want, v)
			}
		}
		if got := Distinct([]int{}, list); !slices.Equal(got, want) {
			t.Errorf("of %d: %v, want %v", n, got, want)
		}
	}
}

func TestRoomKeepsListsApart(t *testing.T) {
	var arena []int
	var lists [][]int
	for n := range 20 {
		list := Room(&arena, n)
		for i := range n {
			inner := append(Room(&arena, 3), 1, 2, 3) // as a lambda's list does
			list = append(list, inner[2]*100*n+i)
		}
		lists = append(lists, list)
	}
	for n, list := range lists {
		if len(list) != n || cap(list) != n {
			t.Fatalf("list %d has %d elements and room for %d", n, len(list), cap(list))
		}
		for i, v := range list {
			if v != 300*n+i {
				t.Fatalf("list %d holds %v", n, list)
			}
		}
	}
}

func TestCompareUUID(t *testing.T) {
	a, b := [16]byte{0, 200}, [16]byte{1}
	if CompareUUID(a, b) >= 0 || CompareUUID(b, a) <= 0 || CompareUUID(a, a) != 0 {
		t.Error("uuids are not ordered by their bytes")
	}
	// The second is a tick later, and its low bits have begun anew.
	early, late := [16]byte{0xff, 0xff, 0xff, 0xff, 0, 1, 0x10, 0}, [16]byte{0, 0, 0, 0, 0, 2, 0x10, 0}
	if CompareTimeUUID(early, late) >= 0 || CompareTimeUUID(late, early) <= 0 || CompareTimeUUID(a, b) == 0 || CompareTimeUUID(a, a) != 0 {
		t.Error("uuids of version 1 are not ordered by their time")
	}
}
