// Package run is the driver of the console: it prints records.
package run

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
)

// SinkConfig says how records are printed.
type SinkConfig struct {
	// End follows each record; empty is a line end.
	End string
	// Out is where to print; nil is standard output.
	Out io.Writer
}

// Sink prints records. The lines of a batch are one write, so that those of
// several tasks do not mix.
type Sink struct {
	config SinkConfig
	buf    []byte
}

// NewSink returns a sink that prints.
func NewSink(c SinkConfig) *Sink {
	if c.End == "" {
		c.End = "\n"
	}
	if c.Out == nil {
		c.Out = os.Stdout
	}
	return &Sink{config: c}
}

// Open implements [connector.Sink].
func (s *Sink) Open(context.Context, *connector.SinkHost) error { return nil }

// Write prints the rows of b. A row without a value is an empty line.
func (s *Sink) Write(_ context.Context, b *record.Batch) error {
	s.buf = s.buf[:0]
	for i := range b.Rows {
		s.buf = append(s.buf, b.Bytes(b.Rows[i].Value)...)
		s.buf = append(s.buf, s.config.End...)
	}
	if _, err := s.config.Out.Write(s.buf); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

// Flush implements [connector.Sink]: what was printed is printed.
func (s *Sink) Flush(context.Context) error { return nil }

// Close implements [connector.Sink].
func (s *Sink) Close(context.Context) error { return nil }
