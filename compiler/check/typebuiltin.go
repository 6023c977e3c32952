package check

import (
	"fmt"
	"strconv"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// builtinType returns the built-in type of that name, nil where the name is none.
func (s *scope) builtinType(t *dsl.NamedType, name string) *types.Type {
	switch name {
	case "list", "set":
		return s.collection(t, name)
	case "map":
		return s.mapType(t)
	case "tuple":
		return s.tupleType(t)
	case "vector":
		return s.vectorType(t)
	case "change":
		return s.changeType(t)
	case "any":
		if len(t.Args)+len(t.Params) > 0 {
			return s.badTypeArgs(t, "any takes no arguments")
		}
		return types.Of(types.Any)
	}
	kind, ok := types.Primitive(name)
	if !ok {
		return nil
	}
	if len(t.Args) > 0 {
		return s.badTypeArgs(t, name+" takes no types in <…>")
	}
	switch kind {
	case types.Decimal:
		return s.decimalType(t)
	case types.Time, types.Timestamp, types.Datetime:
		return s.timeType(t, kind)
	case types.String, types.Bytes:
		return s.sized(t, types.Of(kind))
	}
	if len(t.Params) > 0 {
		return s.badTypeArgs(t, name+" takes no arguments")
	}
	return types.Of(kind)
}

func (s *scope) badTypeArgs(t *dsl.NamedType, why string) *types.Type {
	s.add(diag.Diagnostic{Code: "E0405", Message: why, At: t.At()})
	return invalid()
}

func (s *scope) collection(t *dsl.NamedType, name string) *types.Type {
	if len(t.Args) != 1 {
		return s.badTypeArgs(t, fmt.Sprintf("%s takes one type: %s<string>", name, name))
	}
	elem := s.typeOf(t.Args[0])
	if elem.Kind == types.Invalid {
		return elem
	}
	if name == "set" {
		return s.sized(t, types.SetOf(elem))
	}
	return s.sized(t, types.ListOf(elem))
}

func (s *scope) mapType(t *dsl.NamedType) *types.Type {
	if len(t.Args) != 2 {
		return s.badTypeArgs(t, "map takes two types: map<string, int64>")
	}
	key, value := s.typeOf(t.Args[0]), s.typeOf(t.Args[1])
	if key.Kind == types.Invalid || value.Kind == types.Invalid {
		return invalid()
	}
	return s.sized(t, types.MapOf(key, value))
}

// tupleType is tuple<A, B>.
func (s *scope) tupleType(t *dsl.NamedType) *types.Type {
	if len(t.Args) == 0 || len(t.Params) > 0 {
		return s.badTypeArgs(t, "tuple takes the types of its parts: tuple<string, int64>")
	}
	var items []*types.Type
	for _, a := range t.Args {
		item := s.typeOf(a)
		if item.Kind == types.Invalid {
			return item
		}
		items = append(items, item)
	}
	return types.TupleOf(items...)
}

// vectorType is vector<float, 3>.
func (s *scope) vectorType(t *dsl.NamedType) *types.Type {
	const usage = "vector takes float or double and a length: vector<float, 384>"
	if len(t.Args) != 2 || len(t.Params) > 0 {
		return s.badTypeArgs(t, usage)
	}
	n, err := strconv.Atoi(t.Args[1].At().Text())
	elem := s.typeOf(t.Args[0])
	switch {
	case elem.Kind == types.Invalid:
		return elem
	case err != nil || n < 1 || n > maxVector || !elem.IsNumber():
		return s.badTypeArgs(t, usage)
	}
	return types.VectorOf(elem, n)
}

// maxVector is the longest vector, as Cassandra has it.
const maxVector = 8192

// decimalType is decimal(p, s); without arguments it has no bounds.
func (s *scope) decimalType(t *dsl.NamedType) *types.Type {
	if len(t.Params) == 0 {
		return types.Of(types.Decimal)
	}
	if len(t.Params) > 2 {
		return s.badTypeArgs(t, "decimal takes a precision and a scale: decimal(12, 2)")
	}
	precision, ok := smallInt(t.Params[0].Value, 1, 1<<20)
	scale := 0
	if ok && len(t.Params) == 2 {
		scale, ok = smallInt(t.Params[1].Value, 0, 1<<20)
	}
	switch {
	case !ok || scale > precision:
		return s.badTypeArgs(t, "decimal takes a precision and a scale that is not larger: decimal(12, 2)")
	case precision > types.MaxPrecision:
		s.add(diag.Diagnostic{
			Code:    "E0422",
			Message: fmt.Sprintf("a decimal has at most %d digits", types.MaxPrecision),
			At:      t.Params[0].Value.At(),
		})
		return invalid()
	}
	return types.DecimalOf(precision, scale)
}

// timeType is timestamp(ms) and its like. The unit cannot be left out: reading
// seconds as milliseconds is the mistake that units are there to prevent.
func (s *scope) timeType(t *dsl.NamedType, kind types.Kind) *types.Type {
	allowed := map[types.Kind][]string{
		types.Time:      {"ms", "us", "ns"},
		types.Timestamp: {"s", "ms", "us", "ns"},
		types.Datetime:  {"ms", "us"},
	}[kind]
	why := fmt.Sprintf("%s takes a unit: %s(%s)", kind, kind, joined(allowed, "or"))
	if len(t.Params) != 1 {
		return s.badTypeArgs(t, why)
	}
	name, ok := t.Params[0].Value.(*dsl.Name)
	if !ok {
		return s.badTypeArgs(t, why)
	}
	for _, a := range allowed {
		if a == name.Ident.Text {
			unit, _ := types.UnitOf(a)
			return types.InUnit(kind, unit)
		}
	}
	s.add(diag.Diagnostic{
		Code:    "E0405",
		Message: fmt.Sprintf("%s has no unit `%s`", kind, name.Ident.Text),
		At:      name.At(),
		Helps:   []string{"the units of " + kind.String() + " are " + joined(allowed, "and")},
	})
	return invalid()
}

// sized applies (max: n) of a string or collection and (n) of bytes.
func (s *scope) sized(t *dsl.NamedType, of *types.Type) *types.Type {
	if len(t.Params) == 0 {
		return of
	}
	p := t.Params[0]
	n, ok := smallInt(p.Value, 1, 1<<30)
	if !ok || len(t.Params) > 1 || (p.Name == nil) != (of.Kind == types.Bytes) || (p.Name != nil && p.Name.Text != "max") {
		form := "(max: 8)"
		if of.Kind == types.Bytes {
			form = "(16)"
		}
		return s.badTypeArgs(t, fmt.Sprintf("%s takes a size: %s%s", of.Kind, of.Kind, form))
	}
	sized := *of
	if of.Kind == types.Bytes {
		sized.Refine = &types.Refinement{Exact: n}
	} else {
		sized.Refine = &types.Refinement{MaxLen: n}
	}
	return &sized
}
