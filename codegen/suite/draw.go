package suite

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/runtime/harness"
)

// drawn is a line that is put together of parts, some of them marked.
type drawn struct{ text, marks strings.Builder }

func (d *drawn) add(text string, marked bool) {
	d.text.WriteString(text)
	c := " "
	if marked {
		c = "^"
	}
	d.marks.WriteString(strings.Repeat(c, utf8.RuneCountInString(text)))
}

func (d *drawn) line() Line {
	return Line{Text: d.text.String(), Marks: strings.TrimRight(d.marks.String(), " ")}
}

// show is what is expected as a literal, with marks where got differs; nil marks
// nothing.
func (w wanted) show(got *harness.Row) Line {
	return w.draw(func(p part) (string, bool) { return p.want, got != nil && !p.same(*got) })
}

// came is what came as a literal, with marks where it is not what is expected.
func (w wanted) came(got harness.Row) Line {
	if _, readable := Members(got.ShownValue); !readable && w.node.Value.Type.Strip().Kind == types.Record {
		return Line{Text: RowLiteral(w.node, got, shape([]wanted{w}), nil)}
	}
	return w.draw(func(p part) (string, bool) { return p.got(got), !p.same(got) })
}

// draw writes the parts of a record: its value alone, or record(key: …, value: …).
func (w wanted) draw(of func(part) (string, bool)) Line {
	list, d := w.parts(), &drawn{}
	bare := true
	for _, p := range list {
		bare = bare && (p.of == "value" || p.name == "value")
	}
	if !bare {
		d.add("record(", false)
	}
	first, inValue, fields := true, false, 0
	for _, p := range list {
		text, marked := of(p)
		if p.of == "value" {
			if text == "null" && !marked {
				if !inValue {
					w.open(d, &first, bare)
					inValue = true
				}
				continue // what is null on both sides is left out
			}
			if !inValue {
				w.open(d, &first, bare)
				inValue = true
			}
			if fields > 0 {
				d.add(", ", false)
			}
			fields++
			d.add(fieldName(p.name)+": "+text, marked)
			continue
		}
		if inValue {
			d.add(" }", false)
			inValue = false
		}
		if !first {
			d.add(", ", false)
		}
		first = false
		if !bare {
			d.add(p.name+": ", false)
		}
		d.add(text, marked)
	}
	if inValue {
		d.add(" }", false)
	}
	if !bare {
		d.add(")", false)
	}
	return d.line()
}

// open begins the value's record.
func (w wanted) open(d *drawn, first *bool, bare bool) {
	if !*first {
		d.add(", ", false)
	}
	*first = false
	if !bare {
		d.add("value: ", false)
	}
	d.add("{ ", false)
}

// extra is a record that came and has no counterpart.
func extra(n *ir.Node, got harness.Row, show parts) Line {
	return Line{Sign: '+', Text: RowLiteral(n, got, show, nil), From: got.Input + 1}
}

// RowLiteral writes a record that came as a test would expect it. only are the fields
// of its value that are written, nil for all.
func RowLiteral(n *ir.Node, got harness.Row, show parts, only map[string]bool) string {
	value := bytesOrNull(got.Value)
	if n != nil {
		value = shownValue(filtered(got, only), n.Value.Type)
	} else if got.ShownValue != nil {
		value = looseLiteral(got.ShownValue)
	}
	if !show.key && !show.headers && !show.timestamp {
		return value
	}
	var out []string
	if n != nil && show.key {
		if key := ir.KeyOfNode(n); key != nil {
			out = append(out, "key: "+shownKey(got, key))
		}
	}
	if show.value {
		out = append(out, "value: "+value)
	}
	if show.headers {
		out = append(out, "headers: "+headersLiteral(got.Headers))
	}
	if show.timestamp {
		out = append(out, "timestamp: "+timeLiteral(got.Timestamp))
	}
	return fmt.Sprintf("record(%s)", strings.Join(out, ", "))
}

// filtered is a row whose value has only some fields.
func filtered(got harness.Row, only map[string]bool) harness.Row {
	members, ok := Members(got.ShownValue)
	if only == nil || !ok {
		return got
	}
	var b bytes.Buffer
	b.WriteByte('{')
	for _, m := range members {
		if !only[m.Name] {
			continue
		}
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(m.Name)
		if err != nil {
			panic("suite: a text is always JSON: " + err.Error())
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(m.Value)
	}
	b.WriteByte('}')
	got.ShownValue = b.Bytes()
	return got
}
