package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// WithSignals returns a context that is cancelled by the first SIGINT or SIGTERM;
// the program then ends in good order. The second calls now, which is to end the
// program at once. stop gives the signals back.
func WithSignals(ctx context.Context, now func()) (_ context.Context, stop func()) {
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	ctx, wait := twoSteps(ctx, signals, now)
	return ctx, func() {
		signal.Stop(signals)
		wait()
	}
}

// twoSteps is WithSignals for any channel.
func twoSteps(ctx context.Context, signals <-chan os.Signal, now func()) (_ context.Context, stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for step := range 2 {
			select {
			case <-quit:
				return
			case <-signals:
			}
			if step == 0 {
				cancel()
			} else {
				now()
			}
		}
	}()
	return ctx, func() {
		cancel()
		close(quit)
		<-done
	}
}

// ExitNow ends the process at once with [ExitInterrupted].
func ExitNow() { os.Exit(ExitInterrupted) }
