package run

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task"
	datagen "github.com/flowc-lang/flowc/stdlib/datagen/run"
)

// makeStage makes PARTITION:NUMBER of the numbers of a split, and filters every tenth.
type makeStage struct{}

func (makeStage) Run(in *record.Batch, x *task.Exchange) {
	out := &x.Out[0]
	for i, r := range in.Rows {
		x.In++
		n := r.Offset / copiers
		if n%10 == 9 {
			x.Filtered++
			continue
		}
		out.Rows = append(out.Rows, record.Row{
			Key: record.Null, Value: out.Put(value(in.Partition, int(n))), Headers: record.Null, Timestamp: r.Timestamp,
			Partition: in.Partition, Input: int32(i),
		})
	}
}

// maker is a pipeline from made-up records to copies, under exactly once: a split for each
// partition.
func (c *cluster) maker(n int) *task.Pipeline {
	p := c.copier("flow.weather.make")
	p.Name, p.From = "make", "numbers"
	p.Source = func() connector.Source {
		return datagen.NewSource(datagen.SourceConfig{Name: "numbers", Count: n * copiers, Splits: copiers})
	}
	p.New = func() task.Stage { return makeStage{} }
	return p
}

func TestHolder(t *testing.T) {
	ctx := within(t, 2*time.Minute)
	c := newCluster(t, copiers)
	for range 2 { // the second run finds nothing left
		if err := runPipeline(ctx, t, c.maker(20_000), "", true); err != nil {
			t.Fatal(err)
		}
		c.wantCopies(ctx, t, 20_000)
	}
}

// A worker that is killed, again and again, leaves transactions open; the next one goes
// on, whatever its name is.
func TestHolderKilled(t *testing.T) {
	ctx := within(t, 4*time.Minute)
	c := newCluster(t, copiers)
	const n = 60_000
	for round := range 6 {
		life, kill := context.WithCancel(ctx)
		var ends atomic.Int64
		c.ControlKey(int16(kmsg.EndTxn), func(kmsg.Request) (kmsg.Response, error, bool) {
			c.KeepControl()
			if ends.Add(1) == int64(4+round) {
				kill()
			}
			return nil, nil, false
		})
		if err := runPipeline(life, t, c.maker(n), fmt.Sprint(round%2), true); err != nil && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		kill()
	}
	if err := runPipeline(ctx, t, c.maker(n), "", true); err != nil {
		t.Fatal(err)
	}
	c.wantCopies(ctx, t, n)
}

// Whatever the brokers answer at any step, each record counts once.
func TestHolderFaults(t *testing.T) {
	for _, key := range []kmsg.Key{kmsg.InitProducerID, kmsg.Produce, kmsg.EndTxn} {
		for _, fault := range []*kerr.Error{kerr.CoordinatorNotAvailable, kerr.UnknownServerError, kerr.InvalidProducerEpoch, nil} {
			name := "connection lost"
			if fault != nil {
				name = fault.Message
			}
			t.Run(key.Name()+" "+name, func(t *testing.T) {
				t.Parallel()
				ctx := within(t, 4*time.Minute)
				c := newCluster(t, copiers)
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
				if err := runPipeline(ctx, t, c.maker(20_000), "", true); err != nil {
					t.Fatal(err)
				}
				if seen.Load() < 2 {
					t.Fatal("no fault was injected")
				}
				c.wantCopies(ctx, t, 20_000)
			})
		}
	}
}

// An end of a transaction that is not heard may have been a commit.
func TestHolderUnheard(t *testing.T) {
	for _, key := range []kmsg.Key{kmsg.Produce, kmsg.EndTxn} {
		t.Run(key.Name(), func(t *testing.T) {
			t.Parallel()
			ctx := within(t, 4*time.Minute)
			c := newCluster(t, copiers)
			unheard := c.loseAnswers(key, 5, 6)
			if err := runPipeline(ctx, t, c.maker(40_000), "", true); err != nil {
				t.Fatal(err)
			}
			unheard(t)
			c.wantCopies(ctx, t, 40_000)
		})
	}
}

// What a data folder holds of a life at least once is gone on with.
func TestHolderInherits(t *testing.T) {
	ctx := within(t, 2*time.Minute)
	c := newCluster(t, copiers)
	o := task.Options{Log: slog.New(slog.DiscardHandler), Buffers: 2 << 20, DataDir: t.TempDir()}
	for _, life := range []struct {
		n    int
		once bool
	}{{n: 1000}, {n: 2000, once: true}, {n: 3000, once: true}} {
		p := c.maker(life.n)
		p.ExactlyOnce = life.once
		if err := task.New(p, o).Run(ctx, ctx); err != nil {
			t.Fatal(err)
		}
		c.wantCopies(ctx, t, life.n)
	}
}

// Two workers that each believe the splits to be theirs: one of them goes on, the other
// ends, and each record counts once.
func TestHolderTwoOwners(t *testing.T) {
	ctx := within(t, 4*time.Minute)
	c := newCluster(t, copiers)
	const n = 6_000
	ended := make(chan error, 3)
	for worker := range cap(ended) {
		go func() { ended <- runPipeline(ctx, t, c.maker(n), fmt.Sprint(worker), true) }()
	}
	var fenced int
	for range cap(ended) {
		if err := <-ended; err != nil {
			t.Log(err)
			fenced++
		}
	}
	t.Logf("%d of 3 workers were kept out", fenced)
	if err := runPipeline(ctx, t, c.maker(n), "last", true); err != nil {
		t.Fatal(err)
	}
	c.wantCopies(ctx, t, n)
}

// What others write into the topic of the positions is told, not believed.
func TestHolderForeign(t *testing.T) {
	ctx := within(t, time.Minute)
	c := newCluster(t, copiers)
	if err := runPipeline(ctx, t, c.maker(100), "", true); err != nil {
		t.Fatal(err)
	}
	c.spoil(ctx, t, "flow.weather.make.offsets", "no key of ours", "x")
	err := runPipeline(ctx, t, c.maker(200), "", true)
	if err == nil {
		t.Fatal("a foreign record was passed over")
	}
	t.Log(err)
}
