// Package jsonshape says by what the arms of a union are told apart in JSON.
//
// It is used by the checker, which refuses unions whose arms could be confused, and
// by the generator, which writes the code that tells them apart: both must mean the
// same.
package jsonshape

import (
	"strconv"
	"strings"

	"github.com/flowc-lang/flowc/compiler/types"
)

// Form is what the options of a converter say of how values begin.
type Form struct {
	DecimalNumber bool // decimals are numbers, no text
	TimeNumber    bool // timestamps and datetimes are numbers
}

// Shape is the arms whose values begin with one of Starts. Where there are several,
// each is a record with a field that it needs and the others do not have: Marks.
type Shape struct {
	Starts []rune
	Arms   []int
	Marks  []string
}

// starts are the ways in which a JSON value begins.
var starts = []string{"{", "[", `"`, "tf", "-0123456789"}

// Shapes groups the arms of a union by how their values begin.
func Shapes(union *types.Type, form Form) []Shape {
	var out []Shape
	for _, s := range starts {
		shape := Shape{Starts: []rune(s)}
		for k, arm := range union.Items {
			if start(arm, form) == s {
				shape.Arms = append(shape.Arms, k)
				shape.Marks = append(shape.Marks, mark(union, k))
			}
		}
		if len(shape.Arms) > 0 {
			out = append(out, shape)
		}
	}
	return out
}

// Confused returns two arms that nothing tells apart, and whether there are such.
func Confused(union *types.Type, form Form) (a, b int, confused bool) {
	for k, arm := range union.Items {
		if arm.Kind == types.JSON {
			return k, (k + 1) % len(union.Items), true // it may be anything
		}
	}
	for _, shape := range Shapes(union, form) {
		if len(shape.Arms) < 2 {
			continue
		}
		for k, m := range shape.Marks {
			if m == "" {
				return shape.Arms[k], shape.Arms[(k+1)%len(shape.Arms)], true
			}
		}
	}
	return 0, 0, false
}

// start is the entry of starts that values of t begin by.
func start(t *types.Type, form Form) string {
	switch t.Kind {
	case types.Record, types.Map:
		return "{"
	case types.List, types.Set, types.Tuple, types.Vector:
		return "["
	case types.Bool:
		return "tf"
	case types.Decimal:
		if !form.DecimalNumber {
			return `"`
		}
	case types.Timestamp, types.Datetime:
		if !form.TimeNumber {
			return `"`
		}
	default:
		if !t.IsNumber() || t.Kind == types.Varint {
			return `"`
		}
	}
	return "-0123456789"
}

// mark is a field that an arm needs and that no other record of the union has; empty
// without.
func mark(union *types.Type, arm int) string {
	t := union.Items[arm]
	if t.Kind != types.Record {
		return ""
	}
	for _, f := range t.Record.Fields {
		if types.Required(f) && !elsewhere(union, arm, f.Name) {
			return f.Name
		}
	}
	return ""
}

func elsewhere(union *types.Type, arm int, name string) bool {
	for k, t := range union.Items {
		if k != arm && (t.Kind == types.Map || t.Kind == types.Record && t.Record.Field(name) != nil) {
			return true
		}
	}
	return false
}

// TagOf is the text by which a tag names an arm: the name of the record, without its
// namespace; empty for arms that cannot have a tag.
func TagOf(arm *types.Type) string {
	if arm.Kind != types.Record {
		return ""
	}
	name := arm.Record.Name
	return name[strings.LastIndexByte(name, '.')+1:]
}

// Tagged reports whether the tag of a converter is for this union: where all arms are
// records. Others are told apart by how their values begin.
func Tagged(union *types.Type) bool {
	for _, arm := range union.Items {
		if arm.Kind != types.Record {
			return false
		}
	}
	return true
}

// Untaggable says why an arm of a tagged union cannot be written with that tag; empty
// where it can.
func Untaggable(union *types.Type, arm int, tag string) string {
	t := union.Items[arm]
	switch {
	case TagOf(t) == "":
		return "a record without a name has nothing to put into the tag"
	case t.Record.Field(tag) != nil:
		return t.String() + " has a field " + strconv.Quote(tag) + " of its own"
	}
	for k, other := range union.Items {
		if k < arm && TagOf(other) == TagOf(t) {
			return "two arms are called " + strconv.Quote(TagOf(t))
		}
	}
	return ""
}
