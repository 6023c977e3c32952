//go:build unix

package integration

import (
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/flowc-lang/flowc/internal/testkit"
)

const (
	partitions = 4
	// stillAtMost is many times what it takes on a quiet machine (3 s are allowed there):
	// what it must not be is a group that all stand still for.
	stillAtMost = 30 * time.Second
)

// TestMembersComeAndGo has one worker copy a topic that grows all the while, then three, then
// two, then one: two of three join it, one leaves politely, one is killed. Each record comes
// out once, in the order of its partition, so no partition had two owners. How long each
// partition stood still is told.
func TestMembersComeAndGo(t *testing.T) {
	kafka := testkit.NewKafka(t)
	kafka.Topic(t, "readings", partitions)
	kafka.Topic(t, "copies", partitions)
	path := testkit.Worker(t, "testdata/once")
	command := func(args ...string) testkit.Command {
		return testkit.Command{Path: path, Timeout: patience, Args: append([]string{"--brokers", kafka.Addr, "--data", t.TempDir(), "--memory", "48MiB", "--pipelines", "copy"}, args...)}
	}
	c := &copying{
		t: t, admin: kadm.NewClient(kafka.Client(t)), in: kafka.Client(t, kgo.RecordDeliveryTimeout(patience)),
		out: kafka.Client(t, kgo.ConsumeTopics("copies"), kgo.FetchMaxWait(20*time.Millisecond)),
	}
	first := testkit.Start(t, command())
	c.until("one worker", 1)
	second, third := testkit.Start(t, command()), testkit.Start(t, command())
	c.until("two more", 3)
	end(t, third)
	c.until("one has left", 2)
	first.Kill(t)
	c.until("one was killed", 1)
	end(t, second)
	last := testkit.Run(t, command("--drain"))
	if last.Code != 0 {
		t.Fatalf("exit code %d\n%s", last.Code, last.Stderr)
	}
	wantOnce(t, kafka, c.sent)
}

// copying feeds the workers and sees what comes out, transactions that are open included.
type copying struct {
	t       *testing.T
	admin   *kadm.Client
	in, out *kgo.Client
	sent    int
	last    [partitions]time.Time
}

// until goes on until the group has so many members at rest and something has come of each
// partition since then.
func (c *copying) until(what string, members int) {
	c.t.Helper()
	running := c.cameSince(time.Time{})
	begin, quiet, all := time.Now(), time.Now(), time.Duration(0)
	var still [partitions]time.Duration
	var rest time.Time // since when the group is at rest
	for deadline := begin.Add(patience); rest.IsZero() || !c.cameSince(rest); {
		if time.Now().After(deadline) {
			c.t.Fatalf("%s: not within %v", what, patience)
		}
		putIDs(c.t, c.in, c.sent, 100)
		c.sent += 100
		if ids, err := membersOf(c.t, c.admin, "flow.once.copy"); rest.IsZero() && err == nil && len(ids) == members {
			rest = time.Now()
		}
		c.poll(func(p int32, now time.Time) {
			if since := c.last[p]; !since.IsZero() {
				still[p] = max(still[p], now.Sub(since))
			}
			all, quiet, c.last[p] = max(all, now.Sub(quiet)), now, now
		})
	}
	for p := range still {
		still[p] = still[p].Round(time.Millisecond)
	}
	c.t.Logf("%s: at rest after %v; nothing at all came for %v at most, of each partition for %v", what, rest.Sub(begin).Round(time.Millisecond), all.Round(time.Millisecond), still)
	if running && all > stillAtMost {
		c.t.Errorf("%s: nothing at all came for %v", what, all)
	}
}

// poll tells of each partition that something came of.
func (c *copying) poll(came func(int32, time.Time)) {
	c.t.Helper()
	fetches := c.out.PollRecords(c.t.Context(), 10_000)
	if err := fetches.Err0(); err != nil {
		c.t.Fatal(err)
	}
	now := time.Now()
	fetches.EachPartition(func(p kgo.FetchTopicPartition) {
		if len(p.Records) > 0 {
			came(p.Partition, now)
		}
	})
}

func (c *copying) cameSince(when time.Time) bool {
	for _, last := range c.last {
		if !last.After(when) {
			return false
		}
	}
	return true
}
