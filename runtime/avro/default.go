package avro

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	wire "github.com/flowc-lang/flowc/runtime/record"
)

// mostDefault bounds the bytes of a default, which a record may need many times.
const mostDefault = 64 << 10

// defaultOf is a field's default in binary.
func defaultOf(f *field) ([]byte, error) {
	if !f.has {
		return nil, errors.New("has no default")
	}
	d, err := appendDefault(nil, f.typ, f.def, 0)
	if err == nil && len(d) > mostDefault {
		err = fmt.Errorf("is longer than %d bytes", mostDefault)
	}
	if err != nil {
		return nil, fmt.Errorf("its default %w", err)
	}
	return d, nil
}

// appendDefault appends v, as encoding/json reads it, as a value of s.
func appendDefault(d []byte, s *Schema, v any, depth int) ([]byte, error) {
	wrong := fmt.Errorf("is no %s", s)
	if depth > mostDepth {
		return nil, errors.New("is nested too deep")
	}
	switch s.kind {
	case union: // the first branch that the value is of
		for k, b := range s.branches {
			if out, err := appendDefault(wire.AppendAvroLong(d, int64(k)), b, v, depth+1); err == nil {
				return out, nil
			}
		}
		return nil, wrong
	case record:
		return appendRecord(d, s, v, depth)
	case array:
		return appendArray(d, s, v, depth)
	case mapping:
		return appendMap(d, s, v, depth)
	case integer, long, float, double:
		return appendNumber(d, s, v)
	case null:
		if v != nil {
			return nil, wrong
		}
		return d, nil
	case boolean:
		b, ok := v.(bool)
		if !ok {
			return nil, wrong
		}
		return wire.AppendAvroBool(d, b), nil
	}
	return appendText(d, s, v)
}

func appendNumber(d []byte, s *Schema, v any) ([]byte, error) {
	n, ok := v.(json.Number)
	if !ok {
		return nil, fmt.Errorf("is no %s", s)
	}
	if s.kind == integer || s.kind == long {
		i, err := n.Int64()
		if err != nil || s.kind == integer && i != int64(int32(i)) {
			return nil, fmt.Errorf("is no %s", s)
		}
		return wire.AppendAvroLong(d, i), nil
	}
	x, err := n.Float64()
	if err != nil || s.kind == float && math.Abs(x) > math.MaxFloat32 {
		return nil, fmt.Errorf("is no %s", s)
	}
	if s.kind == float {
		return wire.AppendAvroFloat(d, float32(x)), nil
	}
	return wire.AppendAvroDouble(d, x), nil
}

// appendText appends what JSON writes as a text.
func appendText(d []byte, s *Schema, v any) ([]byte, error) {
	t, ok := v.(string)
	if !ok {
		return nil, fmt.Errorf("is no %s", s)
	}
	switch s.kind {
	case text:
		return wire.AppendAvroText(d, t), nil
	case enum:
		k := slices.Index(s.symbols, t)
		if k < 0 {
			return nil, fmt.Errorf("is no symbol of %s", s)
		}
		return wire.AppendAvroLong(d, int64(k)), nil
	}
	var raw []byte // each character stands for the byte of its number
	for _, c := range t {
		if c > 0xff {
			return nil, fmt.Errorf("is no %s", s)
		}
		raw = append(raw, byte(c))
	}
	if s.kind == fixed {
		if len(raw) != s.size {
			return nil, fmt.Errorf("has not the %d bytes of %s", s.size, s)
		}
		return append(d, raw...), nil
	}
	return wire.AppendAvroBytes(d, raw), nil
}

func appendRecord(d []byte, s *Schema, v any, depth int) ([]byte, error) {
	o, ok := v.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("is no %s", s)
	}
	var err error
	for _, f := range s.fields {
		x, there := o[f.name]
		if !there {
			if x = f.def; !f.has {
				return nil, fmt.Errorf("lacks the field %s", f.name)
			}
		}
		if d, err = appendDefault(d, f.typ, x, depth+1); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func appendArray(d []byte, s *Schema, v any, depth int) ([]byte, error) {
	list, ok := v.([]any)
	if !ok {
		return nil, fmt.Errorf("is no %s", s)
	}
	if len(list) > 0 {
		d = wire.AppendAvroLong(d, int64(len(list)))
	}
	var err error
	for _, x := range list {
		if d, err = appendDefault(d, s.elem, x, depth+1); err != nil {
			return nil, err
		}
	}
	return append(d, 0), nil
}

func appendMap(d []byte, s *Schema, v any, depth int) ([]byte, error) {
	o, ok := v.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("is no %s", s)
	}
	if len(o) > 0 {
		d = wire.AppendAvroLong(d, int64(len(o)))
	}
	keys := make([]string, 0, len(o))
	for k := range o {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	var err error
	for _, k := range keys {
		if d, err = appendDefault(wire.AppendAvroText(d, k), s.elem, o[k], depth+1); err != nil {
			return nil, err
		}
	}
	return append(d, 0), nil
}
