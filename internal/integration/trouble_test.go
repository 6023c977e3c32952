//go:build unix

package integration

import (
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/flowc-lang/flowc/internal/testkit"
)

// says fails the test unless the worker printed all parts.
func says(t *testing.T, r testkit.Result, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(r.Stderr, part) {
			t.Errorf("%q is not in\n%s", part, r.Stderr)
		}
	}
}

// TestMalformedRow: a cell that is no number stops the pipeline at its line. What
// stands before it is delivered; the rest follows when it is put right.
func TestMalformedRow(t *testing.T) {
	l := newLoader(t)
	bad := "1001,c1,2026-03-01 00:00:00,12.x\n"
	var text strings.Builder
	text.WriteString(header)
	for n := 1; n <= 100; n++ {
		text.WriteString(makeOrder(n).line())
	}
	good := text.String()
	l.dropText(t, "a.csv", good+bad)
	got := l.run(t, 1, "--drain", "--pipelines", "ingest")
	says(t, got, "error[R0", "ingest stopped at a record", "`amount`", "found \"12.x\"", "a.csv:102", "load.flow:26")
	if n := strings.Count(got.Stderr, "a.csv:101"); n != 2 {
		t.Errorf("the last line that is committed is told %d times, want in the balance and the report\n%s", n, got.Stderr)
	}
	if b := balanceOf(t, got, "ingest"); b.out != 100 {
		t.Errorf("balance %+v, want 100 out", b)
	}
	l.dropText(t, "a.csv", good+strings.Replace(bad, "12.x", "12.0", 1))
	if b := balanceOf(t, l.run(t, 0, "--drain", "--pipelines", "ingest"), "ingest"); b != (balance{in: 1, out: 1}) {
		t.Errorf("after putting it right %+v, want only the last line", b)
	}
}

// TestMalformedHeader: a file whose header lacks a column, and one without any
// header, stop the pipeline at their first record; when they are put right all of
// them is delivered.
func TestMalformedHeader(t *testing.T) {
	for name, bad := range map[string]string{
		"misspelt": "id,customer,at,amuont\n",
		"none":     "",
		"twice":    "id,customer,at,amount,id\n",
	} {
		t.Run(name, func(t *testing.T) {
			l := newLoader(t)
			l.topic = strings.ReplaceAll(l.topic, "/", ".")
			l.args = append(l.args, "--orders_topic", l.topic)
			var lines strings.Builder
			for n := range 70 {
				lines.WriteString(makeOrder(n).line())
			}
			l.dropText(t, "a.csv", bad+lines.String())
			got := l.run(t, 1, "--drain")
			says(t, got, "error[R0", "ingest stopped at a record", "a.csv:2", "load.flow:26")
			if n := strings.Count(got.Stderr, "error"); n != 1 {
				t.Errorf("%d errors are told\n%s", n, got.Stderr)
			}
			balanced(t, got, "ingest", balance{})
			l.dropText(t, "a.csv", header+lines.String())
			balanced(t, l.run(t, 0, "--drain"), "ingest", balance{in: 70, out: 70})
			l.compare(t, 70)
		})
	}
}

// TestPoisonRecord: a truncated Avro record, and one of a schema that nobody
// knows, stop the pipeline where they stand; the records before are in the table.
func TestPoisonRecord(t *testing.T) {
	tests := []struct {
		name, code string
		spoil      func([]byte) []byte
	}{
		{"truncated", "R01", func(b []byte) []byte { return b[:len(b)-2] }},
		{"unknown schema", "R01", func(b []byte) []byte { b[2] ^= 0xff; return b }},
		{"no Avro at all", "R01", func([]byte) []byte { return []byte("{}") }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLoader(t)
			l.topic = strings.ReplaceAll(l.topic, "/", ".")
			l.args = append(l.args, "--orders_topic", l.topic)
			l.drop(t, "a.csv", 0, 70)
			l.run(t, 0, "--drain")
			at := l.spoilOne(t, tt.spoil)
			got := l.run(t, 1, "--drain", "--pipelines", "load")
			says(t, got, "error["+tt.code, "load stopped at a record", l.topic+"["+at, "load.flow:")
			l.compare(t, 70)
		})
	}
}

// spoilOne takes a record of the topic, spoils a copy and adds it behind. It
// returns the partition.
func (l *loader) spoilOne(t *testing.T, spoil func([]byte) []byte) string {
	t.Helper()
	client := l.kafka.Client(t, kgo.ConsumeTopics(l.topic), kgo.RecordPartitioner(kgo.ManualPartitioner()))
	fetches := client.PollFetches(t.Context())
	if err := fetches.Err(); err != nil {
		t.Fatal(err)
	}
	r := fetches.Records()[0]
	bad := &kgo.Record{Topic: r.Topic, Partition: r.Partition, Key: r.Key, Value: spoil(append([]byte(nil), r.Value...))}
	if err := client.ProduceSync(t.Context(), bad).FirstErr(); err != nil {
		t.Fatal(err)
	}
	return strconv.Itoa(int(r.Partition))
}

// TestUnreachableBroker: a worker that may wait only so long says what it waited
// for.
func TestUnreachableBroker(t *testing.T) {
	l := newLoader(t)
	l.drop(t, "a.csv", 0, 10)
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := closed.Addr().String()
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	got := l.run(t, 3, "--drain", "--brokers", addr, "--start-timeout", "3s")
	says(t, got, addr, "connection refused", "local")
	l.run(t, 0, "--drain") // nothing was lost
	l.compare(t, 10)
}

// TestMissingTable: the sink names the table.
func TestMissingTable(t *testing.T) {
	l := newLoader(t)
	l.drop(t, "a.csv", 0, 10)
	l.cql.Exec(t, "DROP TABLE shop.orders_by_customer")
	got := l.run(t, 3, "--drain")
	says(t, got, "shop.orders_by_customer")
	l.createTable(t)
	l.run(t, 0, "--drain")
	l.compare(t, 10)
}

// TestFullDisk: where offsets cannot be kept, the worker says so and ends. When
// there is room again nothing is lost.
func TestFullDisk(t *testing.T) {
	l := newLoader(t)
	disk := testkit.SmallDisk(t, 256<<10)
	l.args = append(l.args, "--data", disk)
	l.drop(t, "a.csv", 0, 50)
	l.run(t, 0, "--drain")
	filler := filepath.Join(disk, "filler")
	fill(t, filler)
	l.drop(t, "b.csv", 50, 100)
	got := l.run(t, 3, "--drain")
	says(t, got, "no space left on device")
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	l.run(t, 0, "--drain")
	l.compare(t, 100)
}

// fill writes until the disk is full.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = f.Write(make([]byte, 4<<10))
	}
	for err = nil; err == nil; { // the last page
		_, err = f.Write([]byte{0})
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
