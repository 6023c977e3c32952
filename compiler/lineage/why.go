package lineage

import (
	"github.com/flowc-lang/flowc/compiler/ir"
)

// Why is the whole way of a column: how a pipeline makes it, and for each source that
// another pipeline of the project writes, the way of that.
type Why struct {
	Target *Target
	Column Column
	// Before are the ways of the sources, by the index of the source in Column.Sources.
	// There may be several: pipelines may share a topic.
	Before map[int][]Why
}

// Explain finds the ways of a column of a node: one for each `to` that fills it. The
// column `key` is the record's key.
func Explain(p *ir.Program, node, column string) []Why {
	x := &explainer{}
	for _, pl := range p.Pipelines {
		x.targets = append(x.targets, Of(pl)...)
	}
	return x.of(node, column, map[string]bool{})
}

type explainer struct{ targets []Target }

func (x *explainer) of(node, column string, seen map[string]bool) []Why {
	key := node + " " + column
	if seen[key] {
		return nil
	}
	seen[key] = true
	defer delete(seen, key)
	var out []Why
	for k := range x.targets {
		t := &x.targets[k]
		if t.To.Node.Name != node {
			continue
		}
		for _, c := range t.all() {
			if c.Name == column {
				out = append(out, x.why(t, c, seen))
			}
		}
	}
	return out
}

// all are the columns and the key, which is called so unless a column is.
func (t *Target) all() []Column {
	out := t.Columns
	if t.Key != nil {
		out = append(out[:len(out):len(out)], *t.Key)
	}
	return out
}

func (x *explainer) why(t *Target, c Column, seen map[string]bool) Why {
	w := Why{Target: t, Column: c, Before: map[int][]Why{}}
	for k, s := range c.Sources {
		name := ""
		switch {
		case s.Kind == FromField:
			name = firstPart(s.Path)
		case s.Kind == FromMeta && s.Path == "meta.key":
			name = "key"
		default:
			continue
		}
		if before := x.of(s.Node.Name, name, seen); len(before) > 0 {
			w.Before[k] = before
		}
	}
	return w
}

func firstPart(path string) string {
	for i := range len(path) {
		if path[i] == '.' {
			return path[:i]
		}
	}
	return path
}
