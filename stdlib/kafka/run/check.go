package run

import (
	"context"
	"log/slog"

	"github.com/flowc-lang/flowc/runtime/kafka"
)

// check compares a topic with its declaration, with a client of its own.
func check(ctx context.Context, c *kafka.Connection, t *kafka.Topic) ([]string, error) {
	// What the client would warn of is in the error that it returns.
	cl, err := c.Client(slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	defer cl.Close()
	if err := cl.Reach(ctx); err != nil {
		return nil, err
	}
	return t.Check(ctx, cl)
}
