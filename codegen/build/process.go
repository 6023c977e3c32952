package build

import (
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"syscall"
)

// Process is a worker that runs beside flowc. It is not in flowc's group of processes:
// a Ctrl-C at the terminal reaches flowc alone, which says what becomes of the worker.
type Process struct {
	cmd  *exec.Cmd
	done chan struct{}
}

// Start starts a program that writes to out and said.
func Start(program string, args []string, out, said io.Writer) (*Process, error) {
	cmd := exec.Command(program, args...)
	cmd.Stdout, cmd.Stderr = out, said
	cmd.SysProcAttr = apart()
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", filepath.Base(program), err)
	}
	p := &Process{cmd: cmd, done: make(chan struct{})}
	go func() {
		defer close(p.done)
		_ = cmd.Wait() // the code says it
	}()
	return p, nil
}

// Done is closed when the process has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Code is the exit code of a process that has ended, below zero where a signal ended it.
func (p *Process) Code() int { return p.cmd.ProcessState.ExitCode() }

// Stop asks the process to end in good order. It does not wait for that.
func (p *Process) Stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // one that has ended needs no signal
}
