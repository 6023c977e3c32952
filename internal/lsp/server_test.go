package lsp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/internal/lsp"
	"github.com/flowc-lang/flowc/stdlib"
)

type shown struct {
	Range    span
	Severity int
	Code     string
	Message  string
	Tags     []int
	Related  []struct {
		Location place
		Message  string
	} `json:"relatedInformation"`
}

// published waits until all that was sent is worked on, and returns the diagnostics
// that came meanwhile, by file.
func (c *client) published() map[string][]shown {
	c.t.Helper()
	c.request("flowc/none", nil) // what is not known is answered in its turn, too
	out := map[string][]shown{}
	for _, n := range c.notices {
		if n.Method != "textDocument/publishDiagnostics" {
			continue
		}
		var p struct {
			URI         string
			Diagnostics []shown
		}
		if err := json.Unmarshal(n.Params, &p); err != nil {
			c.t.Fatal(err)
		}
		out[strings.TrimPrefix(p.URI, uri(""))] = p.Diagnostics
	}
	return out
}

// TestDiagnostics: they follow every change, of what is not saved too, stand in the
// file that is wrong, and are taken back.
func TestDiagnostics(t *testing.T) {
	c := edit(t, weather)
	for name, all := range c.published() {
		if slices.ContainsFunc(all, func(d shown) bool { return d.Severity == 1 }) {
			t.Errorf("%s: %+v", name, all)
		}
	}
	text := strings.Replace(weather["load.flow"], "  where .celsius != null\n", "  /* 🙂 */\n", 1)
	text = strings.Replace(text, "  /* 🙂 */\n", "  let smile = \"🙂🙂\" + .statoin\n", 1)
	c.change("load.flow", text)
	got := c.published()["load.flow"]
	i := slices.IndexFunc(got, func(d shown) bool { return d.Code == "E0401" })
	if i < 0 || textAt(text, got[i].Range) != "statoin" || len(got[i].Related) == 0 || got[i].Related[0].Location.URI != uri("reading.avsc") {
		t.Fatalf("%+v", got)
	}
	i = slices.IndexFunc(got, func(d shown) bool { return d.Code == "E0412" })
	if i < 0 || !strings.Contains(got[i].Message, "help: ") {
		t.Errorf("%+v", got)
	}
	// An imported schema is opened and spoilt in the editor only.
	c.open("weather.cql", strings.Replace(weather["weather.cql"], "PRIMARY KEY", "PRIMARY KEI", 1))
	if got := c.published(); len(got["weather.cql"]) == 0 {
		t.Errorf("%+v", got)
	}
	c.change("weather.cql", weather["weather.cql"])
	c.change("load.flow", weather["load.flow"])
	got2 := c.published()
	if d, sent := got2["weather.cql"]; !sent || len(d) > 0 {
		t.Errorf("not taken back: %+v", got2)
	}
	// Another file of the project declares the same pipeline.
	c.open("more.flow", "pipeline load { from x\n to y }\n")
	if got := c.published()["more.flow"]; !slices.ContainsFunc(got, func(d shown) bool { return d.Code == "E0202" }) {
		t.Errorf("%+v", got)
	}
	for _, name := range []string{"more.flow", "load.flow", "connections.flow"} {
		c.notify("textDocument/didClose", obj{"textDocument": obj{"uri": uri(name)}})
	}
	for name, d := range c.published() {
		if len(d) > 0 {
			t.Errorf("closed, and still there: %s %+v", name, d)
		}
	}
}

// TestQuiet: while somebody types nothing is sent, and what is sent is of the last text.
func TestQuiet(t *testing.T) {
	c := connectAfter(t, compiler.Memory{}, 200*time.Millisecond)
	c.call("initialize", obj{"capabilities": obj{}}, nil)
	c.open("load.flow", "schema A { a: x }\n")
	for _, text := range []string{"schema A { a: xy }\n", "schema A { a: xyz }\n", "schema A { a: string, b: last }\n"} {
		c.change("load.flow", text)
	}
	if got := c.published(); len(got) > 0 {
		t.Errorf("sent at once: %+v", got)
	}
	select {
	case r := <-c.replies:
		if r.Method != "textDocument/publishDiagnostics" || strings.Count(string(r.Params), "E0403") != 1 || !strings.Contains(string(r.Params), "`last`") {
			t.Errorf("%s %s", r.Method, r.Params)
		}
	case <-time.After(answerTime):
		t.Error("nothing is sent")
	}
}

// TestIncremental: edits of ranges, with characters that UTF-16 counts twice.
func TestIncremental(t *testing.T) {
	c := edit(t, map[string]string{"load.flow": "schema A { \"🙂\": string, b: strin }\n"})
	if got := c.published()["load.flow"]; len(got) != 1 || got[0].Code != "E0403" || got[0].Range.Start.Character != 28 {
		t.Fatalf("%+v", got)
	}
	c.notify("textDocument/didChange", obj{"textDocument": obj{"uri": uri("load.flow"), "version": 2}, "contentChanges": []obj{
		{"range": obj{"start": obj{"line": 0, "character": 33}, "end": obj{"line": 0, "character": 33}}, "text": "g"},
		{"range": obj{"start": obj{"line": 0, "character": 12}, "end": obj{"line": 0, "character": 14}}, "text": "a"},
	}})
	if got, sent := c.published()["load.flow"]; !sent || len(got) != 0 {
		t.Errorf("%+v", got)
	}
	var edits []edits
	c.call("textDocument/formatting", obj{"textDocument": obj{"uri": uri("load.flow")}, "options": obj{}}, &edits)
	if len(edits) != 0 {
		t.Errorf("the text is another than the editor's: %+v", edits)
	}
}

// TestConversation: requests out of order, unknown ones and wrong parameters are
// answered; a cancelled one is not worked on.
func TestConversation(t *testing.T) {
	c := connect(t, compiler.Memory{"/p/load.flow": "flow 1\n"})
	code := func(method string, params any) int {
		t.Helper()
		if r := c.request(method, params); r.Error != nil {
			return r.Error.Code
		}
		return 0
	}
	hover := obj{"textDocument": obj{"uri": uri("load.flow")}, "position": obj{"line": 0, "character": 0}}
	for _, s := range []struct {
		method string
		params any
		want   int
	}{
		{"textDocument/hover", hover, -32002},
		{"initialize", obj{"capabilities": obj{}}, 0},
		{"textDocument/hover", hover, 0},
		{"textDocument/hover", "text", -32602},
		{"textDocument/hover", obj{"textDocument": obj{"uri": uri("none.flow")}, "position": obj{"line": -5, "character": 1 << 40}}, 0},
		{"textDocument/hover", obj{"textDocument": obj{"uri": "untitled:Untitled-1"}, "position": obj{}}, -32603},
		{"textDocument/moniker", hover, -32601},
	} {
		if got := code(s.method, s.params); got != s.want {
			t.Errorf("%s: %d, want %d", s.method, got, s.want)
		}
	}
	c.notify("$/cancelRequest", obj{"id": c.next + 1})
	if got := code("textDocument/hover", hover); got != -32800 {
		t.Errorf("cancelled: %d", got)
	}
	c.notify("$/unknown", obj{})
	c.notify("textDocument/didChange", obj{"textDocument": obj{"uri": uri("none.flow")}, "contentChanges": []obj{{"text": "x"}}})
	if got := code("shutdown", nil); got != 0 {
		t.Errorf("shutdown: %d", got)
	}
	if got := code("textDocument/hover", hover); got != -32600 {
		t.Errorf("after shutdown: %d", got)
	}
	c.notify("exit", nil)
	if err := <-c.ended; err != nil {
		t.Error(err)
	}
	c.ended <- nil
}

// TestBrokenInput: what is no message ends the conversation with an error, and what is
// no JSON does not.
func TestBrokenInput(t *testing.T) {
	frame := func(body string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body) }
	for _, b := range []struct{ in, err, out string }{
		{"", "", ""},
		{"hello\r\n\r\n", "read header", ""},
		{"Content-Length: 1e3\r\n\r\n", "Content-Length", ""},
		{"Content-Length: -1\r\n\r\n", "Content-Length", ""},
		{"Content-Length: 99999999999\r\n\r\n", "Content-Length", ""},
		{"Content-Length: 10\r\n\r\n{}", "unexpected EOF", ""},
		{frame("{") + frame(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}`), "", `"id":1`},
		{frame(`{"jsonrpc":"2.0","method":"exit"}`), "without `shutdown`", ""},
	} {
		var out bytes.Buffer
		err := lsp.Serve(context.Background(), strings.NewReader(b.in), &out, lsp.Options{Catalog: stdlib.Catalog()})
		if (err == nil) != (b.err == "") || err != nil && !strings.Contains(err.Error(), b.err) {
			t.Errorf("%q: %v", b.in, err)
		}
		if !strings.Contains(out.String(), b.out) {
			t.Errorf("%q: %s", b.in, out.String())
		}
	}
}

// TestFolders: a project on the disk is found below the workspace's folder, and files
// that folders pass over are projects of their own.
func TestFolders(t *testing.T) {
	memory := compiler.Memory{}
	maps.Copy(memory, map[string]string{"/p/_draft.flow": "param a: string = \"\"\n", "/p/load.flow": "param a: string = \"\"\n"})
	c := connect(t, memory)
	c.call("initialize", obj{"rootUri": "file:///nowhere", "capabilities": obj{}}, nil)
	c.open("_draft.flow", memory["/p/_draft.flow"])
	c.open("load.flow", memory["/p/load.flow"])
	for name, all := range c.published() {
		for _, d := range all {
			if d.Severity == 1 {
				t.Errorf("%s: %+v", name, d)
			}
		}
	}
}
