package run

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
)

// window is how many requests' worth of open rows Write keeps back, so that rows
// of one partition find together.
const window = 2

// sink is the sink of one task.
type sink struct {
	cfg     Sink
	log     *slog.Logger
	session *session
	writer  writer
	// differences compares the live table with the compiled one.
	differences func(context.Context) ([]string, error)

	pending *pending
	free    []*parcel    // those not under way
	flying  int          // those that are
	done    chan *parcel // where they come back; it holds them all, so no goroutine waits

	// flight is the context of what is under way. It is not that of Write, which may
	// end before the answer comes.
	flight context.Context
	ground context.CancelFunc
}

func newSink(c Sink) *sink {
	s := &sink{cfg: c.withDefaults(), log: slog.New(slog.DiscardHandler)}
	s.pending = newPending(&s.cfg)
	s.done = make(chan *parcel, s.cfg.InFlight)
	for i := range s.cfg.InFlight {
		s.free = append(s.free, &parcel{lane: i})
	}
	return s
}

// Open implements [connector.Sink].
func (s *sink) Open(ctx context.Context, h *connector.SinkHost) error {
	if h.Log != nil {
		s.log = h.Log
	}
	level, err := consistency(s.cfg.Consistency)
	if err != nil {
		return err
	}
	if s.session, err = s.cfg.Connection.acquire(ctx); err != nil {
		return err
	}
	if err := s.session.verify(ctx, &s.cfg); err != nil {
		s.cfg.Connection.release()
		s.session = nil
		return err
	}
	s.differences = func(ctx context.Context) ([]string, error) { return s.session.differences(ctx, &s.cfg) }
	s.start(newDriver(&s.cfg, s.session.db, level))
	return nil
}

// start makes the sink ready to write through w.
func (s *sink) start(w writer) {
	s.writer = w
	s.flight, s.ground = context.WithCancel(context.Background())
}

// Write implements [connector.Sink]. It returns while requests are under way; what
// becomes of them is the answer of a later Write or of Flush.
func (s *sink) Write(ctx context.Context, b *record.Batch) error {
	for i := range b.Rows {
		if err := s.pending.add(b, i); err != nil {
			at := place(b, b.Rows[i].Offset, b.Rows[i].Offset)
			s.abandon()
			return s.rowError(b, i, fmt.Errorf("sink cassandra: write row (%s): table %s: %w", at, s.cfg.table(), err))
		}
		if s.pending.held == 0 {
			continue
		}
		if err := s.pump(ctx); err != nil {
			return err
		}
	}
	if s.pending.open > window*s.cfg.InFlight*s.cfg.BatchRows {
		s.pending.cutAll()
	}
	return s.pump(ctx)
}

// Flush implements [connector.Sink].
func (s *sink) Flush(ctx context.Context) error {
	s.pending.cutAll()
	for s.pending.held > 0 || s.flying > 0 {
		s.launch()
		if err := s.land(ctx); err != nil {
			return err
		}
	}
	s.pending.reset()
	return nil
}

// Close implements [connector.Sink].
func (s *sink) Close(context.Context) error {
	if s.writer != nil {
		s.abandon()
		s.ground()
	}
	if s.session != nil {
		s.cfg.Connection.release()
		s.session = nil
	}
	return nil
}

// pump keeps requests under way, and waits when more cuts are held than could go
// next.
func (s *sink) pump(ctx context.Context) error {
	for {
		s.launch()
		select {
		case p := <-s.done:
			if err := s.landed(ctx, p); err != nil {
				return err
			}
			continue
		default:
		}
		if s.pending.held <= window*s.cfg.InFlight {
			return nil
		}
		if err := s.land(ctx); err != nil {
			return err
		}
	}
}

// launch sends cuts as long as there are parcels and partitions for them.
func (s *sink) launch() {
	for len(s.free) > 0 && s.pending.held > 0 {
		c := s.pending.take()
		if c == none {
			return
		}
		p := s.free[len(s.free)-1]
		s.free = s.free[:len(s.free)-1]
		p.fill(s.pending, c)
		s.flying++
		go s.fly(s.flight, p)
	}
}

// fly writes a parcel and puts it on done. It touches nothing of s that changes.
func (s *sink) fly(ctx context.Context, p *parcel) {
	p.err = s.writer.write(ctx, p)
	if p.err != nil && judge(p.err) == badRow {
		s.split(ctx, p)
	}
	s.done <- p
}

// split writes the rows of a refused parcel one by one, to find the one that the
// cluster does not take. That a row is written before the bad one is found does not
// hurt: it will be written again as it is.
func (s *sink) split(ctx context.Context, p *parcel) {
	p.split = len(p.rows) > 1
	for i := range p.rows {
		if p.split {
			p.err = s.writer.writeRow(ctx, p, i)
		}
		if p.err == nil {
			continue
		}
		if judge(p.err) == badRow {
			p.bad = i
		}
		return
	}
}

// land waits for a parcel to come back.
func (s *sink) land(ctx context.Context) error {
	if s.flying == 0 {
		return nil
	}
	select {
	case p := <-s.done:
		return s.landed(ctx, p)
	case <-ctx.Done():
		s.abandon()
		return ctx.Err()
	}
}

// landed settles a parcel that came back.
func (s *sink) landed(ctx context.Context, p *parcel) error {
	s.flying--
	s.free = append(s.free, p)
	if p.err != nil {
		err := s.failure(ctx, p)
		s.abandon()
		return err
	}
	if p.split {
		s.shrink(p.size)
	}
	s.pending.settle(p.cut)
	return nil
}

// shrink keeps requests under half the size of one that was refused though all of
// its rows were taken: the server's limit is lower than ours.
func (s *sink) shrink(refused int) {
	const least = 1 << 10
	limit := max(refused/2, least)
	if limit < s.pending.maxBytes {
		s.pending.maxBytes = limit
		s.log.Warn("cassandra refused a batch and took its rows: batches become smaller", "table", s.cfg.table(), "bytes", limit)
	}
}

// abandon ends what is under way and forgets all rows, as after an error the
// caller writes all of them again. No goroutine refers to a batch afterwards.
func (s *sink) abandon() {
	s.ground()
	for ; s.flying > 0; s.flying-- {
		s.free = append(s.free, <-s.done)
	}
	s.pending.reset()
	s.flight, s.ground = context.WithCancel(context.Background())
}
