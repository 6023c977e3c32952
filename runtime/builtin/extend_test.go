package builtin

import (
	"slices"
	"testing"
)

// TestExtendByTurns: lists that grow by turns in one arena keep their elements, and once
// the arena has grown nothing is allocated.
func TestExtendByTurns(t *testing.T) {
	var arena []int
	grow := func() (a, b []int) {
		arena = arena[:0]
		for k := range 100 {
			if len(a) == cap(a) {
				a = Extend(&arena, a)
			}
			a = append(a, k)
			if k%3 > 0 {
				continue
			}
			if len(b) == cap(b) {
				b = Extend(&arena, b)
			}
			b = append(b, -k)
		}
		return a, b
	}
	a, b := grow()
	for k := range 100 {
		if a[k] != k || k%3 == 0 && b[k/3] != -k {
			t.Fatalf("element %d: %v %v", k, a, b)
		}
	}
	if n := testing.AllocsPerRun(10, func() { grow() }); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if len(arena) > 8*(100+34) {
		t.Errorf("%d places for 134 elements", len(arena))
	}
}

// TestExtendInPlace: a list at the end of its arena stays where it is.
func TestExtendInPlace(t *testing.T) {
	arena := make([]int, 0, 100)
	list := Extend(&arena, nil)
	first := &list[:1][0]
	list = Extend(&arena, list[:cap(list)])
	if &list[0] != first {
		t.Error("the list has moved")
	}
}

func TestKeys(t *testing.T) {
	var arena []Keys[string]
	if KeysFor(&arena, few) != nil {
		t.Error("keys for a few entries")
	}
	for _, n := range []int{few + 1, few + 2, much + 1} {
		k := KeysFor(&arena, n)
		var places []int
		for n, key := range []string{"a", "b", "a", "c"} {
			places = append(places, k.Place(key, n))
		}
		if !slices.Equal(places, []int{0, 1, 0, 3}) {
			t.Errorf("for %d: %v", n, places)
		}
		arena = arena[:0]
	}
	if n := testing.AllocsPerRun(10, func() { KeysFor(&arena, few+1).Place("x", 0) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
