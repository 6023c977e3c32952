package record

import (
	"bytes"
	"encoding/json"
	"testing"
)

func TestJSONTag(t *testing.T) {
	for _, c := range []struct {
		in, want string
		why      Reason // 0: found
	}{
		{`{"kind":"a"}`, "a", 0},
		{` {"x":{"kind":"inner"},"y":["kind"],"kind":"outer"}`, "outer", 0},
		{`{"k\u0069nd":"esc\u0061ped"}`, "escaped", 0},
		{`{"kind":""}`, "", 0},
		{`{}`, "", Missing},
		{`{"Kind":"a"}`, "", Missing},
		{`{"x":{"kind":"a"}}`, "", Missing},
	} {
		b := []byte(c.in)
		start := JSONSpace(b, 0)
		tag, i := JSONTag(&Arena{}, b, start, "kind")
		if c.why != 0 {
			if i != -int(c.why) {
				t.Errorf("%s: cursor %d, want %d", c.in, i, -int(c.why))
			}
			continue
		}
		if tag != c.want || i != start {
			t.Errorf("%s: %q, cursor %d; want %q, %d", c.in, tag, i, c.want, start)
		}
	}
	for _, in := range []string{``, `[]`, `7`, `null`, `{"kind":7}`, `{"kind":null}`, `{"kind":"a`, `{"x":tru,"kind":"a"}`} {
		if tag, i := JSONTag(&Arena{}, []byte(in), 0, "kind"); i >= 0 {
			t.Errorf("%s: %q, cursor %d; want a failure", in, tag, i)
		}
	}
}

// FuzzJSONTag holds the tag against the standard library: of what that reads as an
// object with a text under the key once, both find the same.
func FuzzJSONTag(f *testing.F) {
	for _, s := range []string{`{"kind":"a"}`, `{"x":[1,{"kind":2}],"kind":"b"}`, `{"kind":7}`, `{`, `{"kind":"\ud800"}`, `{"a":1e9,"kind":"é"}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		tag, i := JSONTag(&Arena{}, b, 0, "kind")
		if has := JSONHas(&Arena{}, b, 0, "kind"); i >= 0 && !has {
			t.Fatalf("%q has a tag and no key", b)
		}
		var fields map[string]json.RawMessage
		if json.Unmarshal(b, &fields) != nil || b[0] != '{' {
			return // what is behind the tag may be broken
		}
		var want string
		raw, has := fields["kind"]
		if !has && i >= 0 {
			t.Fatalf("%q has no kind, found %q", b, tag)
		}
		if i >= 0 && raw[0] != '"' && !twice(b) {
			t.Fatalf("%q: %q is no text, found %q", b, raw, tag)
		}
		if has && i >= 0 && !twice(b) && json.Unmarshal(raw, &want) == nil && want != tag {
			t.Fatalf("%q: found %q, want %q", b, tag, want)
		}
	})
}

// twice reports whether an object may have the key more than once, of which the
// standard library takes the last and JSONTag the first.
func twice(b []byte) bool {
	n := 0
	d := json.NewDecoder(bytes.NewReader(b))
	for {
		tok, err := d.Token()
		if err != nil {
			return n > 1
		}
		if tok == "kind" {
			n++
		}
	}
}
