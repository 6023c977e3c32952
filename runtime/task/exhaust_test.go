package task_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
)

// away makes flushes of the sink fail, from one call to another. Half of what waits
// arrives all the same.
func (w *world) away(from, to int) {
	w.p.Sinks[0].Attempts = 3
	w.sink.Tear = true
	w.sink.Fault = func(call string, n int, _ *record.Batch) error {
		if call == "flush" && n >= from && n < to {
			return connector.Retry(errors.New("unavailable: 1 of 2 replicas"))
		}
		return nil
	}
}

// When the attempts are used up on an error of the sink itself, what it was being given
// goes to the dead letters, and the pipeline goes on behind it.
func TestAttemptsUsedUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 2, 1000, 2)
		g := w.bury()
		w.stage.Outcome = fails(11, 0)
		w.away(5, 11)
		var reason string
		g.Append = nil
		g.sink.Fault = func(call string, _ int, b *record.Batch) error {
			if call == "write" && reason == "" {
				for _, r := range b.Rows {
					if text := string(b.Bytes(r.Headers)); strings.Contains(text, "R0306") {
						reason = text
					}
				}
			}
			return nil
		}
		r := w.mustDrain()
		c := r.Snapshot().Counts
		if c.In != 1000 || c.Out+c.Dead != c.In || c.Dead <= 91 || c.Out == 0 {
			t.Errorf("counts %+v", c)
		}
		letters := 0
		for id := range 1000 {
			dead, alive := g.sink.Store.Count(strconv.Itoa(id)), w.sink.Store.Count(strconv.Itoa(id))
			if letters += dead; dead > 1 || dead+alive == 0 || id%11 == 0 && alive > 0 {
				t.Fatalf("record %d: %d letters, %d times in the sink", id, dead, alive)
			}
		}
		if letters != int(c.Dead) {
			t.Errorf("%d letters, %d dead", letters, c.Dead)
		}
		if !strings.Contains(reason, "coldest: gave up after 3 attempts: unavailable: 1 of 2 replicas") {
			t.Errorf("headers %q", reason)
		}
		if err := w.topic.Err(); err != nil {
			t.Error(err)
		}
	})
}

// The letters of what a sink could not take are owed as any others: where their topic
// refuses one, the pipeline ends and nothing is lost.
func TestAttemptsUsedUpAndLettersRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, 200, 1)
		g := w.bury()
		w.away(3, 1<<30)
		g.sink.Refuse = refuse("60")
		_, err := w.drain()
		if stop := mustStop(t, err); !strings.HasPrefix(stop.Reason, "bad refused it") || w.topic.Committed(0) > 120 {
			t.Errorf("%+v, committed %d", stop, w.topic.Committed(0))
		}
	})
}
