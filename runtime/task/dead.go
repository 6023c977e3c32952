package task

import (
	"cmp"
	"slices"
	"sort"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
)

// DeadLetters is a topic that takes the records of a pipeline that failed. What a
// batch has for it is written when all else of the batch is durable, and the batch is
// done when its dead letters are durable too.
type DeadLetters struct {
	// Sink is the topic's; a record that it refuses ends the pipeline.
	Sink
	// Append writes the value of a dead letter in the topic's format. Nil is a topic that
	// takes the record as it was: what went wrong stands in its headers.
	Append func(d []byte, l *Letter) []byte
	// Read takes such a value apart again; it reports whether it is one.
	Read func(b []byte, l *Letter) bool
	// Letters reads the topic, to send what is in it through again.
	Letters func() connector.Source
}

// Letter is a record that failed, with what went wrong. Its bytes alias the batch that
// was read.
type Letter struct {
	Pipeline  string
	Connector string // the source that was read
	Task      int32
	Stage     string // decode, the stage's own word, or write
	Code      string // R0102
	Message   string // `celsius` is not a number
	Place     string // load.flow:6
	Field     string // celsius; empty where no field was being read
	Byte      int    // of the value where reading it failed, -1 where it was not being read
	InKey     bool   // Byte is one of the key
	Topic     string
	Partition int32
	Offset    int64
	Timestamp int64 // milliseconds since 1970, 0 where the record has none
	// Key and Value are the record's bytes, nil for null.
	Key, Value []byte
	Headers    []LetterHeader
	head       []byte // see record.Batch
	member     int32
}

// LetterHeader is a header of a failed record; a nil Value is null.
type LetterHeader struct {
	Name  string
	Value []byte
}

// deadLetters are the topics for dead letters of a pipeline, each once.
func (p *Pipeline) deadLetters() []*DeadLetters {
	var out []*DeadLetters
	for _, f := range []Fate{p.Decode, p.Map, p.Write} {
		if f.Dead != nil && !slices.Contains(out, f.Dead) {
			out = append(out, f.Dead)
		}
	}
	return out
}

// AllSinks are the sinks of a task: those of the pipeline, and behind them those for
// dead letters.
func (p *Pipeline) AllSinks() []*Sink {
	var out []*Sink
	for i := range p.Sinks {
		out = append(out, &p.Sinks[i])
	}
	for _, d := range p.deadLetters() {
		out = append(out, &d.Sink)
	}
	return out
}

// sinkFor is the task's sink for dead letters.
func (t *task) sinkFor(d *DeadLetters) *sink {
	for _, s := range t.sinks {
		if s.letters == d {
			return s
		}
	}
	panic("task: dead letters of another pipeline")
}

// bury makes the dead letter of a record that ended as s says, behind the others of
// its batch in the order of their records. A record has one letter, also where several
// sinks refuse it: the first says why.
func (t *task) bury(j *job, row int, s *Stop, d *DeadLetters) {
	if j.isBuried(row) {
		return
	}
	in := &j.in
	from := in.Rows[row]
	l := &Letter{
		Pipeline: t.r.p.Name, Connector: t.r.p.From, Task: int32(t.index),
		Stage: s.Stage, Code: s.Code, Message: s.Reason, Place: s.At, Field: s.Field, Byte: s.Byte, InKey: s.InKey,
		Topic: in.Topic, Partition: in.Partition, Offset: from.Offset, Timestamp: max(from.Timestamp, 0),
		Key: in.Bytes(from.Key), Value: in.Bytes(from.Value), Headers: lettersHeaders(in.Bytes(from.Headers)),
		head: in.Head, member: in.Member,
	}
	sink := t.sinkFor(d).index
	out := j.out(sink)
	to := record.Row{Key: out.Put(l.Key), Offset: from.Offset, Timestamp: from.Timestamp, Partition: -1, Input: int32(row)}
	if to.Timestamp <= 0 { // the source has none; as one of 1970 the topic's retention would take it at once
		to.Timestamp = time.Now().UnixMilli()
	}
	if d.Append != nil {
		at := len(out.Slab)
		out.Slab = d.Append(out.Slab, l)
		to.Value = out.Since(at)
	} else {
		to.Value = out.Put(l.Value)
	}
	at := len(out.Slab)
	out.Slab = record.AppendOtherHeaders(out.Slab, in.Bytes(from.Headers), contextNames...)
	if d.Append == nil {
		out.Slab = appendConnectContext(out.Slab, l)
	}
	out.Slab = appendContext(out.Slab, l)
	to.Headers = out.Since(at)
	at = sort.Search(len(out.Rows), func(k int) bool { return out.Rows[k].Input > to.Input })
	out.Rows = slices.Insert(out.Rows, at, to)
	j.durable[sink] = false
	if others, ok := t.r.deadPace.due(time.Now()); ok {
		t.r.stopRow(s, j, row)
		t.r.log.Warn("a record is a dead letter", append(s.attrs(others),
			"connector", l.Connector, "topic", l.Topic, "partition", l.Partition, "offset", l.Offset, "to", d.Node)...)
	}
}

// isBuried reports whether a record has a dead letter already.
func (j *job) isBuried(row int) bool {
	return slices.ContainsFunc(j.dead, func(b record.Batch) bool {
		_, found := slices.BinarySearchFunc(b.Rows, int32(row), func(r record.Row, row int32) int { return cmp.Compare(r.Input, row) })
		return found
	})
}

// lettersHeaders takes headers apart. Those that a source wrote are always whole.
func lettersHeaders(b []byte) []LetterHeader {
	var out []LetterHeader
	for i := 0; i < len(b); {
		key, value, isNull, next := record.NextHeader(b, i)
		if next < 0 {
			return out
		}
		if isNull {
			value = nil
		} else if value == nil {
			value = []byte{}
		}
		out = append(out, LetterHeader{Name: string(key), Value: value})
		i = next
	}
	return out
}

// owes reports whether a sink for dead letters has some to write.
func (t *task) owes(s *sink) bool {
	return slices.ContainsFunc(t.pending, func(j *job) bool {
		return !j.durable[s.index] && len(j.out(s.index).Rows) > 0
	})
}

// buried is the number of records of a job that became dead letters.
func (t *task) buried(j *job) (n int) {
	for _, s := range t.sinks {
		if s.letters == nil {
			continue
		}
		last := int32(-1)
		for _, row := range j.out(s.index).Rows {
			if row.Input != last {
				n, last = n+1, row.Input
			}
		}
	}
	return n
}

// buryRefused makes the dead letter of a record that a sink refuses, where the policy
// says so.
func (t *task) buryRefused(j *job, row int, s *sink, e *connector.RowError) bool {
	d := t.r.p.Write.Dead
	if d == nil || s.letters != nil {
		return false
	}
	t.bury(j, row, refusal(s.Sink, e), d)
	return true
}
