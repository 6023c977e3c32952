package dsl

import (
	"regexp"
	"slices"
)

// Words are the words of the language, for editors: none is reserved, each means
// something in its place only.
type Words struct {
	Declarations []string // that start one
	Stages       []string // that start a stage or a setting of a pipeline
	Others       []string // within items and expressions
}

// literal is a word in the grammar.
var literal = regexp.MustCompile(`"([a-z]+)"`)

// LanguageWords returns the words that the grammar knows, each list sorted.
func LanguageWords() Words {
	w := Words{Declarations: slices.Clone(declNames)}
	for _, s := range stageNames {
		if s != "on error" { // two words, both of the grammar
			w.Stages = append(w.Stages, s)
		}
	}
	for _, m := range literal.FindAllStringSubmatch(grammar().String(), -1) {
		known := slices.Contains(w.Declarations, m[1]) || slices.Contains(w.Stages, m[1]) || slices.Contains(w.Others, m[1])
		if !known {
			w.Others = append(w.Others, m[1])
		}
	}
	slices.Sort(w.Declarations)
	slices.Sort(w.Stages)
	slices.Sort(w.Others)
	return w
}
