package run

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/kafka"
	"github.com/flowc-lang/flowc/runtime/record"
)

// SinkConfig is a topic to write, or several through one producer.
type SinkConfig struct {
	Connection *kafka.Connection
	// Topic is where rows go whose batch names no other. Where each record names its own
	// topic, Topic has no name, and says how those that are missing are created.
	Topic kafka.Topic
	// Others are further topics: a batch names its own by its place in this list, from
	// 1; 0 is Topic.
	Others []kafka.Topic
	// Compression is none, snappy, lz4, zstd or gzip; empty is none.
	Compression string
	// MaxRecord is the largest record, in bytes with key and headers; 0 is 1 MiB.
	MaxRecord int
}

const (
	defaultMaxRecord = 1 << 20
	// recordOverhead is at most what a record costs in a batch of its own beside
	// key, value and headers.
	recordOverhead = 128
	// linger lets the rows of one batch meet in one request; Flush does not wait
	// for it.
	linger = 5 * time.Millisecond
	// requestOverhead is at most what a request has beside its batches.
	requestOverhead = 64 << 10
)

// The run-time codes of rows that are refused.
const (
	codeTooLarge  = "R0301" // larger than MaxRecord
	codePartition = "R0302" // for a partition that is not there
)

// Sink produces into a topic.
//
// After an error the client is thrown away: what it still held may or may not have
// been written, and the caller writes all of it again.
type Sink struct {
	config SinkConfig
	host   *connector.SinkHost
	client *kafka.Client
	tx     *producer // what the client belongs to; nil where it is the sink's own
	// targets are the topics that are declared, named those that records named.
	targets []target
	named   map[string]target
	open    []*production // one for each batch since the last Flush
	free    []*production
	watch   *watch // of open; nil while there is none
}

// NewSink returns a sink that is not connected yet.
func NewSink(c SinkConfig) *Sink {
	if c.MaxRecord == 0 {
		c.MaxRecord = defaultMaxRecord
	}
	return &Sink{config: c, named: map[string]target{}}
}

// Open creates the topic where it is missing.
func (s *Sink) Open(ctx context.Context, h *connector.SinkHost) error {
	s.host = h
	if tx, ok := h.Transaction.(transactional); ok {
		s.tx = tx.through()
		return s.join(ctx)
	}
	return s.connect(ctx)
}

// join prepares the topics with a client of its own, and leaves the writing to that of
// the transaction.
func (s *Sink) join(ctx context.Context) error {
	codec, err := compression(s.config.Compression)
	if err != nil {
		return fmt.Errorf("topic %s: %w", s.title(), err)
	}
	s.tx.enlist(s.options(codec))
	client, err := s.config.Connection.Client(s.host.Log)
	if err != nil {
		return err
	}
	defer client.Close()
	s.targets, err = s.prepare(ctx, client)
	return err
}

// ready makes the client ready to write.
func (s *Sink) ready(ctx context.Context) error {
	if s.tx == nil {
		if s.client != nil {
			return nil
		}
		return s.connect(ctx)
	}
	client, err := s.tx.writer(ctx)
	if err != nil {
		return err
	}
	if client != s.client {
		s.recycle() // what the former client held was given up with it
		s.client = client
	}
	return nil
}

func (s *Sink) connect(ctx context.Context) error {
	codec, err := compression(s.config.Compression)
	if err != nil {
		return fmt.Errorf("topic %s: %w", s.title(), err)
	}
	client, err := s.config.Connection.Client(s.host.Log, append(s.options(codec), alone())...)
	if err != nil {
		return err
	}
	if s.targets, err = s.prepare(ctx, client); err != nil {
		client.Close()
		return err
	}
	s.client = client
	return nil
}

func (s *Sink) prepare(ctx context.Context, client *kafka.Client) (all []target, err error) {
	if err := client.Reach(ctx); err != nil {
		return nil, err
	}
	for _, t := range s.topics() {
		n, err := t.Ensure(ctx, client)
		if err != nil {
			return nil, err
		}
		all = append(all, target{t.Name, n})
	}
	clear(s.named) // a client may have been away for long
	return all, nil
}

func (s *Sink) options(codec kgo.CompressionCodec) []kgo.Opt {
	return []kgo.Opt{
		// The client's producer is idempotent and waits for all replicas unless told
		// otherwise, and nobody tells it.
		kgo.RecordPartitioner(partitioner{kgo.StickyKeyPartitioner(nil)}),
		kgo.ProducerBatchCompression(codec),
		kgo.ProducerBatchMaxBytes(int32(s.config.MaxRecord)),
		kgo.ProducerLinger(linger),
		// A request is a copy of its batches. One with a full batch for each partition
		// costs more memory than it saves time.
		kgo.BrokerMaxWriteBytes(int32(min(s.config.MaxRecord+requestOverhead, 1<<30))),
		// The bound is in bytes; the one in records is out of its way.
		kgo.MaxBufferedBytes(max(s.host.Bytes, 2*s.config.MaxRecord)),
		kgo.MaxBufferedRecords(1 << 24),
	}
}

// alone is the option of a sink that writes without a transaction. The client counts
// its own timeout from the timestamp of a record, which may be years old; the watch
// does it instead. A record that was sent and not answered for may stand twice when
// the caller writes it again: that is at least once, and waiting for ever in silence
// is not better. What a transaction holds is taken back first.
func alone() kgo.Opt { return kgo.AllowIdempotentProduceCancellation() }

func compression(name string) (kgo.CompressionCodec, error) {
	switch name {
	case "", "none":
		return kgo.NoCompression(), nil
	case "snappy":
		return kgo.SnappyCompression(), nil
	case "lz4":
		return kgo.Lz4Compression(), nil
	case "zstd":
		return kgo.ZstdCompression(), nil
	case "gzip":
		return kgo.GzipCompression(), nil
	}
	return kgo.CompressionCodec{}, fmt.Errorf("unknown compression %q", name)
}

// Write hands the rows to the client, which sends them while Write goes on. It
// waits where the client holds as much as it may.
func (s *Sink) Write(ctx context.Context, b *record.Batch) error {
	if err := s.ready(ctx); err != nil {
		return err
	}
	if err := s.meet(ctx, b); err != nil {
		return err
	}
	p := s.production()
	if err := p.load(b, s.config.MaxRecord, s.target); err != nil {
		s.free = append(s.free, p)
		s.discard()
		return err
	}
	if s.watch == nil {
		s.watch = newWatch()
	}
	p.watch = s.watch
	s.open = append(s.open, p)
	defer s.watch.also(ctx)()
	p.produce(s.watch.ctx, s.client.Client)
	if p.err() != nil {
		return s.fail(ctx)
	}
	return nil
}

// Flush waits for all acknowledgements.
func (s *Sink) Flush(ctx context.Context) error {
	if len(s.open) == 0 {
		return nil
	}
	defer s.watch.also(ctx)()
	if err := s.client.Flush(s.watch.ctx); err != nil {
		return s.fail(ctx)
	}
	for _, p := range s.open {
		if p.err() != nil {
			return s.fail(ctx)
		}
	}
	s.recycle()
	return nil
}

// fail discards what was written since the last Flush, and returns the first
// error.
func (s *Sink) fail(ctx context.Context) error {
	first := s.first()
	if cause := context.Cause(s.watch.ctx); cause != nil {
		first = cause
	}
	err := s.explain(ctx, first)
	s.discard()
	return err
}

func (s *Sink) first() error {
	for _, p := range s.open {
		if err := p.err(); err != nil {
			return err
		}
	}
	return nil
}

func (s *Sink) explain(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("%s: write %s: %w", s.config.Connection, s.title(), ctx.Err())
	case errors.Is(err, kerr.MessageTooLarge):
		err = fmt.Errorf("%w: the topic's max.message.bytes is less than max_record (%d bytes): raise the one or lower the other", err, s.config.MaxRecord)
	}
	return s.client.Explain("write "+s.title(), err)
}

// discard gives up what was not acknowledged, and with it the client. When it
// returns nothing refers to the batches any more.
func (s *Sink) discard() {
	if s.client == nil {
		return
	}
	switch {
	case s.tx != nil:
		s.tx.discard()
		s.client = nil
	case len(s.open) > 0:
		s.client.UnsafeAbortBufferedRecords()
		s.client.Close()
		s.client = nil
	}
	s.recycle()
}

func (s *Sink) recycle() {
	for _, p := range s.open {
		p.wait()
		p.reset()
	}
	s.free = append(s.free, s.open...)
	s.open = s.open[:0]
	if s.watch != nil {
		s.watch.end()
		s.watch = nil
	}
}

func (s *Sink) production() *production {
	if n := len(s.free); n > 0 {
		p := s.free[n-1]
		s.free = s.free[:n-1]
		return p
	}
	return newProduction()
}

// Check implements [connector.Checker].
func (s *Sink) Check(ctx context.Context) ([]string, error) {
	var all []string
	for _, t := range s.topics() {
		differences, err := check(ctx, s.config.Connection, &t)
		if err != nil {
			return nil, err
		}
		all = append(all, differences...)
	}
	return all, nil
}

// Close ends the client; what was not flushed may be lost.
func (s *Sink) Close(context.Context) error {
	s.discard()
	if s.client != nil && s.tx == nil {
		s.client.Close()
		s.client = nil
	}
	return nil
}
