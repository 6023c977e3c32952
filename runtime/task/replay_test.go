package task

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/offset"
	"github.com/flowc-lang/flowc/runtime/record"
)

// grave is a source of one batch of dead letters.
type grave struct {
	connector.Source
	split *offset.Split
	rows  []Letter
}

func (g *grave) Read(_ context.Context, b *record.Batch) (*offset.Split, error) {
	if g.rows == nil {
		return nil, connector.ErrDrained
	}
	for k, l := range g.rows {
		headers := appendContext(appendConnectContext(record.AppendHeader(nil, "trace", []byte("t1")), &l), &l)
		b.Append(record.Row{Offset: int64(100 + k), Headers: b.Put(headers)}, l.Key, l.Value)
	}
	b.Next, g.rows = int64(100+len(g.rows)), nil
	return g.split, nil
}

// A replay gives the records that the letters of its pipeline are of, those of one origin
// together, and the ledger what stands between.
func TestReplayGivesTheRecords(t *testing.T) {
	of := func(pipeline, topic string, at int64, head string) Letter {
		return Letter{Pipeline: pipeline, Topic: topic, Partition: 3, Offset: at, Value: []byte("v"), head: []byte(head)}
	}
	g := &grave{split: offset.NewLedger().Assign("bad", 0, 100, -1), rows: []Letter{
		of("load", "a", 7, ""), of("other", "a", 8, ""), of("load", "a", 9, ""), of("load", "b", 1, "x,y"), of("load", "b", 2, "y,x"), of("other", "b", 3, ""),
	}}
	s := &letters{Source: g, of: "load", d: &DeadLetters{}}
	for _, want := range []struct {
		topic, head     string
		offsets, places []int64
		next            int64
	}{
		{"a", "", []int64{7, 9}, []int64{100, 102}, 103},
		{"b", "x,y", []int64{1}, []int64{103}, 104},
		{"b", "y,x", []int64{2}, []int64{104}, 106},
	} {
		var b record.Batch
		if split, err := s.Read(t.Context(), &b); split != g.split || err != nil {
			t.Fatalf("split %v, error %v", split, err)
		}
		var offsets []int64
		for _, row := range b.Rows {
			offsets = append(offsets, row.Offset)
			if h := lettersHeaders(b.Bytes(row.Headers)); len(h) != 1 || h[0].Name != "trace" {
				t.Errorf("headers %v", h)
			}
		}
		if b.Topic != want.topic || b.Partition != 3 || string(b.Head) != want.head || b.Next != want.next ||
			!slices.Equal(offsets, want.offsets) || !slices.Equal(b.Places, want.places) {
			t.Errorf("%s[%d] head %q, offsets %v at %v, next %d; want %+v", b.Topic, b.Partition, b.Head, offsets, b.Places, b.Next, want)
		}
	}
	if _, err := s.Read(t.Context(), &record.Batch{}); !errors.Is(err, connector.ErrDrained) {
		t.Errorf("behind the last: %v", err)
	}
}

func TestConnectStage(t *testing.T) {
	for want, l := range map[string]Letter{
		"KEY_CONVERTER":   {Stage: stageDecode, InKey: true},
		"VALUE_CONVERTER": {Stage: stageDecode},
		"TRANSFORMATION":  {Stage: "map"},
		"TASK_PUT":        {Stage: stageWrite},
	} {
		if got := connectStage(&l); got != want {
			t.Errorf("%s in the key %v: %s, want %s", l.Stage, l.InKey, got, want)
		}
	}
}

// A record that a second sink refuses has the letter of the first.
func TestOneLetter(t *testing.T) {
	j := newJob(2, 2)
	for _, row := range []int32{1, 4} {
		j.dead[1].Rows = append(j.dead[1].Rows, record.Row{Input: row})
	}
	for row, want := range []bool{false, true, false, false, true} {
		if j.isBuried(row) != want {
			t.Errorf("row %d: %v", row, !want)
		}
	}
}
