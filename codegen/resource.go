package codegen

import (
	"regexp"
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/plan"
)

// resource names what a node reads or writes, so that pipelines can be put in order.
func resource(n *ir.Node) string {
	if n.Connection != nil {
		return n.Connection.Name + "/" + n.Name
	}
	return n.Spec.Name + ":" + n.Name
}

// reads are the resources of a source. A pattern of topics reads those of the project
// whose names fit.
func (g *generator) reads(n *ir.Node) []string {
	out := []string{resource(n)}
	if o := n.Options["name"]; o != nil && o.Match != "" {
		out = append(out, g.named(n, o.Match)...)
	}
	return out
}

// writes are the resources of a sink. Where records name their topics, those of the
// project are meant that such a name can be.
func (g *generator) writes(s *plan.Sink) []string {
	out := []string{resource(s.Node)}
	if e := namesTarget(s.To); e != nil {
		out = append(out, g.named(s.Node, patternOf(e))...)
	}
	return out
}

// named are the other topics on a node's connection whose names are constant and fit a
// pattern.
func (g *generator) named(n *ir.Node, pattern string) []string {
	re, err := regexp.Compile("^(?:" + pattern + ")$")
	if err != nil {
		return nil
	}
	var out []string
	for _, o := range g.plan.Program.Nodes {
		if o == n || o.Kind != ir.Topic || o.Connection != n.Connection || slices.Contains(out, resource(o)) {
			continue
		}
		name := o.Name
		if opt := o.Options["name"]; opt != nil {
			if name = constantOf(opt.Value); name == "" {
				continue
			}
		}
		if re.MatchString(name) {
			out = append(out, resource(o))
		}
	}
	return out
}

// patternOf is a pattern of what a text can be: its constant parts, and anything
// between.
func patternOf(e ir.Expr) string {
	switch e := e.(type) {
	case *ir.Const:
		return regexp.QuoteMeta(constantOf(e))
	case *ir.Concat:
		out := ""
		for _, p := range e.Parts {
			out += patternOf(p)
		}
		return out
	}
	return ".*"
}

// constantOf is a text of constants, empty for others.
func constantOf(e ir.Expr) string {
	switch e := e.(type) {
	case *ir.Const:
		text, _ := e.Value.(string)
		return text
	case *ir.Concat:
		out := ""
		for _, p := range e.Parts {
			text := constantOf(p)
			if text == "" {
				return ""
			}
			out += text
		}
		return out
	}
	return ""
}

func literals(texts []string) []jen.Code {
	var out []jen.Code
	for _, t := range texts {
		out = append(out, jen.Lit(t))
	}
	return out
}
