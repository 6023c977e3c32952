//go:build unix

package integration

import (
	"encoding/json"
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/flowc-lang/flowc/internal/testkit"
)

const splits = 8

// TestCluster shares the eight splits of a source out among workers that come, stand
// still past their session and wake again, leave, and are killed: who reads committed
// records finds each number of each split once, in order. So a split never ran twice,
// and one that woke wrote nothing behind its successor.
func TestCluster(t *testing.T) {
	kafka := testkit.NewKafka(t)
	testkit.Integration(t)
	kafka.Topic(t, "numbers", 1)
	path := testkit.Worker(t, "testdata/shared")
	start := func(who string) *testkit.Process {
		return testkit.Start(t, testkit.Command{
			Path: path, Timeout: patience,
			Args: []string{"--brokers", kafka.Addr, "--data", t.TempDir(), "--cluster", "one", "--who", who, "--memory", "48MiB"},
		})
	}
	n := &numbers{t: t, cl: kafka.Client(t, kgo.ConsumeTopics("numbers"), kgo.FetchIsolationLevel(kgo.ReadCommitted()))}
	a := start("a")
	n.await("a runs all", map[string]int{"a": splits})
	b, c := start("b"), start("c")
	n.await("all have their shares", map[string]int{"a": 2, "b": 2, "c": 2})
	b.Signal(t, syscall.SIGSTOP)
	n.await("b stands still past its session", map[string]int{"a": 4, "c": 4})
	b.Signal(t, syscall.SIGCONT)
	n.await("b is awake again", map[string]int{"a": 2, "b": 2, "c": 2})
	end(t, c)
	n.await("c has left", map[string]int{"a": 4, "b": 4})
	a.Kill(t)
	n.await("a was killed", map[string]int{"b": splits})
	end(t, b)
}

// numbers reads what the workers write.
type numbers struct {
	t    *testing.T
	cl   *kgo.Client
	last [splits]written
}

// written is what a split wrote last.
type written struct {
	ID   int64  `json:"id"`
	Who  string `json:"who"`
	seen time.Time
}

// await reads until each of these has written for at least so many splits last, and
// tells how long it took and how long a split stood still meanwhile.
func (n *numbers) await(what string, want map[string]int) {
	n.t.Helper()
	begin, all := time.Now(), time.Duration(0)
	quiet := begin // since when nothing came at all
	deadline := begin.Add(patience)
	for !n.shares(want) {
		if time.Now().After(deadline) {
			n.t.Fatalf("%s: not within %v: the splits are written by %+v, want %v", what, patience, n.last, want)
		}
		fetches := n.cl.PollFetches(n.t.Context())
		if err := fetches.Err0(); err != nil {
			n.t.Fatal(err)
		}
		fetches.EachRecord(n.take)
		if fetches.NumRecords() > 0 {
			all, quiet = max(all, time.Since(quiet)), time.Now()
		}
	}
	n.t.Logf("%s after %v; the longest that nothing at all came: %v", what, time.Since(begin).Round(time.Millisecond), all.Round(time.Millisecond))
}

// take holds a record to be the next of its split.
func (n *numbers) take(r *kgo.Record) {
	var got written
	if err := json.Unmarshal(r.Value, &got); err != nil {
		n.t.Fatalf("offset %d: %q: %v", r.Offset, r.Value, err)
	}
	last := &n.last[got.ID%splits]
	next := got.ID % splits // the first of the split
	if !last.seen.IsZero() {
		next = last.ID + splits
	}
	if got.ID != next {
		n.t.Fatalf("offset %d: %d by %s, want %d; the one before was by %s", r.Offset, got.ID, got.Who, next, last.Who)
	}
	got.seen = time.Now()
	*last = got
}

// shares reports whether each has so many splits, and all splits are somebody's.
func (n *numbers) shares(want map[string]int) bool {
	have := map[string]int{}
	for _, l := range n.last {
		if l.seen.IsZero() {
			return false
		}
		have[l.Who]++
	}
	for who, least := range want {
		if have[who] < least {
			return false
		}
	}
	return len(have) == len(want)
}

func (n written) String() string { return fmt.Sprintf("%s: %d", n.Who, n.ID) }
