package quantity

import (
	"testing"
	"time"
)

func TestDuration(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"50ms": 50 * time.Millisecond, "1h30m": 90 * time.Minute, "45d": 45 * 24 * time.Hour, "1.5s": 1500 * time.Millisecond,
		"10_000us": 10 * time.Millisecond, "0.000001ms": 1, "106751d": 106751 * 24 * time.Hour, "0s": 0, "1d12h": 36 * time.Hour,
		"0.125s": 125 * time.Millisecond,
	} {
		if got, err := Duration(text); err != nil || got != want {
			t.Errorf("Duration(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "5", "s", "-5s", "1.s", ".5s", "1.2.3s", "0.5ns", "106752d", "1x", "1 s", "9223372036854775807s", "1MiB", "1s2", "0.1234567890123456789s"} {
		if got, err := Duration(text); err == nil {
			t.Errorf("Duration(%q) = %v, want an error", text, got)
		}
	}
}

func TestSize(t *testing.T) {
	for text, want := range map[string]int64{
		"64MiB": 64 << 20, "1GB": 1e9, "0.5KiB": 512, "0.25KiB": 256, "0B": 0, "7TiB": 7 << 40, "9223372036854775807B": 1<<63 - 1, "1_000KB": 1e6,
	} {
		if got, err := Size(text); err != nil || got != want {
			t.Errorf("Size(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "64", "MiB", "-1B", "0.5B", "1MiB2", "1MiB2KiB", "9223372036854775808B", "8388608TiB", "1mb"} {
		if got, err := Size(text); err == nil {
			t.Errorf("Size(%q) = %d, want an error", text, got)
		}
	}
}

func TestFormat(t *testing.T) {
	for d, want := range map[time.Duration]string{time.Hour: "1h", 36 * time.Hour: "36h", 48 * time.Hour: "2d", time.Hour + time.Second: "1h0m1s", 90 * time.Minute: "1h30m", 61 * time.Second: "1m1s", 1500 * time.Millisecond: "1.5s", 0: "0s"} {
		if got := FormatDuration(d); got != want {
			t.Errorf("FormatDuration(%d) = %s, want %s", d, got, want)
		}
	}
	for n, want := range map[int64]string{0: "0B", 96 << 20: "96MiB", 1000: "1000B", 1536: "1536B", 3 << 40: "3TiB"} {
		if got := FormatSize(n); got != want {
			t.Errorf("FormatSize(%d) = %s, want %s", n, got, want)
		}
	}
}

// FuzzSize: what Size reads, it reads again as FormatSize writes it.
func FuzzSize(f *testing.F) {
	for _, s := range []string{"96MiB", "1KB", "0B", "0.5KiB", "x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := Size(s)
		if err != nil {
			return
		}
		if again, err := Size(FormatSize(n)); n < 0 || err != nil || again != n {
			t.Errorf("Size(%q) = %d, back %d, %v", s, n, again, err)
		}
	})
}

// FuzzDuration: a duration is never negative, and Go's own reading agrees where it
// knows the units.
func FuzzDuration(f *testing.F) {
	for _, s := range []string{"1h30m", "45d", "1.5s", "0.1ns"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := Duration(s)
		if err != nil {
			return
		}
		if got < 0 {
			t.Errorf("Duration(%q) = %d", s, got)
		}
		if want, err := time.ParseDuration(s); err == nil && want != got {
			t.Errorf("Duration(%q) = %d, Go reads %d", s, got, want)
		}
	})
}
