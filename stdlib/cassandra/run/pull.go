package run

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/runtime/connector"
)

// Pull returns the user types and tables of a keyspace as CQL, in an order that does
// not depend on the cluster; with names, those tables alone. It is what
// `import cql "x.cql" from ring(keyspace: "shop")` pulls.
func Pull(ctx context.Context, c *Connection, keyspace string, names []string) (*connector.Pulled, error) {
	s, err := c.acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer c.release()
	k := &keyspaceText{ctx: ctx, session: s, keyspace: keyspace}
	if err := k.read(names); err != nil {
		return nil, fmt.Errorf("connection %s: look at keyspace %s: %w", c.Name, keyspace, plain(err))
	}
	return &connector.Pulled{Text: k.text()}, nil
}

// keyspaceText is what the system tables say of a keyspace.
type keyspaceText struct {
	ctx      context.Context
	session  *session
	keyspace string
	types    map[string][]liveColumn // the fields of user types
	tables   map[string][]liveColumn
	clusters map[string]map[string]string // by table, the orders of its clustering columns
}

func (k *keyspaceText) read(names []string) error {
	k.types, k.tables, k.clusters = map[string][]liveColumn{}, map[string][]liveColumn{}, map[string]map[string]string{}
	if err := k.readTypes(); err != nil {
		return err
	}
	if err := k.readColumns(names); err != nil {
		return err
	}
	for _, n := range names {
		if k.tables[n] == nil {
			return fmt.Errorf("%w: there is no table %s", connector.ErrNoInput, n)
		}
	}
	if len(k.tables) == 0 {
		return fmt.Errorf("%w: there is no table", connector.ErrNoInput)
	}
	return nil
}

func (k *keyspaceText) readTypes() error {
	const q = `SELECT type_name, field_names, field_types FROM system_schema.types WHERE keyspace_name = ?`
	scan := k.session.db.Query(q, k.keyspace).IterContext(k.ctx).Scanner()
	for scan.Next() {
		var name string
		var fields, types []string
		if err := scan.Scan(&name, &fields, &types); err != nil {
			return err
		}
		for i, f := range fields {
			k.types[name] = append(k.types[name], liveColumn{name: f, typ: types[i]})
		}
	}
	return scan.Err()
}

func (k *keyspaceText) readColumns(names []string) error {
	const q = `SELECT table_name, column_name, kind, position, type, clustering_order FROM system_schema.columns WHERE keyspace_name = ?`
	scan := k.session.db.Query(q, k.keyspace).IterContext(k.ctx).Scanner()
	views, err := k.views()
	if err != nil {
		return err
	}
	for scan.Next() {
		var table, order string
		var c liveColumn
		if err := scan.Scan(&table, &c.name, &c.kind, &c.position, &c.typ, &order); err != nil {
			return err
		}
		if views[table] || len(names) > 0 && !slices.Contains(names, table) {
			continue
		}
		k.tables[table] = append(k.tables[table], c)
		if order == "desc" {
			if k.clusters[table] == nil {
				k.clusters[table] = map[string]string{}
			}
			k.clusters[table][c.name] = "DESC"
		}
	}
	return scan.Err()
}

// views are the materialized views, whose columns stand among those of tables.
func (k *keyspaceText) views() (map[string]bool, error) {
	const q = `SELECT view_name FROM system_schema.views WHERE keyspace_name = ?`
	scan := k.session.db.Query(q, k.keyspace).IterContext(k.ctx).Scanner()
	out := map[string]bool{}
	for scan.Next() {
		var name string
		if err := scan.Scan(&name); err != nil {
			return nil, err
		}
		out[name] = true
	}
	return out, scan.Err()
}

func (k *keyspaceText) text() string {
	var b strings.Builder
	for _, name := range k.typeOrder() {
		fmt.Fprintf(&b, "CREATE TYPE %s.%s (\n", quoted(k.keyspace), quoted(name))
		for i, f := range k.types[name] {
			fmt.Fprintf(&b, "  %s %s%s\n", quoted(f.name), f.typ, comma(i, len(k.types[name])))
		}
		b.WriteString(");\n\n")
	}
	for _, name := range names(k.tables) {
		k.table(&b, name)
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// typeOrder puts a user type behind those that its fields are of.
func (k *keyspaceText) typeOrder() []string {
	var out []string
	var visit func(name string)
	visit = func(name string) {
		if slices.Contains(out, name) {
			return
		}
		for _, other := range names(k.types) {
			if other != name && slices.ContainsFunc(k.types[name], func(f liveColumn) bool { return mentions(f.typ, other) }) {
				visit(other)
			}
		}
		out = append(out, name)
	}
	for _, name := range names(k.types) {
		visit(name)
	}
	return out
}

// mentions reports whether a type is made of the user type.
func mentions(typ, name string) bool {
	words := strings.FieldsFunc(typ, func(r rune) bool { return strings.ContainsRune("<>, ", r) })
	return slices.ContainsFunc(words, func(w string) bool { return strings.Trim(w, `"`) == name })
}

// table writes the key's columns first, then the others by name.
func (k *keyspaceText) table(b *strings.Builder, name string) {
	columns := slices.Clone(k.tables[name])
	rank := map[string]int{"partition_key": 0, "clustering": 1}
	slices.SortFunc(columns, func(x, y liveColumn) int {
		rx, okX := rank[x.kind]
		ry, okY := rank[y.kind]
		switch {
		case !okX && !okY:
			return strings.Compare(x.name, y.name)
		case okX != okY:
			return map[bool]int{true: -1, false: 1}[okX]
		case rx != ry:
			return rx - ry
		}
		return x.position - y.position
	})
	fmt.Fprintf(b, "CREATE TABLE %s.%s (\n", quoted(k.keyspace), quoted(name))
	var partition, clustering, orders []string
	for _, c := range columns {
		static := ""
		switch c.kind {
		case "partition_key":
			partition = append(partition, quoted(c.name))
		case "clustering":
			clustering = append(clustering, quoted(c.name))
			order := k.clusters[name][c.name]
			if order == "" {
				order = "ASC"
			}
			orders = append(orders, quoted(c.name)+" "+order)
		case "static":
			static = " static"
		}
		fmt.Fprintf(b, "  %s %s%s,\n", quoted(c.name), c.typ, static)
	}
	key := append([]string{"(" + strings.Join(partition, ", ") + ")"}, clustering...)
	fmt.Fprintf(b, "  PRIMARY KEY (%s)\n)", strings.Join(key, ", "))
	if len(k.clusters[name]) > 0 {
		fmt.Fprintf(b, " WITH CLUSTERING ORDER BY (%s)", strings.Join(orders, ", "))
	}
	b.WriteString(";\n\n")
}

// reserved are the words that CQL takes as names in quotes only.
const reserved = " add allow alter and apply asc authorize batch begin by columnfamily create delete desc describe drop entries execute from full grant if in index " +
	"infinity insert into is keyspace limit materialized mbean mbeans modify nan norecursive not null of on or order primary rename replace revoke schema select set " +
	"table to token truncate unlogged unset update use using view where with "

// quoted is a name as CQL takes it: in quotes where it is reserved, or not of small
// letters.
func quoted(name string) string {
	if strings.Contains(reserved, " "+name+" ") {
		return `"` + name + `"`
	}
	for i, r := range name {
		if r != '_' && (r < 'a' || r > 'z') && (i == 0 || r < '0' || r > '9') {
			return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
		}
	}
	return name
}

func comma(i, n int) string {
	if i < n-1 {
		return ","
	}
	return ""
}

// names are the names in m, sorted.
func names(m map[string][]liveColumn) []string { return slices.Sorted(maps.Keys(m)) }
