package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// shells are the scripts that make a shell ask `NAME __complete WORDS...`, where
// the last word is the one being typed. Where nothing comes back, the shell
// proposes files.
var shells = map[string]string{
	"bash": `# put into ~/.bashrc:  source <(NAME completion bash)
_NAME() {
  local IFS=$'\n'
  COMPREPLY=($(NAME __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _NAME NAME
`,
	"zsh": `#compdef NAME
# put into ~/.zshrc, below compinit:  source <(NAME completion zsh)
_NAME() {
  local -a found
  found=("${(@f)$(NAME __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "$found" ]]; then compadd -- $found; else _files; fi
}
compdef _NAME NAME
`,
	"fish": `# put into ~/.config/fish/completions/NAME.fish:  NAME completion fish
function __complete_NAME
  set -l words (commandline -opc) (commandline -ct)
  NAME __complete $words[2..-1] 2>/dev/null
end
complete -c NAME -a '(__complete_NAME)'
`,
}

var shellNames = []string{"bash", "zsh", "fish"}

func completionCommand() *Command {
	return &Command{
		Name:     "completion",
		Args:     "bash|zsh|fish",
		Short:    "print the completion script of a shell",
		Group:    groupTools,
		Example:  "$ completion bash",
		Complete: func(*Context, string) []string { return shellNames },
		Run: func(_ context.Context, c *Context) int {
			script, ok := shells[c.Args[0]]
			if !ok {
				return c.WrongUse("no script for %s, only for %s", quote(c.Args[0]), joinOr(shellNames))
			}
			fmt.Fprint(c.Stdout, strings.ReplaceAll(script, "NAME", c.Program.Name))
			return ExitOK
		},
	}
}

// completeCommand is what the scripts of [completionCommand] call.
func completeCommand() *Command {
	return &Command{
		Name:   "__complete",
		PassOn: true,
		Args:   "[WORD...]",
		Run: func(_ context.Context, c *Context) int {
			words := append(c.Args, c.Rest...)
			for _, word := range c.Program.complete(c, words) {
				fmt.Fprintln(c.Stdout, word)
			}
			return ExitOK
		},
	}
}

// complete returns what the last of words can become.
func (p *Program) complete(c *Context, words []string) []string {
	typed := ""
	if n := len(words); n > 0 {
		words, typed = words[:n-1], words[n-1]
	}
	var out []string
	cmd, behind, err := p.find(words)
	if len(words) == 0 || err != nil {
		out = p.nextWords(words)
		if p.Default == "" || len(words) > 0 || !strings.HasPrefix(typed, "-") {
			return startingWith(out, typed)
		}
		cmd, behind = lookup(p.all(), p.Default), nil
	}
	return startingWith(c.completeIn(cmd, behind, typed), typed)
}

// nextWords returns the words that go on from words towards a command's name.
func (p *Program) nextWords(words []string) []string {
	var out []string
	prefix := strings.Join(append(slices.Clone(words), ""), " ")
	for _, name := range p.listed() {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			word, _, _ := strings.Cut(rest, " ")
			if !slices.Contains(out, word) {
				out = append(out, word)
			}
		}
	}
	return out
}

// completeIn returns what may stand behind the words of a command line of cmd:
// the values of the flag in front, flags where a dash is typed, else arguments.
func (c *Context) completeIn(cmd *Command, behind []string, typed string) []string {
	flags := c.declare(cmd, new(bool))
	if n := len(behind); n > 0 && strings.HasPrefix(behind[n-1], "-") {
		if fl := flags.Lookup(strings.TrimLeft(behind[n-1], "-")); fl != nil && !fl.isSwitch() {
			return fl.Values
		}
	}
	if name, _, ok := strings.Cut(typed, "="); ok && strings.HasPrefix(typed, "-") {
		return flagValues(flags, name)
	}
	if strings.HasPrefix(typed, "-") {
		return flags.names()
	}
	if cmd.Complete == nil {
		return nil
	}
	ps := parser{flags: flags, passOn: cmd.PassOn, words: behind}
	if ps.run() != nil {
		return nil
	}
	at := Context{Program: c.Program, Command: cmd, Args: ps.args, Rest: ps.rest, Flags: flags}
	return cmd.Complete(&at, typed)
}

// flagValues returns `--format=json` and its like.
func flagValues(flags *Flags, name string) []string {
	var out []string
	if fl := flags.Lookup(strings.TrimLeft(name, "-")); fl != nil {
		for _, v := range fl.Values {
			out = append(out, name+"="+v)
		}
	}
	return out
}

func startingWith(words []string, prefix string) []string {
	var out []string
	for _, w := range words {
		if strings.HasPrefix(w, prefix) {
			out = append(out, w)
		}
	}
	return out
}
