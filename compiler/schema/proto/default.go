package proto

import (
	"math"
	"math/big"

	"github.com/bufbuild/protocompile/ast"

	"github.com/flowc-lang/flowc/compiler/types"
)

// zero is the value that a field without presence has where it is absent.
func zero(t *types.Type) any {
	switch {
	case t.IsInteger():
		return int64(0)
	case t.IsFloat():
		return float64(0)
	}
	switch t.Kind {
	case types.Bool:
		return false
	case types.String:
		return ""
	case types.Bytes:
		return []byte{}
	case types.Enum:
		return 0
	case types.List:
		return []any{}
	case types.Map:
		return []types.Entry{}
	}
	return nil
}

// setDefault gives a field of proto2 its [default = …].
func (b *body) setDefault(f *types.Field, o *ast.OptionNode) {
	v, ok := constant(f.Type, o.Val)
	if !ok && f.Type.Kind != types.Invalid {
		b.fail(b.src.at(o.Val), "the default of `%s` is not a value of %s", f.Name, f.Type)
	}
	f.SetDefault(v)
}

// constant returns the constant of type t that v writes.
func constant(t *types.Type, v ast.ValueNode) (any, bool) {
	switch {
	case t.IsInteger():
		return integer(t, v.Value())
	case t.IsFloat():
		return floating(v.Value())
	}
	switch t.Kind {
	case types.Bool:
		id, ok := v.Value().(ast.Identifier)
		return id == "true", ok && (id == "true" || id == "false")
	case types.String:
		s, ok := v.Value().(string)
		return s, ok
	case types.Bytes:
		s, ok := v.Value().(string)
		return []byte(s), ok
	case types.Enum:
		id, ok := v.Value().(ast.Identifier)
		i := t.Enum.Index(string(id))
		return i, ok && i >= 0
	}
	return nil, false
}

// bounds are the integers that each kind holds: the lowest as it is, the highest.
var bounds = map[types.Kind]struct {
	low  int64
	high uint64
}{
	types.Int32: {math.MinInt32, math.MaxInt32}, types.Int64: {math.MinInt64, math.MaxInt64},
	types.Uint32: {0, math.MaxUint32}, types.Uint64: {0, math.MaxUint64},
}

func integer(t *types.Type, v any) (any, bool) {
	limit := bounds[t.Kind]
	switch n := v.(type) {
	case int64:
		return n, n >= limit.low && (n < 0 || uint64(n) <= limit.high)
	case uint64:
		if n > math.MaxInt64 {
			return new(big.Int).SetUint64(n), n <= limit.high
		}
		return int64(n), n <= limit.high
	}
	return int64(0), false
}

func floating(v any) (any, bool) {
	switch n := v.(type) {
	case float64:
		return n, true
	case int64:
		return float64(n), true
	case uint64:
		return float64(n), true
	case ast.Identifier:
		switch n {
		case "inf":
			return math.Inf(1), true
		case "nan":
			return math.NaN(), true
		}
	}
	return float64(0), false
}
