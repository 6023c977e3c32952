//go:build unix

package integration

import (
	"math/rand/v2"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"

	"github.com/flowc-lang/flowc/internal/testkit"
)

const many = 200_000

// ingested is a loader whose topic holds [0, many) already.
func ingested(t *testing.T) *loader {
	t.Helper()
	l := newLoader(t)
	l.drop(t, "orders.csv", 0, many)
	if b := balanceOf(t, l.run(t, 0, "--drain", "--pipelines", "ingest"), "ingest"); b.out != many {
		t.Fatalf("ingest: %+v", b)
	}
	return l
}

// TestKillLosesNothing kills the worker ten times while it writes: each time there
// was still work to do, and some of it was done.
func TestKillLosesNothing(t *testing.T) {
	const kills = 10
	l := ingested(t)
	for i := range kills {
		p := l.startLoad(t)
		l.letItRun(t, 1700*time.Millisecond, many*int64(i+1)/(2*kills))
		p.Kill(t)
		committed := l.committed(t)
		t.Logf("kill %d: committed %d of %d", i+1, committed, many)
		if committed >= many {
			t.Errorf("the worker was done before it was killed: the test needs more records")
		}
	}
	if n := l.rows(t); n == 0 || l.committed(t) == 0 {
		t.Errorf("%d kills, but %d rows and %d records committed: the workers did nothing", kills, n, l.committed(t))
	}
	got := l.run(t, 0, "--drain", "--pipelines", "load")
	if b := balanceOf(t, got, "load"); b.in == 0 || b.in != b.out+b.filtered {
		t.Errorf("the last run: %+v", b)
	}
	l.compare(t, many)
}

// rows counts the rows of the table.
func (l *loader) rows(t *testing.T) (n int) {
	t.Helper()
	if err := l.cql.Session(t).Query("SELECT count(*) FROM shop.orders_by_customer").ScanContext(t.Context(), &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestTermRepeatsNothing stops the worker five times: what the runs have put out
// adds up, so nothing was moved twice.
func TestTermRepeatsNothing(t *testing.T) {
	l := ingested(t)
	var sum balance
	for i := range 5 {
		p := l.startLoad(t)
		l.letItRun(t, 500*time.Millisecond, many/7*int64(i+1))
		p.Signal(t, syscall.SIGTERM)
		r := p.Wait(t, patience)
		if r.Code != 0 {
			t.Fatalf("exit code %d\n%s", r.Code, r.Stderr)
		}
		b := balanceOf(t, r, "load")
		t.Logf("stop %d: %+v", i+1, b)
		if b.in == many {
			t.Error("the worker was done before it was stopped: the test needs more records")
		}
		sum.add(b)
	}
	sum.add(balanceOf(t, l.run(t, 0, "--drain", "--pipelines", "load"), "load"))
	without := (many + 6) / 7
	if want := (balance{in: many, out: many - without, filtered: without}); sum != want {
		t.Errorf("all runs together %+v, want %+v", sum, want)
	}
	l.compare(t, many)
}

// letItRun waits as long as chance has it: the point is to interrupt the worker
// anywhere. Where many records are committed it waits no longer than a worker does
// before its first commit, so that there is work left for those that follow.
func (l *loader) letItRun(t *testing.T, most time.Duration, enough int64) {
	t.Helper()
	if l.committed(t) >= enough {
		most = min(most, 700*time.Millisecond)
	}
	<-time.After(rand.N(most))
}

// group is the consumer group of the pipeline load.
const group = "flow.load.load"

// startLoad starts the pipeline load and waits until it has its partitions.
func (l *loader) startLoad(t *testing.T) *testkit.Process {
	t.Helper()
	before, _ := members(t, l.admin) // an error is that there is no group yet
	p := testkit.Start(t, l.command("--pipelines", "load", "--memory", "24MiB"))
	deadline, tick := time.NewTimer(patience), time.NewTicker(20*time.Millisecond)
	defer deadline.Stop()
	defer tick.Stop()
	for {
		now, err := members(t, l.admin)
		if len(now) == 1 && !slices.Contains(before, now[0]) {
			return p
		}
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("the worker has not joined its group (%v); it printed\n%s", err, p.Stderr())
		}
	}
}

// members returns the members of the group when it is at rest, else none. A
// member that was killed stays in it until its session has timed out.
func members(t *testing.T, admin *kadm.Client) ([]string, error) {
	t.Helper()
	return membersOf(t, admin, group)
}

func membersOf(t *testing.T, admin *kadm.Client, group string) ([]string, error) {
	t.Helper()
	groups, err := admin.DescribeGroups(t.Context(), group)
	if err != nil || groups[group].State != "Stable" {
		return nil, err
	}
	var ids []string
	for _, m := range groups[group].Members {
		ids = append(ids, m.MemberID)
	}
	return ids, nil
}

// committed is how many records of the topic are committed.
func (l *loader) committed(t *testing.T) int64 {
	t.Helper()
	n, err := l.fetchCommitted(t)
	if err != nil {
		t.Fatalf("fetch the offsets: %v", err)
	}
	return n
}

func (l *loader) fetchCommitted(t *testing.T) (sum int64, err error) {
	t.Helper()
	offsets, err := l.admin.FetchOffsets(t.Context(), group)
	if err != nil {
		return 0, err
	}
	offsets.Each(func(o kadm.OffsetResponse) {
		if o.Topic == l.topic {
			sum += max(0, o.At)
		}
	})
	return sum, nil
}

func (b *balance) add(o balance) {
	b.in, b.out, b.filtered, b.dead, b.skipped = b.in+o.in, b.out+o.out, b.filtered+o.filtered, b.dead+o.dead, b.skipped+o.skipped
}
