package run

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/offset"
)

// transaction is the producer of one task, whose sinks write through it, and the
// commit of the offsets of what they were made of.
//
// What keeps a worker out that was thought dead is the generation of the group: the
// brokers take offsets only from a member that is one now. The transactional id only
// lets a worker that starts again take back at once what it had left open.
type transaction struct {
	producer
	source *Source
	host   *connector.SinkHost
	// unclear is what a commit held that did not hear how it ended.
	unclear []offset.Position
}

// Transaction implements [connector.Transactor].
func (s *Source) Transaction(h *connector.SinkHost) connector.Transaction {
	instance := h.Instance
	if instance == "" {
		instance = rand.Text()
	}
	s.transactional.Store(true)
	return &transaction{source: s, host: h, producer: producer{
		connection: s.config.Connection, log: h.Log, id: fmt.Sprintf("%s-%s-%d", h.Group, instance, h.Task),
	}}
}

// Commit implements [connector.Transaction]. Where nothing was written there is only
// the offset to commit, and no transaction.
func (x *transaction) Commit(ctx context.Context, ends func() (connector.Ends, error)) error {
	member, generation := x.source.client.GroupMetadata()
	if generation < 0 {
		return connector.Retry(errNoMember)
	}
	if !x.begun {
		return x.commitOffsets(ctx, generation, ends)
	}
	e, err := ends()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, endTimeout)
	defer cancel()
	if err := x.addOffsets(ctx, member, generation, e.Positions); err != nil {
		return x.fail("commit offsets of group "+x.host.Group, err)
	}
	if err := x.client.EndTransaction(ctx, kgo.TryCommit); err != nil {
		x.unclear = e.Positions
		return connector.Retry(x.fail("end a transaction", err))
	}
	x.begun = false
	return nil
}

// commitOffsets commits positions alone. Meanwhile no partition can be taken away, and
// if the group has moved on since, nothing is committed.
func (x *transaction) commitOffsets(ctx context.Context, generation int32, ends func() (connector.Ends, error)) error {
	release, err := x.source.host.Ledger.Hold(ctx)
	if err != nil {
		return err
	}
	defer release()
	e, err := ends()
	if err != nil {
		return err
	}
	return x.source.commitAs(ctx, generation, x.source.metadata(), e.Positions)
}

// addOffsets makes the offsets part of the transaction.
func (x *transaction) addOffsets(ctx context.Context, member string, generation int32, ends []offset.Position) error {
	id, epoch, err := x.client.ProducerID(ctx)
	if err != nil {
		return err
	}
	add := kmsg.NewPtrAddOffsetsToTxnRequest()
	add.TransactionalID, add.ProducerID, add.ProducerEpoch, add.Group = x.id, id, epoch, x.host.Group
	added, err := add.RequestWith(ctx, x.client.Client)
	if err == nil {
		err = kerr.ErrorForCode(added.ErrorCode)
	}
	if err != nil {
		return err
	}
	req := kmsg.NewPtrTxnOffsetCommitRequest()
	req.TransactionalID, req.Group, req.ProducerID, req.ProducerEpoch = x.id, x.host.Group, id, epoch
	req.MemberID, req.Generation = member, generation
	if instance := x.source.instance(); instance != "" {
		req.InstanceID = &instance
	}
	req.Topics = x.source.txnOffsets(ends)
	resp, err := req.RequestWith(ctx, x.client.Client)
	if err != nil {
		return err
	}
	for _, t := range resp.Topics {
		for _, p := range t.Partitions {
			if err := kerr.ErrorForCode(p.ErrorCode); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Source) txnOffsets(ends []offset.Position) (all []kmsg.TxnOffsetCommitRequestTopic) {
	note := s.metadata()
	for topic, partitions := range byPartition(ends) {
		t := kmsg.NewTxnOffsetCommitRequestTopic()
		t.Topic = topic
		for id, o := range partitions {
			p := kmsg.NewTxnOffsetCommitRequestTopicPartition()
			p.Partition, p.Offset, p.LeaderEpoch, p.Metadata = id, o.Offset, o.Epoch, &note
			t.Partitions = append(t.Partitions, p)
		}
		all = append(all, t)
	}
	return all
}

// Recover implements [connector.Transaction].
func (x *transaction) Recover(ctx context.Context) (committed bool, err error) {
	x.discard()
	if err := x.open(ctx); err != nil {
		return false, err
	}
	if len(x.unclear) == 0 {
		return false, nil
	}
	committed, err = x.arrived(ctx)
	if err == nil {
		x.unclear = nil
	}
	return committed, err
}

// arrived reports whether the transaction whose end was not heard was committed. All
// its offsets came, or none. No transaction of this id is open any more.
func (x *transaction) arrived(ctx context.Context) (bool, error) {
	req := kmsg.NewPtrOffsetFetchRequest()
	req.Group, req.RequireStable = x.host.Group, true
	group := kmsg.NewOffsetFetchRequestGroup()
	group.Group = x.host.Group
	first := x.unclear[0]
	t := kmsg.NewOffsetFetchRequestTopic()
	t.Topic, t.Partitions = first.Topic, []int32{first.Partition}
	req.Topics = append(req.Topics, t)
	gt := kmsg.NewOffsetFetchRequestGroupTopic()
	gt.Topic, gt.Partitions = first.Topic, []int32{first.Partition}
	group.Topics = append(group.Topics, gt)
	req.Groups = append(req.Groups, group)
	resp, err := req.RequestWith(ctx, x.client.Client)
	if err != nil {
		return false, x.client.Explain("look at group "+x.host.Group, err)
	}
	at, err := fetchedOffset(resp)
	if err != nil {
		return false, x.client.Explain("look at group "+x.host.Group, err)
	}
	return at >= first.Next, nil
}

// fetchedOffset is the one offset that was asked for.
func fetchedOffset(resp *kmsg.OffsetFetchResponse) (int64, error) {
	err := kerr.ErrorForCode(resp.ErrorCode)
	for _, t := range resp.Topics {
		for _, p := range t.Partitions {
			return p.Offset, errors.Join(err, kerr.ErrorForCode(p.ErrorCode))
		}
	}
	for _, g := range resp.Groups {
		err = errors.Join(err, kerr.ErrorForCode(g.ErrorCode))
		for _, t := range g.Topics {
			for _, p := range t.Partitions {
				return p.Offset, errors.Join(err, kerr.ErrorForCode(p.ErrorCode))
			}
		}
	}
	return -1, errors.Join(err, errors.New("no offset in the answer"))
}
