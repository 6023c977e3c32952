package suite

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/flowc-lang/flowc/compiler/types"
)

// Literal writes a value, which stands as JSON in the form of a plain `json`
// converter, as a test has it in a .flow file.
func Literal(raw json.RawMessage, t *types.Type) string {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || string(raw) == "null" {
		return "null"
	}
	t = t.Strip()
	switch t.Kind {
	case types.Record:
		return recordLiteral(raw, t.Record)
	case types.List, types.Set, types.Vector:
		var items []json.RawMessage
		if json.Unmarshal(raw, &items) == nil {
			out := make([]string, len(items))
			for k := range items {
				out[k] = Literal(items[k], t.Elem)
			}
			return "[" + strings.Join(out, ", ") + "]"
		}
	case types.Map:
		if members, ok := Members(raw); ok {
			out := make([]string, len(members))
			for k, m := range members {
				out[k] = fieldName(m.Name) + ": " + Literal(m.Value, t.Elem)
			}
			return braces(out)
		}
	case types.Bytes:
		return bytesLiteral(raw)
	case types.Decimal, types.Varint:
		var text string
		if json.Unmarshal(raw, &text) == nil {
			if t.Precision == 0 && strings.Contains(text, ".") { // of a column without a scale: 1.50 is 1.5
				text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
			}
			return text
		}
	case types.Any, types.Union, types.Change:
		return looseLiteral(raw)
	}
	return textLiteral(raw)
}

// textLiteral is a JSON string as a text, and what is no string as it is.
func textLiteral(raw json.RawMessage) string {
	var text *string
	if json.Unmarshal(raw, &text) != nil || text == nil { // null is no text
		return string(raw)
	}
	return Quote(*text)
}

func bytesLiteral(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return string(raw)
	}
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return Quote(text)
	}
	return RawBytes(b)
}

// RawBytes is raw_bytes("00 ff").
func RawBytes(b []byte) string { return fmt.Sprintf("raw_bytes(\"% x\")", b) }

func recordLiteral(raw json.RawMessage, r *types.RecordType) string {
	members, ok := Members(raw)
	if !ok {
		return string(raw)
	}
	var out []string
	for _, m := range members {
		f := r.Field(m.Name)
		switch {
		case f == nil:
			out = append(out, fieldName(m.Name)+": "+looseLiteral(m.Value))
		case string(m.Value) == "null" && !f.HasDefault:
			// what may be null and is left out is null
		default:
			out = append(out, fieldName(m.Name)+": "+Literal(m.Value, f.Type))
		}
	}
	return braces(out)
}

func braces(fields []string) string {
	if len(fields) == 0 {
		return "{}"
	}
	return "{ " + strings.Join(fields, ", ") + " }"
}

// looseLiteral is JSON without a type.
func looseLiteral(raw json.RawMessage) string {
	if members, ok := Members(raw); ok {
		out := make([]string, len(members))
		for k, m := range members {
			out[k] = fieldName(m.Name) + ": " + looseLiteral(m.Value)
		}
		return braces(out)
	}
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) == nil && items != nil {
		out := make([]string, len(items))
		for k := range items {
			out[k] = looseLiteral(items[k])
		}
		return "[" + strings.Join(out, ", ") + "]"
	}
	return textLiteral(raw)
}

// Member is a member of a JSON object.
type Member struct {
	Name  string
	Value json.RawMessage
}

// Members are the members of a JSON object in their order, and false where raw is
// none.
func Members(raw json.RawMessage) ([]Member, bool) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, false
	}
	out := []Member{}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return nil, false
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil, false
		}
		out = append(out, Member{name.(string), value})
	}
	return out, true
}

// fieldName is a field's name, in quotation marks where it is no identifier.
func fieldName(name string) string {
	for k, c := range name {
		if c != '_' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (k == 0 || c < '0' || c > '9') {
			return Quote(name)
		}
	}
	if name == "" {
		return `""`
	}
	return name
}

// Quote is a text as it is written in a .flow file.
func Quote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for k, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '$' && strings.HasPrefix(text[k:], "${"):
			b.WriteString(`\$`)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x200b && r <= 0x202f || r >= 0x2060 && r <= 0x206f || r == 0xfeff:
			fmt.Fprintf(&b, `\u{%x}`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
