package cli

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"
)

// helpWidth is the width that help is laid out for, on every terminal.
const helpWidth = 80

func helpCommand() *Command {
	return &Command{
		Name:    "help",
		Args:    "[COMMAND...]",
		Short:   "show what there is, or how to use a command",
		Group:   groupTools,
		Example: "$ help",
		Complete: func(c *Context, _ string) []string {
			if len(c.Args) > 0 {
				return nil
			}
			return c.Program.listed()
		},
		Run: func(_ context.Context, c *Context) int {
			if len(c.Args) == 0 {
				fmt.Fprint(c.Stdout, programHelp(c.Program, c.ColorOut))
				return ExitOK
			}
			cmd, rest, err := c.Program.find(c.Args)
			if err != nil {
				return c.Fail(err)
			}
			if len(rest) > 0 {
				return c.WrongUse("no command %s", quote(strings.Join(c.Args, " ")))
			}
			fmt.Fprint(c.Stdout, commandHelp(c.Program, cmd, flagsOf(cmd), c.ColorOut))
			return ExitOK
		},
	}
}

// groupTools is the heading of the commands that every program has.
const groupTools = "tools"

// showHelp answers --help. It shows the flags that were declared before the
// command line was read: later their variables are no longer the defaults.
func (c *Context) showHelp() int {
	text := commandHelp(c.Program, c.Command, c.Flags.All(), c.ColorOut)
	fmt.Fprint(c.Stdout, text)
	return ExitOK
}

// page is a help text under construction.
type page struct {
	strings.Builder
	color bool
}

func (pg *page) heading(text string) {
	if pg.Len() > 0 {
		pg.WriteByte('\n')
	}
	pg.WriteString(Bold(pg.color, text) + "\n")
}

// row is a term and what it means, in two columns. A term too long for its
// column has a line of its own.
func (pg *page) row(term, text string, column int) {
	lines := wrap(text, helpWidth-column)
	pad := column - 2 - utf8.RuneCountInString(term)
	if pad < 2 {
		pg.WriteString("  " + term + "\n")
		pg.WriteString(strings.Repeat(" ", column))
	} else {
		pg.WriteString("  " + term + strings.Repeat(" ", pad))
	}
	pg.WriteString(strings.Join(lines, "\n"+strings.Repeat(" ", column)) + "\n")
}

// text is free text, wrapped by paragraphs.
func (pg *page) text(s string) {
	for para := range strings.SplitSeq(strings.TrimSpace(s), "\n\n") {
		pg.WriteString("\n" + strings.Join(wrap(para, helpWidth), "\n") + "\n")
	}
}

func programHelp(p *Program, color bool) string {
	pg := &page{color: color}
	pg.WriteString(Bold(color, p.Name) + ": " + p.Short + "\n\n" + usageLine(p, nil) + "\n")
	for _, g := range groups(p) {
		pg.heading(g.name)
		for _, cmd := range g.commands {
			pg.row(cmd.Name, cmd.Short, column(g.commands))
		}
	}
	if cmd := lookup(p.Commands, p.Default); cmd != nil {
		pg.heading("flags of " + cmd.Name)
		pg.flagRows(flagsOf(cmd))
	}
	if p.Long != "" {
		pg.text(p.Long)
	}
	pg.text(p.Name + " help COMMAND tells more. Exit codes: " + exitCodes)
	return pg.String()
}

const exitCodes = "0 done, 1 the input has mistakes, 2 wrong use, 3 could not work."

func commandHelp(p *Program, cmd *Command, flags []*Flag, color bool) string {
	pg := &page{color: color}
	pg.WriteString(Bold(color, p.Name+" "+cmd.Name) + ": " + cmd.Short + "\n\n" + usageLine(p, cmd) + "\n")
	if cmd.Long != "" {
		pg.text(cmd.Long)
	}
	pg.heading("flags")
	pg.flagRows(flags)
	if cmd.Example != "" {
		pg.heading("example")
		for _, line := range examples(p, cmd) {
			pg.WriteString("  " + line + "\n")
		}
	}
	if cmd.Exit != "" {
		pg.text("Exit codes: " + cmd.Exit)
	}
	if len(cmd.SeeAlso) > 0 {
		pg.text("See also: " + p.Name + " help " + strings.Join(cmd.SeeAlso, ", "+p.Name+" help "))
	}
	return pg.String()
}

// usageLine is how to call cmd, or the program where cmd is nil.
func usageLine(p *Program, cmd *Command) string {
	switch {
	case cmd == nil && p.Default != "":
		return "usage: " + p.Name + " [COMMAND] [flags]"
	case cmd == nil:
		return "usage: " + p.Name + " COMMAND [flags]"
	}
	name := cmd.Name
	if name == p.Default {
		name = "[" + name + "]"
	}
	line := "usage: " + p.Name + " " + name + " [flags]"
	if cmd.Args != "" {
		line += " " + cmd.Args
	}
	return line
}

// examples returns the command lines of cmd's example: `$` at the start of one
// stands for the program.
func examples(p *Program, cmd *Command) []string {
	var out []string
	for line := range strings.SplitSeq(strings.TrimSpace(cmd.Example), "\n") {
		line = strings.TrimSpace(line)
		if rest, ok := strings.CutPrefix(line, "$ "); ok {
			line = p.Name + " " + rest
		}
		out = append(out, line)
	}
	return out
}

// flagsOf returns the flags of cmd as its help shows them.
func flagsOf(cmd *Command) []*Flag {
	c := Context{colorMode: colorAuto}
	return c.declare(cmd, new(bool)).All()
}

const flagColumn = 28

func (pg *page) flagRows(flags []*Flag) {
	for _, fl := range flags {
		pg.row(flagTerm(fl), flagText(fl), flagColumn)
	}
}

// flagTerm is `-o, --output FILE`.
func flagTerm(fl *Flag) string {
	term := dashed(fl.Name)
	if fl.Short != "" {
		term = dashed(fl.Short) + ", " + term
	}
	if fl.Type != "" {
		term += " " + fl.Type
	}
	return term
}

// flagText is what the flag does, with its default and variable.
func flagText(fl *Flag) string {
	var notes []string
	if fl.Default != "" {
		notes = append(notes, "default "+fl.Default)
	}
	if fl.Env != "" {
		notes = append(notes, "env "+fl.Env)
	}
	if len(notes) == 0 {
		return fl.Doc
	}
	return fl.Doc + " (" + strings.Join(notes, ", ") + ")"
}

type group struct {
	name     string
	commands []*Command
}

// groups returns the listed commands by group, in the order of the table.
func groups(p *Program) []group {
	var out []group
next:
	for _, cmd := range p.all() {
		if cmd.Group == "" {
			continue
		}
		for i := range out {
			if out[i].name == cmd.Group {
				out[i].commands = append(out[i].commands, cmd)
				continue next
			}
		}
		out = append(out, group{cmd.Group, []*Command{cmd}})
	}
	return out
}

// column is where the texts beside the names of commands begin.
func column(commands []*Command) int {
	widest := 0
	for _, cmd := range commands {
		widest = max(widest, utf8.RuneCountInString(cmd.Name))
	}
	return max(widest+4, 14)
}

// wrap breaks s at spaces into lines of at most width runes; a longer word stays
// whole.
func wrap(s string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(s) {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width:
			lines, line = append(lines, line), word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}
