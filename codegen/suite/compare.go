package suite

import (
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/runtime/harness"
)

// Line is a record in a comparison. Sign is ' ' for one that is right, '-' for one
// that is missing and '+' for one that came instead, or beside.
type Line struct {
	Sign byte
	Text string
	// Marks stands below Text: ^ where it differs from its counterpart. Empty without.
	Marks string
	// From is the number of the record that it came of, from 1; 0 for what is missing.
	From int
}

// compare aligns what is expected with what came, and reports whether they are the
// same.
func compare(n *ir.Node, wants []wanted, got []harness.Row) (lines []Line, same bool) {
	same = true
	for _, p := range align(wants, got) {
		switch {
		case p.want >= 0 && p.got >= 0 && wants[p.want].matches(got[p.got]):
			lines = append(lines, Line{Sign: ' ', Text: wants[p.want].show(nil).Text, From: got[p.got].Input + 1})
			continue
		case p.want < 0:
			lines = append(lines, extra(n, got[p.got], shape(wants)))
		case p.got < 0:
			w := wants[p.want].show(nil)
			w.Sign = '-'
			lines = append(lines, w)
		default:
			w, g := wants[p.want], got[p.got]
			minus, plus := w.show(&g), w.came(g)
			minus.Sign, plus.Sign, plus.From = '-', '+', g.Input+1
			lines = append(lines, minus, plus)
		}
		same = false
	}
	return lines, same
}

// compareNothing shows records of a node of which none is expected.
func compareNothing(n *ir.Node, got []harness.Row) []Line {
	var lines []Line
	for _, g := range got {
		lines = append(lines, extra(n, g, parts{value: true}))
	}
	return lines
}

// pair is an alignment: indexes of what is expected and of what came, -1 for none.
type pair struct{ want, got int }

// align finds the longest common order of records, and pairs what lies between.
func align(wants []wanted, got []harness.Row) []pair {
	n, m := len(wants), len(got)
	same := make([][]bool, n)
	best := make([][]int, n+1)
	for i := range best {
		best[i] = make([]int, m+1)
	}
	for i := n - 1; i >= 0; i-- {
		same[i] = make([]bool, m)
		for k := m - 1; k >= 0; k-- {
			same[i][k] = wants[i].matches(got[k])
			if best[i][k] = max(best[i+1][k], best[i][k+1]); same[i][k] {
				best[i][k] = best[i+1][k+1] + 1
			}
		}
	}
	var out []pair
	i, k := 0, 0
	for i < n || k < m {
		fromI, fromK := i, k
		for (i < n || k < m) && !(i < n && k < m && same[i][k]) {
			if k >= m || i < n && best[i+1][k] >= best[i][k+1] {
				i++
			} else {
				k++
			}
		}
		for fromI < i || fromK < k {
			p := pair{-1, -1}
			if fromI < i {
				p.want = fromI
				fromI++
			}
			if fromK < k {
				p.got = fromK
				fromK++
			}
			out = append(out, p)
		}
		if i < n && k < m {
			out = append(out, pair{i, k})
			i, k = i+1, k+1
		}
	}
	return out
}

// parts says what of a record is shown.
type parts struct{ key, value, headers, timestamp bool }

// shape is what the expected records speak of.
func shape(wants []wanted) parts {
	out := parts{value: len(wants) == 0}
	for _, w := range wants {
		out.key = out.key || w.test.Key != nil
		out.value = out.value || w.test.Value != nil || w.test.Raw != nil
		out.headers = out.headers || w.test.HasHeaders
		out.timestamp = out.timestamp || w.test.Timestamp != nil
	}
	return out
}
