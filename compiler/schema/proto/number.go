package proto

import (
	"fmt"

	"github.com/bufbuild/protocompile/ast"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// maxNumber is the largest field number; those from firstOwn to lastOwn are
// protobuf's own.
const (
	maxNumber = 1<<29 - 1
	firstOwn  = 19000
	lastOwn   = 19999
)

// numbered is a field number with its place.
type numbered struct {
	number int
	at     diag.Span
}

// taken is a range of reserved numbers.
type taken struct {
	from, to int
	at       diag.Span
}

// reserved notes the numbers and names that no field may have.
func (b *body) reserved() {
	b.takenFor = map[string]diag.Span{}
	for _, d := range b.decl.message.Decls {
		switch n := d.(type) {
		case *ast.ReservedNode:
			for _, name := range n.Names {
				b.takenFor[name.AsString()] = b.src.at(name)
			}
			b.ranges(n.Ranges)
		case *ast.ExtensionRangeNode:
			b.ranges(n.Ranges)
		}
	}
}

func (b *body) ranges(ranges []*ast.RangeNode) {
	for _, r := range ranges {
		from, ok := r.StartValueAsInt32(1, maxNumber)
		to, okTo := r.EndValueAsInt32(1, maxNumber)
		if !ok || !okTo || from > to {
			b.fail(b.src.at(r), "this is no range of field numbers")
			continue
		}
		b.taken = append(b.taken, taken{int(from), int(to), b.src.at(r)})
	}
}

// number returns the number of a field. One that is missing, out of range, used
// twice or reserved is E0505.
func (b *body) number(name *ast.IdentNode, tag *ast.UintLiteralNode) int {
	if tag == nil {
		at := b.src.at(name)
		b.report.Add(diag.Diagnostic{
			Code:    "E0505",
			Message: fmt.Sprintf("the field `%s` has no number", name.Val),
			At:      at,
			Helps:   []string{fmt.Sprintf("number it:  %s = %d", name.Val, b.free())},
		})
		return 0
	}
	at := b.src.at(tag)
	if tag.Val < 1 || tag.Val > maxNumber || tag.Val >= firstOwn && tag.Val <= lastOwn {
		d := diag.Diagnostic{
			Code:    "E0505",
			Message: fmt.Sprintf("%d is no number for a field", tag.Val),
			At:      at,
			Helps:   []string{fmt.Sprintf("numbers are 1 to %d, but for %d to %d", maxNumber, firstOwn, lastOwn)},
		}
		b.report.Add(d)
		return 0
	}
	n := int(tag.Val)
	for _, first := range b.numbers {
		if first.number == n {
			b.reused(b.src, tag, "field", int32(n), first.at)
			return n
		}
	}
	b.numbers = append(b.numbers, numbered{n, b.src.at(name)})
	for _, r := range b.taken {
		if r.from <= n && n <= r.to {
			b.report.Add(diag.Diagnostic{
				Code:    "E0505",
				Message: fmt.Sprintf("the number %d of `%s` is reserved", n, name.Val),
				At:      at,
				Labels:  []diag.Label{{At: r.at, Text: "reserved here"}},
				Helps:   []string{"a number of a field that was removed would be read from old records as the new field"},
			})
			break
		}
	}
	return n
}

// free returns the lowest number behind all that are used so far.
func (b *body) free() int {
	next := 1
	for _, d := range b.decl.message.Decls {
		if f, ok := d.(*ast.FieldNode); ok && f.Tag != nil && f.Tag.Val < firstOwn {
			next = max(next, int(f.Tag.Val)+1)
		}
	}
	return next
}

// reused reports a number that two fields or symbols have.
func (im *importer) reused(s *source, n ast.Node, what string, number int32, first diag.Span) {
	im.report.Add(diag.Diagnostic{
		Code:    "E0505",
		Message: fmt.Sprintf("the number %d is there twice", number),
		At:      s.at(n),
		Labels:  []diag.Label{{At: first, Text: "the first " + what + " with it"}},
	})
}
