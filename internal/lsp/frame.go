package lsp

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"strconv"
	"sync"
)

// maxMessage is the largest message that is read: well over the largest .flow file,
// and small enough not to be a way to fill the memory.
const maxMessage = 64 << 20

// message is a JSON-RPC message: a request has an ID and a Method, a notification
// only a Method, an answer only an ID.
type message struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *rpcError       `json:"error,omitempty"`
}

// rpcError is the error of an answer.
type rpcError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func (e *rpcError) Error() string { return e.Message }

// The codes of errors, from JSON-RPC and the protocol.
const (
	codeParse         = -32700
	codeInvalid       = -32600
	codeNoMethod      = -32601
	codeParams        = -32602
	codeInternal      = -32603
	codeNotStarted    = -32002
	codeCancelled     = -32800
	codeRequestFailed = -32803
)

// failed is the answer to a request that cannot be done, in words for the user.
func failed(format string, args ...any) error {
	return &rpcError{Code: codeRequestFailed, Message: fmt.Sprintf(format, args...)}
}

// readFrame reads one message's bytes: headers, an empty line, the content.
func readFrame(r *bufio.Reader) ([]byte, error) {
	header, err := textproto.NewReader(r).ReadMIMEHeader()
	if err != nil {
		if errors.Is(err, io.EOF) && len(header) == 0 {
			return nil, io.EOF
		}
		return nil, fmt.Errorf("read header: %w", err)
	}
	n, err := strconv.Atoi(header.Get("Content-Length"))
	if err != nil || n < 0 || n > maxMessage {
		return nil, fmt.Errorf("read header: Content-Length is %q", header.Get("Content-Length"))
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(r, body); err != nil {
		return nil, fmt.Errorf("read message: %w", err)
	}
	return body, nil
}

// writer writes messages, whole ones from any goroutine.
type writer struct {
	mu  sync.Mutex
	w   io.Writer
	err error // the first: what follows it is lost anyway
}

func (w *writer) send(m *message) {
	m.Version = "2.0"
	body, err := json.Marshal(m)
	w.mu.Lock()
	defer w.mu.Unlock()
	if err == nil && w.err == nil {
		_, err = fmt.Fprintf(w.w, "Content-Length: %d\r\n\r\n%s", len(body), body)
	}
	if w.err == nil {
		w.err = err
	}
}
