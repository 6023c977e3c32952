package sql

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/flowc-lang/flowc/compiler/types"
)

// simple are the types that a name alone says, by the name that Postgres shows.
var simple = map[string]*types.Type{
	"boolean":          types.Of(types.Bool),
	"smallint":         types.Of(types.Int16),
	"integer":          types.Of(types.Int32),
	"bigint":           types.Of(types.Int64),
	"real":             types.Of(types.Float),
	"double precision": types.Of(types.Double),
	"text":             types.Of(types.String),
	"name":             types.Of(types.String),
	"citext":           types.Of(types.String),
	"bytea":            types.Of(types.Bytes),
	"date":             types.Of(types.Date),
	"interval":         types.Of(types.Duration),
	"uuid":             types.Of(types.UUID),
	"json":             types.Of(types.JSON),
	"jsonb":            types.Of(types.JSON),
	"inet":             types.Of(types.Inet),
	"oid":              types.Of(types.Uint32),
}

// asText are the types without a counterpart: their values are their text.
var asText = []string{
	"money", "xml", "bit", "bit varying", "cidr", "macaddr", "macaddr8", "tsvector", "tsquery", "pg_lsn", "xid", "xid8", "tid",
	"point", "line", "lseg", "box", "path", "polygon", "circle", "regclass", "regtype", "regproc",
	"int4range", "int8range", "numrange", "tsrange", "tstzrange", "daterange",
	"int4multirange", "int8multirange", "nummultirange", "tsmultirange", "tstzmultirange", "datemultirange",
	"hstore", "ltree", "geometry", "geography", "vector", "halfvec", "cube",
}

// mysqlTypes are the types that MySQL has beside these.
var mysqlTypes = map[string]*types.Type{
	"tinyint": types.Of(types.Int8), "mediumint": types.Of(types.Int32), "year": types.Of(types.Int16),
	"tinytext": types.Of(types.String), "mediumtext": types.Of(types.String), "longtext": types.Of(types.String), "set": types.Of(types.String),
	"tinyblob": types.Of(types.Bytes), "blob": types.Of(types.Bytes), "mediumblob": types.Of(types.Bytes), "longblob": types.Of(types.Bytes),
	"binary": types.Of(types.Bytes), "varbinary": types.Of(types.Bytes),
}

// unsigned are MySQL's integers without a sign.
var unsigned = map[string]types.Kind{
	"tinyint": types.Uint8, "smallint": types.Uint16, "mediumint": types.Uint32, "integer": types.Uint32, "bigint": types.Uint64,
}

// builtin returns the type that a system's own name means; false where the name is
// of a declared type.
func (b *builder) builtin(n *typeName, mysql bool) (*types.Type, bool) {
	if mysql {
		if t, ok := b.builtinMySQL(n); ok {
			return t, true
		}
	}
	switch n.name {
	case "character varying", "character":
		return b.sized(n), true
	case "numeric":
		return b.numeric(n), true
	case "float":
		if p := b.arg(n, 0, 53); p > 0 && p <= 24 || mysql {
			return types.Of(types.Float), true
		}
		return types.Of(types.Double), true
	case "timestamp":
		return b.timestamp(n), true
	case "time":
		if n.zoned {
			return types.Of(types.String), true
		}
		return types.InUnit(types.Time, fine(b.arg(n, 0, 6), types.Millis)), true
	}
	if t, ok := simple[n.name]; ok {
		return t, true
	}
	if slices.Contains(asText, n.name) {
		return types.Of(types.String), true
	}
	return nil, false
}

// builtinMySQL returns the types that are MySQL's alone, or mean something else
// there: a timestamp is an instant, a datetime has no zone.
func (b *builder) builtinMySQL(n *typeName) (*types.Type, bool) {
	switch n.name {
	case "tinyint":
		if len(n.args) == 1 && n.args[0] == "1" && !n.unsigned {
			return types.Of(types.Bool), true
		}
	case "enum":
		return types.EnumOf(b.enum("", n.symbols, n.at)), true
	case "timestamp":
		return types.InUnit(types.Timestamp, fine(b.arg(n, 0, 0), types.Seconds)), true
	case "datetime":
		return types.InUnit(types.Datetime, fine(b.arg(n, 0, 0), types.Millis)), true
	}
	if k, ok := unsigned[n.name]; ok && n.unsigned {
		return types.Of(k), true
	}
	t, ok := mysqlTypes[n.name]
	return t, ok
}

// sized is varchar(n) and char(n); without n a varchar has no bound, and a char is
// one character.
func (b *builder) sized(n *typeName) *types.Type {
	size := b.arg(n, 0, 0)
	if size == 0 && n.name == "character" && len(n.args) == 0 {
		size = 1
	}
	t := types.Of(types.String)
	if size > 0 {
		t.Refine = &types.Refinement{MaxLen: size}
	}
	return t
}

// numeric is numeric(p, s). One without arguments has no bounds, and one that is
// wider than any decimal of the language counts as that.
func (b *builder) numeric(n *typeName) *types.Type {
	p, s := b.arg(n, 0, 0), b.arg(n, 1, 0)
	if p == 0 || p > 38 || s < 0 || s > p {
		return types.DecimalOf(0, 0)
	}
	return types.DecimalOf(p, s)
}

// timestamp is an instant with a zone, and a date and time without.
func (b *builder) timestamp(n *typeName) *types.Type {
	digits := b.arg(n, 0, 6)
	if n.zoned {
		return types.InUnit(types.Timestamp, fine(digits, types.Seconds))
	}
	return types.InUnit(types.Datetime, fine(digits, types.Millis))
}

// fine returns the coarsest unit, down from the coarsest that the kind has, with so
// many digits of a second.
func fine(digits int, coarsest types.Unit) types.Unit {
	switch {
	case digits == 0:
		return coarsest
	case digits <= 3:
		return types.Millis
	}
	return types.Micros
}

// arg returns the ith number in the brackets of a type, the one to take where there
// is none.
func (b *builder) arg(n *typeName, i, without int) int {
	if i >= len(n.args) {
		return without
	}
	v, err := strconv.Atoi(n.args[i])
	if err != nil {
		b.mistake(n.at, fmt.Sprintf("`%s` is no number that the type `%s` takes", n.args[i], n.name))
		return without
	}
	return v
}
