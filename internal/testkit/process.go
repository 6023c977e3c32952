//go:build unix

package testkit

import (
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// process is a child in a process group of its own. It dies with the test binary,
// in whatever way that ends.
type process struct {
	name   string
	cmd    *exec.Cmd
	stdout capture
	stderr capture
	done   chan struct{} // closed when the child has ended and was waited for
	err    error         // of Wait; valid when done is closed
}

// pipeDelay bounds how long a grandchild that holds the pipes can hold up Wait.
const pipeDelay = 5 * time.Second

// startProcess starts cmd.
//
// On Linux the kernel kills the child when the thread that started it ends, so
// that thread does nothing else until the child has ended.
func startProcess(name string, cmd *exec.Cmd) (*process, error) {
	p := &process{name: name, cmd: cmd, done: make(chan struct{})}
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = &p.stdout, &p.stderr, pipeDelay
	cmd.SysProcAttr = childAttributes()
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			p.err = cmd.Wait()
			close(p.done)
		}
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	return p, nil
}

// waitFor waits until text is printed to either stream.
func (p *process) waitFor(text string, within time.Duration) error {
	deadline := time.NewTimer(within)
	defer deadline.Stop()
	for {
		inOut, moreOut := p.stdout.look(text)
		inErr, moreErr := p.stderr.look(text)
		if inOut || inErr {
			return nil
		}
		select {
		case <-moreOut:
		case <-moreErr:
		case <-p.done:
			return p.ended(text)
		case <-deadline.C:
			return fmt.Errorf("%s did not print %q within %s; its last lines:\n%s", p.name, text, within, p.lastLines())
		}
	}
}

// ended is the answer for a child that ended: what it printed last may have come
// together with its end.
func (p *process) ended(text string) error {
	inOut, _ := p.stdout.look(text)
	inErr, _ := p.stderr.look(text)
	if inOut || inErr {
		return nil
	}
	return fmt.Errorf("%s ended (%v) and did not print %q; its last lines:\n%s", p.name, p.cmd.ProcessState, text, p.lastLines())
}

func (p *process) lastLines() string {
	return tail([]byte(p.stdout.String()), 15) + "\n" + tail([]byte(p.stderr.String()), 15)
}

// signal sends sig to the group. A child that has ended is left alone: its
// number may belong to somebody else.
func (p *process) signal(sig syscall.Signal) error {
	select {
	case <-p.done:
		return nil
	default:
	}
	err := syscall.Kill(-p.cmd.Process.Pid, sig)
	if err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("signal %s: %w", p.name, err)
	}
	return nil
}

// kill ends the child as a power cut would.
func (p *process) kill() error {
	if err := p.signal(syscall.SIGKILL); err != nil {
		return err
	}
	<-p.done
	return nil
}

// stop asks the child to end, and kills it when it has not after grace.
func (p *process) stop(grace time.Duration) error {
	if err := p.signal(syscall.SIGTERM); err != nil {
		return err
	}
	if p.endsWithin(grace) {
		return nil
	}
	if err := p.kill(); err != nil {
		return err
	}
	return fmt.Errorf("%s did not stop within %s and was killed; its last lines:\n%s", p.name, grace, p.lastLines())
}

// endsWithin reports whether the child ends in that time.
func (p *process) endsWithin(d time.Duration) bool {
	deadline := time.NewTimer(d)
	defer deadline.Stop()
	select {
	case <-p.done:
		return true
	case <-deadline.C:
		return false
	}
}
