package build

import "syscall"

// apart puts a process into a group of its own; it is asked to end where flowc is killed.
func apart() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
}
