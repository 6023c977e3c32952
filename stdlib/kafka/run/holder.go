package run

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/kafka"
	"github.com/flowc-lang/flowc/runtime/offset"
)

// holder is the transaction of a task whose source's system keeps no positions: they are
// records of a topic beside what the task writes.
//
// What keeps a worker out that was thought dead is the transactional id, which belongs to
// the slot: whoever takes the slot over ends the other's transactions with InitProducerID,
// and reads the positions only then. It reads them up to a record that it wrote itself
// behind that, so whatever was committed before is known, also where a neighbour's
// transaction is open in between.
//
// Each commit carries a seal. After an end that was not heard the last seal of the slot
// says whether the commit came; one of somebody else says that the slot is lost.
type holder struct {
	producer
	slot, slots int
	topic       kafka.Topic // of the positions
	positions   *kafka.Positions
	by          string      // in this one's seals
	openings    int64       // so far
	known       kafka.Seal  // of the last commit
	unclear     *kafka.Seal // of a commit that did not hear how it ended
}

// Transaction implements [connector.Transactor].
func (s *Sink) Transaction(h *connector.SinkHost) connector.Transaction {
	x := &holder{
		producer: producer{connection: s.config.Connection, log: h.Log, id: fmt.Sprintf("%s-split-%d", h.Group, h.Slot)},
		slot:     h.Slot, slots: h.Slots, by: rand.Text(),
		topic: kafka.PositionsTopic(h.Group), positions: kafka.NewPositions(h.Group),
	}
	x.opened = x.look
	return x
}

// look finds out what was committed before this client was. The id is this client's own
// by now, so nothing of another one can come behind that.
func (x *holder) look(ctx context.Context) error {
	if err := x.begin(); err != nil {
		return err
	}
	x.openings++
	opening := kafka.Seal{By: x.by, N: x.openings}
	if err := x.write(ctx, x.positions.Opening(x.slot, opening)); err != nil {
		return err
	}
	if err := x.client.EndTransaction(ctx, kgo.TryCommit); err != nil {
		return connector.Retry(x.fail("take over positions in "+x.topic.Name, err))
	}
	x.begun = false
	return x.positions.Read(ctx, x.connection, x.log, x.slot, opening)
}

// Take implements [connector.Holder]. Where it worked before and a neighbour's did not,
// the slot is still this one's, or the next commit fails.
func (x *holder) Take(ctx context.Context) ([]offset.Entry, error) {
	if x.client == nil {
		if err := x.ensure(ctx); err != nil {
			return nil, err
		}
		if err := x.open(ctx); err != nil {
			return nil, err
		}
		x.known, x.unclear = x.positions.Commit(x.slot), nil
	}
	return x.positions.Entries(x.slot, x.slots), nil
}

// ensure creates the topic of the positions.
func (x *holder) ensure(ctx context.Context) error {
	client, err := x.connection.Client(x.log)
	if err != nil {
		return err
	}
	defer client.Close()
	_, err = x.topic.Ensure(ctx, client)
	return err
}

// Commit implements [connector.Transaction].
func (x *holder) Commit(ctx context.Context, ends func() (connector.Ends, error)) error {
	e, err := ends()
	if err != nil {
		return err
	}
	client, err := x.writer(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, endTimeout)
	defer cancel()
	seal := kafka.Seal{By: x.by, N: x.known.N + 1}
	if err := x.write(ctx, x.positions.Records(e.Set, e.Forget, x.slot, seal)...); err != nil {
		return err
	}
	if err := client.EndTransaction(ctx, kgo.TryCommit); err != nil {
		x.unclear = &seal
		return connector.Retry(x.fail("end a transaction", err))
	}
	x.begun, x.known = false, seal
	return nil
}

// write writes records of positions. The client keeps records that it has sent whatever
// becomes of ctx, so it is not waited for behind that, but thrown away.
func (x *holder) write(ctx context.Context, records ...*kgo.Record) error {
	answers := make(chan error, len(records))
	for _, r := range records {
		x.client.Produce(ctx, r, func(_ *kgo.Record, err error) { answers <- err })
	}
	for range records {
		select {
		case err := <-answers:
			if err != nil {
				return x.fail("write positions to "+x.topic.Name, err)
			}
		case <-ctx.Done():
			return connector.Retry(x.fail("write positions to "+x.topic.Name, context.Cause(ctx)))
		}
	}
	return nil
}

// Recover implements [connector.Transaction].
func (x *holder) Recover(ctx context.Context) (committed bool, err error) {
	x.discard()
	if err := x.open(ctx); err != nil {
		return false, err
	}
	last := x.positions.Commit(x.slot)
	switch {
	case x.unclear != nil && last == *x.unclear:
		committed = true
	case last != x.known:
		return false, fmt.Errorf("%s: another worker has taken over what transactions of %s write", x.connection, x.id)
	}
	x.known, x.unclear = last, nil
	return committed, nil
}
