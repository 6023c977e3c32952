package cqltest

import (
	"encoding/binary"
	"regexp"
	"strings"
)

// Table is a table that the server has.
type Table struct {
	Keyspace, Name string
	Columns        []Column
}

// Column is a column of a table. Kind is partition_key, clustering, regular or
// static; Position counts within the first two, and is -1 else.
type Column struct {
	Name, Type, Kind string
	Position         int
}

var (
	insertColumns = regexp.MustCompile(`(?s)^INSERT INTO "(\w+)"\."(\w+)" \((.*?)\) VALUES`)
	deleteFrom    = regexp.MustCompile(`^DELETE FROM "(\w+)"\."(\w+)" USING TIMESTAMP \? WHERE (.*)$`)
	quoted        = regexp.MustCompile(`"(\w+)"`)
)

// binds returns the table of a statement and the names of its bind markers.
func binds(text string) (keyspace, table string, names []string) {
	if m := insertColumns.FindStringSubmatch(text); m != nil {
		return m[1], m[2], append(columnNames(m[3]), "[timestamp]")
	}
	if m := deleteFrom.FindStringSubmatch(text); m != nil {
		return m[1], m[2], append([]string{"[timestamp]"}, columnNames(m[3])...)
	}
	for range strings.Count(text, "?") {
		names = append(names, "x")
	}
	return "system", "x", names
}

func columnNames(list string) []string {
	var all []string
	for _, m := range quoted.FindAllStringSubmatch(list, -1) {
		all = append(all, m[1])
	}
	return all
}

// table returns the table of that name, nil without.
func (s *Server) table(keyspace, name string) *Table {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.tables {
		if s.tables[i].Keyspace == keyspace && s.tables[i].Name == name {
			t := s.tables[i]
			return &t
		}
	}
	return nil
}

// prepared answers PREPARE, or refuses a table or column that is not there.
func (s *Server) prepared(text string) ([]byte, *Error) {
	keyspace, table, names := binds(text)
	var key []int
	if keyspace != "system" {
		t := s.table(keyspace, table)
		if t == nil {
			return nil, &Error{Code: Invalid, Message: "table " + table + " does not exist"}
		}
		var err *Error
		if key, err = t.check(names); err != nil {
			return nil, err
		}
	}
	var o out
	o.int(4) // prepared
	o.short(4)
	o.b = binary.BigEndian.AppendUint32(o.b, s.remember(text))
	o.int(1)
	o.int(len(names))
	o.int(len(key))
	for _, k := range key {
		o.short(k)
	}
	o.text(keyspace)
	o.text(table)
	for _, n := range names {
		o.text(n)
		o.short(typeText)
	}
	o.int(4) // rows carry their own metadata
	o.int(0)
	return o.b, nil
}

// check finds the bind markers of the partition key.
func (t *Table) check(names []string) ([]int, *Error) {
	var key []int
	for i, n := range names {
		if n == "[timestamp]" {
			continue
		}
		c := t.column(n)
		if c == nil {
			return nil, &Error{Code: Invalid, Message: "Undefined column name " + n + " in table " + t.Keyspace + "." + t.Name}
		}
		if c.Kind == "partition_key" {
			key = append(key, i)
		}
	}
	return key, nil
}

func (t *Table) column(name string) *Column {
	for i := range t.Columns {
		if t.Columns[i].Name == name {
			return &t.Columns[i]
		}
	}
	return nil
}
