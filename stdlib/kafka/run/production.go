package run

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"
	"unsafe"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
)

// production is a batch on its way to the brokers: the client's records, which
// point into the batch, and one promise for all of them. It is used again for
// another batch, so that a record costs no allocation.
type production struct {
	records []kgo.Record
	headers []kgo.RecordHeader
	promise func(*kgo.Record, error)
	watch   *watch

	// pending is how many answers are missing, and one more until all records were
	// handed to the client.
	pending atomic.Int64
	settled chan struct{}
	first   atomic.Pointer[error]
}

func newProduction() *production {
	p := &production{settled: make(chan struct{}, 1)}
	p.promise = p.settle
	return p
}

// produce hands the records to the client. It ends early when one has failed.
func (p *production) produce(ctx context.Context, cl *kgo.Client) {
	p.pending.Store(int64(len(p.records)) + 1)
	kept := len(p.records)
	for i := range p.records {
		if p.err() != nil {
			break
		}
		cl.Produce(ctx, &p.records[i], p.promise)
		kept--
	}
	p.count(int64(kept) + 1)
}

// settle takes the client's answer for a record. The client answers for each
// that it was handed, whatever becomes of it.
func (p *production) settle(_ *kgo.Record, err error) {
	if err != nil {
		first := err // its own variable, or every call would allocate one
		p.first.CompareAndSwap(nil, &first)
	}
	p.watch.answers.Add(1)
	p.count(1)
}

func (p *production) count(n int64) {
	if p.pending.Add(-n) == 0 {
		p.settled <- struct{}{}
	}
}

// err is the first error among the answers so far.
func (p *production) err() error {
	if err := p.first.Load(); err != nil {
		return *err
	}
	return nil
}

// wait waits for the last answer; once for each produce.
func (p *production) wait() { <-p.settled }

func (p *production) reset() {
	clear(p.records)
	clear(p.headers)
	p.records, p.headers = p.records[:0], p.headers[:0]
	p.first.Store(nil)
}

// load makes the client's records of a batch's rows. It refuses a row that is
// larger than limit, or asks for a partition that its topic, the target, does not have,
// before anything is sent.
func (p *production) load(b *record.Batch, limit int, targetOf func(b *record.Batch, row int) target) error {
	p.reset()
	if err := p.loadHeaders(b); err != nil {
		return err
	}
	at := 0
	for i := range b.Rows {
		r := &b.Rows[i]
		if size := sizeOf(r); size > limit {
			return &connector.RowError{Row: i, Code: codeTooLarge, Err: fmt.Errorf("the record has %d bytes, max_record allows %d", size, limit)}
		}
		to := targetOf(b, i)
		if int(r.Partition) >= to.partitions {
			return &connector.RowError{Row: i, Code: codePartition, Err: fmt.Errorf("partition %d is asked for, the topic %s has %d", r.Partition, to.topic, to.partitions)}
		}
		n := countHeaders(b.Bytes(r.Headers))
		p.records = append(p.records, kgo.Record{
			Topic:     to.topic,
			Key:       bytesOf(b, r.Key),
			Value:     bytesOf(b, r.Value),
			Headers:   p.headers[at : at+n : at+n],
			Timestamp: time.UnixMilli(r.Timestamp),
			Partition: r.Partition,
		})
		at += n
	}
	return nil
}

// loadHeaders reads the headers of all rows, so that they do not move while
// records point at them.
func (p *production) loadHeaders(b *record.Batch) error {
	for i := range b.Rows {
		packed := b.Bytes(b.Rows[i].Headers)
		for at := 0; at < len(packed); {
			key, value, isNull, next := record.NextHeader(packed, at)
			if next < 0 {
				return fmt.Errorf("row %d: its headers cannot be read", i)
			}
			if isNull {
				value = nil
			}
			p.headers = append(p.headers, kgo.RecordHeader{Key: text(key), Value: value})
			at = next
		}
	}
	return nil
}

// sizeOf is at most what a row needs in a record batch of its own.
func sizeOf(r *record.Row) int {
	return int(max(r.Key.Len, 0)) + int(max(r.Value.Len, 0)) + int(max(r.Headers.Len, 0)) + recordOverhead
}

func countHeaders(packed []byte) (n int) {
	for at := 0; at < len(packed); n++ {
		_, _, _, at = record.NextHeader(packed, at)
	}
	return n
}

// text is b as text, without a copy: the batch lives as long as the record.
func text(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// empty is what is not null and holds nothing; a slice of no slab would be nil.
var empty = []byte{}

func bytesOf(b *record.Batch, s record.Span) []byte {
	if s.Len == 0 {
		return empty
	}
	return b.Bytes(s)
}

// partitioner honours the partition that a row asks for; the others go where
// Java's client would send them.
type partitioner struct{ kgo.Partitioner }

// ForTopic implements [kgo.Partitioner].
func (p partitioner) ForTopic(topic string) kgo.TopicPartitioner {
	return &topicPartitioner{byKey: p.Partitioner.ForTopic(topic)}
}

type topicPartitioner struct{ byKey kgo.TopicPartitioner }

// RequiresConsistency says that a record with a key or a partition goes to its
// partition even while that has no leader.
func (p *topicPartitioner) RequiresConsistency(r *kgo.Record) bool {
	return r.Partition >= 0 || p.byKey.RequiresConsistency(r)
}

// Partition implements [kgo.TopicPartitioner].
func (p *topicPartitioner) Partition(r *kgo.Record, n int) int {
	if r.Partition >= 0 {
		return int(r.Partition)
	}
	return p.byKey.Partition(r, n)
}

// OnNewBatch lets records without a key change their partition.
func (p *topicPartitioner) OnNewBatch() {
	if b, ok := p.byKey.(kgo.TopicPartitionerOnNewBatch); ok {
		b.OnNewBatch()
	}
}
