// Package run is the driver of the console: it prints records.
package run

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
)

// SinkConfig says how records are printed.
type SinkConfig struct {
	// Head is printed once, in front of the first record: the header line of CSV.
	Head string
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
	headed bool
}

// heads are the header lines that were printed. The tasks of a pipeline have a sink
// each, and print one line between them.
var heads struct {
	sync.Mutex
	printed map[head]bool
}

type head struct {
	out  io.Writer
	text string
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
	return s.print()
}

// print prints what was gathered, the first time behind the header line.
func (s *Sink) print() error {
	if s.headed || s.config.Head == "" || len(s.buf) == 0 {
		return s.put(s.buf)
	}
	heads.Lock()
	defer heads.Unlock()
	h := head{s.config.Out, s.config.Head}
	if !heads.printed[h] {
		s.buf = slices.Insert(s.buf, 0, []byte(h.text)...)
	}
	if err := s.put(s.buf); err != nil {
		return err
	}
	if heads.printed == nil {
		heads.printed = map[head]bool{}
	}
	s.headed, heads.printed[h] = true, true
	return nil
}

func (s *Sink) put(b []byte) error {
	if _, err := s.config.Out.Write(b); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

// Flush implements [connector.Sink]: what was printed is printed.
func (s *Sink) Flush(context.Context) error { return nil }

// Close implements [connector.Sink].
func (s *Sink) Close(context.Context) error { return nil }
