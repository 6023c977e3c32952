//go:build unix

package integration

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/flowc-lang/flowc/internal/testkit"
)

// TestAtMostOnce kills a worker in the midst, again and again: no record comes out twice,
// and where nobody is killed all come out.
func TestAtMostOnce(t *testing.T) {
	const kills, perKill = 5, 40_000
	kafka := testkit.NewKafka(t)
	kafka.Topic(t, "readings", 4)
	kafka.Topic(t, "copies", 4)
	command := testkit.Command{Path: testkit.Worker(t, "testdata/once"), Timeout: patience, Args: []string{
		"--brokers", kafka.Addr, "--data", t.TempDir(), "--memory", "32MiB", "--pipelines", "copy_at_most_once",
	}}
	cl := kafka.Client(t)
	out := newArrivals(t, kafka, "copies")
	for i := range kills {
		putIDs(t, cl, i*perKill, perKill)
		w := testkit.Start(t, command)
		out.next()
		w.Kill(t)
	}
	drain := command
	drain.Args = append(drain.Args, "--drain")
	if r := testkit.Run(t, drain); r.Code != 0 {
		t.Fatalf("exit code %d\n%s", r.Code, r.Stderr)
	}
	putIDs(t, cl, kills*perKill, perKill)
	if r := testkit.Run(t, drain); r.Code != 0 {
		t.Fatalf("exit code %d\n%s", r.Code, r.Stderr)
	}
	seen := everyCopy(t, kafka)
	for id := kills * perKill; id < (kills+1)*perKill; id++ {
		if seen[id] != (id%10 != 9) {
			t.Fatalf("id %d came when nobody was killed: it stands there %t", id, seen[id])
		}
	}
	t.Logf("%d records came out, each once; %d were lost with the workers", len(seen), (kills+1)*perKill*9/10-len(seen))
}

// everyCopy is the ids in copies, none of which may stand there twice.
func everyCopy(t *testing.T, kafka *testkit.KafkaServer) map[int]bool {
	t.Helper()
	cl := kafka.Client(t, kgo.ConsumeTopics("copies"), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	ends, err := kadm.NewClient(cl).ListEndOffsets(t.Context(), "copies")
	if err != nil {
		t.Fatal(err)
	}
	var all int64
	ends.Each(func(o kadm.ListedOffset) { all += o.Offset })
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	seen := map[int]bool{}
	for int64(len(seen)) < all {
		fetches := cl.PollFetches(ctx)
		if err := fetches.Err0(); err != nil {
			t.Fatalf("after %d of %d records: %v", len(seen), all, err)
		}
		fetches.EachRecord(func(r *kgo.Record) {
			var v struct{ ID int }
			if err := json.Unmarshal(r.Value, &v); err != nil || seen[v.ID] {
				t.Fatalf("copies[%d] offset %d: %q stands there twice, or: %v", r.Partition, r.Offset, r.Value, err)
			}
			seen[v.ID] = true
		})
	}
	return seen
}
