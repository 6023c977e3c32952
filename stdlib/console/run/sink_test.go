package run

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"github.com/flowc-lang/flowc/runtime/record"
)

// printer notes each write apart.
type printer struct {
	writes [][]byte
	err    error
}

func (p *printer) Write(b []byte) (int, error) {
	p.writes = append(p.writes, bytes.Clone(b))
	return len(b), p.err
}

func batch(values ...string) *record.Batch {
	b := &record.Batch{}
	for _, v := range values {
		b.Append(record.Row{Headers: record.Null}, nil, []byte(v))
	}
	return b
}

func TestSink(t *testing.T) {
	for end, want := range map[string]string{"": "a\nb\n\n", "\r\n": "a\r\nb\r\n\r\n"} {
		p := &printer{}
		s := NewSink(SinkConfig{End: end, Out: p})
		b := batch("a", "b")
		b.Append(record.Row{}, nil, nil)
		if err := errors.Join(s.Open(t.Context(), nil), s.Write(t.Context(), b), s.Flush(t.Context()), s.Close(t.Context())); err != nil {
			t.Fatal(err)
		}
		if len(p.writes) != 1 || string(p.writes[0]) != want {
			t.Errorf("end %q: printed %q", end, p.writes)
		}
	}
}

// TestSinkHead: the sinks of all tasks print one header line, in front of all rows.
func TestSinkHead(t *testing.T) {
	p := &printer{}
	c := SinkConfig{Head: "id,name\n", Out: p}
	one, two := NewSink(c), NewSink(c)
	p.err = errors.New("busy")
	if err := one.Write(t.Context(), batch("0,z")); err == nil {
		t.Error("a failed write is no error")
	}
	p.writes, p.err = nil, nil
	if err := errors.Join(two.Write(t.Context(), batch()), two.Write(t.Context(), batch("1,a")), one.Write(t.Context(), batch("2,b")), two.Write(t.Context(), batch("3,c"))); err != nil {
		t.Fatal(err)
	}
	if got := string(bytes.Join(p.writes, nil)); got != "id,name\n1,a\n2,b\n3,c\n" {
		t.Errorf("printed %q", got)
	}
}

func TestSinkFails(t *testing.T) {
	broken := errors.New("broken pipe")
	s := NewSink(SinkConfig{Out: &printer{err: broken}})
	if err := s.Write(context.Background(), batch("a")); !errors.Is(err, broken) {
		t.Errorf("write: %v", err)
	}
}

func TestSinkAllocates(t *testing.T) {
	s := NewSink(SinkConfig{Out: discard{}})
	b := batch("a", "b", "c")
	if got := testing.AllocsPerRun(10, func() {
		if err := s.Write(context.Background(), b); err != nil {
			t.Fatal(err)
		}
	}); got != 0 {
		t.Errorf("%v allocations", got)
	}
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }
