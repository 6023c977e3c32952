//go:build unix

package pipelines

import (
	"context"
	"errors"
	"os"
	"strconv"
	"sync"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"
)

// TestPassThrough is the program that a worker is compared with, in a process of its
// own: it moves the records of one topic to another, as one writes it with care.
func TestPassThrough(t *testing.T) {
	from, to := os.Getenv("PASS_FROM"), os.Getenv("PASS_TO")
	if from == "" {
		t.Skip("it is started by TestPipelines")
	}
	n, err := strconv.Atoi(os.Getenv("PASS_RECORDS"))
	if err != nil {
		t.Fatal(err)
	}
	if err := passThrough(t.Context(), os.Getenv("PASS_BROKER"), from, to, n); err != nil {
		t.Fatal(err)
	}
}

func passThrough(ctx context.Context, broker, from, to string, records int) error {
	cl, err := kgo.NewClient(kgo.SeedBrokers(broker), kgo.ConsumeTopics(from), kgo.DefaultProduceTopic(to),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.RecordPartitioner(kgo.ManualPartitioner()),
		kgo.ProducerBatchCompression(kgo.NoCompression()), kgo.MaxBufferedRecords(50_000))
	if err != nil {
		return err
	}
	defer cl.Close()
	pool := sync.Pool{New: func() any { return &kgo.Record{} }}
	var mu sync.Mutex
	var failed error
	done := func(r *kgo.Record, err error) {
		if err != nil {
			mu.Lock()
			failed = errors.Join(failed, err)
			mu.Unlock()
		}
		*r = kgo.Record{}
		pool.Put(r)
	}
	for left := records; left > 0; {
		fetches := cl.PollFetches(ctx)
		if err := fetches.Err(); err != nil {
			return err
		}
		fetches.EachRecord(func(in *kgo.Record) {
			r := pool.Get().(*kgo.Record)
			r.Value, r.Partition, r.Timestamp = in.Value, in.Partition, in.Timestamp
			cl.Produce(ctx, r, done)
			left--
		})
	}
	if err := cl.Flush(ctx); err != nil {
		return err
	}
	mu.Lock()
	defer mu.Unlock()
	return failed
}
