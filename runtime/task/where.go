package task

import (
	"log/slog"

	"github.com/flowc-lang/flowc/runtime/record"
)

// Locator is implemented by a Stage whose records are cut into cells before a field is
// read, so that only it knows where a cell begins. It returns -1 where it does not.
type Locator interface {
	Byte(in *record.Batch, f Failure) int
}

// prober finds the byte at which reading a record failed, by reading shorter and shorter
// pieces of it: nothing on the way of good records keeps account of that. Its memory is
// used again.
type prober struct {
	in record.Batch
	x  Exchange
}

// Where is the byte of a record's value, or of its key, at which reading it failed: the
// first one without which it would not have failed so. Of what ends too early it is where
// that begins. It is -1 for a failure that is not one of reading.
func Where(p *Pipeline, in *record.Batch, f Failure) int {
	var pr prober
	stage := p.New()
	pr.load(p, in, f)
	stage.Run(&pr.in, &pr.x) // once as it is: the state of a task comes from what it read
	return pr.where(p, stage, in, f, slog.New(slog.DiscardHandler))
}

func (pr *prober) where(p *Pipeline, stage Stage, in *record.Batch, f Failure, log *slog.Logger) int {
	site := p.site(f.Outcome)
	if site.Stage != stageDecode || f.Outcome.Reason() == record.NoSchema {
		return -1
	}
	at := -1
	// A panic on the way only leaves the byte out.
	err := guard(log, "find the byte", func() error {
		if l, ok := stage.(Locator); ok && !site.Key {
			at = l.Byte(in, f)
		}
		if at < 0 {
			at = pr.search(p, stage, in, f, site.Key)
		}
		return nil
	})
	if err != nil {
		return -1
	}
	return at
}

// search looks for the shortest piece that fails as the record does: from the end in
// growing steps, then by halves between a piece that fails so and one that does not. From
// the end, since a shorter piece may by chance fail so too.
func (pr *prober) search(p *Pipeline, stage Stage, in *record.Batch, f Failure, key bool) int {
	pr.load(p, in, f)
	defer func() { pr.in.Slab = nil }()
	piece := &pr.in.Rows[0].Value
	if key {
		piece = &pr.in.Rows[0].Key
	}
	whole := max(piece.Len, 0)
	fails := func(n int32) bool {
		piece.Len = n
		pr.x.Reset()
		stage.Run(&pr.in, &pr.x)
		return pr.x.Stop != nil && pr.x.Stop.Outcome == f.Outcome
	}
	as, other := whole, int32(-1)
	for step := int32(1); step <= whole; step *= 2 {
		if n := whole - step; !fails(n) {
			other = n
			break
		}
		as = whole - step
	}
	for other+1 < as {
		if n := other + (as-other)/2; fails(n) {
			as = n
		} else {
			other = n
		}
	}
	if f.Outcome.Reason() == record.Short {
		return int(as)
	}
	return int(max(as-1, 0))
}

// load makes a batch of the failed record alone. It shares the bytes.
func (pr *prober) load(p *Pipeline, in *record.Batch, f Failure) {
	if len(pr.x.Out) != len(p.Sinks) {
		pr.x.Out = make([]record.Batch, len(p.Sinks))
	}
	rows := append(pr.in.Rows[:0], in.Rows[f.Row])
	pr.in = *in
	pr.in.Rows = rows
	pr.x.Reset()
}
