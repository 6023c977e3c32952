//go:build unix && !linux

package testkit

import (
	"os"
	"syscall"
)

// childAttributes puts the child into a group of its own.
func childAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}

// maxRSS is not known: each system counts it in its own unit.
func maxRSS(*os.ProcessState) int64 { return 0 }
