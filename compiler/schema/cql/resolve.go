package cql

import (
	"fmt"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// simple are the types that are a word. A counter is an int64 that can only be
// added to; its table says so.
var simple = map[string]*types.Type{
	"ascii":     types.Of(types.String),
	"text":      types.Of(types.String),
	"varchar":   types.Of(types.String),
	"tinyint":   types.Of(types.Int8),
	"smallint":  types.Of(types.Int16),
	"int":       types.Of(types.Int32),
	"bigint":    types.Of(types.Int64),
	"counter":   types.Of(types.Int64),
	"varint":    types.Of(types.Varint),
	"float":     types.Of(types.Float),
	"double":    types.Of(types.Double),
	"decimal":   types.Of(types.Decimal),
	"boolean":   types.Of(types.Bool),
	"blob":      types.Of(types.Bytes),
	"date":      types.Of(types.Date),
	"time":      types.InUnit(types.Time, types.Nanos),
	"timestamp": types.InUnit(types.Timestamp, types.Millis),
	"uuid":      types.Of(types.UUID),
	"timeuuid":  types.Of(types.TimeUUID),
	"inet":      types.Of(types.Inet),
	"duration":  types.Of(types.Duration),
}

// generic are the types with arguments, and how many they take; -1 is any number.
var generic = map[string]int{"frozen": 1, "list": 1, "set": 1, "map": 2, "vector": 1, "tuple": -1}

// resolve makes the types of everything that was declared.
func (b *builder) resolve() {
	for _, u := range b.udts {
		b.schema.Types = append(b.schema.Types, &types.RecordType{Name: u.name.String(), At: u.name.at})
	}
	for i, u := range b.udts {
		b.fields(u, b.schema.Types[i])
	}
	for i, u := range b.udts {
		b.notItself(u, b.schema.Types[i])
	}
	for _, t := range b.tables {
		if row := b.row(t); row != nil {
			b.schema.Tables = append(b.schema.Tables, row)
		}
	}
}

// fields fills a user-defined type: every field may be null.
func (b *builder) fields(u *createType, r *types.RecordType) {
	for _, c := range u.fields {
		if r.Field(c.name.text) != nil {
			b.mistake(c.name.at, fmt.Sprintf("type `%s` has two fields `%s`", u.name, c.name.text))
			continue
		}
		r.Fields = append(r.Fields, &types.Field{
			Name:   c.name.text,
			Type:   types.OptionalOf(b.typ(c.typ, u.name.keyspace)),
			At:     c.name.at,
			TypeAt: c.typ.at,
		})
	}
}

// notItself refuses a type that contains itself, which Cassandra does not know,
// and cuts the circle so that nobody walks it for ever.
func (b *builder) notItself(u *createType, r *types.RecordType) {
	for i, f := range r.Fields {
		if contains(f.Type, r, map[*types.RecordType]bool{}) {
			b.mistake(u.fields[i].typ.at, fmt.Sprintf("type `%s` contains itself", u.name))
			f.Type = types.Of(types.Invalid)
		}
	}
}

func contains(t *types.Type, r *types.RecordType, seen map[*types.RecordType]bool) bool {
	if t == nil {
		return false
	}
	if t.Kind == types.Record && !seen[t.Record] {
		seen[t.Record] = true
		if t.Record == r {
			return true
		}
		for _, f := range t.Record.Fields {
			if contains(f.Type, r, seen) {
				return true
			}
		}
	}
	for _, item := range t.Items {
		if contains(item, r, seen) {
			return true
		}
	}
	return contains(t.Elem, r, seen) || contains(t.Key, r, seen)
}

// row makes the row type of a table, nil where it has no usable key.
func (b *builder) row(t *createTable) *types.RecordType {
	table := &types.Table{
		System: "cql",
		Schema: t.name.keyspace,
		Name:   t.name.text,
		Column: map[string]string{},
		At:     t.name.at,
	}
	row := &types.RecordType{Name: t.name.String(), At: t.name.at, Table: table}
	for _, c := range t.columns {
		b.addColumn(t, row, c)
	}
	if !b.key(t, row) {
		return nil
	}
	for _, c := range t.columns {
		if f := row.Field(c.name.text); f.KeyAt.IsZero() {
			f.Type = types.OptionalOf(f.Type)
		}
	}
	return row
}

func (b *builder) addColumn(t *createTable, row *types.RecordType, c *column) {
	name := c.name.text
	if first := row.Field(name); first != nil {
		b.report.Add(diag.Diagnostic{
			Code:    "E0207",
			Message: fmt.Sprintf("table `%s` has two columns `%s`", t.name, name),
			At:      c.name.at,
			Labels:  []diag.Label{{At: first.At, Text: "first here"}},
		})
		return
	}
	row.Fields = append(row.Fields, &types.Field{
		Name:   name,
		Type:   b.typ(c.typ, t.name.keyspace),
		At:     c.name.at,
		TypeAt: c.typ.at,
	})
	row.Table.Column[name] = c.typ.String()
	if c.static {
		row.Table.Static = append(row.Table.Static, name)
	}
	row.Table.Counters = row.Table.Counters || c.typ.name == "counter"
}

// key marks the columns of the primary key, and reports a key that cannot be.
func (b *builder) key(t *createTable, row *types.RecordType) bool {
	partition := t.partition
	for _, c := range t.columns {
		if c.key.IsZero() {
			continue
		}
		if partition != nil {
			b.mistake(c.key, "a table has one primary key")
			return false
		}
		partition = []ident{{text: c.name.text, at: c.key}}
	}
	if partition == nil {
		b.mistake(t.name.at, fmt.Sprintf("table `%s` has no primary key", t.name))
		return false
	}
	ok := true
	for _, k := range partition {
		ok = b.keyColumn(t, row, k) && ok
		row.Table.PartitionKey = append(row.Table.PartitionKey, k.text)
	}
	for _, k := range t.clustering {
		ok = b.keyColumn(t, row, k) && ok
		row.Table.Clustering = append(row.Table.Clustering, k.text)
	}
	return ok
}

func (b *builder) keyColumn(t *createTable, row *types.RecordType, k ident) bool {
	f := row.Field(k.text)
	switch {
	case f == nil:
		d := diag.Diagnostic{Code: "E0207", Message: fmt.Sprintf("the primary key of `%s` names a column `%s` that it does not have", t.name, k.text), At: k.at}
		var names []string
		for _, f := range row.Fields {
			names = append(names, f.Name)
		}
		if near, ok := diag.Nearest(k.text, names); ok {
			d.Helps = []string{"did you mean `" + near + "`?"}
		}
		b.report.Add(d)
		return false
	case !f.KeyAt.IsZero():
		b.mistake(k.at, fmt.Sprintf("the primary key names `%s` twice", k.text))
		return false
	}
	f.KeyAt = k.at
	return true
}

// typ resolves a type as seen from a keyspace. What it cannot resolve is reported
// and becomes Invalid.
func (b *builder) typ(n *typeName, keyspace string) *types.Type {
	want, isGeneric := generic[n.name]
	switch t, isSimple := simple[n.name]; {
	case n.keyspace == "" && isGeneric:
		return b.generic(n, want, keyspace)
	case len(n.args) > 0 || n.length > 0:
		b.mistake(n.at, fmt.Sprintf("type `%s` takes no arguments", n.name))
		return types.Of(types.Invalid)
	case n.keyspace == "" && isSimple:
		return t
	}
	if n.keyspace != "" {
		keyspace = n.keyspace
	}
	for i, u := range b.udts {
		if u.name.text == n.name && u.name.keyspace == keyspace {
			return types.RecordOf(b.schema.Types[i])
		}
	}
	b.unknown(n)
	return types.Of(types.Invalid)
}

func (b *builder) unknown(n *typeName) {
	d := diag.Diagnostic{
		Code:    "E0207",
		Message: fmt.Sprintf("type `%s` is not known", qualified{keyspace: n.keyspace, text: n.name}),
		At:      n.at,
		Helps:   []string{"a user-defined type needs its CREATE TYPE in an imported file"},
	}
	var names []string
	for name := range simple {
		names = append(names, name)
	}
	for _, u := range b.udts {
		names = append(names, u.name.text)
	}
	slices.Sort(names) // of two that are as near, the same is named each time
	if near, ok := diag.Nearest(n.name, names); ok {
		d.Helps = []string{"did you mean `" + near + "`?"}
	}
	b.report.Add(d)
}

func (b *builder) generic(n *typeName, want int, keyspace string) *types.Type {
	if len(n.args) == 0 || want > 0 && len(n.args) != want || (n.length > 0) != (n.name == "vector") {
		b.mistake(n.at, fmt.Sprintf("type `%s` is written %s", n.name, usage[n.name]))
		return types.Of(types.Invalid)
	}
	args := make([]*types.Type, len(n.args))
	for i, a := range n.args {
		args[i] = b.typ(a, keyspace)
	}
	switch n.name {
	case "frozen":
		return args[0]
	case "list":
		return types.ListOf(args[0])
	case "set":
		return types.SetOf(args[0])
	case "map":
		return types.MapOf(args[0], args[1])
	case "vector":
		return types.VectorOf(args[0], n.length)
	case "tuple":
		for i := range args {
			args[i] = types.OptionalOf(args[i]) // any part of a tuple may be null
		}
		return types.TupleOf(args...)
	}
	panic("cql: no such generic type: " + n.name)
}

var usage = map[string]string{
	"frozen": "`frozen<T>`",
	"list":   "`list<T>`",
	"set":    "`set<T>`",
	"map":    "`map<K, V>`",
	"vector": "`vector<float, 3>`",
	"tuple":  "`tuple<A, B>`",
}

// String returns the type as Cassandra's own tables show it.
func (n *typeName) String() string {
	if n.keyspace == "" && n.name == "varchar" {
		return "text"
	}
	s := quoteName(n.name)
	if len(n.args) == 0 {
		return s
	}
	var args []string
	for _, a := range n.args {
		args = append(args, a.String())
	}
	if n.length > 0 {
		args = append(args, fmt.Sprint(n.length))
	}
	return s + "<" + strings.Join(args, ", ") + ">"
}
