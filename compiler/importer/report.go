package importer

import (
	"fmt"
	"slices"
	"strings"
)

// Note says what became of an option.
type Note struct {
	// Kind is carried, differs (carried, with another answer in some case), todo (somebody
	// must say something), left (could not be carried over) or unknown.
	Kind    string `json:"kind"`
	File    string `json:"file"`
	Line    int    `json:"line,omitempty"`
	Option  string `json:"option"`
	Message string `json:"message"`
}

// The kinds of notes.
const (
	Carried = "carried"
	Differs = "differs"
	ToDo    = "todo"
	Left    = "left"
	Unknown = "unknown"
)

func (n Note) String() string {
	at := n.File
	if n.Line > 0 {
		at = fmt.Sprintf("%s:%d", n.File, n.Line)
	}
	return strings.TrimSuffix(fmt.Sprintf("%s: %s: %s: %s", at, n.Kind, n.Option, n.Message), ": ")
}

func (w *writer) note(c *Config, kind, option, message string, args ...any) {
	w.notes = append(w.notes, Note{Kind: kind, File: c.File, Line: c.line(option), Option: option, Message: fmt.Sprintf(message, args...)})
}

// rest notes what nobody asked for: known options that have no counterpart, and options
// that Connect does not know either and takes without a word.
func (w *writer) rest(c *Config, class class) {
	for _, o := range c.Options {
		if why, ok := class.why(o.Key); ok && !w.noted(c, o.Key) && !c.used[o.Key] {
			w.note(c, Left, o.Key, "%s", why)
		}
		if w.noted(c, o.Key) {
			continue
		}
		if c.used[o.Key] {
			w.note(c, Carried, o.Key, "")
			continue
		}
		message := "no option that is known here"
		if near, ok := class.near(o.Key); ok {
			message += ", did you mean " + near + "?"
		}
		w.note(c, Unknown, o.Key, "%s", message)
	}
}

func (w *writer) noted(c *Config, key string) bool {
	return slices.ContainsFunc(w.notes, func(n Note) bool { return n.File == c.File && n.Option == key })
}
