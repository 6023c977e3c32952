package run

import (
	"context"
	"errors"
	"fmt"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/flowc-lang/flowc/runtime/offset"
	"github.com/flowc-lang/flowc/runtime/record"
)

// maxPoll bounds the records of one poll, and so how long the queue keeps them
// from the client's own bound on memory.
const maxPoll = 50_000

// poll waits for records, a little while, and queues them.
func (s *Source) poll(ctx context.Context) error {
	wait, cancel := context.WithTimeout(ctx, idle)
	defer cancel()
	fetches := s.client.PollRecords(wait, maxPoll)
	defer s.client.AllowRebalance()
	if err := s.accept(ctx, fetches); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fatal
}

// accept puts fetched records into the queue. Until AllowRebalance nothing is
// taken away, so every record belongs to the part that is there now.
func (s *Source) accept(ctx context.Context, fetches kgo.Fetches) error {
	var failed error
	s.mu.Lock()
	fetches.EachPartition(func(f kgo.FetchTopicPartition) {
		if f.Err != nil && failed == nil {
			failed = &fetchError{place: place{f.Topic, f.Partition}, err: f.Err}
		}
		at := place{f.Topic, f.Partition}
		p := s.parts[at]
		if p == nil || len(f.Records) == 0 {
			return
		}
		p.end = max(p.end, s.end(f.FetchPartition))
		s.queue = append(s.queue, chunk{part: p, place: at, records: f.Records})
	})
	s.mu.Unlock()
	return s.failure(ctx, failed)
}

// end is the end of what can be read now.
func (s *Source) end(f kgo.FetchPartition) int64 {
	if s.committed() {
		return f.LastStableOffset
	}
	return f.HighWatermark
}

// fetchError is what a poll says about a partition, or about the whole client.
type fetchError struct {
	place place // its id is below zero where it is of the whole client
	err   error
}

func (e *fetchError) Error() string { return e.err.Error() }
func (e *fetchError) Unwrap() error { return e.err }

// take moves records of the first chunk into b.
func (s *Source) take(b *record.Batch) (*offset.Split, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fatal != nil {
		return nil, s.fatal
	}
	for len(s.queue) > 0 {
		c := &s.queue[0]
		if s.parts[c.place] != c.part {
			s.queue = s.queue[1:] // given up since
			continue
		}
		s.fill(b, c)
		if len(c.records) == 0 {
			s.queue = s.queue[1:]
		}
		return c.part.split, nil
	}
	s.queue = nil
	return nil, nil
}

// fill appends records to b, at least one, until b is full.
func (s *Source) fill(b *record.Batch, c *chunk) {
	b.Topic, b.Partition, b.Member = c.place.topic, c.place.id, s.member[c.place.topic]
	n := 0
	for _, r := range c.records {
		if n > 0 && (len(b.Slab) >= s.host.BatchBytes || len(b.Rows) >= s.host.BatchRows) {
			break
		}
		n++
		c.part.next = r.Offset + 1
		b.Next, b.Epoch = c.part.next, r.LeaderEpoch
		if !r.Attrs.IsControl() {
			s.append(b, r)
		}
		r.Recycle()
	}
	c.records = c.records[n:]
}

func (s *Source) append(b *record.Batch, r *kgo.Record) {
	row := record.Row{Headers: record.Null, Offset: r.Offset, Timestamp: r.Timestamp.UnixMilli()}
	if s.config.Headers && len(r.Headers) > 0 {
		at := len(b.Slab)
		for _, h := range r.Headers {
			b.Slab = record.AppendHeader(b.Slab, h.Key, h.Value)
		}
		row.Headers = b.Since(at)
	}
	b.Append(row, r.Key, r.Value)
}

// failure makes of a poll's error what the caller must know: nothing, where the
// client goes on by itself.
func (s *Source) failure(ctx context.Context, err error) error {
	var f *fetchError
	var session *kgo.ErrGroupSession
	switch {
	case !errors.As(err, &f):
		return nil
	case errors.Is(err, context.DeadlineExceeded) && f.place.id < 0, errors.Is(err, context.Canceled):
		return nil // the poll's own end
	case errors.As(err, &session):
		return s.sessionEnded(session)
	case isGap(err):
		return s.gap(ctx, f.place, err)
	case f.place.id >= 0 && !kerr.IsRetriable(f.err):
		// The client does not fetch this partition again: to wait would be to wait for
		// ever, in silence.
		err = fmt.Errorf("%s: read %s: %w", s.config.Connection, f.place, f.err)
		s.stop(err)
		return err
	}
	return s.client.Explain("read "+s.title(), err)
}
