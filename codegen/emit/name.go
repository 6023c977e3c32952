package emit

import (
	"go/token"
	"strings"
	"unicode"
)

// reserved are names that mean something in generated code: packages, predeclared
// types and functions.
var reserved = map[string]bool{
	"record": true, "task": true, "worker": true, "connector": true, "param": true, "kafka": true, "embedded": true,
	"bool": true, "byte": true, "error": true, "string": true, "int": true, "int8": true, "int16": true, "int32": true, "int64": true,
	"uint": true, "uint8": true, "uint16": true, "uint32": true, "uint64": true, "float32": true, "float64": true, "rune": true, "any": true,
	"append": true, "cap": true, "clear": true, "copy": true, "len": true, "make": true, "max": true, "min": true, "new": true, "panic": true, "recover": true,
	"true": true, "false": true, "nil": true, "iota": true, "init": true, "main": true, "time": true, "math": true, "scratch": true,
	"bytes": true, "regexp": true, "slices": true, "strings": true, "builtin": true,
}

// Local is a name of the .flow language as an unexported Go name: order_id, OrderId
// and "order id" become orderID-like lower camel case (orderId).
func Local(name string) string {
	if name == "..." {
		return "rest" // of an open record
	}
	s := camel(name)
	r := []rune(s)
	// Lower the leading capitals, but keep the last one of a run that starts a word:
	// HTTPServer → httpServer.
	for i := range r {
		if !unicode.IsUpper(r[i]) {
			break
		}
		if i > 0 && i+1 < len(r) && unicode.IsLower(r[i+1]) {
			break
		}
		r[i] = unicode.ToLower(r[i])
	}
	s = string(r)
	if reserved[s] || token.IsKeyword(s) {
		s += "_"
	}
	return s
}

// Exported is a name of the .flow language as an exported Go name: local_dc
// becomes LocalDc.
func Exported(name string) string {
	s := camel(name)
	r := []rune(s)
	r[0] = unicode.ToUpper(r[0])
	if !unicode.IsUpper(r[0]) {
		return "X" + s
	}
	return string(r)
}

// Join makes one local name of several: Join("load", "read order") is loadReadOrder.
func Join(parts ...string) string {
	var b strings.Builder
	for i, p := range parts {
		if i == 0 {
			b.WriteString(strings.TrimSuffix(Local(p), "_"))
		} else if p != "" {
			b.WriteString(Exported(p))
		}
	}
	return Local(b.String())
}

// File is a name of the .flow language as a file name without its ending.
func File(name string) string {
	var b strings.Builder
	for i, r := range name {
		switch {
		case unicode.IsUpper(r):
			if i > 0 {
				b.WriteByte('_')
			}
			b.WriteRune(unicode.ToLower(r))
		case unicode.IsLetter(r), unicode.IsDigit(r):
			b.WriteRune(r)
		default:
			b.WriteByte('_')
		}
	}
	s := strings.Trim(b.String(), "_")
	if strings.HasSuffix(s, "_test") || s == "" {
		s += "_flow"
	}
	return s
}

// camel drops what is no letter or digit and raises the letter behind it.
func camel(name string) string {
	var b strings.Builder
	up := false
	for _, r := range name {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			up = b.Len() > 0
			continue
		}
		if b.Len() == 0 && unicode.IsDigit(r) {
			b.WriteByte('x')
		}
		if up {
			r = unicode.ToUpper(r)
		}
		up = false
		b.WriteRune(r)
	}
	if b.Len() == 0 {
		return "x"
	}
	return b.String()
}
