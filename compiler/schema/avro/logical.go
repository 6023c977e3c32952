package avro

import (
	"math/big"
	"strconv"

	"github.com/flowc-lang/flowc/compiler/schema/jsontree"
	"github.com/flowc-lang/flowc/compiler/types"
)

// logicalTypes are the logical types of a primitive without parameters.
var logicalTypes = map[string]struct {
	of types.Kind // the physical type
	t  *types.Type
}{
	"uuid":                   {types.String, types.Of(types.UUID)},
	"date":                   {types.Int32, types.Of(types.Date)},
	"time-millis":            {types.Int32, types.InUnit(types.Time, types.Millis)},
	"time-micros":            {types.Int64, types.InUnit(types.Time, types.Micros)},
	"timestamp-millis":       {types.Int64, types.InUnit(types.Timestamp, types.Millis)},
	"timestamp-micros":       {types.Int64, types.InUnit(types.Timestamp, types.Micros)},
	"timestamp-nanos":        {types.Int64, types.InUnit(types.Timestamp, types.Nanos)},
	"local-timestamp-millis": {types.Int64, types.InUnit(types.Datetime, types.Millis)},
	"local-timestamp-micros": {types.Int64, types.InUnit(types.Datetime, types.Micros)},
	"local-timestamp-nanos":  {types.Int64, types.InUnit(types.Datetime, types.Nanos)},
}

// logical applies the logical type of n to its primitive t. One that is unknown,
// or not right for t, does not count, as the specification demands.
func logical(n *jsontree.Node, t *types.Type) *types.Type {
	name := n.Word("logicalType")
	if name == "decimal" && t.Kind == types.Bytes {
		if d := decimal(n, 0); d != nil {
			return d
		}
		return t
	}
	if l, ok := logicalTypes[name]; ok && l.of == t.Kind {
		return l.t
	}
	return t
}

// logicalFixed applies the logical type of n to a fixed, whose wire form stays.
func logicalFixed(n *jsontree.Node, fixed *types.Type) *types.Type {
	size := fixed.Refine.Exact
	t := fixed
	switch n.Word("logicalType") {
	case "decimal":
		if d := decimal(n, size); d != nil {
			t = d
		}
	case "uuid":
		if size == 16 {
			t = types.Of(types.UUID)
		}
	case "duration":
		if size == durationSize {
			t = types.Of(types.Duration)
		}
	}
	t.Wire = fixed.Wire
	return t
}

// durationSize is the size of Avro's duration: months, days and milliseconds,
// four bytes each.
const durationSize = 12

// decimal returns the decimal that n describes in a fixed of that size, or in
// bytes for size 0; nil where it is none.
func decimal(n *jsontree.Node, size int) *types.Type {
	precision, ok := integer(n.Get("precision"))
	if !ok || precision < 1 {
		return nil
	}
	scale := 0
	if s := n.Get("scale"); s != nil {
		if scale, ok = integer(s); !ok || scale < 0 || scale > precision {
			return nil
		}
	}
	if size > 0 && precision > digitsIn(size) {
		return nil
	}
	return types.DecimalOf(precision, scale)
}

// integer returns a small number.
func integer(n *jsontree.Node) (int, bool) {
	if n == nil || n.Kind != jsontree.Number {
		return 0, false
	}
	v, err := strconv.Atoi(n.Text)
	return v, err == nil && v <= maxFixed
}

// digitsIn is how many decimal digits always fit in that many bytes of two's
// complement.
func digitsIn(size int) int {
	top := new(big.Int).Lsh(big.NewInt(1), uint(8*min(size, maxDigitBytes)-1))
	return len(top.Sub(top, big.NewInt(1)).String()) - 1
}

// maxDigitBytes bounds the arithmetic of digitsIn: no precision is that large.
const maxDigitBytes = 1 << 10
