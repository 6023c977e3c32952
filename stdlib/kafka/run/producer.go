package run

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
	"github.com/twmb/franz-go/pkg/kversion"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/kafka"
)

const (
	// transactionTimeout is after how long the brokers take back what a worker that
	// died has left open; until then nobody reads what stands behind it. It is the
	// session timeout of the group, so both end together.
	transactionTimeout = 10 * time.Second
	// endTimeout bounds one attempt to end a transaction, so that one whose end is not
	// heard is looked into.
	endTimeout = 30 * time.Second
)

// producer is the client of one task, whose sinks write through it in transactions.
//
// A client that failed in any way is thrown away. The next one begins with
// InitProducerID, which ends what the other had open.
type producer struct {
	connection *kafka.Connection
	log        *slog.Logger
	id         string
	opts       []kgo.Opt // of the sink that came first
	// opened is called with each new client before anything is written; nil for nothing
	// to do.
	opened func(ctx context.Context) error
	client *kafka.Client
	begun  bool // something was written since the last commit
}

// transactional is what sinks can write through.
type transactional interface{ through() *producer }

func (x *producer) through() *producer { return x }

// enlist notes how a sink wants its records to be written. All of a transaction are
// written by one producer, so the first sink speaks for all.
func (x *producer) enlist(opts []kgo.Opt) {
	if x.opts == nil {
		x.opts = opts
	}
}

// writer is the client to write with, in a transaction.
func (x *producer) writer(ctx context.Context) (*kafka.Client, error) {
	if err := x.open(ctx); err != nil {
		return nil, err
	}
	if err := x.begin(); err != nil {
		return nil, err
	}
	return x.client, nil
}

func (x *producer) begin() error {
	if x.begun {
		return nil
	}
	if err := x.client.BeginTransaction(); err != nil {
		return x.fail("begin a transaction", err)
	}
	x.begun = true
	return nil
}

// open connects, and ends what an earlier client of the same id has left open.
func (x *producer) open(ctx context.Context) error {
	if x.client != nil {
		return nil
	}
	opts := append([]kgo.Opt{
		kgo.TransactionalID(x.id),
		kgo.TransactionTimeout(transactionTimeout),
		kgo.MaxVersions(versions()),
	}, x.opts...)
	client, err := x.connection.Client(x.log, opts...)
	if err != nil {
		return err
	}
	x.client = client
	ctx, cancel := context.WithTimeout(ctx, endTimeout)
	defer cancel()
	if _, _, err := client.ProducerID(ctx); err != nil {
		return x.fail("begin transactions of "+x.id, err)
	}
	client.Reached()
	if x.opened == nil {
		return nil
	}
	if err := x.opened(ctx); err != nil {
		x.discard()
		return err
	}
	return nil
}

// versions are those of the requests that a transaction sends. From version 5 on the
// commit of offsets is for clusters alone that have transactions of version 2, and from
// 6 on it names topics by ids; 4 goes with all, since the offsets are added to the
// transaction before.
func versions() *kversion.Versions {
	v := kversion.Stable()
	v.SetMaxKeyVersion(kmsg.TxnOffsetCommit.Int16(), 4)
	return v
}

// discard throws the client away with what it still holds.
func (x *producer) discard() {
	if x.client != nil {
		x.client.UnsafeAbortBufferedRecords()
		x.client.Close()
	}
	x.client, x.begun = nil, false
}

// fail throws the client away and says why. The brokers' word that another client has
// the id heals: it is this worker's own, later client, or one that is gone.
func (x *producer) fail(what string, err error) error {
	told := x.client.Explain(what, err)
	x.discard()
	if !connector.CanRetry(told) && (errors.Is(err, kerr.InvalidProducerEpoch) || errors.Is(err, kerr.ProducerFenced)) {
		return connector.Retry(told)
	}
	return told
}

// Close implements [connector.Transaction].
func (x *producer) Close(ctx context.Context) error {
	defer x.discard()
	if x.client == nil || !x.begun {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, leaveTimeout)
	defer cancel()
	x.client.UnsafeAbortBufferedRecords()
	return x.client.EndTransaction(ctx, kgo.TryAbort)
}
