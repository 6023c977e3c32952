//go:build !unix

package run

import (
	"errors"
	"os"
)

// errLocked is why a file is not written: two writers would cut off each other's
// records.
var errLocked = errors.New("another worker or sink writes this file")

// lock does nothing: this system has no advisory locks. Two writers of one file go
// unnoticed.
func lock(*os.File) error { return nil }
