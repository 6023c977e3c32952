// Package jsontree reads JSON with the place of everything in the file, for schemas
// that are written in it.
//
// It takes RFC 8259 strictly, bounds how deep values nest, and stops at the first
// mistake.
package jsontree

import (
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// MaxDepth bounds how deep JSON nests, and so how deep every walk goes.
const MaxDepth = 200

// Kind is the kind of a JSON value.
type Kind uint8

// The kinds.
const (
	Null Kind = iota + 1
	Boolean
	Number
	Text
	Array
	Object
)

// String returns the kind as messages name it.
func (k Kind) String() string {
	return [...]string{"", "null", "true or false", "a number", "text", "a list", "an object"}[k]
}

// Node is a JSON value and its place. Text is the decoded text, or the literal of
// a number or boolean.
type Node struct {
	Kind    Kind
	At      diag.Span
	Text    string
	Items   []*Node
	Members []Member
}

// Member is a member of an object. Key is its name as a node of the kind Text.
type Member struct {
	Key   *Node
	Value *Node
}

// Get returns the member of that name, nil without, and for a nil node too.
func (n *Node) Get(name string) *Node {
	if n == nil {
		return nil
	}
	for _, m := range n.Members {
		if m.Key.Text == name {
			return m.Value
		}
	}
	return nil
}

// Word returns the text of the Member of that name, empty where it is no text.
func (n *Node) Word(name string) string {
	if v := n.Get(name); v != nil && v.Kind == Text {
		return v.Text
	}
	return ""
}

// Inside returns the place of a text without its quotes.
func (n *Node) Inside() diag.Span {
	if n.Kind != Text {
		return n.At
	}
	return diag.Span{File: n.At.File, Start: n.At.Start + 1, End: n.At.End - 1}
}

// Mistake is what is wrong with a file, and where.
type Mistake struct {
	At      diag.Span
	Message string
}

// scanner reads JSON. A mistake ends it by a panic that Parse turns into a value.
type scanner struct {
	file *diag.File
	src  string
	pos  int
}

// Parse reads a file that holds one JSON value, or tells its first mistake.
func Parse(f *diag.File) (n *Node, bad *Mistake) {
	defer func() {
		if e := recover(); e != nil {
			m, ok := e.(*Mistake)
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
	panic(&Mistake{At: s.file.Span(start, end), Message: fmt.Sprintf(format, args...)})
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

func (s *scanner) value(depth int) *Node {
	c := s.peek()
	start := s.pos
	switch {
	case depth > MaxDepth:
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
			k := Boolean
			if word == "null" {
				k = Null
			}
			return &Node{Kind: k, At: s.file.Span(start, s.pos), Text: word}
		}
	}
	s.fail(start, start+1, "expected a JSON value")
	return nil
}

func (s *scanner) object(depth int) *Node {
	n := &Node{Kind: Object}
	start := s.pos
	s.pos++
	for s.peek() != '}' {
		if len(n.Members) > 0 {
			s.comma('}')
		}
		if s.peek() != '"' {
			s.fail(s.pos, s.pos+1, "expected a name in quotes")
		}
		key := s.text()
		if n.Get(key.Text) != nil {
			s.fail(key.At.Start, key.At.End, "%q is there twice", key.Text)
		}
		if s.peek() != ':' {
			s.fail(s.pos, s.pos+1, "expected `:` behind %q", key.Text)
		}
		s.pos++
		n.Members = append(n.Members, Member{Key: key, Value: s.value(depth + 1)})
	}
	s.pos++
	n.At = s.file.Span(start, s.pos)
	return n
}

func (s *scanner) array(depth int) *Node {
	n := &Node{Kind: Array}
	start := s.pos
	s.pos++
	for s.peek() != ']' {
		if len(n.Items) > 0 {
			s.comma(']')
		}
		n.Items = append(n.Items, s.value(depth+1))
	}
	s.pos++
	n.At = s.file.Span(start, s.pos)
	return n
}

func (s *scanner) comma(end byte) {
	if s.peek() != ',' {
		s.fail(s.pos, s.pos+1, "expected `,` or `%c`", end)
	}
	s.pos++
}

// number reads -?int frac? exp? as RFC 8259 has it.
func (s *scanner) number() *Node {
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
	return &Node{Kind: Number, At: s.file.Span(start, s.pos), Text: s.src[start:s.pos]}
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

func (s *scanner) text() *Node {
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
			return &Node{Kind: Text, At: s.file.Span(start, s.pos), Text: string(out)}
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
