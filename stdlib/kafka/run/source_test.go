package run

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/kafka"
	"github.com/flowc-lang/flowc/runtime/record"
)

func equal(t *testing.T, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Fatalf("got %d values %.200q\nwant %d %.200q", len(got), got, len(want), want)
	}
}

// TestSourceGoesOn drains a topic twice: the second run starts where the first one
// committed.
func TestSourceGoesOn(t *testing.T) { sourceGoesOn(t, newCluster(t, 3)) }

func sourceGoesOn(t *testing.T, c *cluster) {
	ctx := within(t, 30*time.Second)
	for p := range int32(2) { // the third partition stays empty
		c.put(t, p, 0, 500)
	}
	equal(t, c.member(t, nil).drain(ctx), want(2, 0, 500))
	equal(t, c.member(t, nil).drain(ctx), nil)
	for p := range int32(2) {
		c.put(t, p, 500, 3)
	}
	equal(t, c.member(t, nil).drain(ctx), want(2, 500, 3))
}

// TestSourceOrder proves that a partition's records come in order, in batches that
// keep to their bounds.
func TestSourceOrder(t *testing.T) {
	c := newCluster(t, 1)
	ctx := within(t, 30*time.Second)
	c.put(t, 0, 0, 1000)
	m := c.member(t, nil)
	m.open(ctx)
	next := int64(0)
	for next < 1000 {
		var b record.Batch
		split, err := m.source.Read(ctx, &b)
		if err != nil {
			t.Fatal(err)
		}
		if split == nil {
			continue
		}
		if len(b.Rows) == 0 || len(b.Rows) > m.host.BatchRows || b.Topic != topic || b.Partition != 0 {
			t.Fatalf("batch of %d rows of %s[%d]", len(b.Rows), b.Topic, b.Partition)
		}
		for i := range b.Rows {
			if b.Rows[i].Offset != next || string(b.Bytes(b.Rows[i].Value)) != string(value(0, int(next))) {
				t.Fatalf("row %d: offset %d value %s", next, b.Rows[i].Offset, b.Bytes(b.Rows[i].Value))
			}
			next++
		}
		if b.Next != next || b.Epoch < 0 {
			t.Fatalf("next %d epoch %d, want %d and an epoch", b.Next, b.Epoch, next)
		}
	}
	if left, unit, ok := m.source.Left(); left != 0 || unit != "records" || !ok {
		t.Fatalf("left %d %s %v", left, unit, ok)
	}
	if got := m.source.Place(topic, 0, 17); got != "readings[0] offset 17" {
		t.Fatalf("place %q", got)
	}
}

// TestSourceRow proves that null and empty are told apart, and what else a row
// carries.
func TestSourceRow(t *testing.T) {
	c := newCluster(t, 1)
	ctx := within(t, 30*time.Second)
	at := time.UnixMilli(1_700_000_000_123)
	err := c.cl.ProduceSync(ctx,
		&kgo.Record{Topic: topic, Key: []byte("k"), Value: nil, Timestamp: at, Headers: []kgo.RecordHeader{{Key: "a", Value: []byte("1")}, {Key: "b", Value: nil}}},
		&kgo.Record{Topic: topic, Key: nil, Value: []byte{}, Timestamp: at},
	).FirstErr()
	if err != nil {
		t.Fatal(err)
	}
	m := c.member(t, func(s *SourceConfig) { s.Headers = true })
	m.open(ctx)
	var b record.Batch
	for len(b.Rows) < 2 {
		if _, err := m.source.Read(ctx, &b); err != nil {
			t.Fatal(err)
		}
	}
	first, second := b.Rows[0], b.Rows[1]
	if string(b.Bytes(first.Key)) != "k" || !first.Value.IsNull() || first.Timestamp != at.UnixMilli() {
		t.Errorf("first row %+v", first)
	}
	if !second.Key.IsNull() || second.Value.IsNull() || second.Value.Len != 0 || !second.Headers.IsNull() {
		t.Errorf("second row %+v", second)
	}
	packed := b.Bytes(first.Headers)
	key, val, isNull, i := record.NextHeader(packed, 0)
	if string(key) != "a" || string(val) != "1" || isNull {
		t.Errorf("first header %s=%s", key, val)
	}
	if key, _, isNull, i = record.NextHeader(packed, i); string(key) != "b" || !isNull || i != len(packed) {
		t.Errorf("second header %s, null %v, ends at %d of %d", key, isNull, i, len(packed))
	}
}

// TestSourceTwoMembers moves partitions between two members while records arrive:
// the second one joins in the middle, then the first one leaves. Nothing is lost,
// and since both do what they are told nothing is repeated.
func TestSourceTwoMembers(t *testing.T) { sourceTwoMembers(t, newCluster(t, 4)) }

func sourceTwoMembers(t *testing.T, c *cluster) {
	const partitions, each = 4, 1000
	ctx := within(t, 60*time.Second)
	all := newTally()
	first, second := c.member(t, nil), c.member(t, nil)
	first.host.BatchRows, second.host.BatchRows = 20, 20
	put := func(from int) {
		for p := range int32(partitions) {
			c.put(t, p, from, each)
		}
	}

	first.open(ctx)
	leave := first.loop(ctx, all)
	put(0)
	all.wait(t, ctx, partitions*each)

	second.open(ctx)
	end := second.loop(ctx, all)
	put(each) // some of it while partitions move
	for {
		if _, _, owns := second.source.Left(); owns {
			break
		}
		if ctx.Err() != nil {
			t.Fatal("the second member was given no partition")
		}
		runtime.Gosched()
	}
	put(2 * each)
	all.wait(t, ctx, partitions*each*3)

	leave()
	first.close()
	put(3 * each)
	all.wait(t, ctx, partitions*each*4)
	end()

	for v, n := range all.seen {
		if n != 1 {
			t.Errorf("record %s was delivered %d times", v, n)
		}
	}
}

// TestSourceDrainBehindTransactions proves that the end of a topic is reached
// although nothing that can be read stands there.
func TestSourceDrainBehindTransactions(t *testing.T) {
	sourceDrainBehindTransactions(t, newCluster(t, 2))
}

func sourceDrainBehindTransactions(t *testing.T, c *cluster) {
	ctx := within(t, 30*time.Second)
	c.put(t, 0, 0, 5)
	for _, commit := range []kgo.TransactionEndTry{kgo.TryCommit, kgo.TryAbort} {
		producer, err := kgo.NewClient(kgo.SeedBrokers(c.conn.Brokers...), kgo.TransactionalID("t"), kgo.RecordPartitioner(kgo.ManualPartitioner()))
		if err != nil {
			t.Fatal(err)
		}
		if err := producer.BeginTransaction(); err != nil {
			t.Fatal(err)
		}
		v := "committed"
		if commit == kgo.TryAbort {
			v = "aborted"
		}
		if err := producer.ProduceSync(ctx, &kgo.Record{Topic: topic, Partition: 1, Value: []byte(v)}).FirstErr(); err != nil {
			t.Fatal(err)
		}
		if err := producer.EndTransaction(ctx, commit); err != nil {
			t.Fatal(err)
		}
		producer.Close()
	}
	equal(t, c.member(t, nil).drain(ctx), append(want(1, 0, 5), "committed"))
	uncommitted := func(s *SourceConfig) { s.Isolation = "read_uncommitted" }
	m := c.member(t, uncommitted)
	m.host.Group = "flow.weather.other"
	equal(t, m.drain(ctx), append(want(1, 0, 5), "aborted", "committed"))
}

// TestSourceGap proves that records which were deleted before they were read end
// the source with an error that names them.
func TestSourceGap(t *testing.T) { sourceGap(t, newCluster(t, 1)) }

func sourceGap(t *testing.T, c *cluster) {
	ctx := within(t, 30*time.Second)
	c.put(t, 0, 0, 10)
	m := c.member(t, nil)
	equal(t, m.drain(ctx), want(1, 0, 10))
	c.put(t, 0, 10, 20)
	deletion := kadm.Offsets{topic: {0: kadm.Offset{Topic: topic, Partition: 0, At: 25}}}
	if _, err := c.admin.DeleteRecords(ctx, deletion); err != nil {
		t.Fatal(err)
	}
	m = c.member(t, nil)
	m.open(ctx)
	err := m.until(ctx)
	var gap *GapError
	if !errors.As(err, &gap) || connector.CanRetry(err) {
		t.Fatalf("read: %v", err)
	}
	if gap.Partition != 0 || gap.Next != 10 || gap.Start != 25 || gap.End != 30 {
		t.Errorf("gap %+v", gap)
	}
	for _, part := range []string{"readings[0]", "offset 10", "begins at 25", "15 offsets"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q lacks %q", err, part)
		}
	}
	if err := m.step(ctx); !errors.As(err, &gap) {
		t.Errorf("the next read says %v", err)
	}
}

// TestSourceRefused lets the broker refuse a partition: the source ends with what
// it said, and does not wait for what will not come.
func TestSourceRefused(t *testing.T) {
	c := newCluster(t, 1)
	ctx := within(t, 30*time.Second)
	c.put(t, 0, 0, 1)
	c.ControlKey(int16(kmsg.Fetch), func(req kmsg.Request) (kmsg.Response, error, bool) {
		fetch := req.(*kmsg.FetchRequest)
		resp := fetch.ResponseKind().(*kmsg.FetchResponse)
		for _, rt := range fetch.Topics {
			ft := kmsg.NewFetchResponseTopic()
			ft.Topic, ft.TopicID = rt.Topic, rt.TopicID
			for _, rp := range rt.Partitions {
				fp := kmsg.NewFetchResponseTopicPartition()
				fp.Partition, fp.ErrorCode = rp.Partition, kerr.TopicAuthorizationFailed.Code
				ft.Partitions = append(ft.Partitions, fp)
			}
			resp.Topics = append(resp.Topics, ft)
		}
		return resp, nil, true
	})
	m := c.member(t, nil)
	m.open(ctx)
	if err := m.until(ctx); !errors.Is(err, kerr.TopicAuthorizationFailed) || connector.CanRetry(err) || !strings.Contains(err.Error(), "readings[0]") {
		t.Fatalf("read: %v", err)
	}
}

// TestSourceStart proves where a group without offsets begins, and that what it
// began with is kept.
func TestSourceStart(t *testing.T) { sourceStart(t, newCluster(t, 1)) }

func sourceStart(t *testing.T, c *cluster) {
	ctx := within(t, 30*time.Second)
	middle := time.Now().Add(-time.Hour)
	for i, at := range []time.Time{middle.Add(-time.Hour), middle, middle.Add(time.Minute)} {
		if err := c.cl.ProduceSync(ctx, &kgo.Record{Topic: topic, Value: value(0, i), Timestamp: at}).FirstErr(); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		start string
		want  []string
	}{
		{"", want(1, 0, 3)},
		{"earliest", want(1, 0, 3)},
		{"latest", nil},
		{middle.UTC().Format(time.RFC3339Nano), want(1, 1, 2)},
	} {
		m := c.member(t, func(s *SourceConfig) { s.Start = test.start })
		m.host.Group = "flow.weather.at-" + test.start
		equal(t, m.drain(ctx), test.want)
	}
	c.put(t, 0, 3, 1)
	m := c.member(t, func(s *SourceConfig) { s.Start = "latest" })
	m.host.Group = "flow.weather.at-latest"
	equal(t, m.drain(ctx), want(1, 3, 1))

	m = c.member(t, func(s *SourceConfig) { s.Start = "yesterday" })
	if err := m.source.Open(ctx, m.host); err == nil || connector.CanRetry(err) || !strings.Contains(err.Error(), "yesterday") {
		t.Errorf("open: %v", err)
	}
}

// TestSourceForeignGroup proves that a group which another project committed is
// left alone.
func TestSourceForeignGroup(t *testing.T) {
	c := newCluster(t, 1)
	ctx := within(t, 30*time.Second)
	c.put(t, 0, 0, 3)
	c.member(t, nil).drain(ctx)
	m := c.member(t, func(s *SourceConfig) { s.Project = "shop" })
	m.open(ctx)
	if err := m.until(ctx); err == nil || connector.CanRetry(err) || !strings.Contains(err.Error(), `project "weather"`) {
		t.Fatalf("read: %v", err)
	}
}

func TestSourceTopic(t *testing.T) {
	c := newCluster(t, 2)
	ctx := within(t, 30*time.Second)
	for _, test := range []struct {
		name    string
		topic   kafka.Topic
		partial string // of the error
	}{
		{"there", kafka.Topic{Name: topic}, ""},
		{"more than declared", kafka.Topic{Name: topic, Partitions: 1}, ""},
		{"fewer than declared", kafka.Topic{Name: topic, Partitions: 3}, "has 2 partitions, 3 are declared"},
		{"missing", kafka.Topic{Name: "nowhere"}, "number of partitions is not declared"},
		{"created", kafka.Topic{Name: "made", Partitions: 3, Cleanup: "compact", Settings: []string{"max.message.bytes=2097152"}}, ""},
		{"bad setting", kafka.Topic{Name: "unmade", Partitions: 3, Settings: []string{"compact"}}, "not name=value"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := c.member(t, func(s *SourceConfig) { s.Topic = test.topic })
			differences, err := m.source.Check(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if test.partial != "" && test.name != "bad setting" && (len(differences) != 1 || !strings.Contains(differences[0], test.partial)) {
				t.Errorf("check says %q", differences)
			}
			err = m.source.Open(ctx, m.host)
			defer m.close()
			if test.partial == "" && err != nil || test.partial != "" && (err == nil || connector.CanRetry(err) || !strings.Contains(err.Error(), test.partial)) {
				t.Fatalf("open: %v", err)
			}
		})
	}
	topics, err := c.admin.ListTopics(ctx, "made")
	if err != nil || len(topics["made"].Partitions) != 3 {
		t.Fatalf("created topic: %v %v", topics, err)
	}
	configs, err := c.admin.DescribeTopicConfigs(ctx, "made")
	if err != nil {
		t.Fatal(err)
	}
	for _, config := range configs[0].Configs {
		if config.Key == "cleanup.policy" && config.MaybeValue() != "compact" {
			t.Errorf("cleanup.policy is %s", config.MaybeValue())
		}
	}
}

// TestSourceUnreachable proves that brokers which are not there are a reason to
// wait, with the cause.
func TestSourceUnreachable(t *testing.T) {
	m := (&cluster{conn: &kafka.Connection{Name: "local", Brokers: []string{"127.0.0.1:1"}}}).member(t, nil)
	err := m.source.Open(within(t, 20*time.Second), m.host)
	if err == nil || !connector.CanRetry(err) || !strings.Contains(err.Error(), "connection refused") || !strings.Contains(err.Error(), "kafka local (127.0.0.1:1)") {
		t.Fatalf("open: %v", err)
	}
	if err := m.source.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
}
