package cli

import (
	"strings"

	"github.com/flowc-lang/flowc/internal/nearest"
)

// parser reads the words behind a command's name. Package flag would stop at the
// first argument; here flags may stand before, between and after arguments.
type parser struct {
	flags  *Flags
	passOn bool
	words  []string
	args   []string
	rest   []string
}

func (p *parser) run() error {
	for len(p.words) > 0 {
		word := p.words[0]
		switch {
		case word == "--":
			p.end(p.words[1:])
		case len(word) > 1 && word[0] == '-':
			if err := p.flag(word); err != nil {
				return err
			}
		default: // an argument; "-" alone is the standard input
			p.args = append(p.args, word)
			p.words = p.words[1:]
			if p.passOn {
				p.end(p.words)
			}
		}
	}
	return nil
}

// end takes what is left as it is.
func (p *parser) end(words []string) {
	if p.passOn {
		p.rest = words
	} else {
		p.args = append(p.args, words...)
	}
	p.words = nil
}

// flag reads one flag and its value: --name, --name=value, --name value, and the
// same with one dash, as in package flag.
func (p *parser) flag(word string) error {
	name, value, hasValue := strings.Cut(strings.TrimPrefix(word[1:], "-"), "=")
	fl := p.flags.Lookup(name)
	if fl == nil {
		if p.passOn {
			p.end(p.words)
			return nil
		}
		return p.unknown(word, name)
	}
	p.words = p.words[1:]
	switch {
	case hasValue:
	case fl.isSwitch():
		value = "true"
	case len(p.words) == 0:
		return wrongUse("%s needs a value: %s", dashed(name), fl.Type)
	default:
		value, p.words = p.words[0], p.words[1:]
	}
	if err := fl.Set(value, "flag"); err != nil {
		return wrongUse("%v", err)
	}
	return nil
}

func (p *parser) unknown(word, name string) error {
	typed, _, _ := strings.Cut(word, "=")
	if near, ok := nearest.Word(dashed(name), p.flags.names()); ok {
		return wrongUse("unknown flag %s, did you mean %s?", typed, near)
	}
	return wrongUse("unknown flag %s", typed)
}

// fromEnv fills the flags that were not given from the variables they name. An
// empty variable counts as not there.
func fromEnv(flags *Flags, lookup func(string) (string, bool)) error {
	for _, fl := range flags.list {
		if fl.Env == "" || fl.Given() {
			continue
		}
		value, ok := lookup(fl.Env)
		if !ok || value == "" {
			continue
		}
		if err := fl.Set(value, "env "+fl.Env); err != nil {
			return wrongUse("environment variable %s: %v", fl.Env, err)
		}
	}
	return nil
}
