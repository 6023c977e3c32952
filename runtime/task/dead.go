package task

import (
	"slices"
	"sort"
	"strconv"

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
	Topic     string
	Partition int32
	Offset    int64
	Timestamp int64 // milliseconds since 1970
	// Key and Value are the record's bytes, nil for null.
	Key, Value []byte
	Headers    []LetterHeader
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
// its batch in the order of their records.
func (t *task) bury(j *job, row int, stage string, s *Stop, d *DeadLetters) {
	in := &j.in
	from := in.Rows[row]
	l := &Letter{
		Pipeline: t.r.p.Name, Connector: t.r.p.From, Task: int32(t.index),
		Stage: stage, Code: s.Code, Message: s.Reason, Place: s.At,
		Topic: in.Topic, Partition: in.Partition, Offset: from.Offset, Timestamp: from.Timestamp,
		Key: in.Bytes(from.Key), Value: in.Bytes(from.Value), Headers: lettersHeaders(in.Bytes(from.Headers)),
	}
	sink := t.sinkFor(d).index
	out := j.out(sink)
	headers := in.Bytes(from.Headers)
	to := record.Row{Key: out.Put(l.Key), Offset: from.Offset, Timestamp: from.Timestamp, Partition: -1, Input: int32(row)}
	if d.Append != nil {
		at := len(out.Slab)
		out.Slab = d.Append(out.Slab, l)
		to.Value, to.Headers = out.Since(at), out.Put(headers)
	} else {
		to.Value = out.Put(l.Value)
		at := len(out.Slab)
		out.Slab = appendContext(append(out.Slab, headers...), l)
		to.Headers = out.Since(at)
	}
	at := sort.Search(len(out.Rows), func(k int) bool { return out.Rows[k].Input > to.Input })
	out.Rows = slices.Insert(out.Rows, at, to)
	j.durable[sink] = false
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

// connectStages are Kafka Connect's words for where a record failed.
var connectStages = map[string]string{"decode": "VALUE_CONVERTER", "write": "TASK_PUT"}

// appendContext appends the headers by which Kafka Connect says what went wrong with a
// dead letter, so that tools that know them go on working. Where Connect names Java
// classes and a stack, they hold what stands here for them: the stage, the code and the
// place in the .flow file.
func appendContext(d []byte, l *Letter) []byte {
	stage := connectStages[l.Stage]
	if stage == "" {
		stage = "TRANSFORMATION"
	}
	for _, h := range [...][2]string{
		{"topic", l.Topic},
		{"partition", strconv.Itoa(int(l.Partition))},
		{"offset", strconv.FormatInt(l.Offset, 10)},
		{"connector.name", l.Pipeline},
		{"task.id", strconv.Itoa(int(l.Task))},
		{"stage", stage},
		{"class.name", l.Stage},
		{"exception.class.name", l.Code},
		{"exception.message", l.Message},
		{"exception.stacktrace", l.Place},
	} {
		d = record.AppendHeader(d, "__connect.errors."+h[0], []byte(h[1]))
	}
	return d
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
	t.bury(j, row, "write", t.r.stopRefused(j, row, s.Sink, e), d)
	return true
}
