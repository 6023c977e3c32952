package registry

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/twmb/franz-go/pkg/sr"

	"github.com/flowc-lang/flowc/runtime/connector"
)

// Client asks one registry.
type Client struct {
	Options
	connection *Connection
	api        *sr.Client
	backoff    connector.Backoff
	down       error // why an inspection had no answer, nil where it had one
}

// Options say what a client is for.
type Options struct {
	// Run ends the waiting for a registry that is down while records flow.
	Run context.Context
	Log *slog.Logger
	// Look has nothing registered: what would be is compared with what is there.
	Look bool
	// Setup registers also what is to be registered [AtDeploy].
	Setup bool
	// Tell is given a line for each schema that was looked at or registered; it may
	// be nil.
	Tell func(line string)
	// Find is set to look at subjects with [Client.Inspect], and is given what each
	// look shows: what is worth knowing, what is wrong, or why it could not look.
	Find func(subject string, notes, differences []string, err error)
}

func (o *Options) tell(format string, args ...any) {
	if o.Tell != nil {
		o.Tell(fmt.Sprintf(format, args...))
	}
}

// NewClient returns a client of c. It does not connect yet.
func NewClient(c *Connection, o Options) (*Client, error) {
	opts, err := c.options()
	if err != nil {
		return nil, err
	}
	api, err := sr.NewClient(opts...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c, err)
	}
	return &Client{Options: o, connection: c, api: api, backoff: connector.Backoff{Max: 5 * time.Second}}, nil
}

// Errors that a caller decides on.
var (
	ErrNotFound     = errors.New("is not registered")
	ErrIncompatible = errors.New("is not compatible with the versions that are registered")
	ErrOther        = errors.New("is not the schema of the program")
)

// Error codes of the API, of which the first three digits are HTTP's.
const (
	notFound     = 404
	incompatible = 409
	invalid      = 422
)

// ask calls f until it succeeds, fails for good, or ctx ends. The first failure
// is logged, so that a worker that waits says for what.
func (c *Client) ask(ctx context.Context, what string, f func(context.Context) error) error {
	for attempt := 1; ; attempt++ {
		once, cancel := context.WithTimeout(ctx, requestTimeout)
		err := f(once)
		cancel()
		if err == nil || !passes(err) {
			return c.explain(what, err)
		}
		if ctx.Err() != nil {
			return fmt.Errorf("%w: %w", context.Cause(ctx), c.explain(what, err))
		}
		if attempt == 1 {
			c.Log.Warn("waiting for the schema registry", "registry", c.connection.Name, "for", what, "cause", err.Error())
		}
		if connector.Pause(ctx, c.backoff.Wait(attempt)) != nil {
			return fmt.Errorf("%w: %w", context.Cause(ctx), c.explain(what, err))
		}
	}
}

// passes reports whether asking again may help: the registry could not be reached,
// is busy, or failed itself.
func passes(err error) bool {
	var r *sr.ResponseError
	if !errors.As(err, &r) {
		return true
	}
	return r.StatusCode >= 500 || r.StatusCode == 408 || r.StatusCode == 429
}

// explain says what was asked of whom, and what the answer means.
func (c *Client) explain(what string, err error) error {
	var r *sr.ResponseError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &r):
		return fmt.Errorf("%s: %s: %w", c.connection, what, err)
	case r.StatusCode == notFound:
		return fmt.Errorf("%s: %s: %w", c.connection, what, ErrNotFound)
	case r.StatusCode == incompatible:
		return fmt.Errorf("%s: %s: %w: %s", c.connection, what, ErrIncompatible, r.Message)
	case r.StatusCode == invalid:
		return fmt.Errorf("%s: %s: the registry does not take the schema: %s", c.connection, what, r.Message)
	case r.StatusCode == 401 || r.StatusCode == 403:
		return fmt.Errorf("%s: %s: the login is not accepted (HTTP %d)", c.connection, what, r.StatusCode)
	}
	return fmt.Errorf("%s: %s: HTTP %d: %s", c.connection, what, r.StatusCode, r.Message)
}
