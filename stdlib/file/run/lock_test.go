//go:build unix

package run

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
)

// actAsWriter names the variable that makes the test binary another process that
// writes the file of that path, until its input ends.
const actAsWriter = "FLOWC_TEST_WRITER"

func TestMain(m *testing.M) {
	if path := os.Getenv(actAsWriter); path != "" {
		os.Exit(holdFile(path))
	}
	os.Exit(m.Run())
}

func holdFile(path string) int {
	f, err := osDisk{}.open(path)
	if err != nil {
		return 1
	}
	defer func() { _ = f.Close() }()
	_, _ = os.Stdout.WriteString("locked\n")
	_, _ = bufio.NewReader(os.Stdin).ReadByte()
	return 0
}

// lockElsewhere starts a process that has the file at path locked until the function
// that is returned is called.
func lockElsewhere(t *testing.T, path string) (pid int, release func()) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), actAsWriter+"="+path)
	in, inErr := cmd.StdinPipe()
	out, outErr := cmd.StdoutPipe()
	if err := errors.Join(inErr, outErr, cmd.Start()); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "locked\n" {
		t.Fatalf("the other process said %q, %v", line, err)
	}
	return cmd.Process.Pid, func() {
		if err := errors.Join(in.Close(), cmd.Wait()); err != nil {
			t.Error(err)
		}
	}
}

// TestSinkTwoTasks: the lock of another sink of this process stays, so there is
// nothing to wait for, even while a source reads the file.
func TestSinkTwoTasks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	first := openSink(t, SinkConfig{Path: path, End: "\n"})
	second := NewSink(SinkConfig{Path: path, End: "\n"})
	err := second.Open(t.Context(), sinkHost())
	if err == nil || connector.CanRetry(err) || !strings.Contains(err.Error(), "two sinks or tasks of this worker write this file") {
		t.Fatalf("open: %v", err)
	}
	if err := first.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(second.Open(t.Context(), sinkHost()), write(second, batch("a")), second.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
}

// TestSinkTwoProcesses: another process may be a worker that is being replaced, so
// its file is waited for, but not for ever.
func TestSinkTwoProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	pid, release := lockElsewhere(t, path)
	reader, err := os.Open(path) // a source of this process does not make the lock ours
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = reader.Close() }()
	s := NewSink(SinkConfig{Path: path, End: "\n"})
	synctest.Test(t, func(t *testing.T) {
		if err := s.Open(t.Context(), sinkHost()); !connector.CanRetry(err) {
			t.Errorf("at first: %v", err)
		}
		<-time.After(lockPatience - time.Second)
		if err := s.Open(t.Context(), sinkHost()); !connector.CanRetry(err) {
			t.Errorf("within its patience: %v", err)
		}
		<-time.After(time.Second)
		err := s.Open(t.Context(), sinkHost())
		if err == nil || connector.CanRetry(err) || !strings.Contains(err.Error(), "writes this file: give each") {
			t.Errorf("after its patience: %v", err)
		}
		t.Logf("process %d: %v", pid, err)
	})
	release()
	if err := errors.Join(s.Open(t.Context(), sinkHost()), write(s, batch("a")), s.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
}
