package run

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
)

func sinkHost() *connector.SinkHost {
	return &connector.SinkHost{Pipeline: "load", Log: slog.New(slog.DiscardHandler)}
}

func openSink(t *testing.T, c SinkConfig) *Sink {
	t.Helper()
	s := NewSink(c)
	if err := s.Open(t.Context(), sinkHost()); err != nil {
		t.Fatal(err)
	}
	return s
}

func batch(values ...string) *record.Batch {
	b := &record.Batch{}
	for _, v := range values {
		b.Append(record.Row{Headers: record.Null}, nil, []byte(v))
	}
	return b
}

func write(s *Sink, b *record.Batch) error {
	if err := s.Write(context.Background(), b); err != nil {
		return err
	}
	return s.Flush(context.Background())
}

func content(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestSinkModes(t *testing.T) {
	for _, test := range []struct {
		name         string
		config       SinkConfig
		before, want string
	}{
		{"append", SinkConfig{End: "\n"}, "old\n", "old\na\nb\nc\n"},
		{"replace", SinkConfig{End: "\n", Mode: "replace"}, "old\n", "a\nb\nc\n"},
		{"head", SinkConfig{End: "\n", Head: "h\n"}, "", "h\na\nb\nc\n"},
		{"head stands already", SinkConfig{End: "\n", Head: "h\n"}, "h\nold\n", "h\nold\na\nb\nc\n"},
		{"head after replace", SinkConfig{End: "\n", Head: "h\n", Mode: "replace"}, "old\n", "h\na\nb\nc\n"},
		{"no end", SinkConfig{}, "old", "oldabc"},
		{"long end", SinkConfig{End: "--\n"}, "old--\n", "old--\na--\nb--\nc--\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "made", "out")
			if test.before != "" {
				if err := errors.Join(os.Mkdir(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(test.before), 0o644)); err != nil {
					t.Fatal(err)
				}
			}
			test.config.Path = path
			s := openSink(t, test.config)
			if err := errors.Join(write(s, batch("a", "b")), write(s, batch("c"))); err != nil {
				t.Fatal(err)
			}
			if err := s.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := content(t, path); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestSinkTornTail kills the worker in the middle of a write: what it left is
// moved, and the file ends with a whole record.
func TestSinkTornTail(t *testing.T) {
	long := strings.Repeat("x", 20_000)
	for _, test := range []struct{ before, kept, torn string }{
		{"a\nb\nto", "a\nb\n", "to"},
		{"a\n" + long, "a\n", long},
		{"torn", "", "torn"},
		{"a\n", "a\n", ""},
		{"", "", ""},
	} {
		path := filepath.Join(t.TempDir(), "out")
		if err := os.WriteFile(path, []byte(test.before), 0o644); err != nil {
			t.Fatal(err)
		}
		s := openSink(t, SinkConfig{Path: path, End: "\n"})
		if err := errors.Join(write(s, batch("new")), s.Close(t.Context())); err != nil {
			t.Fatal(err)
		}
		if got := content(t, path); got != test.kept+"new\n" {
			t.Errorf("%.20q became %.20q", test.before, got)
		}
		torn, err := os.ReadFile(path + ".torn")
		if test.torn == "" != errors.Is(err, os.ErrNotExist) || test.torn != "" && string(torn) != test.torn+"\n" {
			t.Errorf("%.20q: torn %.20q, %v", test.before, torn, err)
		}
	}
}

// TestSinkTornRow: the line ends within quotes end no row of CSV, so that what is taken
// off is all of the row that was not finished, and nothing else.
func TestSinkTornRow(t *testing.T) {
	long := strings.Repeat("x\n", 50_000)
	for _, test := range []struct{ before, kept, torn string }{
		{"h\n1,\"a\nb\"\n2,c\n", "h\n1,\"a\nb\"\n2,c\n", ""},
		{"h\n1,a\n2,\"b\nc\nd", "h\n1,a\n", "2,\"b\nc\nd"},
		{"h\n1,a\n2,\"b\n\"", "h\n1,a\n", "2,\"b\n\""},
		{"h\n1,a\n2,\"b\n\"\"\n", "h\n1,a\n", "2,\"b\n\"\"\n"},
		{"h\n1,a\"\n2,b", "h\n1,a\"\n", "2,b"},
		{"h\n1,\"" + long + "\"\n2,\"" + long, "h\n1,\"" + long + "\"\n", "2,\"" + long},
		{"h\n", "h\n", ""},
		{"h", "h\n", "h"},
	} {
		path := filepath.Join(t.TempDir(), "out")
		if err := os.WriteFile(path, []byte(test.before), 0o644); err != nil {
			t.Fatal(err)
		}
		s := openSink(t, SinkConfig{Path: path, End: "\n", Head: "h\n", Delimiter: ',', Quote: '"'})
		if err := errors.Join(write(s, batch("9,new")), s.Close(t.Context())); err != nil {
			t.Fatal(err)
		}
		if got := content(t, path); got != test.kept+"9,new\n" {
			t.Errorf("%.40q became %.40q", test.before, got)
		}
		torn, err := os.ReadFile(path + ".torn")
		if test.torn == "" != errors.Is(err, os.ErrNotExist) || test.torn != "" && string(torn) != test.torn+"\n" {
			t.Errorf("%.40q: torn %.40q, %v", test.before, torn, err)
		}
	}
}

// TestSinkOtherHead: rows are not put below a header line that is not theirs.
func TestSinkOtherHead(t *testing.T) {
	for _, before := range []string{"id,name\n1,a\n", "id\n", "\n"} {
		path := filepath.Join(t.TempDir(), "out")
		if err := os.WriteFile(path, []byte(before), 0o644); err != nil {
			t.Fatal(err)
		}
		s := NewSink(SinkConfig{Path: path, End: "\n", Head: "id,note\n", Delimiter: ',', Quote: '"'})
		if err := s.Open(t.Context(), sinkHost()); err == nil || !strings.Contains(err.Error(), `another header line than "id,note"`) {
			t.Errorf("%q: %v", before, err)
		}
		if got := content(t, path); got != before {
			t.Errorf("%q became %q", before, got)
		}
	}
}

// FuzzCSVEnds: the ends of rows are where the reader cuts them.
func FuzzCSVEnds(f *testing.F) {
	for _, s := range []string{"a,b\nc,d\n", "\"a\nb\",c\r\n\r\nd", "a\"b\nc\n", "\"a\"b\n\"\"\n\"\"\"\n\"", "a,\"\n\",\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var n, last int64
		for start := 0; ; n++ {
			_, next := record.CSVCut(b, start, ',', '"', false)
			if next < 0 {
				break
			}
			start, last = next, int64(next)
		}
		gotN, gotLast, err := csvEnds(bytes.NewReader(b), int64(len(b)), ',', '"')
		if err != nil || gotN != n || gotLast != last {
			t.Errorf("%q: %d rows end at %d, %v; want %d at %d", b, gotN, gotLast, err, n, last)
		}
	})
}

// TestSinkNotFlushed proves that what was not flushed is not there.
func TestSinkNotFlushed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	s := openSink(t, SinkConfig{Path: path, End: "\n"})
	if err := write(s, batch("a")); err != nil {
		t.Fatal(err)
	}
	if err := s.Write(t.Context(), batch("b", strings.Repeat("x", 2*writeSize))); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := content(t, path); got != "a\n" {
		t.Errorf("got %.20q", got)
	}
}

// TestSinkPathOfRow writes each row to the file that its key names.
func TestSinkPathOfRow(t *testing.T) {
	dir := t.TempDir()
	s := openSink(t, SinkConfig{End: "\n"})
	b := &record.Batch{}
	for i, name := range []string{"p0", "p1", "p1", "p0"} {
		b.Append(record.Row{Headers: record.Null}, []byte(filepath.Join(dir, name)), fmt.Append(nil, i))
	}
	if err := errors.Join(write(s, b), s.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
	if p0, p1 := content(t, filepath.Join(dir, "p0")), content(t, filepath.Join(dir, "p1")); p0 != "0\n3\n" || p1 != "1\n2\n" {
		t.Errorf("p0 %q p1 %q", p0, p1)
	}
}

func TestSinkNull(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	s := openSink(t, SinkConfig{Path: path, End: "\n"})
	b := batch("a", "")
	b.Append(record.Row{Headers: record.Null}, nil, nil)
	var refused *connector.RowError
	if err := s.Write(t.Context(), b); !errors.As(err, &refused) || refused.Row != 2 {
		t.Fatalf("write: %v", err)
	}
	b.Rows = b.Rows[:2]
	if err := errors.Join(write(s, b), s.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
	if got := content(t, path); got != "a\n\n" {
		t.Errorf("got %q", got)
	}
}

// memory is a disk with one file, on which the call of a given number fails.
type memory struct {
	data  []byte
	calls int
	fail  int // number of the call that fails, from 1; 0: none
	err   error
	short bool // a write that fails writes half of it
}

func (m *memory) next() error {
	if m.calls++; m.calls == m.fail {
		return m.err
	}
	return nil
}

func (m *memory) open(string) (diskFile, error) { return memoryFile{m}, m.next() }

func (m *memory) keep(string, []byte) error { return m.next() }

func (m *memory) last(string) (int, error) { return 0, m.next() }

func (m *memory) remove(string) error { return m.next() }

func (m *memory) has(string) (bool, error) { return true, nil }

func (m *memory) read(string) ([]byte, error) { return nil, nil }

func (m *memory) replace(string, []byte) error { return m.next() }

type memoryFile struct{ m *memory }

func (f memoryFile) Write(b []byte) (int, error) {
	if err := f.m.next(); err != nil {
		if f.m.short {
			f.m.data = append(f.m.data, b[:len(b)/2]...)
		}
		return 0, err
	}
	f.m.data = append(f.m.data, b...)
	return len(b), nil
}

func (f memoryFile) ReadAt(b []byte, at int64) (int, error) {
	return bytes.NewReader(f.m.data).ReadAt(b, at)
}
func (f memoryFile) Size() (int64, error) { return int64(len(f.m.data)), nil }
func (f memoryFile) Sync() error          { return f.m.next() }
func (f memoryFile) Close() error         { return nil }
func (f memoryFile) Truncate(n int64) error {
	if err := f.m.next(); err != nil {
		return err
	}
	f.m.data = f.m.data[:n]
	return nil
}

var (
	_ disk        = (*memory)(nil)
	_ io.ReaderAt = memoryFile{}
)

// TestSinkFails lets each call to the disk fail in turn, a full disk among the
// reasons, and writes again until it works, as a worker does: each record stands
// once, and what was flushed is never lost.
func TestSinkFails(t *testing.T) {
	for _, cause := range []error{syscall.ENOSPC, syscall.EIO} {
		for _, short := range []bool{false, true} {
			for fail := 1; ; fail++ {
				m := &memory{fail: fail, err: cause, short: short, data: []byte("old\n")}
				s := NewSink(SinkConfig{Path: "out", End: "\n"})
				s.disk = m
				want := "old\n"
				insist(t, cause, func() error { return s.Open(t.Context(), sinkHost()) })
				for i := range 3 {
					b := batch(fmt.Sprint(i), strings.Repeat("x", writeSize))
					insist(t, cause, func() error { return write(s, b) })
					want += fmt.Sprint(i, "\n", strings.Repeat("x", writeSize), "\n")
					if string(m.data) != want {
						t.Fatalf("call %d fails: %d bytes after batch %d, not %d", fail, len(m.data), i, len(want))
					}
				}
				if m.calls < fail {
					break // there is no such call any more
				}
			}
		}
	}
}

// insist calls f until it works; the second time at the latest. A disk that is
// full, or that did not write, may heal.
func insist(t *testing.T, cause error, f func() error) {
	t.Helper()
	err := f()
	if err == nil {
		return
	}
	if !errors.Is(err, cause) || !connector.CanRetry(err) || !strings.Contains(err.Error(), "out") {
		t.Fatalf("error %v, retry %v", err, connector.CanRetry(err))
	}
	if err := f(); err != nil {
		t.Fatalf("again: %v", err)
	}
}

// TestSinkWritesPieces proves that what is written before a Flush ends at a multiple of
// writeSize, wherever the Flush before it has ended.
func TestSinkWritesPieces(t *testing.T) {
	m := &memory{}
	s := NewSink(SinkConfig{Path: "out", End: "\n"})
	s.disk = m
	if err := s.Open(t.Context(), sinkHost()); err != nil {
		t.Fatal(err)
	}
	row := strings.Repeat("x", 1000)
	want := 0
	for range 3 {
		for range writeSize / 250 {
			if err := s.Write(t.Context(), batch(row)); err != nil {
				t.Fatal(err)
			}
			want += len(row) + 1
		}
		if len(m.data)%writeSize != 0 || want-len(m.data) >= 2*writeSize {
			t.Errorf("%d of %d bytes are written", len(m.data), want)
		}
		if err := s.Flush(t.Context()); err != nil || len(m.data) != want {
			t.Fatalf("%v: %d of %d bytes after Flush", err, len(m.data), want)
		}
	}
}

// TestSinkTruncateFails lets a write fail and the cutting back behind it too: the
// next write cuts first.
func TestSinkTruncateFails(t *testing.T) {
	m := &memory{short: true, err: syscall.ENOSPC, fail: 2}
	s := NewSink(SinkConfig{Path: "out", End: "\n"})
	s.disk = m
	if err := s.Open(t.Context(), sinkHost()); err != nil {
		t.Fatal(err)
	}
	o := s.files["out"].out
	if err := o.append([]byte("half of this stays"), "\n", time.Now); err != nil {
		t.Fatal(err)
	}
	if err := o.write(0); !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	m.fail = m.calls + 1
	if err := s.rollback(); !errors.Is(err, syscall.ENOSPC) || len(m.data) == 0 {
		t.Fatalf("rollback: %v, %d bytes", err, len(m.data))
	}
	if err := write(s, batch("a")); err != nil {
		t.Fatal(err)
	}
	if string(m.data) != "a\n" {
		t.Errorf("got %q", m.data)
	}
}

func TestSinkAllocates(t *testing.T) {
	m := &memory{data: make([]byte, 0, 64<<20)}
	s := NewSink(SinkConfig{Path: "out", End: "\n"})
	s.disk = m
	if err := s.Open(t.Context(), sinkHost()); err != nil {
		t.Fatal(err)
	}
	b := &record.Batch{}
	for range 1000 {
		b.Append(record.Row{Headers: record.Null}, nil, []byte("a record of some length"))
	}
	if got := testing.AllocsPerRun(20, func() {
		if err := s.Write(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}); got > 1 {
		t.Errorf("%v allocations for a batch of 1000", got)
	}
}
