package record

import (
	"bytes"
	"encoding/base64"
	"math"
	"testing"
)

// TestBigNumbers holds the bytes against what Kafka's serializers write. Those in
// base64 are answers of Kafka Connect's ShortConverter, LongConverter and
// DoubleConverter.
func TestBigNumbers(t *testing.T) {
	connect := func(s string) []byte {
		b, err := base64.StdEncoding.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for _, c := range []struct {
		name      string
		got, want []byte
	}{
		{"int16", AppendBigInt16(nil, 1), connect("AAE=")},
		{"int16 least", AppendBigInt16(nil, math.MinInt16), []byte{0x80, 0}},
		{"int32", AppendBigInt32(nil, -2), []byte{0xff, 0xff, 0xff, 0xfe}},
		{"int64", AppendBigInt64(nil, 258), connect("AAAAAAAAAQI=")},
		{"float", AppendBigFloat(nil, 1.5), []byte{0x3f, 0xc0, 0, 0}},
		{"float NaN with a payload", AppendBigFloat(nil, math.Float32frombits(0xffc00001)), []byte{0x7f, 0xc0, 0, 0}},
		{"double", AppendBigDouble(nil, 1.5), connect("P/gAAAAAAAA=")},
		{"double -0", AppendBigDouble(nil, math.Copysign(0, -1)), []byte{0x80, 0, 0, 0, 0, 0, 0, 0}},
		{"double NaN with a payload", AppendBigDouble(nil, math.Float64frombits(0xfff8000000000001)), []byte{0x7f, 0xf8, 0, 0, 0, 0, 0, 0}},
	} {
		if !bytes.Equal(c.got, c.want) {
			t.Errorf("%s: % x, not % x", c.name, c.got, c.want)
		}
	}
}

// FuzzBigNumbers reads any bytes as each number: a length that is not its own is
// refused with the reason, and what is read is written as the same bytes.
func FuzzBigNumbers(f *testing.F) {
	for _, s := range []string{"", "\x01", "ab", "abc", "\xff\xfe\xfd\xfc", "12345", "\x7f\xf0\x00\x00\x00\x00\x00\x00", "123456789"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		i16, a := BigInt16(b)
		bigNumber(t, "int16", b, 2, a, AppendBigInt16(nil, i16))
		i32, a := BigInt32(b)
		bigNumber(t, "int32", b, 4, a, AppendBigInt32(nil, i32))
		i64, a := BigInt64(b)
		bigNumber(t, "int64", b, 8, a, AppendBigInt64(nil, i64))
		if f32, a := BigFloat(b); f32 == f32 {
			bigNumber(t, "float", b, 4, a, AppendBigFloat(nil, f32))
		}
		if f64, a := BigDouble(b); f64 == f64 {
			bigNumber(t, "double", b, 8, a, AppendBigDouble(nil, f64))
		}
	})
}

func bigNumber(t *testing.T, name string, b []byte, n, i int, again []byte) {
	t.Helper()
	want := n
	switch {
	case len(b) < n:
		want = bad(Short)
	case len(b) > n:
		want = bad(Trailing)
	}
	if i != want {
		t.Errorf("%s of % x: cursor %d, not %d", name, b, i, want)
	}
	if i > 0 && !bytes.Equal(again, b) {
		t.Errorf("%s of % x is written as % x", name, b, again)
	}
}
