package avro

import (
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// maxDepth bounds how deep JSON nests, and so how deep every walk goes.
const maxDepth = 200

// kind is the kind of a JSON value.
type kind uint8

const (
	null kind = iota + 1
	boolean
	number
	text
	array
	object
)

// String returns the kind as messages name it.
func (k kind) String() string {
	return [...]string{"", "null", "true or false", "a number", "text", "a list", "an object"}[k]
}

// node is a JSON value and its place. text is the decoded text, or the literal of
// a number or boolean.
type node struct {
	kind    kind
	at      diag.Span
	text    string
	items   []*node
	members []member
}

// member is a member of an object. key is its name as a node of kind text.
type member struct {
	key   *node
	value *node
}

// get returns the member of that name, nil without, and for a nil node too.
func (n *node) get(name string) *node {
	if n == nil {
		return nil
	}
	for _, m := range n.members {
		if m.key.text == name {
			return m.value
		}
	}
	return nil
}

// word returns the text of the member of that name, empty where it is no text.
func (n *node) word(name string) string {
	if v := n.get(name); v != nil && v.kind == text {
		return v.text
	}
	return ""
}

// inside returns the place of a text without its quotes.
func (n *node) inside() diag.Span {
	if n.kind != text {
		return n.at
	}
	return diag.Span{File: n.at.File, Start: n.at.Start + 1, End: n.at.End - 1}
}

// mistake is what is wrong with a schema, and where.
type mistake struct {
	at      diag.Span
	message string
	help    string
}

// scanner reads JSON. A mistake ends it by a panic that scan turns into a value.
type scanner struct {
	file *diag.File
	src  string
	pos  int
}

// scan reads a file that holds one JSON value.
func scan(f *diag.File) (n *node, bad *mistake) {
	defer func() {
		if e := recover(); e != nil {
			m, ok := e.(*mistake)
			if !ok {
				panic(e)
			}
			n, bad = nil, m
		}
	}()
	s := &scanner{file: f, src: f.Text}
	if len(s.src) >= 3 && s.src[:3] == "\uFEFF" {
		s.pos = 3
	}
	n = s.value(0)
	s.space()
	if s.pos < len(s.src) {
		s.fail(s.pos, s.pos+1, "expected the end of the file")
	}
	return n, nil
}

func (s *scanner) fail(start, end int, format string, args ...any) {
	end = max(start, min(end, len(s.src)))
	panic(&mistake{at: s.file.Span(start, end), message: fmt.Sprintf(format, args...)})
}

func (s *scanner) space() {
	for s.pos < len(s.src) {
		switch s.src[s.pos] {
		case ' ', '\t', '\n', '\r':
			s.pos++
		default:
			return
		}
	}
}

// peek returns the next byte that is no space, 0 at the end.
func (s *scanner) peek() byte {
	s.space()
	if s.pos == len(s.src) {
		return 0
	}
	return s.src[s.pos]
}

func (s *scanner) value(depth int) *node {
	c := s.peek()
	start := s.pos
	switch {
	case depth > maxDepth:
		s.fail(start, start+1, "JSON nests too deep here")
	case c == '{':
		return s.object(depth)
	case c == '[':
		return s.array(depth)
	case c == '"':
		return s.text()
	case c == '-' || c >= '0' && c <= '9':
		return s.number()
	}
	for _, word := range []string{"null", "true", "false"} {
		if len(s.src)-start >= len(word) && s.src[start:start+len(word)] == word {
			s.pos += len(word)
			k := boolean
			if word == "null" {
				k = null
			}
			return &node{kind: k, at: s.file.Span(start, s.pos), text: word}
		}
	}
	s.fail(start, start+1, "expected a JSON value")
	return nil
}

func (s *scanner) object(depth int) *node {
	n := &node{kind: object}
	start := s.pos
	s.pos++
	for s.peek() != '}' {
		if len(n.members) > 0 {
			s.comma('}')
		}
		if s.peek() != '"' {
			s.fail(s.pos, s.pos+1, "expected a name in quotes")
		}
		key := s.text()
		if n.get(key.text) != nil {
			s.fail(key.at.Start, key.at.End, "%q is there twice", key.text)
		}
		if s.peek() != ':' {
			s.fail(s.pos, s.pos+1, "expected `:` behind %q", key.text)
		}
		s.pos++
		n.members = append(n.members, member{key: key, value: s.value(depth + 1)})
	}
	s.pos++
	n.at = s.file.Span(start, s.pos)
	return n
}

func (s *scanner) array(depth int) *node {
	n := &node{kind: array}
	start := s.pos
	s.pos++
	for s.peek() != ']' {
		if len(n.items) > 0 {
			s.comma(']')
		}
		n.items = append(n.items, s.value(depth+1))
	}
	s.pos++
	n.at = s.file.Span(start, s.pos)
	return n
}

func (s *scanner) comma(end byte) {
	if s.peek() != ',' {
		s.fail(s.pos, s.pos+1, "expected `,` or `%c`", end)
	}
	s.pos++
}

// number reads -?int frac? exp? as RFC 8259 has it.
func (s *scanner) number() *node {
	start := s.pos
	if s.src[s.pos] == '-' {
		s.pos++
	}
	if first := s.pos; s.digits() > 1 && s.src[first] == '0' {
		s.fail(start, s.pos, "a number does not begin with 0")
	}
	if s.at('.') {
		s.pos++
		s.digits()
	}
	if s.at('e') || s.at('E') {
		s.pos++
		if s.at('+') || s.at('-') {
			s.pos++
		}
		s.digits()
	}
	return &node{kind: number, at: s.file.Span(start, s.pos), text: s.src[start:s.pos]}
}

func (s *scanner) at(c byte) bool { return s.pos < len(s.src) && s.src[s.pos] == c }

// digits reads at least one digit and returns how many there were.
func (s *scanner) digits() int {
	start := s.pos
	for s.pos < len(s.src) && s.src[s.pos] >= '0' && s.src[s.pos] <= '9' {
		s.pos++
	}
	if s.pos == start {
		s.fail(s.pos, s.pos+1, "expected a digit")
	}
	return s.pos - start
}

func (s *scanner) text() *node {
	start := s.pos
	s.pos++
	var out []byte
	for {
		if s.pos == len(s.src) || s.src[s.pos] == '\n' {
			s.fail(start, start+1, "this text never ends")
		}
		c := s.src[s.pos]
		switch {
		case c == '"':
			s.pos++
			return &node{kind: text, at: s.file.Span(start, s.pos), text: string(out)}
		case c == '\\':
			out = s.escape(out)
		case c < ' ':
			s.fail(s.pos, s.pos+1, "a control character in a text must be escaped")
		default:
			r, n := utf8.DecodeRuneInString(s.src[s.pos:])
			if r == utf8.RuneError && n == 1 {
				s.fail(s.pos, s.pos+1, "this is not UTF-8")
			}
			out = append(out, s.src[s.pos:s.pos+n]...)
			s.pos += n
		}
	}
}

// escape reads what follows a backslash.
func (s *scanner) escape(out []byte) []byte {
	start := s.pos
	s.pos += 2
	if s.pos > len(s.src) {
		s.fail(start, start+1, "this text never ends")
	}
	switch c := s.src[start+1]; c {
	case '"', '\\', '/':
		return append(out, c)
	case 'b':
		return append(out, '\b')
	case 'f':
		return append(out, '\f')
	case 'n':
		return append(out, '\n')
	case 'r':
		return append(out, '\r')
	case 't':
		return append(out, '\t')
	case 'u':
		r := s.hex(start)
		if utf16.IsSurrogate(r) && s.pos+1 < len(s.src) && s.src[s.pos:s.pos+2] == `\u` {
			s.pos += 2
			r = utf16.DecodeRune(r, s.hex(start))
		}
		return utf8.AppendRune(out, r)
	}
	s.fail(start, start+2, "no such escape")
	return nil
}

// hex reads the four digits of \uXXXX.
func (s *scanner) hex(start int) rune {
	if s.pos+4 > len(s.src) {
		s.fail(start, len(s.src), "four hexadecimal digits follow \\u")
	}
	v, err := strconv.ParseUint(s.src[s.pos:s.pos+4], 16, 32)
	if err != nil {
		s.fail(start, s.pos+4, "four hexadecimal digits follow \\u")
	}
	s.pos += 4
	return rune(v)
}
