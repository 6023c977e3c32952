// Package emit is the little that generated code has in common: names, the body of a
// function that grows line by line, comments that say where a line came from, and
// the idiom of a failed read. It knows jennifer and no types.
package emit

import (
	"fmt"
	"maps"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"
)

// Module is the module whose packages generated code imports.
const Module = "github.com/flowc-lang/flowc"

// The packages that every worker uses.
const (
	Record    = Module + "/runtime/record"
	Container = Module + "/runtime/container"
	Subject   = Module + "/runtime/subject"
	Registry  = Module + "/runtime/registry"
	Connector = Module + "/runtime/connector"
	Task      = Module + "/runtime/task"
	Worker    = Module + "/runtime/worker"
	Param     = Module + "/runtime/param"
	Builtin   = Module + "/runtime/builtin"
)

// Struct is the inside of a composite literal: names and values by turns, each
// pair a line of its own, in this order.
func Struct(pairs ...jen.Code) []jen.Code {
	var out []jen.Code
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, jen.Line().Add(pairs[i]).Op(":").Add(pairs[i+1]))
	}
	return append(out, jen.Line())
}

// Doc is a comment of one or more lines.
func Doc(format string, args ...any) jen.Code {
	return jen.Comment("// " + strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", "\n// "))
}

// R is a name of the package record.
func R(name string) *jen.Statement { return jen.Qual(Record, name) }

// Reason is a reason of the package record as a failed cursor.
func Reason(name string) *jen.Statement {
	return jen.Op("-").Int().Parens(R(name))
}

// Body is the inside of a function that is being written. Locals get names that
// are free in it.
type Body struct {
	lines  []jen.Code
	names  *names
	onFail func(cursor jen.Code, field int) jen.Code
	// text is a constant that is appended to d before the next line: constants that
	// meet become one.
	text string
}

// Outer is the package around functions. No local has the name of something that
// the package declares, before or after: it would hide that.
type Outer interface {
	// Declares reports whether a name is one of the package's.
	Declares(name string) bool
	// Hides keeps a name from being one of the package's later.
	Hides(name string)
}

// NewBody returns an empty body of a function of a package, in which the given
// names are taken.
func NewBody(outer Outer, taken ...string) *Body {
	b := &Body{names: &names{outer: outer, used: map[string]int{}}}
	for _, n := range taken {
		b.names.used[n] = 1
		outer.Hides(n)
	}
	return b
}

// Add appends lines.
func (b *Body) Add(c ...jen.Code) {
	if len(c) > 0 {
		b.flush()
		b.lines = append(b.lines, c...)
	}
}

// Line appends a comment that names the place and what stands there.
func (b *Body) Line(text string) { b.lines = append(b.lines, jen.Comment(text)) }

// Text appends a constant text to the local d.
func (b *Body) Text(s string) { b.text += s }

// flush adds the line that appends the pending constant.
func (b *Body) flush() {
	switch s := b.text; {
	case s == "":
		return
	case len(s) == 1:
		b.lines = append(b.lines, jen.Id("d").Op("=").Append(jen.Id("d"), jen.LitRune(rune(s[0]))))
	default:
		b.lines = append(b.lines, jen.Id("d").Op("=").Append(jen.Id("d"), Quoted(s).Op("...")))
	}
	b.text = ""
}

// Quoted is a text literal, in back quotes where that saves escapes.
func Quoted(s string) *jen.Statement {
	if strconv.CanBackquote(s) && strings.ContainsRune(s, '"') {
		return jen.Op("`" + s + "`")
	}
	return jen.Lit(s)
}

// Inner returns an empty body for a block inside b: it sees b's names, its own are
// free again behind it. It fails as b does.
func (b *Body) Inner() *Body { return &Body{names: b.names.copy(), onFail: b.onFail} }

// Part returns an empty body whose lines will be added to b itself.
func (b *Body) Part() *Body { return &Body{names: b.names, onFail: b.onFail} }

// OnFail says what a failure does in b and in the bodies made from it after: by
// default it returns record.At(cursor, field), as readers do.
func (b *Body) OnFail(f func(cursor jen.Code, field int) jen.Code) { b.onFail = f }

// Fail is the statement that ends the work with a failed cursor.
func (b *Body) Fail(cursor jen.Code, field int) jen.Code {
	if b.onFail != nil {
		return b.onFail(cursor, field)
	}
	return jen.Return(R("At").Call(cursor, jen.Lit(field)))
}

// Must adds `if cond { fail with the reason }`.
func (b *Body) Must(bad jen.Code, reason string, field int) {
	b.Add(jen.If(bad).Block(b.Fail(Reason(reason), field)))
}

// Empty reports whether nothing was added.
func (b *Body) Empty() bool { return len(b.lines) == 0 && b.text == "" }

// Code returns the lines.
func (b *Body) Code() []jen.Code {
	b.flush()
	return b.lines
}

// Name returns a local name like want that is not taken yet.
func (b *Body) Name(want string) string { return b.names.take(Local(want)) }

// Maybe returns names for locals that may not be needed: drop makes them free again.
// They must be taken before the code of an inner body that assigns to them is
// written, for it would take them for its own.
func (b *Body) Maybe(want ...string) (names []string, drop func()) {
	before := maps.Clone(b.names.used)
	for _, w := range want {
		names = append(names, b.Name(w))
	}
	return names, func() { b.names.used = before }
}

// names counts how often a name was asked for.
type names struct {
	outer Outer
	used  map[string]int
}

func (n *names) copy() *names { return &names{outer: n.outer, used: maps.Clone(n.used)} }

func (n *names) take(want string) string {
	name := want
	for n.used[name] > 0 || n.outer.Declares(name) {
		n.used[want] = max(n.used[want], 1) + 1
		name = want + strconv.Itoa(n.used[want])
	}
	n.used[name]++
	n.outer.Hides(name)
	return name
}
