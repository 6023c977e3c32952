package run

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/flowc-lang/flowc/runtime/kafka"
)

// stallTimeout is how long the brokers may acknowledge nothing until Write or
// Flush returns, with the reason. The caller decides whether to go on.
const stallTimeout = 30 * time.Second

// watch is the life of what is written between two Flushes: its context ends when
// no answer arrives for a while, or with the context of the call that waits.
type watch struct {
	ctx     context.Context
	cancel  context.CancelCauseFunc
	timer   *time.Timer
	answers atomic.Int64 // of the client, to records
	seen    atomic.Int64 // answers at the last look
}

func newWatch() *watch {
	w := &watch{}
	w.seen.Store(-1)
	w.ctx, w.cancel = context.WithCancelCause(context.Background())
	w.timer = time.AfterFunc(stallTimeout, w.look)
	return w
}

// look ends the context when nothing was answered since the last look.
func (w *watch) look() {
	n := w.answers.Load()
	if w.seen.Swap(n) == n {
		w.cancel(fmt.Errorf("%w for %v", kafka.ErrStalled, stallTimeout))
		return
	}
	if w.ctx.Err() == nil {
		w.timer.Reset(stallTimeout)
	}
}

// also lets ctx end the watch, until the function that it returns is called.
func (w *watch) also(ctx context.Context) func() {
	stop := context.AfterFunc(ctx, func() { w.cancel(ctx.Err()) })
	return func() { stop() }
}

func (w *watch) end() {
	w.timer.Stop()
	w.cancel(nil)
}
