package cqltest

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"sync"
)

// conn is a client's connection.
type conn struct {
	s  *Server
	mu sync.Mutex // of w
	w  *bufio.Writer
}

func (s *Server) serve(nc net.Conn) {
	defer func() {
		_ = nc.Close()
		s.mu.Lock()
		delete(s.conns, nc)
		s.mu.Unlock()
	}()
	c := &conn{s: s, w: bufio.NewWriterSize(nc, 1<<16)}
	r := bufio.NewReaderSize(nc, 1<<18)
	var head [9]byte
	var body []byte
	for {
		if r.Buffered() == 0 && c.flush() != nil {
			return
		}
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return
		}
		n := int(binary.BigEndian.Uint32(head[5:]))
		// A held answer must not hold the next request, so it has a goroutine of its own.
		async := s.hook() != nil && (head[4] == opExecute || head[4] == opBatch)
		if async || cap(body) < n {
			body = make([]byte, n)
		}
		body = body[:n]
		if _, err := io.ReadFull(r, body); err != nil {
			return
		}
		if !async {
			c.handle(head, body)
			continue
		}
		h, own := head, body // the loop goes on with its own
		body = nil
		s.done.Go(func() {
			c.handle(h, own)
			_ = c.flush() // the reading side notices
		})
	}
}

func (c *conn) flush() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.w.Flush()
}

// handle answers a request.
func (c *conn) handle(head [9]byte, body []byte) {
	if head[0] != 4 {
		head[2], head[3] = 0, 0 // as Cassandra does: it cannot trust the stream of a version that it does not know
		c.answer(head, opError, (&Error{Code: protocolError, Message: "Invalid or unsupported protocol version"}).body())
		return
	}
	op, answer, err := c.s.request(head[4], body)
	if err != nil {
		op, answer = opError, err.body()
	}
	c.answer(head, op, answer)
}

func (c *conn) answer(head [9]byte, op byte, body []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	h := [9]byte{0x84, 0, head[2], head[3], op}
	binary.BigEndian.PutUint32(h[5:], uint32(len(body)))
	// A client that is gone shows when the writer is flushed.
	_, _ = c.w.Write(h[:])
	_, _ = c.w.Write(body)
}

func (s *Server) request(op byte, body []byte) (byte, []byte, *Error) {
	r := &in{body}
	switch op {
	case opOptions:
		var o out
		o.short(1)
		o.text("CQL_VERSION")
		o.texts("3.4.5")
		return opSupport, o.b, nil
	case opStartup:
		if s.Password == "" {
			return opReady, nil, nil
		}
		var o out
		o.text("org.apache.cassandra.auth.PasswordAuthenticator")
		return opAuth, o.b, nil
	case opAnswer:
		if r.longText() != "\x00user\x00"+s.Password {
			return 0, nil, &Error{Code: BadCredentials, Message: "Provided username user and/or password are incorrect"}
		}
		return opSuccess, []byte{255, 255, 255, 255}, nil
	case opRegister:
		return opReady, nil, nil
	case opPrepare:
		b, err := s.prepared(r.longText())
		return opResult, b, err
	case opQuery:
		return opResult, s.system(r.longText(), nil), nil
	case opExecute:
		return s.execute(r)
	case opBatch:
		return s.batch(r)
	}
	return 0, nil, &Error{Code: ServerError, Message: "unknown operation"}
}

func (s *Server) execute(r *in) (byte, []byte, *Error) {
	id := r.take(r.short())
	text := s.statement(id)
	if text == "" {
		return 0, nil, notPrepared(id)
	}
	selects, hook := strings.HasPrefix(strings.TrimSpace(text), "SELECT"), s.hook()
	if !selects && hook == nil {
		return opResult, void(), nil
	}
	r.short() // consistency
	flags := r.byte()
	var values []Value
	if flags&1 != 0 {
		values = r.values()
	}
	if selects {
		return opResult, s.system(text, values), nil
	}
	return opResult, void(), hook(Write{Rows: []Row{{text, values}}, Default: flags&0x20 != 0})
}

func (s *Server) batch(r *in) (byte, []byte, *Error) {
	hook := s.hook()
	if hook == nil {
		return opResult, void(), nil
	}
	r.byte() // logged or not
	w := Write{Batch: true}
	for range r.short() {
		r.byte() // prepared
		id := r.take(r.short())
		text := s.statement(id)
		if text == "" {
			return 0, nil, notPrepared(id)
		}
		w.Rows = append(w.Rows, Row{text, r.values()})
	}
	r.short() // consistency
	w.Default = r.byte()&0x20 != 0
	return opResult, void(), hook(w)
}

func notPrepared(id []byte) *Error {
	return &Error{Code: unprepared, Message: string(id)}
}
