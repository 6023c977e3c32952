package record

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"math"
	"math/big"
	"testing"
)

// TestConnectDecimal compares the bytes with those that Java's BigInteger has.
func TestConnectDecimal(t *testing.T) {
	for text, want := range map[string][]byte{
		"0": {0}, "1234": {4, 0xd2}, "-1": {0xff}, "127": {127}, "128": {0, 128}, "-128": {0x80}, "-129": {0xff, 0x7f},
		"9223372036854775807":                    {0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
		"99999999999999999999999999999999999999": new(big.Int).Exp(big.NewInt(10), big.NewInt(38), nil).Sub(new(big.Int).Exp(big.NewInt(10), big.NewInt(38), nil), big.NewInt(1)).Bytes(),
	} {
		v, r := ParseDecimal128(text, 38, 0)
		if r != 0 {
			t.Fatal(text, r)
		}
		quoted := `"` + base64.StdEncoding.EncodeToString(want) + `"`
		if got := AppendConnectDecimal128(nil, v); string(got) != quoted {
			t.Errorf("%s is written %s, want %s", text, got, quoted)
		}
		if back, i := ConnectDecimal128([]byte(quoted), 0, 38, 0); i != len(quoted) || back != v {
			t.Errorf("%s is read as %v, %d", quoted, back, i)
		}
		if n, ok := v.Int64(); ok {
			if got := AppendConnectDecimal64(nil, n); string(got) != quoted {
				t.Errorf("%s is written %s in 64 bits, want %s", text, got, quoted)
			}
		}
	}
}

func TestConnectDecimalRefuses(t *testing.T) {
	long := `"` + base64.StdEncoding.EncodeToString(make([]byte, 49)) + `"`
	for in, want := range map[string]Reason{
		`""`: BadLength, `"AQ="`: BadText, `"AQ=="x`: 0, `"A*=="`: BadText, `"AQ==`: Short, long: OutOfRange, `"\u0041Q=="`: BadText,
		`"BAAA"`: OutOfRange, `true`: WrongKind, `null`: NullValue, `1.234`: ScaleLoss, `1.23`: 0,
	} {
		if _, i := ConnectDecimal64([]byte(in), 0, 5, 2); want == 0 && i < 0 || want != 0 && i != bad(want) {
			t.Errorf("%s: %d, want reason %d", in, i, want)
		}
	}
}

func TestConnectNotFinite(t *testing.T) {
	for text, v := range map[string]float64{`"NaN"`: math.NaN(), `"Infinity"`: math.Inf(1), `"-Infinity"`: math.Inf(-1), "1.5": 1.5} {
		if got := AppendConnectDouble(nil, v); string(got) != text {
			t.Errorf("%v is written %s, want %s", v, got, text)
		}
		if got := AppendConnectFloat(nil, float32(v)); string(got) != text {
			t.Errorf("%v is written %s in 32 bits, want %s", v, got, text)
		}
		if back, i := ConnectDouble([]byte(text), 0); i != len(text) || back != v && v == v {
			t.Errorf("%s is read as %v, %d", text, back, i)
		}
	}
}

// prefixes are what stands in front of payloads of some types.
var prefixes = []string{
	`{"schema":{"type":"int64","optional":false},"payload":`,
	`{"schema":{"type":"struct","fields":[{"type":"int32","optional":false,"field":"a"},{"type":"string","optional":true,"field":"b"}],"optional":false},"payload":`,
	`{"schema":{"type":"map","keys":{"type":"int32"},"values":{"type":"bytes","name":"org.apache.kafka.connect.data.Decimal","parameters":{"scale":"2"}}},"payload":`,
	`{"schema":null,"payload":`,
}

// FuzzConnectJSON takes any bytes as an envelope. What is accepted is, by encoding/json, an
// object of a schema and a payload, which begins where the reader says; and a reader that
// has seen other envelopes says the same as a new one.
func FuzzConnectJSON(f *testing.F) {
	for k, p := range prefixes {
		for _, s := range []string{p + "1}", p + `{"a":1}}`, p + "[[1,2]]} ", `{"payload":1,"schema":{"type":"int8"}}`, ` {"schema" : {"type":"struct","fields":[{"field":"a","type":"int8"}]}, "payload":{}}`, p + "1}x", p, `{"schema":{"type":"struct","fields":[[[]]]},"payload":1}`} {
			f.Add([]byte(s), []byte(s+" "), uint8(k))
		}
	}
	f.Fuzz(func(t *testing.T, b, before []byte, which uint8) {
		prefix := prefixes[int(which)%len(prefixes)]
		read := func(c *ConnectSchema, b []byte) (payload []byte, i int) {
			from := c.Payload(b, prefix, false)
			if from < 0 {
				return nil, from
			}
			i = JSONSkip(b, from)
			if i < 0 {
				return nil, i
			}
			return b[from:i], c.Close(b, i, false)
		}
		var fresh, used ConnectSchema
		read(&used, before)
		payload, i := read(&fresh, b)
		again, j := read(&used, b)
		if (i < 0) != (j < 0) || !bytes.Equal(payload, again) {
			t.Fatalf("%q behind %q: %d %q, want %d %q", b, before, j, again, i, payload)
		}
		if i < 0 {
			return
		}
		var e map[string]json.RawMessage
		if err := json.Unmarshal(b, &e); err != nil || len(e) != 2 {
			t.Fatalf("%q is accepted: %v, %d members", b, err, len(e))
		}
		if want := e["payload"]; !bytes.Equal(bytes.TrimSpace(want), payload) {
			t.Fatalf("%q: the payload is %q, want %q", b, payload, want)
		}
	})
}
