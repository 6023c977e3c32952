package run

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/kafka"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task"
)

const copies = "copies"

// copiers is the number of partitions of both topics.
const copiers = 3

// copyStage hands records on as they are, but for every tenth, which it filters.
type copyStage struct{}

func (copyStage) Run(in *record.Batch, x *task.Exchange) {
	out := &x.Out[0]
	for i, r := range in.Rows {
		x.In++
		if r.Offset%10 == 9 {
			x.Filtered++
			continue
		}
		out.Rows = append(out.Rows, record.Row{
			Key: out.Put(in.Bytes(r.Key)), Value: out.Put(in.Bytes(r.Value)), Timestamp: r.Timestamp,
			Partition: in.Partition, Input: int32(i),
		})
	}
}

// copier is a pipeline from topic to copies, under exactly once.
func (c *cluster) copier(group string) *task.Pipeline {
	return &task.Pipeline{
		Name: "copy", At: "load.flow:8", Group: group, From: topic, To: []string{copies}, Tasks: 2,
		ExactlyOnce: true, Commit: 20 * time.Millisecond,
		Source: func() connector.Source {
			return NewSource(SourceConfig{Connection: c.conn, Topic: kafka.Topic{Name: topic}, Project: "weather"})
		},
		Sinks: []task.Sink{{
			Node: copies, Kind: "topic",
			New: func() connector.Sink {
				return NewSink(SinkConfig{Connection: c.conn, Topic: kafka.Topic{Name: copies, Partitions: copiers}})
			},
			Backoff: connector.Backoff{Min: time.Millisecond, Max: 50 * time.Millisecond},
		}},
		New: func() task.Stage { return copyStage{} },
	}
}

// run runs the copier until ctx ends, or until what is there is delivered.
func (c *cluster) run(ctx context.Context, t *testing.T, instance string, drain bool) error {
	return runPipeline(ctx, t, c.copier("flow.weather.copy"), instance, drain)
}

func runPipeline(ctx context.Context, t *testing.T, p *task.Pipeline, instance string, drain bool) error {
	r := task.New(p, task.Options{
		Log: slog.New(slog.DiscardHandler), Instance: instance, Buffers: 2 << 20,
	})
	drained := make(chan error, 1)
	if drain {
		go func() { drained <- r.Drain(t.Context()) }()
	} else {
		drained <- nil
	}
	err := r.Run(ctx, t.Context())
	if drainErr := <-drained; err == nil { // what ends the one ends the other
		err = drainErr
	}
	return err
}

// stands returns what a reader of committed records finds in copies, by partition.
func (c *cluster) stands(ctx context.Context, t *testing.T) [][]string {
	t.Helper()
	listed, err := c.admin.ListEndOffsets(ctx, copies) // the end, open transactions included
	if err != nil {
		t.Fatal(err)
	}
	cl, err := kgo.NewClient(kgo.SeedBrokers(c.ListenAddrs()...), kgo.ConsumeTopics(copies),
		kgo.FetchIsolationLevel(kgo.ReadCommitted()), kgo.KeepControlRecords(), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	if err != nil {
		t.Fatal(err)
	}
	defer cl.Close()
	all := make([][]string, copiers)
	next := make([]int64, copiers)
	behind := func() bool {
		for p := range int32(copiers) {
			if o, _ := listed.Lookup(copies, p); next[p] < o.Offset {
				return true
			}
		}
		return false
	}
	for behind() {
		fetches := cl.PollFetches(ctx)
		if err := fetches.Err0(); err != nil {
			t.Fatalf("read %v of %v: %v", next, listed[copies], err)
		}
		fetches.EachRecord(func(r *kgo.Record) {
			next[r.Partition] = r.Offset + 1
			if !r.Attrs.IsControl() {
				all[r.Partition] = append(all[r.Partition], string(r.Value))
			}
		})
	}
	return all
}

// wantCopies checks that each record that is not filtered stands in copies once, in
// order.
func (c *cluster) wantCopies(ctx context.Context, t *testing.T, n int) {
	t.Helper()
	for p, got := range c.stands(ctx, t) {
		k := 0
		for i := range n {
			if i%10 == 9 {
				continue
			}
			want := fmt.Sprintf("%d:%d", p, i)
			if k >= len(got) || got[k] != want {
				t.Fatalf("partition %d, place %d of %d: not %s", p, k, len(got), want)
			}
			k++
		}
		if len(got) != k {
			t.Fatalf("partition %d has %d copies, want %d", p, len(got), k)
		}
	}
}

func TestExactlyOnce(t *testing.T) {
	ctx := within(t, 2*time.Minute)
	c := newCluster(t, copiers)
	for p := range int32(copiers) {
		c.put(t, p, 0, 500)
	}
	if err := c.run(ctx, t, "", true); err != nil {
		t.Fatal(err)
	}
	c.wantCopies(ctx, t, 500)
	c.committedTo(ctx, t, 500)
}

// committedTo checks the offsets of the group.
func (c *cluster) committedTo(ctx context.Context, t *testing.T, want int64) {
	t.Helper()
	offsets, err := c.admin.FetchOffsets(ctx, "flow.weather.copy")
	if err != nil {
		t.Fatal(err)
	}
	for p := range int32(copiers) {
		if o, ok := offsets.Lookup(topic, p); !ok || o.At != want {
			t.Errorf("partition %d is committed to %d, want %d", p, o.At, want)
		}
	}
}

// A worker that is killed, again and again, leaves transactions open and answers
// unheard; the next one of its name goes on.
func TestExactlyOnceKilled(t *testing.T) {
	for _, instance := range []string{"a", ""} {
		t.Run("instance "+instance, func(t *testing.T) {
			ctx := within(t, 4*time.Minute)
			c := newCluster(t, copiers)
			const n = 2000
			for p := range int32(copiers) {
				c.put(t, p, 0, n)
			}
			for round := range 5 {
				life, kill := context.WithCancel(ctx)
				var ends atomic.Int64
				c.ControlKey(int16(kmsg.EndTxn), func(kmsg.Request) (kmsg.Response, error, bool) {
					c.KeepControl()
					if ends.Add(1) == int64(2+round) {
						kill()
					}
					return nil, nil, false
				})
				if err := c.run(life, t, instance, true); err != nil && !errors.Is(err, context.Canceled) {
					t.Fatal(err)
				}
				kill()
			}
			if err := c.run(ctx, t, instance, true); err != nil {
				t.Fatal(err)
			}
			c.wantCopies(ctx, t, n)
			c.committedTo(ctx, t, n)
		})
	}
}

// Whatever the brokers answer at any step of a transaction, each record counts once.
func TestExactlyOnceFaults(t *testing.T) {
	for _, key := range []kmsg.Key{kmsg.InitProducerID, kmsg.Produce, kmsg.AddOffsetsToTxn, kmsg.TxnOffsetCommit, kmsg.EndTxn} {
		for _, fault := range []*kerr.Error{kerr.CoordinatorNotAvailable, kerr.UnknownServerError, kerr.InvalidProducerEpoch, kerr.IllegalGeneration, nil} {
			name := "connection lost"
			if fault != nil {
				name = fault.Message
			}
			t.Run(key.Name()+" "+name, func(t *testing.T) {
				t.Parallel()
				ctx := within(t, 4*time.Minute)
				c := newCluster(t, copiers)
				for p := range int32(copiers) {
					c.put(t, p, 0, 300)
				}
				var seen atomic.Int64
				c.ControlKey(key.Int16(), func(req kmsg.Request) (kmsg.Response, error, bool) {
					c.KeepControl()
					if seen.Add(1)%3 != 2 || seen.Load() > 12 {
						return nil, nil, false
					}
					if fault == nil {
						return nil, errors.New("cut"), true
					}
					return refusal(req, fault.Code), nil, true
				})
				if err := c.run(ctx, t, "a", true); err != nil {
					t.Fatal(err)
				}
				if seen.Load() < 2 {
					t.Fatal("no fault was injected")
				}
				c.wantCopies(ctx, t, 300)
				c.committedTo(ctx, t, 300)
			})
		}
	}
}

// refusal answers a request with an error.
func refusal(req kmsg.Request, code int16) kmsg.Response {
	switch req := req.(type) {
	case *kmsg.InitProducerIDRequest:
		resp := req.ResponseKind().(*kmsg.InitProducerIDResponse)
		resp.ErrorCode = code
		return resp
	case *kmsg.AddOffsetsToTxnRequest:
		resp := req.ResponseKind().(*kmsg.AddOffsetsToTxnResponse)
		resp.ErrorCode = code
		return resp
	case *kmsg.EndTxnRequest:
		resp := req.ResponseKind().(*kmsg.EndTxnResponse)
		resp.ErrorCode = code
		return resp
	case *kmsg.TxnOffsetCommitRequest:
		resp := req.ResponseKind().(*kmsg.TxnOffsetCommitResponse)
		for _, t := range req.Topics {
			rt := kmsg.NewTxnOffsetCommitResponseTopic()
			rt.Topic = t.Topic
			for _, p := range t.Partitions {
				rp := kmsg.NewTxnOffsetCommitResponseTopicPartition()
				rp.Partition, rp.ErrorCode = p.Partition, code
				rt.Partitions = append(rt.Partitions, rp)
			}
			resp.Topics = append(resp.Topics, rt)
		}
		return resp
	case *kmsg.ProduceRequest:
		return refuseProduce(req, code)
	}
	panic(fmt.Sprintf("no refusal of %T", req))
}

// deaf is a connection that can lose the answer to a request.
type deaf struct {
	net.Conn
	lose func(key int16) bool
	lost atomic.Bool
}

// Write notes whether the answer to a request is to be lost. The client writes a
// request at once.
func (d *deaf) Write(b []byte) (int, error) {
	if len(b) >= 6 && d.lose(int16(binary.BigEndian.Uint16(b[4:]))) {
		d.lost.Store(true)
	}
	return d.Conn.Write(b)
}

// Read waits for the answer, so that the request has done its work, and cuts the line.
func (d *deaf) Read(b []byte) (int, error) {
	n, err := d.Conn.Read(b)
	if err == nil && d.lost.Load() {
		return 0, errors.Join(io.ErrUnexpectedEOF, d.Close())
	}
	return n, err
}

// loseAnswers has the answers to one in every requests of a kind lost, until more than most
// were; then the client asks again by itself, and hears of trouble. What it returns holds
// that both have happened.
func (c *cluster) loseAnswers(key kmsg.Key, every, most int64) (happened func(*testing.T)) {
	var seen, lost, refused atomic.Int64
	c.conn.Dial = func(ctx context.Context, network, host string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, host)
		return &deaf{Conn: conn, lose: func(k int16) bool {
			if k != key.Int16() || seen.Add(1)%every != every-1 || lost.Load() > most {
				return false
			}
			lost.Add(1)
			return true
		}}, err
	}
	c.ControlKey(key.Int16(), func(req kmsg.Request) (kmsg.Response, error, bool) {
		c.KeepControl()
		if refused.Load() >= lost.Load() || seen.Load()%every == every-1 {
			return nil, nil, false
		}
		refused.Add(1)
		return refusal(req, kerr.UnknownServerError.Code), nil, true
	})
	return func(t *testing.T) {
		t.Helper()
		if lost.Load() == 0 || refused.Load() == 0 {
			t.Fatalf("%d answers were lost, %d refused", lost.Load(), refused.Load())
		}
	}
}

// An end of a transaction that is not heard may have been a commit. What was written
// must then not be written again.
func TestExactlyOnceUnheard(t *testing.T) {
	for _, key := range []kmsg.Key{kmsg.Produce, kmsg.TxnOffsetCommit, kmsg.EndTxn} {
		t.Run(key.Name(), func(t *testing.T) {
			t.Parallel()
			ctx := within(t, 4*time.Minute)
			c := newCluster(t, copiers)
			for p := range int32(copiers) {
				c.put(t, p, 0, 500)
			}
			unheard := c.loseAnswers(key, 3, 3)
			if err := c.run(ctx, t, "a", true); err != nil {
				t.Fatal(err)
			}
			unheard(t)
			c.wantCopies(ctx, t, 500)
			c.committedTo(ctx, t, 500)
		})
	}
}

// Workers come, leave and are cut off while records move: partitions change hands with
// transactions open.
func TestExactlyOnceRebalance(t *testing.T) {
	ctx := within(t, 4*time.Minute)
	c := newCluster(t, copiers)
	const n = 3000
	for p := range int32(copiers) {
		c.put(t, p, 0, n)
	}
	var running sync.WaitGroup
	for worker := range 4 {
		running.Go(func() {
			for round := range 3 {
				life, kill := context.WithCancel(ctx)
				stop := time.AfterFunc(time.Duration(100+50*worker+20*round)*time.Millisecond, kill)
				if err := c.run(life, t, fmt.Sprint("w", worker), false); err != nil && !errors.Is(err, context.Canceled) {
					t.Errorf("worker %d: %v", worker, err)
				}
				stop.Stop()
				kill()
			}
		})
	}
	running.Wait()
	if err := c.run(ctx, t, "last", true); err != nil {
		t.Fatal(err)
	}
	c.wantCopies(ctx, t, n)
	c.committedTo(ctx, t, n)
}
