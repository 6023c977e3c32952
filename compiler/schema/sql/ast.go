package sql

import "github.com/flowc-lang/flowc/dsl/diag"

// ident is a name: in lower case unless it was quoted or MySQL's.
type ident struct {
	text string
	at   diag.Span
}

// qualified is the name of a table or type. schema is the one of the search path
// where the statement names none, and may be empty; at is the name as written.
type qualified struct {
	schema, text string
	at           diag.Span
}

// String returns the name as people know it: the schema public is left out.
func (q qualified) String() string {
	if q.schema == "" || q.schema == "public" {
		return q.text
	}
	return q.schema + "." + q.text
}

// typeName is a type as written: varchar(8), numeric(12, 2)[], shop.status.
type typeName struct {
	schema   string // of a declared type; may be empty
	name     string // by its one name: integer for int and int4
	args     []string
	symbols  []ident // MySQL's enum('a', 'b')
	unsigned bool
	zoned    bool // a time or timestamp with time zone
	serial   bool
	dims     int // of an array
	at       diag.Span
}

// column is a column of a table.
type column struct {
	name      ident
	typ       *typeName
	required  bool // NOT NULL
	filled    bool // DEFAULT, serial or identity: the database has a value
	generated bool // GENERATED ALWAYS: it takes no value
	doc       string
}

// table is a CREATE TABLE with what later statements say of it.
type table struct {
	name    qualified
	columns []*column
	key     []ident   // the places in PRIMARY KEY (…)
	keyAt   diag.Span // its words; zero without
	parents []qualified
	doc     string
	full    bool // REPLICA IDENTITY FULL
	mysql   bool
}

func (t *table) column(name string) *column {
	for _, c := range t.columns {
		if c.name.text == name {
			return c
		}
	}
	return nil
}

// named is a declared type: an enum has symbols, a domain the type it is over, and
// any other kind (a composite, a range) neither.
type named struct {
	name     qualified
	symbols  []ident
	enum     bool
	over     *typeName
	required bool // a domain that is NOT NULL
	doc      string
}
