package avro

import (
	"fmt"
	"slices"
)

// Resolve holds a writer's schema against a reader's by Avro's rules. Records and
// fields match by name or by an alias of the reader; a union of the writer must be
// readable in each of its branches. Units of time and scales of decimals must be
// equal where both sides have them: Avro would read other values.
func Resolve(reader, writer *Schema) (*Plan, error) {
	r := &resolver{ops: map[pair]*op{}}
	root, err := r.value(reader, writer, "")
	if err != nil {
		return nil, err
	}
	return &Plan{root: root, same: root.keeps(map[*op]bool{})}, nil
}

type pair struct{ reader, writer *Schema }

// resolver makes the ops, one for each pair of types.
type resolver struct {
	ops   map[pair]*op
	order []pair // of ops, as they were begun
	depth int
	steps int
}

// mostSteps bounds the work on schemas that were made to cost some.
const mostSteps = 1 << 18

// mismatch says where two schemas do not fit.
func mismatch(path string, format string, args ...any) error {
	where := "the value"
	if path != "" {
		where = "field " + path[1:]
	}
	return fmt.Errorf("%s %s", where, fmt.Sprintf(format, args...))
}

func (r *resolver) value(reader, writer *Schema, path string) (*op, error) {
	r.steps++
	if r.depth++; r.depth > 4*mostDepth || r.steps > mostSteps {
		return nil, mismatch(path, "is nested too deep")
	}
	defer func() { r.depth-- }()
	switch {
	case writer.kind == union:
		return r.fromUnion(reader, writer, path)
	case reader.kind == union:
		return r.toUnion(reader, writer, path)
	case reader.kind != writer.kind:
		if a := promotion(reader.kind, writer.kind); a != 0 {
			return &op{do: a, writer: writer}, nil
		}
		return nil, mismatch(path, "was written as %s and is read as %s", writer, reader)
	}
	if !reader.sameMeaning(writer) {
		return nil, mismatch(path, "was written as %s and is read as %s", writer.meaning(), reader.meaning())
	}
	key := pair{reader, writer}
	if o := r.ops[key]; o != nil {
		return o, nil
	}
	o := &op{do: copyValue, writer: writer}
	begun := len(r.order)
	r.ops[key], r.order = o, append(r.order, key)
	err := r.fill(o, reader, writer, path)
	if err != nil { // what was begun since may hold this one
		for _, k := range r.order[begun:] {
			delete(r.ops, k)
		}
		r.order = r.order[:begun]
	}
	return o, err
}

// fill resolves two types of one kind.
func (r *resolver) fill(o *op, reader, writer *Schema, path string) (err error) {
	switch reader.kind {
	case record, enum, fixed:
		if reader.name != writer.name && !slices.Contains(reader.aliases, writer.name) {
			return mismatch(path, "was written as %s and is read as %s", writer, reader)
		}
	}
	switch reader.kind {
	case record:
		o.do = toRecord
		return r.record(o, reader, writer, path)
	case enum:
		o.do = toEnum
		o.table, err = symbols(reader, writer, path)
	case fixed:
		if reader.size != writer.size {
			return mismatch(path, "was written with %d bytes and is read with %d", writer.size, reader.size)
		}
	case array:
		o.do = toArray
		o.elem, err = r.value(reader.elem, writer.elem, path+"[]")
	case mapping:
		o.do = toMap
		o.elem, err = r.value(reader.elem, writer.elem, path+"{}")
	}
	return err
}

func (r *resolver) record(o *op, reader, writer *Schema, path string) error {
	for _, f := range reader.fields {
		at := path + "." + f.name
		k := f.in(writer)
		if k < 0 {
			def, err := defaultOf(&f)
			if err != nil {
				return mismatch(at, "is not in the writer's schema, and %s", err)
			}
			o.steps = append(o.steps, step{from: -1, def: def})
			continue
		}
		inner, err := r.value(f.typ, writer.fields[k].typ, at)
		if err != nil {
			return err
		}
		o.steps = append(o.steps, step{from: k, op: inner})
	}
	return nil
}

// in is the index of the writer's field that f reads, -1 without one.
func (f *field) in(writer *Schema) int {
	for _, name := range append([]string{f.name}, f.aliases...) {
		for k := range writer.fields {
			if writer.fields[k].name == name {
				return k
			}
		}
	}
	return -1
}

func symbols(reader, writer *Schema, path string) ([]int32, error) {
	table := make([]int32, len(writer.symbols))
	for k, s := range writer.symbols {
		to := slices.Index(reader.symbols, s)
		if to < 0 {
			to = reader.fallback
		}
		if to < 0 {
			return nil, mismatch(path, "may be %s, which %s does not have", s, reader)
		}
		table[k] = int32(to)
	}
	return table, nil
}

func (r *resolver) fromUnion(reader, writer *Schema, path string) (*op, error) {
	o := &op{do: fromBranch, writer: writer}
	for _, b := range writer.branches {
		inner, err := r.value(reader, b, path)
		if err != nil {
			return nil, err
		}
		o.ops = append(o.ops, inner)
	}
	return o, nil
}

// toUnion takes the branch of the writer's own type, else the first that it
// can become.
func (r *resolver) toUnion(reader, writer *Schema, path string) (*op, error) {
	for _, exact := range []bool{true, false} {
		for k, b := range reader.branches {
			if exact != (b.kind == writer.kind) {
				continue
			}
			if inner, err := r.value(b, writer, path); err == nil {
				return &op{do: toBranch, writer: writer, branch: k, elem: inner}, nil
			}
		}
	}
	return nil, mismatch(path, "may be %s, which %s does not have", writer, reader)
}

// promotion is how a value of one kind is read as another, 0 where it is not.
func promotion(to, from kind) action {
	switch {
	case from == integer && to == long, from == text && to == bytes, from == bytes && to == text:
		return copyValue
	case from == integer && to == float:
		return intToFloat
	case from == integer && to == double:
		return intToDouble
	case from == long && to == float:
		return longToFloat
	case from == long && to == double:
		return longToDouble
	case from == float && to == double:
		return floatToDouble
	}
	return 0
}

// sameMeaning reports whether logical types of one kind agree. A side without one,
// or with one that this package does not know, agrees with all but decimals.
func (s *Schema) sameMeaning(w *Schema) bool {
	switch {
	case s.logical == "decimal" && w.logical == "decimal":
		return s.scale == w.scale && w.precision <= s.precision
	case timed(s.logical) && timed(w.logical):
		return s.logical == w.logical
	}
	return true
}

// timed reports whether a logical type counts in a unit.
func timed(logical string) bool {
	switch logical {
	case "time-millis", "time-micros", "timestamp-millis", "timestamp-micros", "timestamp-nanos",
		"local-timestamp-millis", "local-timestamp-micros", "local-timestamp-nanos":
		return true
	}
	return false
}

// meaning names a logical type with its digits.
func (s *Schema) meaning() string {
	if s.logical == "decimal" {
		return fmt.Sprintf("decimal(%d, %d)", s.precision, s.scale)
	}
	return s.logical
}
