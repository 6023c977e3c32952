package change

import (
	"fmt"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
)

// effects are what a change of a value does at a kind of node.
type effects struct {
	bytes       Class  // of other bytes
	otherBytes  string // what they do
	lost        Class  // of a field that readers need and do not get
	fingerprint bool   // any change of the type makes what is there unreadable
	// kept says that records that are there are read again.
	kept bool
	// more is the class of taking more than before: at a source nobody else reads.
	more Class
}

func effectsOf(n *ir.Node) effects {
	switch n.Kind {
	case ir.Topic:
		e := effects{bytes: Breaking, otherBytes: "records that are there cannot be read, nor new ones by other programs", lost: Breaking, kept: true, more: Careful}
		if k := n.Value.Converter; k != nil && k.Spec.Name == "avro" {
			e.fingerprint = k.Options["registry"] == nil && k.Options["id"] == nil
		}
		return e
	case ir.Source:
		return effects{bytes: Breaking, otherBytes: "what comes in the old form is refused", lost: Careful, kept: true, more: Safe}
	case ir.Sink:
		return effects{bytes: Breaking, otherBytes: "programs that read the output see another form", lost: Breaking, more: Careful}
	}
	panic("change: no such kind of node")
}

// pair is a pair of records that are being compared: a record may hold itself.
type pair struct{ a, b *types.RecordType }

// typeComparer compares two versions of a type.
type typeComparer struct {
	*comparer
	effects
	seen    map[pair]bool
	changed bool
}

// wider tells that more is taken than before, and what that does to others.
func (w *typeComparer) wider(text, then string) {
	if w.more == Safe {
		then = ""
	}
	w.told(w.more, text, then)
}

func (w *typeComparer) told(class Class, text, then string) {
	w.changed = true
	w.add(class, text, then)
}

// at names a place in the value.
func at(path string) string {
	if path == "" {
		return "its value"
	}
	return "`" + path + "`"
}

func (w *typeComparer) compare(path string, a, b *types.Type) {
	if a.Nullable() != b.Nullable() {
		w.nullable(path, b)
	}
	a, b = a.Strip(), b.Strip()
	switch {
	case a.Kind == types.Record && b.Kind == types.Record:
		w.records(path, a.Record, b.Record)
	case a.Kind == types.Enum && b.Kind == types.Enum:
		w.enums(path, a.Enum, b.Enum)
	case a.Kind == b.Kind && a.Kind != types.Map && a.Elem != nil && b.Elem != nil:
		w.compare(path+"[]", a.Elem, b.Elem)
	case a.Kind == types.Map && b.Kind == types.Map && types.Same(a.Key, b.Key):
		w.compare(path+"[]", a.Elem, b.Elem)
	case a.String() != b.String():
		w.replaced(path, a, b)
	}
}

func (w *typeComparer) nullable(path string, b *types.Type) {
	if b.Nullable() {
		w.wider(fmt.Sprintf("%s may be null now", at(path)), "programs that read it must expect null")
		return
	}
	class, then := Careful, "programs that read it lose nothing"
	if w.kept {
		class, then = Breaking, "a null, also in records that are there, is refused"
	}
	w.told(class, fmt.Sprintf("%s cannot be null any more", at(path)), then)
}

// replaced is a type in the place of another.
func (w *typeComparer) replaced(path string, a, b *types.Type) {
	text := fmt.Sprintf("the type of %s changes from %s to %s", at(path), a, b)
	switch wider, narrower := types.FitInto(a, b).OK(), types.FitInto(b, a).OK(); {
	case wider && narrower:
		w.told(Careful, text, "the values are the same, their bounds are not")
	case wider:
		w.wider(text, "programs that read the old type may meet values that do not fit it")
	case narrower && w.kept:
		w.told(Breaking, text, "values that are there may not fit")
	case narrower:
		w.told(Careful, text, "every new value fits the old type")
	default:
		w.told(Breaking, text, "values of one are none of the other")
	}
}

func (w *typeComparer) enums(path string, a, b *types.EnumType) {
	var gone, added []string
	for _, s := range a.Symbols {
		if b.Index(s) < 0 {
			gone = append(gone, s)
		}
	}
	for _, s := range b.Symbols {
		if a.Index(s) < 0 {
			added = append(added, s)
		}
	}
	if len(gone) > 0 {
		then := "records with them are refused, also those that are there"
		if !w.kept {
			then = "programs that wait for them wait in vain"
		}
		w.told(Breaking, fmt.Sprintf("%s loses the symbols %s", at(path), strings.Join(gone, ", ")), then)
	}
	if len(added) > 0 {
		w.wider(fmt.Sprintf("%s gains the symbols %s", at(path), strings.Join(added, ", ")), "programs that read the old enum refuse them; update those first")
	}
	if len(gone)+len(added) == 0 && !slices.Equal(a.Symbols, b.Symbols) {
		w.changed = true // the order is part of an Avro schema
	}
}

func (w *typeComparer) records(path string, a, b *types.RecordType) {
	p := pair{a, b}
	if w.seen[p] {
		return
	}
	w.seen[p] = true
	if a.Name != b.Name {
		w.changed = true // the name is part of an Avro schema
	}
	for _, f := range a.Fields {
		g := b.Field(f.Name)
		if g == nil {
			w.gone(join(path, f.Name), f)
			continue
		}
		w.compare(join(path, f.Name), f.Type, g.Type)
		if f.HasDefault && !g.HasDefault && !g.Type.Nullable() && w.kept {
			w.told(Breaking, fmt.Sprintf("%s has no default any more", at(join(path, f.Name))), "records without it, also those that are there, are refused")
		}
	}
	for _, g := range b.Fields {
		if a.Field(g.Name) == nil {
			w.added(join(path, g.Name), g)
		}
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func (w *typeComparer) gone(path string, f *types.Field) {
	switch {
	case w.more == Safe:
		w.told(w.lost, fmt.Sprintf("the field %s is gone", at(path)), "it is not read any more; where unknown fields are an error, records that have it are refused")
	case f.HasDefault || f.Type.Nullable():
		w.told(Careful, fmt.Sprintf("the field %s is gone", at(path)), "programs that read it get its default, or null")
	default:
		w.told(w.lost, fmt.Sprintf("the field %s is gone, and had no default", at(path)), "programs that need it fail")
	}
}

func (w *typeComparer) added(path string, f *types.Field) {
	switch {
	case !w.kept:
		w.told(Safe, fmt.Sprintf("the field %s is new", at(path)), "")
	case f.HasDefault || f.Type.Nullable():
		w.told(Safe, fmt.Sprintf("the field %s is new", at(path)), "records without it get its default, or null")
	default:
		w.told(Breaking, fmt.Sprintf("the field %s is new and has no default", at(path)), "records without it, also those that are there, are refused")
	}
}

// table compares what a table is beside its columns.
func (c *comparer) table(a, b *types.RecordType) {
	if b == nil || b.Table == nil || a.Name != b.Name {
		return // the option says so
	}
	if x, y := strings.Join(a.Table.PrimaryKey(), ", "), strings.Join(b.Table.PrimaryKey(), ", "); x != y {
		c.add(Breaking, fmt.Sprintf("the primary key of %s changes from (%s) to (%s)", a.Name, x, y), "a database cannot change the key of a table that is there: it must be made anew")
	}
	for _, f := range a.Fields {
		g := b.Field(f.Name)
		if g == nil {
			continue
		}
		if x, y := a.Table.Column[f.Name], b.Table.Column[f.Name]; x != y {
			c.add(Breaking, fmt.Sprintf("the column `%s` of %s is %s, and was %s", f.Name, a.Name, y, x), "writes fail until the table is changed")
		}
	}
}
