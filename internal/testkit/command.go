//go:build unix

package testkit

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Command is a program to run.
type Command struct {
	Path    string
	Args    []string
	Dir     string
	Env     []string // NAME=value, on top of the test's own environment
	Stdin   string
	Timeout time.Duration // of Run; a minute if zero
}

// Result is what a program that has ended left.
type Result struct {
	Code           int // -1 where a signal ended it
	Stdout, Stderr string
}

// Process is a running program. It is killed at the end of its test.
type Process struct {
	p *process
}

const (
	defaultTimeout = time.Minute
	dumpTime       = 2 * time.Second
)

// Run runs a program to its end. One that takes too long fails the test, with
// what it printed; a Go program then prints its goroutines first.
func Run(t testing.TB, cmd Command) Result {
	t.Helper()
	if cmd.Timeout == 0 {
		cmd.Timeout = defaultTimeout
	}
	return Start(t, cmd).Wait(t, cmd.Timeout)
}

// Start starts a program.
func Start(t testing.TB, cmd Command) *Process {
	t.Helper()
	c := exec.Command(cmd.Path, cmd.Args...)
	c.Dir, c.Env = cmd.Dir, append(os.Environ(), cmd.Env...)
	c.Stdin = strings.NewReader(cmd.Stdin)
	p, err := startProcess(filepath.Base(cmd.Path), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.kill(); err != nil {
			t.Error(err)
		}
	})
	return &Process{p}
}

// Wait waits until the program has ended, and fails the test if it does not.
func (p *Process) Wait(t testing.TB, within time.Duration) Result {
	t.Helper()
	if !p.p.endsWithin(within) {
		_ = p.p.signal(syscall.SIGQUIT)
		p.p.endsWithin(dumpTime)
		t.Fatalf("%s did not end within %s; it printed:\n%s\n%s", p.p.name, within, p.Stdout(), p.Stderr())
	}
	return Result{p.p.cmd.ProcessState.ExitCode(), p.Stdout(), p.Stderr()}
}

// WaitFor waits until the program has printed text to either stream, and fails
// the test if it does not.
func (p *Process) WaitFor(t testing.TB, text string, within time.Duration) {
	t.Helper()
	if err := p.p.waitFor(text, within); err != nil {
		t.Fatal(err)
	}
}

// Signal sends a signal to the program and all that it started.
func (p *Process) Signal(t testing.TB, sig syscall.Signal) {
	t.Helper()
	if err := p.p.signal(sig); err != nil {
		t.Fatal(err)
	}
}

// Kill ends the program as a power cut would, and waits until it is gone.
func (p *Process) Kill(t testing.TB) {
	t.Helper()
	if err := p.p.kill(); err != nil {
		t.Fatal(err)
	}
}

// Ended reports whether the program has ended.
func (p *Process) Ended() bool {
	select {
	case <-p.p.done:
		return true
	default:
		return false
	}
}

// Stdout returns what was printed so far.
func (p *Process) Stdout() string { return p.p.stdout.String() }

// Stderr returns what was printed so far.
func (p *Process) Stderr() string { return p.p.stderr.String() }

// Usage is what a program that was waited for has cost: the CPU time of user and
// system, and the most memory that it had, in bytes.
func (p *Process) Usage() (cpu time.Duration, peakRSS int64) {
	s := p.p.cmd.ProcessState
	return s.UserTime() + s.SystemTime(), maxRSS(s)
}
