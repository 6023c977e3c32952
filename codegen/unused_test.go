package codegen

import (
	"strings"
	"testing"
)

func TestDiscardUnused(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"all read", "a := f()\nreturn a", "a := f()\nreturn a"},
		{"one result", "a, ok := g()\nif !ok {\nreturn 1\n}\nreturn 0", "_, ok := g()\nif !ok {\n\treturn 1\n}\nreturn 0"},
		{"a call stays", "a := f()\nreturn 0", "_ = f()\nreturn 0"},
		{"only written", "var a int\nif h() {\na = 1\n} else {\na = f()\n}\nreturn 0", "if h() {\n} else {\n\t_ = f()\n}\nreturn 0"},
		{"one after the other", "a := f()\nb := a\nc := b\nreturn 0", "_ = f()\nreturn 0"},
		{"a key is no reader", "a := f()\nuse(row{a: 1})\nreturn 0", "_ = f()\nuse(row{a: 1})\nreturn 0"},
		{"added to", "a := f()\na += 2\nreturn 0", "a := f()\na += 2\nreturn 0"},
		{"the same name twice", "{\na := f()\nuse(a)\n}\n{\na := f()\n}\nreturn 0", "{\n\ta := f()\n\tuse(a)\n}\n{\n\t_ = f()\n}\nreturn 0"},
	} {
		got, err := discardUnused([]byte("package p\n\nfunc row() int {\n" + c.body + "\n}\n"))
		want := "package p\n\nfunc row() int {\n\t" + strings.ReplaceAll(c.want, "\n", "\n\t") + "\n}\n"
		if err != nil || !strings.Contains(flat(string(got)), flat(want)) {
			t.Errorf("%s: %v\n%s", c.name, err, got)
		}
	}
	if _, err := discardUnused([]byte("package p\n}")); err == nil {
		t.Error("what is no Go was taken")
	}
}

// flat is a text without its white space, which gofmt decides.
func flat(s string) string { return strings.Join(strings.Fields(s), " ") }
