package registry

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

	"github.com/twmb/franz-go/pkg/sr"
	"github.com/twmb/franz-go/pkg/sr/srfake"

	"github.com/flowc-lang/flowc/runtime/encrypt"
)

func client(t *testing.T, c Connection) *Client {
	t.Helper()
	c.Name = "sr"
	cl, err := NewClient(&c, Options{Run: context.Background(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return cl
}

func fake(t *testing.T, opts ...srfake.Option) *srfake.Registry {
	t.Helper()
	r := srfake.New(opts...)
	t.Cleanup(r.Close)
	return r
}

const order = `{"type":"record","name":"Order","fields":[{"name":"id","type":"long"}]}`

func TestResolve(t *testing.T) {
	c := client(t, Connection{URL: fake(t).URL()})
	s := &Subject{Name: "orders-value", Kind: Avro, Text: order, Register: AtDeploy}
	if _, err := c.Resolve(t.Context(), s); !errors.Is(err, ErrNotFound) || !strings.Contains(err.Error(), "setup") {
		t.Errorf("before it is registered: %v", err)
	}
	s.Register = AtStart
	id, err := c.Resolve(t.Context(), s)
	if err != nil || id == 0 {
		t.Fatalf("register: %d, %v", id, err)
	}
	s.Register = Never
	if again, err := c.Resolve(t.Context(), s); again != id || err != nil {
		t.Errorf("looked up as %d, %v, registered as %d", again, err, id)
	}
	got, err := c.Schema(t.Context(), id)
	if err != nil || got.Text != order {
		t.Errorf("schema %d is %v, %v", id, got, err)
	}
	if _, err := c.Schema(t.Context(), id+1); !errors.Is(err, ErrNotFound) {
		t.Errorf("an id that is not there: %v", err)
	}
}

// A client that looks registers nothing, and one that sets up registers what is for
// the deployment.
func TestLookAndSetup(t *testing.T) {
	c := client(t, Connection{URL: fake(t).URL()})
	var told []string
	c.Tell = func(line string) { told = append(told, line) }
	s := &Subject{Name: "orders-value", Kind: Avro, Text: order, Register: AtDeploy}
	c.Look, c.Setup = true, true
	if id, err := c.Resolve(t.Context(), s); id != 0 || err != nil {
		t.Fatalf("to be registered: %d, %v", id, err)
	}
	c.Look = false
	id, err := c.Resolve(t.Context(), s)
	if err != nil || id == 0 {
		t.Fatalf("set up: %d, %v", id, err)
	}
	if len(told) != 2 || told[0] != "orders-value  to be registered" || told[1] != fmt.Sprintf("orders-value  schema %d", id) {
		t.Errorf("told %q", told)
	}
}

// References come before what uses them, and a schema that is used twice once.
func TestReferences(t *testing.T) {
	r := fake(t)
	put := func(name, text string, uses ...sr.SchemaReference) {
		if _, _, err := r.RegisterSchema(name, sr.Schema{Schema: text, References: uses}); err != nil {
			t.Fatal(err)
		}
	}
	use := func(name string) sr.SchemaReference { return sr.SchemaReference{Name: name, Subject: name, Version: 1} }
	put("c", `{"type":"fixed","name":"c","size":1}`)
	put("b", `{"type":"record","name":"b","fields":[{"name":"x","type":"c"}]}`, use("c"))
	put("a", `{"type":"record","name":"a","fields":[{"name":"x","type":"b"},{"name":"y","type":"c"}]}`, use("b"), use("c"))
	s, err := client(t, Connection{URL: r.URL()}).Version(t.Context(), "a", 0)
	if err != nil || len(s.Uses) != 2 || s.Uses[0].Name != "c" || s.Uses[1].Name != "b" {
		t.Errorf("uses %v, %v", s, err)
	}
}

// Somebody else who registers the same schema at the same moment is no conflict.
func TestRegisteredMeanwhile(t *testing.T) {
	r := fake(t)
	c := client(t, Connection{URL: r.URL()})
	s := &Subject{Name: "orders-value", Kind: Avro, Text: order, Register: AtStart}
	id, err := c.Resolve(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	r.Intercept(func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, "/versions") || r.Method != http.MethodPost {
			return false
		}
		w.WriteHeader(http.StatusConflict)
		_, _ = w.Write([]byte(`{"error_code":409,"message":"An artifact with ID 'orders-value' already exists."}`))
		return true
	})
	if again, err := c.Resolve(t.Context(), s); err != nil || again != id {
		t.Errorf("%d, %v, want %d", again, err, id)
	}
	other := *s
	other.Text = `"long"`
	if _, err := c.Resolve(t.Context(), &other); !errors.Is(err, ErrIncompatible) || !strings.Contains(err.Error(), "already exists") {
		t.Errorf("another schema: %v", err)
	}
}

// A registry that fails is asked again; one that refuses is not.
func TestAgain(t *testing.T) {
	var asked atomic.Int32
	status := atomic.Int32{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) < 3 {
			w.WriteHeader(int(status.Load()))
			return
		}
		w.Header().Set("Content-Type", "application/vnd.schemaregistry.v1+json")
		_, _ = w.Write([]byte(`{"schema":"\"long\""}`))
	}))
	t.Cleanup(server.Close)
	c := client(t, Connection{URL: server.URL})
	c.backoff.Min, c.backoff.Max = 1, 1
	status.Store(503)
	if s, err := c.Schema(t.Context(), 1); err != nil || s.Text != `"long"` || asked.Load() != 3 {
		t.Errorf("%v, %v after %d requests", s, err, asked.Load())
	}
	asked.Store(0)
	status.Store(401)
	if _, err := c.Schema(t.Context(), 1); err == nil || !strings.Contains(err.Error(), "login") || asked.Load() != 1 {
		t.Errorf("%v after %d requests", err, asked.Load())
	}
}

// The waiting ends with the context, and the error says for what it was.
func TestGivesUp(t *testing.T) {
	gone := httptest.NewServer(nil)
	gone.Close()
	cause := errors.New("stopped")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	_, err := client(t, Connection{URL: gone.URL}).Schema(ctx, 7)
	if !errors.Is(err, cause) || !strings.Contains(err.Error(), "schema 7") {
		t.Error(err)
	}
}

func TestLogin(t *testing.T) {
	for _, x := range []struct {
		login Login
		want  string
	}{
		{Login{Method: "basic", User: "u", Password: "p"}, "Basic dTpw"},
		{Login{Method: "bearer", Token: "t0"}, "Bearer t0"},
	} {
		r := fake(t, srfake.WithAuth(x.want))
		s := &Subject{Name: "n", Kind: Avro, Text: `"long"`, Register: AtStart}
		if _, err := client(t, Connection{URL: r.URL(), Login: x.login}).Resolve(t.Context(), s); err != nil {
			t.Errorf("%s: %v", x.login.Method, err)
		}
		if _, err := client(t, Connection{URL: r.URL()}).Resolve(t.Context(), s); err == nil || !strings.Contains(err.Error(), "login") {
			t.Errorf("without login: %v", err)
		}
	}
}

func TestBadConnection(t *testing.T) {
	for _, c := range []Connection{{URL: "127.0.0.1:8081"}, {URL: "ftp://x"}, {URL: "http://x", TLS: encrypt.TLS{Mode: "tls", CA: "/no/such/file"}}} {
		if _, err := NewClient(&c, Options{Run: context.Background(), Log: slog.New(slog.DiscardHandler)}); err == nil {
			t.Errorf("%v is taken", c)
		}
	}
	c := Connection{Name: "sr", URL: "http://u:geheim@h"}
	if strings.Contains(c.String(), "geheim") {
		t.Error(c.String())
	}
}
