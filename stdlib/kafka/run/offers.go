package run

import (
	"context"
	"fmt"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/flowc-lang/flowc/runtime/kafka"
)

// groupConsumer is the protocol of groups in which the brokers share the partitions out
// (KIP-848). In the classic one, which is the default, a member does.
const groupConsumer = "consumer"

// brokersAssign reports whether the group is one of the newer protocol.
func (s *Source) brokersAssign() bool { return s.config.GroupProtocol == groupConsumer }

// grouping are the options of the group's protocol.
//
// In the newer one the brokers alone say after how long a member is given up, and a member
// with a name that died would be kept out by its former self for as long.
func (s *Source) grouping() []kgo.Opt {
	if s.brokersAssign() {
		return []kgo.Opt{kgo.ServerSideBalancer(), kgo.Balancers(kgo.StickyBalancer())}
	}
	return []kgo.Opt{
		kgo.Balancers(&balancer{GroupBalancer: kgo.CooperativeStickyBalancer(), source: s}),
		kgo.SessionTimeout(s.timing.session),
		kgo.HeartbeatInterval(s.timing.heartbeat),
	}
}

// offers looks at what the brokers can do for this source: without the newer protocol the
// client would share out in the classic way, and stop the world at each change.
func (s *Source) offers(ctx context.Context, cl *kafka.Client) error {
	if !s.brokersAssign() && !s.transactional.Load() {
		return nil
	}
	resp, err := kmsg.NewPtrApiVersionsRequest().RequestWith(ctx, cl.Client)
	if err != nil {
		return cl.Explain("ask the brokers for their versions", err)
	}
	if s.brokersAssign() && !answers(resp, kmsg.ConsumerGroupHeartbeat.Int16(), 1) {
		return fmt.Errorf("%s: group_protocol = consumer needs brokers that share partitions out (Kafka 4.0 or newer); these do not: use classic", s.config.Connection)
	}
	if s.transactional.Load() && feature(resp, "transaction.version") < 2 {
		s.host.Log.Warn("these brokers have transactions of version 1: a request that the network holds back for longer than its transaction lives can end up in the next one; "+
			"exactly once holds but for that (set the feature transaction.version to 2, Kafka 4.0 or newer)", "connection", s.config.Connection.String())
	}
	return nil
}

// answers reports whether a broker knows a kind of request, in a version.
func answers(resp *kmsg.ApiVersionsResponse, key, version int16) bool {
	for _, k := range resp.ApiKeys {
		if k.ApiKey == key {
			return k.MaxVersion >= version
		}
	}
	return false
}

// feature is the version of a feature that the cluster has agreed on, 0 for none.
func feature(resp *kmsg.ApiVersionsResponse, name string) int16 {
	for _, f := range resp.FinalizedFeatures {
		if f.Name == name {
			return f.MaxVersionLevel
		}
	}
	return 0
}
