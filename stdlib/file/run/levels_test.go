package run

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task"
	datagen "github.com/flowc-lang/flowc/stdlib/datagen/run"
)

// numbers is a stage that writes the numbers of made-up records.
type numbers struct{}

func (numbers) Run(in *record.Batch, x *task.Exchange) {
	out := &x.Out[0]
	for i, r := range in.Rows {
		x.In++
		out.Rows = append(out.Rows, record.Row{Key: record.Null, Value: out.Put(fmt.Append(nil, r.Offset)), Headers: record.Null, Input: int32(i)})
	}
}

// maker is a pipeline of n made-up records, of three splits, to a file.
func maker(path string, n int, exactly bool) *task.Pipeline {
	return &task.Pipeline{
		Name: "make", Group: "flow.test.make", From: "numbers", To: []string{"lines"}, ExactlyOnce: exactly, Tasks: 1,
		Source: func() connector.Source {
			return datagen.NewSource(datagen.SourceConfig{Name: "numbers", Count: n, Splits: 3})
		},
		New: func() task.Stage { return numbers{} },
		Sinks: []task.Sink{{Node: "lines", Kind: "file", New: func() connector.Sink {
			return NewSink(SinkConfig{Path: path, End: "\n"})
		}}},
	}
}

// drainTo runs a pipeline to its end, or until ctx ends.
func drainTo(ctx context.Context, t *testing.T, p *task.Pipeline, dir string) {
	t.Helper()
	r := task.New(p, task.Options{Log: slog.New(slog.DiscardHandler), DataDir: dir, Buffers: 2 << 20})
	drained := make(chan error, 1)
	go func() { drained <- r.Drain(t.Context()) }()
	err := r.Run(ctx, t.Context())
	if drainErr := <-drained; err == nil {
		err = drainErr
	}
	if err != nil && ctx.Err() == nil {
		t.Fatal(err)
	}
}

// eachNumber checks that the file holds the numbers up to n, each once.
func eachNumber(t *testing.T, path string, n int) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for line := range strings.Lines(string(b)) {
		if seen[line] {
			t.Fatalf("%q stands there twice", line)
		}
		seen[line] = true
	}
	if len(seen) != n {
		t.Fatalf("%d different lines, not %d", len(seen), n)
	}
}

// TestLevels: exactly once, declined, and demanded again, a pipeline goes on where it was
// each time, in whichever of two places that is kept.
func TestLevels(t *testing.T) {
	path, dir := filepath.Join(t.TempDir(), "lines"), t.TempDir()
	for life, exactly := range []bool{false, true, true, false, false, true, false} {
		n := 1000 * (life + 1)
		drainTo(t.Context(), t, maker(path, n, exactly), dir)
		eachNumber(t, path, n)
	}
}

// TestExactlyOnceGoesOn ends runs in the midst; another data folder goes on, since what
// counts stands beside the file.
func TestExactlyOnceGoesOn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lines")
	const n = 100_000
	for round := range 6 {
		ctx, end := context.WithTimeout(t.Context(), time.Duration(round+1)*5*time.Millisecond)
		drainTo(ctx, t, maker(path, n, true), t.TempDir())
		end()
	}
	drainTo(t.Context(), t, maker(path, n, true), t.TempDir())
	eachNumber(t, path, n)
}
