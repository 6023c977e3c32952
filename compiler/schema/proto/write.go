package proto

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/flowc-lang/flowc/compiler/schema/protoshape"
	"github.com/flowc-lang/flowc/compiler/types"
)

// Text returns the .proto file of proto3 by whose first message records of t are
// written, and the name of this message. The same type gives the same text.
//
// All messages and enums stand at the top of the file, by the names of their records;
// one without a name has that of its place: Order_customer. A name that protobuf does
// not allow is changed, and for a field kept as its json_name. Ask [protoshape.Carries]
// first.
func Text(t *types.Type) (text, message string) {
	w := &writer{names: map[string]bool{}, declared: map[any]string{}, imports: map[string]bool{}}
	root := t.Strip().Record
	name := w.name(root, root.Name, "Record")
	for len(w.queue) > 0 {
		next := w.queue[0]
		w.queue = w.queue[1:]
		switch of := next.(type) {
		case *types.RecordType:
			w.message(of)
		case *types.EnumType:
			w.enum(of)
		}
	}
	var out strings.Builder
	out.WriteString("syntax = \"proto3\";\n")
	if space := packageOf(root); space != "" {
		out.WriteString("\npackage " + space + ";\n")
		message = space + "."
	}
	var imports []string
	for name := range w.imports {
		imports = append(imports, "import \"google/protobuf/"+name+".proto\";\n")
	}
	if slices.Sort(imports); len(imports) > 0 {
		out.WriteString("\n" + strings.Join(imports, ""))
	}
	out.WriteString(w.out.String())
	return out.String(), message + name
}

// packageOf is the package of a record: its namespace, where that can be one.
func packageOf(r *types.RecordType) string {
	space := r.Namespace
	if space == "" && strings.Contains(r.Name, ".") {
		space = r.Name[:strings.LastIndexByte(r.Name, '.')]
	}
	for _, part := range strings.Split(space, ".") {
		if identifier(part) != part {
			return ""
		}
	}
	return space
}

// writer writes a file.
type writer struct {
	out      strings.Builder
	names    map[string]bool // of messages, enums and symbols: they share the file's scope
	declared map[any]string  // the name of a *types.RecordType or *types.EnumType
	queue    []any           // those that are still to be written
	imports  map[string]bool
}

// name is the name of a record or enum, which is written later. declared is the one that
// it has, place the one for one that has none.
func (w *writer) name(of any, declared, place string) string {
	if name, ok := w.declared[of]; ok {
		return name
	}
	base := identifier(declared[strings.LastIndexByte(declared, '.')+1:])
	if base == "" {
		base = place
	}
	name := w.free(base)
	w.declared[of] = name
	w.queue = append(w.queue, of)
	return name
}

// free is a name that the file does not have yet.
func (w *writer) free(base string) string {
	name := base
	for n := 2; w.names[name]; n++ {
		name = base + "_" + strconv.Itoa(n)
	}
	w.names[name] = true
	return name
}

// identifier is a name as protobuf allows it: what it does not allow is an underscore.
func identifier(name string) string {
	out := []byte(name)
	for k, c := range out {
		if c != '_' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			out[k] = '_'
		}
	}
	if len(out) > 0 && out[0] >= '0' && out[0] <= '9' {
		return "_" + string(out)
	}
	return string(out)
}

func (w *writer) message(r *types.RecordType) {
	m := &messageWriter{writer: w, name: w.declared[r], taken: map[string]bool{}}
	fmt.Fprintf(&w.out, "\nmessage %s {\n", m.name)
	fields := protoshape.Fields(r)
	for k := 0; k < len(fields); k++ {
		if fields[k].OneOf == "" {
			m.field(&fields[k], "  ")
			continue
		}
		group := fields[k].OneOf // its members stand together
		fmt.Fprintf(&w.out, "  oneof %s {\n", m.free(identifier(group)))
		for j := k; j < len(fields); j++ {
			if fields[j].OneOf == group {
				m.field(&fields[j], "    ")
			}
		}
		w.out.WriteString("  }\n")
		fields = append(fields[:k+1:k+1], slices.DeleteFunc(slices.Clone(fields[k+1:]), func(f protoshape.Field) bool { return f.OneOf == group })...)
	}
	w.out.WriteString("}\n")
}

// messageWriter writes one message.
type messageWriter struct {
	*writer
	name  string
	taken map[string]bool // names of fields and oneofs
}

func (m *messageWriter) free(base string) string {
	name := base
	for n := 2; m.taken[name]; n++ {
		name = base + "_" + strconv.Itoa(n)
	}
	m.taken[name] = true
	return name
}

// field writes a field, or a member of a oneof.
func (m *messageWriter) field(f *protoshape.Field, indent string) {
	base := identifier(f.Name)
	typ, label := m.typeOf(f, base), ""
	var options []string
	switch single := !protoshape.Repeated(f.Type) && f.Type.Kind != types.Map; {
	case f.Arm >= 0:
		base += "_" + strings.ToLower(identifier(typ))
	case protoshape.Repeated(f.Type):
		label = "repeated "
		if !f.Packed && !f.Wrapped && protoshape.WireType(protoshape.Word(f.Type.Elem)) != protoshape.Lengthy {
			options = append(options, "packed = false")
		}
	case single && f.OneOf == "" && !f.Implicit && !f.Wrapped && protoshape.Word(f.Type) != "message":
		label = "optional " // so that who writes zero says so
	}
	name := m.free(base)
	if f.Arm < 0 && name != f.Name {
		options = append(options, "json_name = "+quote(f.Name))
	}
	fmt.Fprintf(&m.out, "%s%s%s %s = %d", indent, label, typ, name, f.Number)
	if len(options) > 0 {
		fmt.Fprintf(&m.out, " [%s]", strings.Join(options, ", "))
	}
	m.out.WriteString(";\n")
}

// typeOf is the type of a field.
func (m *messageWriter) typeOf(f *protoshape.Field, name string) string {
	t, place := f.Type, m.name+"_"+name
	switch {
	case f.Wrapped:
		return m.wrapper(t)
	case protoshape.Repeated(t):
		return m.item(t.Elem, place)
	case t.Kind == types.Map:
		return "map<" + m.item(t.Key, place) + ", " + m.item(t.Elem, place) + ">"
	}
	return m.item(t, place)
}

// item is the type of one value; place is the name of one that has none.
func (w *writer) item(t *types.Type, place string) string {
	if protoshape.Wrapped(t) {
		return w.wrapper(t)
	}
	switch word := protoshape.Word(t); {
	case t.Kind == types.Timestamp && word == "message":
		w.imports["timestamp"] = true
		return "google.protobuf.Timestamp"
	case t.Kind == types.Duration && word == "message":
		w.imports["duration"] = true
		return "google.protobuf.Duration"
	case word == "message":
		if own := lasting(t.Record); own != "" {
			w.imports[own] = true
			return "google.protobuf." + t.Record.Name
		}
		return w.name(t.Record, t.Record.Name, place)
	case word == "enum":
		return w.name(t.Enum, t.Enum.Name, place)
	case word == "text":
		return "string"
	default:
		return word
	}
}

// lasting is the file of a message that every implementation has.
func lasting(r *types.RecordType) string {
	if r.Namespace != "google.protobuf" {
		return ""
	}
	return map[string]string{"Empty": "empty", "Any": "any", "FieldMask": "field_mask"}[r.Name]
}

// wrapper is the message of a scalar that stands in one.
func (w *writer) wrapper(t *types.Type) string {
	w.imports["wrappers"] = true
	name := protoshape.Word(&types.Type{Kind: t.Strip().Kind})
	if u, ok := strings.CutPrefix(name, "uint"); ok {
		return "google.protobuf.UInt" + u + "Value"
	}
	return "google.protobuf." + strings.ToUpper(name[:1]) + name[1:] + "Value"
}

// enum writes an enum. Its symbols stand in the scope of the file: those of one that
// has a symbol which is taken get the name of the enum before them. The first one must
// be 0.
func (w *writer) enum(e *types.EnumType) {
	name := w.declared[e]
	prefix := ""
	if slices.ContainsFunc(e.Symbols, func(s string) bool { return w.names[identifier(s)] }) {
		prefix = strings.ToUpper(types.Snake(name)) + "_"
	}
	fmt.Fprintf(&w.out, "\nenum %s {\n", name)
	zero := slices.IndexFunc(e.Symbols, func(s string) bool { return protoshape.Number(e, e.Index(s)) == 0 })
	numbers := map[int32]bool{}
	alias := false
	for k := range e.Symbols {
		alias = alias || numbers[protoshape.Number(e, k)]
		numbers[protoshape.Number(e, k)] = true
	}
	if alias {
		w.out.WriteString("  option allow_alias = true;\n")
	}
	if zero < 0 {
		fmt.Fprintf(&w.out, "  %s = 0;\n", w.free(strings.ToUpper(types.Snake(name))+"_UNSPECIFIED"))
	} else {
		fmt.Fprintf(&w.out, "  %s = 0;\n", w.free(prefix+identifier(e.Symbols[zero])))
	}
	for k, s := range e.Symbols {
		if k != zero {
			fmt.Fprintf(&w.out, "  %s = %d;\n", w.free(prefix+identifier(s)), protoshape.Number(e, k))
		}
	}
	w.out.WriteString("}\n")
}

// quote is a text as protobuf has it.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range []byte(s) {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c == 0x7f:
			fmt.Fprintf(&b, `\%03o`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}
