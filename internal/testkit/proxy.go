//go:build unix

package testkit

import (
	"net"
	"sync"
	"testing"
	"time"
)

// Proxy stands in front of a server and is the network between it and its clients:
// one that can be cut, stand still, and be slow.
type Proxy struct {
	Addr string // host:port for the clients

	to       string
	listener net.Listener
	wg       sync.WaitGroup

	mu     sync.Mutex
	conns  map[net.Conn]bool
	cut    bool
	closed bool
	delay  time.Duration // of what the server says
	open   chan struct{} // closed while bytes may pass
	ended  chan struct{} // closed at the end: nobody waits any longer
}

// NewProxy returns a proxy in front of a server, closed at the end of the test.
func NewProxy(t testing.TB, to string) *Proxy {
	t.Helper()
	return newProxyAt(t, "127.0.0.1:0", to)
}

func newProxyAt(t testing.TB, addr, to string) *Proxy {
	t.Helper()
	l, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	p := &Proxy{
		Addr: l.Addr().String(), to: to, listener: l,
		conns: map[net.Conn]bool{}, open: make(chan struct{}), ended: make(chan struct{}),
	}
	close(p.open)
	p.wg.Go(p.accept)
	t.Cleanup(p.close)
	return p
}

// Cut closes all connections and each new one, until Heal.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut = true
	p.hangUp()
}

// Stall lets nothing pass until Heal; connections stay, and nobody is told.
func (p *Proxy) Stall() {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.open:
		p.open = make(chan struct{})
	default:
	}
}

// Delay holds each piece that the server says back for that long, until Heal.
func (p *Proxy) Delay(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delay = d
}

// Heal makes the network whole again.
func (p *Proxy) Heal() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut, p.delay = false, 0
	select {
	case <-p.open:
	default:
		close(p.open)
	}
}

func (p *Proxy) close() {
	_ = p.listener.Close()
	p.mu.Lock()
	p.closed = true
	close(p.ended)
	p.hangUp()
	p.mu.Unlock()
	p.wg.Wait()
}

// hangUp closes all connections; the caller holds the lock.
func (p *Proxy) hangUp() {
	for c := range p.conns {
		_ = c.Close()
	}
}

func (p *Proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.wg.Go(func() { p.serve(client) })
	}
}

func (p *Proxy) serve(client net.Conn) {
	defer p.drop(client)
	if !p.keep(client) {
		return
	}
	server, err := net.Dial("tcp", p.to)
	if err != nil {
		return
	}
	defer p.drop(server)
	if !p.keep(server) {
		return
	}
	p.wg.Go(func() {
		p.pipe(server, client, false)
		_ = server.Close()
	})
	p.pipe(client, server, true)
}

// keep notes a connection, so that it can be cut; it reports whether it may live.
func (p *Proxy) keep(c net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.conns[c] = true
	return !p.cut && !p.closed
}

func (p *Proxy) drop(c net.Conn) {
	_ = c.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, c)
}

// pipe carries one direction until either end is closed.
func (p *Proxy) pipe(to, from net.Conn, answers bool) {
	buf := make([]byte, 64<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			p.wait(answers)
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// wait is what the network makes of one piece.
func (p *Proxy) wait(answers bool) {
	p.mu.Lock()
	delay, open := p.delay, p.open
	p.mu.Unlock()
	if answers && delay > 0 {
		select {
		case <-time.After(delay):
		case <-p.ended:
		}
	}
	select {
	case <-open:
	case <-p.ended:
	}
}
