//go:build synctests

package sim

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
)

var errGone = errors.New("the process is gone")

// process is what a worker has of the world outside: its connections. They can be cut,
// stand still, or end for good, and the worker learns of it as of any network.
type process struct {
	network *kfake.VirtualNetwork

	mu    sync.Mutex
	conns map[*line]bool
	dead  bool
	thaw  chan struct{} // closed while nothing stands still
}

func newProcess(network *kfake.VirtualNetwork) *process {
	p := &process{network: network, conns: map[*line]bool{}, thaw: make(chan struct{})}
	close(p.thaw)
	return p
}

func (p *process) dial(ctx context.Context, network, address string) (net.Conn, error) {
	p.gate()
	conn, err := p.network.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.dead {
		return nil, errors.Join(errGone, conn.Close())
	}
	l := &line{Conn: conn, process: p}
	p.conns[l] = true
	return l, nil
}

// gate waits while the process stands still.
func (p *process) gate() {
	p.mu.Lock()
	thaw := p.thaw
	p.mu.Unlock()
	<-thaw
}

func (p *process) freeze() {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.thaw:
		p.thaw = make(chan struct{})
	default:
	}
}

func (p *process) unfreeze() {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.thaw:
	default:
		close(p.thaw)
	}
}

// cut ends all connections; new ones can be made.
func (p *process) cut() {
	p.mu.Lock()
	all := p.conns
	p.conns = map[*line]bool{}
	p.mu.Unlock()
	for l := range all {
		_ = l.Conn.Close() // it is cut either way
	}
}

// kill ends all connections, and no other can be made.
func (p *process) kill() {
	p.mu.Lock()
	p.dead = true
	p.mu.Unlock()
	p.unfreeze()
	p.cut()
}

func (p *process) isDead() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.dead
}

// line is a connection of a process.
type line struct {
	net.Conn
	process *process
}

// farthest is how long bytes are under way at most, so that lines are cut and processes
// stand still between a request and its answer too.
const farthest = 60 * time.Millisecond

func (l *line) Write(b []byte) (int, error) {
	<-time.After(rand.N(farthest))
	l.process.gate()
	return l.Conn.Write(b)
}

func (l *line) Read(b []byte) (int, error) {
	n, err := l.Conn.Read(b)
	if n > 4 { // not the length in front of an answer
		<-time.After(rand.N(farthest))
	}
	l.process.gate()
	if l.isCut() {
		return 0, net.ErrClosed
	}
	return n, err
}

// isCut reports whether the line was cut while its bytes were under way.
func (l *line) isCut() bool {
	l.process.mu.Lock()
	defer l.process.mu.Unlock()
	return !l.process.conns[l]
}

func (l *line) Close() error {
	l.process.mu.Lock()
	delete(l.process.conns, l)
	l.process.mu.Unlock()
	return l.Conn.Close()
}
