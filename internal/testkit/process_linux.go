package testkit

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// childAttributes puts the child into a group of its own and has the kernel kill
// it when the thread that started it is gone.
func childAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// maxRSS is how many bytes of memory a child that has ended had at most.
func maxRSS(s *os.ProcessState) int64 {
	u, ok := s.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return u.Maxrss << 10 // Linux counts in KiB
}

// Memory is what of the running program is in memory, in bytes, and the most that was.
func (p *Process) Memory(t testing.TB) (now, peak int64) {
	t.Helper()
	for line := range strings.Lines(string(p.proc(t, "status"))) {
		var kib int64
		if _, err := fmt.Sscanf(line, "VmRSS: %d kB", &kib); err == nil {
			now = kib << 10
		}
		if _, err := fmt.Sscanf(line, "VmHWM: %d kB", &kib); err == nil {
			peak = kib << 10
		}
	}
	if now == 0 || peak == 0 {
		t.Fatalf("/proc tells no memory of %s", p.p.name)
	}
	return now, peak
}

// clockTick is the unit of CPU times in /proc on every Linux that Go runs on.
const clockTick = 10 * time.Millisecond

// CPU is the CPU time of the running program so far, user and system.
func (p *Process) CPU(t testing.TB) time.Duration {
	t.Helper()
	text := string(p.proc(t, "stat"))
	fields := strings.Fields(text[strings.LastIndexByte(text, ')')+1:])
	var ticks int64
	for _, field := range fields[11:13] { // utime and stime
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			t.Fatalf("/proc: %v", err)
		}
		ticks += n
	}
	return time.Duration(ticks) * clockTick
}

func (p *Process) proc(t testing.TB, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", p.p.cmd.Process.Pid, file))
	if err != nil {
		t.Fatal(err)
	}
	return text
}
