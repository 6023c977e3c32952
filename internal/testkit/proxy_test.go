//go:build unix

package testkit

import (
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"
)

// echo is a server that says what it hears.
func echo(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				_, _ = io.Copy(c, c)
				_ = c.Close()
			}()
		}
	}()
	return l.Addr().String()
}

// caller is a client of echo behind a proxy.
type caller struct {
	t *testing.T
	net.Conn
}

func call(t *testing.T, p *Proxy) caller {
	t.Helper()
	c, err := net.Dial("tcp", p.Addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return caller{t, c}
}

// hear reads one byte; within bounds the wait.
func (c caller) hear(within time.Duration) error {
	if err := c.SetReadDeadline(time.Now().Add(within)); err != nil {
		c.t.Fatal(err)
	}
	_, err := io.ReadFull(c, make([]byte, 1))
	return err
}

func (c caller) say() { _, _ = c.Write([]byte{1}) }

func TestProxy(t *testing.T) {
	p := NewProxy(t, echo(t))
	c := call(t, p)
	c.say()
	if err := c.hear(time.Minute); err != nil {
		t.Fatalf("whole: %v", err)
	}
	p.Stall()
	c.say()
	if err := c.hear(50 * time.Millisecond); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("stalled: %v, want that nothing comes", err)
	}
	p.Heal()
	if err := c.hear(time.Minute); err != nil {
		t.Errorf("what was held back does not come: %v", err)
	}
	const late = 100 * time.Millisecond
	p.Delay(late)
	begin := time.Now()
	c.say()
	if err := c.hear(time.Minute); err != nil || time.Since(begin) < late {
		t.Errorf("delayed: after %v, %v", time.Since(begin), err)
	}
	p.Cut()
	if err := c.hear(time.Minute); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("cut: %v", err)
	}
	refused := call(t, p)
	if err := refused.hear(time.Minute); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a new connection while it is cut: %v", err)
	}
	p.Heal()
	again := call(t, p)
	again.say()
	if err := again.hear(time.Minute); err != nil {
		t.Errorf("healed: %v", err)
	}
}
