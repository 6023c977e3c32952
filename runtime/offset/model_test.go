package offset

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// tracker is what the ledger does for one split, so that a naive model and
// variants that are wrong on purpose can stand in for it.
type tracker interface {
	assign(next int64)
	add(next int64) unit // nil when nothing may be added
	close()
	committable() int64 // the end of the done prefix of the present epoch
}

type unit interface {
	done()
	shorten(next int64)
	end() int64
}

// real is the ledger itself.
type real struct {
	ledger *Ledger
	split  *Split
}

func (r *real) assign(next int64) { r.split = r.ledger.Assign("t", 0, next, -1) }
func (r *real) close()            { r.split.Close() }

func (r *real) committable() int64 { return r.split.Position().Next }

func (r *real) add(next int64) unit {
	if u := r.split.Add(next, -1); u != nil {
		return realUnit{u}
	}
	return nil
}

type realUnit struct{ *Unit }

func (u realUnit) done()              { u.Done() }
func (u realUnit) shorten(next int64) { u.Shorten(next) }
func (u realUnit) end() int64         { return u.next }

// naive keeps the fate of every single offset and looks at all of them each
// time. The flaws turn it into the mistakes that have been made elsewhere.
type naive struct {
	epoch  int
	start  int64
	fates  []fate // of the offsets from start on
	closed bool
	cut    bool
	flaw   flaw
	high   int64
	count  int64
}

type fate uint8

const (
	inWork fate = iota + 1
	durable
	dropped
)

type flaw uint8

const (
	sound flaw = iota + 1
	highestAck
	countOfAcks
	staleAck
	ackAfterClose
	shortenKeepsTail
	shortenIgnored
	addAfterCut
)

func (f flaw) String() string {
	return [...]string{
		sound: "sound", highestAck: "highest ack", countOfAcks: "count of acks", staleAck: "ack of an old epoch",
		ackAfterClose: "ack after close", shortenKeepsTail: "units behind a cut count", shortenIgnored: "cut ignored",
		addAfterCut: "units added after a cut",
	}[f]
}

func (n *naive) assign(next int64) {
	*n = naive{epoch: n.epoch + 1, start: next, high: next, flaw: n.flaw}
}

func (n *naive) close() { n.closed = true }

func (n *naive) add(next int64) unit {
	if n.closed || n.cut && n.flaw != addAfterCut {
		return nil
	}
	u := &naiveUnit{n: n, epoch: n.epoch, first: n.start + int64(len(n.fates)), next: next}
	for at := u.first; at < next; at++ {
		n.fates = append(n.fates, inWork)
	}
	return u
}

func (n *naive) committable() int64 {
	if n.flaw == highestAck {
		return n.high
	}
	if n.flaw == countOfAcks {
		return n.start + n.count
	}
	i := slices.IndexFunc(n.fates, func(f fate) bool { return f != durable })
	if i < 0 {
		i = len(n.fates)
	}
	return n.start + int64(i)
}

type naiveUnit struct {
	n           *naive
	epoch       int
	first, next int64
	settled     bool
}

func (u *naiveUnit) end() int64 { return u.next }

func (u *naiveUnit) done() {
	n := u.n
	if u.epoch != n.epoch && n.flaw != staleAck || n.closed && n.flaw != ackAfterClose {
		return
	}
	if !u.settled {
		n.count += u.next - u.first
	}
	u.settled = true
	n.high = max(n.high, u.next)
	for at := u.first; at < u.next; at++ {
		if i := at - n.start; i >= 0 && i < int64(len(n.fates)) && n.fates[i] == inWork {
			n.fates[i] = durable
		}
	}
}

func (u *naiveUnit) shorten(next int64) {
	n := u.n
	if n.flaw == shortenIgnored || n.closed || u.settled || u.epoch != n.epoch {
		return
	}
	if i := u.first - n.start; i < int64(len(n.fates)) && u.first < u.next && n.fates[i] == dropped {
		return // it was dropped by a cut before it
	}
	u.next, n.cut = next, true
	if n.flaw == shortenKeepsTail {
		return
	}
	for i := next - n.start; i < int64(len(n.fates)); i++ {
		n.fates[i] = dropped
	}
}

// differ plays the same random operations to both and returns at which they
// disagree, -1 for never.
func differ(a, b tracker, seed uint64, ops int) (at int, what string) {
	type pair struct {
		a, b  unit
		first int64
	}
	rng := rand.New(rand.NewPCG(seed, 1))
	a.assign(0)
	b.assign(0)
	var (
		open []pair
		next int64
	)
	for op := range ops {
		switch n := rng.IntN(1000); {
		case n < 470:
			first := next
			next += 1 + rng.Int64N(4)
			ua, ub := a.add(next), b.add(next)
			if (ua == nil) != (ub == nil) {
				return op, fmt.Sprintf("add: %v and %v", ua != nil, ub != nil)
			}
			if ua == nil {
				next = first
				break
			}
			open = append(open, pair{ua, ub, first})
		case n < 990: // acknowledge any; keep some to acknowledge again
			if len(open) == 0 {
				break
			}
			i := rng.IntN(len(open))
			open[i].a.done()
			open[i].b.done()
			if rng.IntN(10) > 0 || len(open) > 200 {
				open = slices.Delete(open, i, i+1)
			}
		case n < 994:
			if len(open) == 0 {
				break
			}
			p := open[rng.IntN(len(open))]
			to := p.first + rng.Int64N(p.a.end()-p.first+1)
			p.a.shorten(to)
			p.b.shorten(to)
		case n < 995:
			a.close()
			b.close()
		default: // a new epoch, from what is committed
			next = a.committable()
			a.assign(next)
			b.assign(next)
		}
		if x, y := a.committable(), b.committable(); x != y {
			return op, fmt.Sprintf("may commit %d and %d", x, y)
		}
	}
	return -1, ""
}

// The ledger does what the naive model does, over a million operations.
func TestLedgerIsTheModel(t *testing.T) {
	start := time.Now()
	const seeds, ops = 100, 10_000
	for seed := range uint64(seeds) {
		if at, what := differ(&real{ledger: NewLedger()}, &naive{flaw: sound}, seed, ops); at >= 0 {
			t.Fatalf("seed %d, operation %d: %s (ledger and model)", seed, at, what)
		}
	}
	t.Logf("%d operations in %v", seeds*ops, time.Since(start))
}

// The operations tell every wrong variant from the ledger, so that the test above
// would notice it.
func TestWrongVariantsAreNoticed(t *testing.T) {
	for f := highestAck; f <= addAfterCut; f++ {
		t.Run(f.String(), func(t *testing.T) {
			caught := 0
			for seed := range uint64(20) {
				if at, _ := differ(&real{ledger: NewLedger()}, &naive{flaw: f}, seed, 5_000); at >= 0 {
					caught++
				}
			}
			if caught < 15 {
				t.Errorf("noticed with %d of 20 seeds", caught)
			}
		})
	}
}
