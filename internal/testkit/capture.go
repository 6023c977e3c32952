//go:build unix

package testkit

import (
	"bytes"
	"strings"
	"sync"
)

// capture keeps what a process prints, and lets others wait for it.
type capture struct {
	mu      sync.Mutex
	buf     bytes.Buffer
	changed chan struct{} // closed at the next write; nil while nobody waits
}

func (c *capture) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.changed != nil {
		close(c.changed)
		c.changed = nil
	}
	return c.buf.Write(b)
}

func (c *capture) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.buf.String()
}

// look reports whether text was printed, and returns a channel that is closed
// when there is more to look at.
func (c *capture) look(text string) (found bool, more <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if bytes.Contains(c.buf.Bytes(), []byte(text)) {
		return true, nil
	}
	if c.changed == nil {
		c.changed = make(chan struct{})
	}
	return false, c.changed
}

// tail returns the last n lines of b.
func tail(b []byte, n int) string {
	lines := strings.Split(strings.TrimRight(string(b), "\n"), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
