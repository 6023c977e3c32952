package run

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/flowc-lang/flowc/runtime/record"
)

const group = "flow.weather.load"

// known makes a member one that its group knows over restarts.
func (m *member) known(instance string) *member {
	m.host.Instance = instance
	return m
}

// die ends the client as a crash would: its member stays in the group.
func (m *member) die() {
	m.source.client.Close() // with an instance, the client does not leave by itself
}

// TestSourceRestartAfterCrash: a worker that was killed gets its partitions back at
// once, and not after its session, when it comes back as the same instance.
func TestSourceRestartAfterCrash(t *testing.T) { sourceRestartAfterCrash(t, newCluster(t, 3)) }

func sourceRestartAfterCrash(t *testing.T, c *cluster) {
	ctx := within(t, 60*time.Second)
	for p := range int32(3) {
		c.put(t, p, 0, 100)
	}
	const crashes = 3
	all := newTally()
	begin := time.Now()
	for crash := range crashes {
		m := c.member(t, nil).known("4f2c")
		if err := m.source.Open(ctx, m.host); err != nil {
			t.Fatal(err)
		}
		for len(m.got) == 0 {
			if err := m.step(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if crash > 0 { // the others delivered and did not commit
			if err := m.commit(ctx); err != nil {
				t.Fatal(err)
			}
		}
		all.add(m.got)
		m.die()
	}
	all.add(c.member(t, nil).known("4f2c").drain(ctx))
	all.wait(t, ctx, 300)
	if took := time.Since(begin); took > crashes*usual().session/2 {
		t.Errorf("%d restarts took %s: they waited for sessions to time out", crashes, took)
	}
}

// TestSourceLeaves: a worker that ends in good order is no member any more, whether
// it has a name or not, so that others get its partitions at once.
func TestSourceLeaves(t *testing.T) { sourceLeaves(t, newCluster(t, 2)) }

func sourceLeaves(t *testing.T, c *cluster) {
	ctx := within(t, 60*time.Second)
	for _, instance := range []string{"", "4f2c"} {
		c.member(t, nil).known(instance).drain(ctx)
		groups, err := c.admin.DescribeGroups(ctx, group)
		if err != nil {
			t.Fatal(err)
		}
		if members := groups[group].Members; len(members) != 0 {
			t.Errorf("instance %q: %d members are left", instance, len(members))
		}
	}
}

// TestSourceFenced: of two workers with one identity the later one goes on, the
// earlier one says why it ends, and does not take the other out of the group.
func TestSourceFenced(t *testing.T) { sourceFenced(t, newCluster(t, 2)) }

func sourceFenced(t *testing.T, c *cluster) {
	ctx := within(t, 60*time.Second)
	c.put(t, 0, 0, 10)
	first := c.member(t, nil).known("4f2c")
	first.open(ctx)
	for len(first.got) < 10 {
		if err := first.step(ctx); err != nil {
			t.Fatal(err)
		}
	}
	second := c.member(t, nil).known("4f2c")
	second.open(ctx)
	for len(second.got) < 10 { // first has committed nothing
		if err := second.step(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if err := first.until(ctx); err == nil || !strings.Contains(err.Error(), "another worker has taken the place of this one") {
		t.Fatalf("the first member ends with %v", err)
	}
	first.close()
	if err := second.commit(ctx); err != nil {
		t.Errorf("the second member cannot commit: %v", err)
	}
	c.put(t, 1, 0, 10)
	for len(second.got) < 20 {
		if err := second.step(ctx); err != nil {
			t.Fatal(err)
		}
	}
}

// TestSourceFencedCommit: it is told at a commit as well, if that is first.
func TestSourceFencedCommit(t *testing.T) {
	c := newCluster(t, 1)
	ctx := within(t, 60*time.Second)
	c.put(t, 0, 0, 10)
	first, second := c.member(t, nil).known("4f2c"), c.member(t, nil).known("4f2c")
	first.source.timing.heartbeat = 20 * time.Second // it does not learn it from these
	first.source.timing.session = time.Minute
	first.open(ctx)
	for len(first.got) < 10 {
		if err := first.step(ctx); err != nil {
			t.Fatal(err)
		}
	}
	second.open(ctx)
	for len(second.got) < 10 {
		if err := second.step(ctx); err != nil {
			t.Fatal(err)
		}
	}
	err := first.commit(ctx)
	if err == nil || !strings.Contains(err.Error(), "another worker has taken the place of this one") {
		t.Fatalf("commit: %v", err)
	}
}

// TestSourceSinkDown: while nothing is read, because the sinks take nothing, the
// member stays in its group, and gives partitions up to others.
func TestSourceSinkDown(t *testing.T) {
	sourceSinkDown(t, newCluster(t, 4), timing{session: time.Second, heartbeat: 100 * time.Millisecond, rebalance: 2 * time.Second})
}

func sourceSinkDown(t *testing.T, c *cluster, timing timing) {
	ctx := within(t, 90*time.Second)
	const each = 50
	for p := range int32(4) {
		c.put(t, p, 0, each)
	}
	first, second := c.member(t, nil), c.member(t, nil)
	first.source.timing, second.source.timing = timing, timing
	first.open(ctx)
	// One batch is in work, and will be for long. Nobody reads.
	var b record.Batch
	split, err := first.source.Read(ctx, &b)
	for ; split == nil && err == nil; split, err = first.source.Read(ctx, &b) {
	}
	if err != nil {
		t.Fatal(err)
	}
	unit := split.Add(b.Next, b.Epoch)
	before := members(t, ctx, c.admin)
	select {
	case <-time.After(2 * timing.session):
	case <-ctx.Done():
	}
	if after := members(t, ctx, c.admin); len(before) != 1 || len(after) != 1 || before[0] != after[0] {
		t.Fatalf("members %q, and after a while %q", before, after)
	}
	second.open(ctx)
	all := newTally()
	end := second.loop(ctx, all)
	all.wait(t, ctx, 2*each) // its share, while the first one is still stuck
	end()
	unit.Done() // the sink is back: what is still owned counts, what was taken away does not
	if err := first.commit(ctx); err != nil {
		t.Logf("commit of the first: %v", err)
	}
	second.close()
	first.close()
	for i := range b.Rows {
		all.add([]string{string(b.Bytes(b.Rows[i].Value))})
	}
	all.add(c.member(t, nil).drain(ctx))
	all.wait(t, ctx, 4*each)
}

func members(t *testing.T, ctx context.Context, admin *kadm.Client) []string {
	t.Helper()
	groups, err := admin.DescribeGroups(ctx, group)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, m := range groups[group].Members {
		ids = append(ids, m.MemberID)
	}
	return ids
}

// leaveAsAnother proves that a request which names a former member does not take
// the present one out. The Kafka in this process does not look at the name.
func leaveAsAnother(t *testing.T, c *cluster) {
	ctx := within(t, 60*time.Second)
	m := c.member(t, nil).known("4f2c")
	m.open(ctx)
	for len(members(t, ctx, c.admin)) == 0 {
		if err := m.step(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if err := leaveAs(ctx, c.cl, group, "somebody-else", m.source.instance()); err != nil {
		t.Fatal(err)
	}
	if got := members(t, ctx, c.admin); len(got) != 1 {
		t.Errorf("members %q", got)
	}
}

// TestJoined: a source whose group does not take it has not joined, and one without
// partitions has.
func TestJoined(t *testing.T) {
	c := newCluster(t, 1)
	ctx := within(t, time.Minute)
	var asked atomic.Int64
	c.ControlKey(int16(kmsg.JoinGroup), func(req kmsg.Request) (kmsg.Response, error, bool) {
		if asked.Add(1) > 3 {
			return nil, nil, false
		}
		c.KeepControl()
		resp := req.ResponseKind().(*kmsg.JoinGroupResponse)
		resp.ErrorCode = kerr.CoordinatorLoadInProgress.Code
		return resp, nil, true
	})
	var members [2]*member
	for i := range members {
		m := c.member(t, nil)
		members[i] = m
		m.open(ctx)
		for !m.source.Joined() {
			if err := m.step(ctx); err != nil {
				t.Fatal(err)
			}
		}
	}
	if asked.Load() <= 3 {
		t.Errorf("joined after %d requests", asked.Load())
	}
}

// TestForgottenMember: a member that the brokers do not know any more when it joins has lost
// its partitions, although the client joins again by itself. What is in work counts for
// nothing, and is read again from what is committed.
func TestForgottenMember(t *testing.T) {
	const n = 50
	c := newCluster(t, 1)
	ctx := within(t, time.Minute)
	c.put(t, 0, 0, n)
	m := c.member(t, nil)
	m.source.timing = timing{session: time.Second, heartbeat: 100 * time.Millisecond, rebalance: 2 * time.Second}
	m.open(ctx)
	var b record.Batch
	split, err := m.source.Read(ctx, &b)
	for ; split == nil && err == nil; split, err = m.source.Read(ctx, &b) {
	}
	if err != nil {
		t.Fatal(err)
	}
	unit := split.Add(b.Next, b.Epoch)
	c.ControlKey(int16(kmsg.JoinGroup), func(req kmsg.Request) (kmsg.Response, error, bool) {
		resp := req.ResponseKind().(*kmsg.JoinGroupResponse)
		resp.ErrorCode = kerr.UnknownMemberID.Code
		return resp, nil, true
	})
	m.source.client.ForceRebalance()
	for len(m.got) < n {
		if err := m.step(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if want := string(value(0, 0)); m.got[0] != want {
		t.Errorf("reads on with %s, want %s: nothing was committed", m.got[0], want)
	}
	if unit.Done(); split.Position().Next != 0 {
		t.Errorf("what was in work counts: %+v", split.Position())
	}
}
