package check

import (
	"fmt"
	"strings"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// didYouMean ends a headline with the nearest right name, if one is near.
func didYouMean(name string, names []string) string {
	if near, ok := diag.Nearest(name, names); ok {
		return fmt.Sprintf(", did you mean `%s`?", near)
	}
	return ""
}

// propose adds the fix that replaces a misspelt name by the nearest right one.
func propose(d *diag.Diagnostic, at diag.Span, name string, names []string) {
	if near, ok := diag.Nearest(name, names); ok {
		d.Fixes = append(d.Fixes, diag.Fix{
			Title: "`" + near + "`",
			Edits: []diag.Edit{{At: at, Text: near}},
		})
	}
}

// guess is propose for names whose choice decides what reaches a sink: fields,
// symbols, functions.
func guess(d *diag.Diagnostic, at diag.Span, name string, names []string) {
	n := len(d.Fixes)
	propose(d, at, name, names)
	for i := range d.Fixes[n:] {
		d.Fixes[n+i].Guess = true
	}
}

// listed returns the names as a sentence has them: `a`, `b` and `c`.
func listed(names []string) string {
	return joined(quoted(names), "and")
}

func quoted(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = "`" + n + "`"
	}
	return out
}

// joined returns "a, b and c".
func joined(parts []string, last string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	n := len(parts) - 1
	return strings.Join(parts[:n], ", ") + " " + last + " " + parts[n]
}

// label adds a second place, if there is one.
func label(d *diag.Diagnostic, at diag.Span, text string) {
	if !at.IsZero() {
		d.Labels = append(d.Labels, diag.Label{At: at, Text: text})
	}
}

// plural returns the word for n things.
func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// article returns the noun with its indefinite article.
func article(noun string) string {
	if strings.ContainsAny(noun[:1], "aeiouAEIO") {
		return "an " + noun
	}
	return "a " + noun
}
