package herd

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/task"
)

// Window is the time over which restarts are counted.
const Window = 10 * time.Minute

// waits are those before a restart.
var waits = connector.Backoff{Min: time.Second, Max: time.Minute}

// budget counts the restarts of a run. The zero budget has none.
type budget struct {
	most int // in a window
	past []time.Time
}

// take says how long to wait before a run that ended with err is started again, and false
// where it is not. What a record or its policy ended would end in the same way again, and a
// bug is not hidden by going on.
func (b *budget) take(err error, now time.Time) (time.Duration, bool) {
	var (
		stop *task.Stop
		bug  *task.BalanceError
	)
	if errors.As(err, &stop) || errors.As(err, &bug) || errors.Is(err, connector.ErrNoInput) || errors.Is(err, connector.ErrEndless) {
		return 0, false
	}
	for len(b.past) > 0 && now.Sub(b.past[0]) >= Window {
		b.past = b.past[1:]
	}
	if len(b.past) >= b.most {
		return 0, false
	}
	b.past = append(b.past, now)
	return waits.Wait(len(b.past)), true
}

// pause waits, at most until it is interrupted.
func pause(ctx context.Context, d time.Duration, interrupted <-chan struct{}) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-interrupted:
	case <-ctx.Done():
	}
}

// Supervise runs once, and again within the budget when that fails, until reading ends. It
// is for tasks that are no connector of their own; name is for the log.
func Supervise(reading context.Context, restarts int, log *slog.Logger, name string, once func() error) error {
	b := budget{most: restarts}
	for {
		err := once()
		if err == nil || reading.Err() != nil {
			return err
		}
		wait, again := b.take(err, time.Now())
		if !again {
			return err
		}
		b.tell(log, name, wait, err)
		pause(reading, wait, nil)
		if reading.Err() != nil {
			return nil
		}
	}
}

// tell logs that a run is started again.
func (b *budget) tell(log *slog.Logger, name string, wait time.Duration, cause error) {
	log.Warn("restarting", "connector", name, "wait_s", math.Round(wait.Seconds()*10)/10,
		"restarts", len(b.past), "of", b.most, "cause", cause.Error())
}
