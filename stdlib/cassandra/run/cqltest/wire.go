package cqltest

import "encoding/binary"

// The operations of the protocol that the server knows.
const (
	opError    = 0x00
	opStartup  = 0x01
	opReady    = 0x02
	opAuth     = 0x03
	opOptions  = 0x05
	opSupport  = 0x06
	opQuery    = 0x07
	opResult   = 0x08
	opPrepare  = 0x09
	opExecute  = 0x0a
	opRegister = 0x0b
	opBatch    = 0x0d
	opAnswer   = 0x0f
	opSuccess  = 0x10
)

// The types of columns in metadata.
const (
	typeInt  = 0x09
	typeText = 0x0d
	typeUUID = 0x0c
	typeInet = 0x10
	typeSet  = 0x22
	typeMap  = 0x21
)

// out builds the body of an answer.
type out struct{ b []byte }

func (o *out) short(v int) { o.b = binary.BigEndian.AppendUint16(o.b, uint16(v)) }
func (o *out) int(v int)   { o.b = binary.BigEndian.AppendUint32(o.b, uint32(v)) }

func (o *out) text(s string) {
	o.short(len(s))
	o.b = append(o.b, s...)
}

func (o *out) texts(all ...string) {
	o.short(len(all))
	for _, s := range all {
		o.text(s)
	}
}

// bytes appends a value; nil is null.
func (o *out) bytes(b []byte) {
	if b == nil {
		o.int(-1)
		return
	}
	o.int(len(b))
	o.b = append(o.b, b...)
}

// in reads the body of a request. A body that ends early is a bug of the client or
// of this package, and panics by slicing.
type in struct{ b []byte }

func (r *in) take(n int) []byte {
	p := r.b[:n:n]
	r.b = r.b[n:]
	return p
}

func (r *in) byte() byte       { return r.take(1)[0] }
func (r *in) short() int       { return int(binary.BigEndian.Uint16(r.take(2))) }
func (r *in) int() int         { return int(int32(binary.BigEndian.Uint32(r.take(4)))) }
func (r *in) longText() string { return string(r.take(r.int())) }

// value reads a bound value.
func (r *in) value() Value {
	n := r.int()
	switch n {
	case -1:
		return Value{Null: true}
	case -2:
		return Value{Unset: true}
	}
	return Value{Bytes: r.take(n)}
}

func (r *in) values() []Value {
	all := make([]Value, r.short())
	for i := range all {
		all[i] = r.value()
	}
	return all
}

// field is a column of a result.
type field struct {
	name string
	typ  []int
}

// rows is a result with rows.
func rows(keyspace, table string, fields []field, values ...[][]byte) []byte {
	var o out
	o.int(2) // rows
	o.int(1) // one keyspace and table for all columns
	o.int(len(fields))
	o.text(keyspace)
	o.text(table)
	for _, f := range fields {
		o.text(f.name)
		for _, t := range f.typ {
			o.short(t)
		}
	}
	o.int(len(values))
	for _, row := range values {
		for _, v := range row {
			o.bytes(v)
		}
	}
	return o.b
}

func void() []byte { return []byte{0, 0, 0, 1} }
