// Package nearest finds the word that somebody probably meant.
//
// The compiler proposes names of fields and options with it, the command table
// commands and flags. It stands apart because the worker, which must not link
// the compiler, needs it too.
package nearest

import "unicode"

// maxDistance is the number of slips that a proposal may be away; with more,
// proposals are noise.
const maxDistance = 2

// Word returns the candidate closest to word, and false where none is close
// enough: at most two slips away, and fewer slips than half of the letters. A
// slip is a letter too many, too few or wrong, or two neighbours exchanged.
// Upper and lower case count as the same letter. Of equally close candidates
// the first wins; a candidate equal to word is none.
func Word(word string, candidates []string) (string, bool) {
	want := fold(word)
	best, found := maxDistance+1, ""
	for _, c := range candidates {
		if c == word {
			continue
		}
		have := fold(c)
		d := distance(want, have, min(best, maxDistance+1))
		if d < best && 2*d < max(len(want), len(have)) {
			best, found = d, c
		}
	}
	return found, best <= maxDistance
}

func fold(s string) []rune {
	r := []rune(s)
	for i := range r {
		r[i] = unicode.ToLower(r[i])
	}
	return r
}

// distance is the optimal string alignment distance of a and b, or limit where
// it is limit or more.
func distance(a, b []rune, limit int) int {
	if abs(len(a)-len(b)) >= limit {
		return limit
	}
	before := make([]int, len(b)+1) // row i-2
	last := make([]int, len(b)+1)   // row i-1
	row := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost(a[i-1], b[j-1]))
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], limit)
}

func cost(a, b rune) int {
	if a == b {
		return 0
	}
	return 1
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
