//go:build unix

package integration

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/flowc-lang/flowc/internal/testkit"
)

// TestExactlyOnce kills one of two workers at twenty random points and the broker at
// two: who reads committed records finds each that was to come out once, in the order
// of its partition.
func TestExactlyOnce(t *testing.T) { exactlyOnce(t, "copy", 20) }

// TestExactlyOnceConsumer is the same, shorter, where the brokers share the partitions out.
func TestExactlyOnceConsumer(t *testing.T) { exactlyOnce(t, "copy_consumer", 6) }

func exactlyOnce(t *testing.T, pipeline string, rounds int) {
	const perRound = 25_000
	kafka := testkit.NewKafka(t)
	testkit.Integration(t)
	kafka.Topic(t, "readings", 4)
	kafka.Topic(t, "copies", 4)
	path := testkit.Worker(t, "testdata/once")
	command := func(data string, args ...string) testkit.Command {
		return testkit.Command{Path: path, Args: append([]string{"--brokers", kafka.Addr, "--data", data, "--memory", "32MiB", "--pipelines", pipeline}, args...), Timeout: patience}
	}
	folders := []string{t.TempDir(), t.TempDir()}
	var workers []*testkit.Process
	for _, data := range folders {
		workers = append(workers, testkit.Start(t, command(data)))
	}
	cl := kafka.Client(t, kgo.RecordDeliveryTimeout(patience))
	for round := range rounds {
		putIDs(t, cl, round*perRound, perRound)
		<-time.After(rand.N(900 * time.Millisecond))
		victim := round % 2
		workers[victim].Kill(t)
		if round%8 == 5 {
			kafka.Kill(t)
			kafka.Restart(t)
		}
		workers[victim] = testkit.Start(t, command(folders[victim]))
	}
	for _, w := range workers {
		end(t, w)
	}
	last := testkit.Run(t, command(folders[0], "--drain"))
	if last.Code != 0 {
		t.Fatalf("exit code %d\n%s", last.Code, last.Stderr)
	}
	wantOnce(t, kafka, rounds*perRound)
}

func putIDs(t *testing.T, cl *kgo.Client, from, n int) {
	t.Helper()
	var records []*kgo.Record
	for id := from; id < from+n; id++ {
		key := binary.BigEndian.AppendUint64(nil, uint64(id%997))
		records = append(records, &kgo.Record{Topic: "readings", Key: key, Value: fmt.Appendf(nil, `{"id":%d,"note":"note %d"}`, id, id)})
	}
	if err := cl.ProduceSync(t.Context(), records...).FirstErr(); err != nil {
		t.Fatal(err)
	}
}

// wantOnce reads what is committed in copies.
func wantOnce(t *testing.T, kafka *testkit.KafkaServer, n int) {
	t.Helper()
	cl := kafka.Client(t, kgo.ConsumeTopics("copies"), kgo.FetchIsolationLevel(kgo.ReadCommitted()),
		kgo.KeepControlRecords(), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	ends, err := kadm.NewClient(cl).ListEndOffsets(t.Context(), "copies")
	if err != nil {
		t.Fatal(err)
	}
	next, behind := map[int32]int64{}, true
	seen, last := make([]bool, n), map[int32]int64{}
	var aborted, count int
	for behind {
		fetches := cl.PollFetches(t.Context())
		if err := fetches.Err0(); err != nil {
			t.Fatal(err)
		}
		fetches.EachRecord(func(r *kgo.Record) {
			aborted += int(r.Offset - next[r.Partition])
			next[r.Partition] = r.Offset + 1
			if r.Attrs.IsControl() {
				return
			}
			var v struct{ ID int64 }
			if err := json.Unmarshal(r.Value, &v); err != nil || v.ID < 0 || v.ID >= int64(n) {
				t.Fatalf("copies[%d] offset %d: %q: %v", r.Partition, r.Offset, r.Value, err)
			}
			if seen[v.ID] {
				t.Fatalf("copies[%d] offset %d: id %d stands there twice", r.Partition, r.Offset, v.ID)
			}
			if before, some := last[r.Partition]; some && before > v.ID {
				t.Fatalf("copies[%d] offset %d: id %d behind %d", r.Partition, r.Offset, v.ID, before)
			}
			seen[v.ID], last[r.Partition] = true, v.ID
			count++
		})
		behind = false
		for p, o := range ends["copies"] {
			behind = behind || next[p] < o.Offset
		}
	}
	for id, was := range seen {
		if was != (id%10 != 9) {
			t.Fatalf("id %d: stands there %t", id, was)
		}
	}
	t.Logf("%d records, each once; %d records of given up transactions between them", count, aborted)
}
