package run

import (
	"math/rand/v2"
	"testing"
)

// The table agrees with a map, also where many keys share a hash.
func TestSlots(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	var s slots
	for round := range 3 {
		keys := []int{}
		model := map[int]int32{}
		for range 5000 {
			key := rnd.IntN(2000)
			p := s.seek(uint64(key % 500))
			found := none
			for i := p.next(); i != none; i = p.next() {
				if keys[i] == key {
					found = i
					break
				}
				p.skip()
			}
			want, known := model[key]
			if known != (found != none) || known && found != want {
				t.Fatalf("round %d: key %d is at %d, want %d, %v", round, key, found, want, known)
			}
			p.put(int32(len(keys)))
			model[key] = int32(len(keys))
			keys = append(keys, key)
		}
		if s.n != len(model) {
			t.Errorf("round %d: %d entries, want %d", round, s.n, len(model))
		}
		s.reset()
	}
}
