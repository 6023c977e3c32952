package task

import (
	"context"
	"errors"
	"fmt"

	"github.com/flowc-lang/flowc/runtime/connector"
)

// ladder tries something again until it works, an error says that it will not, or
// the attempts are used up.
type ladder struct {
	status   *status
	trouble  *Trouble
	attempts int // 0 is without limit
	backoff  connector.Backoff
	retried  func() // called before each attempt after a failure; may be nil
}

// errGaveUp is wrapped by the error of a ladder that used up its attempts.
var errGaveUp = errors.New("gave up")

// climb calls try until it returns nil or an error that is not worth another
// attempt. A first error that happened before is given as failed, else nil.
func (l *ladder) climb(ctx context.Context, failed error, try func() error) error {
	err := failed
	if err == nil {
		err = try()
	}
	for err != nil {
		if !connector.CanRetry(err) || ctx.Err() != nil {
			break
		}
		if l.attempts > 0 && l.trouble.Attempt+1 >= l.attempts {
			err = fmt.Errorf("%w after %d attempts: %w", errGaveUp, l.attempts, err)
			break
		}
		wait := l.backoff.Wait(l.trouble.Attempt + 1)
		l.status.failed(l.trouble, err, wait)
		if connector.Pause(ctx, wait) != nil {
			break
		}
		if l.retried != nil {
			l.retried()
		}
		err = try()
	}
	l.status.over(l.trouble, err == nil)
	if err != nil && ctx.Err() != nil {
		return fmt.Errorf("%w: %w", context.Cause(ctx), err)
	}
	return err
}
