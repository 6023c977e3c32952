// Package cli is the command line that flowc and the workers it builds share:
// a table of commands over the flags of package flag.
//
// It fixes what people and scripts lean on, in one place: the exit codes, what
// goes to which stream, the one line that wrong use gets, the layout of the
// help, completion, and the generated manual page. What it leaves out, it leaves
// out because a worker links it: no templates, no reflection beyond package flag
// and encoding/json, both of which a worker has anyway.
package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Exit codes. They are part of what flowc and workers promise.
const (
	// ExitOK means that what was asked for is done.
	ExitOK = 0
	// ExitMistakes means that the input has mistakes: a failed check or test, a
	// worker stopped by its error policy.
	ExitMistakes = 1
	// ExitUsage means wrong use: an unknown flag, a bad value.
	ExitUsage = 2
	// ExitFailure means that the program could not work: network, disk, a bug.
	ExitFailure = 3
	// ExitInterrupted is for the second signal, which does not wait for anything.
	ExitInterrupted = 130
)

// Command is one verb of a program.
type Command struct {
	// Name is one word, or several for a command below another: `offsets reset`.
	Name string
	// Args says what may follow, and how often: `PATH`, `[PATH...]`, `CODE [FILE]`.
	// The parser counts by it, so help and behaviour cannot differ.
	Args string
	// Short is one sentence for the list of commands, without a full stop.
	Short string
	// Long is what else there is to know; paragraphs are separated by blank lines.
	Long string
	// Example is one or more command lines that work.
	Example string
	// Exit tells what the exit codes mean here, where it is special.
	Exit string
	// SeeAlso names related commands, without the program's name.
	SeeAlso []string
	// Group is the heading in the list of commands; without one it is not listed.
	Group string
	// JSON adds the flag --json, which Context.JSON tells.
	JSON bool
	// PassOn ends the reading of flags at the first argument, or at the first flag
	// that the command does not have. What follows is left in Context.Rest.
	PassOn bool
	// Flags sets the variables of the flags to their defaults and declares them; nil
	// means none. It is called once for each command line, and for each help.
	Flags func(*Flags)
	// Complete proposes arguments that start with prefix; nil leaves it to the
	// shell, which proposes files.
	Complete func(c *Context, prefix string) []string
	// Run does the work and returns the exit code.
	Run func(ctx context.Context, c *Context) int
}

// Context is what a command gets from the command line.
type Context struct {
	Program *Program
	Command *Command
	Args    []string
	Rest    []string // what PassOn left
	Flags   *Flags

	Stdin  io.Reader
	Stdout io.Writer // what was asked for, and nothing else
	Stderr io.Writer // progress, messages
	JSON   bool
	// ColorOut and ColorErr say whether to colour what goes to Stdout and Stderr.
	ColorOut, ColorErr bool

	colorMode string
}

// LookupEnv reads the environment of the program.
func (c *Context) LookupEnv(name string) (string, bool) { return c.Program.lookupEnv(name) }

// Name is what the user typed to come here: `flowc check`.
func (c *Context) Name() string {
	if c.Command == nil || c.Command.Name == c.Program.Default {
		return c.Program.Name
	}
	return c.Program.Name + " " + c.Command.Name
}

// WrongUse tells in one line what is wrong with the command line and where to
// read on, and returns [ExitUsage].
func (c *Context) WrongUse(format string, args ...any) int {
	help := c.Program.Name + " help"
	if c.Command != nil && c.Command.Name != c.Program.Default {
		help += " " + c.Command.Name
	}
	c.say(fmt.Sprintf(format, args...), help)
	return ExitUsage
}

// Fail tells why the program could not work, and returns [ExitFailure]. Where
// err is a [UsageError] it is told as wrong use, with [ExitUsage].
func (c *Context) Fail(err error) int {
	var usage *UsageError
	if errors.As(err, &usage) {
		return c.WrongUse("%s", usage.Message)
	}
	c.say(err.Error(), "")
	return ExitFailure
}

// say writes a message to Stderr, as JSON where JSON was asked for.
func (c *Context) say(message, help string) {
	if c.JSON {
		_ = writeJSON(c.Stderr, struct {
			V     int    `json:"v"`
			Error string `json:"error"`
			Help  string `json:"help,omitempty"`
		}{1, message, help})
		return
	}
	line := Bold(c.ColorErr, c.Name()+":") + " " + message
	if help != "" {
		line += " (" + help + ")"
	}
	fmt.Fprintln(c.Stderr, line)
}

// WriteJSON writes v to Stdout as one line. By the contract of --json v has a
// field "v" that is 1.
func (c *Context) WriteJSON(v any) error { return writeJSON(c.Stdout, v) }

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// UsageError is a mistake in the command line.
type UsageError struct {
	Message string
}

func (e *UsageError) Error() string { return e.Message }

func wrongUse(format string, args ...any) error {
	return &UsageError{fmt.Sprintf(format, args...)}
}
