package task

import (
	"fmt"
	"log/slog"
	"runtime/debug"
)

// PanicError is a panic in a connector or in generated code. It ends the
// pipeline, not the worker: the other pipelines go on to their ends.
type PanicError struct {
	Where string // source readings: read
	Value any
}

func (e *PanicError) Error() string {
	return fmt.Sprintf("%s: internal error: %v; this is a bug", e.Where, e.Value)
}

// guard calls f and makes an error of its panic. The stack goes to the log, where
// it does not bury the message.
func guard(log *slog.Logger, where string, f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &PanicError{Where: where, Value: v}
			log.Error("panic", "where", where, "cause", fmt.Sprint(v), "stack", string(debug.Stack()))
		}
	}()
	return f()
}
