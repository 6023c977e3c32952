// Package change compares two versions of a project and says what each difference
// does to what is there already: records in topics, positions of consumer groups, rows
// of tables, and the programs that read them.
//
// It compares typed programs, not texts: what was only moved or formatted is no
// change, and neither are doc comments and tests.
package change

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// Class is how much a change asks of who makes it.
type Class uint8

// The classes, from harmless to not.
const (
	Safe     Class = iota + 1 // nothing that is there is affected
	Careful                   // somebody should have thought of it
	Breaking                  // what is there stops to work, or is read or written anew
)

// String is the class's word.
func (c Class) String() string { return [...]string{"", "safe", "careful", "breaking"}[c] }

// Change is a difference.
type Change struct {
	Class Class
	// Of is what it is about: topic orders.
	Of   string
	Text string // what changes
	Then string // what that does
	At   diag.Span
	Old  bool // At is in the old version
}

// Between lists what changes from one version of a project to the other, the most
// serious first.
func Between(from, to *ir.Program) []Change {
	c := &comparer{}
	c.params(from, to)
	c.connections(from, to)
	c.nodes(from, to)
	c.pipelines(from, to)
	slices.SortStableFunc(c.out, func(a, b Change) int { return cmp.Compare(b.Class, a.Class) })
	return c.out
}

type comparer struct {
	out []Change
	of  string
	at  diag.Span
	old bool
}

// about says what the next changes are about, and where it stands.
func (c *comparer) about(at diag.Span, old bool, format string, args ...any) {
	c.of, c.at, c.old = fmt.Sprintf(format, args...), at, old
}

func (c *comparer) add(class Class, text, then string) {
	c.out = append(c.out, Change{Class: class, Of: c.of, Text: text, Then: then, At: c.at, Old: c.old})
}

func (c *comparer) params(from, to *ir.Program) {
	for _, p := range from.Params {
		n := find(to.Params, func(n *ir.Param) bool { return n.Name == p.Name })
		if n == nil {
			c.about(p.At, true, "param %s", p.Name)
			c.add(Breaking, "is gone", "a worker that is started with --"+p.Name+" refuses it")
			continue
		}
		c.about(n.At, false, "param %s", p.Name)
		c.param(p, n)
	}
	for _, p := range to.Params {
		if find(from.Params, func(o *ir.Param) bool { return o.Name == p.Name }) != nil {
			continue
		}
		c.about(p.At, false, "param %s", p.Name)
		if p.Default == nil {
			c.add(Breaking, "is new and has no default", "a worker that is started without it refuses to run")
		} else {
			c.add(Safe, "is new", "")
		}
	}
}

func (c *comparer) param(p, n *ir.Param) {
	if old, now := p.Type.String(), n.Type.String(); old != now {
		c.add(Breaking, fmt.Sprintf("its type changes from %s to %s", old, now), "values that workers are started with may be refused")
	}
	switch {
	case p.Default != nil && n.Default == nil && !n.Secret:
		c.add(Breaking, "has no default any more", "a worker that is started without it refuses to run")
	case p.DefaultText != n.DefaultText:
		c.add(Careful, fmt.Sprintf("its default changes from %s to %s", shown(p.DefaultText), shown(n.DefaultText)), "workers that do not set it get the new one")
	}
	if p.Env != n.Env {
		c.add(Careful, fmt.Sprintf("is read from %s, and was from %s", shown(n.Env), shown(p.Env)), "the environments of the workers must follow")
	}
	if p.Secret && !n.Secret {
		c.add(Careful, "is no secret any more", "its value may be printed and logged")
	}
}

func shown(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}

func (c *comparer) connections(from, to *ir.Program) {
	for _, o := range from.Connections {
		n := find(to.Connections, func(n *ir.Connection) bool { return n.Name == o.Name })
		if n == nil {
			continue // whoever used it is told
		}
		c.about(n.At, false, "connection %s", o.Name)
		if o.Spec.Name != n.Spec.Name {
			c.add(Breaking, fmt.Sprintf("is of kind %s, and was of %s", n.Spec.Name, o.Spec.Name), "everything on it is another system")
			continue
		}
		c.options(o.Options, n.Options)
	}
}

// find returns the first element for which ok holds, nil without.
func find[T any](list []*T, ok func(*T) bool) *T {
	if i := slices.IndexFunc(list, ok); i >= 0 {
		return list[i]
	}
	return nil
}
