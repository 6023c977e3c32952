package run

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/offset"
)

const ownGroup = "flow.weather.load"

// recorder is a member that goes on where a record says.
func (c *cluster) recorder(t *testing.T, record string, entries ...offset.Entry) *member {
	t.Helper()
	m := c.member(t, nil)
	store, err := offset.OpenStore("", ownGroup)
	if err == nil {
		err = store.Save(t.Context(), entries)
	}
	if err != nil {
		t.Fatal(err)
	}
	m.host.Record, m.host.Positions = record, store
	return m
}

// set commits an offset of the first partition with a note.
func (c *cluster) set(ctx context.Context, t *testing.T, at int64, note string) {
	t.Helper()
	all := kadm.Offsets{topic: {0: kadm.Offset{Topic: topic, At: at, LeaderEpoch: -1, Metadata: note}}}
	if err := c.admin.CommitAllOffsets(ctx, ownGroup, all); err != nil {
		t.Fatal(err)
	}
}

// committedNote is what is committed of the first partition.
func (c *cluster) committedNote(ctx context.Context, t *testing.T) (at int64, note string) {
	t.Helper()
	all, err := c.admin.FetchOffsets(ctx, ownGroup)
	if err != nil {
		t.Fatal(err)
	}
	o, _ := all.Lookup(topic, 0)
	return o.At, o.Metadata
}

// TestRecordDecides: where a partition goes on follows from what the record says and whose
// it is by the group's word.
func TestRecordDecides(t *testing.T) {
	c := newCluster(t, 1)
	ctx := within(t, time.Minute)
	c.put(t, 0, 0, 500)
	at300 := offset.Entry{Topic: topic, Next: 300, Mark: "-1"}
	for _, test := range []struct {
		name    string
		at      int64 // committed by the group, -1 for nothing
		note    string
		entries []offset.Entry
		from    int
	}{
		{"its own", 200, "flow:weather held by A", []offset.Entry{at300}, 300},
		{"its own, and nothing written yet", 200, "flow:weather held by A", nil, 200},
		{"given up by others behind the record", 400, "flow:weather", []offset.Entry{at300}, 400},
		{"set by hand", 200, "", []offset.Entry{at300}, 200},
		{"forgotten by the group", -1, "", []offset.Entry{at300}, 300},
		{"new", -1, "", nil, 0},
	} {
		if _, err := c.admin.DeleteGroup(ctx, ownGroup); err != nil && !strings.Contains(err.Error(), "GROUP_ID_NOT_FOUND") {
			t.Fatal(err)
		}
		if test.at >= 0 {
			c.set(ctx, t, test.at, test.note)
		}
		m := c.recorder(t, "A", test.entries...)
		got := m.drain(ctx)
		if len(got) != 500-test.from {
			t.Errorf("%s: %d records, want those from %d on", test.name, len(got), test.from)
		}
		if at, note := c.committedNote(ctx, t); at != 500 || note != "flow:weather" {
			t.Errorf("%s: committed at its end %d with %q", test.name, at, note)
		}
	}
}

// TestRecordOfOthers: how far another worker's record is nobody knows, so nothing is read.
func TestRecordOfOthers(t *testing.T) {
	c := newCluster(t, 1)
	ctx := within(t, time.Minute)
	c.put(t, 0, 0, 500)
	c.set(ctx, t, 200, "flow:weather held by B")
	m := c.recorder(t, "A", offset.Entry{Topic: topic, Next: 300})
	m.open(ctx)
	if err := m.until(ctx); err == nil || !strings.Contains(err.Error(), "readings[0]") || !strings.Contains(err.Error(), "has not given it up (B; here it is A)") {
		t.Errorf("got %v", err)
	}
	m.close()
	if len(m.got) > 0 {
		t.Errorf("read %q", m.got)
	}
	if at, note := c.committedNote(ctx, t); at != 200 || note != "flow:weather held by B" {
		t.Errorf("committed %d with %q", at, note)
	}
}

// TestRecordIsNamed: before the first record is handed out the group says whose the
// partition is, and so does each commit.
func TestRecordIsNamed(t *testing.T) {
	c := newCluster(t, 1)
	ctx := within(t, time.Minute)
	c.put(t, 0, 0, 500)
	m := c.recorder(t, "A")
	m.open(ctx)
	for len(m.got) == 0 {
		if err := m.step(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if at, note := c.committedNote(ctx, t); at != 0 || note != "flow:weather held by A" {
		t.Errorf("committed %d with %q", at, note)
	}
	if err := m.commit(ctx); err != nil {
		t.Fatal(err)
	}
	if at, note := c.committedNote(ctx, t); at != int64(len(m.got)) || note != "flow:weather held by A" {
		t.Errorf("committed %d with %q", at, note)
	}
}

// TestRecordStaysHeld: while a record may still be written its partitions are not given up.
func TestRecordStaysHeld(t *testing.T) {
	c := newCluster(t, 1)
	ctx := within(t, time.Minute)
	c.put(t, 0, 0, 500)
	m := c.recorder(t, "A")
	m.source.timing.rebalance = 400 * time.Millisecond
	m.open(ctx)
	for len(m.got) == 0 {
		if err := m.step(ctx); err != nil {
			t.Fatal(err)
		}
	}
	release, err := m.host.Ledger.Hold(ctx)
	if err != nil {
		t.Fatal(err)
	}
	m.close()
	release()
	if at, note := c.committedNote(ctx, t); at != 0 || note != "flow:weather held by A" {
		t.Errorf("committed %d with %q", at, note)
	}
}

// TestRecordMoves: a partition that is taken away politely is gone on with by a worker
// that does not see the record.
func TestRecordMoves(t *testing.T) {
	c := newCluster(t, 2)
	ctx := within(t, time.Minute)
	a := c.recorder(t, "A")
	all := newTally()
	a.open(ctx)
	endA := a.loop(ctx, all)
	c.put(t, 0, 0, 200)
	c.put(t, 1, 0, 200)
	all.wait(t, ctx, 400)
	b := c.recorder(t, "B")
	b.open(ctx)
	endB := b.loop(ctx, all)
	for n := 200; !b.owns(); n++ {
		c.put(t, 0, n, 1)
		c.put(t, 1, n, 1)
		all.wait(t, ctx, 2*(n+1))
	}
	all.mu.Lock()
	seen := len(all.seen)
	all.mu.Unlock()
	c.put(t, 0, 10_000, 100)
	c.put(t, 1, 10_000, 100)
	all.wait(t, ctx, seen+200)
	endA()
	endB()
	for v, n := range all.seen {
		if n != 1 {
			t.Errorf("%s is read %d times", v, n)
		}
	}
}

// owns reports whether the member has a partition.
func (m *member) owns() bool {
	m.source.mu.Lock()
	defer m.source.mu.Unlock()
	return len(m.source.parts) > 0
}

func TestNote(t *testing.T) {
	for _, text := range []string{"weather", "with space"} {
		s := NewSource(SourceConfig{Project: text})
		for _, record := range []string{"", "R"} {
			s.host = &connector.Host{Record: record}
			if project, owner := parseNote(s.note()); project != text || owner != record {
				t.Errorf("%q, %q", project, owner)
			}
		}
	}
}
