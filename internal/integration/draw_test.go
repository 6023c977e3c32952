//go:build unix

package integration

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// drawing makes random records of testdata/connect_avro/all.avsc, as lines of JSON.
type drawing struct{ *rand.Rand }

func (r *drawing) record(t *testing.T, id int) []byte {
	t.Helper()
	values := map[string]any{"id": id}
	for name, draw := range map[string]func() any{
		"flag": r.flag, "tiny": r.whole(8), "big": r.whole(64), "measure": r.measure, "note": r.note, "blob": r.blob,
		"price": r.decimal(12, 2), "day": r.day, "clock": r.clock, "at": r.at, "color": r.color,
		"tags": r.list(r.note), "sums": r.sums(r.whole(64)), "inner": r.inner,
	} {
		values[name], values["maybe_"+name] = draw(), r.maybe(draw)()
	}
	values["small"], values["count"], values["ratio"] = r.whole(16)(), r.whole(32)(), float32(r.NormFloat64())
	values["maybe_price"] = r.maybe(r.decimal(30, 10))()
	values["maybe_tags"] = r.maybe(r.list(r.maybe(r.note)))()
	values["maybe_sums"] = r.maybe(r.sums(r.maybe(r.note)))()
	values["more"] = r.list(r.inner)()
	line, err := json.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	return append(line, '\n')
}

func (r *drawing) maybe(draw func() any) func() any {
	return func() any {
		if r.IntN(2) == 0 {
			return nil
		}
		return draw()
	}
}

func (r *drawing) list(draw func() any) func() any {
	return func() any {
		out := make([]any, r.IntN(4))
		for k := range out {
			out[k] = draw()
		}
		return out
	}
}

// sums has one entry at most: nothing says in which order a map is written.
func (r *drawing) sums(draw func() any) func() any {
	return func() any {
		out := map[string]any{}
		if r.IntN(3) > 0 {
			out[r.note().(string)] = draw()
		}
		return out
	}
}

func (r *drawing) inner() any {
	return map[string]any{"a": r.maybe(r.whole(32))(), "b": r.list(r.maybe(r.measure))()}
}

func (r *drawing) flag() any { return r.IntN(2) == 0 }

func (r *drawing) color() any { return []string{"RED", "GREEN", "BLUE"}[r.IntN(3)] }

// whole are integers of so many bits, those at the ends among them.
func (r *drawing) whole(bits int) func() any {
	most := int64(math.MaxInt64) >> (64 - bits)
	return func() any {
		switch r.IntN(5) {
		case 0:
			return most
		case 1:
			return -most - 1
		case 2:
			return r.Int64N(100)
		}
		return int64(r.Uint64()) >> (64 - bits)
	}
}

// measure is finite: Connect's JSON has no other numbers.
func (r *drawing) measure() any {
	for {
		f := math.Float64frombits(r.Uint64())
		switch r.IntN(4) {
		case 0:
			f = float64(r.IntN(1000))
		case 1:
			f = r.NormFloat64()
		}
		if !math.IsNaN(f) && !math.IsInf(f, 0) {
			return f
		}
	}
}

func (r *drawing) note() any {
	pieces := []string{"", "a", "\"", "\\", "\n", "\t", "ä", "€", "日本", "😀", "\u0000", "\u001f", "\u2028", "<&>", "{}"}
	var b strings.Builder
	for range r.IntN(6) {
		b.WriteString(pieces[r.IntN(len(pieces))])
	}
	return b.String()
}

func (r *drawing) blob() any {
	b := make([]byte, r.IntN(20))
	for k := range b {
		b[k] = byte(r.Uint32())
	}
	return base64.StdEncoding.EncodeToString(b)
}

// decimal has all digits that its type takes, or few.
func (r *drawing) decimal(precision, scale int) func() any {
	return func() any {
		digits := make([]byte, scale+1+r.IntN(precision-scale))
		for k := range digits {
			digits[k] = '0' + byte(r.IntN(10))
		}
		point := len(digits) - scale
		sign := []string{"", "-"}[r.IntN(2)]
		return fmt.Sprintf("%s%s.%s", sign, digits[:point], digits[point:])
	}
}

func (r *drawing) moment() time.Time {
	first, last := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)
	return time.UnixMilli(first.UnixMilli() + r.Int64N(last.UnixMilli()-first.UnixMilli())).UTC()
}

func (r *drawing) at() any { return r.moment().Format("2006-01-02T15:04:05.000Z") }

func (r *drawing) day() any { return r.moment().Format(time.DateOnly) }

func (r *drawing) clock() any { return r.moment().Format("15:04:05.000") }
