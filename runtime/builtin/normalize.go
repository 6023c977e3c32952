package builtin

import (
	"slices"
	"unicode/utf8"

	"github.com/flowc-lang/flowc/runtime/record"
)

// firstCombining is the first character that may change when a text is normalized: a
// text of characters below it is normal.
const firstCombining = 0x300

// run is how many characters that combine with one are put in order; what stands
// behind so many keeps its place. It bounds the time that a hostile text takes.
const run = 64

// The syllables of Hangul are not in the tables: they are computed.
const (
	hangul, hangulEnd       = 0xac00, 0xd7a4
	leads, vowels, trails   = 0x1100, 0x1161, 0x11a7
	nLeads, nVowels, nTrail = 19, 21, 28
)

// Normalize returns s in the composed form of Unicode (NFC), in which texts that look
// the same are the same.
func Normalize(a *record.Arena, s string) string {
	i := 0
	for i < len(s) && s[i] < 0xcc { // the first byte of U+0300
		i++
	}
	if i == len(s) {
		return s
	}
	o := len(a.Bytes)
	var n normalizer
	for _, r := range s {
		n.decompose(a, r)
	}
	n.flush(a)
	return since(a, o)
}

// normalizer holds a character that others may combine with, and those that do.
type normalizer struct {
	buf [run]rune
	n   int
}

// decompose adds r, or what it is made of.
func (n *normalizer) decompose(a *record.Arena, r rune) {
	if r < 0xc0 {
		n.add(a, r)
		return
	}
	if hangul <= r && r < hangulEnd {
		at := r - hangul
		n.add(a, leads+at/(nVowels*nTrail))
		n.add(a, vowels+at%(nVowels*nTrail)/nTrail)
		if at%nTrail > 0 {
			n.add(a, trails+at%nTrail)
		}
		return
	}
	if k, ok := slices.BinarySearchFunc(decompositions[:], r, func(e [3]rune, r rune) int { return int(e[0] - r) }); ok {
		n.decompose(a, decompositions[k][1])
		if second := decompositions[k][2]; second != 0 {
			n.decompose(a, second)
		}
		return
	}
	n.add(a, r)
}

// add puts a character that is not made of others into its place.
func (n *normalizer) add(a *record.Arena, r rune) {
	class := classOf(r)
	if class == 0 && n.n > 0 && (n.n > 1 || !composes(n.buf[0], r)) || n.n == run {
		if class != 0 || !n.joins(r) {
			n.flush(a)
		}
	}
	k := n.n
	for k > 0 && class != 0 && classOf(n.buf[k-1]) > class {
		n.buf[k] = n.buf[k-1]
		k--
	}
	n.buf[k] = r
	n.n++
}

// joins reports whether r, which begins a new character, combines with the one before:
// nothing stands between them then.
func (n *normalizer) joins(r rune) bool {
	if n.n == run {
		return false
	}
	n.compose()
	return n.n == 1 && composes(n.buf[0], r)
}

// compose puts characters together.
func (n *normalizer) compose() {
	if n.n == 0 || classOf(n.buf[0]) != 0 {
		return
	}
	kept, last := 1, uint8(0)
	for _, r := range n.buf[1:n.n] {
		class := classOf(r)
		blocked := kept > 1 && last >= class
		if c, ok := composed(n.buf[0], r); ok && !blocked {
			n.buf[0] = c
			continue
		}
		n.buf[kept], last = r, class
		kept++
	}
	n.n = kept
}

// flush writes what is held.
func (n *normalizer) flush(a *record.Arena) {
	n.compose()
	for _, r := range n.buf[:n.n] {
		a.Bytes = utf8.AppendRune(a.Bytes, r)
	}
	n.n = 0
}

// classOf is the combining class of r, 0 for what begins a character.
func classOf(r rune) uint8 {
	if r < firstCombining {
		return 0
	}
	k, ok := slices.BinarySearchFunc(classes[:], r, func(e struct {
		first, last rune
		class       uint8
	}, r rune,
	) int {
		switch {
		case r < e.first:
			return 1
		case r > e.last:
			return -1
		}
		return 0
	})
	if !ok {
		return 0
	}
	return classes[k].class
}

func composes(x, y rune) bool {
	_, ok := composed(x, y)
	return ok
}

// composed is the character that two others make.
func composed(x, y rune) (rune, bool) {
	switch {
	case leads <= x && x < leads+nLeads && vowels <= y && y < vowels+nVowels:
		return hangul + ((x-leads)*nVowels+y-vowels)*nTrail, true
	case hangul <= x && x < hangulEnd && (x-hangul)%nTrail == 0 && trails < y && y < trails+nTrail:
		return x + y - trails, true
	}
	k, ok := slices.BinarySearchFunc(compositions[:], [2]rune{x, y}, func(e [3]rune, want [2]rune) int {
		if e[0] != want[0] {
			return int(e[0] - want[0])
		}
		return int(e[1] - want[1])
	})
	if !ok {
		return 0, false
	}
	return compositions[k][2], true
}
