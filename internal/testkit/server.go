//go:build unix

package testkit

import (
	"embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

//go:embed conf
var conf embed.FS

const (
	startWithin = 2 * time.Minute // far more than it takes: machines are loaded
	stopWithin  = 30 * time.Second
)

// server is a server process that can be started again on the same data.
type server struct {
	name    string
	addr    string // host:port of the clients' listener
	ready   string // what it prints when it is ready
	command func() *exec.Cmd
	proc    *process
}

// start starts the server and waits until it is ready.
func (s *server) start() error {
	proc, err := startProcess(s.name, s.command())
	if err != nil {
		return err
	}
	s.proc = proc
	if err = proc.waitFor(s.ready, startWithin); err == nil {
		err = accepts(s.addr)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("start %s: %w", s.name, err), proc.kill())
	}
	return nil
}

// end stops the server when the test binary ends. Its data is thrown away, so
// there is no reason to wait for a clean stop.
func (s *server) end() {
	if err := s.proc.kill(); err != nil {
		fmt.Fprintln(os.Stderr, "testkit:", err)
	}
}

// Stop ends the server in good order.
func (s *server) Stop(t testing.TB) {
	t.Helper()
	if err := s.proc.stop(stopWithin); err != nil {
		t.Fatal(err)
	}
}

// Kill ends the server as a power cut would.
func (s *server) Kill(t testing.TB) {
	t.Helper()
	if err := s.proc.kill(); err != nil {
		t.Fatal(err)
	}
}

// Restart starts the server again, on the same port and the same data; one that
// runs is stopped first. A test that stops a shared server restarts it.
func (s *server) Restart(t testing.TB) {
	t.Helper()
	s.Stop(t)
	if err := s.start(); err != nil {
		t.Fatal(err)
	}
}

// writeConf writes the embedded file conf/FROM to a path, with ${NAME} replaced.
func writeConf(from, to string, values map[string]string) error {
	text, err := conf.ReadFile("conf/" + from)
	if err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	filled := os.Expand(string(text), func(name string) string {
		value, ok := values[name]
		if !ok {
			panic("testkit: conf/" + from + " has a variable without a value: " + name)
		}
		return value
	})
	if err := os.WriteFile(to, []byte(filled), 0o600); err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	return nil
}
