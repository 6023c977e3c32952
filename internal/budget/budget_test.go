package budget

import (
	"math"
	"testing"
)

func TestBuffers(t *testing.T) {
	if got := Buffers(Default) * 1000 / Default; got < 395 || got > 400 {
		t.Errorf("of the default budget %d thousandths are buffers", got)
	}
	last := 0
	for m := int64(24 << 20); m < 1<<40; m *= 2 {
		got := Buffers(m)
		if got <= 0 || int64(got) > m/2 || got < last {
			t.Errorf("%d of %d", got, m)
		}
		last = got
	}
	if got := Buffers(math.MaxInt64 / 64); got != math.MaxInt32 {
		t.Errorf("%d of all there is", got)
	}
}
