package worker

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/flowc-lang/flowc/runtime/task"
)

const (
	// showEvery is how often the line on a terminal is written anew.
	showEvery = 500 * time.Millisecond
	// logEvery is how often there is a line in a log.
	logEvery = 30 * time.Second
	// silent is how long a system may take to answer until somebody is told that it
	// is waited for.
	silent = time.Second
	// rateOver is the time that a rate looks back over.
	rateOver = 10 * time.Second
)

// show tells how the pipelines get on until the returned function is called: on a
// terminal in one line that is written anew, else by a line in the log now and
// then.
func (s *session) show() (stop func()) {
	if s.inLine() {
		return s.out.Follow(showEvery, func() []string { return s.items(time.Now()) })
	}
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(logEvery)
		defer tick.Stop()
		for {
			select {
			case <-quit:
				return
			case now := <-tick.C:
				for _, l := range s.lanes() {
					s.logProgress(l, now)
				}
			}
		}
	}()
	return func() {
		close(quit)
		<-done
	}
}

func (s *session) logProgress(l *lane, now time.Time) {
	snap := l.Snapshot()
	attrs := []any{
		"pipeline", snap.Pipeline, "state", snap.State.String(), "in", snap.Counts.In, "out", snap.Counts.Out,
		"filtered", snap.Counts.Filtered, "dead", snap.Counts.Dead, "skipped", snap.Counts.Skipped,
		"rate", l.meter.rate(now, snap.Counts.Settled()),
	}
	if snap.HasLeft {
		attrs = append(attrs, "lag", snap.Left, "lag_unit", snap.Unit)
	}
	if !snap.Committed.IsZero() {
		attrs = append(attrs, "commit_age_s", tenths(now.Sub(snap.Committed)))
	}
	if len(snap.Troubles) > 0 {
		t := snap.Troubles[0]
		attrs = append(attrs, "retrying", t.Node, "for_s", tenths(now.Sub(t.Since)), "cause", t.Cause.Error())
	}
	s.log.Info("progress", attrs...)
}

func tenths(d time.Duration) float64 {
	return float64(d.Round(100*time.Millisecond)) / float64(time.Second)
}

// items are the pieces of the line on a terminal, the most important first.
func (s *session) items(now time.Time) []string {
	lanes := s.lanes()
	snaps := make([]task.Snapshot, len(lanes))
	for i, l := range lanes {
		snaps[i] = l.Snapshot()
		r := l.Runner()
		if r == nil || snaps[i].State != task.Opening {
			continue
		}
		if len(snaps[i].Troubles) > 0 {
			return []string{waiting(snaps[i].Troubles[0], now)}
		}
		if so := now.Sub(snaps[i].Since); so >= silent {
			return []string{fmt.Sprintf("waiting for %s; %d s so far", nodes(r.Pipeline()), int(so.Seconds()))}
		}
	}
	state := "running"
	for _, snap := range snaps {
		if snap.State == task.Draining {
			state = "draining"
		}
	}
	items := []string{state, clock(now.Sub(s.start))}
	for i, snap := range snaps {
		rate := lanes[i].meter.rate(now, snap.Counts.Settled())
		items = append(items, trouble(snap, now)...)
		if len(snaps) == 1 {
			items = append(items, s.alone(snap, rate)...)
		} else {
			items = append(items, fmt.Sprintf("%s %s in %s/s", snap.Pipeline, group(snap.Counts.In), group(rate)))
		}
	}
	return items
}

// waiting is the line of a worker that cannot connect yet.
func waiting(t task.Trouble, now time.Time) string {
	return fmt.Sprintf("waiting for %s; trying again, %d s so far", oneLine(t.Cause), int(now.Sub(t.Since).Seconds()))
}

// trouble tells what is being tried again while the pipeline runs.
func trouble(snap task.Snapshot, now time.Time) []string {
	if len(snap.Troubles) == 0 {
		return nil
	}
	t := snap.Troubles[0]
	return []string{fmt.Sprintf("retrying %s for %d s: %s", t.Node, int(now.Sub(t.Since).Seconds()), oneLine(t.Cause))}
}

func oneLine(err error) string { return strings.ReplaceAll(err.Error(), "\n", "; ") }

// alone is what a single pipeline shows: with --drain how much is done, else how
// far behind it is.
func (s *session) alone(snap task.Snapshot, rate int64) []string {
	c := snap.Counts
	if s.w.settings.drain && snap.HasLeft && snap.Unit == "records" {
		return share(c.Settled(), c.In+snap.Left, rate)
	}
	items := []string{
		group(c.In) + " in", group(c.Out) + " out", group(c.Filtered) + " filtered", group(c.Dead) + " dead", group(rate) + "/s",
	}
	if snap.State == task.Draining {
		items = append(items, group(c.Open())+" in flight")
	} else if snap.HasLeft {
		items = append(items, "lag "+lag(snap, rate))
	}
	return items
}

func share(done, total, rate int64) []string {
	if total == 0 {
		return nil
	}
	items := []string{
		fmt.Sprintf("%d %%", done*100/total), group(done) + " of " + group(total), group(rate) + "/s",
	}
	if rate > 0 {
		items = append(items, fmt.Sprintf("%d s left", (total-done+rate-1)/rate))
	}
	return items
}

func lag(snap task.Snapshot, rate int64) string {
	text := group(snap.Left)
	if snap.Unit != "records" {
		return text + " " + snap.Unit
	}
	if rate > 0 {
		text += fmt.Sprintf(" ≈ %.1f s", float64(snap.Left)/float64(rate))
	}
	return text
}

// meter measures a rate from counts that it is shown now and then.
type meter struct {
	mu      sync.Mutex
	samples []sample
}

type sample struct {
	at time.Time
	n  int64
}

// rate returns how many a second n grew by, over the last samples.
func (m *meter) rate(now time.Time, n int64) int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.samples = append(m.samples, sample{now, n})
	for len(m.samples) > 2 && now.Sub(m.samples[1].at) >= rateOver {
		m.samples = m.samples[1:]
	}
	first := m.samples[0]
	if span := now.Sub(first.at); span > 0 {
		return int64(float64(n-first.n) / span.Seconds())
	}
	return 0
}

// group writes a number with commas between the thousands.
func group(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// clock writes a time span as 00:24 or 1:02:03.
func clock(d time.Duration) string {
	s := int(d.Seconds())
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%02d:%02d", s/60, s%60)
}
