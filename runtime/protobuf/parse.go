package protobuf

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Bounds of a schema from outside.
const (
	mostText  = 1 << 20
	mostDepth = 64
	mostShown = 40
)

// Schema is what is known of a .proto file and of those that it imports.
type Schema struct {
	messages []*message          // of the file itself, each before those within it
	named    map[string]*message // by full name, of all files
	enums    map[string]*enum
	read     int // bytes of text so far
}

// message is a declared message.
type message struct {
	full   string
	path   []int // its place in its file
	fields map[int]*field
}

// field is a field of a message.
type field struct {
	name     string
	typ      string // as it is written: a scalar, or a name that is seen from the message
	key      string // the scalar of a map's keys, empty for other fields
	repeated bool
	required bool
	oneof    string
}

// enum is a declared enum.
type enum struct {
	full    string
	symbols map[int32][]string
}

// Parse parses a .proto file. What it imports must be in uses.
func Parse(text string, uses ...string) (*Schema, error) {
	s := &Schema{named: map[string]*message{}, enums: map[string]*enum{}}
	for _, u := range uses {
		if err := s.file(u, false); err != nil {
			return nil, fmt.Errorf("a schema that it imports: %w", err)
		}
	}
	if err := s.file(text, true); err != nil {
		return nil, err
	}
	return s, nil
}

// file parses a file; own says that it is not an imported one.
func (s *Schema) file(text string, own bool) error {
	if s.read += len(text); s.read > mostText {
		return fmt.Errorf("the schema is longer than %d bytes", mostText)
	}
	p := &parser{schema: s, own: own}
	p.rest = strings.TrimPrefix(text, "\uFEFF")
	if _, err := p.take(); err != nil {
		return err
	}
	return p.file()
}

// parser reads one file.
type parser struct {
	lexer
	schema *Schema
	own    bool
}

func (p *parser) file() error {
	space, messages := "", 0
	for p.next != "" {
		t, err := p.take()
		if err != nil {
			return err
		}
		switch t {
		case ";":
		case "syntax":
			err = p.syntax()
		case "edition":
			err = errors.New("editions of Protocol Buffers cannot be read")
		case "package":
			var name token
			if name, err = p.take(); err == nil {
				space, err = string(name), p.expect(";")
			}
		case "message":
			err = p.message(space, []int{messages}, 1)
			messages++
		case "enum":
			err = p.enum(space)
		case "import", "option", "service", "extend":
			err = p.skip()
		default:
			err = unexpected(t, "a declaration")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *parser) syntax() error {
	if err := p.expect("="); err != nil {
		return err
	}
	word, err := p.take()
	if err != nil {
		return err
	}
	if !word.isText() || word.text() != "proto2" && word.text() != "proto3" {
		return unexpected(word, `"proto2" or "proto3"`)
	}
	return p.expect(";")
}

// name takes the name of what is declared.
func (p *parser) name(space string) (string, error) {
	t, err := p.take()
	if err != nil {
		return "", err
	}
	if !isName(t) {
		return "", unexpected(t, "a name")
	}
	full := join(space, string(t))
	if p.schema.named[full] != nil || p.schema.enums[full] != nil {
		return "", fmt.Errorf("%s is declared twice", full)
	}
	return full, nil
}

func isName(t token) bool {
	return t != "" && inWord(t[0]) && t[0] > '9' && !strings.Contains(string(t), ".")
}

func join(space, name string) string {
	if space == "" {
		return name
	}
	return space + "." + name
}

// message reads a message and what is declared in it.
func (p *parser) message(space string, path []int, depth int) error {
	if depth > mostDepth {
		return fmt.Errorf("messages are nested deeper than %d levels", mostDepth)
	}
	full, err := p.name(space)
	if err != nil {
		return err
	}
	m := &message{full: full, path: path, fields: map[int]*field{}}
	p.schema.named[full] = m
	if p.own {
		p.schema.messages = append(p.schema.messages, m)
	}
	within := 0
	return p.block(func(t token) error {
		switch t {
		case "message":
			within++
			return p.message(full, append(path[:len(path):len(path)], within-1), depth+1)
		case "enum":
			return p.enum(full)
		case "oneof":
			return p.oneof(m)
		case "option", "reserved", "extensions", "extend":
			return p.skip()
		}
		return p.field(m, t, "")
	})
}

// block reads a block, whose items begin with the token that item gets.
func (p *parser) block(item func(token) error) error {
	if err := p.expect("{"); err != nil {
		return err
	}
	for {
		t, err := p.take()
		if err != nil {
			return err
		}
		switch t {
		case "}":
			return nil
		case ";":
		case "":
			return unexpected(t, "}")
		default:
			if err := item(t); err != nil {
				return err
			}
		}
	}
}

func (p *parser) oneof(m *message) error {
	name, err := p.take()
	if err != nil {
		return err
	}
	return p.block(func(t token) error {
		if t == "option" {
			return p.skip()
		}
		return p.field(m, t, string(name))
	})
}

// field reads a field that begins with t.
func (p *parser) field(m *message, t token, oneof string) error {
	f := &field{oneof: oneof}
	if p.next != "" && inWord(p.next[0]) && (t == "repeated" || t == "required" || t == "optional") {
		f.repeated, f.required = t == "repeated", t == "required"
		var err error
		if t, err = p.take(); err != nil {
			return err
		}
		if p.next == "" || !inWord(p.next[0]) && p.next != "<" {
			return unexpected(p.next, "the name of a field")
		}
	}
	if t == "group" {
		return errors.New("groups cannot be read")
	}
	if err := p.fieldType(f, t); err != nil {
		return err
	}
	name, err := p.take()
	if err != nil {
		return err
	}
	if f.name = string(name); !isName(name) {
		return unexpected(name, "the name of a field")
	}
	return p.numbered(m, f)
}

// fieldType reads the type of a field, whose first token is t.
func (p *parser) fieldType(f *field, t token) error {
	if !inWord(t[0]) {
		return unexpected(t, "a type")
	}
	f.typ = string(t)
	if t != "map" || p.next != "<" {
		return nil
	}
	var parts [4]token // <K,V>
	for k := range parts {
		var err error
		if parts[k], err = p.take(); err != nil {
			return err
		}
	}
	key, value := parts[1], parts[3]
	if !scalars[string(key)] || parts[2] != "," || value == "" || !inWord(value[0]) {
		return unexpected(key, "the types of a map")
	}
	f.key, f.typ = string(key), string(value)
	return p.expect(">")
}

// numbered reads what follows the name of a field, and enters it.
func (p *parser) numbered(m *message, f *field) error {
	if err := p.expect("="); err != nil {
		return err
	}
	t, err := p.take()
	if err != nil {
		return err
	}
	n, err := strconv.ParseUint(string(t), 0, 29)
	if err != nil || n == 0 {
		return unexpected(t, "the number of a field")
	}
	if m.fields[int(n)] != nil {
		return fmt.Errorf("%s has two fields with the number %d", m.full, n)
	}
	m.fields[int(n)] = f
	return p.skip()
}

func (p *parser) enum(space string) error {
	full, err := p.name(space)
	if err != nil {
		return err
	}
	e := &enum{full: full, symbols: map[int32][]string{}}
	p.schema.enums[full] = e
	return p.block(func(t token) error {
		if t == "reserved" || t == "option" && p.next != "=" {
			return p.skip()
		}
		if err := p.expect("="); err != nil {
			return err
		}
		sign := ""
		if p.next == "-" {
			sign = "-"
			if _, err := p.take(); err != nil {
				return err
			}
		}
		number, err := p.take()
		if err != nil {
			return err
		}
		n, err := strconv.ParseInt(sign+string(number), 0, 32)
		if err != nil {
			return unexpected(number, "the number of a symbol")
		}
		e.symbols[int32(n)] = append(e.symbols[int32(n)], string(t))
		return p.skip()
	})
}
