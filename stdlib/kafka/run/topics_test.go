package run

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/kafka"
	"github.com/flowc-lang/flowc/runtime/record"
)

// puts produces one record into each topic, which must be there.
func (c *cluster) puts(t *testing.T, topics ...string) {
	t.Helper()
	for _, name := range topics {
		r := &kgo.Record{Topic: name, Partition: 0, Value: []byte("of " + name)}
		if err := c.cl.ProduceSync(t.Context(), r).FirstErr(); err != nil {
			t.Fatal(err)
		}
	}
}

func (c *cluster) creates(t *testing.T, topics ...string) {
	t.Helper()
	if _, err := c.admin.CreateTopics(t.Context(), 1, 1, nil, topics...); err != nil {
		t.Fatal(err)
	}
}

// drainAll reads until the source is drained: the member, topic and value of each record.
func drainAll(ctx context.Context, t *testing.T, m *member) []string {
	t.Helper()
	if err := m.source.Drain(ctx); err != nil {
		t.Fatal(err)
	}
	var got []string
	for {
		b := &record.Batch{}
		split, err := m.source.Read(ctx, b)
		if errors.Is(err, connector.ErrDrained) {
			slices.Sort(got)
			return got
		}
		if err != nil {
			t.Fatal(err)
		}
		if split == nil {
			continue
		}
		for _, r := range b.Rows {
			got = append(got, fmt.Sprintf("%d %s %s", b.Member, b.Topic, b.Bytes(r.Value)))
		}
		split.Add(b.Next, b.Epoch).Done()
	}
}

// TestSourceOfSeveralTopics reads the topics of a family by one group; a batch says which
// of them it is of.
func TestSourceOfSeveralTopics(t *testing.T) {
	c := newCluster(t, 0)
	ctx := within(t, 20*time.Second)
	c.creates(t, "a", "b", "c", "d")
	c.puts(t, "a", "b", "c", "d")
	m := c.member(t, func(s *SourceConfig) {
		s.Topic = kafka.Topic{Name: "b"}
		s.Others = []kafka.Topic{{Name: "a"}, {Name: "d"}}
	})
	m.open(ctx)
	want := []string{"0 b of b", "1 a of a", "2 d of d"}
	if got := drainAll(ctx, t, m); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestSourceOfPattern reads the topics whose whole names fit.
func TestSourceOfPattern(t *testing.T) {
	c := newCluster(t, 0)
	ctx := within(t, 20*time.Second)
	c.creates(t, "plant.a", "plant.b", "xplant.c", "plants")
	c.puts(t, "plant.a", "plant.b", "xplant.c", "plants")
	m := c.member(t, func(s *SourceConfig) { s.Topic, s.Match = kafka.Topic{}, `plant\..*` })
	m.open(ctx)
	want := []string{"0 plant.a of plant.a", "0 plant.b of plant.b"}
	if got := drainAll(ctx, t, m); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestSinkOfNames writes to the topic that each row names, or to the one of its batch's
// member, and refuses a row whose topic is not there.
func TestSinkOfNames(t *testing.T) {
	c := newCluster(t, 0)
	ctx := within(t, 20*time.Second)
	c.creates(t, "one", "two")
	open := func(config SinkConfig) *Sink {
		config.Connection = c.conn
		s := NewSink(config)
		if err := s.Open(ctx, &connector.SinkHost{Log: slog.New(slog.DiscardHandler), Bytes: 1 << 20}); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close(context.Background()) })
		return s
	}
	named := func(names ...string) *record.Batch {
		b := &record.Batch{}
		for _, n := range names {
			b.Append(record.Row{Headers: record.Null, Partition: -1}, nil, []byte("to "+n))
			b.Names = append(b.Names, b.PutText(n))
		}
		return b
	}
	family := open(SinkConfig{Topic: kafka.Topic{Name: "one"}, Others: []kafka.Topic{{Name: "two"}}})
	b := named("two")
	b.Names, b.Member = nil, 1
	deliver(ctx, t, family, b)
	free := open(SinkConfig{Topic: kafka.Topic{Partitions: 1, Replication: 1}})
	deliver(ctx, t, free, named("one", "two", "three", "one"))
	if got, want := c.count(t, "one", "two", "three"), "one 2, two 2, three 1"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	strict := open(SinkConfig{})
	err := strict.Write(ctx, named("one", "nowhere"))
	var refused *connector.RowError
	if !errors.As(err, &refused) || refused.Row != 1 || refused.Code != codeTopic {
		t.Errorf("a topic that is not there: %v", err)
	}
}

func deliver(ctx context.Context, t *testing.T, s *Sink, b *record.Batch) {
	t.Helper()
	if err := s.Write(ctx, b); err != nil {
		t.Fatal(err)
	}
	if err := s.Flush(ctx); err != nil {
		t.Fatal(err)
	}
}

// count is how many records the topics hold.
func (c *cluster) count(t *testing.T, topics ...string) string {
	t.Helper()
	ends, err := c.admin.ListEndOffsets(t.Context(), topics...)
	if err != nil {
		t.Fatal(err)
	}
	out := ""
	for k, name := range topics {
		if k > 0 {
			out += ", "
		}
		end, _ := ends.Lookup(name, 0)
		out += fmt.Sprintf("%s %d", name, end.Offset)
	}
	return out
}
