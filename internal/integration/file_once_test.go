//go:build unix

package integration

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hamba/avro/v2/ocf"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/flowc-lang/flowc/internal/testkit"
)

// TestExactlyOnceIntoFiles kills a worker that writes files from a topic and from files,
// each time when the files have grown: in the end each record stands there once, and those
// of a partition in their order.
func TestExactlyOnceIntoFiles(t *testing.T) {
	const n, kills = 200_000, 8
	kafka := testkit.NewKafka(t)
	testkit.Integration(t)
	kafka.Topic(t, "file_once.readings", 4)
	fillReadings(t, kafka, 0, n)
	path := testkit.Worker(t, "testdata/file_once")
	inbox, out, data := t.TempDir(), t.TempDir(), t.TempDir()
	writeReadings(t, filepath.Join(inbox, "readings.csv"), n)
	command := func(args ...string) testkit.Command {
		return testkit.Command{Path: path, Args: append([]string{
			"--brokers", kafka.Addr, "--inbox", inbox, "--out", out, "--data", data, "--memory", "64MiB",
		}, args...), Timeout: patience}
	}
	size, midst := int64(0), 0
	for range kills {
		w := testkit.Start(t, command())
		grown := awaitGrown(t, out, size)
		<-time.After(rand.N(100 * time.Millisecond))
		w.Kill(t)
		if grown > size {
			midst++
		}
		size = bytesIn(t, out)
	}
	if midst < 3 {
		t.Errorf("of %d kills %d came in the midst: the test needs more records", kills, midst)
	}
	last := testkit.Run(t, command("--drain"))
	if last.Code != 0 {
		t.Fatalf("exit code %d\n%s", last.Code, last.Stderr)
	}
	for _, pipeline := range []string{"keep", "part", "pack"} {
		if _, err := os.Stat(filepath.Join(out, ".flow-positions", "flow.file_once."+pipeline+".json")); err != nil {
			t.Error(err)
		}
	}
	wantIDs(t, "archive.jsonl", n, archived(t, out))
	wantIDs(t, "part-*.csv", n, parted(t, out))
	wantIDs(t, "packed.avro", n, packed(t, out))
}

// fillReadings puts n records from a number on into the topic, dealt out among four
// partitions.
func fillReadings(t *testing.T, kafka *testkit.KafkaServer, from, n int) {
	t.Helper()
	cl := kafka.Client(t, kgo.RecordPartitioner(kgo.ManualPartitioner()))
	records := make([]*kgo.Record, n)
	for k := range records {
		id := from + k
		records[k] = &kgo.Record{Topic: "file_once.readings", Partition: int32(id % 4), Value: fmt.Appendf(nil, `{"id":%d,"note":"note %d"}`, id, id)}
	}
	if err := cl.ProduceSync(t.Context(), records...).FirstErr(); err != nil {
		t.Fatal(err)
	}
}

// bytesIn is how many bytes the files have.
func bytesIn(t *testing.T, dir string) (n int64) {
	t.Helper()
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil // a record that the worker has just given its name
		}
		if err == nil {
			n += info.Size()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// awaitGrown waits until the files have more than so many bytes, or stand still, and
// returns how many.
func awaitGrown(t *testing.T, dir string, before int64) (n int64) {
	t.Helper()
	deadline, tick := time.NewTimer(10*time.Second), time.NewTicker(20*time.Millisecond)
	defer deadline.Stop()
	defer tick.Stop()
	for {
		if n = bytesIn(t, dir); n > before+4096 {
			return n
		}
		select {
		case <-tick.C:
		case <-deadline.C:
			return n
		}
	}
}

// wantIDs checks that each id is there once.
func wantIDs(t *testing.T, what string, n int, ids []int) {
	t.Helper()
	times := make([]int, n)
	for _, id := range ids {
		times[id]++
	}
	for id, k := range times {
		if k != 1 {
			t.Fatalf("%s: record %d stands there %d times; %d lines in all", what, id, k, len(ids))
		}
	}
}

// archived are the ids of the rotated files, each of which is full but for the last.
func archived(t *testing.T, dir string) (ids []int) {
	t.Helper()
	last := map[int]int{}
	for seq, path := 0, filepath.Join(dir, "archive.jsonl"); ; seq++ {
		if seq > 0 {
			path = filepath.Join(dir, "archive.jsonl."+strconv.Itoa(seq))
		}
		b, err := os.ReadFile(path)
		if os.IsNotExist(err) {
			return ids
		}
		if err != nil {
			t.Fatal(err)
		}
		lines := bytes.Split(bytes.TrimSuffix(b, []byte("\n")), []byte("\n"))
		for _, line := range lines {
			var r struct{ ID int }
			if err := json.Unmarshal(line, &r); err != nil {
				t.Fatalf("%s: %q: %v", path, line, err)
			}
			if p := r.ID % 4; last[p] > r.ID {
				t.Fatalf("%s: record %d behind %d", path, r.ID, last[p])
			}
			last[r.ID%4] = r.ID
			ids = append(ids, r.ID)
		}
		if len(lines) != 20_000 && len(ids) != 200_000 {
			t.Errorf("%s has %d records", path, len(lines))
		}
	}
}

// parted are the ids of the files of partitions, in the order of each.
func parted(t *testing.T, dir string) (ids []int) {
	t.Helper()
	for p := range 4 {
		b, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf("part-%d.csv", p)))
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
		if lines[0] != "id,note" {
			t.Errorf("part %d begins with %q", p, lines[0])
		}
		for k, line := range lines[1:] {
			text, _, _ := strings.Cut(line, ",")
			id, err := strconv.Atoi(text)
			if err != nil || id != 4*k+p {
				t.Fatalf("part %d, row %d is %q", p, k, line)
			}
			ids = append(ids, id)
		}
	}
	return ids
}

// packed are the ids of the container, in order.
func packed(t *testing.T, dir string) (ids []int) {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "packed.avro"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	d, err := ocf.NewDecoder(f)
	if err != nil {
		t.Fatal(err)
	}
	for d.HasNext() {
		var r struct {
			ID int64 `avro:"id"`
		}
		if err := d.Decode(&r); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, int(r.ID))
	}
	if err := d.Error(); err != nil {
		t.Fatal(err)
	}
	return ids
}

// TestFilesOfTwoWorkers: two workers share a topic and write files of their own. What one
// gives up politely the other goes on with; of what a killed one had, the other says whose
// it is and ends, and the killed one goes on with it. Both together have each record once.
func TestFilesOfTwoWorkers(t *testing.T) {
	const n = 10_000
	kafka := testkit.NewKafka(t)
	kafka.Topic(t, "file_once.readings", 4)
	path := testkit.Worker(t, "testdata/file_once")
	outs, datas := [2]string{t.TempDir(), t.TempDir()}, [2]string{t.TempDir(), t.TempDir()}
	command := func(i int, args ...string) testkit.Command {
		return testkit.Command{Path: path, Args: append([]string{
			"--brokers", kafka.Addr, "--out", outs[i], "--data", datas[i], "--pipelines", "part",
		}, args...), Timeout: patience}
	}
	filled := 0
	fill := func() {
		fillReadings(t, kafka, filled, n)
		filled += n
	}
	a, b := testkit.Start(t, command(0)), testkit.Start(t, command(1))
	// Each has partitions when its files grow; until then there is more to share.
	began := time.Now()
	for bytesIn(t, outs[0]) < 4096 || bytesIn(t, outs[1]) < 4096 {
		if time.Since(began) > patience {
			t.Fatal("one of two workers writes nothing")
		}
		fill()
		awaitIDs(t, filled, outs)
	}
	end(t, b)
	fill()
	awaitIDs(t, filled, outs) // by a alone
	b = testkit.Start(t, command(1))
	fill()
	a.Kill(t)
	if r := b.Wait(t, patience); r.Code != 3 || !strings.Contains(r.Stderr, "stands in a record beside the files of another worker") {
		t.Fatalf("exit code %d\n%s", r.Code, r.Stderr)
	}
	if last := testkit.Run(t, command(0, "--drain")); last.Code != 0 {
		t.Fatalf("exit code %d\n%s", last.Code, last.Stderr)
	}
	wantIDs(t, "both", filled, idsOf(t, outs))
}

// idsOf are the ids of whole rows in the files of partitions of several folders.
func idsOf(t *testing.T, dirs [2]string) (ids []int) {
	t.Helper()
	for _, dir := range dirs {
		for p := range 4 {
			b, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf("part-%d.csv", p)))
			if err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			for line := range strings.Lines(string(b)) {
				text, _, _ := strings.Cut(line, ",")
				if id, err := strconv.Atoi(text); err == nil && strings.HasSuffix(line, "\n") {
					ids = append(ids, id)
				}
			}
		}
	}
	return ids
}

// awaitIDs waits until so many rows are written.
func awaitIDs(t *testing.T, n int, dirs [2]string) {
	t.Helper()
	deadline, tick := time.NewTimer(patience), time.NewTicker(50*time.Millisecond)
	defer deadline.Stop()
	defer tick.Stop()
	for len(idsOf(t, dirs)) < n {
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("%d of %d rows are written", len(idsOf(t, dirs)), n)
		}
	}
}
