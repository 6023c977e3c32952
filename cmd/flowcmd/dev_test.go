package flowcmd

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/flowc-lang/flowc/internal/cli"
	"github.com/flowc-lang/flowc/internal/testkit"
	"github.com/flowc-lang/flowc/stdlib"
)

// ticks makes numbers, each by its place alone, which go through a topic into lines.
const ticks = `flow 1

connection kafka local { brokers = embedded }

schema Tick { n: int64 }
schema Line {
  by: string
  n:  int64
}

source datagen clock {
  %s
  value: Tick
  fields { n = gen.int(0..1_000_000_000) }
}

topic numbers on local { value: Tick as json }

sink file lines {
  path = "%s/lines.txt"
  value: Line as json(lines: true)
}

pipeline tick {
  from clock
  to numbers
}

pipeline tock {
  from numbers
  map Line {
    by = %s
    n  = .n
  }
  to lines
}
`

// said is a text that a command writes while a test reads it.
type said struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// await waits until a file or what was said holds text.
func await(t *testing.T, out *said, what func() string, text string) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(3 * time.Minute); !strings.Contains(what(), text); <-tick.C {
		if time.Now().After(end) {
			t.Fatalf("%q does not come:\n%.3000s", text, out.String())
		}
	}
}

// by is how a line begins that a version of the project wrote.
func by(mark string) string { return fmt.Sprintf(`{"by":%q,`, mark) }

// numbers are what ticks makes, to compare with.
func numbers(t *testing.T) []string {
	t.Helper()
	dir := t.TempDir()
	project := filepath.Join(dir, "ticks.flow")
	if err := os.WriteFile(project, fmt.Appendf(nil, ticks, "count = 100_000", dir, `"x"`), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := call(t, "build", project, "-o", filepath.Join(dir, "worker")); got.code != 0 {
		t.Fatal(got.errOut)
	}
	got := testkit.Run(t, testkit.Command{Path: filepath.Join(dir, "worker"), Args: []string{"--drain"}, Dir: dir})
	if got.Code != 0 {
		t.Fatal(got.Stderr)
	}
	return strings.Split(strings.ReplaceAll(read(t, filepath.Join(dir, "lines.txt")), by("x"), ""), "\n")
}

// A change that checks takes the place of what ran, without a record lost or repeated; one
// that does not check changes nothing.
func TestDev(t *testing.T) {
	if testing.Short() {
		t.Skip("builds workers")
	}
	want := numbers(t)
	dir := t.TempDir()
	t.Chdir(dir)
	project := filepath.Join(dir, "ticks.flow")
	save := func(mark string) {
		t.Helper()
		if err := os.WriteFile(project, fmt.Appendf(nil, ticks, "every = 2ms", dir, mark), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	lines := func() string {
		text, _ := os.ReadFile(filepath.Join(dir, "lines.txt")) // not there at first
		return string(text)
	}
	save(`"a"`)
	ctx, stop := context.WithCancel(t.Context())
	var out said
	code := make(chan int)
	go func() { code <- Program(stdlib.Catalog()).Run(ctx, []string{"dev", project}, &out, &out) }()
	await(t, &out, lines, by("a"))

	saved := time.Now()
	save(`"b"`)
	await(t, &out, lines, by("b"))
	t.Logf("%s from the change to its first line", time.Since(saved))

	save(`.m`)
	await(t, &out, out.String, "the worker of before runs on")
	save(`"b"`)
	await(t, &out, out.String, "this is what runs")
	save(`"c"`)
	await(t, &out, lines, by("c"))
	stop()
	if got := <-code; got != cli.ExitOK {
		t.Errorf("ends with %d:\n%s", got, out.String())
	}
	order := ""
	for i, line := range strings.Split(strings.TrimSuffix(lines(), "\n"), "\n") {
		if len(line) < len(by("a")) || i >= len(want) || line[len(by("a")):] != want[i] {
			t.Fatalf("line %d is %q: a record is lost or repeated\n%s", i, line, out.String())
		}
		if mark := line[len(`{"by":"`):][:1]; !strings.HasSuffix(order, mark) {
			order += mark
		}
	}
	if order != "abc" {
		t.Errorf("versions in the order %q, want abc", order)
	}
}

// A project with mistakes at the start is told, and nothing runs.
func TestDevNeedsAStart(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "x.flow"), []byte("flow 1\npipeline x { from nowhere }\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := call(t, "dev", dir); got.code != cli.ExitMistakes || !strings.Contains(got.errOut, "nowhere") {
		t.Errorf("code %d\n%s", got.code, got.errOut)
	}
}
