package check

import (
	"fmt"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// csvHolds checks that the characters of CSV can be told from each other, and from
// the text of null.
func (s *scope) csvHolds(c *ir.Converter) bool {
	one, quoted := s.oneCharacter(c, "delimiter", 1), s.oneCharacter(c, "quote", 0)
	if !one || !quoted {
		return false
	}
	delimiter, quote := textOption(c, "delimiter"), textOption(c, "quote")
	d := diag.Diagnostic{Code: "E0304"}
	null := c.Options["null"]
	switch {
	case delimiter == quote:
		d.At, d.Message = c.At, "the delimiter and the quote of csv are the same character"
	case null != nil && strings.ContainsAny(optionText(null), delimiter+quote+"\r\n"):
		d.At, d.Message = null.At, "the text of null has no delimiter, quote or line end in it: it stands in a cell without quotes"
	default:
		return true
	}
	s.add(d)
	return false
}

func (s *scope) oneCharacter(c *ir.Converter, name string, least int) bool {
	o := c.Options[name]
	if o == nil {
		return true
	}
	t := optionText(o)
	if len(t) < least || len(t) > 1 || t == "\n" || t == "\r" || len(t) == 1 && t[0] >= 0x80 {
		s.add(diag.Diagnostic{Code: "E0304", Message: fmt.Sprintf("the option `%s` is one ASCII character", name), At: o.At})
		return false
	}
	return true
}

// textOption is the text of an option, its default where it was left out.
func textOption(c *ir.Converter, name string) string {
	if o := c.Options[name]; o != nil {
		return optionText(o)
	}
	return spec.Unquote(findOption(c.Spec.Options, name).Default)
}

// csvCarries checks that a row has one cell for each field.
func (s *scope) csvCarries(conv *ir.Converter, t *types.Type, at diag.Span) bool {
	t = t.Strip()
	if t.Kind != types.Record {
		return s.cannotCarry(conv, t, at, "a row is a record")
	}
	ok := true
	for _, f := range t.Record.Fields {
		inner := f.Type.Strip()
		if hasText(inner) || inner.Kind == types.Bytes || inner.Kind == types.Invalid {
			continue
		}
		d := diag.Diagnostic{
			Code:    "E0506",
			Message: fmt.Sprintf("csv has no cell for `%s`: it is %s, and rows are flat", f.Name, f.Type),
			At:      f.TypeAt,
		}
		label(&d, at, "rows of csv")
		s.add(d)
		ok = false
	}
	return ok && s.zoned(conv, t)
}

// csvOfTopic refuses a header line where there is no file that it could begin.
func (b *nodeBuilder) csvOfTopic(c *ir.Converter) {
	o := c.Options["header"]
	if o == nil || b.node.Kind != ir.Topic || c.Spec.Name != "csv" {
		return
	}
	if on, ok := o.Value.(*ir.Const); ok && on.Value == true {
		b.add(diag.Diagnostic{
			Code:    "E0304",
			Message: "a record of a topic is one row, and no header line stands before it",
			At:      o.At,
			Helps:   []string{"leave `header` out: the cells stand in the order of the type's fields"},
		})
	}
}

// csvRows checks that what a sink writes as CSV is read back as rows: readers skip
// empty lines.
func (w *walk) csvRows(n *ir.Node) {
	c := n.Value
	if c == nil || c.Converter == nil || c.Converter.Spec.Name != "csv" || c.Type.Strip().Kind != types.Record {
		return
	}
	fields := c.Type.Strip().Record.Fields
	if len(fields) != 1 || !fields[0].Type.Nullable() || textOption(c.Converter, "null") != "" {
		return
	}
	d := diag.Diagnostic{
		Code:    "E0312",
		Message: fmt.Sprintf("a row whose only cell is null is an empty line, which readers of csv skip: `%s` would be lost", fields[0].Name),
		At:      c.At,
		Helps:   []string{`say how null is written:  csv(null: "NULL")`},
	}
	label(&d, fields[0].TypeAt, "may be null")
	w.add(d)
}
