package check

import (
	"fmt"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// giveSubject finds the name under which a registry keeps the schema of a carrier; false
// where it has none.
func (c *checker) giveSubject(n *ir.Node, carrier *ir.Carrier, suffix string) bool {
	if carrier == nil || carrier.Converter == nil || carrier.Converter.Options["registry"] == nil || carrier.Type.Kind == types.Invalid {
		return false
	}
	o := carrier.Converter.Options["subject"]
	switch word := optionText(o); {
	case o != nil && !isWordOption(o):
		carrier.Subject, carrier.SubjectExpr = written(n, o)
	case word == "record_name", word == "topic_record_name":
		record := ""
		if t := carrier.Type.Strip(); t.Kind == types.Record {
			record = joinName(t.Record.Namespace, lastPart(t.Record.Name))
		}
		if record == "" {
			c.noRecordName(carrier, o)
			return false
		}
		if carrier.Subject = record; word == "topic_record_name" {
			topicSubject(n, carrier, "-"+record)
		}
	default:
		topicSubject(n, carrier, suffix)
	}
	return true
}

// topicSubject makes the subject of a topic's name and what follows it.
func topicSubject(n *ir.Node, carrier *ir.Carrier, rest string) {
	carrier.Subject = n.Name + rest
	o := n.Options["name"]
	switch {
	case n.Kind != ir.Topic || o == nil:
	case o.Match != "":
		carrier.AnySubject = true
	default:
		name, expr := written(n, o)
		if carrier.Subject = name + rest; expr != nil {
			carrier.SubjectExpr = &ir.Concat{Typed: typed(o.At, text()), Parts: []ir.Expr{expr, &ir.Const{Typed: typed(o.At, text()), Value: rest}}}
		}
	}
}

// written is the text of an option, and the expression where params are in it: then the
// text is how it is written, or the node's name where the same stands for all of a family.
func written(n *ir.Node, o *ir.Option) (string, ir.Expr) {
	if text := optionText(o); text != "" {
		return text, nil
	}
	if n.Family != "" {
		return n.Name, o.Value
	}
	text := o.At.Text()
	if inner, quoted := strings.CutPrefix(text, `"`); quoted {
		return strings.TrimSuffix(inner, `"`), o.Value
	}
	return "${" + text + "}", o.Value
}

// noRecordName reports a strategy that needs the name of a record.
func (c *checker) noRecordName(carrier *ir.Carrier, o *ir.Option) {
	d := diag.Diagnostic{
		Code:    "E0304",
		Message: fmt.Sprintf("`%s` needs the name of a record, and %s has none", optionText(o), carrier.Type.Strip()),
		At:      o.At,
		Helps:   []string{"declare the record as a `schema`, or write the subject as a text"},
	}
	label(&d, typeAt(carrier.Type.Strip()), "declared here")
	c.add(d)
}
