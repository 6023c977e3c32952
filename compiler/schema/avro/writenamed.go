package avro

import (
	"strings"

	"github.com/flowc-lang/flowc/compiler/types"
)

func (w *writer) record(t *types.Type, space, name, path string) {
	r := t.Record
	full := w.nameFor(r, r.Name, spaceOf(r), space, name)
	if r.Open {
		w.refuse(path, "an open record has fields that no Avro schema names")
	}
	if !w.define(full, t, space, path) {
		return
	}
	own, short := split(full)
	w.open("record", full, space)
	w.doc(r.Doc)
	w.aliases(t)
	w.out.WriteString(`,"fields":[`)
	for i, f := range r.Fields {
		if i > 0 {
			w.out.WriteByte(',')
		}
		w.field(r, f, own, short, path+"."+f.Name)
	}
	w.out.WriteString("]}")
}

// spaceOf is the namespace of a record: that of a table is its keyspace.
func spaceOf(r *types.RecordType) string {
	if r.Namespace == "" && r.Table != nil {
		return r.Table.Schema
	}
	return r.Namespace
}

func (w *writer) field(r *types.RecordType, f *types.Field, space, record, path string) {
	if !legalName(f.Name) {
		w.refuseName(path, "name", f.Name)
	}
	w.out.WriteString(`{"name":` + quote(f.Name) + `,"type":`)
	inner := record + "_" + f.Name
	w.typ(f.Type, space, inner, path)
	w.doc(f.Doc)
	if v, ok := defaultOf(r, f); ok {
		w.out.WriteString(`,"default":`)
		w.constant(v, f.Type)
	}
	if len(f.Aliases) > 0 {
		w.out.WriteString(`,"aliases":`)
		w.list(f.Aliases)
	}
	w.out.WriteByte('}')
}

// defaultOf returns the default of a field as Avro may have it: of a union one of
// the first branch only. An optional field of ours that is missing is null.
func defaultOf(r *types.RecordType, f *types.Field) (any, bool) {
	if f.Type.Kind != types.Optional {
		return f.Default, f.HasDefault
	}
	nullFirst := f.Type.NullBranch() == 0
	if !f.HasDefault && r.Origin != "avro" && nullFirst {
		return nil, true
	}
	return f.Default, f.HasDefault && nullFirst == (f.Default == nil)
}

func (w *writer) doc(s string) {
	if s != "" {
		w.out.WriteString(`,"doc":` + quote(s))
	}
}

// enum writes an enum; an open one, whose unknown symbols travel along, as text.
func (w *writer) enum(t *types.Type, space, name, path string) {
	e := t.Enum
	if e.Open {
		w.out.WriteString(`"string"`)
		return
	}
	full := w.nameFor(e, e.Name, e.Namespace, space, name)
	if !w.define(full, t, space, path) {
		return
	}
	w.open("enum", full, space)
	for _, s := range e.Symbols {
		if !legalName(s) {
			w.refuseName(path, "symbol", s)
		}
	}
	w.aliases(t)
	w.out.WriteString(`,"symbols":`)
	w.list(e.Symbols)
	if e.Default != "" {
		w.out.WriteString(`,"default":` + quote(e.Default))
	}
	w.out.WriteByte('}')
}

// nameFor returns the full name of a record or enum. The names that people see
// have an import's alias or a keyspace before the last dot, which is no part of
// the Avro name. Without a namespace of its own it has the one around it.
func (w *writer) nameFor(of any, shown, own, around, fallback string) string {
	if full, ok := w.full[of]; ok {
		return full
	}
	name := shown[strings.LastIndexByte(shown, '.')+1:]
	if name == "" {
		name = fallback
	}
	if own == "" {
		own = around
	}
	full := join(own, name)
	w.full[of] = full
	return full
}

// define enters a name at its first use. At a later one it writes the name and
// returns false; a name that stands for two types is refused.
func (w *writer) define(full string, t *types.Type, space, path string) bool {
	first := w.names[full]
	if first == nil {
		for _, part := range strings.Split(full, ".") {
			if !legalName(part) {
				w.refuseName(path, "name", full)
			}
		}
		w.names[full] = t
		return true
	}
	if !types.Same(first, t) {
		w.refuse(path, "two types have the Avro name %s", full)
	}
	if own, name := split(full); own == space {
		full = name
	}
	w.out.WriteString(quote(full))
	return false
}
