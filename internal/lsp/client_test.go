package lsp_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/textproto"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/internal/lsp"
	"github.com/flowc-lang/flowc/stdlib"
)

// obj is a JSON object.
type obj map[string]any

// reply is a message of the server.
type reply struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

// client is an editor: it speaks with a server over two pipes.
type client struct {
	t       testing.TB
	in      io.WriteCloser
	replies chan reply
	ended   chan error
	next    int
	files   compiler.Memory
	version int
	// notices are the notifications that came before the last answer.
	notices []reply
}

// answerTime is far more than any answer takes.
const answerTime = time.Minute

// edit starts a server on files of /p, and opens those that end in .flow.
func edit(t testing.TB, files map[string]string) *client {
	t.Helper()
	memory := compiler.Memory{}
	for name, text := range files {
		memory["/p/"+name] = text
	}
	c := connect(t, memory)
	c.call("initialize", obj{"rootUri": nil, "capabilities": obj{"textDocument": obj{"completion": obj{"completionItem": obj{"snippetSupport": true}}}}}, nil)
	c.notify("initialized", obj{})
	for name, text := range files {
		if strings.HasSuffix(name, ".flow") {
			c.open(name, text)
		}
	}
	return c
}

// connect starts a server.
func connect(t testing.TB, fsys compiler.FS) *client { return connectAfter(t, fsys, 0) }

// connectAfter starts a server that sends diagnostics after some quiet.
func connectAfter(t testing.TB, fsys compiler.FS, delay time.Duration) *client {
	fromClient, in := io.Pipe()
	out, toClient := io.Pipe()
	memory, _ := fsys.(compiler.Memory)
	c := &client{t: t, in: in, replies: make(chan reply, 1000), ended: make(chan error, 1), files: maps.Clone(memory)}
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		err := lsp.Serve(ctx, fromClient, toClient, lsp.Options{Catalog: stdlib.Catalog(), Version: "test", FS: fsys, Delay: delay})
		_ = toClient.Close()
		c.ended <- err
	}()
	go c.listen(bufio.NewReader(out))
	t.Cleanup(func() {
		cancel()
		_ = in.Close()
		_ = out.Close()
		if err := <-c.ended; err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, io.ErrClosedPipe) {
			t.Error(err)
		}
	})
	return c
}

func (c *client) listen(out *bufio.Reader) {
	defer close(c.replies)
	for {
		header, err := textproto.NewReader(out).ReadMIMEHeader()
		if err != nil {
			return
		}
		n, err := strconv.Atoi(header.Get("Content-Length"))
		if err != nil {
			return
		}
		body := make([]byte, n)
		if _, err := io.ReadFull(out, body); err != nil {
			return
		}
		var r reply
		if json.Unmarshal(body, &r) != nil {
			return
		}
		c.replies <- r
	}
}

func (c *client) send(m obj) {
	c.t.Helper()
	m["jsonrpc"] = "2.0"
	body, err := json.Marshal(m)
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := fmt.Fprintf(c.in, "Content-Length: %d\r\n\r\n%s", len(body), body); err != nil {
		c.t.Fatal(err)
	}
}

func (c *client) notify(method string, params any) {
	c.t.Helper()
	c.send(obj{"method": method, "params": params})
}

// request sends a request and returns the answer, with what came before it in notices.
func (c *client) request(method string, params any) reply {
	c.t.Helper()
	c.next++
	id := strconv.Itoa(c.next)
	c.send(obj{"id": c.next, "method": method, "params": params})
	c.notices = nil
	deadline := time.After(answerTime)
	for {
		select {
		case r, open := <-c.replies:
			if !open {
				c.t.Fatalf("%s: the server is gone", method)
			}
			if r.Method == "" && string(r.ID) == id {
				return r
			}
			c.notices = append(c.notices, r)
		case <-deadline:
			c.t.Fatalf("%s: no answer", method)
		}
	}
}

// call is a request that must succeed; its result goes to result, if that is not nil.
func (c *client) call(method string, params, result any) {
	c.t.Helper()
	r := c.request(method, params)
	if r.Error != nil {
		c.t.Fatalf("%s: %s", method, r.Error.Message)
	}
	if result != nil {
		if err := json.Unmarshal(r.Result, result); err != nil {
			c.t.Fatalf("%s: %v: %s", method, err, r.Result)
		}
	}
}

func uri(name string) string { return "file:///p/" + name }

func (c *client) open(name, text string) {
	if c.files == nil {
		c.files = compiler.Memory{}
	}
	c.files["/p/"+name] = text
	c.notify("textDocument/didOpen", obj{"textDocument": obj{"uri": uri(name), "languageId": "flow", "version": 1, "text": text}})
}

// change gives a file another text, in the editor only.
func (c *client) change(name, text string) {
	c.version++
	c.files["/p/"+name] = text
	c.notify("textDocument/didChange", obj{"textDocument": obj{"uri": uri(name), "version": c.version + 1}, "contentChanges": []obj{{"text": text}}})
}

// at is the position of the place that a text has in a file: where ‸ stands in it.
func (c *client) at(name, mark string) obj {
	c.t.Helper()
	text := c.files["/p/"+name]
	before, after, ok := strings.Cut(mark, "‸")
	if !ok || strings.Count(text, before+after) != 1 {
		c.t.Fatalf("%q is not once in %s", mark, name)
	}
	return position(text, strings.Index(text, before+after)+len(before))
}

// position counts UTF-16 code units the slow way.
func position(text string, off int) obj {
	line := strings.Count(text[:off], "\n")
	start := strings.LastIndex(text[:off], "\n") + 1
	units := 0
	for _, r := range text[start:off] {
		if units++; r > 0xffff {
			units++
		}
	}
	return obj{"line": line, "character": units}
}

func (c *client) place(name, mark string) obj {
	c.t.Helper()
	return obj{"textDocument": obj{"uri": uri(name)}, "position": c.at(name, mark)}
}

// textAt is the text of a range, as the protocol has it.
func textAt(text string, r span) string {
	return text[offset(text, r.Start):offset(text, r.End)]
}

type point struct{ Line, Character int }

type span struct{ Start, End point }

func offset(text string, p point) int {
	lines := strings.SplitAfter(text, "\n")
	off := 0
	for _, l := range lines[:p.Line] {
		off += len(l)
	}
	units := 0
	for i, r := range lines[p.Line] {
		if units >= p.Character {
			return off + i
		}
		if units++; r > 0xffff {
			units++
		}
	}
	return off + len(lines[p.Line])
}

// applyEdits makes edits to a text, the last first.
func applyEdits(text string, edits []edits) string {
	for i := range edits {
		for j := i + 1; j < len(edits); j++ {
			if offset(text, edits[j].Range.Start) > offset(text, edits[i].Range.Start) {
				edits[i], edits[j] = edits[j], edits[i]
			}
		}
	}
	for _, e := range edits {
		text = text[:offset(text, e.Range.Start)] + e.NewText + text[offset(text, e.Range.End):]
	}
	return text
}

type edits struct {
	Range   span
	NewText string
}
