package protobuf

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Message is the message of a program, within its own schema.
type Message struct {
	schema *Schema
	*message
}

// Message finds a message of the file by its full name.
func (s *Schema) Message(full string) (*Message, error) {
	for _, m := range s.messages {
		if m.full == full {
			return &Message{s, m}, nil
		}
	}
	return nil, fmt.Errorf("the schema has no message %s", full)
}

// Reads returns the indexes, as they stand behind the id of a schema, of the messages
// of w that are the program's and that it can read: the one of the same full name, else
// those whose name is the same without what it is declared in. any is for a message
// that has no name of its own.
func (m *Message) Reads(w *Schema, any bool) ([]string, error) {
	var out []string
	var first error
	found := w.candidates(m.full, any)
	for _, other := range found {
		c := &comparison{reader: m.schema, writer: w, seen: map[[2]*message]bool{}}
		if err := c.messages(m.message, other); err != nil {
			if first == nil {
				first = err
			}
			continue
		}
		out = append(out, heads(other.path)...)
	}
	switch {
	case len(found) == 0:
		return nil, fmt.Errorf("it declares no message %s", last(m.full))
	case len(out) == 0:
		return nil, first
	}
	return out, nil
}

// Written returns the index of the program's message in s, where what the program
// writes is what s declares.
func (m *Message) Written(s *Schema, any bool) (string, error) {
	found := s.candidates(m.full, any)
	if len(found) != 1 {
		return "", fmt.Errorf("it declares %d messages %s", len(found), last(m.full))
	}
	c := &comparison{reader: s, writer: m.schema, all: true, seen: map[[2]*message]bool{}}
	if err := c.messages(found[0], m.message); err != nil {
		return "", err
	}
	return heads(found[0].path)[0], nil
}

// candidates are the messages of the file that may be the one of that name.
func (s *Schema) candidates(full string, any bool) []*message {
	var out []*message
	for _, m := range s.messages {
		switch {
		case m.full == full:
			return []*message{m}
		case any || last(m.full) == last(full):
			out = append(out, m)
		}
	}
	return out
}

func last(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// heads are the ways in which writers put the place of a message behind an id: a zigzag
// count and numbers; the first message is a zero as a rule.
func heads(path []int) []string {
	long := varint(nil, uint64(len(path))<<1)
	for _, n := range path {
		long = varint(long, uint64(n)<<1)
	}
	if len(path) == 1 && path[0] == 0 {
		return []string{"\x00", string(long)}
	}
	return []string{string(long)}
}

func varint(d []byte, u uint64) []byte {
	for ; u >= 0x80; u >>= 7 {
		d = append(d, byte(u)|0x80)
	}
	return append(d, byte(u))
}

// comparison holds what a writer's messages are against what a reader takes them for.
type comparison struct {
	reader, writer *Schema
	all            bool // the reader must have each field of the writer
	seen           map[[2]*message]bool
}

func (c *comparison) messages(r, w *message) error {
	pair := [2]*message{r, w}
	if c.seen[pair] {
		return nil
	}
	c.seen[pair] = true
	for _, n := range slices.Sorted(maps.Keys(r.fields)) {
		f, old := r.fields[n], w.fields[n]
		switch {
		case old == nil && f.required:
			return fmt.Errorf("%s.%s (%d) is required, and the schema does not have it", r.full, f.name, n)
		case old == nil:
		default:
			if err := c.field(r, w, f, old); err != nil {
				return fmt.Errorf("%s.%s (%d) %w", r.full, f.name, n, err)
			}
		}
	}
	for _, n := range slices.Sorted(maps.Keys(w.fields)) {
		if c.all && r.fields[n] == nil {
			return fmt.Errorf("%s.%s (%d) is not in it", w.full, w.fields[n].name, n)
		}
	}
	return oneofs(r, w)
}

// oneofs demands that what excludes each other for the reader does so for the writer:
// of several members the reader keeps the last one only.
func oneofs(r, w *message) error {
	first := map[string]*field{}
	for _, n := range slices.Sorted(maps.Keys(r.fields)) {
		f, old := r.fields[n], w.fields[n]
		if f.oneof == "" || old == nil {
			continue
		}
		if other := first[f.oneof]; other == nil {
			first[f.oneof] = old
		} else if old.oneof == "" || other.oneof != old.oneof {
			return fmt.Errorf("%s.%s: its members do not exclude each other in the schema", r.full, f.oneof)
		}
	}
	return nil
}

func (c *comparison) field(r, w *message, f, old *field) error {
	switch {
	case (f.key == "") != (old.key == ""):
		return fmt.Errorf("is a map in one of the schemas only")
	case f.repeated != old.repeated:
		return fmt.Errorf("is repeated in one of the schemas only")
	case f.key != "" && !reads(f.key, old.key):
		return fmt.Errorf("is a map of %s keys, and is read as one of %s", old.key, f.key)
	}
	to, err := c.reader.typeOf(r, f.typ)
	if err != nil {
		return err
	}
	from, err := c.writer.typeOf(w, old.typ)
	switch {
	case err != nil:
		return err
	case to.message != nil && from.message != nil:
		return c.messages(to.message, from.message)
	case to.enum != nil && from.enum != nil:
		return symbols(to.enum, from.enum)
	case !reads(to.word, from.word):
		return fmt.Errorf("was written as %s and is read as %s", from, to)
	}
	return nil
}

// symbols demands that a number which both enums know has one name in both, but for the
// enum's own name before it.
func symbols(to, from *enum) error {
	for _, n := range slices.Sorted(maps.Keys(to.symbols)) {
		names, old := to.symbols[n], from.symbols[n]
		if old == nil {
			continue
		}
		if !slices.ContainsFunc(names, func(s string) bool {
			return slices.ContainsFunc(old, func(o string) bool { return bare(to, s) == bare(from, o) })
		}) {
			return fmt.Errorf("has the symbol %s for %d, and it is read as %s", old[0], n, names[0])
		}
	}
	return nil
}

// bare is a symbol without the name of its enum before it: STATUS_NEW of Status is NEW.
func bare(e *enum, symbol string) string {
	prefix := strings.ReplaceAll(last(e.full), "_", "")
	n := 0
	for k := 0; k < len(symbol); k++ {
		switch {
		case n == len(prefix) && symbol[k] == '_' && k+1 < len(symbol):
			return symbol[k+1:]
		case symbol[k] == '_':
		case n < len(prefix) && symbol[k]|0x20 == prefix[n]|0x20:
			n++
		default:
			return symbol
		}
	}
	return symbol
}
