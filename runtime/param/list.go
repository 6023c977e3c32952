package param

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/internal/nearest"
)

// Strings is a list of texts: `a,b`, or as JSON where a text holds a comma:
// `["a,b", "c"]`.
func Strings(p *[]string) flag.Value {
	return &value[[]string]{p, listParser(textParser(0)), printList}
}

// Ints is a list of whole numbers from low to high, both included.
func Ints[T Integer](p *[]T, low, high T) flag.Value {
	return &value[[]T]{p, listParser(intParser(low, high)), func(list []T) string {
		texts := make([]string, len(list))
		for i, n := range list {
			texts[i] = printInt(n)
		}
		return strings.Join(texts, ",")
	}}
}

// printList writes the form that can be read again.
func printList(list []string) string {
	if slices.ContainsFunc(list, needsJSON) || len(list) > 0 && strings.HasPrefix(list[0], "[") {
		raw, err := json.Marshal(list)
		if err != nil {
			panic(fmt.Sprintf("param: texts as JSON: %v", err)) // cannot be: texts always are JSON
		}
		return string(raw)
	}
	return strings.Join(list, ",")
}

func needsJSON(s string) bool {
	return s == "" || strings.Contains(s, ",") || strings.TrimSpace(s) != s
}

// listParser reads each element with parse.
func listParser[T any](parse func(string) (T, error)) func(string) ([]T, error) {
	return func(s string) ([]T, error) {
		texts, err := split(s)
		if err != nil {
			return nil, err
		}
		list := make([]T, 0, len(texts))
		for i, text := range texts {
			element, err := parse(text)
			if err != nil {
				return nil, fmt.Errorf("element %d: %w", i+1, err)
			}
			list = append(list, element)
		}
		return list, nil
	}
}

// split cuts a list into the texts of its elements.
func split(s string) ([]string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return nil, nil
	}
	if strings.HasPrefix(s, "[") {
		return splitJSON(s)
	}
	texts := strings.Split(s, ",")
	for i, text := range texts {
		if texts[i] = strings.TrimSpace(text); texts[i] == "" {
			return nil, errors.New("it takes a list like a,b; one of these is empty")
		}
	}
	return texts, nil
}

func splitJSON(s string) ([]string, error) {
	var elements []json.RawMessage
	if err := json.Unmarshal([]byte(s), &elements); err != nil {
		return nil, errors.New(`it takes a list like a,b or ["a", "b"]`)
	}
	texts := make([]string, len(elements))
	for i, raw := range elements {
		switch {
		case raw[0] == '"':
			if err := json.Unmarshal(raw, &texts[i]); err != nil {
				return nil, err
			}
		case raw[0] == '-' || '0' <= raw[0] && raw[0] <= '9':
			texts[i] = string(raw)
		default:
			return nil, fmt.Errorf("element %d: it takes texts and numbers", i+1)
		}
	}
	return texts, nil
}

func enumParser(names []string) func(string) (string, error) {
	return func(s string) (string, error) {
		if slices.Contains(names, s) {
			return s, nil
		}
		if near, ok := nearest.Word(s, names); ok {
			return "", fmt.Errorf("did you mean %s?", near)
		}
		return "", fmt.Errorf("it takes one of %s", strings.Join(names, ", "))
	}
}
