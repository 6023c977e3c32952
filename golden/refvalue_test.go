package golden

import (
	"bytes"
	"math"
	"math/big"
	"slices"

	"github.com/flowc-lang/flowc/compiler/types"
)

// The values of the reference evaluator, by kind: nil for null, bool, *big.Int for
// whole numbers, *big.Rat for decimals, float64, string (also inet and json), []byte,
// int64 for days and for times in their unit, refDuration, [16]byte, int for the index
// of a symbol, refRecord, refList (lists, sets, tuples, vectors), refMap, refUnion.
type (
	refDuration struct{ months, days, nanos int64 }
	refRecord   []any
	refList     []any
	refMap      []refEntry
	refEntry    struct{ key, value any }
	refUnion    struct {
		arm   int
		value any
	}
)

// refFails is what an expression that fails panics with; refUnknown is for what the
// reference does not say.
type (
	refFails   struct{ why string }
	refUnknown struct{ what string }
)

func fails(why string) any { panic(refFails{why}) }

func unknown(what string) any { panic(refUnknown{what}) }

func bigInt(n int64) *big.Int { return big.NewInt(n) }

// inKind fails for a whole number that its kind does not hold.
func inKind(n *big.Int, t *types.Type) *big.Int {
	if t.Kind == types.Varint {
		if n.BitLen() > 127 {
			fails("varint")
		}
		return n
	}
	bits := map[types.Kind]uint{types.Int8: 7, types.Int16: 15, types.Int32: 31, types.Int64: 63, types.Uint8: 8, types.Uint16: 16, types.Uint32: 32, types.Uint64: 64}[t.Kind]
	top := new(big.Int).Lsh(bigInt(1), bits)
	low := bigInt(0)
	if t.IsSigned() {
		low = new(big.Int).Neg(top)
	}
	if n.Cmp(top) >= 0 || n.Cmp(low) < 0 {
		fails("range of " + t.String())
	}
	return n
}

func pow10(n int) *big.Int { return new(big.Int).Exp(bigInt(10), bigInt(int64(n)), nil) }

// inDecimal fails for a number that has more digits than a decimal keeps.
func inDecimal(r *big.Rat, t *types.Type) *big.Rat {
	if t.Precision == 0 {
		unknown("a decimal without bounds")
	}
	u := new(big.Rat).Mul(r, new(big.Rat).SetInt(pow10(t.Scale)))
	if !u.IsInt() {
		fails("scale")
	}
	if new(big.Int).Abs(u.Num()).Cmp(pow10(t.Precision)) >= 0 {
		fails("precision")
	}
	return r
}

func asRat(v any) *big.Rat {
	switch v := v.(type) {
	case *big.Int:
		return new(big.Rat).SetInt(v)
	case *big.Rat:
		return v
	}
	return unknown("a number").(*big.Rat)
}

// halfAway rounds to a whole number, halves away from zero.
func halfAway(r *big.Rat) *big.Int {
	twice := new(big.Rat).Mul(r, big.NewRat(2, 1))
	sign := int64(r.Sign())
	n := new(big.Int).Add(floorRat(new(big.Rat).Abs(twice)), bigInt(1))
	n.Quo(n, bigInt(2))
	return n.Mul(n, bigInt(sign))
}

// halfEven rounds to a whole number, halves to the even one.
func halfEven(r *big.Rat) *big.Int {
	low := floorRat(r)
	rest := new(big.Rat).Sub(r, new(big.Rat).SetInt(low))
	switch c := rest.Cmp(big.NewRat(1, 2)); {
	case c < 0, c == 0 && low.Bit(0) == 0:
		return low
	}
	return low.Add(low, bigInt(1))
}

func floorRat(r *big.Rat) *big.Int {
	q, m := new(big.Int).DivMod(r.Num(), r.Denom(), new(big.Int))
	_ = m
	return q
}

// sameRef reports whether two values are equal as == has it.
func sameRef(x, y any, t *types.Type) bool {
	if t.Kind == types.Optional {
		if x == nil || y == nil {
			return x == nil && y == nil
		}
		return sameRef(x, y, t.Elem)
	}
	switch x := x.(type) {
	case *big.Int:
		return x.Cmp(y.(*big.Int)) == 0
	case *big.Rat:
		return x.Cmp(asRat(y)) == 0
	case []byte:
		return bytes.Equal(x, y.([]byte))
	case refRecord:
		z := y.(refRecord)
		for k, f := range t.Record.Fields {
			if !sameRef(x[k], z[k], f.Type) {
				return false
			}
		}
		return true
	case refUnion:
		z := y.(refUnion)
		return x.arm == z.arm && sameRef(x.value, z.value, t.Items[x.arm])
	case refList:
		return sameList(x, y.(refList), t)
	case refMap:
		z := y.(refMap)
		return allIn(x, z, t) && allIn(z, x, t)
	}
	return x == y
}

func sameList(x, y refList, t *types.Type) bool {
	of := func(k int) *types.Type {
		if t.Kind == types.Tuple {
			return t.Items[k]
		}
		return t.Elem
	}
	if t.Kind == types.Set {
		within := func(a, b refList) bool {
			return !slices.ContainsFunc(a, func(v any) bool {
				return !slices.ContainsFunc(b, func(w any) bool { return sameRef(v, w, t.Elem) })
			})
		}
		return within(x, y) && within(y, x)
	}
	if len(x) != len(y) {
		return false
	}
	for k := range x {
		if !sameRef(x[k], y[k], of(k)) {
			return false
		}
	}
	return true
}

func allIn(x, y refMap, t *types.Type) bool {
	for _, e := range x {
		v, _ := lookupRef(x, e.key, t)
		w, ok := lookupRef(y, e.key, t)
		if !ok || !sameRef(v, w, t.Elem) {
			return false
		}
	}
	return true
}

// lookupRef is the last value of a key.
func lookupRef(m refMap, key any, t *types.Type) (any, bool) {
	for k := len(m) - 1; k >= 0; k-- {
		if sameRef(m[k].key, key, t.Key) {
			return m[k].value, true
		}
	}
	return nil, false
}

// compareRef orders two values; ok is false where nothing orders them, as with NaN.
func compareRef(x, y any) (c int, ok bool) {
	switch x := x.(type) {
	case *big.Int:
		return x.Cmp(y.(*big.Int)), true
	case *big.Rat:
		return x.Cmp(asRat(y)), true
	case float64:
		z := y.(float64)
		switch {
		case x < z:
			return -1, true
		case x > z:
			return 1, true
		}
		return 0, x == z
	case string:
		return bytes.Compare([]byte(x), []byte(y.(string))), true
	case []byte:
		return bytes.Compare(x, y.([]byte)), true
	case int64:
		return bigInt(x).Cmp(bigInt(y.(int64))), true
	case int:
		return x - y.(int), true
	case [16]byte:
		return 0, unknown("the order of uuids") != nil
	}
	return 0, unknown("an order") != nil
}

// hasOddFloat reports whether a float within v is not finite: JSON has no such.
func hasOddFloat(v any) bool {
	switch v := v.(type) {
	case float64:
		return math.IsNaN(v) || math.IsInf(v, 0)
	case refRecord:
		return slices.ContainsFunc(v, hasOddFloat)
	case refList:
		return slices.ContainsFunc(v, hasOddFloat)
	case refMap:
		return slices.ContainsFunc(v, func(e refEntry) bool { return hasOddFloat(e.value) })
	case refUnion:
		return hasOddFloat(v.value)
	}
	return false
}

// floatOf rounds to what a float or double holds.
func floatOf(v float64, t *types.Type) float64 {
	if t.Kind == types.Float {
		return float64(float32(v))
	}
	return v
}
