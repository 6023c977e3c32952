package record

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"testing"
)

func TestParseInt(t *testing.T) {
	for _, c := range []struct {
		s    string
		bits int
		want int64
		r    Reason
	}{
		{"0", 8, 0, 0},
		{"-0", 8, 0, 0},
		{"+7", 8, 7, 0},
		{"007", 8, 7, 0},
		{"127", 8, 127, 0},
		{"128", 8, 0, OutOfRange},
		{"-128", 8, -128, 0},
		{"-129", 8, 0, OutOfRange},
		{"32768", 16, 0, OutOfRange},
		{"-32768", 16, -32768, 0},
		{"2147483647", 32, math.MaxInt32, 0},
		{"2147483648", 32, 0, OutOfRange},
		{"9223372036854775807", 64, math.MaxInt64, 0},
		{"9223372036854775808", 64, 0, OutOfRange},
		{"-9223372036854775808", 64, math.MinInt64, 0},
		{"-9223372036854775809", 64, 0, OutOfRange},
		{"18446744073709551616", 64, 0, OutOfRange},
		{"99999999999999999999999", 64, 0, OutOfRange},
		{"", 64, 0, BadNumber},
		{"-", 64, 0, BadNumber},
		{"+-1", 64, 0, BadNumber},
		{" 1", 64, 0, BadNumber},
		{"1 ", 64, 0, BadNumber},
		{"1.0", 64, 0, BadNumber},
		{"1e3", 64, 0, BadNumber},
		{"0x1", 64, 0, BadNumber},
		{"1_000", 64, 0, BadNumber},
		{"99999999999999999999x", 64, 0, BadNumber},
		{"١", 64, 0, BadNumber},
	} {
		if v, r := ParseInt(c.s, c.bits); v != c.want || r != c.r {
			t.Errorf("ParseInt(%q, %d) = %d, %d; want %d, %d", c.s, c.bits, v, r, c.want, c.r)
		}
	}
}

func TestParseUint(t *testing.T) {
	for _, c := range []struct {
		s    string
		bits int
		want uint64
		r    Reason
	}{
		{"255", 8, 255, 0},
		{"256", 8, 0, OutOfRange},
		{"65535", 16, 65535, 0},
		{"65536", 16, 0, OutOfRange},
		{"4294967296", 32, 0, OutOfRange},
		{"18446744073709551615", 64, math.MaxUint64, 0},
		{"18446744073709551616", 64, 0, OutOfRange},
		{"184467440737095516150", 64, 0, OutOfRange},
		{"-1", 64, 0, BadNumber},
		{"+1", 64, 0, BadNumber},
		{"", 64, 0, BadNumber},
	} {
		if v, r := ParseUint(c.s, c.bits); v != c.want || r != c.r {
			t.Errorf("ParseUint(%q, %d) = %d, %d; want %d, %d", c.s, c.bits, v, r, c.want, c.r)
		}
	}
}

func TestParseFloat(t *testing.T) {
	for _, c := range []struct {
		s    string
		bits int
		want float64
		r    Reason
	}{
		{"0", 64, 0, 0},
		{"1.5", 64, 1.5, 0},
		{"+1.5", 64, 1.5, 0},
		{".5", 64, .5, 0},
		{"5.", 64, 5, 0},
		{"-1e3", 64, -1000, 0},
		{"007.5", 64, 7.5, 0},
		{"NaN", 64, math.NaN(), 0},
		{"Infinity", 64, math.Inf(1), 0},
		{"-Infinity", 64, math.Inf(-1), 0},
		{"1e400", 64, 0, OutOfRange},
		{"-1e400", 64, 0, OutOfRange},
		{"+1e400", 64, 0, OutOfRange},
		{"1e39", 32, 0, OutOfRange},
		{"1e-400", 64, 0, 0},
		{"16777217", 32, 16777216, 0},
		{"0.1", 32, float64(float32(0.1)), 0},
		{"", 64, 0, BadNumber},
		{".", 64, 0, BadNumber},
		{"inf", 64, 0, BadNumber},
		{"nan", 64, 0, BadNumber},
		{"0x1p4", 64, 0, BadNumber},
		{"1_0", 64, 0, BadNumber},
		{"1,5", 64, 0, BadNumber},
		{"1e", 64, 0, BadNumber},
		{"--1", 64, 0, BadNumber},
	} {
		v, r := ParseFloat(c.s, c.bits)
		if r != c.r || r == 0 && v != c.want && !(v != v && c.want != c.want) {
			t.Errorf("ParseFloat(%q, %d) = %v, %d; want %v, %d", c.s, c.bits, v, r, c.want, c.r)
		}
	}
}

func TestParseBool(t *testing.T) {
	for s, want := range map[string]Reason{"true": 0, "false": 0, "True": BadBool, "1": BadBool, "": BadBool, "true ": BadBool} {
		if v, r := ParseBool(s); r != want || v != (s == "true") {
			t.Errorf("ParseBool(%q) = %v, %d", s, v, r)
		}
	}
}

func TestParseDecimal(t *testing.T) {
	for _, c := range []struct {
		s                string
		precision, scale int
		want             string
		r                Reason
	}{
		{"12.5", 5, 2, "12.50", 0},
		{"-12.5", 5, 2, "-12.50", 0},
		{"+12.5", 5, 2, "12.50", 0},
		{"12", 5, 2, "12.00", 0},
		{"12.500", 5, 2, "12.50", 0},
		{"12.501", 5, 2, "", ScaleLoss},
		{"999.99", 5, 2, "999.99", 0},
		{"1000", 5, 2, "", OutOfRange},
		{"-999.99", 5, 2, "-999.99", 0},
		{"-1000", 5, 2, "", OutOfRange},
		{"0", 5, 2, "0.00", 0},
		{"-0", 5, 2, "0.00", 0},
		{"00012.5", 5, 2, "12.50", 0},
		{".5", 5, 2, "0.50", 0},
		{"5.", 5, 2, "5.00", 0},
		{"1e2", 5, 2, "100.00", 0},
		{"1E+2", 5, 2, "100.00", 0},
		{"125e-1", 5, 2, "12.50", 0},
		{"1e-3", 5, 2, "", ScaleLoss},
		{"1e3", 5, 2, "", OutOfRange},
		{"0e999999999999", 5, 2, "0.00", 0},
		{"1e999999999999", 5, 2, "", OutOfRange},
		{"1e-999999999999", 5, 2, "", ScaleLoss},
		{"100000e-5", 5, 2, "1.00", 0},
		{"12.5" + strings.Repeat("0", 100), 5, 2, "12.50", 0},
		{strings.Repeat("0", 100) + "12.5", 5, 2, "12.50", 0},
		{strings.Repeat("9", 100), 5, 2, "", OutOfRange},
		{"1." + strings.Repeat("9", 100), 5, 2, "", ScaleLoss},
		{"1" + strings.Repeat("0", 100) + "e-100", 5, 2, "1.00", 0},
		{"", 5, 2, "", BadNumber},
		{".", 5, 2, "", BadNumber},
		{"-", 5, 2, "", BadNumber},
		{"1.2.3", 5, 2, "", BadNumber},
		{"1,5", 5, 2, "", BadNumber},
		{"1e", 5, 2, "", BadNumber},
		{"1e+", 5, 2, "", BadNumber},
		{" 1", 5, 2, "", BadNumber},
		{"NaN", 5, 2, "", BadNumber},
		{"999999999999999999", 18, 0, "999999999999999999", 0},
		{"1000000000000000000", 18, 0, "", OutOfRange},
		{"0.999999999999999999", 18, 18, "0.999999999999999999", 0},
		{"1", 18, 18, "", OutOfRange},
		{"99999999999999999999999999999999999999", 38, 0, "99999999999999999999999999999999999999", 0},
		{"-99999999999999999999999999999999999999", 38, 0, "-99999999999999999999999999999999999999", 0},
		{"100000000000000000000000000000000000000", 38, 0, "", OutOfRange},
		{"0.00000000000000000000000000000000000001", 38, 38, "0.00000000000000000000000000000000000001", 0},
		{"12345678901234567890.5", 38, 2, "12345678901234567890.50", 0},
	} {
		v, r := ParseDecimal128(c.s, c.precision, c.scale)
		if got := string(AppendDecimal128(nil, v, c.scale)); r != c.r || r == 0 && got != c.want {
			t.Errorf("ParseDecimal128(%q, %d, %d) = %s, %d; want %s, %d", c.s, c.precision, c.scale, got, r, c.want, c.r)
		}
		if c.precision > 18 {
			continue
		}
		w, r := ParseDecimal64(c.s, c.precision, c.scale)
		if got := string(AppendDecimal64(nil, w, c.scale)); r != c.r || r == 0 && got != c.want {
			t.Errorf("ParseDecimal64(%q, %d, %d) = %s, %d; want %s, %d", c.s, c.precision, c.scale, got, r, c.want, c.r)
		}
	}
}

func TestParseUUID(t *testing.T) {
	want := [16]byte{0xf8, 0x1d, 0x4f, 0xae, 0x7d, 0xec, 0x11, 0xd0, 0xa7, 0x65, 0x00, 0xa0, 0xc9, 0x1e, 0x6b, 0xf6}
	for _, s := range []string{"f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6"} {
		if u, r := ParseUUID(s); u != want || r != 0 {
			t.Errorf("%s: %x, %d", s, u, r)
		}
		for i := range s { // no character may be another one
			broken := s[:i] + "g" + s[i+1:]
			if u, r := ParseUUID(broken); r != BadUUID || u != [16]byte{} {
				t.Errorf("%s is read as %x", broken, u)
			}
		}
	}
	for _, s := range []string{"", "f81d4fae7dec11d0a76500a0c91e6bf6", "f81d4fae-7dec-11d0-a765-00a0c91e6bf", "{81d4fae-7dec-11d0-a765-00a0c91e6bf6}"} {
		if _, r := ParseUUID(s); r != BadUUID {
			t.Errorf("%q is read", s)
		}
	}
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"1", "-1.5e3", "0.1", "1e400", "123456789012345678901234567890", "00.1e-2", "+.5", "16777217"} {
		f.Add(s, 5, 2)
	}
	f.Fuzz(func(t *testing.T, s string, precision, scale int) {
		checkParsedInts(t, s)
		checkParsedFloats(t, s)
		scale = int(uint(scale) % 19)
		precision = max(int(uint(precision)%19), scale, 1)
		v, r := ParseDecimal64(s, precision, scale)
		w, r2 := ParseDecimal128(s, precision, scale)
		if r != r2 || FromInt64(v) != w && r == 0 {
			t.Fatalf("%q: %d, %d and %v, %d", s, v, r, w, r2)
		}
		if r == 0 {
			text := string(AppendDecimal64(nil, v, scale))
			if x, r := ParseDecimal64(text, precision, scale); r != 0 || x != v || !FitsDecimal64(v, precision) {
				t.Fatalf("%q became %s, which is %d, %d", s, text, x, r)
			}
			f, err := strconv.ParseFloat(s, 64)
			if got := DecimalToFloat64(v, scale); err != nil || got != f {
				t.Fatalf("%q: as a float %v, want %v (%v)", s, got, f, err)
			}
		}
	})
}

func checkParsedInts(t *testing.T, s string) {
	t.Helper()
	for _, bits := range []int{8, 16, 32, 64} {
		v, r := ParseInt(s, bits)
		if want, err := strconv.ParseInt(s, 10, bits); (err == nil) != (r == 0) || r == 0 && v != want {
			t.Fatalf("ParseInt(%q, %d) = %d, %d; want %d, %v", s, bits, v, r, want, err)
		}
		u, r := ParseUint(s, bits)
		if want, err := strconv.ParseUint(s, 10, bits); (err == nil) != (r == 0) || r == 0 && u != want {
			t.Fatalf("ParseUint(%q, %d) = %d, %d; want %d, %v", s, bits, u, r, want, err)
		}
	}
}

func checkParsedFloats(t *testing.T, s string) {
	t.Helper()
	for _, bits := range []int{32, 64} {
		v, r := ParseFloat(s, bits)
		want, err := strconv.ParseFloat(s, bits)
		if r == 0 && (err != nil || math.Float64bits(v) != math.Float64bits(want) && v == v) {
			t.Fatalf("ParseFloat(%q, %d) = %v, want %v, %v", s, bits, v, want, err)
		}
		decimal := strings.Trim(s, "0123456789.eE+-") == ""
		if r != 0 && err == nil && decimal {
			t.Fatalf("ParseFloat(%q, %d): %d, but it is %v", s, bits, r, want)
		}
	}
}

// TestAppendUint writes the numbers where another digit begins, into memory that is
// too short, fits, and holds something else.
func TestAppendUint(t *testing.T) {
	numbers := []uint64{0, math.MaxUint64}
	for _, p := range pow10s {
		numbers = append(numbers, p-1, p, p+1)
	}
	for _, u := range numbers {
		want := "=" + strconv.FormatUint(u, 10)
		for room := range 24 {
			d := bytes.Repeat([]byte{'x'}, room+1)
			d[0] = '='
			if got := string(AppendUint(d[:1], u)); got != want {
				t.Fatalf("%s, want %s, with room for %d", got, want, room)
			}
		}
		if got, want := countDigits(u), len(want)-1; got != want {
			t.Errorf("%d has %d digits, not %d", u, want, got)
		}
	}
}

func FuzzAppendNumber(f *testing.F) {
	for _, v := range []float64{0, math.Copysign(0, -1), 0.1, 1e21, 1e-6, 9.99e-7, 123.456, -1e10, math.MaxFloat64, 5e-324, 16777216, 99999999999.999} {
		f.Add(math.Float64bits(v))
	}
	f.Fuzz(func(t *testing.T, u uint64) {
		if got, want := string(AppendUint(nil, u)), strconv.FormatUint(u, 10); got != want {
			t.Fatalf("%s, want %s", got, want)
		}
		if got, want := string(AppendInt(nil, int64(u))), strconv.FormatInt(int64(u), 10); got != want {
			t.Fatalf("%s, want %s", got, want)
		}
		// The number itself, one near it with few decimals, and a float of 32 bits.
		exact := math.Float64frombits(u)
		checkFloatText(t, exact, 64)
		checkFloatText(t, float64(int64(u)>>20)/1000, 64)
		checkFloatText(t, float64(math.Float32frombits(uint32(u))), 32)
		checkFloatText(t, float64(float32(int64(u)>>44)/1000), 32)
	})
}

// checkFloatText compares with what encoding/json writes, which is the shortest
// form in the notation of JavaScript.
func checkFloatText(t *testing.T, v float64, bits int) {
	t.Helper()
	got := string(AppendFloat(nil, v, bits))
	if !IsFinite(v) {
		if back, r := ParseFloat(got, bits); r != 0 || back != v && back == back {
			t.Fatalf("%v is written %s", v, got)
		}
		return
	}
	var x any = v
	if bits == 32 {
		x = float32(v)
	}
	want, err := json.Marshal(x)
	if err != nil || got != string(want) {
		t.Fatalf("%v of %d bits is written %s, want %s (%v)", v, bits, got, want, err)
	}
}

func FuzzBinaryText(f *testing.F) {
	f.Add([]byte{1, 2, 3}, "AQID")
	f.Add([]byte{}, "AQ==")
	f.Add([]byte{255}, "A===")
	f.Fuzz(func(t *testing.T, p []byte, s string) {
		var a Arena
		if got, r := ParseBase64(&a, string(AppendBase64(nil, p))); r != 0 || got == nil || string(got) != string(p) {
			t.Fatalf("base64: %x became %x, %d", p, got, r)
		}
		if got, r := ParseHex(&a, string(AppendHex(nil, p))); r != 0 || got == nil || string(got) != string(p) {
			t.Fatalf("hex: %x became %x, %d", p, got, r)
		}
		a.Reset()
		want, err := base64.StdEncoding.Strict().DecodeString(s)
		err2 := strings.ContainsAny(s, "\r\n")
		if got, r := ParseBase64(&a, s); (r == 0) != (err == nil && !err2) || r == 0 && string(got) != string(want) {
			t.Fatalf("base64 %q: %x, %d; want %x, %v", s, got, r, want, err)
		} else if r != 0 && len(a.Bytes) != 0 {
			t.Fatalf("base64 %q leaves %d bytes", s, len(a.Bytes))
		}
		a.Reset()
		want, err = hex.DecodeString(s)
		if got, r := ParseHex(&a, s); (r == 0) != (err == nil) || r == 0 && string(got) != string(want) {
			t.Fatalf("hex %q: %x, %d; want %x, %v", s, got, r, want, err)
		}
	})
}
