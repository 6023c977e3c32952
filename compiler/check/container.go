package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// contained reports whether values stand in Avro's container files.
func contained(c *ir.Converter) bool { return optionText(c.Options["framing"]) == "container" }

// containerHolds checks that what is said of a container's records fits: the file itself
// has their schema, and only its blocks are packed.
func (s *scope) containerHolds(c *ir.Converter) bool {
	codec := c.Options["codec"]
	if !contained(c) {
		if codec == nil {
			return true
		}
		s.add(diag.Diagnostic{
			Code: "E0306", Message: "the option `codec` needs `framing: \"container\"`: only the blocks of a container are packed",
			At: codec.At,
		})
		return false
	}
	for _, name := range []string{"registry", "id"} {
		if o := c.Options[name]; o != nil {
			s.add(diag.Diagnostic{
				Code: "E0305", Message: fmt.Sprintf("`%s` goes not with `framing: \"container\"`: the file itself has the schema", name),
				At: o.At,
			})
			return false
		}
	}
	return true
}

// framedHere checks that records can be told from each other: a container is asked for
// where there are files, and what may hold any byte does not stand in lines.
func (b *nodeBuilder) framedHere(c *ir.Converter, at diag.Span) {
	side := b.sides[0]
	d := diag.Diagnostic{Code: "E0304", At: at}
	switch {
	case contained(c) && !side.Blocks:
		d.Message = fmt.Sprintf("a container is a whole file, and a record of %s is one value", b.of)
		d.Helps = []string{"take another `framing`, as \"raw\" for the bare value"}
	case side.Lines && c.Spec.Binary && !contained(c):
		d.Message = fmt.Sprintf("records of %s end at line ends, and a value of `%s` may hold any byte, a line end too", b.of, c.Spec.Name)
		d.Helps = []string{"take a format of text:  json(lines: true)"}
		if findOption(c.Spec.Options, "codec") != nil {
			d.Helps = append(d.Helps, "or files of blocks:  "+c.Spec.Name+"(framing: \"container\")")
		}
	default:
		return
	}
	b.add(d)
}
