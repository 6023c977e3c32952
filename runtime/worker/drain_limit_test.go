package worker

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
)

// A worker whose sink is down ends when it is told to, says what it waits for, and
// loses nothing: the next start delivers all of it.
func TestSignalWhileASinkIsDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, 500)
		r.sink.Fault = func(call string, _ int, _ *record.Batch) error {
			if call == "flush" {
				return connector.Retry(errors.New("no space left on device"))
			}
			return nil
		}
		ctx, signal := context.WithCancel(t.Context())
		time.AfterFunc(5*time.Second, signal)
		start := time.Now()
		code, stderr := r.run(ctx)
		signal()
		if took := time.Since(start); code != 3 || took < 5*time.Second+drainLimit || took > 10*time.Second+drainLimit {
			t.Errorf("code %d after %s", code, took)
		}
		for _, want := range []string{"draining, signal again to end at once", "waits_for=coldest", "not drained in time", "no space left on device"} {
			if !strings.Contains(stderr, want) {
				t.Errorf("%q is not in\n%s", want, stderr)
			}
		}
		if n := r.sink.Store.Len(); n != 0 {
			t.Fatalf("%d records passed a sink that was down", n)
		}
		r.sink.Fault = nil
		if code, stderr := r.run(t.Context(), "--drain"); code != 0 || r.sink.Store.Len() != 500 {
			t.Errorf("the next start: code %d, %d of 500 records\n%s", code, r.sink.Store.Len(), stderr)
		}
	})
}
