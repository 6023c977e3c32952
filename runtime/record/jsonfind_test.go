package record

import "testing"

func TestJSONFind(t *testing.T) {
	tests := []struct{ in, key, want string }{
		{`{"a":1,"b":"x"}`, "b", `"x"`},
		{` { "a" : [1, 2] , "b" : 3 } `, "a", `[1, 2]`},
		{`{"a":1}`, "b", ""},
		{`{"a":12x}`, "a", "12"}, // the number ends where its grammar does
		{`{"a":tru}`, "a", "tru}"},
		{`{"a":{"b":2}}`, "b", ""},
		{`[1]`, "a", ""},
		{``, "a", ""},
		{`{"a"`, "a", ""},
	}
	for _, tt := range tests {
		if got := JSONFind([]byte(tt.in), tt.key); got != tt.want {
			t.Errorf("JSONFind(%s, %s) = %q, want %q", tt.in, tt.key, got, tt.want)
		}
	}
}
