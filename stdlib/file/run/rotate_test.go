package run

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
)

// listing is the files of a folder with what they hold.
func listing(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, e := range entries {
		fmt.Fprintf(&b, "%s: %s\n", e.Name(), strings.ReplaceAll(content(t, filepath.Join(dir, e.Name())), "\n", " "))
	}
	return b.String()
}

func TestRotate(t *testing.T) {
	for _, test := range []struct {
		name   string
		rotate Rotate
		want   string
	}{
		{"by size", Rotate{Size: 9}, "out: one two \nout.1: three \nout.2: a-long-one \nout.3: five \n"},
		{"by records", Rotate{Records: 2}, "out: one two \nout.1: three a-long-one \nout.2: five \n"},
		{"by whichever comes first", Rotate{Size: 12, Records: 2, Every: time.Hour}, "out: one two \nout.1: three \nout.2: a-long-one \nout.3: five \n"},
		{"never", Rotate{}, "out: one two three a-long-one five \n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			c := SinkConfig{Path: filepath.Join(dir, "out"), End: "\n", Rotate: test.rotate}
			for _, v := range []string{"one", "two", "three", "a-long-one", "five"} {
				s := openSink(t, c) // a worker that starts again goes on where the last one stopped
				if err := errors.Join(write(s, batch(v)), s.Close(t.Context())); err != nil {
					t.Fatal(err)
				}
			}
			if got := listing(t, dir); got != test.want {
				t.Errorf("got\n%swant\n%s", got, test.want)
			}
		})
	}
}

func TestRotateByTime(t *testing.T) {
	dir := t.TempDir()
	s := openSink(t, SinkConfig{Path: filepath.Join(dir, "out"), End: "\n", Rotate: Rotate{Every: 15 * time.Minute}})
	minute := 0
	s.clock = func() time.Time { return time.Unix(int64(minute*60), 0) }
	for _, minute = range []int{40, 54, 55, 60, 90} { // the first record counts, not the opening
		if err := write(s, batch(fmt.Sprint(minute))); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, want := listing(t, dir), "out: 40 54 \nout.1: 55 60 \nout.2: 90 \n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// TestRotateBack lets a batch fail behind a rotation: the files that it began are
// gone, and writing it again gives each record once.
func TestRotateBack(t *testing.T) {
	dir := t.TempDir()
	s := openSink(t, SinkConfig{Path: filepath.Join(dir, "out"), End: "\n", Rotate: Rotate{Records: 2}})
	if err := write(s, batch("a")); err != nil {
		t.Fatal(err)
	}
	b := batch("b", "c", "d", "e", "f")
	bad := batch("b", "c", "d", "e")
	bad.Append(record.Row{Headers: record.Null}, nil, nil)
	var refused *connector.RowError
	if err := s.Write(t.Context(), bad); !errors.As(err, &refused) || refused.Row != 4 {
		t.Fatalf("write: %v", err)
	}
	if got := listing(t, dir); got != "out: a \n" {
		t.Fatalf("after the failure:\n%s", got)
	}
	if err := errors.Join(write(s, b), s.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
	if got, want := listing(t, dir), "out: a b \nout.1: c d \nout.2: e f \n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// TestManyPaths writes to more files than stay open, over and over.
func TestManyPaths(t *testing.T) {
	dir := t.TempDir()
	s := openSink(t, SinkConfig{End: "\n", Mode: "replace"})
	const paths = mostOpen * 2
	for round := range 3 {
		b := &record.Batch{}
		for k := range paths {
			b.Append(record.Row{Headers: record.Null}, []byte(filepath.Join(dir, fmt.Sprintf("p%03d", k))), fmt.Appendf(nil, "%d", round))
		}
		if err := write(s, b); err != nil {
			t.Fatal(err)
		}
		if len(s.files) > mostOpen {
			t.Fatalf("%d files stay open", len(s.files))
		}
	}
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	for k := range paths {
		if got := content(t, filepath.Join(dir, fmt.Sprintf("p%03d", k))); got != "0\n1\n2\n" {
			t.Fatalf("p%03d: %q", k, got)
		}
	}
}

func TestTooManyPaths(t *testing.T) {
	m := &memory{err: syscall.EIO}
	s := NewSink(SinkConfig{End: "\n"})
	s.disk = m
	if err := s.Open(t.Context(), sinkHost()); err != nil {
		t.Fatal(err)
	}
	b := &record.Batch{}
	for k := range mostFiles + 1 {
		b.Append(record.Row{Headers: record.Null}, fmt.Appendf(nil, "p%d", k), []byte("x"))
	}
	if err := s.Write(t.Context(), b); err == nil || !strings.Contains(err.Error(), "more than 1024 files") {
		t.Errorf("got %v", err)
	}
}

// TestRotateCSV: each file begins with the header line, which counts as no record, also
// where a file that is gone on with holds line ends in quotes.
func TestRotateCSV(t *testing.T) {
	dir := t.TempDir()
	c := SinkConfig{Path: filepath.Join(dir, "out"), End: "\n", Head: "h\n", Delimiter: ',', Quote: '"', Rotate: Rotate{Records: 2}}
	for _, rows := range [][]string{{"\"a\nb\""}, {"c", "d"}, {"e", "f"}} {
		s := openSink(t, c)
		if err := errors.Join(write(s, batch(rows...)), s.Close(t.Context())); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := listing(t, dir), "out: h \"a b\" c \nout.1: h d e \nout.2: h f \n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
