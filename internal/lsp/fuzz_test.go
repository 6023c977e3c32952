package lsp

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/stdlib"
)

// examples are the files of the repository's examples, a folder each.
func examples(t testing.TB) compiler.Memory {
	t.Helper()
	out := compiler.Memory{}
	for _, pattern := range []string{"*.flow", "*.avsc", "*.cql"} {
		names, err := filepath.Glob("../../examples/*/" + pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			out["/"+filepath.ToSlash(strings.TrimPrefix(name, "../../"))] = string(text)
		}
	}
	if len(out) < 3 {
		t.Fatalf("only %d examples", len(out))
	}
	return out
}

// scraps are what people type, paste and leave behind.
var scraps = []string{
	"", ".", "{", "}", "(", ")", "[", "]", "\"", "${", "=", ":", " as ", "!", "?? ", "\n", "where .", "map { ", "route {\n when ", "let x = ",
	"🙂", "\xff", "/*", "//", "import ", "pipeline p {\n", "match .a {", "|x| x.", "to ", "from ", "@", "*", "r/", "0x", "1h", "<", "if ", "meta.",
}

// typist makes edits to a file and asks everything about the place of each.
type typist struct {
	t    testing.TB
	s    *server
	name string
	text string
	out  bytes.Buffer
}

func newTypist(t testing.TB, name string) *typist {
	files := examples(t)
	y := &typist{t: t, name: name, text: files[name]}
	y.s = newServer(&y.out, Options{Catalog: stdlib.Catalog(), FS: files})
	y.ask("initialize", obj{"capabilities": obj{}})
	y.tell("textDocument/didOpen", obj{"textDocument": obj{"uri": y.uri(), "version": 1, "text": y.text}})
	return y
}

func (y *typist) uri() string { return "file://" + y.name }

func (y *typist) tell(method string, params any) {
	body, err := json.Marshal(params)
	if err != nil {
		y.t.Fatal(err)
	}
	if err := y.s.handle(&message{Method: method, Params: body}); err != nil {
		y.t.Fatal(err)
	}
}

func (y *typist) ask(method string, params any) {
	body, err := json.Marshal(params)
	if err != nil {
		y.t.Fatal(err)
	}
	y.out.Reset()
	if err := y.s.handle(&message{ID: json.RawMessage("1"), Method: method, Params: body}); err != nil {
		y.t.Fatal(err)
	}
	if strings.Contains(y.out.String(), "internal error") {
		y.t.Fatalf("%s %s\n%s\n%s", method, body, y.out.String(), y.text)
	}
}

// edit replaces some bytes, as an editor would tell it: whole characters.
func (y *typist) edit(off, n int, by string) {
	l := newLines(y.text)
	r := l.spanRange(off, min(off+n, len(y.text)))
	y.text = apply(y.text, []contentChange{{Range: &r, Text: by}})
	y.tell("textDocument/didChange", obj{
		"textDocument": obj{"uri": y.uri(), "version": 2}, "contentChanges": []obj{{"range": r, "text": by}},
	})
}

// askAll sends every request about a place.
func (y *typist) askAll(off int) {
	p := newLines(y.text).position(off)
	everywhere := obj{"start": position{}, "end": position{Line: 9999}}
	params := obj{
		"textDocument": obj{"uri": y.uri()}, "position": p, "range": obj{"start": p, "end": p},
		"context": obj{"includeDeclaration": true}, "newName": "other", "query": "e", "options": obj{},
	}
	for method := range handlers() {
		if strings.HasPrefix(method, "textDocument/did") || !strings.HasPrefix(method, "textDocument/") {
			continue
		}
		y.ask(method, params)
	}
	params["range"] = everywhere
	y.ask("textDocument/inlayHint", params)
	y.ask("textDocument/codeAction", params)
	y.ask("workspace/symbol", params)
}

// TestTyping: random edits over the examples, and every request where they are made.
func TestTyping(t *testing.T) {
	for name := range examples(t) {
		if !strings.HasSuffix(name, ".flow") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(1, uint64(len(name))))
			y := newTypist(t, name)
			for i := range 40 {
				if i%10 == 0 {
					y.edit(0, len(y.text), examples(t)[name])
				}
				off := r.IntN(len(y.text) + 1)
				by := scraps[r.IntN(len(scraps))]
				y.edit(off, r.IntN(8), by)
				y.askAll(min(off+len(by), len(y.text)))
			}
		})
	}
}

// FuzzTyping takes its edits from the fuzzer: where, how much goes, what comes.
func FuzzTyping(f *testing.F) {
	f.Add([]byte{10, 3, 1, 40, 0, 16})
	f.Add([]byte{200, 0, 11, 100, 7, 2, 0, 0, 30})
	f.Fuzz(func(t *testing.T, data []byte) {
		y := newTypist(t, "/examples/weather/weather.flow")
		for len(data) >= 3 && len(y.text) < 1<<14 {
			off := int(data[0]) * len(y.text) / 256
			by := scraps[int(data[2])%len(scraps)]
			y.edit(off, int(data[1])%16, by)
			y.askAll(min(off+len(by), len(y.text)))
			data = data[3:]
		}
	})
}

// FuzzMessages reads what is no conversation.
func FuzzMessages(f *testing.F) {
	f.Add([]byte("Content-Length: 2\r\n\r\n{}"))
	f.Add([]byte("Content-Length: 46\r\n\r\n" + `{"id":1,"method":"initialize","params":{"a":1}`))
	f.Add(fmt.Appendf(nil, "Content-Length: 9\r\n\r\n%s", `{"id":[]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := Serve(t.Context(), bytes.NewReader(data), io.Discard, Options{Catalog: stdlib.Catalog(), FS: compiler.Memory{}}); err != nil && err.Error() == "" {
			t.Error("an error without words")
		}
	})
}
