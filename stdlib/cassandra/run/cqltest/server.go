package cqltest

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
)

// The codes of errors.
const (
	ServerError    = 0x0000
	BadCredentials = 0x0100
	Unavailable    = 0x1000
	Overloaded     = 0x1001
	WriteTimeout   = 0x1100
	Unauthorized   = 0x2100
	Invalid        = 0x2200
	protocolError  = 0x000a
	unprepared     = 0x2500
)

// Error is what the server answers in place of a result. Alive and Required fill
// an Unavailable or WriteTimeout.
type Error struct {
	Code            int
	Message         string
	Alive, Required int
}

// Value is a value bound to a statement.
type Value struct {
	Bytes       []byte
	Null, Unset bool
}

// Row is a statement of a write and its values.
type Row struct {
	Statement string
	Values    []Value
}

// Write is an EXECUTE or BATCH that writes.
type Write struct {
	Batch   bool
	Rows    []Row
	Default bool // the client sent a default timestamp
}

// Server is a server on a port of 127.0.0.1.
type Server struct {
	Addr string
	// Password is what a client must log in with, as the user "user"; empty takes anyone.
	Password string

	mu         sync.Mutex
	tables     []Table
	statements []string
	onWrite    func(Write) *Error
	listener   net.Listener
	conns      map[net.Conn]bool
	done       sync.WaitGroup
}

// Start starts a server that ends with the test.
func Start(t testing.TB, tables ...Table) *Server {
	t.Helper()
	s := &Server{tables: tables, conns: map[net.Conn]bool{}}
	if err := s.listen("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}

// OnWrite has f called for each write, by several goroutines at a time. A nil f
// takes all of them at once.
func (s *Server) OnWrite(f func(Write) *Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.onWrite = f
}

// SetTables changes the tables.
func (s *Server) SetTables(tables ...Table) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tables = tables
}

// Forget makes the server forget the prepared statements, as a restart does.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.statements = make([]string, len(s.statements))
}

// Stop closes the port and all connections.
func (s *Server) Stop() {
	s.mu.Lock()
	if s.listener != nil {
		s.listener.Close()
		s.listener = nil
	}
	for c := range s.conns {
		c.Close()
	}
	s.mu.Unlock()
	s.done.Wait()
}

// Restart opens the port again after Stop.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	s.Forget()
	if err := s.listen(s.Addr); err != nil {
		t.Fatal(err)
	}
}

func (s *Server) listen(addr string) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.listener, s.Addr = l, l.Addr().String()
	s.mu.Unlock()
	s.done.Go(func() { s.accept(l) })
	return nil
}

func (s *Server) accept(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		if s.listener != l {
			s.mu.Unlock()
			c.Close()
			return
		}
		s.conns[c] = true
		s.mu.Unlock()
		s.done.Go(func() { s.serve(c) })
	}
}

// remember returns the id of a prepared statement.
func (s *Server) remember(text string) uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, known := range s.statements {
		if known == text {
			return uint32(i)
		}
	}
	s.statements = append(s.statements, text)
	return uint32(len(s.statements) - 1)
}

// statement is the text of a prepared statement, empty where it is not known.
func (s *Server) statement(id []byte) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.statements[binary.BigEndian.Uint32(id)]
}

func (s *Server) hook() func(Write) *Error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.onWrite
}

// conn is a client's connection.
type conn struct {
	s  *Server
	mu sync.Mutex // of w
	w  *bufio.Writer
}

func (s *Server) serve(nc net.Conn) {
	defer func() {
		nc.Close()
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
			c.flush()
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
	c.w.Write(h[:])
	c.w.Write(body)
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

// body is the error on the wire.
func (e *Error) body() []byte {
	var o out
	o.int(e.Code)
	if e.Code == unprepared {
		o.text("Prepared query not found")
		o.text(e.Message)
		return o.b
	}
	o.text(e.Message)
	switch e.Code {
	case Unavailable:
		o.short(6)
		o.int(e.Required)
		o.int(e.Alive)
	case WriteTimeout:
		o.short(6)
		o.int(e.Alive)
		o.int(e.Required)
		o.text("UNLOGGED_BATCH")
	}
	return o.b
}
