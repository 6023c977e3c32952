package lsp

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// Options are what a server is started with.
type Options struct {
	Catalog *spec.Catalog
	Version string
	// Delay is how long nothing must change before diagnostics are sent; 0 sends them
	// with every change.
	Delay time.Duration
	// Log takes a trace of what goes on; nil keeps none.
	Log *slog.Logger
	// FS is below the editor's buffers; nil is the disk.
	FS compiler.FS
}

// Delay is the usual [Options.Delay]: people who type do not want to see what is
// wrong with half a word.
const Delay = 150 * time.Millisecond

// queued bounds the messages that were read and not answered yet; an editor that is
// further ahead waits.
const queued = 256

// errExit ends the loop: the editor said that it is done.
var errExit = errors.New("exit")

// Serve speaks with an editor until it says `exit`, closes in, or ctx ends. The
// error is nil where the editor said goodbye as the protocol wants it.
func Serve(ctx context.Context, in io.Reader, out io.Writer, o Options) error {
	s := newServer(out, o)
	messages := make(chan *message, queued)
	failure := make(chan error, 1)
	// The reader ends with in: where ctx ends first it is left in its read, as
	// nothing can wake that, and the process ends anyway.
	go func() { failure <- s.read(ctx, bufio.NewReader(in), messages) }()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case m, open := <-messages:
			if !open {
				return <-failure
			}
			if err := s.handle(m); err != nil {
				return s.goodbye()
			}
		case <-s.timer.C:
			s.publish()
		}
		if s.out.err != nil {
			return fmt.Errorf("write to the editor: %w", s.out.err)
		}
	}
}

// server is the state of one conversation.
type server struct {
	Options
	out  *writer
	docs *documents

	mu        sync.Mutex
	cancelled map[string]bool // ids of requests that nobody waits for any more

	started, stopped bool
	snippets         bool
	watches          bool
	roots            []string // folders of the workspace
	snapshots        map[string]*snapshot
	dirty            map[string]bool            // projects whose diagnostics are due
	shown            map[string]map[string]bool // project → files that have diagnostics in the editor
	timer            *time.Timer
	requests         int // of ours
}

func newServer(out io.Writer, o Options) *server {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.FS == nil {
		o.FS = compiler.Disk{}
	}
	s := &server{
		Options: o, out: &writer{w: out}, docs: &documents{disk: o.FS, byName: map[string]*document{}},
		cancelled: map[string]bool{}, snapshots: map[string]*snapshot{}, dirty: map[string]bool{},
		shown: map[string]map[string]bool{}, timer: time.NewTimer(time.Hour),
	}
	s.timer.Stop()
	return s
}

// read hands on what the editor sends. Cancelling cannot wait in the queue behind
// what it cancels.
func (s *server) read(ctx context.Context, in *bufio.Reader, to chan<- *message) error {
	defer close(to)
	for {
		body, err := readFrame(in)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read from the editor: %w", err)
		}
		m := &message{}
		if err := json.Unmarshal(body, m); err != nil {
			s.out.send(&message{ID: json.RawMessage("null"), Error: &rpcError{codeParse, err.Error()}})
			continue
		}
		if m.Method == "$/cancelRequest" {
			s.cancel(m.Params)
			continue
		}
		select {
		case to <- m:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// maxCancelled bounds what is remembered of cancelled requests that never come.
const maxCancelled = 1000

func (s *server) cancel(params json.RawMessage) {
	var p cancelParams
	if json.Unmarshal(params, &p) != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.cancelled) >= maxCancelled {
		clear(s.cancelled)
	}
	s.cancelled[string(p.ID)] = true
}

// wasCancelled reports whether a request was cancelled, and forgets it.
func (s *server) wasCancelled(id json.RawMessage) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	was := s.cancelled[string(id)]
	delete(s.cancelled, string(id))
	return was
}

// handle works on one message. The error is errExit.
func (s *server) handle(m *message) error {
	switch {
	case m.Method == "":
		return nil // an answer to a request of ours: all of them are mere notices
	case m.Method == "exit":
		return errExit
	case m.ID == nil:
		if _, err := s.call(m); err != nil {
			s.Log.Warn("notification", "method", m.Method, "error", err)
		}
		return nil
	}
	start := time.Now()
	out := &message{ID: m.ID}
	result, err := s.answer(m)
	if err == nil {
		out.Result, err = json.Marshal(result)
	}
	if err != nil {
		out.Result, out.Error = nil, &rpcError{codeInternal, err.Error()}
		var own *rpcError
		if errors.As(err, &own) {
			out.Error = own
		}
	}
	s.Log.Info("request", "method", m.Method, "id", string(m.ID), "ms", time.Since(start).Milliseconds(), "error", err)
	s.out.send(out)
	return nil
}

func (s *server) answer(m *message) (any, error) {
	switch {
	case s.wasCancelled(m.ID):
		return nil, &rpcError{codeCancelled, "cancelled"}
	case !s.started && m.Method != "initialize":
		return nil, &rpcError{codeNotStarted, "the first request is `initialize`"}
	case s.stopped:
		return nil, &rpcError{codeInvalid, "the server was shut down"}
	}
	return s.call(m)
}

// call runs the handler of a message. One that panics fails alone.
func (s *server) call(m *message) (result any, err error) {
	h := handlers()[m.Method]
	if h == nil {
		if m.ID == nil {
			return nil, nil // notifications that are not known are passed over
		}
		return nil, &rpcError{codeNoMethod, "there is no method " + m.Method}
	}
	defer func() {
		if p := recover(); p != nil {
			s.Log.Error("panic", "method", m.Method, "value", p, "stack", string(debug.Stack()))
			result, err = nil, &rpcError{codeInternal, fmt.Sprintf("internal error in %s: %v", m.Method, p)}
		}
	}()
	return h(s, m.Params)
}

// goodbye is the end of a conversation: `exit` without `shutdown` is a failure.
func (s *server) goodbye() error {
	if s.stopped {
		return nil
	}
	return errors.New("the editor left without `shutdown`")
}

// notify sends a notification.
func (s *server) notify(method string, params any) {
	body, err := json.Marshal(params)
	if err != nil {
		s.Log.Error("notify", "method", method, "error", err)
		return
	}
	s.out.send(&message{Method: method, Params: body})
}

// ask sends a request whose answer does not matter.
func (s *server) ask(method string, params any) {
	body, err := json.Marshal(params)
	if err != nil {
		s.Log.Error("ask", "method", method, "error", err)
		return
	}
	s.requests++
	s.out.send(&message{ID: json.RawMessage(fmt.Sprintf(`"flowc-%d"`, s.requests)), Method: method, Params: body})
}
