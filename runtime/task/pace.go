package task

import (
	"sync"
	"time"
)

// tellEvery is how often a failed record is logged with its place; the others are counted
// in the next such line.
const tellEvery = time.Second

// pace keeps a log readable where many records fail.
type pace struct {
	mu     sync.Mutex
	logged time.Time
	silent int64 // since the last line
}

// due reports whether a record that failed is logged now, and how many were not since the
// last time.
func (p *pace) due(now time.Time) (others int64, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now.Sub(p.logged) < tellEvery {
		p.silent++
		return 0, false
	}
	others, p.silent, p.logged = p.silent, 0, now
	return others, true
}
