package record

import "unsafe"

// Span is a piece of a batch's slab. Len is -1 for null.
type Span struct {
	Off, Len int32
}

// Null is the span of a null key or value.
var Null = Span{Len: -1}

// IsNull reports whether s stands for null.
func (s Span) IsNull() bool { return s.Len < 0 }

// Row is a record of a batch.
type Row struct {
	Key, Value Span
	Headers    Span  // see AppendHeader; Null where there are none
	Offset     int64 // where the record stands in its split: a Kafka offset, the byte offset in a file, the number of a generated record
	Timestamp  int64 // milliseconds since 1970
	Partition  int32 // of an output row: the partition asked for, or -1 for the partitioner's choice
	Input      int32 // of an output row: the index of the input row that it came of; of a row of a file: its line, where that was asked for
}

// Batch is a slab of bytes and the rows that point into it. It is what crosses
// the border between a connector and generated code, in both directions.
//
// A batch that a source filled holds rows of one split, in the order of their
// offsets. Rows of a table format have in Value the encoded cells, one behind the
// other, each an int32 length (big-endian; -1 null, -2 unset) and its bytes.
type Batch struct {
	Slab []byte
	Rows []Row
	// Head stands once for all rows: the header line of a CSV file. It may not
	// alias Slab. Nil where there is none.
	Head []byte
	// Names says for each row of an output batch where it goes, such as the name of a
	// topic, where that depends on the record. Nil where it does not.
	Names []Span
	// Places are the offsets of the rows in the split that they are read from, where
	// Offset is that of another: of the record that a dead letter is of. Nil where it is not.
	Places []int64
	// Topic and Partition name the split: a topic and its partition, or a file's
	// path and 0.
	Topic     string
	Partition int32
	// Member is which of several a batch is of: of the topics that a source reads
	// together, or of those that a sink writes. It counts from 0.
	Member int32
	// Next is the offset behind the last record that was consumed for this batch,
	// records that were left out (control records, compaction) included.
	Next int64
	// Epoch is the leader epoch of the last record before Next, -1 where unknown.
	Epoch int32
}

// Bytes returns the bytes of s, nil for null. They alias the slab.
func (b *Batch) Bytes(s Span) []byte {
	if s.Len <= 0 {
		if s.Len == 0 {
			return []byte{} // of a slab that was never filled, too
		}
		return nil
	}
	return b.Slab[s.Off : s.Off+s.Len : s.Off+s.Len]
}

// Reset empties b and keeps its memory.
func (b *Batch) Reset() {
	*b = Batch{Slab: b.Slab[:0], Rows: b.Rows[:0], Names: b.Names[:0], Places: b.Places[:0], Epoch: -1}
}

// Size is what b holds, in bytes, rows included.
func (b *Batch) Size() int { return len(b.Slab) + len(b.Rows)*rowSize + len(b.Names)*spanSize }

// rowSize is the size of a Row in memory.
const rowSize = int(unsafe.Sizeof(Row{}))

const spanSize = int(unsafe.Sizeof(Span{}))

// Append copies a record into b. A nil key or value is null.
func (b *Batch) Append(r Row, key, value []byte) {
	r.Key, r.Value = b.Put(key), b.Put(value)
	b.Rows = append(b.Rows, r)
}

// Put copies p into the slab and returns its span, Null for nil.
func (b *Batch) Put(p []byte) Span {
	if p == nil {
		return Null
	}
	s := Span{Off: int32(len(b.Slab)), Len: int32(len(p))}
	b.Slab = append(b.Slab, p...)
	return s
}

// PutText is Put for a text.
func (b *Batch) PutText(s string) Span {
	at := Span{Off: int32(len(b.Slab)), Len: int32(len(s))}
	b.Slab = append(b.Slab, s...)
	return at
}

// Since returns the span of what was appended to the slab since it was off
// bytes long.
func (b *Batch) Since(off int) Span {
	return Span{Off: int32(off), Len: int32(len(b.Slab) - off)}
}
