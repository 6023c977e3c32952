package run

import (
	"fmt"
	"os"
)

// lockedError is why a file is not written: two writers would cut off each other's
// records.
type lockedError struct {
	pid int // of the process that writes it, 0 where not known
}

func (e *lockedError) Error() string {
	switch e.pid {
	case 0:
		return "another worker or sink writes this file: give each a path of its own"
	case os.Getpid():
		return "two sinks or tasks of this worker write this file: give each a path of its own"
	}
	return fmt.Sprintf("process %d writes this file: give each worker a path of its own", e.pid)
}
