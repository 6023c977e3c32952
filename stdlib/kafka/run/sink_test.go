package run

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/kafka"
	"github.com/flowc-lang/flowc/runtime/record"
)

func (c *cluster) sink(t *testing.T, change func(*SinkConfig)) *Sink {
	t.Helper()
	config := SinkConfig{Connection: c.conn, Topic: kafka.Topic{Name: topic}}
	if change != nil {
		change(&config)
	}
	s := NewSink(config)
	h := &connector.SinkHost{Pipeline: "load", Log: slog.New(slog.DiscardHandler), Bytes: 1 << 20}
	if err := s.Open(t.Context(), h); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return s
}

// rows makes a batch of n rows with keys and values of their numbers.
func rows(from, n int) *record.Batch {
	b := &record.Batch{}
	for i := from; i < from+n; i++ {
		b.Append(record.Row{Headers: record.Null, Timestamp: int64(i), Partition: -1}, fmt.Appendf(nil, "k%d", i), fmt.Appendf(nil, "%d", i))
	}
	return b
}

// all reads the whole topic.
func (c *cluster) all(t *testing.T, n int) []*kgo.Record {
	t.Helper()
	ctx := within(t, 20*time.Second)
	cl, err := kgo.NewClient(kgo.SeedBrokers(c.conn.Brokers...), kgo.ConsumeTopics(topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	if err != nil {
		t.Fatal(err)
	}
	defer cl.Close()
	var got []*kgo.Record
	for len(got) < n {
		fetches := cl.PollFetches(ctx)
		if err := fetches.Err0(); err != nil {
			t.Fatalf("%d records of %d: %v", len(got), n, err)
		}
		got = append(got, fetches.Records()...)
	}
	return got
}

func write(t *testing.T, s *Sink, batches ...*record.Batch) error {
	t.Helper()
	for _, b := range batches {
		if err := s.Write(t.Context(), b); err != nil {
			return err
		}
	}
	return s.Flush(t.Context())
}

func TestSinkWrites(t *testing.T) {
	for _, codec := range []string{"", "none", "snappy", "lz4", "zstd", "gzip"} {
		t.Run("compression "+codec, func(t *testing.T) {
			c := newCluster(t, 3)
			s := c.sink(t, func(s *SinkConfig) { s.Compression = codec })
			if err := write(t, s, rows(0, 100), rows(100, 1)); err != nil {
				t.Fatal(err)
			}
			if err := write(t, s, rows(101, 50)); err != nil {
				t.Fatal(err)
			}
			got := c.all(t, 151)
			seen := make(map[string]bool)
			for _, r := range got {
				seen[string(r.Value)] = true
				if string(r.Key) != "k"+string(r.Value) || fmt.Sprint(r.Timestamp.UnixMilli()) != string(r.Value) {
					t.Errorf("record %s: key %s at %d", r.Value, r.Key, r.Timestamp.UnixMilli())
				}
			}
			if len(got) != 151 || len(seen) != 151 {
				t.Errorf("%d records, %d different", len(got), len(seen))
			}
		})
	}
	s := NewSink(SinkConfig{Connection: &kafka.Connection{Name: "local"}, Topic: kafka.Topic{Name: topic}, Compression: "zip"})
	if err := s.Open(t.Context(), &connector.SinkHost{Log: slog.New(slog.DiscardHandler)}); err == nil || connector.CanRetry(err) {
		t.Errorf("compression zip: %v", err)
	}
}

// TestSinkPartition compares with partitions that Java's client chose: murmur2 of
// the key, modulo ten. The hashes are those of Kafka's own UtilsTest.
func TestSinkPartition(t *testing.T) { sinkPartition(t, newCluster(t, 10)) }

func sinkPartition(t *testing.T, c *cluster) {
	hashes := map[string]int32{"21": -973932308, "foobar": -790332482, "a-little-bit-long-string": -985981536, "a-little-bit-longer-string": -1486304829}
	b := &record.Batch{}
	for key := range hashes {
		b.Append(record.Row{Headers: record.Null, Partition: -1}, []byte(key), []byte(key))
	}
	b.Append(record.Row{Headers: record.Null, Partition: 7}, []byte("foobar"), []byte("asked"))
	b.Append(record.Row{Headers: record.Null, Partition: 0}, nil, []byte("zero"))
	if err := write(t, c.sink(t, nil), b); err != nil {
		t.Fatal(err)
	}
	for _, r := range c.all(t, len(b.Rows)) {
		want, keyed := hashes[string(r.Value)]
		want = want & 0x7fffffff % 10
		if !keyed {
			want = map[string]int32{"asked": 7, "zero": 0}[string(r.Value)]
		}
		if r.Partition != want {
			t.Errorf("%s is in partition %d, not %d", r.Value, r.Partition, want)
		}
	}
}

func TestSinkRow(t *testing.T) {
	c := newCluster(t, 1)
	b := &record.Batch{}
	b.Rows = append(b.Rows, record.Row{Key: record.Span{}, Value: record.Span{}, Headers: record.Null}) // empty, in a slab that is nil
	b.Append(record.Row{Headers: record.Null}, nil, nil)
	at := len(b.Slab)
	b.Slab = record.AppendHeader(record.AppendHeader(b.Slab, "a", []byte("1")), "b", nil)
	b.Append(record.Row{Headers: b.Since(at)}, []byte("k"), []byte("v"))
	if err := write(t, c.sink(t, nil), b); err != nil {
		t.Fatal(err)
	}
	got := c.all(t, 3)
	if got[0].Key == nil || got[0].Value == nil || len(got[0].Key)+len(got[0].Value) != 0 {
		t.Errorf("empty became %v", got[0])
	}
	if got[1].Key != nil || got[1].Value != nil {
		t.Errorf("null became %v", got[1])
	}
	h := got[2].Headers
	if len(h) != 2 || h[0].Key != "a" || string(h[0].Value) != "1" || h[1].Key != "b" || h[1].Value != nil || len(got[0].Headers) != 0 {
		t.Errorf("headers %v", h)
	}
}

// TestSinkRefuses proves that a row which can never be written is named, and that
// the others can be written without it.
func TestSinkRefuses(t *testing.T) {
	c := newCluster(t, 2)
	s := c.sink(t, func(s *SinkConfig) { s.MaxRecord = 1000 })
	for _, test := range []struct {
		code string
		row  record.Row
		size int
	}{
		{"R0301", record.Row{Headers: record.Null, Partition: -1}, 1000},
		{"R0302", record.Row{Headers: record.Null, Partition: 2}, 1},
	} {
		b := rows(0, 3)
		b.Append(test.row, nil, make([]byte, test.size))
		var refused *connector.RowError
		if err := write(t, s, b); !errors.As(err, &refused) || refused.Row != 3 || refused.Code != test.code || connector.CanRetry(err) {
			t.Fatalf("%s: write: %v", test.code, err)
		}
		b.Rows = b.Rows[:3]
		if err := write(t, s, b); err != nil {
			t.Fatalf("%s: write the others: %v", test.code, err)
		}
	}
	if got := c.all(t, 6); len(got) != 6 {
		t.Errorf("%d records", len(got))
	}
}

// TestSinkErrors lets the broker answer with errors: those that heal by
// themselves are not seen, those that do not are returned, and afterwards all can
// be written again.
func TestSinkErrors(t *testing.T) {
	for _, test := range []struct {
		err   *kerr.Error
		seen  bool
		heals bool
	}{
		{kerr.NotLeaderForPartition, false, false},
		{kerr.TopicAuthorizationFailed, true, false},
		{kerr.MessageTooLarge, true, false},
		{kerr.InvalidRecord, true, false},
		{kerr.KafkaStorageError, false, false},
	} {
		t.Run(test.err.Message, func(t *testing.T) {
			c := newCluster(t, 1)
			s := c.sink(t, nil)
			c.ControlKey(int16(kmsg.Produce), func(req kmsg.Request) (kmsg.Response, error, bool) {
				return refuseProduce(req.(*kmsg.ProduceRequest), test.err.Code), nil, true
			})
			b := rows(0, 10)
			err := write(t, s, b)
			if test.seen != (err != nil) || test.seen && (!errors.Is(err, test.err) || connector.CanRetry(err) != test.heals) {
				t.Fatalf("write: %v", err)
			}
			if test.seen {
				if err := write(t, s, b); err != nil {
					t.Fatalf("write again: %v", err)
				}
			}
			// A request of the first attempt that was not refused stands twice.
			different(t, c, 10)
		})
	}
}

// different reads until n different values were seen, and expects no others.
func different(t *testing.T, c *cluster, n int) {
	t.Helper()
	seen := make(map[string]bool)
	for have := n; len(seen) < n; have++ {
		for _, r := range c.all(t, have) {
			seen[string(r.Value)] = true
		}
	}
	if len(seen) != n {
		t.Errorf("%d different records, not %d", len(seen), n)
	}
}

func refuseProduce(req *kmsg.ProduceRequest, code int16) *kmsg.ProduceResponse {
	resp := req.ResponseKind().(*kmsg.ProduceResponse)
	for _, rt := range req.Topics {
		t := kmsg.NewProduceResponseTopic()
		t.Topic, t.TopicID = rt.Topic, rt.TopicID
		for _, rp := range rt.Partitions {
			p := kmsg.NewProduceResponseTopicPartition()
			p.Partition, p.ErrorCode = rp.Partition, code
			t.Partitions = append(t.Partitions, p)
		}
		resp.Topics = append(resp.Topics, t)
	}
	return resp
}

// TestSinkCancelled proves that a Flush that waits for a broker which is gone ends
// with its context, leaves nothing behind, and that the sink works when the broker
// is back.
func TestSinkCancelled(t *testing.T) {
	c := newCluster(t, 1)
	s := c.sink(t, nil)
	c.KeepControl()
	hang := make(chan struct{})
	c.ControlKey(int16(kmsg.Produce), func(kmsg.Request) (kmsg.Response, error, bool) {
		c.DropControl()
		close(hang)
		return nil, errors.New("connection cut"), true
	})
	ctx, cancel := context.WithCancel(t.Context())
	b := rows(0, 10)
	if err := s.Write(ctx, b); err != nil {
		t.Fatal(err)
	}
	<-hang
	cancel()
	if err := s.Flush(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("flush: %v", err)
	}
	if err := write(t, s, b); err != nil {
		t.Fatalf("write again: %v", err)
	}
	different(t, c, 10)
}

// TestSinkStalled proves that the sink does not wait in silence for brokers that
// are gone, and says why they are.
func TestSinkStalled(t *testing.T) {
	c := newCluster(t, 1)
	s := c.sink(t, nil)
	if err := write(t, s, rows(0, 1)); err != nil {
		t.Fatal(err)
	}
	c.Close()
	if err := s.Write(t.Context(), rows(1, 1)); err != nil {
		t.Fatal(err)
	}
	for err := error(nil); err == nil || !strings.Contains(err.Error(), "refused"); err = s.client.Reach(t.Context()) {
		runtime.Gosched()
	}
	s.watch.look()
	s.watch.look() // no answer since the look before: as if the time were up
	if err := s.Flush(t.Context()); !errors.Is(err, kafka.ErrStalled) || !connector.CanRetry(err) || !strings.Contains(err.Error(), "refused") {
		t.Fatalf("flush: %v", err)
	}
	if err := s.Write(t.Context(), rows(1, 1)); err == nil || !connector.CanRetry(err) {
		t.Fatalf("write: %v", err)
	}
}

// TestSinkUnreachable proves that brokers which are not there are a reason to
// wait, with the cause.
func TestSinkUnreachable(t *testing.T) {
	s := NewSink(SinkConfig{Connection: &kafka.Connection{Name: "local", Brokers: []string{"127.0.0.1:1"}}, Topic: kafka.Topic{Name: topic}})
	err := s.Open(t.Context(), &connector.SinkHost{Log: slog.New(slog.DiscardHandler)})
	if err == nil || !connector.CanRetry(err) || !strings.Contains(err.Error(), "connection refused") {
		t.Fatalf("open: %v", err)
	}
}

// TestNoGoroutineLeft proves that a source and a sink end all that they began.
func TestNoGoroutineLeft(t *testing.T) {
	c := newCluster(t, 1)
	ctx := within(t, 30*time.Second)
	before := runtime.NumGoroutine()
	s := NewSink(SinkConfig{Connection: c.conn, Topic: kafka.Topic{Name: topic}})
	if err := s.Open(ctx, &connector.SinkHost{Log: slog.New(slog.DiscardHandler)}); err != nil {
		t.Fatal(err)
	}
	if err := write(t, s, rows(0, 10)); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(ctx); err != nil {
		t.Fatal(err)
	}
	if got := c.member(t, nil).drain(ctx); len(got) != 10 {
		t.Fatalf("%d records", len(got))
	}
	// The broker's side of the connections ends when it notices.
	for runtime.NumGoroutine() > before {
		if ctx.Err() != nil {
			buf := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, %d before\n%s", runtime.NumGoroutine(), before, buf[:runtime.Stack(buf, true)])
		}
		runtime.Gosched()
	}
}

// TestLoadAllocates nothing: neither making the client's records nor settling
// them costs an allocation for each record.
func TestLoadAllocates(t *testing.T) {
	b := rows(0, 1000)
	at := len(b.Slab)
	b.Slab = record.AppendHeader(b.Slab, "a", []byte("1"))
	for i := range b.Rows {
		b.Rows[i].Headers = b.Since(at)
		b.Rows[i].Headers.Len = int32(len(b.Slab) - at)
	}
	p := newProduction()
	p.watch = newWatch()
	defer p.watch.end()
	got := testing.AllocsPerRun(10, func() {
		if err := p.load(b, defaultMaxRecord, func(*record.Batch, int) target { return target{"t", 1} }); err != nil {
			t.Fatal(err)
		}
		p.pending.Store(int64(len(p.records)))
		for i := range p.records {
			p.promise(&p.records[i], nil)
		}
		p.wait()
	})
	if got != 0 {
		t.Errorf("%v allocations for a batch of 1000", got)
	}
}

// TestFillAllocates proves that copying fetched records into a batch costs no
// allocation once the batch has grown.
func TestFillAllocates(t *testing.T) {
	m := (&cluster{}).member(t, func(s *SourceConfig) { s.Headers = true })
	m.source.host = m.host
	var records []*kgo.Record
	for i := range 100 {
		records = append(records, &kgo.Record{Key: []byte("k"), Value: value(0, i), Offset: int64(i), Headers: []kgo.RecordHeader{{Key: "a", Value: []byte("1")}}})
	}
	var b record.Batch
	got := testing.AllocsPerRun(10, func() {
		b.Reset()
		m.source.fill(&b, &chunk{part: &part{}, records: records})
	})
	if got > 2 { // the chunk and the part of the test itself
		t.Errorf("%v allocations for a batch of 100", got)
	}
}
