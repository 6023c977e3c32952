// Package schemadiff tells what differs between two texts of a schema, for people: a
// line for each difference, `+ Order.note "string"`, `~ Order.id was "int", is "long"`.
//
// JSON is compared by what it says, so that white space and the order of members do
// not count; any other text is compared by its lines. Both may come from outside.
package schemadiff

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Lines returns what after changes, none where both say the same.
func Lines(before, after string) []string {
	a, okA := parse(before)
	b, okB := parse(after)
	if !okA || !okB {
		return textLines(before, after)
	}
	d := &differ{}
	d.value(name(b), a, b)
	return d.out
}

// parse reads JSON, with its numbers as they are written.
func parse(text string) (v any, ok bool) {
	d := json.NewDecoder(strings.NewReader(strings.TrimPrefix(text, "\uFEFF")))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return nil, false
	}
	_, err := d.Token()
	return v, errors.Is(err, io.EOF)
}

type differ struct{ out []string }

func (d *differ) add(sign, path, format string, args ...any) {
	line := sign
	if path != "" {
		line += " " + path
	}
	d.out = append(d.out, line+" "+fmt.Sprintf(format, args...))
}

func (d *differ) value(path string, a, b any) {
	objA, isObjA := a.(map[string]any)
	objB, isObjB := b.(map[string]any)
	listA, isListA := a.([]any)
	listB, isListB := b.([]any)
	switch {
	case isObjA && isObjB:
		d.object(path, objA, objB)
	case isListA && isListB:
		d.list(path, listA, listB)
	case compact(a) != compact(b):
		d.add("~", path, "was %s, is %s", short(a), short(b))
	}
}

func (d *differ) object(path string, a, b map[string]any) {
	keys := slices.Sorted(maps.Keys(b))
	for _, k := range keys {
		if old, ok := a[k]; ok {
			d.value(below(path, k), old, b[k])
		} else {
			d.add("+", below(path, k), "%s", short(b[k]))
		}
	}
	for _, k := range slices.Sorted(maps.Keys(a)) {
		if _, ok := b[k]; !ok {
			d.add("-", below(path, k), "%s", short(a[k]))
		}
	}
}

// below is the path of a member. The members that every schema has say nothing.
func below(path, key string) string {
	switch key {
	case "fields", "type", "properties":
		return path
	}
	return join(path, key)
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// list compares what has names by them, and other things by what they are.
func (d *differ) list(path string, a, b []any) {
	key, at := compact, func(any) string { return path }
	if named(a) && named(b) {
		key, at = name, func(v any) string { return join(path, name(v)) }
	}
	old := map[string]any{}
	for _, v := range a {
		old[key(v)] = v
	}
	now := map[string]bool{}
	for _, v := range b {
		now[key(v)] = true
		if was, ok := old[key(v)]; ok {
			d.value(at(v), was, v)
		} else {
			d.add("+", at(v), "%s", short(typeOf(v)))
		}
	}
	same := len(a) == len(b)
	for _, v := range a {
		if !now[key(v)] {
			same = false
			d.add("-", at(v), "%s", short(typeOf(v)))
		}
	}
	if same && !slices.EqualFunc(a, b, func(x, y any) bool { return key(x) == key(y) }) {
		d.add("~", path, "has another order")
	}
}

// named reports whether all of a list have names.
func named(list []any) bool {
	return !slices.ContainsFunc(list, func(v any) bool { return name(v) == "" })
}

func name(v any) string {
	o, _ := v.(map[string]any)
	n, _ := o["name"].(string)
	return n
}

// typeOf is what a named thing is said to be: its type, where that is all there is to
// it.
func typeOf(v any) any {
	if o, _ := v.(map[string]any); len(o) == 2 && name(v) != "" && o["type"] != nil {
		return o["type"]
	}
	return v
}

func compact(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err.Error() // what was decoded can be encoded
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// mostShown bounds what is shown of a value.
const mostShown = 120

func short(v any) string {
	s := []rune(compact(v))
	if len(s) > mostShown {
		return string(s[:mostShown]) + "…"
	}
	return string(s)
}
