package task

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
)

// Skip is the policy to pass failed records over, up to a limit.
type Skip struct {
	// Share is how many of the records may be passed over, 0.01 for 1 %: of the last
	// window, which counts as full from the start, so that one bad record among the
	// first ones is not the end. 0 is no such limit.
	Share float64
	// Count is how many records may be passed over in all; 0 is no such limit.
	Count int64
	// Level is how they are logged.
	Level slog.Level
}

// The window of a share is the last ten blocks of records, of which the one in work
// may not be full; until so many were seen it counts as one block.
const (
	skipBlock  = 1000
	skipBlocks = 10
)

// skipper applies a Skip to the records of all tasks of a pipeline.
type skipper struct {
	policy *Skip
	what   string // decode, map

	mu      sync.Mutex
	seen    [skipBlocks]int64 // by block, a ring
	skipped [skipBlocks]int64
	block   int
	total   int64
	pace    pace
}

// saw notes records that were read. The lock is taken once for each batch.
func (k *skipper) saw(n int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.seen[k.block] += int64(n)
	if k.seen[k.block] >= skipBlock {
		k.block = (k.block + 1) % skipBlocks
		k.seen[k.block], k.skipped[k.block] = 0, 0
	}
}

// take reports whether one more record may be passed over, and counts it.
func (k *skipper) take() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	var seen, skipped int64
	for b := range skipBlocks {
		seen += k.seen[b]
		skipped += k.skipped[b]
	}
	if k.policy.Count > 0 && k.total >= k.policy.Count {
		return false
	}
	if k.policy.Share > 0 && float64(skipped+1) > k.policy.Share*float64(max(seen, skipBlock)) {
		return false
	}
	k.skipped[k.block]++
	k.total++
	return true
}

// limit is the limit in words.
func (k *skipper) limit() string {
	if k.policy.Share > 0 {
		return fmt.Sprintf("skip(limit: %g%%)", k.policy.Share*100)
	}
	return fmt.Sprintf("skip(limit: %d)", k.policy.Count)
}

// skippers are those of a pipeline; nil where a failure is not passed over.
type skippers struct{ decode, others, write *skipper }

func newSkippers(p *Pipeline) skippers {
	var s skippers
	if p.Decode.Skip != nil {
		s.decode = &skipper{policy: p.Decode.Skip, what: "decode"}
	}
	if p.Map.Skip != nil {
		s.others = &skipper{policy: p.Map.Skip, what: "map"}
	}
	if p.Write.Skip != nil {
		s.write = &skipper{policy: p.Write.Skip, what: "write"}
	}
	return s
}

// fate is what becomes of a record that fails at a site.
func (p *Pipeline) fate(site Site) Fate {
	if site.Stage == stageDecode {
		return p.Decode
	}
	return p.Map
}

// of is the skipper for failures at a site, nil without.
func (s skippers) of(site Site) *skipper {
	if site.Stage == stageDecode {
		return s.decode
	}
	return s.others
}

func (s skippers) saw(n int) {
	for _, k := range []*skipper{s.decode, s.others, s.write} {
		if k != nil {
			k.saw(n)
		}
	}
}

// tolerates returns what decides over the failures of a batch, nil where each of them
// stops the pipeline.
func (t *task) tolerates(j *job) func(Failure) bool {
	s, p := t.r.skips, t.r.p
	if s.decode == nil && s.others == nil && p.Decode.Dead == nil && p.Map.Dead == nil {
		return nil
	}
	return func(f Failure) bool {
		site := p.site(f.Outcome)
		if d := p.fate(site).Dead; d != nil {
			t.bury(j, f.Row, t.failed(j, f), d)
			return true
		}
		k := s.of(site)
		if k == nil || !k.take() {
			return false
		}
		if others, ok := k.pace.due(time.Now()); ok {
			t.r.logSkip(k, t.stopAt(j, f), others)
		}
		return true
	}
}

// passOver leaves a record out that a sink refuses, where the policy buries it or
// allows to go on without it. What came of it for other sinks stays.
func (t *task) passOver(j *job, row int, s *sink, e *connector.RowError) bool {
	if !t.buryRefused(j, row, s, e) && !t.skipRefused(j, row, s, e) {
		return false
	}
	leaveOut(j.out(s.index), row)
	if !slices.ContainsFunc(j.x.Failed, func(f Failure) bool { return f.Row == row }) {
		j.x.Failed = append(j.x.Failed, Failure{Row: row})
	}
	return true
}

// skipRefused reports whether the policy passes a record over that a sink refuses.
func (t *task) skipRefused(j *job, row int, s *sink, e *connector.RowError) bool {
	k := t.r.skips.write
	if k == nil || s.letters != nil || !k.take() {
		return false
	}
	if others, ok := k.pace.due(time.Now()); ok {
		t.r.logSkip(k, t.r.stopRefused(j, row, s.Sink, e), others)
	}
	return true
}

func (r *Runner) logSkip(k *skipper, s *Stop, others int64) {
	r.log.Log(context.Background(), k.policy.Level, "a record is passed over", s.attrs(others)...)
}

// overLimit is what a stop says where a skip has reached its limit.
func (r *Runner) overLimit(o record.Outcome) string {
	if k := r.skips.of(r.p.site(o)); k != nil {
		return "; " + k.limit() + " is reached"
	}
	return ""
}
