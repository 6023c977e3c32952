package jsonschema

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/flowc-lang/flowc/compiler/schema/jsonshape"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/runtime/record"
)

// Form is what the options of json_schema say of how values look: the words of the
// options time, date, decimal, bytes, names and tag.
type Form struct {
	Time, Date, Decimal, Bytes, Names, Tag string
}

// FormOf is the form that a converter's options make: option returns the value of one.
func FormOf(option func(name string) string) Form {
	return Form{
		Time: option("time"), Date: option("date"), Decimal: option("decimal"), Bytes: option("bytes"),
		Names: option("names"), Tag: option("tag"),
	}
}

// of is the form of a field, which may have an @as of its own.
func (m Form) of(f *types.Field) Form {
	for name, value := range f.As {
		switch name {
		case "time":
			m.Time = value
		case "date":
			m.Date = value
		case "decimal":
			m.Decimal = value
		case "bytes":
			m.Bytes = value
		}
	}
	return m
}

// draft is the one that the validators of all registries know.
const draft = "http://json-schema.org/draft-07/schema#"

// JSON returns the JSON Schema by which values of t are written, on one line. The same
// type gives the same text. Bounds, patterns and defaults are no part of it: they would
// make a further version of each change of a rule.
func JSON(t *types.Type, m Form) string {
	w := &writer{form: m, root: t.Record, names: map[string]bool{}, defined: map[definition]string{}}
	w.out.WriteString(`{"$schema":` + quote(draft))
	if t.Kind == types.Record && t.Record.Name != "" {
		w.out.WriteString(`,"title":` + quote(t.Record.Name))
	}
	if t.Kind == types.Record {
		w.object(definition{record: t.Record}, true)
	} else {
		w.members(t, m)
	}
	if len(w.queue) > 0 {
		w.out.WriteString(`,"definitions":`)
		w.definitions()
	}
	w.out.WriteString("}")
	return w.out.String()
}

// writer writes a schema.
type writer struct {
	out     strings.Builder
	form    Form // of the converter
	root    *types.RecordType
	names   map[string]bool
	defined map[definition]string
	queue   []definition // those whose schema is still to be written
}

// definition is a record with a name, as an arm of a union that the tag names or not.
type definition struct {
	record *types.RecordType
	tag    string // its value, empty without
}

// definitions writes the records that were referred to, which may refer to others.
func (w *writer) definitions() {
	lead := "{"
	for k := 0; k < len(w.queue); k++ {
		d := w.queue[k]
		w.out.WriteString(lead + quote(w.defined[d]) + ":{")
		w.object(d, false)
		w.out.WriteString("}")
		lead = ","
	}
	w.out.WriteString("}")
}

// schema writes the schema of t.
func (w *writer) schema(t *types.Type, m Form) {
	w.out.WriteString("{")
	w.members(t, m)
	w.out.WriteString("}")
}

// members writes what the schema of t says. Behind the head of a file they follow
// another one.
func (w *writer) members(t *types.Type, m Form) {
	var text string
	switch t.Kind {
	case types.Optional:
		w.optional(t, m)
		return
	case types.Record:
		w.record(definition{record: t.Record})
		return
	case types.Union:
		w.union(t, m, "")
		return
	case types.List, types.Set, types.Vector:
		w.list(t, m)
		return
	case types.Tuple:
		w.tuple(t, m)
		return
	case types.Map:
		w.member(`"type":"object","additionalProperties":`)
		w.schema(t.Elem, m)
		return
	case types.Enum:
		text = `"type":"string"` + symbols(t.Enum)
	default:
		text = scalar(t, m)
	}
	w.member(text)
}

// member writes members, with a comma where others stand before them.
func (w *writer) member(text string) {
	if s := w.out.String(); text != "" && !strings.HasSuffix(s, "{") {
		text = "," + text
	}
	w.out.WriteString(text)
}

// symbols is the list of a closed enum.
func symbols(e *types.EnumType) string {
	if e.Open {
		return ""
	}
	texts := e.Symbols
	if e.Letters != nil {
		texts = e.Letters
	}
	var all []string
	for _, s := range texts {
		all = append(all, quote(s))
	}
	return `,"enum":[` + strings.Join(all, ",") + `]`
}

// scalar is the schema of a kind without parts; empty for what may be any value.
func scalar(t *types.Type, m Form) string {
	switch t.Kind {
	case types.Any, types.JSON, types.Invalid:
		return ""
	case types.NullKind:
		return `"type":"null"`
	case types.Bool:
		return `"type":"boolean"`
	case types.Int8, types.Int16, types.Int32, types.Int64, types.Uint8, types.Uint16, types.Uint32, types.Uint64:
		return `"type":"integer"`
	case types.Float, types.Double:
		return `"type":"number"`
	case types.Decimal:
		if m.Decimal == "number" {
			return `"type":"number"`
		}
	case types.Bytes:
		if m.Bytes != "hex" {
			return `"type":"string","contentEncoding":"base64"`
		}
	case types.UUID, types.TimeUUID:
		return `"type":"string","format":"uuid"`
	case types.Date:
		if m.Date == "iso" || m.Date == "" {
			return `"type":"string","format":"date"`
		}
	case types.Timestamp, types.Datetime:
		switch {
		case m.Time == "unix_ms" || m.Time == "unix_s":
			return `"type":"integer"`
		case t.Kind == types.Timestamp && (m.Time == "iso" || m.Time == ""):
			return `"type":"string","format":"date-time"`
		}
	}
	return `"type":"string"`
}

// optional writes null beside what is within t.
func (w *writer) optional(t *types.Type, m Form) {
	switch t.Elem.Kind {
	case types.Any, types.JSON:
		return // null is one of its values
	case types.Union:
		w.union(t.Elem, m, `{"type":"null"},`)
	default:
		w.member(`"oneOf":[{"type":"null"},`)
		w.schema(t.Elem, m)
		w.out.WriteString("]")
	}
}

// union writes the arms of a union behind first.
func (w *writer) union(t *types.Type, m Form, first string) {
	tagged := m.Tag != "" && jsonshape.Tagged(t)
	w.member(`"oneOf":[` + first)
	for k, arm := range t.Items {
		if k > 0 {
			w.out.WriteString(",")
		}
		if tagged {
			w.out.WriteString("{")
			w.record(definition{record: arm.Record, tag: jsonshape.TagOf(arm)})
			w.out.WriteString("}")
			continue
		}
		w.schema(arm, m)
	}
	w.out.WriteString("]")
}

func (w *writer) list(t *types.Type, m Form) {
	w.member(`"type":"array","items":`)
	w.schema(t.Elem, m)
	switch t.Kind {
	case types.Set:
		w.out.WriteString(`,"uniqueItems":true`)
	case types.Vector:
		fmt.Fprintf(&w.out, `,"maxItems":%d`, t.Len)
	}
}

func (w *writer) tuple(t *types.Type, m Form) {
	w.member(`"type":"array","items":`)
	lead := "["
	for _, item := range t.Items {
		w.out.WriteString(lead)
		w.schema(item, m)
		lead = ","
	}
	w.out.WriteString(`],"additionalItems":false`)
}

// record writes a record where it is used: one with a name by its name.
func (w *writer) record(d definition) {
	switch {
	case d.record == w.root && d.tag == "":
		w.member(`"$ref":"#"`)
	case d.record.Name == "" && d.tag == "":
		w.object(d, false)
	default:
		w.member(`"$ref":` + quote("#/definitions/"+w.define(d)))
	}
}

// define is the name of a definition, which is written later.
func (w *writer) define(d definition) string {
	if name, ok := w.defined[d]; ok {
		return name
	}
	base := strings.Map(func(r rune) rune {
		if r == '/' || r == '~' || r == '%' || r == '#' { // they mean something in a reference
			return '_'
		}
		return r
	}, d.record.Name)
	name := base
	for n := 2; w.names[name]; n++ {
		name = base + "_" + strconv.Itoa(n)
	}
	w.names[name], w.defined[d] = true, name
	w.queue = append(w.queue, d)
	return name
}

// object writes the members of a record's schema.
func (w *writer) object(d definition, title bool) {
	w.member(`"type":"object"`)
	if !title && d.record.Name != "" {
		w.out.WriteString(`,"title":` + quote(d.record.Name))
	}
	w.out.WriteString(`,"properties":{`)
	var required []string
	if d.tag != "" {
		w.out.WriteString(quote(w.form.Tag) + `:{"type":"string","enum":[` + quote(d.tag) + `]}`)
		required = append(required, quote(w.form.Tag))
	}
	for _, f := range d.record.Named() {
		name := quote(types.Spell(f.Name, w.form.Names))
		w.member(name + ":")
		w.schema(f.Type, w.form.of(f))
		if types.Required(f) {
			required = append(required, name)
		}
	}
	w.out.WriteString("}")
	if len(required) > 0 {
		w.out.WriteString(`,"required":[` + strings.Join(required, ",") + "]")
	}
	if !d.record.Open {
		w.out.WriteString(`,"additionalProperties":false`)
	}
}

func quote(s string) string { return string(record.AppendJSONText(nil, s)) }
