package run

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/kafka"
	"github.com/flowc-lang/flowc/runtime/offset"
	"github.com/flowc-lang/flowc/runtime/record"
)

const topic = "readings"

// cluster is a Kafka in this process, with a topic of some partitions.
type cluster struct {
	*kfake.Cluster
	conn     *kafka.Connection
	admin    *kadm.Client
	cl       *kgo.Client
	protocol string // of groups
}

func newCluster(t *testing.T, partitions int32) *cluster {
	t.Helper()
	opts := []kfake.Opt{kfake.NumBrokers(1), kfake.SleepOutOfOrder(), kfake.GroupMinSessionTimeout(time.Second)}
	if partitions > 0 {
		opts = append(opts, kfake.SeedTopics(partitions, topic))
	}
	c, err := kfake.NewCluster(opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	cl, err := kgo.NewClient(kgo.SeedBrokers(c.ListenAddrs()...), kgo.RecordPartitioner(kgo.ManualPartitioner()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cl.Close)
	return &cluster{
		Cluster: c, cl: cl, admin: kadm.NewClient(cl),
		conn: &kafka.Connection{Name: "local", Brokers: c.ListenAddrs()},
	}
}

// put produces n records to a partition; their values are PARTITION:NUMBER.
func (c *cluster) put(t *testing.T, partition int32, from, n int) {
	t.Helper()
	var records []*kgo.Record
	for i := range n {
		records = append(records, &kgo.Record{Topic: topic, Partition: partition, Value: value(partition, from+i)})
	}
	if err := c.cl.ProduceSync(t.Context(), records...).FirstErr(); err != nil {
		t.Fatal(err)
	}
}

// spoil writes a record into a topic.
func (c *cluster) spoil(ctx context.Context, t *testing.T, topic, key, value string) {
	t.Helper()
	r := &kgo.Record{Topic: topic, Key: []byte(key), Value: []byte(value)}
	if err := c.cl.ProduceSync(ctx, r).FirstErr(); err != nil {
		t.Fatal(err)
	}
}

func value(partition int32, i int) []byte { return fmt.Appendf(nil, "%d:%d", partition, i) }

// member is a source with the little runtime around it that a test needs.
type member struct {
	t      *testing.T
	source *Source
	host   *connector.Host
	got    []string
}

func (c *cluster) member(t *testing.T, change func(*SourceConfig)) *member {
	t.Helper()
	config := SourceConfig{Connection: c.conn, Topic: kafka.Topic{Name: topic}, Project: "weather", GroupProtocol: c.protocol}
	if change != nil {
		change(&config)
	}
	m := &member{t: t, source: NewSource(config)}
	m.host = &connector.Host{
		Pipeline: "load", Group: "flow.weather.load", Log: slog.New(slog.DiscardHandler),
		Ledger: offset.NewLedger(), FetchBytes: 1 << 20, BatchBytes: 4 << 10, BatchRows: 100,
		Settle: func(ctx context.Context, splits []*offset.Split) error {
			for _, s := range splits {
				if err := s.Drained(ctx); err != nil {
					return err
				}
			}
			return nil
		},
	}
	return m
}

func (m *member) open(ctx context.Context) {
	m.t.Helper()
	if err := m.source.Open(ctx, m.host); err != nil {
		m.t.Fatal(err)
	}
	m.t.Cleanup(func() { m.close() })
}

func (m *member) close() {
	if err := m.source.Close(context.Background()); err != nil {
		m.t.Error(err)
	}
}

// step reads once and delivers what came.
func (m *member) step(ctx context.Context) error {
	var b record.Batch
	split, err := m.source.Read(ctx, &b)
	if split == nil || err != nil {
		return err
	}
	unit := split.Add(b.Next, b.Epoch)
	if unit == nil {
		return nil
	}
	for i := range b.Rows {
		m.got = append(m.got, string(b.Bytes(b.Rows[i].Value)))
	}
	unit.Done()
	return nil
}

// commit commits what was delivered.
func (m *member) commit(ctx context.Context) error {
	positions := m.host.Ledger.Commits()
	if err := m.source.Commit(ctx, positions); err != nil {
		return err
	}
	m.host.Ledger.Committed(positions)
	return nil
}

// until steps until the source returns an error, which it returns.
func (m *member) until(ctx context.Context) error {
	m.t.Helper()
	for {
		if err := m.step(ctx); err != nil {
			return err
		}
	}
}

// drain reads to the end, commits and closes, and returns what was read.
func (m *member) drain(ctx context.Context) []string {
	m.t.Helper()
	m.open(ctx)
	if err := m.source.Drain(ctx); err != nil {
		m.t.Fatal(err)
	}
	if err := m.until(ctx); !errors.Is(err, connector.ErrDrained) {
		m.t.Fatalf("read to the end: %v", err)
	}
	if err := m.commit(ctx); err != nil {
		m.t.Fatal(err)
	}
	m.close()
	slices.Sort(m.got)
	return m.got
}

// want are the values that put produced, in the order of drain.
func want(partitions int32, from, n int) []string {
	var all []string
	for p := range partitions {
		for i := range n {
			all = append(all, string(value(p, from+i)))
		}
	}
	slices.Sort(all)
	return all
}

func within(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

// loop steps and commits in a goroutine until the function that it returns is
// called, which waits for its end. The last thing it does is a commit.
func (m *member) loop(ctx context.Context, all *tally) (end func()) {
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			select {
			case <-stop:
				if err := m.commit(ctx); err != nil {
					m.t.Errorf("last commit: %v", err)
				}
				return
			default:
			}
			if err := m.step(ctx); err != nil {
				m.t.Errorf("read: %v", err)
				return
			}
			all.add(m.got)
			m.got = m.got[:0]
			if err := m.commit(ctx); err != nil {
				m.t.Logf("commit: %v", err) // during a rebalance; another one follows
			}
		}
	})
	return func() {
		close(stop)
		wg.Wait()
	}
}

// tally counts values from several goroutines.
type tally struct {
	mu   sync.Mutex
	cond sync.Cond
	seen map[string]int
}

func newTally() *tally {
	c := &tally{seen: make(map[string]int)}
	c.cond.L = &c.mu
	return c
}

func (c *tally) add(values []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, v := range values {
		c.seen[v]++
	}
	c.cond.Broadcast()
}

// wait waits until n different values were seen.
func (c *tally) wait(t *testing.T, ctx context.Context, n int) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.seen) < n {
		if ctx.Err() != nil {
			t.Fatalf("%d values of %d", len(c.seen), n)
		}
		c.cond.Wait() // a member that reads nothing comes by too
	}
}
