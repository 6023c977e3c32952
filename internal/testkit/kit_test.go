//go:build unix

package testkit

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain also plays the child in tests that need a test binary that ends badly.
func TestMain(m *testing.M) {
	if os.Getenv("TESTKIT_CHILD") == "" {
		Main(m)
	}
	p, err := startProcess("sleep", exec.Command("sleep", "1000"))
	if err != nil {
		panic(err)
	}
	fmt.Fprintln(os.Stdout, "child", p.cmd.Process.Pid)
	panic("a test timed out")
}

func TestRun(t *testing.T) {
	got := Run(t, Command{Path: "sh", Args: []string{"-c", "cat; echo $WORD; echo bad >&2; exit 3"}, Stdin: "in ", Env: []string{"WORD=word"}})
	if want := (Result{3, "in word\n", "bad\n"}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestStartWaitKill(t *testing.T) {
	p := Start(t, Command{Path: "sh", Args: []string{"-c", "sleep 1000 & echo up $!; wait"}})
	p.WaitFor(t, "up", time.Minute)
	p.Kill(t)
	got := p.Wait(t, time.Minute)
	var grandchild int
	if _, err := fmt.Sscanf(got.Stdout, "up %d", &grandchild); err != nil || got.Code != -1 {
		t.Fatalf("after the kill: %+v, %v", got, err)
	}
	waitGone(t, grandchild)
	p.Kill(t) // a second time it does nothing
}

func TestSignalReachesTheProgram(t *testing.T) {
	p := Start(t, Command{Path: "sh", Args: []string{"-c", "trap 'echo drained; exit 0' TERM; echo up; while :; do sleep 0.01; done"}})
	p.WaitFor(t, "up", time.Minute)
	p.Signal(t, syscall.SIGTERM)
	if got := p.Wait(t, time.Minute); got.Code != 0 || got.Stdout != "up\ndrained\n" {
		t.Errorf("after the signal: %+v", got)
	}
}

func TestWaitForTellsWhatWasPrinted(t *testing.T) {
	ended, err := startProcess("sh", exec.Command("sh", "-c", "echo one >&2; exit 4"))
	if err != nil {
		t.Fatal(err)
	}
	if err := ended.waitFor("two", time.Minute); err == nil || !strings.Contains(err.Error(), "ended (exit status 4)") || !strings.Contains(err.Error(), "one") {
		t.Errorf("ended: %v", err)
	}
	hangs, err := startProcess("sh", exec.Command("sh", "-c", "echo one; sleep 1000"))
	if err != nil {
		t.Fatal(err)
	}
	if err := hangs.waitFor("one", time.Minute); err != nil {
		t.Error(err)
	}
	if err := hangs.waitFor("two", 10*time.Millisecond); err == nil || !strings.Contains(err.Error(), `did not print "two" within 10ms; its last lines:`+"\none") {
		t.Errorf("hangs: %v", err)
	}
	if err := hangs.kill(); err != nil {
		t.Error(err)
	}
}

func TestStopKillsWhatDoesNotStop(t *testing.T) {
	p, err := startProcess("stubborn", exec.Command("sh", "-c", "trap '' TERM; echo up; while :; do sleep 0.01; done"))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.waitFor("up", time.Minute); err != nil {
		t.Fatal(err)
	}
	if err := p.stop(10 * time.Millisecond); err == nil || !strings.Contains(err.Error(), "stubborn did not stop within 10ms") {
		t.Errorf("stop: %v", err)
	}
	<-p.done
}

func TestChildrenDieWithTheTestBinary(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	got := Run(t, Command{Path: self, Env: []string{"TESTKIT_CHILD=1"}})
	var pid int
	if _, err := fmt.Sscanf(got.Stdout, "child %d", &pid); err != nil || got.Code == 0 {
		t.Fatalf("%v: %+v", err, got)
	}
	waitGone(t, pid)
}

// waitGone waits until a process that nobody here is the parent of has ended.
func waitGone(t *testing.T, pid int) {
	t.Helper()
	deadline, tick := time.NewTimer(time.Minute), time.NewTicker(5*time.Millisecond)
	defer deadline.Stop()
	defer tick.Stop()
	for !isGone(pid) {
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("process %d lives on", pid)
		}
	}
}

// isGone reports whether a process has ended, waited for or not.
func isGone(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return true
	}
	_, behindName, _ := strings.Cut(string(stat), ") ")
	return strings.HasPrefix(behindName, "Z") || strings.HasPrefix(behindName, "X")
}

func TestPoolStartsOnce(t *testing.T) {
	var p pool
	starts, ends := 0, ""
	start := func(name string) func(string) (string, func(), error) {
		return func(dir string) (string, func(), error) {
			starts++
			return dir, func() { ends += name }, nil
		}
	}
	a := get(t, &p, "a", start("a"))
	if b := get(t, &p, "b", start("b")); filepath.Dir(a) != filepath.Dir(b) {
		t.Errorf("folders %s and %s are apart", a, b)
	}
	if again := get(t, &p, "a", start("a")); again != a || starts != 2 {
		t.Errorf("got %s after %d starts, want %s after 2", again, starts, a)
	}
	p.close()
	if ends != "ba" || exists(a) {
		t.Errorf("ended %q, want the last one first; folder there: %v", ends, exists(a))
	}
}

func TestSweepRemovesWhatADeadBinaryLeft(t *testing.T) {
	parent := t.TempDir()
	live, err := newScratch(parent)
	if err != nil {
		t.Fatal(err)
	}
	dead, err := newScratch(parent)
	if err != nil {
		t.Fatal(err)
	}
	if err := dead.lock.Close(); err != nil {
		t.Fatal(err)
	}
	young, err := newScratch(parent)
	if err != nil {
		t.Fatal(err)
	}
	if err := young.lock.Close(); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-time.Hour)
	for _, s := range []*scratch{live, dead} {
		if err := os.Chtimes(filepath.Join(s.path, ".alive"), old, old); err != nil {
			t.Fatal(err)
		}
	}
	sweep(parent)
	if !exists(live.path) || exists(dead.path) || !exists(young.path) {
		t.Errorf("there: live %v, dead %v, young %v", exists(live.path), exists(dead.path), exists(young.path))
	}
	live.remove()
	if exists(live.path) {
		t.Error("the folder is still there after remove")
	}
}

func TestFreePortsAreFreeAndDifferent(t *testing.T) {
	ports, err := freePorts(5)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[int]bool{}
	for _, port := range ports {
		if seen[port] || port < firstPort || port >= lastPort {
			t.Errorf("port %d in %v", port, ports)
		}
		seen[port] = true
	}
}

func TestWriteConfFillsEveryVariable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "b")
	if err := writeConf("kafka.properties", path, map[string]string{"DIR": "/d", "PORT": "1", "CONTROLLER": "2", "BEHIND": "3", "PROXY": "4"}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), "\nlog.dirs=/d/log\n") || strings.Contains(string(text), "${") {
		t.Errorf("%v\n%s", err, text)
	}
	defer func() {
		if recover() == nil {
			t.Error("a variable without a value is let through")
		}
	}()
	_ = writeConf("kafka.properties", path, nil)
}

func TestSmallDiskIsFullSoon(t *testing.T) {
	dir := SmallDisk(t, 1<<20)
	err := os.WriteFile(filepath.Join(dir, "big"), make([]byte, 2<<20), 0o600)
	if !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("2 MiB on a disk of 1 MiB: %v", err)
	}
}

func TestTail(t *testing.T) {
	if got := tail([]byte("a\nb\nc\n"), 2); got != "b\nc" {
		t.Errorf("tail = %q", got)
	}
}
