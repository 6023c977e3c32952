package change

import (
	"fmt"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/lineage"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

func (c *comparer) pipelines(from, to *ir.Program) {
	named := func(name string) func(*ir.Pipeline) bool { return func(p *ir.Pipeline) bool { return p.Name == name } }
	renamed := map[*ir.Pipeline]bool{}
	for _, o := range from.Pipelines {
		n := find(to.Pipelines, named(o.Name))
		if n == nil {
			n = find(to.Pipelines, func(n *ir.Pipeline) bool {
				return find(from.Pipelines, named(n.Name)) == nil && !renamed[n] && shapeOf(n) == shapeOf(o)
			})
			if n == nil {
				c.about(o.At, true, "pipeline %s", o.Name)
				c.add(Careful, "is gone", "its records are not moved any more; its consumer group stays behind")
				continue
			}
			renamed[n] = true
			c.about(n.At, false, "pipeline %s", n.Name)
			c.add(Breaking, "was called "+o.Name, "its consumer group is another: it starts at the beginning, unless `from` names the old group or the offsets are set")
		}
		c.about(n.At, false, "pipeline %s", n.Name)
		c.pipeline(o, n)
	}
	for _, n := range to.Pipelines {
		if find(from.Pipelines, named(n.Name)) == nil && !renamed[n] {
			c.about(n.At, false, "pipeline %s", n.Name)
			c.add(Safe, "is new", "it starts at the beginning of "+n.From.Node.Name+", or where `start` says")
		}
	}
}

// shapeOf is what a pipeline reads and writes: one of another name and the same shape
// was renamed.
func shapeOf(p *ir.Pipeline) string {
	return p.From.Node.Name + " → " + strings.Join(targets(p), ", ")
}

// targets are the names of what a pipeline writes, each once.
func targets(p *ir.Pipeline) []string {
	var out []string
	ir.Stages(p.Stages, func(s ir.Stage) {
		if to, ok := s.(*ir.To); ok && !slices.Contains(out, to.Node.Name) {
			out = append(out, to.Node.Name)
		}
	})
	return out
}

func (c *comparer) pipeline(o, n *ir.Pipeline) {
	if a, b := o.From.Node.Name, n.From.Node.Name; a != b {
		c.add(Breaking, fmt.Sprintf("reads %s, and read %s", b, a), "it starts at the beginning there")
	}
	c.options(o.From.Options, n.From.Options)
	c.delivery(o.Level, n.Level)
	for _, name := range targets(o) {
		if !slices.Contains(targets(n), name) {
			c.add(Careful, "does not write "+name+" any more", "what is there stays as it is")
		}
	}
	for _, name := range targets(n) {
		if !slices.Contains(targets(o), name) {
			c.add(Careful, "also writes "+name, "it gets the records from now on; those that are done do not come again")
		}
	}
	c.stages(o, n)
	c.columns(o, n)
	if a, b := errorText(o), errorText(n); a != b {
		c.add(Careful, fmt.Sprintf("its error policy changes from %s to %s", a, b), "records that fail go another way")
	}
	if o.Tasks != n.Tasks {
		c.add(Safe, fmt.Sprintf("has at most %s, and had %s", tasks(n.Tasks), tasks(o.Tasks)), "")
	}
}

func (c *comparer) delivery(a, b spec.Level) {
	switch {
	case b < a:
		c.add(Breaking, fmt.Sprintf("its delivery is %s, and was %s", b, a), "records may come twice, or not at all, that did not before")
	case b > a:
		c.add(Safe, fmt.Sprintf("its delivery is %s, and was %s", b, a), "")
	}
}

func tasks(n int) string {
	switch n {
	case 0:
		return "as many tasks as there is work for"
	case 1:
		return "1 task"
	}
	return fmt.Sprintf("%d tasks", n)
}

// stages compares what decides about whole records: conditions, keys, partitions.
func (c *comparer) stages(o, n *ir.Pipeline) {
	a, b := deciding(o), deciding(n)
	if x, y := a["where"], b["where"]; x != y {
		c.add(Careful, fmt.Sprintf("keeps records by %s, and did by %s", shown(y), shown(x)), "records are left out, or come, that did not before")
	}
	if x, y := a["key"], b["key"]; x != y {
		c.add(Breaking, fmt.Sprintf("its key is %s, and was %s", orInput(y), orInput(x)), "records of one key land in another partition than those that are there")
	}
	if x, y := a["partition"], b["partition"]; x != y {
		c.add(Breaking, fmt.Sprintf("its partition is %s, and was %s", orInput(y), orInput(x)), "records land in other partitions")
	}
	for _, what := range []string{"timestamp", "headers"} {
		if x, y := a[what], b[what]; x != y {
			c.add(Careful, fmt.Sprintf("its %s are %s, and were %s", strings.TrimSuffix(what, "s")+"s", orInput(y), orInput(x)), "programs that read them see others")
		}
	}
}

func orInput(s string) string {
	if s == "" {
		return "that of the input"
	}
	return s
}

// deciding are the texts of those stages, by their word.
func deciding(p *ir.Pipeline) map[string]string {
	out := map[string]string{}
	add := func(what, text string) {
		text = strings.Join(strings.Fields(text), " ")
		if out[what] != "" {
			text = out[what] + "; " + text
		}
		out[what] = text
	}
	ir.Stages(p.Stages, func(s ir.Stage) {
		switch s := s.(type) {
		case *ir.Where:
			add("where", s.Cond.Place().Text())
		case *ir.Route:
			for _, a := range s.Arms {
				if a.Cond != nil {
					add("where", a.Cond.Place().Text())
				}
			}
		case *ir.SetKey:
			add("key", s.Value.Place().Text())
		case *ir.SetPartition:
			add("partition", s.Value.Place().Text())
		case *ir.SetTimestamp:
			add("timestamp", s.Value.Place().Text())
		case *ir.SetHeaders:
			add("headers", s.Place().Text())
		}
	})
	return out
}

// columns compares how each column is computed.
func (c *comparer) columns(o, n *ir.Pipeline) {
	was := computed(o)
	now := computed(n)
	for _, t := range lineage.Of(n) {
		for _, col := range t.Columns {
			key := t.To.Node.Name + "." + col.Name
			x, known := was[key]
			if y := now[key]; known && x != y {
				c.add(Careful, fmt.Sprintf("computes %s by %s, and did by %s", strings.TrimSuffix(key, "."), y, x), "new values are not like those that are there")
				delete(now, key)
				delete(was, key)
			}
		}
	}
}

// computed are the texts by which columns are computed, by node and column; what is
// only passed on is told by its source.
func computed(p *ir.Pipeline) map[string]string {
	out := map[string]string{}
	for _, t := range lineage.Of(p) {
		for _, col := range t.Columns {
			var parts []string
			for _, s := range col.Steps[1:] {
				if s.Text != "*" && !strings.HasSuffix(s.Text, ".*") {
					parts = append(parts, s.Text)
				}
			}
			if len(parts) == 0 {
				for _, s := range col.Sources { // by the name of the field alone: the node is told apart
					parts = append(parts, "."+s.Path)
				}
			}
			key, text := t.To.Node.Name+"."+col.Name, strings.Join(parts, " ← ")
			if out[key] != "" && out[key] != text {
				text = out[key] + " | " + text
			}
			out[key] = text
		}
	}
	return out
}

func errorText(p *ir.Pipeline) string {
	if p.OnError == nil {
		return "stopping"
	}
	var out []string
	for _, l := range []struct {
		what  string
		rungs []ir.Rung
	}{{"decode", p.OnError.Decode}, {"map", p.OnError.Map}, {"write", p.OnError.Write}} {
		if len(l.rungs) == 0 {
			continue
		}
		var steps []string
		for _, r := range l.rungs {
			steps = append(steps, strings.Join(strings.Fields(r.At.Text()), " "))
		}
		out = append(out, l.what+" = ["+strings.Join(steps, ", ")+"]")
	}
	return strings.Join(out, ", ")
}
