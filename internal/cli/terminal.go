package cli

import (
	"io"

	"golang.org/x/term"
)

// noTerminalWidth is the width for what is not a terminal.
const noTerminalWidth = 100

// fdOf returns the file descriptor behind w, if it is a file.
func fdOf(w io.Writer) (int, bool) {
	f, ok := w.(interface{ Fd() uintptr })
	if !ok {
		return 0, false
	}
	return int(f.Fd()), true
}

// IsTerminal reports whether w is a terminal.
func IsTerminal(w io.Writer) bool {
	fd, ok := fdOf(w)
	return ok && term.IsTerminal(fd)
}

// Width returns the number of columns of the terminal w, and 100 for anything
// else.
func Width(w io.Writer) int {
	if fd, ok := fdOf(w); ok {
		if width, _, err := term.GetSize(fd); err == nil && width > 0 {
			return width
		}
	}
	return noTerminalWidth
}
