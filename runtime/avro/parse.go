package avro

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
)

// Bounds of a schema from outside.
const (
	mostText  = 1 << 20
	mostDepth = 64
	mostFixed = 1 << 20
)

// Parse parses a schema. What it refers to must be in uses, each behind those that
// it refers to itself.
func Parse(schema string, uses ...string) (*Schema, error) {
	p := &parser{named: map[string]*Schema{}}
	for _, u := range uses {
		if _, err := p.text(u); err != nil {
			return nil, fmt.Errorf("a schema that it refers to: %w", err)
		}
	}
	return p.text(schema)
}

type parser struct {
	named map[string]*Schema // by full name
	read  int                // bytes of text so far
}

func (p *parser) text(s string) (*Schema, error) {
	if p.read += len(s); p.read > mostText {
		return nil, fmt.Errorf("the schema is longer than %d bytes", mostText)
	}
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, fmt.Errorf("the schema is no JSON: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the schema")
	}
	return p.schema(v, "", 0)
}

// schema parses a type within a namespace.
func (p *parser) schema(v any, space string, depth int) (*Schema, error) {
	if depth > mostDepth {
		return nil, fmt.Errorf("the schema is nested deeper than %d levels", mostDepth)
	}
	switch v := v.(type) {
	case string:
		return p.byName(v, space)
	case []any:
		return p.union(v, space, depth)
	case map[string]any:
		return p.object(v, space, depth)
	}
	return nil, fmt.Errorf("%v is no type", v)
}

func (p *parser) byName(name, space string) (*Schema, error) {
	if k, ok := kinds[name]; ok && k < record {
		return &Schema{kind: k}, nil
	}
	if s := p.named[full(name, space)]; s != nil {
		return s, nil
	}
	if s := p.named[name]; s != nil {
		return s, nil
	}
	return nil, fmt.Errorf("there is no type %q", name)
}

func (p *parser) union(list []any, space string, depth int) (*Schema, error) {
	u := &Schema{kind: union}
	for _, x := range list {
		b, err := p.schema(x, space, depth+1)
		if err != nil {
			return nil, err
		}
		if b.kind == union {
			return nil, errors.New("a union stands directly within a union")
		}
		u.branches = append(u.branches, b)
	}
	if len(u.branches) == 0 {
		return nil, errors.New("a union has no branch")
	}
	return u, nil
}

func (p *parser) object(o map[string]any, space string, depth int) (*Schema, error) {
	word, ok := o["type"].(string)
	if !ok {
		if o["type"] == nil {
			return nil, errors.New("a type says not which it is")
		}
		return p.schema(o["type"], space, depth+1) // {"type": {"type": …}}
	}
	k, ok := kinds[word]
	switch {
	case !ok:
		return p.byName(word, space)
	case k == array || k == mapping:
		return p.container(k, o, space, depth)
	case k >= record:
		return p.namedType(k, o, space, depth)
	}
	s := &Schema{kind: k}
	s.annotate(o)
	return s, nil
}

func (p *parser) container(k kind, o map[string]any, space string, depth int) (*Schema, error) {
	of := o["items"]
	if k == mapping {
		of = o["values"]
	}
	elem, err := p.schema(of, space, depth+1)
	return &Schema{kind: k, elem: elem}, err
}

// annotate takes the logical type; what is not understood is left out, as Avro asks.
func (s *Schema) annotate(o map[string]any) {
	s.logical, _ = o["logicalType"].(string)
	s.precision, _ = whole(o["precision"])
	s.scale, _ = whole(o["scale"])
}

func whole(v any) (int, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	i, err := n.Int64()
	return int(i), err == nil && i >= 0 && i <= math.MaxInt32
}

func (p *parser) namedType(k kind, o map[string]any, space string, depth int) (*Schema, error) {
	name, _ := o["name"].(string)
	if name == "" {
		return nil, fmt.Errorf("a %s has no name", kindNames[k])
	}
	if own, ok := o["namespace"].(string); ok && !strings.Contains(name, ".") {
		space = own
	}
	name = full(name, space)
	if p.named[name] != nil {
		return nil, fmt.Errorf("%s is declared twice", name)
	}
	space = name[:max(strings.LastIndexByte(name, '.'), 0)]
	s := &Schema{kind: k, name: last(name), aliases: names(o["aliases"]), fallback: -1}
	s.annotate(o)
	p.named[name] = s
	switch k {
	case enum:
		return s, s.enum(o)
	case fixed:
		n, ok := whole(o["size"])
		if s.size = n; !ok || n > mostFixed {
			return nil, fmt.Errorf("the size of %s is no size", name)
		}
		return s, nil
	}
	return s, p.fields(s, o, space, depth)
}

func (s *Schema) enum(o map[string]any) error {
	list, _ := o["symbols"].([]any)
	def, has := o["default"].(string)
	for k, x := range list {
		symbol, ok := x.(string)
		if !ok {
			return fmt.Errorf("a symbol of %s is no text", s.name)
		}
		if has && symbol == def {
			s.fallback = k
		}
		s.symbols = append(s.symbols, symbol)
	}
	if has && s.fallback < 0 {
		return fmt.Errorf("the default of %s is none of its symbols", s.name)
	}
	return nil
}

func (p *parser) fields(s *Schema, o map[string]any, space string, depth int) error {
	list, ok := o["fields"].([]any)
	if !ok {
		return fmt.Errorf("the record %s has no fields", s.name)
	}
	seen := map[string]bool{}
	for _, x := range list {
		o, _ := x.(map[string]any)
		name, _ := o["name"].(string)
		if name == "" || seen[name] {
			return fmt.Errorf("a field of %s has no name of its own", s.name)
		}
		seen[name] = true
		typ, err := p.schema(o["type"], space, depth+1)
		if err != nil {
			return fmt.Errorf("field %s of %s: %w", name, s.name, err)
		}
		f := field{name: name, aliases: names(o["aliases"]), typ: typ}
		if name, ok := o["type"].(string); ok && kinds[name] != 0 && o["logicalType"] != nil {
			f.typ.annotate(o) // written beside the type, as some producers do
		}
		f.def, f.has = o["default"]
		s.fields = append(s.fields, f)
	}
	return nil
}

// full is a name within a namespace.
func full(name, space string) string {
	if strings.Contains(name, ".") || space == "" {
		return name
	}
	return space + "." + name
}

// last is a name without its namespace.
func last(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// names are aliases without their namespaces.
func names(v any) []string {
	list, _ := v.([]any)
	var out []string
	for _, x := range list {
		if s, ok := x.(string); ok {
			out = append(out, last(s))
		}
	}
	return out
}
