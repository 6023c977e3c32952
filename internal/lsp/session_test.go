package lsp_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/flowc-lang/flowc/compiler"
)

var update = flag.Bool("update", false, "rewrite what the server answers in testdata")

// TestSessions replays recorded conversations. An archive holds the files of a
// project, and in `session` what the editor sent (> …) and what came back (< …), a
// message a line; `-- name --` of an open file is what didOpen sends as $name.
func TestSessions(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { replay(t, name) })
	}
}

func replay(t *testing.T, name string) {
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	memory := compiler.Memory{}
	session := -1
	for i, f := range archive.Files {
		if f.Name == "session" {
			session = i
			continue
		}
		memory["/p/"+f.Name] = string(f.Data)
	}
	if session < 0 {
		t.Fatal("no session")
	}
	c := connect(t, memory)
	var got bytes.Buffer
	for line := range strings.Lines(string(archive.Files[session].Data)) {
		sent, ok := strings.CutPrefix(line, "> ")
		if !ok {
			continue
		}
		got.WriteString(line)
		c.replayOne(sent, memory, &got)
	}
	if *update {
		archive.Files[session].Data = got.Bytes()
		if err := os.WriteFile(name, txtar.Format(archive), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want := string(archive.Files[session].Data); got.String() != want {
		t.Errorf("the server says something else (go test ./internal/lsp -update); it said\n%s", firstDifference(want, got.String()))
	}
}

// replayOne sends a message and writes down what the server says to it.
func (c *client) replayOne(sent string, files compiler.Memory, got *bytes.Buffer) {
	var m obj
	if err := json.Unmarshal([]byte(sent), &m); err != nil {
		c.t.Fatalf("%v: %s", err, sent)
	}
	if doc, ok := m["params"].(map[string]any); ok && m["method"] == "textDocument/didOpen" {
		text := doc["textDocument"].(map[string]any)
		text["text"] = files["/p/"+strings.TrimPrefix(text["text"].(string), "$")]
	}
	c.send(m)
	if m["method"] == "exit" {
		return
	}
	c.next = 1_000_000
	c.request("flowc/none", nil)
	for _, n := range c.notices {
		body, err := json.Marshal(n.essence())
		if err != nil {
			c.t.Fatal(err)
		}
		got.WriteString("< " + string(body) + "\n")
	}
}

// essence is a message without what is empty.
func (r reply) essence() obj {
	out := obj{}
	if r.Method != "" {
		out["method"], out["params"] = r.Method, r.Params
	}
	if len(r.ID) > 0 {
		out["id"] = r.ID
		if r.Method == "" && r.Error == nil {
			out["result"] = r.Result
		}
	}
	if r.Error != nil {
		out["error"] = obj{"code": r.Error.Code, "message": r.Error.Message}
	}
	return out
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range g {
		if i >= len(w) || w[i] != g[i] {
			return g[i]
		}
	}
	return "less"
}
