package record

import (
	"bytes"
	"encoding/hex"
	"math"
	"math/big"
	"net/netip"
	"testing"
)

func TestAppendCQL(t *testing.T) {
	inet := func(s string) []byte {
		b, ok := AppendCQLInet(nil, s)
		if !ok {
			t.Fatalf("%s is no address", s)
		}
		return b
	}
	for _, c := range []struct {
		name string
		got  []byte
		want string
	}{
		{"null", AppendCQLNull(nil), "ffffffff"},
		{"unset", AppendCQLUnset(nil), "fffffffe"},
		{"true", AppendCQLBool(nil, true), "00000001 01"},
		{"false", AppendCQLBool(nil, false), "00000001 00"},
		{"tinyint", AppendCQLInt8(nil, -2), "00000001 fe"},
		{"smallint", AppendCQLInt16(nil, -2), "00000002 fffe"},
		{"int", AppendCQLInt32(nil, -2), "00000004 fffffffe"},
		{"int", AppendCQLInt32(nil, 0x01020304), "00000004 01020304"},
		{"bigint", AppendCQLInt64(nil, -2), "00000008 fffffffffffffffe"},
		{"float", AppendCQLFloat(nil, 1), "00000004 3f800000"},
		{"float below 0", AppendCQLFloat(nil, -1), "00000004 bf800000"},
		{"double", AppendCQLDouble(nil, -1), "00000008 bff0000000000000"},
		{"text", AppendCQLText(nil, "hé"), "00000003 68c3a9"},
		{"empty text", AppendCQLText(nil, ""), "00000000"},
		{"blob", AppendCQLBytes(nil, []byte{1, 2}), "00000002 0102"},
		{"uuid", AppendCQLUUID(nil, [16]byte{1, 15: 2}), "00000010 01000000000000000000000000000002"},
		{"date 1970", AppendCQLDate(nil, 0), "00000004 80000000"},
		{"date before", AppendCQLDate(nil, -1), "00000004 7fffffff"},
		{"first date", AppendCQLDate(nil, math.MinInt32), "00000004 00000000"},
		{"last date", AppendCQLDate(nil, math.MaxInt32), "00000004 ffffffff"},
		{"time", AppendCQLTime(nil, 1e9), "00000008 000000003b9aca00"},
		{"timestamp", AppendCQLTimestamp(nil, -1), "00000008 ffffffffffffffff"},
		{"decimal", AppendCQLDecimal64(nil, 1250, 2), "00000006 00000002 04e2"},
		{"decimal below 0", AppendCQLDecimal64(nil, -1, 1), "00000005 00000001 ff"},
		{"decimal 128", AppendCQLDecimal128(nil, Int128{Hi: 1}, 38), "0000000d 00000026 010000000000000000"},
		{"varint 0", AppendCQLVarint64(nil, 0), "00000001 00"},
		{"varint 128", AppendCQLVarint64(nil, 128), "00000002 0080"},
		{"varint -128", AppendCQLVarint64(nil, -128), "00000001 80"},
		{"varint 128 bits", AppendCQLVarint128(nil, Int128{Hi: -1}), "00000009 ff0000000000000000"},
		// From the protocol's own examples: 1 month, 2 days, 3 ns are the zig-zags 2, 4, 6.
		{"duration", AppendCQLDuration(nil, Duration{Months: 1, Days: 2, Nanos: 3}), "00000003 020406"},
		{"duration below 0", AppendCQLDuration(nil, Duration{Months: -1, Days: -2, Nanos: -64}), "00000003 01037f"},
		{"long duration", AppendCQLDuration(nil, Duration{Nanos: 64}), "00000004 00008080"},
		{"longest duration", AppendCQLDuration(nil, Duration{Nanos: math.MinInt64}), "0000000b 0000ffffffffffffffffff"},
		{"inet", inet("127.0.0.1"), "00000004 7f000001"},
		{"inet 6", inet("::1"), "00000010 00000000000000000000000000000001"},
		{"inet 4 in 6", inet("::ffff:10.0.0.1"), "00000004 0a000001"},
	} {
		if want := bytesOfHex(t, c.want); !bytes.Equal(c.got, want) {
			t.Errorf("%s: %x, want %x", c.name, c.got, want)
		}
	}
	for _, s := range []string{"", "1.2.3", "1.2.3.256", "::1%eth0", "localhost", "1.2.3.4/8"} {
		if d, ok := AppendCQLInet([]byte{7}, s); ok || len(d) != 1 {
			t.Errorf("%q is an address: %x", s, d)
		}
	}
}

func bytesOfHex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(string(bytes.ReplaceAll([]byte(s), []byte(" "), nil)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// vintOf reads a vint as Cassandra does.
func vintOf(t *testing.T, b []byte) (v int64, rest []byte) {
	t.Helper()
	extra := 0
	for extra < 8 && b[0]&(0x80>>extra) != 0 {
		extra++
	}
	u := uint64(b[0]) & (0xff >> extra)
	for _, c := range b[1 : 1+extra] {
		u = u<<8 | uint64(c)
	}
	return int64(u>>1 ^ -(u & 1)), b[1+extra:]
}

func TestCQLDuration(t *testing.T) {
	for _, n := range longs() {
		cell, size, _ := CQLCell(AppendCQLDuration(nil, Duration{Nanos: n, Days: int32(n), Months: int32(n >> 32)}), 0)
		months, rest := vintOf(t, cell)
		days, rest := vintOf(t, rest)
		nanos, rest := vintOf(t, rest)
		if months != n>>32 || days != int64(int32(n)) || nanos != n || len(rest) != 0 || int(size) != len(cell) {
			t.Fatalf("%d: %x is %d, %d, %d", n, cell, months, days, nanos)
		}
		// The shortest form: one byte for each seven bits.
		if u := zigzag(n); len(appendVint(nil, n)) != min((max(new(big.Int).SetUint64(u).BitLen(), 1)+6)/7, 9) {
			t.Fatalf("%d takes %x", n, appendVint(nil, n))
		}
	}
	for v, want := range map[Duration]bool{{}: true, {Months: 1, Nanos: 5}: true, {Days: -1, Nanos: -5}: true, {Months: 1, Days: -1}: false, {Days: 1, Nanos: -1}: false} {
		if FitsCQLDuration(v) != want {
			t.Errorf("FitsCQLDuration(%v) is not %v", v, want)
		}
	}
}

func TestCQLCollections(t *testing.T) {
	d, mark := CQLBegin([]byte{9})
	d = AppendCQLCount(d, 2)
	d = AppendCQLInt8(d, 5)
	d, inner := CQLBegin(d)
	d = CQLEnd(AppendCQLCount(d, 0), inner)
	d = CQLEnd(d, mark)
	if want := bytesOfHex(t, "09 00000011 00000002 00000001 05 00000004 00000000"); !bytes.Equal(d, want) {
		t.Fatalf("%x, want %x", d, want)
	}
}

func TestCQLCell(t *testing.T) {
	b := AppendCQLText(AppendCQLUnset(AppendCQLNull(AppendCQLInt8(nil, 7))), "")
	var sizes []int32
	for i := 0; i < len(b); {
		cell, n, j := CQLCell(b, i)
		if j < 0 || (cell == nil) != (n < 0) {
			t.Fatalf("at %d: %x, %d, %d", i, cell, n, j)
		}
		sizes, i = append(sizes, n), j
	}
	if want := [4]int32{1, CQLNull, CQLUnset, 0}; len(sizes) != 4 || [4]int32(sizes) != want {
		t.Fatalf("sizes %v", sizes)
	}
	for in, want := range map[string]Reason{"": Short, "000000": Short, "00000001": BadLength, "fffffffd": BadLength, "80000000": BadLength, "7fffffff00": BadLength} {
		if _, _, j := CQLCell(bytesOfHex(t, in), 0); j != bad(want) {
			t.Errorf("%s: %d, want %d", in, j, bad(want))
		}
	}
	if _, _, j := CQLCell(b, -1); j != bad(Short) {
		t.Errorf("at -1: %d", j)
	}
}

func FuzzCQLInet(f *testing.F) {
	f.Add("1.2.3.4")
	f.Add("fe80::1")
	f.Fuzz(func(t *testing.T, s string) {
		d, ok := AppendCQLInet(nil, s)
		if !ok {
			return
		}
		cell, _, j := CQLCell(d, 0)
		a, valid := netip.AddrFromSlice(cell)
		if want, err := netip.ParseAddr(s); !valid || err != nil || a != want.Unmap() || j != len(d) {
			t.Fatalf("%q became %x", s, d)
		}
	})
}

func TestHeaders(t *testing.T) {
	in := []struct {
		key   string
		value []byte
	}{{"a", []byte("x")}, {"", []byte{}}, {"null", nil}, {"a", bytes.Repeat([]byte{1}, 300)}, {string(bytes.Repeat([]byte{'k'}, 200)), nil}}
	var b []byte
	for _, h := range in {
		b = AppendHeader(b, h.key, h.value)
	}
	i := 0
	for _, h := range in {
		var key, value []byte
		var isNull bool
		if key, value, isNull, i = NextHeader(b, i); i < 0 {
			t.Fatalf("header %q: %d", h.key, i)
		}
		if string(key) != h.key || !bytes.Equal(value, h.value) || isNull != (h.value == nil) || (value == nil) != isNull {
			t.Fatalf("header %q: %q, %x, %v", h.key, key, value, isNull)
		}
	}
	if i != len(b) {
		t.Fatalf("%d bytes are left", len(b)-i)
	}
}

func FuzzHeaders(f *testing.F) {
	f.Add(AppendHeader(nil, "key", []byte("value")), 0)
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1}, 0)
	f.Fuzz(func(t *testing.T, b []byte, i int) {
		for {
			key, value, isNull, j := NextHeader(b, i)
			if j < 0 {
				return
			}
			if j <= i || j > len(b) || isNull && value != nil {
				t.Fatalf("%x: from %d to %d", b, i, j)
			}
			again := AppendHeader(nil, string(key), value)
			if k, v, null, _ := NextHeader(again, 0); !bytes.Equal(k, key) || !bytes.Equal(v, value) || null != isNull {
				t.Fatalf("%x became %x", b[i:j], again)
			}
			i = j
		}
	})
}
