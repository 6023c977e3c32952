package run

import (
	"encoding/binary"
	"testing"
	"time"
)

// header makes the header of a record batch, and a body of some bytes.
func header(base int64, lastDelta, count int32, body int) []byte {
	b := make([]byte, batchHeader+body)
	binary.BigEndian.PutUint64(b, uint64(base))
	binary.BigEndian.PutUint32(b[batchLength:], uint32(len(b)-batchPrefix))
	b[batchMagic] = 2
	binary.BigEndian.PutUint32(b[batchLastDelta:], uint32(lastDelta))
	binary.BigEndian.PutUint32(b[batchCount:], uint32(count))
	return b
}

func TestHoldsRecord(t *testing.T) {
	full, emptied := header(10, 4, 5, 20), header(15, 4, 0, 0)
	for _, test := range []struct {
		name string
		b    []byte
		next int64
		want bool
	}{
		{"nothing", nil, 10, false},
		{"a record at next", full, 14, true},
		{"records before next only", full, 15, false},
		{"emptied by compaction", emptied, 15, false},
		{"records before, then emptied", append(append([]byte{}, full...), emptied...), 15, false},
		{"emptied, then a record", append(append([]byte{}, emptied...), header(20, 0, 1, 3)...), 15, true},
		{"a header cut short", full[:20], 15, true},
		{"a batch cut short", full[:70], 15, true},
		{"a negative length", append(header(10, 0, 0, 0)[:batchLength], append([]byte{0xff, 0xff, 0xff, 0xff}, header(10, 0, 0, 0)[batchPrefix:]...)...), 15, true},
		{"an old format", func() []byte { b := header(10, 0, 0, 0); b[batchMagic] = 1; return b }(), 15, true},
	} {
		if got := holdsRecord(test.b, test.next); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}

func FuzzHoldsRecord(f *testing.F) {
	f.Add(header(10, 4, 5, 20), int64(12))
	f.Add(header(15, 4, 0, 0), int64(15))
	f.Fuzz(func(t *testing.T, b []byte, next int64) {
		if len(b) == 0 && holdsRecord(b, next) {
			t.Fatal("a record in no bytes")
		}
		holdsRecord(b, next)
	})
}

// TestEmptyFrom asks a broker.
func TestEmptyFrom(t *testing.T) {
	c := newCluster(t, 2)
	ctx := within(t, 20*time.Second)
	c.put(t, 1, 0, 10)
	m := c.member(t, nil)
	m.open(ctx)
	for next, want := range map[int64]bool{0: false, 9: false, 10: true} {
		if got, err := m.source.emptyFrom(ctx, place{topic, 1}, next); err != nil || got != want {
			t.Errorf("from %d: %v %v", next, got, err)
		}
	}
	if _, err := m.source.emptyFrom(ctx, place{topic, 1}, 11); err == nil {
		t.Error("beyond the end there is no answer")
	}
}
