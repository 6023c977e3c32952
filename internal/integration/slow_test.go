//go:build linux

package integration

import (
	"slices"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"

	"github.com/flowc-lang/flowc/internal/testkit"
)

// TestSlowSink lets many records wait while each answer of Cassandra takes half a
// second: the worker stays within its memory and in its group, and when Cassandra is fast
// again so is the same worker.
func TestSlowSink(t *testing.T) {
	const budget, observed = 96 << 20, 12
	waiting := int(setting(t, "FLOWC_CHAOS_WAITING", 200_000))
	l := newLoader(t)
	l.drop(t, "orders.csv", 0, waiting)
	if b := balanceOf(t, l.run(t, 0, "--drain", "--pipelines", "ingest"), "ingest"); b.out != waiting {
		t.Fatalf("ingest: %+v", b)
	}
	proxy := testkit.NewProxy(t, l.cql.Addr)
	l.args = append(l.args, "--hosts", proxy.Addr)
	proxy.Delay(500 * time.Millisecond)
	w := testkit.Start(t, l.command("--pipelines", "load"))
	l.awaitCommit(t, 1)
	member, slowFrom, begin := l.onlyMember(t), l.committed(t), time.Now()
	for range observed {
		<-time.After(time.Second)
		if now := l.onlyMember(t); now != member {
			t.Fatalf("the group's member was %s and is %s", member, now)
		}
	}
	slow := l.committed(t)
	if slow >= int64(waiting/2) {
		t.Errorf("%d of %d records were committed with a slow sink: it was not slow", slow, waiting)
	}
	t.Logf("slow: %.0f records/s", float64(slow-slowFrom)/time.Since(begin).Seconds())
	proxy.Heal()
	begin = time.Now()
	l.awaitCommit(t, slow+int64(waiting/5))
	t.Logf("healed: %.0f records/s", float64(l.committed(t)-slow)/time.Since(begin).Seconds())
	if now := l.onlyMember(t); now != member {
		t.Errorf("the group's member was %s and is %s", member, now)
	}
	rss, peak := w.Memory(t)
	t.Logf("%.1f MiB resident, at most %.1f, of 96", float64(rss)/(1<<20), float64(peak)/(1<<20))
	if peak > budget {
		t.Errorf("%d bytes resident, more than %d", peak, budget)
	}
	end(t, w)
}

// onlyMember is the one member of the group, which must be at rest.
func (l *loader) onlyMember(t *testing.T) string {
	t.Helper()
	ids, err := members(t, l.admin)
	if err != nil || len(ids) != 1 {
		t.Fatalf("the members of the group at rest are %v: %v", ids, err)
	}
	return ids[0]
}

// TestStartAndIdle tells how soon after their start workers write their first record, and
// what one costs that has nothing to do. Times are told and not held: machines are loaded.
func TestStartAndIdle(t *testing.T) {
	const idleBudget = 30 << 20
	watched := time.Duration(setting(t, "FLOWC_CHAOS_WATCH", 0)) * time.Second //nolint:gosec // seconds are few
	if watched == 0 {
		t.Skip("tells figures: make chaos")
	}
	kafka := testkit.NewKafka(t)
	path := testkit.Worker(t, "testdata/once")
	cl := kafka.Client(t)
	kafka.Topic(t, "readings", 4)
	kafka.Topic(t, "copies", 4)
	admin := kadm.NewClient(cl)
	start := func(args ...string) *testkit.Process {
		return testkit.Start(t, testkit.Command{Path: path, Timeout: patience, Args: slices.Concat([]string{
			"--brokers", kafka.Addr, "--data", t.TempDir(), "--pipelines", "copy",
		}, args)})
	}
	out := newArrivals(t, kafka, "copies")
	putIDs(t, cl, 0, 10)
	if r := start("--drain").Wait(t, patience); r.Code != 0 { // Kafka makes its own topics at the first transaction
		t.Fatalf("exit code %d\n%s", r.Code, r.Stderr)
	}
	putIDs(t, cl, 10, 990)
	out.await(9)
	begin := time.Now()
	alone := start()
	t.Logf("alone: the first record after %v", out.next().Sub(begin).Round(time.Millisecond))
	out.await(900)
	before := alone.CPU(t)
	<-time.After(watched)
	cpu, from := alone.CPU(t)-before, watched
	rss, peak := alone.Memory(t)
	t.Logf("idle: %.1f MiB resident (at most %.1f), %.2f %% of a core", float64(rss)/(1<<20), float64(peak)/(1<<20), 100*cpu.Seconds()/from.Seconds())
	if rss > idleBudget {
		t.Errorf("%d bytes resident, more than %d", rss, idleBudget)
	}
	if cpu > from/20 {
		t.Errorf("an idle worker took %v of CPU in %v", cpu, from)
	}
	end(t, alone)
	begin = time.Now()
	var three []*testkit.Process
	for range 3 {
		three = append(three, start("--cluster", "three"))
	}
	for ids, err := membersOf(t, admin, "flow.once.copy"); err != nil || len(ids) != len(three); ids, err = membersOf(t, admin, "flow.once.copy") {
		if time.Since(begin) > patience {
			t.Fatalf("the members are %v: %v", ids, err)
		}
	}
	t.Logf("three at once: all have their shares after %v", time.Since(begin).Round(time.Millisecond))
	putIDs(t, cl, 1000, 1000)
	t.Logf("three at once: the first record after %v", out.next().Sub(begin).Round(time.Millisecond))
	out.await(1800)
	t.Logf("three at once: the last record after %v", time.Since(begin).Round(time.Millisecond))
	for _, w := range three {
		end(t, w)
	}
}
