package suite

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/types"
)

// inOrder puts what has no order of its own in one, so that equal values have equal
// texts: the members of maps and of schema-free objects, and the elements of sets.
func inOrder(raw json.RawMessage, t *types.Type) json.RawMessage {
	t = t.Strip()
	switch t.Kind {
	case types.Record:
		r := t.Record
		return object(raw, func(name string) *types.Type {
			if f := r.Field(name); f != nil {
				return f.Type
			}
			return types.Of(types.Any)
		}, func(name string) int {
			if k := slices.IndexFunc(r.Fields, func(f *types.Field) bool { return f.Name == name }); k >= 0 {
				return k
			}
			return len(r.Fields) // what an open record brings along
		})
	case types.Map:
		return object(raw, func(string) *types.Type { return t.Elem }, nil)
	case types.List, types.Vector:
		return array(raw, t.Elem, false)
	case types.Set:
		return array(raw, t.Elem, true)
	case types.Any, types.Union, types.Change:
		return array(object(raw, func(string) *types.Type { return t }, nil), t, false)
	}
	return raw
}

// object sorts the members of an object by their ranks, where there are some, and
// then by their names. What is no object is left as it is.
func object(raw json.RawMessage, typeOf func(name string) *types.Type, rank func(name string) int) json.RawMessage {
	members, ok := Members(raw)
	if !ok {
		return raw
	}
	slices.SortStableFunc(members, func(a, b Member) int {
		if rank != nil && rank(a.Name) != rank(b.Name) {
			return rank(a.Name) - rank(b.Name)
		}
		return strings.Compare(a.Name, b.Name)
	})
	var b bytes.Buffer
	b.WriteByte('{')
	for k, m := range members {
		if k > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(m.Name)
		if err != nil {
			return raw
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(inOrder(m.Value, typeOf(m.Name)))
	}
	b.WriteByte('}')
	return b.Bytes()
}

// array puts the elements of an array in order, and sorts them where they have none
// between them.
func array(raw json.RawMessage, elem *types.Type, sorted bool) json.RawMessage {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil || items == nil {
		return raw
	}
	parts := make([][]byte, len(items))
	for k := range items {
		parts[k] = inOrder(items[k], elem)
	}
	if sorted {
		slices.SortFunc(parts, bytes.Compare)
	}
	return slices.Concat([]byte("["), bytes.Join(parts, []byte(",")), []byte("]"))
}
