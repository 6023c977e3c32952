//go:build unix

package integration

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/flowc-lang/flowc/internal/testkit"
)

// end stops a worker in good order.
func end(t *testing.T, p *testkit.Process) testkit.Result {
	t.Helper()
	p.Signal(t, syscall.SIGTERM)
	r := p.Wait(t, patience)
	if r.Code != 0 {
		t.Fatalf("exit code %d\n%s", r.Code, r.Stderr)
	}
	return r
}

// TestTwoProjectsOneBroker: two projects read one topic, at the same time, and
// each gets every record.
func TestTwoProjectsOneBroker(t *testing.T) {
	const n = 20_000
	l := newLoader(t)
	a := newProject(t, "audit", "--brokers", l.kafka.Addr, "--orders_topic", l.topic)
	l.drop(t, "a.csv", 0, n)
	l.run(t, 0, "--drain", "--pipelines", "ingest")
	load := testkit.Start(t, l.command("--drain", "--pipelines", "load"))
	audited := a.run(t, 0, "--drain")
	loaded := load.Wait(t, patience)
	if loaded.Code != 0 {
		t.Fatalf("exit code %d\n%s", loaded.Code, loaded.Stderr)
	}
	var want []string
	for i := range n {
		if o := makeOrder(i); o.cents >= 50_000 {
			want = append(want, fmt.Sprintf(`{"id":%d,"amount":%q}`, o.id, o.amount()))
		}
	}
	without := (n + 6) / 7
	balanced(t, loaded, "load", balance{in: n, out: n - without, filtered: without})
	balanced(t, audited, "audit", balance{in: n, out: len(want), filtered: n - len(want)})
	got := a.lines(t, "large.jsonl")
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%d large orders %.200q, want %d %.200q", len(got), got, len(want), want)
	}
	l.compare(t, n)
}

// TestEmbeddedTwice: with Kafka in the worker a run needs nothing and leaves no
// Kafka behind. What was in it is gone, so the next run begins at the beginning.
func TestEmbeddedTwice(t *testing.T) {
	const n = 5000
	p := newProject(t, "embedded")
	p.args = append(p.args, "--inbox", p.inbox)
	p.drop(t, "a.csv", 0, n)
	for range 2 {
		got := p.run(t, 0, "--drain")
		balanced(t, got, "ingest", balance{in: n, out: n})
		balanced(t, got, "keep", balance{in: n, out: n / 2, filtered: n / 2})
		p.copied(t, n, func(i int) bool { return i%2 == 0 })
		if left := slices.DeleteFunc(files(t, p.data), func(name string) bool { return !strings.HasPrefix(name, "kafka") }); len(left) > 0 {
			t.Errorf("Kafka left %q", left)
		}
		if err := os.Remove(filepath.Join(p.out, "copy.jsonl")); err != nil {
			t.Fatal(err)
		}
	}
}
