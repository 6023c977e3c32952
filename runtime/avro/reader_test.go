package avro

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	wire "github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/registry"
)

const (
	own   = `{"type":"record","name":"R","fields":[{"name":"a","type":"long"},{"name":"b","type":"string","default":"new"}]}`
	older = `{"type":"record","name":"R","fields":[{"name":"gone","type":"string"},{"name":"a","type":"int"}]}`
	other = `{"type":"record","name":"R","fields":[{"name":"a","type":"string"}]}`
)

// server is a registry whose schema 1 is own, 2 older, 3 other, and no more.
type server struct {
	url   string
	down  atomic.Bool
	asked atomic.Int32 // for a schema, while it was up
}

func newServer(t *testing.T) *server {
	t.Helper()
	s := &server{}
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.down.Load() {
			w.WriteHeader(503)
			return
		}
		if r.Method == http.MethodPost {
			fmt.Fprintf(w, `{"subject":"r-value","version":1,"id":1,"schema":%q}`, own)
			return
		}
		s.asked.Add(1)
		for id, text := range []string{own, older, other} {
			if strings.HasSuffix(r.URL.Path, fmt.Sprintf("/%d", id+1)) {
				fmt.Fprintf(w, `{"schema":%q}`, text)
				return
			}
		}
		w.WriteHeader(404)
		fmt.Fprint(w, `{"error_code":40403,"message":"Schema not found"}`)
	}))
	t.Cleanup(h.Close)
	s.url = h.URL
	return s
}

func (s *server) bind(t *testing.T, ctx context.Context) *Subject {
	t.Helper()
	c, err := registry.NewClient(&registry.Connection{Name: "sr", URL: s.url}, registry.Options{Run: ctx, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	x := &Subject{}
	if err := x.Bind(ctx, c, registry.Subject{Name: "r-value", Kind: registry.Avro, Text: own, Register: registry.Never}, true); err != nil {
		t.Fatal(err)
	}
	return x
}

func framed(id uint32, value ...byte) []byte {
	return append(wire.AppendRegistryFrame(nil, id), value...)
}

func TestFrame(t *testing.T) {
	s := newServer(t)
	x := s.bind(t, t.Context())
	var a wire.Arena
	b := framed(1, 2, 0)
	if got, i := x.Frame(b, &a); i != 5 || &got[0] != &b[0] || s.asked.Load() != 0 {
		t.Errorf("the own schema: cursor %d, %d requests", i, s.asked.Load())
	}
	old := framed(2, 2, 'x', 4)
	for range 3 {
		a.Reset()
		got, i := x.Frame(old, &a)
		if i < 0 || string(got[i:]) != "\x04\x06new" {
			t.Errorf("an older schema: % x, %d", got, i)
		}
	}
	if s.asked.Load() != 1 {
		t.Errorf("%d requests for one schema", s.asked.Load())
	}
	for _, bad := range []struct {
		b      []byte
		reason wire.Reason
	}{{framed(3, 2, 'x'), wire.BadSchema}, {framed(9, 2), wire.BadSchema}, {framed(2, 2, 'x', 4, 0), wire.Trailing}, {framed(2, 8), wire.Short}, {[]byte{1}, wire.BadMagic}, {nil, wire.Short}} {
		for range 2 {
			if _, i := x.Frame(bad.b, &a); i != -int(bad.reason) {
				t.Errorf("% x: cursor %d, want %d", bad.b, i, -int(bad.reason))
			}
		}
	}
	if s.asked.Load() != 3 {
		t.Errorf("%d requests for three schemas", s.asked.Load())
	}
	if n := testing.AllocsPerRun(100, func() { a.Reset(); x.Frame(old, &a) }); n != 0 {
		t.Errorf("%v allocations for a record of an older schema", n)
	}
}

// While the registry is down, known schemas flow on and an unknown one waits; it is
// read when the registry is back.
func TestRegistryDown(t *testing.T) {
	s := newServer(t)
	x := s.bind(t, t.Context())
	s.down.Store(true)
	read := make(chan int)
	go func() {
		var a wire.Arena
		_, i := x.Frame(framed(2, 2, 'x', 4), &a)
		read <- i
	}()
	var a wire.Arena
	for range 100 {
		if _, i := x.Frame(framed(1, 2, 0), &a); i != 5 {
			t.Fatalf("a known schema waits: %d", i)
		}
	}
	select {
	case i := <-read:
		t.Fatalf("an unknown schema did not wait: %d", i)
	default:
	}
	s.down.Store(false)
	if i := <-read; i != 0 {
		t.Errorf("once the registry is back: %d", i)
	}
}

// A worker that is stopped gives the waiting up, and says so: the record is not at
// fault.
func TestStoppedWhileDown(t *testing.T) {
	s := newServer(t)
	ctx, stop := context.WithCancelCause(t.Context())
	x := s.bind(t, ctx)
	s.down.Store(true)
	stop(errors.New("stopped"))
	var a wire.Arena
	if _, i := x.Frame(framed(2, 2, 'x', 4), &a); i != -int(wire.NoSchema) {
		t.Errorf("cursor %d", i)
	}
}

func TestMistakes(t *testing.T) {
	for _, text := range []string{
		"", "{", "7", `"nope"`, `[]`, `{"type":"record","name":"R"}`, `{"type":"enum","name":"E","symbols":["A"],"default":"B"}`,
		`{"type":"fixed","name":"F","size":-1}`, `{"type":"fixed","name":"F","size":99999999}`, `[["null"]]`, `"long" 1`, `{"name":"x"}`,
		strings.Repeat(`{"type":"array","items":`, 70) + `"int"` + strings.Repeat("}", 70),
		`{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"a","type":"int"}]}`,
	} {
		if _, err := Parse(text); err == nil {
			t.Errorf("%.60s is taken", text)
		}
	}
}

// Units and scales that differ would give other values, so they do not fit.
func TestMeanings(t *testing.T) {
	for _, x := range []struct {
		reader, writer string
		fits           bool
	}{
		{`{"type":"long","logicalType":"timestamp-millis"}`, `{"type":"long","logicalType":"timestamp-micros"}`, false},
		{`{"type":"long","logicalType":"timestamp-millis"}`, `"long"`, true},
		{`{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}`, `{"type":"bytes","logicalType":"decimal","precision":9,"scale":3}`, false},
		{`{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}`, `{"type":"bytes","logicalType":"decimal","precision":4,"scale":2}`, true},
	} {
		if _, err := resolveTexts(t, x.reader, x.writer); (err == nil) != x.fits {
			t.Errorf("%s from %s: %v", x.reader, x.writer, err)
		}
	}
}

// FuzzRewrite feeds schemas and bytes from outside: nothing may panic, hang, or make
// more than its bound.
func FuzzRewrite(f *testing.F) {
	f.Add(own, older, []byte{2, 'x', 4})
	f.Add(`["null","long"]`, `"int"`, []byte{2})
	f.Add(`{"type":"record","name":"L","fields":[{"name":"n","type":["null","L"]}]}`, `{"type":"record","name":"L","fields":[{"name":"n","type":["null","L"]}]}`, []byte{2, 2, 0})
	f.Add(`{"type":"array","items":"long"}`, `{"type":"array","items":"null"}`, []byte{0xfe, 0xff, 3, 0})
	f.Fuzz(func(t *testing.T, reader, writer string, b []byte) {
		r, err := Parse(reader)
		if err != nil {
			return
		}
		w, err := Parse(writer)
		if err != nil {
			return
		}
		p, err := Resolve(r, w)
		if err != nil {
			return
		}
		if out, i := p.Rewrite(nil, b, 0); i > len(b) || len(out) > mostBytes+mostDefault+len(b)+64 {
			t.Errorf("%d bytes became %d, the cursor is %d", len(b), len(out), i)
		}
	})
}
