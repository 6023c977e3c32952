package record

import (
	"strconv"
	"testing"
)

// canonical are the values of JSON that canonical readers know, with the readers and
// writers that they stand for. Each reads b[1:] of b, which begins and ends with a bracket.
var canonical = []struct {
	name  string
	read  func(b []byte, i int) int
	write func(d, b []byte, i int) ([]byte, int)
}{
	{"text", CanonicalText, func(d, b []byte, i int) ([]byte, int) {
		var a Arena
		s, j := JSONText(&a, b, i)
		return AppendJSONText(d, s), j
	}},
	{"int", func(b []byte, i int) int { _, i = CanonicalInt(b, i); return i }, func(d, b []byte, i int) ([]byte, int) {
		v, j := JSONInt(b, i)
		return AppendJSONInt(d, v), j
	}},
	{"double", CanonicalDouble, func(d, b []byte, i int) ([]byte, int) {
		v, j := JSONDouble(b, i)
		return AppendJSONDouble(d, v), j
	}},
	{"base64", CanonicalBase64, func(d, b []byte, i int) ([]byte, int) {
		var a Arena
		v, j := JSONBase64(&a, b, i)
		return AppendJSONBase64(d, v), j
	}},
}

// checkCanonical says whether a value is canonical: then it is what the writer makes of what the
// reader found.
func checkCanonical(t *testing.T, k int, value string) bool {
	t.Helper()
	c := canonical[k]
	for _, behind := range []string{"", "]", ",12345678]", `,"text that is longer than a word"]`} {
		b := []byte("[" + value + behind)
		j := c.read(b, 1)
		if j < 0 {
			if behind == ",12345678]" {
				return false
			}
			continue
		}
		d, end := c.write(nil, b, 1)
		if end != j || string(d) != string(b[1:j]) {
			t.Errorf("%s: %s is read to %d as canonical, to %d as %s", c.name, b, j, end, d)
		}
	}
	return true
}

func TestCanonical(t *testing.T) {
	for k, cases := range [][2][]string{
		{
			{`""`, `"a"`, `"grüße an alle, 王芳"`, `"\"\\\n\r\t\b\f"`, `"\u0000\u001f\u000b"`, `"1234567\n"`, `"12345678"`, `"😀"`},
			{`"\/"`, `"\u0041"`, `"\u000A"`, `"\u000a"`, `"\u001F"`, `"\u0022"`, `"\ud83d\ude00"`, "\"\n\"", `"`, `a`, "\"\xff\"", "\"1234567890\xff\"", `"\x"`, `"\u00`, `"\`},
		},
		{
			{"0", "1", "-1", "1234567890123", "9223372036854775807", "-9223372036854775808"},
			{"-0", "01", "1.0", "1e3", "9223372036854775808", "-", `"1"`},
		},
		{
			{"0", "-0", "1", "-1", "100", "199.99", "-0.5", "0.000001", "0.123456", "1234567.1234567", "1234567", "1.12345678"},
			{"-0.0", "0.0", "1.0", "1.50", "01", "1e3", "1E3", "0.0000001", "0.1234567", "1.123456789", "12345678.12345678", ".5", "1.", "-", "+1", "null", "1e999"},
		},
		{
			{`""`, `"QQ=="`, `"QUI="`, `"QUJD"`, `"QUJDQUJDQUJDQQ=="`, `"+/+/"`},
			{`"QQ="`, `"QQ"`, `"QR=="`, `"QUJ="`, `"Q==="`, `"===="`, `"QQ==QUJD"`, `"\/+\/+"`, `"QU JD"`, `"_-_-"`, `"QUJD`, `1`},
		},
	} {
		for _, v := range cases[0] {
			if !checkCanonical(t, k, v) {
				t.Errorf("%s: %s is canonical", canonical[k].name, v)
			}
		}
		for _, v := range cases[1] {
			if checkCanonical(t, k, v) {
				t.Errorf("%s: %s is not canonical", canonical[k].name, v)
			}
		}
	}
}

// FuzzCanonical holds the canonical readers against reading and writing.
func FuzzCanonical(f *testing.F) {
	for _, v := range []string{`"a"`, `"\n\u0000 grüße"`, `"\u0041\/"`, "1", "-0", "12.5", "-0.00001", "1e3", `"QQ=="`, `"QUJDQUJD"`, "123456789.25"} {
		f.Add(v, 1.5)
	}
	f.Fuzz(func(t *testing.T, v string, n float64) {
		for k := range canonical {
			checkCanonical(t, k, v)
			checkCanonical(t, k, strconv.Quote(v))
			checkCanonical(t, k, strconv.FormatFloat(n, 'f', -1, 64))
		}
	})
}
