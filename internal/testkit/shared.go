//go:build unix

package testkit

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
)

// shared is what the tests of this binary have in common. Package testing has no
// place for it: a testing.T ends with its test.
var shared pool

// pool starts each thing once, and ends all of them.
type pool struct {
	mu     sync.Mutex
	things map[string]*thing
	dir    *scratch
	closed bool
	ends   []func()
}

// thing is started by the first test that asks; the others wait for it.
type thing struct {
	once  sync.Once
	value any
	err   error
}

// get returns the thing of that name, which start makes. A start that failed is
// not tried again: every test would wait for the same deadline. What start
// returns as end is called by close.
func get[T any](t testing.TB, p *pool, name string, start func(dir string) (value T, end func(), err error)) T {
	t.Helper()
	th, err := p.thing(name)
	if err != nil {
		t.Fatal(err)
	}
	th.once.Do(func() {
		// A start that panics or ends the goroutine leaves this for the others.
		th.err = errors.New("starting it was broken off in another test")
		dir, err := p.folder(name)
		if err != nil {
			th.err = err
			return
		}
		value, end, err := start(dir)
		th.value, th.err = value, err
		if err == nil {
			p.atEnd(end)
		}
	})
	if th.err != nil {
		t.Fatalf("%s: %v", name, th.err)
	}
	return th.value.(T)
}

func (p *pool) thing(name string) (*thing, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, errors.New("testkit: a test is still running after Main ended")
	}
	if p.things == nil {
		p.things = map[string]*thing{}
	}
	if p.things[name] == nil {
		p.things[name] = &thing{}
	}
	return p.things[name], nil
}

// folder makes a folder that lives as long as the test binary.
func (p *pool) folder(name string) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.dir == nil {
		dir, err := newScratch(os.TempDir())
		if err != nil {
			return "", err
		}
		p.dir = dir
	}
	dir := filepath.Join(p.dir.path, name)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make a scratch folder: %w", err)
	}
	return dir, nil
}

func (p *pool) atEnd(end func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ends = append(p.ends, end)
}

// close ends everything, last started first.
func (p *pool) close() {
	p.mu.Lock()
	p.closed = true
	ends, dir := p.ends, p.dir
	p.mu.Unlock()
	for _, end := range slices.Backward(ends) {
		end()
	}
	if dir != nil {
		dir.remove()
	}
}
