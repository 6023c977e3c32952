package connector

import (
	"testing"
	"time"
)

func TestBackoffCeiling(t *testing.T) {
	cases := []struct {
		b       Backoff
		attempt int
		want    time.Duration
	}{
		{Backoff{}, 1, 200 * time.Millisecond},
		{Backoff{}, 4, 1600 * time.Millisecond},
		{Backoff{}, 9, 30 * time.Second},
		{Backoff{}, 1 << 40, 30 * time.Second}, // neither slow nor overflowing
		{Backoff{Min: time.Second, Max: 3 * time.Second}, 1, time.Second},
		{Backoff{Min: time.Second, Max: 3 * time.Second}, 2, 2 * time.Second},
		{Backoff{Min: time.Second, Max: 3 * time.Second}, 3, 3 * time.Second},
		{Backoff{Min: time.Minute}, 1, time.Minute},
	}
	for _, c := range cases {
		if got := c.b.ceiling(c.attempt); got != c.want {
			t.Errorf("%v, attempt %d: %v, want %v", c.b, c.attempt, got, c.want)
		}
	}
}

func TestBackoffWaitIsWithinAndSpread(t *testing.T) {
	b := Backoff{Min: time.Second, Max: 8 * time.Second}
	var low, high int
	for range 1000 {
		w := b.Wait(3)
		if w < 0 || w > 4*time.Second {
			t.Fatalf("waits %v, want at most 4s", w)
		}
		if w < 2*time.Second {
			low++
		} else {
			high++
		}
	}
	if low < 300 || high < 300 {
		t.Errorf("%d short and %d long waits: not spread", low, high)
	}
}

func TestBackoffExact(t *testing.T) {
	b := Backoff{Min: 100 * time.Millisecond, Max: time.Second, Exact: true}
	for attempt, want := range []time.Duration{100 * time.Millisecond, 200 * time.Millisecond, 400 * time.Millisecond, 800 * time.Millisecond, time.Second, time.Second} {
		if got := b.Wait(attempt + 1); got != want {
			t.Errorf("after attempt %d: %v, want %v", attempt+1, got, want)
		}
	}
}
