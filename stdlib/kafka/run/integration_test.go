//go:build unix

package run

import (
	"log/slog"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/flowc-lang/flowc/internal/testkit"
	"github.com/flowc-lang/flowc/runtime/kafka"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// real is a real Kafka with the topic of the tests, new and empty.
func real(t *testing.T, partitions int32) *cluster {
	t.Helper()
	k := testkit.Kafka(t)
	cl := k.Client(t, kgo.RecordPartitioner(kgo.ManualPartitioner()))
	admin := kadm.NewClient(cl)
	ctx := within(t, 30*time.Second)
	if _, err := admin.DeleteTopic(ctx, topic); err == nil {
		for { // it goes in the background
			topics, err := admin.ListTopics(ctx, topic)
			if err != nil {
				t.Fatal(err)
			}
			if topics[topic].Err != nil {
				break
			}
		}
	}
	conn := &kafka.Connection{Name: "local", Brokers: []string{k.Addr}}
	maker, err := conn.Client(slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer maker.Close()
	made := kafka.Topic{Name: topic, Partitions: int(partitions)}
	if _, err := made.Ensure(ctx, maker); err != nil {
		t.Fatal(err)
	}
	return &cluster{cl: cl, admin: admin, conn: conn}
}

// TestRealKafka runs the tests whose outcome depends on how a broker behaves
// against a real one.
func TestRealKafka(t *testing.T) {
	testkit.Integration(t)
	for _, test := range []struct {
		name       string
		partitions int32
		run        func(*testing.T, *cluster)
	}{
		{"goes on", 3, sourceGoesOn},
		{"two members", 4, sourceTwoMembers},
		{"drain behind transactions", 2, sourceDrainBehindTransactions},
		{"gap", 1, sourceGap},
		{"start", 1, sourceStart},
		{"partition", 10, sinkPartition},
		{"restart after a crash", 3, sourceRestartAfterCrash},
		{"leaves", 2, sourceLeaves},
		{"fenced", 2, sourceFenced},
		{"leave as another", 1, leaveAsAnother},
		{"sink down", 4, func(t *testing.T, c *cluster) {
			// A session is not allowed to be shorter.
			sourceSinkDown(t, c, timing{session: 6 * time.Second, heartbeat: time.Second, rebalance: 10 * time.Second})
		}},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, real(t, test.partitions)) })
	}
	for _, test := range []struct {
		name       string
		partitions int32
		run        func(*testing.T, *cluster)
	}{
		{"goes on", 3, sourceGoesOn},
		{"two members", 4, sourceTwoMembers},
		{"leaves", 2, sourceLeaves},
	} {
		t.Run("brokers assign, "+test.name, func(t *testing.T) {
			c := real(t, test.partitions)
			c.protocol = groupConsumer
			test.run(t, c)
		})
	}
}
