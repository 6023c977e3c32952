package testkit

import (
	"os"
	"syscall"
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
