package record

import (
	"math"
	"testing"
)

func TestConnectLaxInt(t *testing.T) {
	for text, want := range map[string]int64{
		"300": 300, "-1": -1, `"5"`: 0, "true": 0, "{}": 0, "1.9": 1, "-1.9": -1, "12e2": 1200, "1.5e1": 15, "15e-1": 1, "1e-400": 0, "0.001e3": 1, "0.001e2": 0,
		"9223372036854775808": math.MinInt64, "18446744073709551617": 1, "1e20": 7766279631452241920, "1e64": 0, "1e999999999999": 0, "1e-99999999999999999999": 0, "0e99999999": 0,
	} {
		if got, i := ConnectLaxInt([]byte(text), 0); i != len(text) || got != want {
			t.Errorf("%s is %d (%d), want %d", text, got, i, want)
		}
	}
	for text, want := range map[string]Reason{"null": NullValue, "": Short, "x": BadSyntax, "1e": Short, "01": BadNumber} {
		if _, i := ConnectLaxInt([]byte(text), 0); i != bad(want) {
			t.Errorf("%q: %d, want reason %d", text, i, want)
		}
	}
}

// TestAppendJavaDouble has texts as the rules of Double.toString and Float.toString
// give them; four of them came from Kafka Connect itself.
func TestAppendJavaDouble(t *testing.T) {
	for v, want := range map[float64]string{
		1e21: "1.0E21", 1e8: "1.0E8", 1e-7: "1.0E-7", 0: "0.0", 1: "1.0", 100: "100.0", 1234567: "1234567.0", 9999999: "9999999.0", 1e7: "1.0E7",
		0.001: "0.001", 0.00099: "9.9E-4", 0.1: "0.1", 1.5: "1.5", 123.456: "123.456", -2: "-2.0", 4.9e-324: "4.9E-324", 2e23: "2.0E23",
		math.MaxFloat64: "1.7976931348623157E308", 12345678.9: "1.23456789E7",
	} {
		if got := AppendJavaDouble(nil, v, 64); string(got) != want {
			t.Errorf("%v is written %s, want %s", v, got, want)
		}
	}
	if got := AppendJavaDouble(nil, math.Copysign(0, -1), 64); string(got) != "-0.0" {
		t.Errorf("-0 is written %s", got)
	}
	if got := AppendJavaDouble(nil, float64(float32(0.1)), 32); string(got) != "0.1" {
		t.Errorf("a float of 0.1 is written %s", got)
	}
	if got := AppendJavaDouble(nil, float64(float32(1.4e-45)), 32); string(got) != "1.4E-45" {
		t.Errorf("the smallest float is written %s", got)
	}
}

func TestConnectAny(t *testing.T) {
	var a Arena
	in := `{"i":1,"big":9223372036854775808,"f":1e3,"s":"1e3 \"9","l":[-1,1.0,1e999]}`
	v, i := ConnectAny(&a, []byte(in), 0)
	if want := Any(`{"i":1,"big":-9223372036854775808,"f":1000.0,"s":"1e3 \"9","l":[-1,1.0,"Infinity"]}`); i != len(in) || v != want {
		t.Errorf("%s (%d), want %s", v, i, want)
	}
}
