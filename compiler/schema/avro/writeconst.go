package avro

import (
	"encoding/hex"
	"fmt"
	"math/big"
	"strconv"
	"unicode/utf8"

	"github.com/flowc-lang/flowc/compiler/types"
)

// constant writes a constant of type t as the JSON of a default.
func (w *writer) constant(v any, t *types.Type) {
	t = t.Strip()
	if t.Kind == types.Union && v != nil {
		t = t.Items[0]
	}
	switch v := v.(type) {
	case nil:
		w.out.WriteString("null")
	case bool:
		w.out.WriteString(strconv.FormatBool(v))
	case int64:
		w.out.WriteString(strconv.FormatInt(v, 10))
	case int32:
		w.out.WriteString(strconv.Itoa(int(v)))
	case float64:
		w.out.WriteString(float(v))
	case types.DecimalConst:
		w.out.WriteString(quoteBytes(decimalBytes(v, t)))
	case types.DurationConst:
		w.out.WriteString(quoteBytes(durationBytes(v)))
	case string:
		w.out.WriteString(quote(v))
	case []byte:
		w.out.WriteString(quoteBytes(v))
	case [16]byte:
		w.uuid(v, t)
	case int:
		w.out.WriteString(quote(t.Enum.Symbols[v]))
	case []any:
		w.constants(v, t)
	case []types.Entry:
		for i, e := range v {
			w.out.WriteByte("{,"[min(i, 1)])
			w.out.WriteString(quote(e.Key.(string)) + ":")
			w.constant(e.Value, t.Elem)
		}
		w.empty(len(v), '{')
		w.out.WriteByte('}')
	default:
		panic(fmt.Sprintf("avro: no constant of type %s is a %T", t, v))
	}
}

// constants writes a list, or the fields of a record.
func (w *writer) constants(all []any, t *types.Type) {
	if t.Kind == types.Record {
		for i, v := range all {
			f := t.Record.Fields[i]
			w.out.WriteByte("{,"[min(i, 1)])
			w.out.WriteString(quote(f.Name) + ":")
			w.constant(v, f.Type)
		}
		w.empty(len(all), '{')
		w.out.WriteByte('}')
		return
	}
	for i, v := range all {
		w.out.WriteByte("[,"[min(i, 1)])
		w.constant(v, t.Elem)
	}
	w.empty(len(all), '[')
	w.out.WriteByte(']')
}

// empty opens a list or object that had no element to do it.
func (w *writer) empty(n int, open byte) {
	if n == 0 {
		w.out.WriteByte(open)
	}
}

func (w *writer) uuid(v [16]byte, t *types.Type) {
	if t.Wire != nil && t.Wire.Fixed > 0 {
		w.out.WriteString(quoteBytes(v[:]))
		return
	}
	h := hex.EncodeToString(v[:])
	w.out.WriteString(quote(h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]))
}

// float writes a number so that a reader knows it for one with a fraction.
func float(v float64) string {
	s := strconv.FormatFloat(v, 'g', -1, 64)
	for _, c := range s {
		if c == '.' || c == 'e' {
			return s
		}
	}
	return s + ".0"
}

// decimalBytes returns the unscaled value at t's scale in two's complement, as
// short as it goes or as long as t's fixed.
func decimalBytes(c types.DecimalConst, t *types.Type) []byte {
	v := new(big.Int).Set(c.Unscaled)
	if up := t.Scale - c.Scale; up > 0 {
		v.Mul(v, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(up)), nil))
	}
	size := bytesFor(v)
	if t.Wire != nil && t.Wire.Fixed > 0 {
		size = t.Wire.Fixed
	}
	if v.Sign() < 0 {
		v.Add(v, new(big.Int).Lsh(big.NewInt(1), uint(8*size)))
	}
	return v.FillBytes(make([]byte, size))
}

// bytesFor is how many bytes v needs in two's complement.
func bytesFor(v *big.Int) int {
	n := v
	if v.Sign() < 0 {
		n = new(big.Int).Not(v)
	}
	return n.BitLen()/8 + 1
}

func durationBytes(d types.DurationConst) []byte {
	var b []byte
	for _, part := range []uint32{uint32(d.Months), uint32(d.Days), uint32(d.Nanos / 1e6)} {
		b = append(b, byte(part), byte(part>>8), byte(part>>16), byte(part>>24))
	}
	return b
}

// quoteBytes writes each byte as the character of that number.
func quoteBytes(b []byte) string {
	runes := make([]rune, len(b))
	for i, c := range b {
		runes[i] = rune(c)
	}
	return quote(string(runes))
}

// quote writes a JSON text: as it is but for quotes, backslashes and control
// characters.
func quote(s string) string {
	out := make([]byte, 0, len(s)+2)
	out = append(out, '"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			out = append(out, '\\', byte(c))
		case c < ' ' || c >= 0x7F && c < 0xA0:
			out = fmt.Appendf(out, `\u%04x`, c)
		default:
			out = utf8.AppendRune(out, c)
		}
	}
	return string(append(out, '"'))
}
