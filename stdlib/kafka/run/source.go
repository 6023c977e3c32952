package run

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/kafka"
	"github.com/flowc-lang/flowc/runtime/offset"
	"github.com/flowc-lang/flowc/runtime/record"
)

// SourceConfig is a topic to read, or several by one group.
type SourceConfig struct {
	Connection *kafka.Connection
	Topic      kafka.Topic
	// Others are further topics: a batch names the one that it is of by its place in
	// this list, from 1; 0 is Topic.
	Others []kafka.Topic
	// Match is a pattern of the names of topics, in place of Topic: those that fit now,
	// and those that come later.
	Match string
	// Project is written into each commit; a group that another project committed
	// is not touched.
	Project string
	// Isolation is read_committed or read_uncommitted; empty is read_committed.
	Isolation string
	// Start is where a group without offsets begins: earliest, latest or a time
	// (RFC 3339); empty is earliest.
	Start string
	// GroupProtocol is classic or consumer; empty is classic.
	GroupProtocol string
	// Headers says that rows carry their headers.
	Headers bool
}

const (
	// idle is after how long Read returns with nothing. A worker without records wakes up
	// for it: with half of this it took a quarter of a percent of a core more.
	idle = 100 * time.Millisecond
	// minFetch is the least that a fetch asks for, however small the budget is: much
	// less than the brokers' batches makes the same bytes cross the wire again.
	minFetch = 64 << 10
	// maxPartitionFetch is the client's own default for one partition.
	maxPartitionFetch = 1 << 20
)

// timing is how the member and the brokers wait for each other.
type timing struct {
	// session is after how long the brokers give up a worker that died, and with it
	// how long others wait for its partitions. It is the least that leaves room for
	// lost heartbeats.
	session, heartbeat time.Duration
	// rebalance is how long a member may take to give partitions up. What is in work
	// gets half of it, so that the commit behind it is in time.
	rebalance time.Duration
}

// usual is the timing of every source but those of some tests.
func usual() timing {
	return timing{session: 10 * time.Second, heartbeat: 2 * time.Second, rebalance: 40 * time.Second}
}

// Source reads a topic as a member of a consumer group.
//
// Rebalances wait only while a poll's records are put into the queue. When
// partitions are taken away later, their records leave the queue, what is in work
// is waited for, and the rest counts for nothing: it is read again by who gets the
// partition.
type Source struct {
	config SourceConfig
	member map[string]int32 // of a family, by the name of the topic
	timing timing
	start  start
	host   *connector.Host
	client *kafka.Client
	admin  *kadm.Client
	// ready is closed when client and admin are there: the client calls back before
	// it is returned.
	ready chan struct{}

	// transactional says that the tasks commit, in transactions with what they write. A
	// commit beside them could set the group back.
	transactional atomic.Bool
	joined        atomic.Bool // has been a member of the group

	mu    sync.Mutex
	parts map[place]*part
	queue []chunk
	// first are the positions that are committed before anything behind them is read: of
	// partitions without a commit that do not begin at the start, else a restart would
	// begin elsewhere, and of all where a record decides, since a commit says whose it is.
	first   []offset.Position
	notes   map[place]string // of the commits of partitions that were given, see owner
	ends    map[place]int64  // set by Drain
	fatal   error            // ends the source
	closing bool
	fenced  bool      // another worker has taken this member's place
	ended   string    // why the last session ended, until partitions are assigned
	quiet   time.Time // since when no partition moved while draining
}

// part is a partition that this member owns.
type part struct {
	split *offset.Split
	next  int64 // behind the last record that was consumed
	end   int64 // end of the log as far as it is known
	// quietAt is where the partition stood when a drain last looked.
	quietAt int64
}

// place is a partition of a topic.
type place struct {
	topic string
	id    int32
}

func (p place) String() string { return fmt.Sprintf("%s[%d]", p.topic, p.id) }

// chunk is what one fetch brought of a partition.
type chunk struct {
	part    *part
	place   place
	records []*kgo.Record
}

// NewSource returns a source that is not connected yet.
func NewSource(c SourceConfig) *Source {
	s := &Source{config: c, timing: usual(), parts: make(map[place]*part), notes: make(map[place]string), member: make(map[string]int32)}
	for k, t := range s.topics() {
		s.member[t.Name] = int32(k)
	}
	return s
}

// Open creates the topic where it is missing and joins the group. The group's
// partitions arrive later, with Read.
func (s *Source) Open(ctx context.Context, h *connector.Host) error {
	s.host = h
	var err error
	if s.start, err = parseStart(s.config.Start); err != nil {
		return fmt.Errorf("topic %s: %w", s.title(), err)
	}
	brokers, err := s.prepare(ctx)
	if err != nil {
		return err
	}
	s.ready = make(chan struct{})
	if s.client, err = s.config.Connection.Client(h.Log, s.options(brokers)...); err != nil {
		return err
	}
	s.admin = kadm.NewClient(s.client.Client)
	close(s.ready)
	// prepare has reached a broker a moment ago: what happens from now on is news.
	s.client.Reached()
	return nil
}

// prepare looks at the topic and counts the brokers, with a client of its own:
// what the reading client may fetch depends on their number.
func (s *Source) prepare(ctx context.Context) (brokers int, err error) {
	cl, err := s.config.Connection.Client(s.host.Log)
	if err != nil {
		return 0, err
	}
	defer cl.Close()
	if err := cl.Reach(ctx); err != nil {
		return 0, err
	}
	if err := s.offers(ctx, cl); err != nil {
		return 0, err
	}
	for _, t := range s.topics() {
		if _, err := t.Ensure(ctx, cl); err != nil {
			return 0, err
		}
	}
	return max(1, len(cl.DiscoveredBrokers())), nil
}

func (s *Source) options(brokers int) []kgo.Opt {
	// Each broker may have one fetch in the client's buffer while another is read.
	fetch := int32(max(minFetch, s.host.FetchBytes/(2*brokers)))
	opts := []kgo.Opt{
		kgo.ConsumerGroup(s.host.Group),
		kgo.RebalanceTimeout(s.timing.rebalance),
		kgo.DisableAutoCommit(),
		kgo.BlockRebalanceOnPoll(),
		kgo.OnPartitionsRevoked(s.revoked),
		kgo.OnPartitionsLost(s.lost),
		kgo.OnOffsetsFetched(s.fetched),
		kgo.AdjustFetchOffsetsFn(s.assigned),
		// Where to begin is decided in assigned. An offset that the log does not hold
		// is a gap, and a gap is an error: to begin elsewhere would lose records, or
		// deliver all of them again.
		kgo.ConsumeResetOffset(kgo.NoResetOffset()),
		kgo.FetchIsolationLevel(s.isolation()),
		// Control records move the position on, so that the end of a topic that ends
		// with a transaction is reached.
		kgo.KeepControlRecords(),
		kgo.FetchMaxBytes(fetch),
		kgo.FetchMaxPartitionBytes(min(fetch, maxPartitionFetch)),
		kgo.WithPools(kafka.NewPool()),
	}
	opts = append(opts, s.grouping()...)
	if s.config.Match != "" {
		opts = append(opts, kgo.ConsumeRegex(), kgo.ConsumeTopics(s.pattern()), kgo.MetadataMaxAge(newTopics))
	}
	var names []string
	for _, t := range s.topics() {
		names = append(names, t.Name)
	}
	if len(names) > 0 {
		opts = append(opts, kgo.ConsumeTopics(names...))
	}
	if id := s.instance(); id != "" {
		opts = append(opts, kgo.InstanceID(id))
	}
	return opts
}

func (s *Source) committed() bool { return s.config.Isolation != "read_uncommitted" }

func (s *Source) isolation() kgo.IsolationLevel {
	if s.committed() {
		return kgo.ReadCommitted()
	}
	return kgo.ReadUncommitted()
}

// Read implements [connector.Source].
func (s *Source) Read(ctx context.Context, b *record.Batch) (*offset.Split, error) {
	s.lookJoined()
	if split, err := s.takeStarted(ctx, b); split != nil || err != nil {
		return split, err
	}
	if err := s.poll(ctx); err != nil {
		return nil, err
	}
	if split, err := s.takeStarted(ctx, b); split != nil || err != nil {
		return split, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return nil, s.drained(ctx)
}

// takeStarted takes what is there. The start is committed before anything behind it can be.
func (s *Source) takeStarted(ctx context.Context, b *record.Batch) (*offset.Split, error) {
	if err := s.commitFirst(ctx); err != nil {
		return nil, err
	}
	if (s.transactional.Load() || s.recorded()) && s.startsOpen() {
		return nil, connector.Pause(ctx, idle)
	}
	return s.take(b)
}

// Left implements [connector.Progress].
func (s *Source) Left() (int64, string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var left int64
	for _, p := range s.parts {
		left += max(0, p.end-p.next)
	}
	return left, "records", len(s.parts) > 0
}

// Place implements [connector.Placer].
func (s *Source) Place(topic string, partition int32, at int64) string {
	return fmt.Sprintf("%s[%d] offset %d", topic, partition, at)
}

// Check implements [connector.Checker].
func (s *Source) Check(ctx context.Context) ([]string, error) {
	var all []string
	for _, t := range s.topics() {
		differences, err := check(ctx, s.config.Connection, &t)
		if err != nil {
			return nil, err
		}
		all = append(all, differences...)
	}
	return all, nil
}

// Close leaves the group. The splits end without a commit.
func (s *Source) Close(context.Context) error {
	s.mu.Lock()
	s.closing, s.queue = true, nil
	s.mu.Unlock()
	if s.client != nil {
		s.handOver()
		// A poll that returned records and an error keeps rebalances waiting, and
		// leaving is one.
		s.client.AllowRebalance()
		s.leave()
		s.client.CloseAllowingRebalance()
		// Closing polls once more, which can keep what leaves the group waiting for ever.
		s.client.AllowRebalance()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closeParts(s.parts)
	return nil
}
