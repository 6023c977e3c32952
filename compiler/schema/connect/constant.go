package connect

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/big"
	"strconv"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/runtime/record"
)

// constant writes a default of type t as its payload looks.
func (w *writer) constant(v any, t *types.Type, m Form) {
	t = t.Strip()
	switch v := v.(type) {
	case nil:
		w.out.WriteString("null")
	case bool:
		w.out.WriteString(strconv.FormatBool(v))
	case string:
		w.out.WriteString(quote(v))
	case float64:
		w.out.Write(record.AppendAny(nil, record.Any(strconv.FormatFloat(v, 'g', -1, 64))))
	case int:
		w.out.WriteString(quote(t.Enum.Symbols[v]))
	case int32:
		w.date(v, m)
	case int64:
		w.integer(v, t, m)
	case *big.Int:
		w.decimal(types.DecimalConst{Unscaled: v}, t, m)
	case types.DecimalConst:
		w.decimal(v, t, m)
	case types.DurationConst:
		w.out.WriteString(quote(string(record.AppendDuration(nil, record.Duration{Months: v.Months, Days: v.Days, Nanos: v.Nanos}))))
	case [16]byte:
		w.out.Write(record.AppendJSONUUID(nil, v))
	case []byte:
		if m.Bytes == "hex" {
			w.out.WriteString(quote(hex.EncodeToString(v)))
			return
		}
		w.out.WriteString(quote(base64.StdEncoding.EncodeToString(v)))
	case []any:
		w.constants(v, t, m)
	case []types.Entry:
		w.entries(v, t, m)
	default:
		panic(fmt.Sprintf("connect: no constant of type %s is a %T", t, v))
	}
}

func (w *writer) date(days int32, m Form) {
	switch m.Date {
	case "connect":
		w.out.WriteString(strconv.Itoa(int(days)))
	case "iso", "":
		w.out.WriteString(quote(string(record.AppendDate(nil, days))))
	default:
		w.out.WriteString(quote(string(record.MustPattern(m.Date).AppendDate(nil, days))))
	}
}

// units of the package types as those of the package record.
var units = map[types.Unit]record.Unit{types.Seconds: record.Seconds, types.Millis: record.Millis, types.Micros: record.Micros, types.Nanos: record.Nanos}

// integer writes an integer, or a moment in the unit of t.
func (w *writer) integer(v int64, t *types.Type, m Form) {
	text := func(d []byte) { w.out.WriteString(quote(string(d))) }
	switch {
	case t.Kind == types.Decimal, t.Kind == types.Varint:
		w.decimal(types.DecimalConst{Unscaled: big.NewInt(v)}, t, m)
	case t.Kind == types.Timestamp && m.Time != "connect" && m.Time != "unix_ms" && m.Time != "unix_s":
		text(record.AppendTimestampISO(nil, v, units[t.Unit]))
	case t.Kind == types.Datetime && m.Time != "connect" && m.Time != "unix_ms" && m.Time != "unix_s":
		text(record.AppendDatetimeISO(nil, v, units[t.Unit]))
	case t.Kind == types.Timestamp || t.Kind == types.Datetime:
		to := t.Unit
		switch {
		case m.Time == "unix_s":
			to = types.Seconds
		case m.Time == "unix_ms" || to == types.Seconds:
			to = types.Millis
		}
		w.out.WriteString(strconv.FormatInt(record.UnixTime(v, units[t.Unit], units[to]), 10))
	default:
		w.out.WriteString(strconv.FormatInt(v, 10))
	}
}

func (w *writer) decimal(c types.DecimalConst, t *types.Type, m Form) {
	u := new(big.Int).Set(c.Unscaled)
	for s := c.Scale; s < t.Scale; s++ {
		u.Mul(u, big.NewInt(10))
	}
	low := new(big.Int).And(u, new(big.Int).SetUint64(1<<64-1)).Uint64()
	v := record.Int128{Hi: new(big.Int).Rsh(u, 64).Int64(), Lo: low}
	switch m.Decimal {
	case "text":
		w.out.WriteString(quote(string(record.AppendDecimal128(nil, v, t.Scale))))
	case "number":
		w.out.Write(record.AppendDecimal128(nil, v, t.Scale))
	default:
		w.out.Write(record.AppendConnectDecimal128(nil, v))
	}
}

// constants writes a list, or the fields of a record.
func (w *writer) constants(all []any, t *types.Type, m Form) {
	open, end := "[", "]"
	if t.Kind == types.Record {
		open, end = "{", "}"
	}
	w.out.WriteString(open)
	for k, v := range all {
		if k > 0 {
			w.out.WriteString(",")
		}
		if t.Kind != types.Record {
			w.constant(v, t.Elem, m)
			continue
		}
		f := t.Record.Fields[k]
		w.out.WriteString(quote(types.Spell(f.Name, m.Names)) + ":")
		w.constant(v, f.Type, m.of(f))
	}
	w.out.WriteString(end)
}

// entries writes a map: an object, or a list of pairs.
func (w *writer) entries(all []types.Entry, t *types.Type, m Form) {
	object := TextKeys(t.Key, m)
	open, end := "[", "]"
	if object {
		open, end = "{", "}"
	}
	w.out.WriteString(open)
	for k, e := range all {
		if k > 0 {
			w.out.WriteString(",")
		}
		between, behind := ",", "]"
		if object {
			between, behind = ":", ""
		} else {
			w.out.WriteString("[")
		}
		w.constant(e.Key, t.Key, m)
		w.out.WriteString(between)
		w.constant(e.Value, t.Elem, m)
		w.out.WriteString(behind)
	}
	w.out.WriteString(end)
}
