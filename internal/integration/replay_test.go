//go:build unix

package integration

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/internal/testkit"
)

// replayed is a line of JSON of `replay`.
type replayed struct {
	Letters                string
	In, Out, Dead, Skipped int64
}

// replay runs `replay` to its end and returns what became of the letters of each topic.
func (p *project) replay(t *testing.T, args ...string) map[string]replayed {
	t.Helper()
	got := testkit.Run(t, testkit.Command{
		Path: p.path, Args: slices.Concat([]string{"replay", "keep", "--json"}, p.args, args), Timeout: patience,
	})
	if got.Code != 0 {
		t.Fatalf("exit code %d\n%s%s", got.Code, got.Stdout, got.Stderr)
	}
	out := map[string]replayed{}
	for line := range strings.Lines(got.Stdout) {
		var r replayed
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		out[r.Letters] = r
	}
	return out
}

// replayLetters: the worker that could not read or compute the records sends their letters
// into the dead letters again; one that was put right delivers each of them.
func replayLetters(t *testing.T, p *project, n int) {
	t.Helper()
	// No record has another outcome yet, and trying it out moves nothing.
	for topic, r := range p.replay(t, "--dry-run") {
		if r.In < int64(n/100) || r.Skipped != r.In {
			t.Errorf("%s: %+v", topic, r)
		}
	}
	if r := p.replay(t, "--at-most", "3"); r["typed"].In != 3 || r["typed"].Dead != 3 || r["as_it_was"].Dead != 3 {
		t.Errorf("three of each: %+v", r)
	}
	fixed := &project{path: testkit.Worker(t, "testdata/letters_fixed"), out: p.out, data: p.data, args: p.args}
	// Three are sent, and wait again behind the others.
	for topic, r := range fixed.replay(t) {
		if r.In < int64(n/100) || r.Out != r.In {
			t.Errorf("%s: %+v", topic, r)
		}
	}
	for topic, r := range fixed.replay(t) {
		if r.In != 0 {
			t.Errorf("%s is not empty: %+v", topic, r)
		}
	}
	seen := map[int]bool{}
	for _, line := range p.lines(t, filepath.Base("copy.jsonl")) {
		var row struct{ ID int }
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		seen[row.ID] = true
	}
	for id := range n {
		if !seen[id] {
			t.Fatalf("record %d is not there", id)
		}
	}
}
