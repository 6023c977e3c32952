package suite

import (
	"bytes"
	"encoding/json"
	"time"
	"unicode/utf8"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/runtime/harness"
)

// part is something of a record that is looked at: the key, the value or a field of it.
type part struct {
	name string // key, value, headers, timestamp; of a field its own
	of   string // value for a field
	want string // as a literal
	got  func(harness.Row) string
}

func (p part) same(got harness.Row) bool { return p.want == p.got(got) }

// parts are what the expectation speaks of.
func (w wanted) parts() []part {
	var out []part
	if w.test.Key != nil {
		t := w.test.Key.Type()
		out = append(out, part{name: "key", want: ordered(w.json.ShownKey, t), got: func(r harness.Row) string { return shownKey(r, t) }})
	}
	switch {
	case w.test.Raw != nil:
		out = append(out, part{name: "value", want: RawBytes(w.test.Raw), got: func(r harness.Row) string { return RawBytes(r.Value) }})
	case w.test.Value != nil:
		out = append(out, w.valueParts()...)
	}
	if w.test.HasHeaders {
		out = append(out, part{name: "headers", want: headersLiteral(headersOf(w.test)), got: func(r harness.Row) string { return headersLiteral(r.Headers) }})
	}
	if c := w.test.Timestamp; c != nil {
		ms, _ := c.Value.(int64)
		out = append(out, part{name: "timestamp", want: timeLiteral(ms), got: func(r harness.Row) string { return timeLiteral(r.Timestamp) }})
	}
	return out
}

// valueParts are the fields of a record that both sides have, else the whole value.
func (w wanted) valueParts() []part {
	t := w.node.Value.Type
	members, isRecord := Members(w.json.ShownValue)
	if !isRecord || t.Strip().Kind != types.Record {
		return []part{{name: "value", want: ordered(w.json.ShownValue, t), got: func(r harness.Row) string { return shownValue(r, t) }}}
	}
	spoken := w.spoken()
	var out []part
	for _, m := range members {
		f := t.Strip().Record.Field(m.Name)
		if f == nil || spoken != nil && !spoken[m.Name] {
			continue
		}
		out = append(out, part{name: m.Name, of: "value", want: ordered(m.Value, f.Type), got: func(r harness.Row) string {
			got, ok := Members(r.ShownValue)
			if !ok {
				return shownValue(r, t)
			}
			for _, g := range got {
				if g.Name == m.Name {
					return ordered(g.Value, f.Type)
				}
			}
			return "null"
		}})
	}
	return out
}

// spoken are the fields of a dead letter that a test names; nil where all count.
func (w wanted) spoken() map[string]bool {
	rec, ok := w.test.Value.(*ir.MakeRecord)
	if !ok || rec.T.Record.Name != "DeadLetter" {
		return nil
	}
	out := map[string]bool{}
	for _, a := range rec.Fields {
		out[a.Field.Name] = true
	}
	return out
}

// ordered is the literal of a value, the same of equal values.
func ordered(raw json.RawMessage, t *types.Type) string { return Literal(inOrder(raw, t), t) }

func shownKey(r harness.Row, t *types.Type) string {
	if r.ShownKey == nil {
		return bytesOrNull(r.Key)
	}
	return ordered(r.ShownKey, t)
}

func shownValue(r harness.Row, t *types.Type) string {
	if r.ShownValue == nil {
		return bytesOrNull(r.Value)
	}
	return ordered(r.ShownValue, t)
}

func bytesOrNull(b []byte) string {
	if b == nil {
		return "null"
	}
	return RawBytes(b)
}

func headersOf(r ir.TestRecord) []harness.Header {
	var out []harness.Header
	for _, h := range r.Headers {
		out = append(out, harness.Header(h))
	}
	return out
}

// headersLiteral are headers as a record of a test has them.
func headersLiteral(list []harness.Header) string {
	var out []string
	for _, h := range list {
		v := "null"
		switch {
		case h.Value == nil:
		case utf8.Valid(h.Value) && !bytes.ContainsFunc(h.Value, func(r rune) bool { return r < ' ' }):
			v = Quote(string(h.Value))
		default:
			v = RawBytes(h.Value)
		}
		out = append(out, fieldName(h.Name)+": "+v)
	}
	return braces(out)
}

func timeLiteral(ms int64) string {
	return Quote(time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05.999Z"))
}
