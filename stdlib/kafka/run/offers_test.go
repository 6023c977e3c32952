package run

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kversion"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/kafka"
)

// older is a cluster of brokers before Kafka 4.
func older(t *testing.T) *cluster {
	t.Helper()
	c, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, topic), kfake.MaxVersions(kversion.V3_6_0()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return &cluster{Cluster: c, conn: &kafka.Connection{Name: "local", Brokers: c.ListenAddrs()}}
}

// Two members share a topic where the brokers assign, each record comes once, and one
// that leaves is not waited for.
func TestBrokersAssign(t *testing.T) {
	c := newCluster(t, 4)
	c.protocol = groupConsumer
	sourceTwoMembers(t, c)
}

// Brokers that cannot share partitions out are told as a mistake: the client would fall
// back to a protocol in which all members stop at each change.
func TestBrokersCannotAssign(t *testing.T) {
	c := older(t)
	c.protocol = groupConsumer
	m := c.member(t, nil)
	err := m.source.Open(within(t, time.Minute), m.host)
	if err == nil || connector.CanRetry(err) || !strings.Contains(err.Error(), "group_protocol = consumer needs brokers") {
		t.Errorf("got %v", err)
	}
}

// Exactly once on brokers without transactions of version 2 begins with a warning, and
// on others without one.
func TestWarnsOfOldTransactions(t *testing.T) {
	for name, c := range map[string]*cluster{"old": older(t), "new": newCluster(t, 1)} {
		var log bytes.Buffer
		m := c.member(t, nil)
		m.host.Log = slog.New(slog.NewTextHandler(&log, nil))
		m.source.Transaction(&connector.SinkHost{Log: m.host.Log, Group: m.host.Group})
		m.open(within(t, time.Minute))
		m.close()
		if warned := strings.Contains(log.String(), "transactions of version 1"); warned != (name == "old") {
			t.Errorf("%s: warned %t\n%s", name, warned, log.String())
		}
	}
}
