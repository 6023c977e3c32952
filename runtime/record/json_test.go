package record

import (
	"math"
	"strings"
	"testing"
)

func TestJSONText(t *testing.T) {
	for _, c := range []struct {
		in, want string
		r        Reason
	}{
		{`""`, "", 0},
		{`"a"`, "a", 0},
		{`"eight ch"`, "eight ch", 0},
		{`"nine char"`, "nine char", 0},
		{`"größer"`, "größer", 0},
		{`"日本語のテキスト"`, "日本語のテキスト", 0},
		{`"😀"`, "😀", 0},
		{`"\"\\\/\b\f\n\r\t"`, "\"\\/\b\f\n\r\t", 0},
		{`"\u00e9"`, "é", 0},
		{`"\u0000"`, "\x00", 0},
		{`"\ud83d\ude00"`, "😀", 0},
		{`"\uD83D\uDE00 and more text"`, "😀 and more text", 0},
		{`"plain text first, then \u0041"`, "plain text first, then A", 0},
		{"\"\x7f\"", "\x7f", 0},
		{`"\ud83d"`, "", BadUTF8},
		{`"\ud83dx"`, "", BadUTF8},
		{`"\ud83d\n"`, "", BadUTF8},
		{`"\ud83d\u0041"`, "", BadUTF8},
		{`"\ude00"`, "", BadUTF8},
		{"\"\xff\"", "", BadUTF8},
		{"\"eight ch\xff\"", "", BadUTF8},
		{"\"\xc3\\n\"", "", BadUTF8},
		{"\"\\n\xff\"", "", BadUTF8},
		{"\"\xed\xa0\x80\"", "", BadUTF8},
		{`"\x"`, "", BadSyntax},
		{`"\u00g0"`, "", BadSyntax},
		{"\"\n\"", "", BadSyntax},
		{"\"\\n\x1f\"", "", BadSyntax},
		{"\"eight ch\x00\"", "", BadSyntax},
		{`"`, "", Short},
		{`"abc`, "", Short},
		{`"abc\`, "", Short},
		{`"\u00`, "", Short},
		{`"\ud83d`, "", Short},
		{`"\ud83d\u00`, "", Short},
		{``, "", Short},
		{`1`, "", WrongKind},
		{`{}`, "", WrongKind},
		{`true`, "", WrongKind},
		{`-`, "", WrongKind},
		{`null`, "", NullValue},
		{`nul`, "", Short},
		{`nulx`, "", BadSyntax},
		{`x`, "", BadSyntax},
		{`'a'`, "", BadSyntax},
	} {
		var a Arena
		in := []byte(c.in)
		s, j := JSONText(&a, in, 0)
		if c.r != 0 {
			if j != bad(c.r) || s != "" || len(a.Bytes) != 0 {
				t.Errorf("JSONText(%q) = %q, %d; want reason %d", c.in, s, j, c.r)
			}
		} else if s != c.want || j != len(in) {
			t.Errorf("JSONText(%q) = %q, %d", c.in, s, j)
		}
		if c.r != NullValue && c.r != WrongKind {
			if k := JSONSkip(in, 0); k != j {
				t.Errorf("JSONSkip(%q) = %d, JSONText %d", c.in, k, j)
			}
		}
	}
}

func TestJSONNumbers(t *testing.T) {
	for _, c := range []struct {
		in      string
		i, u, d Reason // of JSONInt, JSONUint, JSONDouble; the value is compared with ParseInt and so on
	}{
		{"0", 0, 0, 0},
		{"-0", 0, BadNumber, 0},
		{"7", 0, 0, 0},
		{"-7", 0, OutOfRange, 0},
		{"12345678", 0, 0, 0},
		{"123456789", 0, 0, 0},
		{"1234567812345678", 0, 0, 0},
		{"9223372036854775807", 0, 0, 0},
		{"9223372036854775808", OutOfRange, 0, 0},
		{"-9223372036854775808", 0, OutOfRange, 0},
		{"-9223372036854775809", OutOfRange, OutOfRange, 0},
		{"18446744073709551615", OutOfRange, 0, 0},
		{"18446744073709551616", OutOfRange, OutOfRange, 0},
		{"100000000000000000000000000", OutOfRange, OutOfRange, 0},
		{"1.5", BadNumber, BadNumber, 0},
		{"1e3", BadNumber, BadNumber, 0},
		{"1E-3", BadNumber, BadNumber, 0},
		{"1.0", BadNumber, BadNumber, 0},
		{"12345678.5", BadNumber, BadNumber, 0},
		{"1e400", BadNumber, BadNumber, OutOfRange},
		{"123456789012345678901234567890.5", BadNumber, BadNumber, 0},
		{"0.1234567890123456789", BadNumber, BadNumber, 0},
		{"01", BadNumber, BadNumber, BadNumber},
		{"-01", BadNumber, BadNumber, BadNumber},
		{"00000000", BadNumber, BadNumber, BadNumber},
		{"-", Short, Short, Short},
		{"-x", BadNumber, BadNumber, BadNumber},
		{"+1", BadSyntax, BadSyntax, BadSyntax},
		{".5", BadSyntax, BadSyntax, BadSyntax},
		{"", Short, Short, Short},
		{"\"1\"", WrongKind, WrongKind, WrongKind},
		{"null", NullValue, NullValue, NullValue},
		{"true", WrongKind, WrongKind, WrongKind},
		{"NaN", BadSyntax, BadSyntax, BadSyntax},
	} {
		b := []byte(c.in)
		i, j := JSONInt(b, 0)
		checkNumber(t, "JSONInt", c.in, j, c.i, func() bool { v, r := ParseInt(c.in, 64); return r == 0 && v == i })
		u, j := JSONUint(b, 0)
		checkNumber(t, "JSONUint", c.in, j, c.u, func() bool { v, r := ParseUint(c.in, 64); return r == 0 && v == u })
		d, j := JSONDouble(b, 0)
		checkNumber(t, "JSONDouble", c.in, j, c.d, func() bool { v, r := ParseFloat(c.in, 64); return r == 0 && v == d })
	}
	for in, want := range map[string]Reason{"1.": Short, "1.x": BadNumber, "1e": Short, "1e+": Short, "1ex": BadNumber, "1.e5": BadNumber} {
		if _, j := JSONDouble([]byte(in), 0); j != bad(want) {
			t.Errorf("JSONDouble(%q) = %d, want %d", in, j, bad(want))
		}
	}
	if v, j := JSONFloat([]byte("16777217"), 0); v != 16777216 || j != 8 {
		t.Errorf("JSONFloat rounds to %v, %d", v, j)
	}
	if v, j := JSONFloat([]byte("3.4e39"), 0); j != bad(OutOfRange) {
		t.Errorf("JSONFloat(3.4e39) = %v, %d", v, j)
	}
}

func checkNumber(t *testing.T, name, in string, j int, want Reason, same func() bool) {
	t.Helper()
	if want != 0 && j != bad(want) || want == 0 && (j != len(in) || !same()) {
		t.Errorf("%s(%q) = %d, want reason %d", name, in, j, want)
	}
}

func TestJSONDecimal(t *testing.T) {
	for _, c := range []struct {
		in   string
		want int64
		r    Reason
	}{
		{"12.5", 1250, 0},
		{`"12.5"`, 1250, 0},
		{`"-0.01"`, -1, 0},
		{"1e2", 10000, 0},
		{`"1E+2"`, 10000, 0},
		{"12.345", 0, ScaleLoss},
		{"1000", 0, OutOfRange},
		{`"1000"`, 0, OutOfRange},
		{`"+1"`, 100, 0},
		{"+1", 0, BadSyntax},
		{`""`, 0, BadNumber},
		{`"x"`, 0, BadNumber},
		{`"1\u0030"`, 0, BadNumber},
		{`"1`, 0, Short},
		{"null", 0, NullValue},
		{"[]", 0, WrongKind},
		{"01", 0, BadNumber},
	} {
		b := []byte(c.in)
		v, j := JSONDecimal64(b, 0, 5, 2)
		w, k := JSONDecimal128(b, 0, 5, 2)
		want := len(b)
		if c.r != 0 {
			want = bad(c.r)
		}
		if v != c.want || j != want || w != FromInt64(c.want) || k != want {
			t.Errorf("%q: %d, %d and %v, %d; want %d, %d", c.in, v, j, w, k, c.want, want)
		}
	}
}

func TestJSONWords(t *testing.T) {
	for _, c := range []struct {
		in         string
		v          bool
		boolean, n int // cursors of JSONBool and JSONNull
	}{
		{"true", true, 4, 0},
		{"false", false, 5, 0},
		{"null", false, bad(NullValue), 4},
		{"tru", true, bad(Short), 0},
		{"trux", true, bad(BadSyntax), 0},
		{"nul", false, bad(Short), bad(Short)},
		{"nulx", false, bad(BadSyntax), bad(BadSyntax)},
		{"1", false, bad(WrongKind), 0},
		{"", false, bad(Short), bad(Short)},
	} {
		if v, j := JSONBool([]byte(c.in), 0); v != c.v && j > 0 || j != c.boolean {
			t.Errorf("JSONBool(%q) = %v, %d", c.in, v, j)
		}
		if isNull, j := JSONNull([]byte(c.in), 0); isNull != (c.in == "null") || j != c.n {
			t.Errorf("JSONNull(%q) = %v, %d", c.in, isNull, j)
		}
	}
}

func TestJSONBinary(t *testing.T) {
	var a Arena
	for _, c := range []struct {
		in, want string
		r        Reason
	}{
		{`""`, "", 0},
		{`"AQID"`, "\x01\x02\x03", 0},
		{`"AQI="`, "\x01\x02", 0},
		{`"AQ=="`, "\x01", 0},
		{`"+/+/"`, "\xfb\xff\xbf", 0},
		{`"A\u0051=="`, "\x01", 0},
		{`"AQ"`, "", BadText},
		{`"AR=="`, "", BadText},
		{`"AQI=AQID"`, "", BadText},
		{`"-_-_"`, "", BadText},
		{`"A\nQID"`, "", BadText},
		{`"===="`, "", BadText},
		{`1`, "", WrongKind},
	} {
		p, j := JSONBase64(&a, []byte(c.in), 0)
		if c.r != 0 && j != bad(c.r) || c.r == 0 && (j != len(c.in) || string(p) != c.want || p == nil) {
			t.Errorf("JSONBase64(%q) = %x, %d", c.in, p, j)
		}
	}
	for in, want := range map[string]int{`"00fF"`: 6, `""`: 2, `"0"`: bad(BadText), `"0g"`: bad(BadText), `null`: bad(NullValue)} {
		if p, j := JSONHex(&a, []byte(in), 0); j != want || len(in) == 6 && want > 0 && string(p) != "\x00\xff" {
			t.Errorf("JSONHex(%q) = %x, %d", in, p, j)
		}
	}
	u := [16]byte{1, 2, 3, 15: 255}
	text := AppendJSONUUID(nil, u)
	if got, j := JSONUUID(text, 0); got != u || j != len(text) {
		t.Errorf("uuid %s: %x, %d", text, got, j)
	}
	for in, want := range map[string]Reason{`"1"`: Short, `"01020300-0000-0000-0000-0000000000ffx`: BadUUID, `"0102030-00000-0000-0000-0000000000ff"`: BadUUID, `null`: NullValue, `1`: WrongKind} {
		if _, j := JSONUUID([]byte(in), 0); j != bad(want) {
			t.Errorf("JSONUUID(%q) = %d", in, j)
		}
	}
}

// order is what the walk below reads: the loop is the one that generated code has.
type order struct {
	id   int64
	note string
	tags []string
}

var orderKeys = NewJSONKeys("id", "note", "tags")

func readOrder(o *order, a *Arena, b []byte) int {
	var seen uint64
	f, i := orderKeys.First(a, b, JSONSpace(b, 0))
	for i >= 0 && f != NoMoreKeys {
		if f >= 0 {
			if seen&(1<<f) != 0 {
				return bad(Duplicate)
			}
			seen |= 1 << f
		}
		switch f {
		case 0:
			o.id, i = JSONInt(b, i)
		case 1:
			o.note, i = JSONText(a, b, i)
		case 2:
			i = readTags(o, a, b, i)
		default:
			i = JSONSkip(b, i)
		}
		if i < 0 {
			return At(i, f&3) // 3 is an unknown key
		}
		f, i = orderKeys.Next(a, b, i)
	}
	if i < 0 {
		return i
	}
	if seen&3 != 3 {
		return bad(Missing)
	}
	return JSONEnd(b, i)
}

func readTags(o *order, a *Arena, b []byte, i int) int {
	var more bool
	for more, i = JSONArray(b, i); more; more, i = JSONNext(b, i, ']') {
		var s string
		if s, i = JSONText(a, b, i); i < 0 {
			return i
		}
		o.tags = append(o.tags, s)
	}
	return i
}

func TestJSONWalk(t *testing.T) {
	deep := strings.Repeat("[", MaxDepth) + strings.Repeat("]", MaxDepth)
	for _, c := range []struct {
		in   string
		id   int64
		note string
		tags string
		want int // -1 for the end
	}{
		{`{"id":1,"note":"x","tags":["a","b"]}`, 1, "x", "a b", -1},
		{` { "id" : 1 , "note" : "x" , "tags" : [ "a" , "b" ] } ` + "\r\n\t", 1, "x", "a b", -1},
		{`{"tags":[],"note":"x\u0041","id":1}`, 1, "xA", "", -1},
		{`{"n\u006fte":"x","id":1}`, 1, "x", "", -1},
		{`{"id":1,"more":{"a":[1,{"b":null},"}",true],"c":{}},"note":"x","last":[[],[]]}`, 1, "x", "", -1},
		{`{"id":1,"deep":` + deep + `,"note":"x"}`, 1, "x", "", -1},
		{`{"id":1,"deep":[` + deep + `],"note":"x"}`, 0, "", "", At(bad(TooDeep), 3)},
		{`{"id":1,"note":"x","id":2}`, 0, "", "", bad(Duplicate)},
		{`{"id":1}`, 0, "", "", bad(Missing)},
		{`{}`, 0, "", "", bad(Missing)},
		{`{"id":1,"note":"x"}x`, 0, "", "", bad(Trailing)},
		{`{"id":1,"note":"x"}{}`, 0, "", "", bad(Trailing)},
		{`{"id":"1"}`, 0, "", "", At(bad(WrongKind), 0)},
		{`{"id":null}`, 0, "", "", At(bad(NullValue), 0)},
		{`{"id":1,"tags":["a",1]}`, 0, "", "", At(bad(WrongKind), 2)},
		{`{"id":1,}`, 0, "", "", bad(BadSyntax)},
		{`{"id":1 "note":"x"}`, 0, "", "", bad(BadSyntax)},
		{`{"id" 1}`, 0, "", "", bad(BadSyntax)},
		{`{"id":1,"tags":["a",],"note":"x"}`, 0, "", "", At(bad(BadSyntax), 2)},
		{`{"id":1,"tags":["a"}`, 0, "", "", At(bad(BadSyntax), 2)},
		{`{"id":1]`, 0, "", "", bad(BadSyntax)},
		{`{,}`, 0, "", "", bad(BadSyntax)},
		{`{id:1}`, 0, "", "", bad(BadSyntax)},
		{`[]`, 0, "", "", bad(WrongKind)},
		{`null`, 0, "", "", bad(NullValue)},
		{``, 0, "", "", bad(Short)},
		{`{`, 0, "", "", bad(Short)},
		{`{"id":1`, 0, "", "", bad(Short)},
		{`{"x":tru}`, 0, "", "", At(bad(BadSyntax), 3)},
		{`{"x":[1,2}}`, 0, "", "", At(bad(BadSyntax), 3)},
		{`{"x":{"a":1,}}`, 0, "", "", At(bad(BadSyntax), 3)},
		{"{\v}", 0, "", "", bad(BadSyntax)},
	} {
		var o order
		var a Arena
		got := readOrder(&o, &a, []byte(c.in))
		if c.want < -1 || c.want == bad(Short) && c.id == 0 {
			if got != c.want {
				t.Errorf("%s: %d, want %d", c.in, got, c.want)
			}
			continue
		}
		if got != len(c.in) || o.id != c.id || o.note != c.note || strings.Join(o.tags, " ") != c.tags {
			t.Errorf("%s: %d, %+v", c.in, got, o)
		}
	}
}

func TestAppendJSON(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{string(AppendJSONBool(nil, true)), "true"},
		{string(AppendJSONBool(nil, false)), "false"},
		{string(AppendJSONInt(nil, math.MinInt64)), "-9223372036854775808"},
		{string(AppendJSONUint(nil, math.MaxUint64)), "18446744073709551615"},
		{string(AppendJSONDouble(nil, math.NaN())), "null"},
		{string(AppendJSONDouble(nil, math.Inf(1))), "null"},
		{string(AppendJSONFloat(nil, float32(math.Inf(-1)))), "null"},
		{string(AppendJSONDouble(nil, 0.1)), "0.1"},
		{string(AppendJSONFloat(nil, 0.1)), "0.1"},
		{string(AppendJSONDouble(nil, float64(float32(0.1)))), "0.10000000149011612"},
		{string(AppendJSONDecimal64(nil, -5, 3)), "-0.005"},
		{string(AppendJSONDecimal64(nil, 1250, 2)), "12.50"},
		{string(AppendJSONDecimal64(nil, 7, 0)), "7"},
		{string(AppendJSONDecimal64(nil, 0, 2)), "0.00"},
		{string(AppendJSONDecimal64(nil, math.MinInt64, 18)), "-9.223372036854775808"},
		{string(AppendJSONDecimal128(nil, Int128{Hi: math.MinInt64}, 0)), "-170141183460469231731687303715884105728"},
		{string(AppendJSONBase64(nil, []byte{1, 2})), `"AQI="`},
		{string(AppendJSONHex(nil, []byte{0xab, 1})), `"ab01"`},
		{string(AppendJSONBase64(nil, nil)), `""`},
	} {
		if c.got != c.want {
			t.Errorf("%s, want %s", c.got, c.want)
		}
	}
}

func TestValidJSON(t *testing.T) {
	for text, want := range map[string]bool{
		`{"a":[1,null]}`: true, ` 1 `: true, `"x"`: true, "null": true,
		"": false, "x": false, `{"a"}`: false, "1 2": false, `"`: false, "{}}": false,
	} {
		if got := ValidJSON(text); got != want {
			t.Errorf("ValidJSON(%q) = %v", text, got)
		}
	}
}
