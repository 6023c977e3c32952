package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// leaves checks all that a `to` hands to its node.
func (f *flow) leaves(to *ir.To) {
	var out []mark
	take := func(e ir.Expr) {
		if e != nil && !isBad(e) {
			out = union(out, f.of(e).all(e.Type()))
		}
	}
	take(to.Value)
	take(to.Key)
	if to.Node.Kind == ir.Topic {
		for _, h := range f.headers {
			out = union(out, h.m.all(h.t))
		}
	}
	for _, name := range optionNames(to) {
		o := optionOf(to, name)
		if o.Record == nil {
			continue
		}
		m := f.of(o.Record).by(o.At, fmt.Sprintf("the option `%s` is made of it", name))
		out = union(out, m.all(o.Record.Type()))
	}
	f.refuse(out, to.Node, to.Place())
}

// optionNames are the names of the options of a `to` and its node, in order.
func optionNames(to *ir.To) []string {
	var names []string
	for name := range to.Options {
		names = append(names, name)
	}
	for name := range to.Node.Options {
		if to.Options[name] == nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// optionOf is an option of a `to`, or else of its node's declaration.
func optionOf(to *ir.To, name string) *ir.Option {
	if o := to.Options[name]; o != nil {
		return o
	}
	return to.Node.Options[name]
}

// refuse reports what reaches n and may not.
func (f *flow) refuse(all []mark, n *ir.Node, at diag.Span) {
	secrets, labelled := refused(all, n)
	if len(secrets) > 0 {
		f.add(secretLeaves(secrets[0], n, at))
	}
	if len(labelled) > 0 {
		f.add(labelLeaves(labelled, n, at))
	}
}

// refused are the marks that n does not allow.
func refused(all []mark, n *ir.Node) (secrets, labelled []mark) {
	for _, m := range all {
		switch {
		case m.impure:
		case m.label == "":
			secrets = append(secrets, m)
		case !allows(n, m.label):
			labelled = append(labelled, m)
		}
	}
	return secrets, labelled
}

// secretLeaves says that a secret is written somewhere.
func secretLeaves(m mark, n *ir.Node, at diag.Span) diag.Diagnostic {
	d := diag.Diagnostic{
		Code:    "E0805",
		Message: fmt.Sprintf("the secret `%s` would be written to `%s`", m.name, n.Name),
		At:      at,
		Helps:   []string{"a secret may log in somewhere and salt a hash, and stands in no record", "a setting that anyone may see is a `param`"},
	}
	wayOf(&d, m, "declared as a secret here")
	return d
}

// shownMarks is how many labelled fields a message shows the way of.
const shownMarks = 3

// labelLeaves says that labelled values reach a sink that does not allow them.
func labelLeaves(list []mark, n *ir.Node, at diag.Span) diag.Diagnostic {
	var names, labels []string
	for _, m := range list {
		if name := markName(m); !slices.Contains(names, name) {
			names = append(names, name)
		}
		if !slices.Contains(labels, m.label) {
			labels = append(labels, m.label)
		}
	}
	d := diag.Diagnostic{
		Code:    "E0821",
		Message: fmt.Sprintf("%s %s labelled %s, and `%s` does not allow that", listed(names), plural(len(names), "is", "are"), joined(labels, "and"), n.Name),
		At:      at,
	}
	for i, m := range list {
		if i < shownMarks {
			wayOf(&d, m, fmt.Sprintf("`%s` is labelled %s here", markName(m), m.label))
		}
	}
	if o := n.Options["allow"]; o != nil {
		label(&d, o.At, "what it allows")
	} else {
		label(&d, n.At, "allows no labels")
	}
	d.Helps = []string{
		takeOffHelp(list[0]),
		"or let such values go there:  allow = [" + strings.Join(labels, ", ") + "]",
	}
	return d
}

// takeOffHelp says how the label of a mark comes off.
func takeOffHelp(m mark) string {
	if m.text && m.name != "key" && !strings.Contains(m.name, ".") {
		return fmt.Sprintf("take the label off before:  set { %s = .%s.hash(\"sha256\") }, or by mask or redact, or drop .%s", m.name, m.name, m.name)
	}
	return "take the label off before by hash, mask or redact, or leave the field out"
}

// markName is what a mark is of; a value as a whole has no name of its own.
func markName(m mark) string {
	if m.name == "" {
		return "the value"
	}
	return m.name
}

// wayOf adds the places of a mark: where it began, and those that it came by.
func wayOf(d *diag.Diagnostic, m mark, first string) {
	label(d, m.at, first)
	for _, s := range m.way.places() {
		label(d, s.at, s.text)
	}
}

// deadLetters checks the topics that keep failed records: those hold the whole of
// what was read.
func (f *flow) deadLetters() {
	if f.p.OnError == nil {
		return
	}
	from := f.p.From.Node
	all := marksOf(from.Value.Type, "", from.At).all(from.Value.Type)
	if from.Key != nil {
		all = union(all, marksOf(from.Key.Type, "key", from.Key.At).all(from.Key.Type))
	}
	told := map[diag.Span]bool{}
	for _, ladder := range [][]ir.Rung{f.p.OnError.Decode, f.p.OnError.Map, f.p.OnError.Write} {
		for _, r := range ladder {
			if r.Node != nil && !told[r.At] {
				told[r.At] = true
				f.keeps(all, r)
			}
		}
	}
}

// keeps checks what was read against the topic of a dlq.
func (f *flow) keeps(all []mark, r ir.Rung) {
	_, labelled := refused(all, r.Node)
	if len(labelled) == 0 {
		return
	}
	d := labelLeaves(labelled, r.Node, r.At)
	d.Here = "a dead letter holds the record as it was read"
	d.Helps = []string{strings.TrimPrefix(d.Helps[1], "or ")} // nothing can be taken off before
	f.add(d)
}
