package record

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestKeepTextOutlivesItsSource(t *testing.T) {
	var a Arena
	b := []byte("key")
	first := KeepText(&a, b)
	copy(b, "???")
	for range 100 {
		KeepText(&a, []byte("filling the block until another is needed"))
	}
	if first != "key" {
		t.Errorf("the text became %q", first)
	}
	if KeepText(&a, nil) != "" {
		t.Error("nothing kept is not empty")
	}
}

func TestTextAliases(t *testing.T) {
	b := []byte("abc")
	s := Text(b[1:])
	b[2] = 'd'
	if s != "bd" {
		t.Errorf("Text gave %q, which does not alias", s)
	}
}

func TestLongerThan(t *testing.T) {
	for _, s := range []string{"", "a", "ab", "ä", "日本", "日本語", "a\u0308", "\xff\xfe", strings.Repeat("é", 40)} {
		for n := range 50 {
			if got, want := LongerThan(s, n), utf8.RuneCountInString(s) > n; got != want {
				t.Errorf("LongerThan(%q, %d) = %v", s, n, got)
			}
		}
	}
}

func TestMust(t *testing.T) {
	if _, why := MustPattern("yyyy-MM-dd").ParseDate("2026-11-22"); why != 0 {
		t.Errorf("the pattern reads no date: %d", why)
	}
	if MustZone("UTC") != nil {
		t.Error("UTC is not nil")
	}
	for name, f := range map[string]func(){
		"pattern": func() { MustPattern("") },
		"zone":    func() { MustZone("No/Where") },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("a bad %s did not panic", name)
				}
			}()
			f()
		}()
	}
}

func TestValidInet(t *testing.T) {
	for s, want := range map[string]bool{
		"127.0.0.1": true, "::1": true, "2001:db8::8:800:200c:417a": true, "::ffff:10.0.0.1": true,
		"": false, "127.0.0": false, "127.0.0.01": false, "1.2.3.256": false, "fe80::1%eth0": false, "localhost": false, "10.0.0.1/8": false,
	} {
		if ValidInet(s) != want {
			t.Errorf("ValidInet(%q) is not %v", s, want)
		}
		if _, ok := AppendCQLInet(nil, s); ok != want {
			t.Errorf("AppendCQLInet(%q) does not agree", s)
		}
	}
}
