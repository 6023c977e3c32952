package cluster

import (
	"cmp"
	"context"
	"crypto/rand"
	"log/slog"
	"maps"
	"slices"
	"sync"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/flowc-lang/flowc/runtime/kafka"
	"github.com/flowc-lang/flowc/runtime/offset"
)

// positions are those of one source task, in the topic of its group. What keeps two
// workers from writing them is the lease.
type positions struct {
	client *kafka.Client
	kept   *kafka.Positions
	task   int
	by     string

	mu      sync.Mutex
	entries map[key]offset.Entry
	saves   int64
}

// key names a split.
type key struct {
	topic     string
	partition int32
}

// openPositions reads what is kept. It writes a record of its own and reads up to that,
// so that nothing which was kept before is missed.
func openPositions(ctx context.Context, c *kafka.Connection, log *slog.Logger, group string, task int) (offset.Positions, error) {
	client, err := c.Client(log)
	if err != nil {
		return nil, err
	}
	p := &positions{client: client, kept: kafka.NewPositions(group), task: task, by: rand.Text(), entries: map[key]offset.Entry{}}
	if err := p.read(ctx, c, log, group); err != nil {
		client.Close()
		return nil, err
	}
	context.AfterFunc(ctx, client.Close) // it ends with the source task
	return p, nil
}

func (p *positions) read(ctx context.Context, c *kafka.Connection, log *slog.Logger, group string) error {
	topic := kafka.PositionsTopic(group)
	if _, err := topic.Ensure(ctx, p.client); err != nil {
		return err
	}
	opening := kafka.Seal{By: p.by}
	if err := p.produce(ctx, p.kept.Opening(p.task, opening)); err != nil {
		return err
	}
	if err := p.kept.Read(ctx, c, log, p.task, opening); err != nil {
		return err
	}
	for _, e := range p.kept.Entries(0, 1) {
		p.entries[key{e.Topic, e.Partition}] = e
	}
	return nil
}

func (p *positions) produce(ctx context.Context, records ...*kgo.Record) error {
	return p.client.Explain("write positions", p.client.ProduceSync(ctx, records...).FirstErr())
}

// Get implements [offset.Positions].
func (p *positions) Get(topic string, partition int32) (offset.Entry, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	e, ok := p.entries[key{topic, partition}]
	return e, ok
}

// Entries implements [offset.Positions].
func (p *positions) Entries() []offset.Entry {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.SortedFunc(maps.Values(p.entries), func(a, b offset.Entry) int {
		return cmp.Or(cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.Partition, b.Partition))
	})
}

// Save implements [offset.Positions].
func (p *positions) Save(ctx context.Context, set []offset.Entry, forget ...offset.Position) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.saves++
	if err := p.produce(ctx, p.kept.Records(set, forget, p.task, kafka.Seal{By: p.by, N: p.saves})...); err != nil {
		return err
	}
	for _, f := range forget {
		delete(p.entries, key{f.Topic, f.Partition})
	}
	for _, e := range set {
		p.entries[key{e.Topic, e.Partition}] = e
	}
	return nil
}
