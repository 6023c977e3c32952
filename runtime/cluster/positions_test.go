package cluster

import (
	"context"
	"log/slog"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/kafka"
	"github.com/flowc-lang/flowc/runtime/offset"
)

func local(t *testing.T) *kafka.Connection {
	t.Helper()
	c, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, "t"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return &kafka.Connection{Name: "local", Brokers: c.ListenAddrs()}
}

// TestPositions: who opens the positions of a group finds all that was saved before,
// whichever task saved it, and nothing that was forgotten.
func TestPositions(t *testing.T) {
	conn, log := local(t), slog.New(slog.DiscardHandler)
	open := func(ctx context.Context, task int) offset.Positions {
		p, err := openPositions(ctx, conn, log, "flow.demo.make", task)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	save := func(p offset.Positions, set []offset.Entry, forget ...offset.Position) {
		if err := p.Save(t.Context(), set, forget...); err != nil {
			t.Fatal(err)
		}
	}
	a, b := open(t.Context(), 0), open(t.Context(), 1)
	save(a, []offset.Entry{{Topic: "made", Partition: 0, Next: 8}, {Topic: "old", Next: 3}})
	save(b, []offset.Entry{{Topic: "made", Partition: 1, Next: 17, Mark: "m"}})
	save(a, []offset.Entry{{Topic: "made", Partition: 0, Next: 16}}, offset.Position{Topic: "old"})
	want := []offset.Entry{{Topic: "made", Partition: 0, Next: 16}, {Topic: "made", Partition: 1, Next: 17, Mark: "m"}}
	if got := open(t.Context(), 1).Entries(); !slices.Equal(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	if e, ok := a.Get("made", 0); !ok || e.Next != 16 {
		t.Errorf("%+v, %t", e, ok)
	}
	over, end := context.WithCancel(t.Context())
	end()
	if p, err := openPositions(over, conn, log, "flow.demo.make", 0); err == nil {
		t.Errorf("opened although its task is over: %+v", p.Entries())
	}
}

// TestCheck: a name is free, or taken by something else than a cluster.
func TestCheck(t *testing.T) {
	conn, log := local(t), slog.New(slog.DiscardHandler)
	check := func() []string {
		found, err := On(conn).Check(t.Context(), log, connector.Share{Group: "flow-cluster.demo.one"})
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	if found := check(); len(found) > 0 {
		t.Errorf("a free name: %q", found)
	}
	cl, err := kgo.NewClient(kgo.SeedBrokers(conn.Brokers...), kgo.ConsumerGroup("flow-cluster.demo.one"), kgo.ConsumeTopics("t"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cl.Close)
	for deadline := time.Now().Add(time.Minute); len(check()) == 0; {
		if time.Now().After(deadline) {
			t.Fatal("a consumer group is taken for a cluster")
		}
	}
}

// TestJoined: who has been told what it runs, be it nothing, has joined.
func TestJoined(t *testing.T) {
	ctx, leave := context.WithTimeout(t.Context(), time.Minute)
	defer leave()
	var joined atomic.Bool
	err := On(local(t)).Join(ctx, connector.Share{
		Group: "flow-cluster.demo.two", Worker: "a", Log: slog.New(slog.DiscardHandler),
		Joined: func() { joined.Store(true); leave() },
	})
	if err != nil || !joined.Load() {
		t.Errorf("joined %v, %v", joined.Load(), err)
	}
}
