package builtin

import "testing"

// The sums are those of the reference implementations.
func TestXXHash(t *testing.T) {
	for s, want := range map[string]uint64{
		"":    0xef46db3751d8e999,
		"a":   0xd24ec4f1a98c6e5b,
		"abc": 0x44bc2cf5ad770999,
		"Nobody inspects the spammish repetition": 0xfbcea83c8a378bf1,
	} {
		if got := XXHash(s); got != want {
			t.Errorf("XXHash(%q) = %#x, want %#x", s, got, want)
		}
		if got := XXHash([]byte(s)); got != want {
			t.Errorf("XXHash of the bytes %q = %#x, want %#x", s, got, want)
		}
	}
}

func TestMurmur3(t *testing.T) {
	for s, want := range map[string]uint32{
		"": 0, "a": 0x3c2569b2, "abc": 0xb3dd93fa, "Hello, world!": 0xc0363e43, "The quick brown fox jumps over the lazy dog": 0x2e4ff723,
	} {
		if got := Murmur3(s); got != want {
			t.Errorf("Murmur3(%q) = %#x, want %#x", s, got, want)
		}
	}
}
