//go:build unix

package integration

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/flowc-lang/flowc/internal/testkit"
)

// finding is a line of `check --json`.
type finding struct {
	Pipeline, Node string
	OK             bool
	Differences    []string
	Error          string
}

// findings runs `check --json`, which must end with the code, and returns its
// lines by pipeline and node.
func findings(t *testing.T, command testkit.Command, code int) map[string]finding {
	t.Helper()
	command.Args = append([]string{"check", "--json"}, command.Args...)
	got := testkit.Run(t, command)
	if got.Code != code {
		t.Fatalf("exit code %d, want %d\n%s%s", got.Code, code, got.Stdout, got.Stderr)
	}
	found := make(map[string]finding)
	for line := range strings.Lines(got.Stdout) {
		var f finding
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		found[f.Pipeline+" "+f.Node] = f
	}
	return found
}

// TestCheck: `check` tells of a table that was changed and of a topic that is
// missing, in words, before anything is moved; and nothing is created by looking.
func TestCheck(t *testing.T) {
	l := newLoader(t)
	a := newProject(t, "audit", "--brokers", l.kafka.Addr, "--orders_topic", l.topic)
	if f := findings(t, l.command(), 0)["load by_customer"]; !f.OK {
		t.Errorf("nothing was changed: %+v", f)
	}
	missing := "topic " + l.topic + " is not on kafka local"
	if f := findings(t, a.command(), 1)["audit orders"]; len(f.Differences) != 1 || !strings.Contains(f.Differences[0], missing) {
		t.Errorf("a missing topic: %+v", f)
	}
	says(t, a.run(t, 3, "--drain"), "error: ", missing, "partitions = 6")

	l.cql.Exec(t, "ALTER TABLE shop.orders_by_customer DROP amount", "ALTER TABLE shop.orders_by_customer ADD total text")
	f := findings(t, l.command(), 1)["load by_customer"]
	if len(f.Differences) != 1 || f.Differences[0] != "column shop.orders_by_customer.amount does not exist" {
		t.Errorf("a dropped column: %+v", f)
	}
	l.drop(t, "a.csv", 0, 70)
	says(t, l.run(t, 3, "--drain"), "error: ", "column shop.orders_by_customer.amount does not exist")
	// A column that is added again would hide what is written with earlier times.
	l.cql.Exec(t, "DROP TABLE shop.orders_by_customer")
	if f := findings(t, l.command(), 1)["load by_customer"]; len(f.Differences) != 1 || f.Differences[0] != "table shop.orders_by_customer does not exist" {
		t.Errorf("a missing table: %+v", f)
	}
	l.createTable(t)
	if f := findings(t, l.command(), 0)["load by_customer"]; !f.OK {
		t.Errorf("put right: %+v", f)
	}
	l.run(t, 0, "--drain")
	l.compare(t, 70)
}

// TestCassandraComesLater: a worker that starts before Cassandra says within a
// second what it waits for, and goes on by itself when it is there.
func TestCassandraComesLater(t *testing.T) {
	const n = 1400
	l := newLoader(t)
	l.drop(t, "a.csv", 0, n)
	l.run(t, 0, "--drain", "--pipelines", "ingest")
	l.cql.Stop(t)
	begin := time.Now()
	p := testkit.Start(t, l.command("--drain", "--pipelines", "load"))
	p.WaitFor(t, "connection refused", 2*time.Second)
	t.Logf("it said so after %s", time.Since(begin))
	if !strings.Contains(p.Stderr(), l.cql.Addr) {
		t.Errorf("it does not say what it waits for:\n%s", p.Stderr())
	}
	l.cql.Restart(t)
	got := p.Wait(t, patience)
	if got.Code != 0 {
		t.Fatalf("exit code %d\n%s", got.Code, got.Stderr)
	}
	balanced(t, got, "load", balance{in: n, out: n - n/7, filtered: n / 7})
	l.compare(t, n)
}

// TestServersRestart: a worker at work goes on by itself when Kafka has crashed, and
// then Cassandra was restarted. A Cassandra that crashes forgets what it has
// acknowledged in the last seconds, which a test of one node cannot make up for.
func TestServersRestart(t *testing.T) {
	const n = 150_000
	l := newLoader(t)
	p := testkit.Start(t, l.command("--memory", "32MiB"))
	p.WaitFor(t, "2 pipelines", patience)
	for i, restart := range []func(){
		func() { l.kafka.Kill(t); l.kafka.Restart(t) },
		func() { l.cql.Restart(t) },
	} {
		l.drop(t, fmt.Sprintf("%d.csv", i), n/3*i, n/3*(i+1))
		l.awaitCommit(t, n/3*int64(i)+1)
		restart()
	}
	l.drop(t, "2.csv", n/3*2, n)
	l.awaitCommit(t, n)
	got := end(t, p)
	for _, pipeline := range []string{"ingest", "load"} {
		if b := balanceOf(t, got, pipeline); b.in < n || b.in != b.out+b.filtered || b.dead+b.skipped != 0 {
			t.Errorf("%s: %+v\n%s", pipeline, b, got.Stderr)
		}
	}
	if !strings.Contains(got.Stderr, "msg=recovered") {
		t.Errorf("it does not say that it went on\n%s", got.Stderr)
	}
	l.run(t, 0, "--drain") // records that were sent again stand behind the nth
	l.compare(t, n)
}

// awaitCommit waits until so many records of the topic are committed.
func (l *loader) awaitCommit(t *testing.T, n int64) {
	t.Helper()
	deadline, tick := time.NewTimer(patience), time.NewTicker(20*time.Millisecond)
	defer deadline.Stop()
	defer tick.Stop()
	for {
		have, err := l.fetchCommitted(t) // an error is that the brokers are still coming back
		if err == nil && have >= n {
			return
		}
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("%d of %d records are committed (%v)", have, n, err)
		}
	}
}
