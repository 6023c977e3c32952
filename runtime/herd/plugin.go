package herd

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/flowc-lang/flowc/internal/nearest"
)

// Plugin is a compiled pipeline, of which there may be any number of connectors.
type Plugin struct {
	Class string // the name of the pipeline
	Type  string // source or sink, by where Kafka stands
	// Single is why there can be no second connector of it, empty where there can.
	Single string
	Keys   []Key // the params
	// Reads and Writes name what it takes from and gives to.
	Reads, Writes []string
}

// Key is a param, as a config has it.
type Key struct {
	Name     string
	Type     string // in Kafka's words: STRING, INT, LONG, DOUBLE, BOOLEAN, LIST, PASSWORD
	Doc      string
	Default  string
	Required bool // has neither a default nor a value of the worker
	// Check returns an error for a value that the param does not take.
	Check func(value string) error
}

// Hidden stands for the value of a secret; given back, it means the value of before.
const Hidden = "[hidden]"

// Secret reports whether the value is never shown.
func (k Key) Secret() bool { return k.Type == "PASSWORD" }

// common are the keys that every connector has.
func (p *Plugin) common() []Key {
	return []Key{
		{Name: KeyName, Type: "STRING", Doc: "Globally unique name to use for this connector.", Required: true, Check: CheckName},
		{Name: KeyClass, Type: "STRING", Doc: "The compiled pipeline that the connector is an instance of.", Required: true, Check: func(v string) error {
			if v != p.Class {
				return fmt.Errorf("it is %q and not %q", p.Class, v)
			}
			return nil
		}},
		{Name: KeyTasks, Type: "INT", Doc: "Maximum number of tasks to use for this connector; without it as many as the pipeline says.", Check: func(v string) error {
			if n, err := strconv.Atoi(v); err != nil || n < 1 || n > 1<<15 {
				return fmt.Errorf("it takes a whole number from 1 to %d", 1<<15)
			}
			return nil
		}},
	}
}

// All are the keys of a config, those that every connector has first.
func (p *Plugin) All() []Key { return append(p.common(), p.Keys...) }

// Problem is what is wrong with a key of a config.
type Problem struct{ Key, Message string }

// Validate returns what is wrong with a config, in the order of the keys.
func (p *Plugin) Validate(config map[string]string) []Problem {
	var wrong []Problem
	var known []string
	for _, k := range p.All() {
		known = append(known, k.Name)
		value, given := config[k.Name]
		if !given {
			if k.Required {
				wrong = append(wrong, Problem{k.Name, fmt.Sprintf("Missing required configuration %q which has no default value.", k.Name)})
			}
			continue
		}
		if err := k.Check(value); err != nil {
			shown := value
			if k.Secret() {
				shown = Hidden
			}
			wrong = append(wrong, Problem{k.Name, fmt.Sprintf("Invalid value %s for configuration %s: %v", shown, k.Name, err)})
		}
	}
	var strange []string
	for name := range config {
		if !slices.Contains(known, name) {
			strange = append(strange, name)
		}
	}
	slices.Sort(strange)
	for _, name := range strange {
		message := fmt.Sprintf("There is no configuration %q.", name)
		if near, ok := nearest.Word(name, known); ok {
			message = fmt.Sprintf("There is no configuration %q, did you mean %q?", name, near)
		}
		wrong = append(wrong, Problem{name, message})
	}
	return wrong
}

// Shown is a config without what is secret in it.
func (p *Plugin) Shown(config map[string]string) map[string]string {
	shown := map[string]string{}
	for name, value := range config {
		if p.secret(name) {
			value = Hidden
		}
		shown[name] = value
	}
	return shown
}

// Restore puts back what a shown config hides.
func (p *Plugin) Restore(config, before map[string]string) {
	for name, value := range config {
		if old, had := before[name]; had && value == Hidden && p.secret(name) {
			config[name] = old
		}
	}
}

func (p *Plugin) secret(name string) bool {
	return slices.ContainsFunc(p.Keys, func(k Key) bool { return k.Name == name && k.Secret() })
}
