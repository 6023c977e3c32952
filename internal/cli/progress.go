package cli

import (
	"io"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// itemGap stands between two items of a progress line.
const itemGap = "  "

// Progress is one line at the bottom of a terminal that is written over and over.
// On anything else it shows nothing. All methods may be called at any time from
// any goroutine.
//
// Progress is also a writer: what is to stay on the screen (a log line, a
// message) goes through it, so that the two do not run into each other.
type Progress struct {
	mu    sync.Mutex
	w     io.Writer
	width func() int // nil where w is no terminal
	line  string     // what is on the screen now
}

// NewProgress returns a progress line on w.
func NewProgress(w io.Writer) *Progress {
	p := &Progress{w: w}
	if IsTerminal(w) {
		p.width = func() int { return Width(w) }
	}
	return p
}

// Live reports whether the line is seen by anybody.
func (p *Progress) Live() bool { return p.width != nil }

// Show replaces the line by items, the most important first. Items that do not
// fit are left out from the right; the first is cut.
func (p *Progress) Show(items ...string) {
	if !p.Live() {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.draw(fit(items, p.width()-1)) // a full last column would wrap on some terminals
}

// Clear takes the line away.
func (p *Progress) Clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.draw("")
}

// Write writes b above the line.
func (p *Progress) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	line := p.line
	p.draw("")
	n, err := p.w.Write(b)
	p.draw(line)
	return n, err
}

// Follow shows what items returns, now and at each interval, until stop is
// called. stop takes the line away; when it returns, items is not called again.
func (p *Progress) Follow(interval time.Duration, items func() []string) (stop func()) {
	if !p.Live() {
		return func() {}
	}
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(interval)
		defer tick.Stop()
		for {
			p.Show(items()...)
			select {
			case <-tick.C:
			case <-quit:
				return
			}
		}
	}()
	return sync.OnceFunc(func() {
		close(quit)
		<-done
		p.Clear()
	})
}

// draw puts line in the place of the one that is there. A write that fails is
// not told: the line is only for the eye.
func (p *Progress) draw(line string) {
	if line == p.line {
		return
	}
	_, _ = io.WriteString(p.w, "\r\x1b[K"+line)
	p.line = line
}

// fit joins as many items as fit into width runes.
func fit(items []string, width int) string {
	line := ""
	for i, item := range items {
		next := item
		if i > 0 {
			next = line + itemGap + item
		}
		if utf8.RuneCountInString(next) > width {
			if i == 0 {
				return cut(item, width)
			}
			break
		}
		line = next
	}
	return strings.TrimRight(line, " ")
}

func cut(s string, width int) string {
	r := []rune(s)
	return string(r[:max(0, min(len(r), width))])
}
