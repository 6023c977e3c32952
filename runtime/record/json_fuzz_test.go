package record

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzJSONText writes any text and reads it again, here and with encoding/json.
func FuzzJSONText(f *testing.F) {
	for _, s := range []string{"", "plain", "eight ch", "a\"quote at the ninth", "tab\there", "\x00\x1f", "größer \\ 😀", "12345678\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			return
		}
		b := AppendJSONText([]byte("x"), s)[1:]
		var std string
		if err := json.Unmarshal(b, &std); err != nil || std != s {
			t.Fatalf("%q is written %s: %q, %v", s, b, std, err)
		}
		var a Arena
		if got, j := JSONText(&a, b, 0); got != s || j != len(b) {
			t.Fatalf("%s is read %q, %d", b, got, j)
		}
		theirs, err := json.Marshal(s) // with more escapes than ours
		if err != nil {
			t.Fatal(err)
		}
		if got, j := JSONText(&a, theirs, 0); got != s || j != len(theirs) {
			t.Fatalf("%s is read %q, %d", theirs, got, j)
		}
	})
}

// FuzzJSON gives each reader any bytes and compares with encoding/json: what we
// take it takes, with the same value; what it takes we take, but for what is not
// UTF-8, which it repairs, and for depth.
func FuzzJSON(f *testing.F) {
	for _, s := range []string{
		`{"id":1,"note":"x","tags":["a","b"]}`, ` [1, -2.5e3, true, null, "\u00e9"] `, `"\ud83d\ude00"`, `-0`, `1e400`, `{"a":{"b":[]}}`,
		`"text`, `01`, `[1,]`, `{"a":1,"a":2}`, "\"\xff\"", `123456789.25`, `{"id":1,"note":"x\n"}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		b = b[:len(b):len(b)]
		i := JSONSpace(b, 0)
		end := JSONSkip(b, i)
		ok := end >= 0 && JSONEnd(b, end) >= 0
		if valid := json.Valid(b); ok && (!valid || !utf8.Valid(b)) {
			t.Fatalf("%q is taken", b)
		} else if valid && !ok && end != bad(BadUTF8) && end != bad(TooDeep) {
			t.Fatalf("%q is refused: %d", b, end)
		}
		checkJSONScalars(t, b, i)
		checkJSONOrder(t, b)
	})
}

func checkJSONScalars(t *testing.T, b []byte, i int) {
	t.Helper()
	var a Arena
	std := func(j int, v any) bool {
		return j >= 0 && json.Unmarshal(b[i:j], v) != nil
	}
	var s string
	if got, j := JSONText(&a, b, i); std(j, &s) || j >= 0 && s != got {
		t.Fatalf("JSONText(%q) = %q, %d; want %q", b, got, j, s)
	}
	var n int64
	if got, j := JSONInt(b, i); std(j, &n) || j >= 0 && n != got {
		t.Fatalf("JSONInt(%q) = %d, %d; want %d", b, got, j, n)
	}
	var u uint64
	if got, j := JSONUint(b, i); std(j, &u) || j >= 0 && u != got {
		t.Fatalf("JSONUint(%q) = %d, %d; want %d", b, got, j, u)
	}
	var d float64
	if got, j := JSONDouble(b, i); std(j, &d) || j >= 0 && math.Float64bits(d) != math.Float64bits(got) {
		t.Fatalf("JSONDouble(%q) = %v, %d; want %v", b, got, j, d)
	}
	var e float32
	if got, j := JSONFloat(b, i); std(j, &e) || j >= 0 && e != got {
		t.Fatalf("JSONFloat(%q) = %v, %d; want %v", b, got, j, e)
	}
	var p bool
	if got, j := JSONBool(b, i); std(j, &p) || j >= 0 && p != got {
		t.Fatalf("JSONBool(%q) = %v, %d", b, got, j)
	}
	var raw json.RawMessage
	if got, j := JSONRaw(b, i); std(j, &raw) || j >= 0 && string(raw) != got {
		t.Fatalf("JSONRaw(%q) = %q, %d; want %q", b, got, j, raw)
	}
	for _, precision := range []int{5, 18} {
		v, j := JSONDecimal64(b, i, precision, 2)
		w, k := JSONDecimal128(b, i, precision, 2)
		if j != k || j > len(b) || j >= 0 && FromInt64(v) != w {
			t.Fatalf("decimals of %q: %d, %d and %v, %d", b, v, j, w, k)
		}
	}
	for _, j := range jsonCursors(&a, b, i) {
		if j > len(b) || j < -255 {
			t.Fatalf("%q: cursor %d", b, j)
		}
	}
}

// jsonCursors runs the readers that have no counterpart.
func jsonCursors(a *Arena, b []byte, i int) (c []int) {
	add := func(j int) { c = append(c, j) }
	_, j := JSONBase64(a, b, i)
	add(j)
	_, j = JSONHex(a, b, i)
	add(j)
	_, j = JSONUUID(b, i)
	add(j)
	_, j = JSONNull(b, i)
	add(j)
	_, j = JSONKey(a, b, i)
	add(j)
	for _, closing := range []byte("}]") {
		_, j = JSONNext(b, i, closing)
		add(j)
	}
	return c
}

func checkJSONOrder(t *testing.T, b []byte) {
	t.Helper()
	var o order
	var a Arena
	if readOrder(&o, &a, b) < 0 {
		return
	}
	var std struct {
		ID   int64
		Note string
		Tags []string
	}
	d := json.NewDecoder(bytes.NewReader(b))
	if err := d.Decode(&std); err != nil {
		// Keys that differ in case are the same to encoding/json.
		if !strings.Contains(err.Error(), "cannot unmarshal") {
			t.Fatalf("%q: %v", b, err)
		}
		return
	}
	lower := strings.ToLower(string(b))
	alone := strings.Count(lower, `"id"`) == 1 && strings.Count(lower, `"note"`) == 1 && strings.Count(lower, `"tags"`) <= 1 && !strings.Contains(lower, `\`) && lower == string(b)
	if alone && (std.ID != o.id || std.Note != o.note || len(std.Tags) != len(o.tags)) {
		t.Fatalf("%q: %+v, want %+v", b, o, std)
	}
}
