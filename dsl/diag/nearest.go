package diag

import "strings"

// Nearest returns the name that someone who wrote name most likely meant: the
// one with the fewest typing slips (a letter wrong, missing, extra, or swapped
// with its neighbour), at most two and fewer than half of the letters. Case
// alone is never a slip. Of equals the first wins.
func Nearest(name string, names []string) (string, bool) {
	best, at := "", 3
	word := []rune(strings.ToLower(name))
	for _, n := range names {
		other := []rune(strings.ToLower(n))
		d := slips(word, other, at)
		if d < at && 2*d < max(len(word), len(other)) && n != name {
			best, at = n, d
		}
	}
	return best, at < 3
}

// slips is the Damerau-Levenshtein distance of a and b (optimal string
// alignment), or limit where it is that or more.
func slips(a, b []rune, limit int) int {
	if max(len(a)-len(b), len(b)-len(a)) >= limit {
		return limit
	}
	before, above, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range above {
		above[j] = j
	}
	for i, x := range a {
		row[0] = i + 1
		for j, y := range b {
			cost := 1
			if x == y {
				cost = 0
			}
			row[j+1] = min(above[j+1]+1, row[j]+1, above[j]+cost)
			if i > 0 && j > 0 && x == b[j-1] && a[i-1] == y {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, above, row = above, row, before
	}
	return min(above[len(b)], limit)
}
