package cli

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Lint returns what is wrong in the table of p: a command without a text or an
// example, an example that is no command line of it, a flag without a type or a text,
// help wider than 80 columns, a reference to a command that is not there. A test of
// each program wants it empty.
func Lint(p *Program) []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	for _, cmd := range p.all() {
		if cmd.Group == "" {
			continue
		}
		lintCommand(p, cmd, say)
	}
	lintWidth("help", programHelp(p, false), say)
	if p.Default != "" && lookup(p.Commands, p.Default) == nil {
		say("the default command %s is not there", quote(p.Default))
	}
	return out
}

func lintCommand(p *Program, cmd *Command, say func(string, ...any)) {
	if !isPhrase(cmd.Short) {
		say("%s: the short text %s is not a phrase without a full stop", cmd.Name, quote(cmd.Short))
	}
	if cmd.Example == "" {
		say("%s: no example", cmd.Name)
	} else {
		for _, line := range examples(p, cmd) {
			lintExample(p, cmd, line, say)
		}
	}
	if cmd.Run == nil {
		say("%s: does nothing", cmd.Name)
	}
	for _, name := range cmd.SeeAlso {
		if lookup(p.all(), name) == nil {
			say("%s: sees also %s, which is not there", cmd.Name, quote(name))
		}
	}
	for _, fl := range flagsOf(cmd) {
		if !isPhrase(fl.Doc) {
			say("%s: the text %s of flag %s is not a phrase without a full stop", cmd.Name, quote(fl.Doc), fl.Name)
		}
		if fl.Type == "" && !fl.isSwitch() {
			say("%s: flag %s has no type", cmd.Name, fl.Name)
		}
	}
	lintWidth(cmd.Name, commandHelp(p, cmd, flagsOf(cmd), false), say)
}

// lintExample parses an example.
func lintExample(p *Program, cmd *Command, line string, say func(string, ...any)) {
	words := strings.Fields(line)
	if len(words) == 0 || words[0] != p.Name {
		say("%s: the example %s does not begin with %s", cmd.Name, quote(line), p.Name)
		return
	}
	found, rest, err := p.find(words[1:])
	if err == nil && found.Name != cmd.Name {
		err = wrongUse("it is one of %s", found.Name)
	}
	if err == nil {
		ps := parser{flags: (&Context{colorMode: colorAuto}).declare(found, new(bool)), passOn: found.PassOn, words: rest}
		if err = ps.run(); err == nil {
			err = checkArgs(found, ps.args)
		}
	}
	if err != nil {
		say("%s: the example %s is none: %v", cmd.Name, quote(line), err)
	}
}

func lintWidth(name, help string, say func(string, ...any)) {
	for line := range strings.SplitSeq(help, "\n") {
		if utf8.RuneCountInString(line) > helpWidth {
			say("%s: help is wider than %d columns: %s", name, helpWidth, line)
		}
	}
}

// isPhrase reports whether s says something, without a full stop: it goes into
// lists and in front of brackets.
func isPhrase(s string) bool { return s != "" && !strings.HasSuffix(s, ".") }
