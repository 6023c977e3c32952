package avro

import (
	"encoding/hex"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/flowc-lang/flowc/compiler/schema/jsontree"
	"github.com/flowc-lang/flowc/compiler/types"
)

// fieldDefault is a field and the JSON of its default.
type fieldDefault struct {
	field *types.Field
	value *jsontree.Node
}

// setDefault gives a field its default, or reports that it is none of its type.
func (im *importer) setDefault(d fieldDefault) {
	v, ok := constant(d.value, d.field.Type)
	if !ok {
		im.fail(d.value.At, "the default of `%s` is not of its type, %s", d.field.Name, d.field.Type)
		return
	}
	d.field.Default, d.field.HasDefault = v, true
}

// constant reads a default as a constant of the package types. The default of a
// union is one of its first branch.
func constant(n *jsontree.Node, t *types.Type) (any, bool) {
	switch t.Kind {
	case types.Invalid:
		return nil, true
	case types.Optional:
		if n.Kind == jsontree.Null || t.NullBranch() == 0 {
			return nil, n.Kind == jsontree.Null && t.NullBranch() == 0
		}
		return constant(n, t.Elem)
	case types.Union:
		return constant(n, t.Items[0])
	case types.NullKind:
		return nil, n.Kind == jsontree.Null
	case types.Bool:
		return n.Text == "true", n.Kind == jsontree.Boolean
	case types.Record:
		return constantRecord(n, t.Record)
	case types.List:
		return constantList(n, t.Elem)
	case types.Map:
		return constantMap(n, t.Elem)
	}
	switch n.Kind {
	case jsontree.Number:
		return constantNumber(n, t)
	case jsontree.Text:
		return constantText(n.Text, t)
	case jsontree.Null, jsontree.Boolean, jsontree.Array, jsontree.Object:
		return nil, false
	}
	panic(fmt.Sprintf("avro: no such kind of JSON: %d", n.Kind))
}

func constantNumber(n *jsontree.Node, t *types.Type) (any, bool) {
	if t.IsFloat() {
		v, err := strconv.ParseFloat(n.Text, 64)
		return v, err == nil
	}
	v, err := strconv.ParseInt(n.Text, 10, 64)
	if err != nil {
		return nil, false
	}
	fits := v == int64(int32(v))
	switch {
	case t.Kind == types.Int32:
		return v, fits
	case t.Kind == types.Date:
		return int32(v), fits
	case t.Kind == types.Time && t.Unit == types.Millis:
		return v, fits
	}
	return v, t.Kind == types.Int64 || t.HasUnit()
}

func constantText(s string, t *types.Type) (any, bool) {
	switch t.Kind {
	case types.String:
		return s, true
	case types.Enum:
		i := t.Enum.Index(s)
		return i, i >= 0
	case types.UUID:
		if t.Wire == nil {
			return parseUUID(s)
		}
	}
	b, ok := byteText(s)
	if !ok || t.Wire != nil && t.Wire.Fixed > 0 && len(b) != t.Wire.Fixed {
		return nil, false
	}
	switch t.Kind {
	case types.Bytes:
		return b, true
	case types.Decimal:
		return types.DecimalConst{Unscaled: unscaled(b), Scale: t.Scale}, true
	case types.UUID:
		return [16]byte(b), true
	case types.Duration:
		return durationOf(b), true
	}
	return nil, false
}

// byteText returns the bytes of a default: each character is one.
func byteText(s string) ([]byte, bool) {
	b := make([]byte, 0, len(s))
	for _, c := range s {
		if c > 0xFF {
			return nil, false
		}
		b = append(b, byte(c))
	}
	return b, true
}

// unscaled reads a big-endian number in two's complement.
func unscaled(b []byte) *big.Int {
	v := new(big.Int).SetBytes(b)
	if len(b) > 0 && b[0] >= 0x80 {
		v.Sub(v, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return v
}

// durationOf reads months, days and milliseconds, little-endian and unsigned.
func durationOf(b []byte) types.DurationConst {
	part := func(i int) uint32 {
		return uint32(b[i]) | uint32(b[i+1])<<8 | uint32(b[i+2])<<16 | uint32(b[i+3])<<24
	}
	return types.DurationConst{Months: int32(part(0)), Days: int32(part(4)), Nanos: int64(part(8)) * 1e6}
}

func parseUUID(s string) (any, bool) {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return nil, false
	}
	b, err := hex.DecodeString(strings.ReplaceAll(s, "-", ""))
	if err != nil || len(b) != 16 {
		return nil, false
	}
	return [16]byte(b), true
}

// constantRecord reads the fields in their order; one that is left out has the
// default of its own.
func constantRecord(n *jsontree.Node, r *types.RecordType) (any, bool) {
	if n.Kind != jsontree.Object {
		return nil, false
	}
	out := make([]any, len(r.Fields))
	for i, f := range r.Fields {
		v := n.Get(f.Name)
		if v == nil {
			if !f.HasDefault {
				return nil, false
			}
			out[i] = f.Default
			continue
		}
		var ok bool
		if out[i], ok = constant(v, f.Type); !ok {
			return nil, false
		}
	}
	return out, true
}

func constantList(n *jsontree.Node, elem *types.Type) (any, bool) {
	if n.Kind != jsontree.Array {
		return nil, false
	}
	out := make([]any, len(n.Items))
	for i, item := range n.Items {
		var ok bool
		if out[i], ok = constant(item, elem); !ok {
			return nil, false
		}
	}
	return out, true
}

func constantMap(n *jsontree.Node, elem *types.Type) (any, bool) {
	if n.Kind != jsontree.Object {
		return nil, false
	}
	out := make([]types.Entry, len(n.Members))
	for i, m := range n.Members {
		v, ok := constant(m.Value, elem)
		if !ok {
			return nil, false
		}
		out[i] = types.Entry{Key: m.Key.Text, Value: v}
	}
	return out, true
}
