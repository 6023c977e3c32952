package record

import (
	"testing"
	"unicode/utf8"
)

// TestJavaText has bytes that are no UTF-8, and what Java makes of them.
func TestJavaText(t *testing.T) {
	for in, want := range map[string]string{
		"hé":                       "hé",
		"\xff":                     "\uFFFD",
		"a\xe2\x82b":               "a\uFFFDb",
		"\xf0\x9f\x98":             "\uFFFD",
		"\xc0\x80":                 "\uFFFD\uFFFD",
		"\xe0\x80\x80":             "\uFFFD\uFFFD\uFFFD",
		"\xed\xa0\x80":             "\uFFFD", // half a pair of surrogates
		"\xf4\x90\x80\x80":         "\uFFFD\uFFFD\uFFFD\uFFFD",
		"\xf8\x88\x80\x80\x80":     "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD",
		"\xc3\xa9\xc3":             "é\uFFFD",
		"\xf0\x9f\x98\x80\x80\xef": "😀\uFFFD\uFFFD",
	} {
		var a Arena
		if got := JavaText(&a, []byte(in)); got != want {
			t.Errorf("% x is %q, not %q", in, got, want)
		}
	}
}

// TestAppendJavaAny has schema-free data as Java's maps and lists write themselves.
func TestAppendJavaAny(t *testing.T) {
	for in, want := range map[Any]string{
		"": "null", "null": "null", `"a\"b\u00e9"`: `a"bé`, "1": "1", "1.50": "1.5", "1e2": "100.0", "[]": "[]",
		`{"a" : 1,"b":[1, "x:,"],"c":{"d":null}}`: "{a=1, b=[1, x:,], c={d=null}}",
	} {
		if got := AppendJavaAny(nil, in); string(got) != want {
			t.Errorf("%s is %s, not %s", in, got, want)
		}
	}
}

// FuzzJavaText: what Java makes of bytes is text, and of text the text itself.
func FuzzJavaText(f *testing.F) {
	f.Add([]byte("h\xc3\xa9\xf0\x9f\x98"))
	f.Fuzz(func(t *testing.T, b []byte) {
		var a Arena
		got := JavaText(&a, b)
		if !utf8.ValidString(got) || utf8.Valid(b) && got != string(b) {
			t.Fatalf("% x is %q", b, got)
		}
	})
}
