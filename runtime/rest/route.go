package rest

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"
)

// Route is a path with a method. Path is a pattern of [http.ServeMux], without a host.
type Route struct {
	Method, Path string
	Summary      string
	Query        []string
	Body         bool // it takes JSON
	Text         bool // it answers something else than JSON, to whatever is accepted
	Codes        []int
	Serve        func(r *http.Request) (status int, body any, err error)
}

// Raw is a body that is written as it is.
type Raw struct {
	Type string
	Text []byte
}

// Failure is a mistake of who asks, or why it cannot be done now.
type Failure struct {
	Status  int
	Message string
}

func (f *Failure) Error() string { return f.Message }

func fail(status int, format string, args ...any) error {
	return &Failure{status, fmt.Sprintf(format, args...)}
}

// maxBody bounds a request: configs are small.
const maxBody = 1 << 20

// Mux serves routes. What none of them is gets a 404, or a 405 where only the method is
// another one.
func Mux(routes []Route) http.Handler {
	mux := http.NewServeMux()
	methods := map[string][]string{}
	for _, r := range routes {
		methods[r.Path] = append(methods[r.Path], r.Method)
		mux.HandleFunc(r.Method+" "+r.Path, r.handle)
	}
	for path, have := range methods {
		if slices.Contains(have, http.MethodGet) {
			have = append(have, http.MethodHead)
		}
		allow := strings.Join(append(have, http.MethodOptions), ", ")
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Allow", allow)
			if r.Method == http.MethodOptions {
				w.WriteHeader(http.StatusOK)
				return
			}
			Answer(w, 0, nil, fail(http.StatusMethodNotAllowed, "HTTP 405 Method Not Allowed"))
		})
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		Answer(w, 0, nil, fail(http.StatusNotFound, "HTTP 404 Not Found"))
	})
	// A page of somebody else may have a browser write here.
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		Answer(w, 0, nil, fail(http.StatusForbidden, "a page of another origin cannot change anything here"))
	}))
	return guard.Handler(mux)
}

func (r *Route) handle(w http.ResponseWriter, q *http.Request) {
	if r.Body {
		if kind, _, err := mime.ParseMediaType(q.Header.Get("Content-Type")); err != nil || kind != "application/json" {
			Answer(w, 0, nil, fail(http.StatusUnsupportedMediaType, "HTTP 415 Unsupported Media Type: it takes application/json"))
			return
		}
	}
	if !r.Text && !accepts(q.Header.Values("Accept")) {
		Answer(w, 0, nil, fail(http.StatusNotAcceptable, "HTTP 406 Not Acceptable: it answers application/json"))
		return
	}
	q.Body = http.MaxBytesReader(w, q.Body, maxBody)
	status, body, err := r.Serve(q)
	if status == http.StatusCreated {
		if c, ok := body.(info); ok {
			w.Header().Set("Location", "http://"+q.Host+"/connectors/"+c.Name)
		}
	}
	Answer(w, status, body, err)
}

// accepts reports whether who asks takes JSON. Quality values are not looked at.
func accepts(headers []string) bool {
	if len(headers) == 0 {
		return true
	}
	for _, kind := range strings.Split(strings.Join(headers, ","), ",") {
		kind, _, _ = strings.Cut(kind, ";")
		switch strings.TrimSpace(kind) {
		case "", "*/*", "application/*", "application/json", "text/plain", "text/*":
			return true
		}
	}
	return false
}

// Answer writes a body as JSON, or an error as Kafka Connect does.
func Answer(w http.ResponseWriter, status int, body any, err error) {
	if err != nil {
		var f *Failure
		status = http.StatusInternalServerError
		if errors.As(err, &f) {
			status = f.Status
		}
		body = struct {
			Code    int    `json:"error_code"`
			Message string `json:"message"`
		}{status, err.Error()}
	}
	if raw, ok := body.(Raw); ok {
		w.Header().Set("Content-Type", raw.Type)
		w.WriteHeader(status)
		_, _ = w.Write(raw.Text) // who asked may have gone
		return
	}
	if body == nil {
		w.WriteHeader(status)
		return
	}
	text, err := json.Marshal(body)
	if err != nil {
		panic(fmt.Sprintf("rest: %v", err)) // the values are our own structs
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(append(text, '\n')) // who asked may have gone
}
