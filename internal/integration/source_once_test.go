//go:build unix

package integration

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/flowc-lang/flowc/internal/testkit"
)

// TestExactlyOnceFromSources kills a worker that reads files and makes records up, each
// time when some of both has come out, and starts it with another data folder: who reads
// committed records finds each once.
func TestExactlyOnceFromSources(t *testing.T) {
	const rows, made, kills = 300_000, 300_000, 8
	kafka := testkit.NewKafka(t)
	testkit.Integration(t)
	kafka.Topic(t, "copies", 4)
	kafka.Topic(t, "made", 4)
	path := testkit.Worker(t, "testdata/source_once")
	inbox := t.TempDir()
	writeReadings(t, filepath.Join(inbox, "readings.csv"), rows)
	command := func(args ...string) testkit.Command {
		return testkit.Command{Path: path, Args: append([]string{
			"--brokers", kafka.Addr, "--inbox", inbox, "--data", t.TempDir(), "--memory", "64MiB",
		}, args...), Timeout: patience}
	}
	admin := kadm.NewClient(kafka.Client(t))
	came, midst := logged(t, admin), 0
	for range kills {
		w := testkit.Start(t, command())
		came = awaitMore(t, admin, came, rows+made)
		<-time.After(rand.N(200 * time.Millisecond))
		w.Kill(t)
		if came < rows+made {
			midst++
		}
	}
	if midst < 3 {
		t.Errorf("of %d kills %d came in the midst: the test needs more records", kills, midst)
	}
	last := testkit.Run(t, command("--drain"))
	if last.Code != 0 {
		t.Fatalf("exit code %d\n%s", last.Code, last.Stderr)
	}
	wantOnce(t, kafka, rows)
	wantMade(t, kafka, admin, made)
}

func writeReadings(t *testing.T, path string, n int) {
	t.Helper()
	var b strings.Builder
	b.WriteString("id,note\n")
	for id := range n {
		fmt.Fprintf(&b, "%d,note %d\n", id, id)
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// logged is what the topics hold, open transactions included.
func logged(t *testing.T, admin *kadm.Client) (n int64) {
	t.Helper()
	ends, err := admin.ListEndOffsets(t.Context(), "copies", "made")
	if err != nil {
		t.Fatal(err)
	}
	ends.Each(func(o kadm.ListedOffset) { n += o.Offset })
	return n
}

// awaitMore waits until the topics hold more than before, unless they hold all.
func awaitMore(t *testing.T, admin *kadm.Client, before, all int64) int64 {
	t.Helper()
	deadline, tick := time.NewTimer(patience), time.NewTicker(20*time.Millisecond)
	defer deadline.Stop()
	defer tick.Stop()
	for {
		if n := logged(t, admin); n > before || n >= all {
			return n
		}
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("the topics stay at %d records", before)
		}
	}
}

// wantMade reads what is committed in made: so many ids, none of them twice.
func wantMade(t *testing.T, kafka *testkit.KafkaServer, admin *kadm.Client, n int) {
	t.Helper()
	cl := kafka.Client(t, kgo.ConsumeTopics("made"), kgo.FetchIsolationLevel(kgo.ReadCommitted()),
		kgo.KeepControlRecords(), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	ends, err := admin.ListEndOffsets(t.Context(), "made")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	seen, next := map[string]bool{}, map[int32]int64{}
	for behind := true; behind; {
		fetches := cl.PollFetches(ctx)
		if err := fetches.Err0(); err != nil {
			t.Fatal(err)
		}
		fetches.EachRecord(func(r *kgo.Record) {
			next[r.Partition] = r.Offset + 1
			if r.Attrs.IsControl() {
				return
			}
			if seen[string(r.Value)] {
				t.Fatalf("made[%d] offset %d: %s stands there twice", r.Partition, r.Offset, r.Value)
			}
			seen[string(r.Value)] = true
		})
		behind = false
		ends.Each(func(o kadm.ListedOffset) { behind = behind || next[o.Partition] < o.Offset })
	}
	if len(seen) != n {
		t.Fatalf("%d different records, not %d", len(seen), n)
	}
}
