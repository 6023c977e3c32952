package types

// EnvelopeOf is change<row> as a record: that of a change as Debezium's envelope writes it.
// The names and types of its fields are those on the wire; what a pipeline sees of
// them (op as an enum, at as an instant) the checker makes of it.
func EnvelopeOf(row *Type) *Type {
	return envelope(row, OptionalOf(row))
}

// EnvelopeByKey is change<row> whose before image holds the key columns alone: all that
// a delete brings unless the table sends whole old rows.
func EnvelopeByKey(row *Type) *Type {
	return envelope(row, OptionalOf(RecordOf(KeyOf(row.Record))))
}

func envelope(row, before *Type) *Type {
	text := OptionalOf(Of(String))
	source := &RecordType{Name: "ChangeSource", Fields: []*Field{
		{Name: "db", Type: text},
		{Name: "schema", Type: text},
		{Name: "table", Type: text},
		{Name: "lsn", Type: OptionalOf(Of(Int64))},
		{Name: "txId", Type: OptionalOf(Of(Int64))},
	}}
	return RecordOf(&RecordType{
		Name: "change_" + row.Record.Name, Change: row, At: row.Record.At,
		Fields: []*Field{
			{Name: "before", Type: before},
			{Name: "after", Type: OptionalOf(row)},
			{Name: "source", Type: OptionalOf(RecordOf(source))},
			{Name: "op", Type: Of(String)},
			{Name: "ts_ms", Type: Of(Int64)},
		},
	})
}

// changeOp is the enum of what a change does. Its symbols have one letter on the wire.
var changeOp = &EnumType{
	Name:    "ChangeOp",
	Symbols: []string{"create", "update", "delete", "read", "truncate"},
	Letters: []string{"c", "u", "d", "r", "t"},
}

// ChangeOp is what `op` of a change stream is.
func ChangeOp() *Type { return EnumOf(changeOp) }

// KeyOf is the record of a table's primary key, T.key, in the order of the key.
func KeyOf(table *RecordType) *RecordType {
	out := &RecordType{At: table.Table.At}
	for _, name := range table.Table.PrimaryKey() {
		if f := table.Field(name); f != nil {
			out.Fields = append(out.Fields, f)
		}
	}
	return out
}
