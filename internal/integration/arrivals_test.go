//go:build unix

package integration

import (
	"context"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/flowc-lang/flowc/internal/testkit"
)

// arrivals sees when records come into a topic, those of open transactions too.
type arrivals struct {
	t   *testing.T
	cl  *kgo.Client
	n   int
	now time.Time
}

func newArrivals(t *testing.T, kafka *testkit.KafkaServer, topic string) *arrivals {
	t.Helper()
	return &arrivals{t: t, cl: kafka.Client(t, kgo.ConsumeTopics(topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.FetchMaxWait(100*time.Millisecond))}
}

// next returns when the next records came.
func (a *arrivals) next() time.Time {
	a.t.Helper()
	ctx, cancel := context.WithTimeout(a.t.Context(), patience)
	defer cancel()
	for {
		fetches := a.cl.PollFetches(ctx)
		if err := fetches.Err0(); err != nil {
			a.t.Fatalf("after %d records: %v", a.n, err)
		}
		if n := fetches.NumRecords(); n > 0 {
			a.n, a.now = a.n+n, time.Now()
			return a.now
		}
	}
}

// await waits until so many have come in all.
func (a *arrivals) await(n int) {
	a.t.Helper()
	for a.n < n {
		a.next()
	}
}
