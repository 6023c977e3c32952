package cqltest

import (
	"encoding/binary"
	"net"
	"sync"
	"testing"
)

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
		_ = s.listener.Close()
		s.listener = nil
	}
	for c := range s.conns {
		_ = c.Close()
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
			_ = c.Close()
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
