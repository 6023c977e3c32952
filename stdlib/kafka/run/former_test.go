package run

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/flowc-lang/flowc/runtime/kafka"
	"github.com/flowc-lang/flowc/runtime/task"
)

// runIn runs a pipeline to its end with a data folder.
func runIn(ctx context.Context, t *testing.T, p *task.Pipeline, dir string) {
	t.Helper()
	r := task.New(p, task.Options{Log: slog.New(slog.DiscardHandler), DataDir: dir, Buffers: 2 << 20})
	drained := make(chan error, 1)
	go func() { drained <- r.Drain(ctx) }()
	if err := r.Run(ctx, ctx); err != nil {
		t.Fatal(err)
	}
	if err := <-drained; err != nil {
		t.Fatal(err)
	}
}

// TestDeclined: exactly once, declined, and demanded again, a pipeline goes on where it was
// each time, and makes nothing twice.
func TestDeclined(t *testing.T) {
	ctx := within(t, 2*time.Minute)
	c := newCluster(t, copiers)
	dir := t.TempDir()
	for life, exactly := range []bool{false, true, true, false, false, true, false} {
		n := 1000 * (life + 1)
		p := c.maker(n)
		p.ExactlyOnce = exactly
		runIn(ctx, t, p, dir)
		c.wantCopies(ctx, t, n)
	}
}

// TestNeverExactlyOnce: at least once leaves no topic of positions behind.
func TestNeverExactlyOnce(t *testing.T) {
	ctx := within(t, time.Minute)
	c := newCluster(t, copiers)
	p := c.maker(100)
	p.ExactlyOnce = false
	runIn(ctx, t, p, t.TempDir())
	topics, err := c.admin.ListTopics(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if name := kafka.PositionsTopic(p.Group).Name; topics.Has(name) {
		t.Errorf("there is a topic %s", name)
	}
}
