package kafka

import (
	"context"
	"errors"
	"net"
	"os"
	"slices"
	"strings"
	"syscall"
)

// told is an error with a text of ours. What it wraps is for errors.Is and
// errors.As alone.
type told struct {
	text string
	err  error
}

func (t *told) Error() string { return t.text }
func (t *told) Unwrap() error { return t.err }

// plain is an error of the client or the network as people should read it: one
// line, each cause once. The addresses that stand beside it anyway are left out.
func (c *Connection) plain(err error) error {
	if text := c.explain(err); text != "" {
		return &told{text, err}
	}
	return err
}

func (c *Connection) explain(err error) string {
	var dns *net.DNSError
	var errno syscall.Errno
	var op *net.OpError
	switch {
	case errors.As(err, &dns):
		return dns.Err + ": " + dns.Name
	case errors.As(err, &op) && op.Op == "dial" && errors.As(err, &errno):
		return c.at(op.Addr) + errno.Error()
	case errors.As(err, &op) && op.Op == "dial" && op.Timeout():
		return c.at(op.Addr) + "no answer in time"
	case errors.Is(err, ErrStalled):
		return ""
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return "no answer in time"
	}
	return strings.TrimPrefix(err.Error(), "unable to dial: ")
}

// at names the address of one broker of several.
func (c *Connection) at(addr net.Addr) string {
	if addr == nil || slices.Equal(c.Brokers, []string{addr.String()}) {
		return ""
	}
	return addr.String() + ": "
}
