package cql

import "github.com/flowc-lang/flowc/dsl/diag"

// ident is a name: in lower case unless it was quoted.
type ident struct {
	text string
	at   diag.Span
}

// qualified is the name of a table or type. keyspace is the one in use where the
// statement names none, and may be empty; at is the name as written.
type qualified struct {
	keyspace, text string
	at             diag.Span
}

func (q qualified) same(o qualified) bool { return q.keyspace == o.keyspace && q.text == o.text }

// String returns keyspace.name, or name alone.
func (q qualified) String() string {
	if q.keyspace == "" {
		return q.text
	}
	return q.keyspace + "." + q.text
}

// typeName is a type as written: text, frozen<list<int>>, vector<float, 3>.
type typeName struct {
	name     string
	keyspace string // of a user-defined type; may be empty
	args     []*typeName
	length   int // of a vector
	at       diag.Span
}

// statement is a statement that shapes rows.
type statement interface{ statement() }

type (
	createKeyspace struct{ name ident }

	createType struct {
		name         qualified
		unlessExists bool
		fields       []*column
	}

	createTable struct {
		name         qualified
		unlessExists bool
		columns      []*column
		partition    []ident // the places in the PRIMARY KEY
		clustering   []ident
	}

	// column is a column of a table, or a field of a type.
	column struct {
		name   ident
		typ    *typeName
		static bool
		key    diag.Span // an inline PRIMARY KEY
	}

	// alter changes a table or a type: adds and drops columns, gives them other names
	// or types.
	alter struct {
		table   bool
		name    qualified
		add     []*column
		drop    []ident
		rename  [][2]ident
		retype  []*column
		lenient bool // IF EXISTS, IF NOT EXISTS
	}

	drop struct {
		table bool
		name  qualified
	}
)

func (*createKeyspace) statement() {}
func (*createType) statement()     {}
func (*createTable) statement()    {}
func (*alter) statement()          {}
func (*drop) statement()           {}
