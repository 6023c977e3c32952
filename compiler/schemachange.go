package compiler

import (
	"fmt"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/schema/cql"
	"github.com/flowc-lang/flowc/compiler/schema/sql"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/internal/schemadiff"
)

// SchemaChanges tells what a new text of a schema changes: of a file of tables a line
// for each table and column, `+ column shop.orders.note text`, which is none where
// the texts cannot be read; of another schema a line for each difference. All of it is
// new where before is empty, and is not told but for tables.
func SchemaChanges(kind, before, after string) []string {
	if kind != "cql" && kind != "sql" {
		if before == "" {
			return nil
		}
		return schemadiff.Lines(before, after)
	}
	a, b := tablesOf(kind, before), tablesOf(kind, after)
	var out []string
	for _, t := range b {
		old := findTable(a, t)
		if old == nil {
			out = append(out, "+ table "+t.Name)
			continue
		}
		out = append(out, columnChanges(old, t)...)
	}
	for _, t := range a {
		if findTable(b, t) == nil {
			out = append(out, "- table "+t.Name)
		}
	}
	return out
}

func tablesOf(kind, text string) []*types.RecordType {
	f, r := diag.NewFile("schema", text), &diag.Report{}
	switch kind {
	case "cql":
		return cql.Parse(f, r).Tables
	case "sql":
		return sql.Parse(f, r).Tables
	}
	return nil
}

func findTable(all []*types.RecordType, t *types.RecordType) *types.RecordType {
	i := slices.IndexFunc(all, func(o *types.RecordType) bool { return o.Name == t.Name })
	if i < 0 {
		return nil
	}
	return all[i]
}

func columnChanges(a, b *types.RecordType) []string {
	var out []string
	at := func(f *types.Field) string { return b.Name + "." + f.Name }
	for _, f := range b.Fields {
		old, now := a.Table.Column[f.Name], b.Table.Column[f.Name]
		switch {
		case a.Field(f.Name) == nil:
			out = append(out, fmt.Sprintf("+ column %s %s", at(f), now))
		case old != now:
			out = append(out, fmt.Sprintf("~ column %s was %s, is %s", at(f), old, now))
		case !types.Same(a.Field(f.Name).Type, f.Type):
			out = append(out, fmt.Sprintf("~ column %s was %s, is %s", at(f), a.Field(f.Name).Type, f.Type))
		}
	}
	for _, f := range a.Fields {
		if b.Field(f.Name) == nil {
			out = append(out, "- column "+at(f))
		}
	}
	if x, y := keyOf(a), keyOf(b); x != y {
		out = append(out, fmt.Sprintf("~ primary key of %s was %s, is %s", b.Name, x, y))
	}
	return out
}

// keyOf is the primary key as a DDL has it.
func keyOf(t *types.RecordType) string {
	parts := append([]string{"(" + strings.Join(t.Table.PartitionKey, ", ") + ")"}, t.Table.Clustering...)
	return "(" + strings.Join(parts, ", ") + ")"
}
