package document

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
)

// nodes are the sources, topics or sinks.
func nodes(w writer, p *ir.Program, kind ir.NodeKind, title string) {
	first := true
	for _, n := range p.Nodes {
		if n.Kind != kind {
			continue
		}
		if first {
			w.heading(2, title)
			first = false
		}
		w.heading(3, n.Title())
		if n.Doc != "" {
			w.paragraph(n.Doc)
		}
		lines := []string{connector(n)}
		for _, c := range []struct {
			name string
			c    *ir.Carrier
		}{{"value", n.Value}, {"key", n.Key}, {"headers", n.Headers}} {
			if c.c != nil {
				lines = append(lines, c.name+" "+carrier(c.c))
			}
		}
		lines = append(lines, users(p, n)...)
		w.list(lines)
		options(w, n.Options)
	}
}

func connector(n *ir.Node) string {
	out := "connector " + code(n.Spec.Name)
	if n.Kind == ir.Topic {
		out = "Kafka topic"
	}
	if c := n.Connection; c != nil {
		out += fmt.Sprintf(" on %s (%s)", code(c.Name), c.Spec.Name)
	}
	return out
}

func carrier(c *ir.Carrier) string {
	out := code(c.Type.String())
	if c.Converter != nil {
		out += " as " + code(c.Converter.Spec.Name)
	}
	return out
}

// users are the pipelines that read and write a node.
func users(p *ir.Program, n *ir.Node) []string {
	var reads, writes []string
	for _, pl := range p.Pipelines {
		if pl.From.Node == n {
			reads = append(reads, code(pl.Name))
		}
		ir.Stages(pl.Stages, func(s ir.Stage) {
			if to, ok := s.(*ir.To); ok && to.Node == n && !slices.Contains(writes, code(pl.Name)) {
				writes = append(writes, code(pl.Name))
			}
		})
		for _, r := range rungs(pl) {
			if text := code(pl.Name) + " (failed records)"; r.Node == n && !slices.Contains(writes, text) {
				writes = append(writes, text)
			}
		}
	}
	var out []string
	if len(writes) > 0 {
		out = append(out, "written by "+strings.Join(writes, ", "))
	}
	if len(reads) > 0 {
		out = append(out, "read by "+strings.Join(reads, ", "))
	}
	return out
}

func rungs(p *ir.Pipeline) []ir.Rung {
	if p.OnError == nil {
		return nil
	}
	return slices.Concat(p.OnError.Decode, p.OnError.Map, p.OnError.Write)
}

// options are those that were set, with what they are for.
func options(w writer, opts ir.Options) {
	var rows [][]string
	for _, name := range slices.Sorted(maps.Keys(opts)) {
		o := opts[name]
		value := code(oneLine(o.At.Text()))
		if o.Fields != nil {
			var made []string
			for _, a := range o.Fields {
				made = append(made, code(oneLine(a.At.Text())))
			}
			value = strings.Join(made, ", ")
		}
		rows = append(rows, []string{code(name), value, o.Spec.Doc})
	}
	if len(rows) > 0 {
		w.table([]string{"option", "value", "what it does"}, rows)
	}
}

// schemas are the named records, tables and enums that the nodes carry.
func schemas(w writer, p *ir.Program) {
	c := &collector{seen: map[any]bool{}}
	for _, n := range p.Nodes {
		for _, k := range []*ir.Carrier{n.Value, n.Key} {
			if k != nil {
				c.add(k.Type)
			}
		}
	}
	if len(c.records)+len(c.enums) > 0 {
		w.heading(2, "Schemas")
	}
	for _, r := range c.records {
		record(w, r)
	}
	for _, e := range c.enums {
		w.heading(3, e.Name)
		var symbols []string
		for _, s := range e.Symbols {
			symbols = append(symbols, code(s))
		}
		w.paragraph("One of " + strings.Join(symbols, ", ") + ".")
	}
}

// collector finds the named types within types, in the order in which they are met.
type collector struct {
	seen    map[any]bool
	records []*types.RecordType
	enums   []*types.EnumType
}

func (c *collector) add(t *types.Type) {
	if t == nil {
		return
	}
	switch {
	case t.Record != nil && !c.seen[t.Record]:
		c.seen[t.Record] = true
		if t.Record.Name != "" {
			c.records = append(c.records, t.Record)
		}
		for _, f := range t.Record.Fields {
			c.add(f.Type)
		}
	case t.Enum != nil && !c.seen[t.Enum]:
		c.seen[t.Enum] = true
		if t.Enum.Name != "" {
			c.enums = append(c.enums, t.Enum)
		}
	}
	c.add(t.Elem)
	c.add(t.Key)
	for _, item := range t.Items {
		c.add(item)
	}
}

func record(w writer, r *types.RecordType) {
	w.heading(3, r.Name)
	if r.Doc != "" {
		w.paragraph(r.Doc)
	}
	if t := r.Table; t != nil {
		w.paragraph("A table; its primary key is " + code(strings.Join(t.PrimaryKey(), ", ")) + ".")
	}
	var rows [][]string
	docs := false
	for _, f := range r.Fields {
		value := ""
		if f.HasDefault {
			value = code(defaultText(f))
		}
		docs = docs || f.Doc != ""
		typ := f.Type.String()
		if r.Table != nil && r.Table.Column[f.Name] != "" {
			typ = r.Table.Column[f.Name]
		}
		rows = append(rows, []string{code(f.Name), code(typ), value, f.Doc})
	}
	head := []string{"field", "type", "default", "what it is"}
	if !docs {
		head = head[:3]
		for k := range rows {
			rows[k] = rows[k][:3]
		}
	}
	w.table(head, rows)
}

// defaultText is a default as it is written: enums by their symbol.
func defaultText(f *types.Field) string {
	switch v := f.Default.(type) {
	case nil:
		return "null"
	case string:
		return fmt.Sprintf("%q", v)
	case types.DecimalConst:
		text := v.Unscaled.String()
		if v.Scale > 0 {
			digits := strings.TrimPrefix(text, "-")
			digits = strings.Repeat("0", max(0, v.Scale+1-len(digits))) + digits
			digits = digits[:len(digits)-v.Scale] + "." + digits[len(digits)-v.Scale:]
			if v.Unscaled.Sign() < 0 {
				digits = "-" + digits
			}
			return digits
		}
		return text
	case int:
		if e := f.Type.Strip().Enum; e != nil && v >= 0 && v < len(e.Symbols) {
			return e.Symbols[v]
		}
	case []any:
		if len(v) == 0 {
			return "[]"
		}
		return "a constant"
	case []types.Entry:
		return "a constant"
	}
	return fmt.Sprint(f.Default)
}
