package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// checkTopics checks what the nodes and pipelines of a project say of the same
// topic and of the same subject of a registry.
func (c *checker) checkTopics() {
	for i, a := range c.prog.Nodes {
		for _, b := range c.prog.Nodes[:i] {
			if sameTopic(a, b) {
				c.sameKeys(b, a)
			}
		}
	}
	c.checkSubjects()
	c.checkPartitioners()
}

// sameKeys reports two declarations of one topic whose keys are of different types
// or written differently: equal keys would go to different partitions. Bytes as
// they are fit all.
func (c *checker) sameKeys(first, second *ir.Node) {
	a, b := first.Key, second.Key
	if a == nil || b == nil || isRaw(a) || isRaw(b) || a.Converter == nil || b.Converter == nil {
		return
	}
	if types.Same(a.Type, b.Type) && a.Converter.Spec == b.Converter.Spec {
		return
	}
	name, _ := topicName(second)
	d := diag.Diagnostic{
		Code:    "E0509",
		Message: fmt.Sprintf("the keys of the topic `%s` are declared in two ways", name),
		At:      b.At,
		Here:    fmt.Sprintf("%s as %s", b.Type, b.Converter.Spec.Name),
		Helps:   []string{"equal keys must be equal bytes, or they go to different partitions"},
	}
	label(&d, a.At, fmt.Sprintf("%s as %s", a.Type, a.Converter.Spec.Name))
	c.add(d)
}

// subject is a name in a registry, and what is registered under it.
type subject struct {
	node *ir.Node
	c    *ir.Carrier
}

// checkSubjects reports subjects under which two types would be registered.
func (c *checker) checkSubjects() {
	type key struct {
		registry any
		name     string
	}
	seen := map[key]subject{}
	for _, n := range c.prog.Nodes {
		for _, part := range []struct {
			c      *ir.Carrier
			suffix string
		}{{n.Key, "-key"}, {n.Value, "-value"}} {
			if !c.giveSubject(n, part.c, part.suffix) {
				continue
			}
			k := key{part.c.Converter.Options["registry"].Ref, part.c.Subject}
			first, taken := seen[k]
			if !taken {
				seen[k] = subject{n, part.c}
				continue
			}
			if !sameSchema(first.c, part.c) {
				c.add(clash(part.c.Subject, first, subject{n, part.c}))
			}
		}
	}
}

// sameSchema reports whether two carriers have one schema in a registry: null is
// no part of it.
func sameSchema(a, b *ir.Carrier) bool {
	x, y := a.Type.Strip(), b.Type.Strip()
	if x.Kind == types.Record && y.Kind == types.Record && lastPart(x.Record.Name) != lastPart(y.Record.Name) {
		return false
	}
	return types.Same(x, y) && a.Converter.Spec == b.Converter.Spec
}

func clash(name string, first, second subject) diag.Diagnostic {
	d := diag.Diagnostic{
		Code:    "E0510",
		Message: fmt.Sprintf("two types would be registered as `%s`", name),
		At:      second.c.At,
		Here:    second.c.Type.Strip().String() + " of `" + second.node.Title() + "`",
		Helps:   []string{"give one of them a subject of its own:  " + second.c.Converter.Spec.Name + "(…, subject: \"" + second.node.Name + "-value\")"},
	}
	label(&d, first.c.At, first.c.Type.Strip().String()+" of `"+first.node.Title()+"`")
	return d
}

// chosen says how a pipeline chooses the partition of what it writes.
type chosen struct {
	to *ir.To
	by *ir.SetPartition // nil: by the key
	p  *ir.Pipeline
}

// checkPartitioners reports topics to which one pipeline writes by the key and
// another by partitions that it sets: records of one key stand in two.
func (c *checker) checkPartitioners() {
	var all []chosen
	for _, p := range c.prog.Pipelines {
		all = append(all, choices(p, p.Stages, nil)...)
	}
	for i, b := range all {
		for _, a := range all[:i] {
			if a.p != b.p && (a.by == nil) != (b.by == nil) && sameTopic(a.to.Node, b.to.Node) && (keyed(a.to) || keyed(b.to)) {
				c.add(twoWays(a, b))
				break
			}
		}
	}
}

// choices lists the topics that stages write to, each with what chose the partition
// before it.
func choices(p *ir.Pipeline, stages []ir.Stage, by *ir.SetPartition) []chosen {
	var out []chosen
	for _, st := range stages {
		switch st := st.(type) {
		case *ir.SetPartition:
			by = st
		case *ir.Route:
			for _, a := range st.Arms {
				out = append(out, choices(p, a.Stages, by)...)
			}
		case *ir.To:
			if st.Node.Kind == ir.Topic {
				out = append(out, chosen{st, by, p})
			}
		default:
			// the others choose no partition
		}
	}
	return out
}

func twoWays(a, b chosen) diag.Diagnostic {
	set, hashed := a, b
	if set.by == nil {
		set, hashed = b, a
	}
	d := diag.Diagnostic{
		Code:    "E0814",
		Message: fmt.Sprintf("`%s` and `%s` choose the partitions of `%s` in different ways, so records of one key stand in two", a.p.Name, b.p.Name, b.to.Node.Title()),
		At:      b.to.Place(),
		Helps:   []string{"readers find the records of a key in order in one partition only: write by the key in both, or set the partition in both"},
	}
	label(&d, set.by.Place(), fmt.Sprintf("`%s` sets the partition", set.p.Name))
	if hashed.to != b.to {
		label(&d, hashed.to.Place(), fmt.Sprintf("`%s` takes the partition of the key", hashed.p.Name))
	}
	return d
}
