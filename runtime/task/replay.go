package task

import (
	"bytes"
	"context"
	"strconv"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/offset"
	"github.com/flowc-lang/flowc/runtime/record"
)

// Graves are the topics that take the dead letters of a pipeline.
func (p *Pipeline) Graves() []*DeadLetters { return p.deadLetters() }

// Replay makes a pipeline that sends the dead letters in d through p again: key, value,
// headers, time, topic, partition and offset are those of the record that failed. What
// fails again is a dead letter again. Its progress is committed in a group of its own. Of
// the letters of other pipelines none is looked at; limit is how many are sent, 0 for all.
func (p *Pipeline) Replay(d *DeadLetters, limit int64) *Pipeline {
	q := *p
	q.Group += ".replay." + d.Node
	q.From, q.Reads, q.Writes, q.ExactlyOnce = d.Node, nil, nil, false
	q.Source = func() connector.Source {
		return &letters{Source: d.Letters(), of: p.Name, d: d, left: limit, bounded: limit > 0}
	}
	return &q
}

// Rehearse makes of a replay one that writes and commits nothing: what would pass and
// what would not is counted.
func (p *Pipeline) Rehearse() *Pipeline {
	q, source := *p, p.Source
	q.Sinks = nil
	for _, s := range p.Sinks {
		s.New = func() connector.Sink { return nowhere{} }
		q.Sinks = append(q.Sinks, s)
	}
	all := Fate{Skip: &Skip{}}
	q.Decode, q.Map, q.Write = all, all, all
	q.Source = func() connector.Source { return uncommitted{source()} }
	return &q
}

// nowhere is a sink of a rehearsal.
type nowhere struct{}

func (nowhere) Open(context.Context, *connector.SinkHost) error { return nil }
func (nowhere) Write(context.Context, *record.Batch) error      { return nil }
func (nowhere) Flush(context.Context) error                     { return nil }
func (nowhere) Close(context.Context) error                     { return nil }

// uncommitted is a source whose positions stay where they are.
type uncommitted struct{ connector.Source }

func (uncommitted) Commit(context.Context, []offset.Position) error { return nil }

// letters reads dead letters and gives the records that they are of. A batch that it gives
// holds records of one topic and partition, as of a source: so one that it reads may become
// several.
type letters struct {
	connector.Source
	of      string // the pipeline
	d       *DeadLetters
	bounded bool
	left    int64

	read  record.Batch
	split *offset.Split
	row   int // of read, the next to give
}

// Read implements [connector.Source].
func (s *letters) Read(ctx context.Context, b *record.Batch) (*offset.Split, error) {
	if s.bounded && s.left == 0 {
		return nil, connector.ErrDrained
	}
	if s.row >= len(s.read.Rows) {
		s.read.Reset()
		s.row = 0
		var err error
		if s.split, err = s.Source.Read(ctx, &s.read); s.split == nil || err != nil {
			return nil, err
		}
	}
	s.fill(b)
	return s.split, nil
}

// fill gives the records of the letters from row on, up to one of another origin.
func (s *letters) fill(b *record.Batch) {
	in := &s.read
	b.Epoch = in.Epoch
	given := false
	for ; s.row < len(in.Rows) && (!s.bounded || s.left > 0); s.row++ {
		row := in.Rows[s.row]
		var l Letter
		if !s.open(in, row, &l) {
			continue
		}
		if given && (b.Topic != l.Topic || b.Partition != l.Partition || b.Member != l.member || !bytes.Equal(b.Head, l.head)) {
			b.Next = row.Offset
			return
		}
		b.Topic, b.Partition, b.Member, b.Head = l.Topic, l.Partition, l.member, l.head
		s.put(b, row, &l)
		given, s.left = true, s.left-1
	}
	if b.Next = in.Next; s.row < len(in.Rows) {
		b.Next = in.Rows[s.row].Offset
	}
}

// put appends the record that a letter is of.
func (s *letters) put(b *record.Batch, row record.Row, l *Letter) {
	to := record.Row{Headers: record.Null, Offset: l.Offset, Timestamp: row.Timestamp, Input: row.Input}
	if len(l.Headers) > 0 {
		at := len(b.Slab)
		for _, h := range l.Headers {
			b.Slab = record.AppendHeader(b.Slab, h.Name, h.Value)
		}
		to.Headers = b.Since(at)
	}
	b.Append(to, l.Key, l.Value)
	b.Places = append(b.Places, row.Offset)
}

// open takes a letter apart; it reports whether it is one of the pipeline.
func (s *letters) open(in *record.Batch, row record.Row, l *Letter) bool {
	l.Key, l.Value = in.Bytes(row.Key), in.Bytes(row.Value)
	for _, h := range lettersHeaders(in.Bytes(row.Headers)) {
		if !l.tell(h) {
			l.Headers = append(l.Headers, h)
		}
	}
	if l.Pipeline != s.of {
		return false
	}
	if s.d.Append == nil {
		return true
	}
	of := *l
	if !s.d.Read(l.Value, l) {
		return false
	}
	l.head, l.member = of.head, of.member
	return true
}

// tell takes over what a header says of a letter; it reports whether it is one of those.
func (l *Letter) tell(h LetterHeader) bool {
	text := string(h.Value)
	number := func() int64 {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return 0
		}
		return n
	}
	switch h.Name {
	case contextPrefix + "pipeline":
		l.Pipeline = text
	case contextPrefix + "head":
		l.head = bytes.Clone(h.Value)
	case contextPrefix + "member":
		l.member = int32(number())
	case connectPrefix + "topic":
		l.Topic = text
	case connectPrefix + "partition":
		l.Partition = int32(number())
	case connectPrefix + "offset":
		l.Offset = number()
	}
	for _, name := range contextNames {
		if h.Name == name {
			return true
		}
	}
	return false
}
