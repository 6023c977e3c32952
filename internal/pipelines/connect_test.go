//go:build unix

package pipelines

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/flowc-lang/flowc/internal/testkit"
)

// fileSinks are what writes the documents to a file: a worker, the same once more, and
// Kafka Connect.
var fileSinks = []string{"worker", "again", "connect"}

// toFile starts what is called so, lets it write records lines, and ends it.
func (b *bench) toFile(t *testing.T, name string, records int) cost {
	t.Helper()
	path := filepath.Join(t.TempDir(), "lines")
	start := time.Now()
	var p *testkit.Process
	group := "flow.events.json_to_file"
	if name == "connect" {
		group = "connect-lines"
		p = testkit.FileSink(t, b.kafka, "documents", path)
	} else {
		p = testkit.Start(t, testkit.Command{Path: b.worker, Args: []string{
			"--pipelines", "json_to_file", "--path", path, "--brokers", b.kafka.Addr, "--data", filepath.Join(t.TempDir(), "data"),
		}})
	}
	first := b.follow(t, p, path, records).Sub(start)
	p.Signal(t, syscall.SIGTERM)
	p.Wait(t, patience)
	b.forget(t, group)
	cpu, rss := p.Usage()
	return cost{cpu, rss, first}
}

// follow reads a file until it has so many lines, and says when the first was there.
func (b *bench) follow(t *testing.T, p *testkit.Process, path string, lines int) (first time.Time) {
	t.Helper()
	look := time.NewTicker(2 * time.Millisecond)
	defer look.Stop()
	deadline := time.Now().Add(patience)
	var file *os.File
	buffer := make([]byte, 1<<20)
	for n := 0; n < lines; <-look.C {
		if time.Now().After(deadline) {
			t.Fatalf("%d of %d lines came\n%s%s", n, lines, p.Stdout(), p.Stderr())
		}
		if file == nil {
			f, err := os.Open(path)
			if err != nil {
				continue // it is not there yet
			}
			defer f.Close() //nolint:errcheck // it was read
			file = f
		}
		k, err := file.Read(buffer)
		if err != nil && err != io.EOF {
			t.Fatal(err)
		}
		n += bytes.Count(buffer[:k], []byte{'\n'})
		if n > 0 {
			if first.IsZero() {
				first = time.Now()
			}
			look.Reset(20 * time.Millisecond)
		}
		for k == len(buffer) { // more is there
			if k, err = file.Read(buffer); err != nil && err != io.EOF {
				t.Fatal(err)
			}
			n += bytes.Count(buffer[:k], []byte{'\n'})
		}
	}
	return first
}
