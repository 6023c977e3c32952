package plan

import (
	"fmt"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
)

// ddl is the statement that creates the table of a sink where it is missing; empty for
// sinks that create none. Columns that are added later are nullable.
func ddl(n *ir.Node) string {
	if n.Kind != ir.Sink || n.Value == nil || n.Value.Type.Kind != types.Record || n.Value.Type.Record.Table == nil {
		return ""
	}
	if optionWord(n, "create") != "if_missing" {
		return ""
	}
	table := n.Value.Type.Record
	var b strings.Builder
	fmt.Fprintf(&b, "CREATE TABLE IF NOT EXISTS %s (\n", quoteSQL(table.Table.Name))
	for _, f := range table.Fields {
		null := " NOT NULL"
		if f.Type.Kind == types.Optional {
			null = ""
		}
		fmt.Fprintf(&b, "  %s %s%s,\n", quoteSQL(f.Name), sqlType(f.Type.Strip()), null)
	}
	var key []string
	for _, k := range table.Table.PrimaryKey() {
		key = append(key, quoteSQL(k))
	}
	fmt.Fprintf(&b, "  PRIMARY KEY (%s)\n);", strings.Join(key, ", "))
	return b.String()
}

func optionWord(n *ir.Node, name string) string {
	if o := n.Options[name]; o != nil {
		if c, ok := o.Value.(*ir.Const); ok {
			text, _ := c.Value.(string)
			return text
		}
	}
	return ""
}

// quoteSQL is a name as SQL sees it: with its capitals, and never a word of its own.
func quoteSQL(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// sqlType is the column type of Postgres that takes every value of t.
func sqlType(t *types.Type) string {
	switch t.Kind {
	case types.Bool:
		return "boolean"
	case types.Int8, types.Int16, types.Uint8:
		return "smallint"
	case types.Int32, types.Uint16:
		return "integer"
	case types.Int64, types.Uint32:
		return "bigint"
	case types.Uint64:
		return "numeric(20)"
	case types.Varint:
		return "numeric"
	case types.Float:
		return "real"
	case types.Double:
		return "double precision"
	case types.Decimal:
		if t.Precision == 0 {
			return "numeric"
		}
		return fmt.Sprintf("numeric(%d, %d)", t.Precision, t.Scale)
	case types.String:
		if t.Refine != nil && t.Refine.MaxLen > 0 {
			return fmt.Sprintf("varchar(%d)", t.Refine.MaxLen)
		}
		return "text"
	case types.Bytes:
		return "bytea"
	case types.Date:
		return "date"
	case types.Time:
		return "time" + digits(t.Unit)
	case types.Timestamp:
		return "timestamptz" + digits(t.Unit)
	case types.Datetime:
		return "timestamp" + digits(t.Unit)
	case types.Duration:
		return "interval"
	case types.UUID, types.TimeUUID:
		return "uuid"
	case types.Inet:
		return "inet"
	case types.Enum:
		return "text"
	case types.List:
		if inner := t.Elem.Strip(); inner.Kind != types.List && inner.Kind != types.Record && inner.Kind != types.Map {
			return sqlType(inner) + "[]"
		}
	}
	return "jsonb" // what is structured, and what has no type of its own
}

// digits are those behind the second that a unit needs; Postgres has six.
func digits(u types.Unit) string {
	switch u {
	case types.Seconds:
		return "(0)"
	case types.Millis:
		return "(3)"
	case types.Micros, types.Nanos, types.NoUnit:
	}
	return "(6)"
}
