//go:build unix

package integration

import (
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"testing"
	"time"

	gocql "github.com/apache/cassandra-gocql-driver/v2"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

// An audit counts at the sink without the worker's code, and past the proxies.
type audit struct {
	l       *loader
	cl      *kgo.Client
	db      *gocql.Session
	ids     map[int32][]int64 // of each partition, by offset
	seen    map[int64]bool
	records int
}

func newAudit(l *loader) *audit {
	return &audit{l: l, ids: map[int32][]int64{}, seen: map[int64]bool{}}
}

// avroHead is what Avro's single-object encoding puts in front: a marker and the schema's
// fingerprint. The order's id follows.
const avroHead = 10

// readTopic reads on to the end that the topic has now; a broker that is down says nothing.
func (a *audit) readTopic(t *testing.T) {
	t.Helper()
	if a.cl == nil {
		a.cl = a.l.kafka.Client(t, kgo.ConsumeTopics(a.l.topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	ends, err := a.l.admin.ListEndOffsets(ctx, a.l.topic)
	if err != nil || ends.Error() != nil {
		return
	}
	for a.behind(ends) {
		fetches := a.cl.PollFetches(ctx)
		if ctx.Err() != nil {
			t.Fatalf("the topic cannot be read to its end: %v", fetches.Err())
		}
		fetches.EachRecord(func(r *kgo.Record) { a.take(t, r) })
	}
}

func (a *audit) take(t *testing.T, r *kgo.Record) {
	t.Helper()
	if want := int64(len(a.ids[r.Partition])); r.Offset != want {
		t.Fatalf("%s[%d]: offset %d, want %d", r.Topic, r.Partition, r.Offset, want)
	}
	if len(r.Value) <= avroHead {
		t.Fatalf("%s[%d] offset %d: %x", r.Topic, r.Partition, r.Offset, r.Value)
	}
	id, n := binary.Varint(r.Value[avroHead:])
	if n <= 0 {
		t.Fatalf("%s[%d] offset %d: %x", r.Topic, r.Partition, r.Offset, r.Value)
	}
	a.ids[r.Partition] = append(a.ids[r.Partition], id)
	a.seen[id] = true
	a.records++
}

func (a *audit) behind(ends kadm.ListedOffsets) (some bool) {
	ends.Each(func(o kadm.ListedOffset) { some = some || int64(len(a.ids[o.Partition])) < o.Offset })
	return some
}

func (a *audit) different() int { return len(a.seen) }

// check holds the committed offsets against the table: of each record before them that
// has a row, the row is there. It returns how many are committed.
func (a *audit) check(t *testing.T) (committed int64) {
	t.Helper()
	offsets, err := a.l.admin.FetchOffsets(t.Context(), group)
	if err != nil {
		t.Fatalf("fetch the offsets: %v", err)
	}
	rows := a.table(t)
	a.readTopic(t)
	offsets.Each(func(o kadm.OffsetResponse) {
		if o.Topic != a.l.topic || o.At < 0 {
			return
		}
		committed += o.At
		for offset, id := range a.ids[o.Partition][:o.At] {
			if _, there := rows[id]; !there && makeOrder(int(id)).cents >= 0 {
				t.Fatalf("%s[%d]: %d is committed, and order %d of offset %d is not in the table", o.Topic, o.Partition, o.At, id, offset)
			}
		}
	})
	return committed
}

// table is each row as text, write times included.
func (a *audit) table(t *testing.T) map[int64]string {
	t.Helper()
	if a.db == nil {
		a.reconnect(t)
	}
	rows := map[int64]string{}
	iter := a.db.Query("SELECT id, customer, at, CAST(amount AS text), writetime(at), writetime(amount) FROM shop.orders_by_customer").IterContext(t.Context())
	var (
		id, first, second int64
		customer, amount  string
		at                time.Time
	)
	for iter.Scan(&id, &customer, &at, &amount, &first, &second) {
		row := fmt.Sprint(customer, " ", at.UnixMilli(), " ", amount, " ", first, " ", second)
		if before, twice := rows[id]; twice {
			t.Fatalf("order %d has two rows: %s and %s", id, before, row)
		}
		rows[id] = row
	}
	if err := iter.Close(); err != nil {
		t.Fatal(err)
	}
	return rows
}

func (a *audit) reconnect(t *testing.T) {
	t.Helper()
	a.db = a.l.cql.Session(t)
}

// again loads the same topic once more, by one worker without faults and into an empty
// table: what comes out must not differ.
func (s *storm) again() {
	s.t.Helper()
	s.compare(s.t, s.dropped)
	stormy := s.audit.table(s.t)
	s.cql.Exec(s.t, "DROP TABLE shop.orders_by_customer")
	s.createTable(s.t)
	if _, err := s.admin.DeleteGroups(s.t.Context(), group); err != nil {
		s.t.Fatal(err)
	}
	s.run(s.t, 0, "--drain", "--pipelines", "load", "--data", s.t.TempDir())
	s.audit.reconnect(s.t)
	quiet := s.audit.table(s.t)
	if len(quiet) == 0 || !maps.Equal(stormy, quiet) {
		s.t.Errorf("%d rows after the faults, %d without, and they differ", len(stormy), len(quiet))
		for id, row := range quiet {
			if stormy[id] != row {
				s.t.Fatalf("for example order %d: %q, without faults %q", id, stormy[id], row)
			}
		}
	}
	s.log("%d rows, write times included, are those of a run without faults", len(quiet))
}
