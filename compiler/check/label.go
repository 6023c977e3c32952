package check

import (
	"slices"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// labelled gives t the labels of @label(pii, internal).
func (s *scope) labelled(t *types.Type, a dsl.Annot) *types.Type {
	labels, ok := labelWords(argValues(a.Args))
	if !ok || len(labels) == 0 {
		s.add(diag.Diagnostic{
			Code:    "E0405",
			Message: "`@label` takes the names of labels",
			At:      a.At(),
			Helps:   []string{"as in @label(pii), and a sink that may take such values says:  allow = [pii]"},
		})
		return t
	}
	if t.Kind == types.Invalid {
		return t
	}
	return types.Labelled(t, labels)
}

// labelsIn applies the labels among annots, and returns the other annotations.
func (s *scope) labelsIn(annots []dsl.Annot, t *types.Type) (*types.Type, []dsl.Annot) {
	var rest []dsl.Annot
	for _, a := range annots {
		if a.Name.Text == "label" {
			t = s.labelled(t, a)
		} else {
			rest = append(rest, a)
		}
	}
	return t, rest
}

func argValues(args []dsl.Arg) []dsl.Expr {
	var out []dsl.Expr
	for _, a := range args {
		if a.Name != nil {
			return nil
		}
		out = append(out, a.Value)
	}
	return out
}

// labelWords reads names of labels, bare or as texts.
func labelWords(list []dsl.Expr) ([]string, bool) {
	var out []string
	for _, x := range list {
		word, ok := wordOf(x)
		if !ok || word == "" {
			return nil, false
		}
		out = append(out, word)
	}
	return out, true
}

// labelsOption is a list of labels: [pii, internal].
func (s *scope) labelsOption(o *spec.Option, x dsl.Expr, site *optionSite) *ir.Option {
	list, isList := x.(*dsl.List)
	if isList {
		if words, ok := labelWords(list.Items); ok {
			out := &ir.MakeList{Typed: typed(x.At(), types.ListOf(text()))}
			for i, w := range words {
				out.Items = append(out.Items, &ir.Const{Typed: typed(list.Items[i].At(), text()), Value: w})
			}
			return &ir.Option{Value: out}
		}
	}
	d := site.mismatch(o, x.At(), "something else", "a list of labels such as [pii]")
	if word, ok := wordOf(x); ok && !isList {
		d.Message = "the option `" + o.Name + "` wants a list of labels"
		d.Fixes = []diag.Fix{{Title: "make it a list", Edits: []diag.Edit{{At: x.At(), Text: "[" + word + "]"}}}}
	}
	s.add(d)
	return nil
}

// allows reports whether values with a label may reach n.
func allows(n *ir.Node, label string) bool {
	o := n.Options["allow"]
	if o == nil {
		return false
	}
	list, ok := o.Value.(*ir.MakeList)
	return ok && slices.ContainsFunc(list.Items, func(x ir.Expr) bool { return constText(x) == label })
}
