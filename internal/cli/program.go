package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/internal/nearest"
)

// Program is a command line: a name and its commands.
type Program struct {
	Name     string // what the user types: flowc, load
	Short    string // one sentence, without a full stop
	Long     string // more, below the list of commands
	Version  string
	Commands []*Command
	// Default is the command that runs where none is named: `run` for a worker.
	// Without one, the help is shown.
	Default string
	// Stdin and LookupEnv replace those of the process, for tests.
	Stdin     io.Reader
	LookupEnv func(string) (string, bool)
}

// Run does what the command line args (without the program's name) says, and
// returns the exit code. A panic in the command is told as what it is, a bug, and
// gives [ExitFailure]: the exit code that Go would give means wrong use here.
func (p *Program) Run(ctx context.Context, args []string, stdout, stderr io.Writer) (code int) {
	c := &Context{Program: p, Stdout: stdout, Stderr: stderr, Stdin: p.Stdin, colorMode: colorAuto}
	if c.Stdin == nil {
		c.Stdin = os.Stdin
	}
	c.decideColor()
	defer func() {
		if v := recover(); v != nil {
			fmt.Fprintf(stderr, "%s: internal error: %v\n%s", p.Name, v, debug.Stack())
			code = ExitFailure
		}
	}()
	cmd, words, err := p.find(args)
	if err != nil {
		return c.Fail(err)
	}
	return c.run(ctx, cmd, words)
}

// run reads the flags of cmd and runs it.
func (c *Context) run(ctx context.Context, cmd *Command, words []string) int {
	c.Command = cmd
	help := false
	c.Flags = c.declare(cmd, &help)
	ps := parser{flags: c.Flags, passOn: cmd.PassOn, words: words}
	err := ps.run()
	c.Args, c.Rest = ps.args, ps.rest
	c.decideColor()
	if help { // whatever else is wrong
		return c.showHelp()
	}
	if err == nil {
		err = fromEnv(c.Flags, c.LookupEnv)
	}
	if err == nil {
		err = checkArgs(cmd, c.Args)
	}
	if err != nil {
		c.JSON = c.JSON || cmd.JSON && slices.Contains(words, "--json") // it may stand behind the mistake
		return c.Fail(err)
	}
	return cmd.Run(ctx, c)
}

// declare returns the flags of cmd and those that all commands have.
func (c *Context) declare(cmd *Command, help *bool) *Flags {
	flags := &Flags{}
	if cmd.Flags != nil {
		cmd.Flags(flags)
	}
	if cmd.JSON {
		flags.Bool(&c.JSON, "json", "print JSON, for programs")
	}
	flags.Enum(&c.colorMode, "color", colorModes, "when to use colours")
	flags.Bool(help, "help", "show this help").WithShort("h")
	return flags
}

func (c *Context) decideColor() {
	c.ColorOut = useColor(c.colorMode, c.LookupEnv, IsTerminal(c.Stdout))
	c.ColorErr = useColor(c.colorMode, c.LookupEnv, IsTerminal(c.Stderr))
}

// find returns the command that args name and the words behind its name.
func (p *Program) find(args []string) (*Command, []string, error) {
	if len(args) == 0 || strings.HasPrefix(args[0], "-") {
		return p.withoutName(args)
	}
	all := p.all()
	for n := min(len(args), maxNameWords); n > 0; n-- {
		if cmd := lookup(all, strings.Join(args[:n], " ")); cmd != nil {
			return cmd, args[n:], nil
		}
	}
	if below := p.below(args[0]); len(below) > 0 {
		return nil, nil, p.notBelow(args, below)
	}
	if near, ok := nearest.Word(args[0], p.listed()); ok {
		return nil, nil, wrongUse("no command %s, did you mean %s?", quote(args[0]), near)
	}
	return nil, nil, wrongUse("no command %s", quote(args[0]))
}

// maxNameWords is the depth of the tree of commands.
const maxNameWords = 2

// withoutName is a command line without a command.
func (p *Program) withoutName(args []string) (*Command, []string, error) {
	if len(args) > 0 && (args[0] == "--version" || args[0] == "-version") {
		return lookup(p.all(), "version"), args[1:], nil
	}
	if len(args) == 0 || args[0] == "-h" || args[0] == "-help" || args[0] == "--help" {
		if p.Default == "" || len(args) > 0 {
			return lookup(p.all(), "help"), nil, nil
		}
	}
	if p.Default == "" {
		return nil, nil, wrongUse("flag %s stands in front of the command", args[0])
	}
	return lookup(p.all(), p.Default), args, nil
}

// below returns the last words of the commands below word.
func (p *Program) below(word string) []string {
	var out []string
	for _, cmd := range p.Commands {
		if last, ok := strings.CutPrefix(cmd.Name, word+" "); ok {
			out = append(out, last)
		}
	}
	return out
}

func (p *Program) notBelow(args, below []string) error {
	if len(args) > 1 && !strings.HasPrefix(args[1], "-") {
		if near, ok := nearest.Word(args[1], below); ok {
			return wrongUse("no command %s, did you mean %s %s?", quote(args[0]+" "+args[1]), args[0], near)
		}
	}
	return wrongUse("%s needs one of %s", args[0], joinOr(below))
}

// all returns the commands with those that every program has.
func (p *Program) all() []*Command {
	out := slices.Clone(p.Commands)
	for _, cmd := range []*Command{helpCommand(), completionCommand(), versionCommand(), completeCommand()} {
		if lookup(out, cmd.Name) == nil {
			out = append(out, cmd)
		}
	}
	return out
}

// listed returns the names of the commands that the help lists.
func (p *Program) listed() []string {
	var out []string
	for _, cmd := range p.all() {
		if cmd.Group != "" {
			out = append(out, cmd.Name)
		}
	}
	return out
}

func (p *Program) lookupEnv(name string) (string, bool) {
	if p.LookupEnv != nil {
		return p.LookupEnv(name)
	}
	return os.LookupEnv(name)
}

func lookup(commands []*Command, name string) *Command {
	for _, cmd := range commands {
		if cmd.Name == name {
			return cmd
		}
	}
	return nil
}
