//go:build unix

package pipelines

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"testing"
	"time"
)

// figures are the lines that bench/report reads, in the form of Go's benchmarks, in the
// file that FLOWC_FIGURES names.
type figures struct{ out io.Writer }

func newFigures(t *testing.T) *figures {
	t.Helper()
	path := os.Getenv("FLOWC_FIGURES")
	if path == "" {
		return &figures{io.Discard}
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return &figures{f}
}

// cost is what a process has taken.
type cost struct {
	cpu   time.Duration
	rss   int64
	first time.Duration // from its start to the first record at the sink, where that was looked at
}

// add writes what a candidate took for so many records, and shows it.
func (f *figures) add(t *testing.T, work, candidate string, records int, c cost) {
	t.Helper()
	line := fmt.Sprintf("BenchmarkPipeline/%s/%s-%d 1 %.3f cpu-s/M %.3f cpu-s %.0f MiB %.3f s-to-first %d records", work, candidate, runtime.NumCPU(),
		c.cpu.Seconds()*1e6/float64(records), c.cpu.Seconds(), float64(c.rss)/(1<<20), c.first.Seconds(), records)
	t.Log(line)
	if _, err := fmt.Fprintln(f.out, line); err != nil {
		t.Fatal(err)
	}
}
