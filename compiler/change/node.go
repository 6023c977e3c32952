package change

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
)

func (c *comparer) nodes(from, to *ir.Program) {
	same := func(a *ir.Node) func(*ir.Node) bool {
		return func(b *ir.Node) bool { return a.Name == b.Name && a.Kind == b.Kind }
	}
	for _, o := range from.Nodes {
		n := find(to.Nodes, same(o))
		if n == nil {
			c.about(o.At, true, "%s %s", o.Kind, o.Name)
			c.add(Careful, "is gone", map[ir.NodeKind]string{
				ir.Topic: "what is in it stays there; nothing of this project reads or writes it", ir.Source: "its records are not read any more",
				ir.Sink: "it gets no records any more",
			}[o.Kind])
			continue
		}
		c.about(n.At, false, "%s %s", n.Kind, n.Name)
		c.node(o, n)
	}
	for _, n := range to.Nodes {
		if find(from.Nodes, same(n)) == nil {
			c.about(n.At, false, "%s %s", n.Kind, n.Name)
			c.add(Safe, "is new", "")
		}
	}
}

func (c *comparer) node(o, n *ir.Node) {
	if o.Spec.Name != n.Spec.Name {
		c.add(Breaking, fmt.Sprintf("its connector is %s, and was %s", n.Spec.Name, o.Spec.Name), "positions and data of the old one are not used")
		return
	}
	if a, b := connectionName(o), connectionName(n); a != b {
		c.add(Breaking, fmt.Sprintf("is on %s, and was on %s", shown(b), shown(a)), "positions and data of the old system are not used")
	}
	c.options(o.Options, n.Options)
	switch {
	case o.Key != nil && n.Key != nil:
		c.key(o, n)
	case (o.Key == nil) != (n.Key == nil):
		c.add(Breaking, "has a key in one version only", "records of one key land in another partition than those that are there")
	}
	c.value(o, n)
}

func connectionName(n *ir.Node) string {
	if n.Connection == nil {
		return ""
	}
	return n.Connection.Name
}

// key: whatever changes its bytes changes the partitions.
func (c *comparer) key(o, n *ir.Node) {
	const then = "equal keys get other bytes: records of one key land in another partition than those that are there, and a compacted topic keeps both"
	if a, b := o.Key.Type.String(), n.Key.Type.String(); a != b {
		c.add(Breaking, fmt.Sprintf("the type of its key changes from %s to %s", a, b), then)
	}
	if a, b := converterText(o.Key), converterText(n.Key); a != b {
		c.add(Breaking, fmt.Sprintf("its key is written as %s, and was as %s", b, a), then)
	}
}

// converterText is a converter with its options: json(time: unix_ms).
func converterText(k *ir.Carrier) string {
	if k.Converter == nil {
		return ""
	}
	var args []string
	for _, name := range slices.Sorted(maps.Keys(k.Converter.Options)) {
		args = append(args, name+": "+optionText(k.Converter.Options[name]))
	}
	if len(args) == 0 {
		return k.Converter.Spec.Name
	}
	return k.Converter.Spec.Name + "(" + strings.Join(args, ", ") + ")"
}

func optionText(o *ir.Option) string { return strings.Join(strings.Fields(o.At.Text()), " ") }

// value compares the converter, then the type field by field.
func (c *comparer) value(o, n *ir.Node) {
	e := effectsOf(n)
	if o.Value.Converter != nil && n.Value.Converter != nil {
		a, b := o.Value.Converter, n.Value.Converter
		switch {
		case a.Spec.Name != b.Spec.Name:
			c.add(e.bytes, fmt.Sprintf("its values are written as %s, and were as %s", b.Spec.Name, a.Spec.Name), e.otherBytes)
		default:
			c.converterOptions(a, b, e)
		}
	}
	if o.Value.Type.Record != nil && o.Value.Type.Record.Table != nil {
		c.table(o.Value.Type.Record, n.Value.Type.Record)
	}
	w := &typeComparer{comparer: c, effects: e, seen: map[pair]bool{}}
	w.compare("", o.Value.Type, n.Value.Type)
	if w.changed && e.fingerprint {
		c.add(Breaking, "the fingerprint of its Avro schema changes", "records that are there were written with another one, and are refused with R0103; a registry keeps old schemas readable")
	}
}

// reading are the options of converters that say how strictly is read: they do not
// change what is written.
var reading = map[string]bool{"unknown": true, "compat": true, "absent": true}

func (c *comparer) converterOptions(a, b *ir.Converter, e effects) {
	names := slices.Sorted(maps.Keys(a.Options))
	for name := range b.Options {
		if a.Options[name] == nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		x, y := setting(a.Options[name]), setting(b.Options[name])
		if x == y {
			continue
		}
		text := fmt.Sprintf("the option `%s` of its converter changes from %s to %s", name, x, y)
		if reading[name] {
			c.add(Careful, text, "other records than before are refused, or taken")
		} else {
			c.add(e.bytes, text, e.otherBytes)
		}
	}
}

func setting(o *ir.Option) string {
	if o == nil {
		return "its default"
	}
	return optionText(o)
}

// moves are the options that say where records are: others are another place.
var moves = map[string]string{
	"name":  "the old topic is neither read nor written any more, and positions in it are not used",
	"path":  "files of the old path are neither read nor written any more",
	"table": "rows go to another table; those that are there stay in the old one",
	"group": "the consumer group is another: reading starts anew",
}

// effect is what some of the other options do to what is there.
var effect = map[string]string{
	"partitions": "a topic that is there keeps its number; where it is changed too, records of one key land in another partition",
	"brokers":    "where that is another cluster, its topics and positions are others",
	"hosts":      "where that is another cluster, its tables are others",
}

// options compares what is set, by its text.
func (c *comparer) options(a, b ir.Options) {
	names := slices.Sorted(maps.Keys(a))
	for name := range b {
		if a[name] == nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		x, y := setting(a[name]), setting(b[name])
		if a[name] != nil && b[name] != nil && a[name].Fields != nil {
			x, y = fieldsText(a[name]), fieldsText(b[name])
		}
		if x == y {
			continue
		}
		text := fmt.Sprintf("the option `%s` changes from %s to %s", name, x, y)
		switch {
		case moves[name] != "":
			c.add(Breaking, text, moves[name])
		case effect[name] != "":
			c.add(Careful, text, effect[name])
		default:
			c.add(Careful, text, docOf(a[name], b[name]))
		}
	}
}

func fieldsText(o *ir.Option) string {
	var out []string
	for _, a := range o.Fields {
		out = append(out, strings.Join(strings.Fields(a.At.Text()), " "))
	}
	return "{ " + strings.Join(out, ", ") + " }"
}

// docOf says what an option does.
func docOf(list ...*ir.Option) string {
	for _, o := range list {
		if o != nil && o.Spec != nil {
			return "it says: " + o.Spec.Doc
		}
	}
	return ""
}
