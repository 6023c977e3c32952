package task

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/offset"
)

// errTaken is why a transaction is given up whose inputs belong to another worker by
// now. Those that are left are written again.
var errTaken = errors.New("partitions were taken away before their records were committed")

// openTransaction asks the source for what the task's sinks write through, or, where it
// holds the positions itself, a sink.
func (t *task) openTransaction(host *connector.SinkHost) error {
	if !t.r.p.ExactlyOnce {
		return nil
	}
	owner, ok := t.r.source.(connector.Transactor)
	if t.r.holds() {
		host.Slot, host.Slots = t.r.slot(t.index)
		owner, ok = t.sinks[0].conn.(connector.Transactor)
	}
	if !ok {
		return fmt.Errorf("%s cannot commit its positions together with what is written", t.r.p.From)
	}
	t.tx = owner.Transaction(host)
	host.Transaction = t.tx
	return nil
}

// end commits what is pending, which all sinks have made durable, with its positions.
func (t *task) end(ctx context.Context) error {
	return t.commitWith(ctx, func() (connector.Ends, error) {
		positions, err := t.positions()
		if err != nil {
			return connector.Ends{}, err
		}
		return t.r.endsOf(positions)
	})
}

// commitWith commits what the sinks have made durable with ends, until it is known to be
// committed.
func (t *task) commitWith(ctx context.Context, ends func() (connector.Ends, error)) error {
	some := len(t.pending) > 0
	commit := func() error {
		if t.committed = (connector.Ends{}); some && len(t.pending) == 0 { // all of it was taken away
			return nil
		}
		return t.callHeld("commit", func() error {
			release, err := t.holdLedger(ctx)
			if err != nil {
				return err
			}
			defer release()
			err = t.tx.Commit(ctx, func() (connector.Ends, error) {
				e, err := ends()
				if err == nil {
					t.committed = e
				}
				return e, err
			})
			if err == nil && t.r.follows() {
				t.r.hold(t.committed)
			}
			return err
		})
	}
	err := commit()
	if err == nil {
		return nil
	}
	s := t.sinks[0]
	return t.ladder(s, "commit", s.Attempts).climb(ctx, err, func() error {
		committed, err := t.recover(ctx)
		if committed || err != nil {
			return err
		}
		if err := t.writeAll(ctx); err != nil {
			return err
		}
		return commit()
	})
}

// holdLedger keeps splits from being closed while a record is written whose positions the
// source's system is told of, too: what the source commits of a split that it closes is then
// what the record has of it.
func (t *task) holdLedger(ctx context.Context) (release func(), err error) {
	if !t.r.follows() {
		return func() {}, nil
	}
	return t.r.ledger.Hold(ctx)
}

// tellCommitted notes in the ledger what a transaction has committed. The units are
// done by then.
func (t *task) tellCommitted() {
	e := t.committed
	t.committed = connector.Ends{}
	if t.r.follows() {
		return // the source commits them too
	}
	t.r.hold(e)
	if len(e.Positions) == 0 {
		return
	}
	t.r.ledger.Committed(e.Positions)
	t.r.lastCommit.Store(time.Now().UnixNano())
}

// positions are the ends of what is pending.
func (t *task) positions() ([]offset.Position, error) {
	var all []offset.Position
	at := map[place]int{}
	for _, j := range t.pending {
		if j.split.Ended() {
			return nil, connector.Retry(errTaken)
		}
		p := j.unit.Position()
		i, known := at[place{p.Topic, p.Partition}]
		if !known {
			i = len(all)
			at[place{p.Topic, p.Partition}] = i
			all = append(all, p)
		}
		all[i] = p
	}
	return all, nil
}

// again brings the sinks of a transaction back after an error of one of them: what it
// held is taken back, and all of it is written again.
func (t *task) again(ctx context.Context) error {
	if _, err := t.recover(ctx); err != nil {
		return err
	}
	return t.writeAll(ctx)
}

// recover takes back what is not committed, and gives back what belongs to others.
func (t *task) recover(ctx context.Context) (committed bool, err error) {
	err = t.callHeld("recover", func() (err error) {
		committed, err = t.tx.Recover(ctx)
		return err
	})
	if err != nil || committed {
		return committed, err
	}
	t.giveTakenBack()
	for _, j := range t.pending {
		clear(j.durable)
	}
	if len(t.pending) == 0 {
		t.clear()
	}
	return false, nil
}

// giveTakenBack gives back what is pending of splits that belong to others by now.
func (t *task) giveTakenBack() {
	kept := t.pending[:0]
	for _, j := range t.pending {
		if j.split.Ended() {
			t.bytes -= j.size()
			t.r.giveBack(j)
			continue
		}
		kept = append(kept, j)
	}
	clear(t.pending[len(kept):])
	t.pending = kept
}

// writeAll writes what is pending to all sinks and flushes them. A record that one of
// them refuses changes what the others are given, so all begin anew.
func (t *task) writeAll(ctx context.Context) error {
	for i := 0; i < len(t.sinks); i++ {
		s := t.sinks[i]
		if s.letters != nil && !t.owes(s) {
			continue
		}
		err := t.rewrite(ctx, s)
		if t.refused(s, err) {
			if _, err := t.recover(ctx); err != nil {
				return err
			}
			i = -1
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *task) closeTransaction(ctx context.Context) {
	if t.tx == nil {
		return
	}
	if err := guard(t.r.log, "close", func() error { return t.tx.Close(ctx) }); err != nil {
		t.r.log.Warn("close", "what", "transaction", "task", t.index, "cause", err.Error())
	}
}
