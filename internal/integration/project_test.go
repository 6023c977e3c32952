//go:build unix

package integration

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/flowc-lang/flowc/internal/testkit"
)

// project is a worker of a folder below testdata with folders of its own.
type project struct {
	path             string
	inbox, out, data string
	args             []string
}

// newProject builds the worker of testdata/name. Its folders are params of it, as
// far as it has them.
func newProject(t *testing.T, name string, args ...string) *project {
	t.Helper()
	testkit.Integration(t)
	p := &project{path: testkit.Worker(t, "testdata/"+name), inbox: t.TempDir(), out: t.TempDir(), data: t.TempDir()}
	p.args = append([]string{"--out", p.out, "--data", p.data}, args...)
	return p
}

func (p *project) command(args ...string) testkit.Command {
	return testkit.Command{Path: p.path, Args: slices.Concat(p.args, args), Timeout: patience}
}

// run runs the worker to its end, which must be the exit code.
func (p *project) run(t *testing.T, code int, args ...string) testkit.Result {
	t.Helper()
	got := testkit.Run(t, p.command(args...))
	if got.Code != code {
		t.Fatalf("exit code %d, want %d\n%s%s", got.Code, code, got.Stdout, got.Stderr)
	}
	return got
}

// drop puts a file with the readings [from, to) into the inbox.
func (p *project) drop(t *testing.T, name string, from, to int) {
	t.Helper()
	var b strings.Builder
	b.WriteString("id,note\n")
	for n := from; n < to; n++ {
		fmt.Fprintf(&b, "%d,note %d\n", n, n)
	}
	if err := os.WriteFile(filepath.Join(p.inbox, name), []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

// copied holds the file copy.jsonl against the readings [0, n) of which keep is
// true, each of them once, in any order.
func (p *project) copied(t *testing.T, n int, keep func(int) bool) {
	t.Helper()
	var want []string
	for i := range n {
		if keep(i) {
			want = append(want, fmt.Sprintf(`{"id":%d,"note":"note %d"}`, i, i))
		}
	}
	got := p.lines(t, "copy.jsonl")
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("the copy has %d lines %.300q, want %d %.300q", len(got), got, len(want), want)
	}
}

func (p *project) lines(t *testing.T, name string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(p.out, name))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

// awaitLines waits until files that the worker writes have n lines together.
func (p *project) awaitLines(t *testing.T, n int, names ...string) {
	t.Helper()
	deadline, tick := time.NewTimer(patience), time.NewTicker(20*time.Millisecond)
	defer deadline.Stop()
	defer tick.Stop()
	for {
		have := 0
		for _, name := range names {
			text, _ := os.ReadFile(filepath.Join(p.out, name)) // it may not be there yet
			have += bytes.Count(text, []byte("\n"))
		}
		if have >= n {
			return
		}
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("%q have %d of %d lines", names, have, n)
		}
	}
}

// files lists what is in a folder.
func files(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func all(int) bool { return true }

// balanced fails the test unless a pipeline ended with these counts.
func balanced(t *testing.T, r testkit.Result, pipeline string, want balance) {
	t.Helper()
	if got := balanceOf(t, r, pipeline); got != want {
		t.Errorf("%s: %+v, want %+v\n%s", pipeline, got, want, r.Stderr)
	}
}
