package subject

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

	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/registry"
)

const (
	own   = `{"type":"record","name":"R","fields":[{"name":"a","type":"long"},{"name":"b","type":"string","default":"new"}]}`
	older = `{"type":"record","name":"R","fields":[{"name":"gone","type":"string"},{"name":"a","type":"int"}]}`
	other = `{"type":"record","name":"R","fields":[{"name":"a","type":"string"}]}`
)

// server is a registry whose schemas are numbered from 1, and no more. The first is the
// program's own.
type server struct {
	schemas []stored
	other   bool // none of them is the text of the program
	url     string
	down    atomic.Bool
	asked   atomic.Int32 // for a schema, while it was up
}

// stored is a schema as the API has it.
type stored struct {
	kind, text string
}

func newServer(t *testing.T) *server {
	t.Helper()
	return serve(t, stored{text: own}, stored{text: older}, stored{text: other})
}

func serve(t *testing.T, schemas ...stored) *server {
	t.Helper()
	s := &server{schemas: schemas}
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.down.Load() {
			w.WriteHeader(503)
			return
		}
		if r.Method == http.MethodPost && s.other {
			w.WriteHeader(404)
			return
		}
		if r.Method == http.MethodPost {
			fmt.Fprintf(w, `{"subject":"r-value","version":1,"id":1,"schema":%q}`, s.schemas[0].text)
			return
		}
		s.asked.Add(1)
		for id, schema := range s.schemas {
			if strings.HasSuffix(r.URL.Path, fmt.Sprintf("/%d", id+1)) {
				fmt.Fprintf(w, `{"subject":"r-value","version":%d,"id":%d,"schemaType":%q,"schema":%q}`, id+1, id+1, schema.kind, schema.text)
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

func (s *server) bind(t *testing.T, ctx context.Context) *Avro {
	t.Helper()
	x := &Avro{}
	if err := x.Bind(ctx, s.client(t, ctx), registry.Subject{Name: "r-value", Kind: registry.Avro, Text: own, Register: registry.Never}, true); err != nil {
		t.Fatal(err)
	}
	return x
}

func (s *server) client(t *testing.T, ctx context.Context) *registry.Client {
	t.Helper()
	c, err := registry.NewClient(&registry.Connection{Name: "sr", URL: s.url}, registry.Options{Run: ctx, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func framed(id uint32, value ...byte) []byte {
	return append(record.AppendRegistryFrame(nil, id), value...)
}

func TestFrame(t *testing.T) {
	s := newServer(t)
	x := s.bind(t, t.Context())
	var a record.Arena
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
		reason record.Reason
	}{{framed(3, 2, 'x'), record.BadSchema}, {framed(9, 2), record.BadSchema}, {framed(2, 2, 'x', 4, 0), record.Trailing}, {framed(2, 8), record.Short}, {[]byte{1}, record.BadMagic}, {nil, record.Short}} {
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
		var a record.Arena
		_, i := x.Frame(framed(2, 2, 'x', 4), &a)
		read <- i
	}()
	var a record.Arena
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
	var a record.Arena
	if _, i := x.Frame(framed(2, 2, 'x', 4), &a); i != -int(record.NoSchema) {
		t.Errorf("cursor %d", i)
	}
}
