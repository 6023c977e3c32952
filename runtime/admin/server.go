package admin

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/flowc-lang/flowc/runtime/rest"
	"github.com/flowc-lang/flowc/runtime/task"
)

// About is what a worker was built from.
type About struct {
	Project string // the name in `flow.<project>`
	Source  string // hash of the .flow files
	Runtime string // version of the runtime
	Memory  int64  // the budget, in bytes
}

// Config says where to listen, and what to show.
type Config struct {
	// Addr is host:port; without a host it is the loopback interface, and port 0 is any
	// that is free.
	Addr  string
	About About
	// Pipelines are what they are now, in the order of the project. It may be called by
	// several goroutines.
	Pipelines func() []task.Snapshot
	// Routes makes what is answered beside the server's own; it is given the address that is
	// listened on. Nil makes nothing.
	Routes func(addr string) []rest.Route
	Log    *slog.Logger
}

const (
	// headerTimeout and idleTimeout keep connections that say nothing from staying.
	headerTimeout = 5 * time.Second
	idleTimeout   = 2 * time.Minute
	// answerTimeout is how long an answer may take to be sent.
	answerTimeout  = 30 * time.Second
	maxHeaderBytes = 16 << 10
	// closeTimeout is how long answers that are being given are waited for at the end.
	closeTimeout = time.Second
)

// Server answers requests until it is closed.
type Server struct {
	config   Config
	listener net.Listener
	http     *http.Server
	done     chan struct{}
}

// CheckAddr returns an error for what is no [Config].Addr.
func CheckAddr(addr string) error {
	_, err := withHost(addr)
	return err
}

// Listen begins to answer. It fails where the address cannot be listened on.
func Listen(ctx context.Context, c Config) (*Server, error) {
	addr, err := withHost(c.Addr)
	if err != nil {
		return nil, err
	}
	var lc net.ListenConfig
	listener, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("--http %s: %w", c.Addr, err)
	}
	s := &Server{config: c, listener: listener, done: make(chan struct{})}
	s.http = &http.Server{
		Handler: s.routes(), ReadHeaderTimeout: headerTimeout, ReadTimeout: headerTimeout, WriteTimeout: answerTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes, ErrorLog: slog.NewLogLogger(c.Log.Handler(), slog.LevelDebug),
	}
	go func() {
		defer close(s.done)
		if err := s.http.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			c.Log.Error("http", "cause", err.Error())
		}
	}()
	return s, nil
}

// withHost makes an address without a host one that only this machine reaches.
func withHost(addr string) (string, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", fmt.Errorf("--http %q is no host:port, as in 127.0.0.1:8083", addr)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port), nil
}

// URL is where the server is to be found.
func (s *Server) URL() string { return "http://" + s.listener.Addr().String() }

// Close ends the listening; answers that are being given are waited for a little.
func (s *Server) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	if err := s.http.Shutdown(ctx); err != nil {
		_ = s.http.Close() // what is left is cut off
	}
	<-s.done
}

// routes says which function answers what.
func (s *Server) routes() http.Handler {
	all := append([]rest.Route{
		{Method: "GET", Path: "/{$}", Summary: "Show what the worker was built from", Codes: []int{200}, Serve: s.root},
		{Method: "GET", Path: "/health", Summary: "Tell whether all pipelines run", Codes: []int{200, 500, 503}, Serve: s.health},
		{Method: "GET", Path: "/metrics", Summary: "Metrics for Prometheus", Text: true, Codes: []int{200}, Serve: s.metrics},
	}, s.more()...)
	document := rest.Route{Method: "GET", Path: "/openapi.json", Summary: "Show this document", Codes: []int{200}}
	all = append(all, document)
	text := rest.Document(s.config.About.Project, s.config.About.Runtime, all)
	all[len(all)-1].Serve = func(*http.Request) (int, any, error) { return http.StatusOK, text, nil }
	return s.guard(rest.Mux(all))
}

func (s *Server) more() []rest.Route {
	if s.config.Routes == nil {
		return nil
	}
	return s.config.Routes(s.listener.Addr().String())
}

// guard sets what holds for every answer: nothing is kept, guessed or shown inside another
// page. A server that only this machine reaches answers only to names of this machine, so
// that a page of somebody else cannot have a browser ask it under a name of its own.
func (s *Server) guard(h http.Handler) http.Handler {
	local := isLoopback(s.listener.Addr().String())
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		head := w.Header()
		head.Set("Cache-Control", "no-store")
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		if local && !isLoopback(r.Host) {
			rest.Answer(w, 0, nil, &rest.Failure{
				Status:  http.StatusForbidden,
				Message: fmt.Sprintf("this worker listens on the loopback interface and does not answer to the name %q", r.Host),
			})
			return
		}
		h.ServeHTTP(w, r)
	})
}

// isLoopback reports whether an address, with or without a port, is of this machine only.
func isLoopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		host = strings.Trim(addr, "[]")
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// root tells who answers.
func (s *Server) root(*http.Request) (int, any, error) {
	a := s.config.About
	return http.StatusOK, struct {
		Version string `json:"version"`
		Commit  string `json:"commit"`
		Project string `json:"project"`
	}{a.Runtime, a.Source, a.Project}, nil
}
