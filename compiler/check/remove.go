package check

import (
	"strings"

	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// The fixes here take away what has nothing to do, and leave parentheses as they
// are: the tree does not keep them, so an operand may end before its last one.

// bangAt is the `!` of x!.
func bangAt(x *dsl.Bang) diag.Span {
	return diag.Span{File: x.At().File, Start: x.At().End - 1, End: x.At().End}
}

// removeElse makes x of x ?? y.
func removeElse(x *dsl.Binary) []diag.Fix {
	return removeTail("remove it", x.At(), x.OpAt.Start)
}

// removeCast makes x of x as T.
func removeCast(x *dsl.Cast) []diag.Fix {
	between := diag.Span{File: x.At().File, Start: x.X.At().End, End: x.Type.At().Start}
	return removeTail("remove the cast", x.At(), between.Start+strings.LastIndex(between.Text(), "as"))
}

// removeTail removes what an expression has from a place on, with the space before it.
func removeTail(title string, whole diag.Span, from int) []diag.Fix {
	before := diag.Span{File: whole.File, Start: whole.Start, End: from}.Text()
	tail := diag.Span{File: whole.File, Start: whole.Start + len(strings.TrimRight(before, " \t\n")), End: whole.End}
	return []diag.Fix{{Title: title, Edits: []diag.Edit{{At: tail}}}}
}
