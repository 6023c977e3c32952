package run

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/offset"
	"github.com/flowc-lang/flowc/runtime/record"
)

var (
	csvFormat   = Format{CSV: true, Delimiter: ',', Quote: '"', Header: true}
	linesFormat = Format{}
)

func TestSourceFormats(t *testing.T) {
	long := strings.Repeat("x", 300) // longer than a read
	blank := linesFormat
	blank.Blank = true
	for _, test := range []struct {
		name   string
		format Format
		text   string
		want   []string
	}{
		{"lines", linesFormat, "a\nb\nc\n", []string{"a", "b", "c"}},
		{"no line end at the end", linesFormat, "a\nb", []string{"a", "b"}},
		{"carriage returns", linesFormat, "a\r\nb\r\n", []string{"a", "b"}},
		{"blank lines are passed over", linesFormat, "\na\n\n\nb\n\n", []string{"a", "b"}},
		{"only blank lines", linesFormat, "\n\r\n\n", nil},
		{"blank lines count", blank, "a\n\nb\n", []string{"a", "", "b"}},
		{"byte order mark", linesFormat, "\xef\xbb\xbfa\nb\n", []string{"a", "b"}},
		{"byte order mark only", linesFormat, "\xef\xbb\xbf", nil},
		{"quotes mean nothing", linesFormat, "\"a\nb\"\n", []string{`"a`, `b"`}},
		{"long", linesFormat, "a\n" + long + "\nb\n", []string{"a", long, "b"}},
		{"long without a line end", linesFormat, long, []string{long}},
		{"empty", linesFormat, "", nil},
		{"csv", csvFormat, "h,i\n1,2\n3,4\n", []string{"1,2", "3,4"}},
		{"csv header only", csvFormat, "h,i\n", nil},
		{"csv header without a line end", csvFormat, "h,i", nil},
		{"csv with a mark and returns", csvFormat, "\xef\xbb\xbfh,i\r\n1,2\r\n", []string{"1,2"}},
		{"csv quoted line ends", csvFormat, "h,i\n\"1\n2\",3\n4,\"5\r\n6\"\n", []string{"\"1\n2\",3", "4,\"5\r\n6\""}},
		{"csv quoted over reads", csvFormat, "h,i\n\"" + long + "\n" + long + "\",3\n4,5\n", []string{"\"" + long + "\n" + long + "\",3", "4,5"}},
		{"csv long header", csvFormat, long + "\n1\n", []string{"1"}},
		{"csv empty", csvFormat, "", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newReader(t, SourceConfig{Path: "*", Format: test.format})
			r.put("a", test.text)
			equal(t, r.drain(), test.want)
		})
	}
}

// TestSourceGoesOn stops behind each batch, with what was read last not delivered,
// and goes on with another source: whatever the bounds of the batches, each record
// is delivered once.
func TestSourceGoesOn(t *testing.T) {
	texts := map[string][]string{"a.csv": nil, "b.csv": nil, "c.csv": nil}
	var want []string
	for _, name := range []string{"a.csv", "b.csv", "c.csv"} {
		for i := range 20 {
			texts[name] = append(texts[name], fmt.Sprintf("%s,\"%d\n\"", name, i))
		}
		want = append(want, texts[name]...)
	}
	for _, rows := range []int{1, 2, 7, 100} {
		for _, bytes := range []int{1, 16, 50, 1000} {
			r := newReader(t, SourceConfig{Path: "*.csv", Format: csvFormat})
			for name, lines := range texts {
				r.put(name, "\xef\xbb\xbfname,n\n"+strings.Join(lines, "\r\n"))
			}
			var got []string
			for stops := 0; ; stops++ {
				r.again(SourceConfig{Path: "*.csv", Format: csvFormat})
				r.host.BatchRows, r.host.BatchBytes = rows, bytes
				r.open()
				if err := r.source.Drain(t.Context()); err != nil {
					t.Fatal(err)
				}
				some, err := r.step(true)
				got = append(got, some...)
				if err == nil {
					_, err = r.step(false) // read, and not delivered
				}
				r.commit()
				r.close()
				if errors.Is(err, connector.ErrDrained) && len(some) == 0 {
					break
				}
				if stops > 100 {
					t.Fatal("no end")
				}
			}
			equal(t, got, want)
		}
	}
}

// TestSourceHead proves that each batch carries the header, also behind a restart
// in the middle of a file, and says where its rows stand.
func TestSourceHead(t *testing.T) {
	config := SourceConfig{Path: "*.csv", Format: csvFormat, Lines: true}
	r := newReader(t, config)
	r.put("a.csv", "h,\"i\nj\"\n1,2\n\n\"3\n\",4\n5,6\n")
	type row struct {
		value string
		line  int32
		place string
	}
	var got []row
	for range 3 {
		r.again(config)
		r.host.BatchRows = 1
		r.open()
		if err := r.source.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		var b record.Batch
		split, err := r.source.Read(t.Context(), &b)
		if err != nil || split == nil || string(b.Head) != "h,\"i\nj\"" || b.Topic != filepath.Join(r.dir, "a.csv") {
			t.Fatalf("read: %v, head %q of %s", err, b.Head, b.Topic)
		}
		split.Add(b.Next, b.Epoch).Done()
		place := r.source.Place(b.Topic, 0, b.Rows[0].Offset)
		got = append(got, row{string(b.Bytes(b.Rows[0].Value)), b.Rows[0].Input, strings.TrimPrefix(place, r.dir)})
		r.commit()
		r.close()
	}
	want := []row{{"1,2", 3, "/a.csv:3"}, {"\"3\n\",4", 5, "/a.csv:5"}, {"5,6", 7, "/a.csv:7"}}
	if !slices.Equal(got, want) {
		t.Fatalf("got %q\nwant %q", got, want)
	}
	if got := r.source.Place("gone.csv", 0, 12); got != "gone.csv offset 12" {
		t.Errorf("place in a file that is gone: %s", got)
	}
}

// A file whose lines end with CR alone is told, not read as one long header.
func TestSourceBareCR(t *testing.T) {
	r := newReader(t, SourceConfig{Path: "*.csv", Format: csvFormat})
	r.put("a.csv", "h,i\r1,2\r3,4\r")
	r.open()
	if err := r.source.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	var b record.Batch
	_, err := r.source.Read(t.Context(), &b)
	if !errors.Is(err, errBareCR) || connector.CanRetry(err) || !strings.Contains(err.Error(), "a.csv:1: ") {
		t.Errorf("read: %v", err)
	}
	r.close()
}

func TestSourceOrderAndProgress(t *testing.T) {
	r := newReader(t, SourceConfig{Path: "*.txt"})
	r.put("b.txt", "3\n4\n")
	r.put("a.txt", "1\n2\n")
	r.put("c.csv", "no\n")
	r.put("d.txt/x", "a folder is no file\n")
	r.open()
	if left, unit, ok := r.source.Left(); left != 8 || unit != "bytes" || !ok {
		t.Errorf("left %d %s %v", left, unit, ok)
	}
	r.close()
	equal(t, r.drain(), []string{"1", "2", "3", "4"})
}

func TestSourceNoFile(t *testing.T) {
	r := newReader(t, SourceConfig{Path: "*.csv"})
	r.open()
	defer r.close()
	if err := r.source.Drain(t.Context()); err == nil || connector.CanRetry(err) || !strings.Contains(err.Error(), "no file matches") {
		t.Fatalf("drain: %v", err)
	}
}

// TestSourceNoFolder: what cannot be looked through is not told as empty.
func TestSourceNoFolder(t *testing.T) {
	r := newReader(t, SourceConfig{Path: "a.csv/*.csv"})
	r.put("a.csv", "1\n")
	r.open()
	defer r.close()
	if err := r.source.Drain(t.Context()); err == nil || errors.Is(err, connector.ErrNoInput) || !strings.Contains(err.Error(), "not a directory") {
		t.Fatalf("drain: %v", err)
	}
}

func TestSourceTooLong(t *testing.T) {
	r := newReader(t, SourceConfig{Path: "*.csv", Format: csvFormat, MaxRecord: 100})
	r.put("a.csv", "h\n1\n\"never closed\n"+strings.Repeat("x\n", 100))
	r.host.BatchBytes = 10
	r.open()
	defer r.close()
	equal(t, first(r.step(true)), []string{"1"})
	if _, err := r.step(true); err == nil || connector.CanRetry(err) || !strings.Contains(err.Error(), "a.csv:3: the record is longer than max_record (100 bytes)") {
		t.Fatalf("read: %v", err)
	}
}

func first(got []string, _ error) []string { return got }

func TestSourceConfig(t *testing.T) {
	for _, c := range []SourceConfig{
		{Path: "[", After: "keep"},
		{Path: "in/*.csv", After: "burn"},
		{Path: "in/*.csv", After: "move", MoveTo: "in"},
		{Path: "in*/*.csv", After: "move", MoveTo: "./inbox/"},
	} {
		h := &connector.Host{Positions: positionsIn(t, t.TempDir()), Log: slog.New(slog.DiscardHandler), Ledger: offset.NewLedger()}
		if err := NewSource(c).Open(t.Context(), h); err == nil || connector.CanRetry(err) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// TestSourceAfter proves what becomes of delivered files, those without a row
// included, and that a name that is taken gets a number.
func TestSourceAfter(t *testing.T) {
	for after, want := range map[string][]string{
		"keep":   {"done/a.csv", "in/a.csv", "in/b.csv", "in/c.csv"},
		"delete": {"done/a.csv"},
		"move":   {"done/a-2.csv", "done/a.csv", "done/b.csv", "done/c.csv"},
	} {
		config := SourceConfig{Path: "in/*.csv", Format: csvFormat, After: after, MoveTo: "done"}
		r := newReader(t, config)
		r.put("in/a.csv", "h\n1\n")
		r.put("in/b.csv", "h\n")
		r.put("in/c.csv", "")
		r.put("done/a.csv", "older\n")
		equal(t, r.drain(), []string{"1"})
		equal(t, r.names(), want)
		// Another file of a name that was there is another file.
		r.put("in/a.csv", "h\n2\n3\n")
		r.again(config)
		if after == "keep" {
			want = []string{"3"} // it is the same file to us, which grew by a line
			r.put("in/a.csv", "h\n1\n3\n")
		} else {
			want = []string{"2", "3"}
		}
		equal(t, r.drain(), want)
	}
}

// TestSourceNotDelivered proves that a file is not moved before all of it was
// delivered.
func TestSourceNotDelivered(t *testing.T) {
	r := newReader(t, SourceConfig{Path: "*.txt", After: "delete"})
	r.put("a.txt", "1\n2\n3\n4\n")
	r.open()
	if err := r.source.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	equal(t, first(r.step(true)), []string{"1", "2", "3"})
	equal(t, first(r.step(false)), []string{"4"})
	r.commit()
	r.close()
	equal(t, r.names(), []string{"a.txt"})
	r.again(SourceConfig{Path: "*.txt", After: "delete"})
	equal(t, r.drain(), []string{"4"})
	equal(t, r.names(), nil)
}

// TestSourceCrashBeforeMove takes the worker away between the commit of a file's
// end and its move: the next one moves it, and does not read it again.
func TestSourceCrashBeforeMove(t *testing.T) {
	config := SourceConfig{Path: "*.txt", After: "move", MoveTo: "done"}
	r := newReader(t, config)
	r.put("a.txt", "1\n")
	r.put("done", "not a folder: moving does not work")
	equal(t, r.drain(), []string{"1"})
	equal(t, r.names(), []string{"a.txt", "done"})
	if err := os.Remove(filepath.Join(r.dir, "done")); err != nil {
		t.Fatal(err)
	}
	r.again(config)
	equal(t, r.drain(), nil)
	equal(t, r.names(), []string{"done/a.txt"})
}

// TestSourceWatches follows a file that grows and files that come and go, without
// an end. Time is the bubble's.
func TestSourceWatches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newReader(t, SourceConfig{Path: "*.txt"})
		r.open()
		read := func(want ...string) {
			t.Helper()
			var got []string
			for began := time.Now(); time.Since(began) < 1500*time.Millisecond; {
				some, err := r.step(true)
				if err != nil {
					t.Fatal(err)
				}
				if got = append(got, some...); some == nil && len(got) >= len(want) && len(want) > 0 {
					break
				}
			}
			r.commit()
			equal(t, got, want)
		}
		soon := func(name, text string) {
			t.Helper()
			r.put(name, text)
			// The bubble's clock began in 2000: a file of now would be of its future.
			now := time.Now()
			if err := os.Chtimes(filepath.Join(r.dir, name), now, now); err != nil {
				t.Fatal(err)
			}
		}
		read() // nothing yet
		soon("a.txt", "1\n2")
		read("1")
		r.add("a.txt", "2\n")
		read("22")
		r.add("a.txt", "unfinished")
		read("unfinished") // it stands still for a second
		soon("b.txt", "3\n")
		read("3")
		soon("a.txt", "1\n") // shorter than what was read
		read("1")
		if err := os.Rename(filepath.Join(r.dir, "b.txt"), filepath.Join(r.dir, "a.txt")); err != nil {
			t.Fatal(err)
		}
		read("3") // another file of this name
		if err := os.Remove(filepath.Join(r.dir, "a.txt")); err != nil {
			t.Fatal(err)
		}
		read()
		soon("a.txt", "3\n")
		read("3")
		r.close()
	})
}

// TestSourceReplacedWhileStopped proves that another file of the same name is read
// from its start.
func TestSourceReplacedWhileStopped(t *testing.T) {
	for name, text := range map[string]string{"longer": "x\ny\nz\nw\n", "shorter": "x\n", "same size": "x\ny\n"} {
		r := newReader(t, SourceConfig{Path: "*.txt"})
		r.put("a.txt", "1\n2\n")
		equal(t, r.drain(), []string{"1", "2"})
		r.put("a.txt", text)
		r.again(SourceConfig{Path: "*.txt"})
		equal(t, r.drain(), strings.Fields(text))
		_ = name
	}
}

func TestMark(t *testing.T) {
	for _, m := range []mark{{}, {length: 256, sum: 0xdeadbeef}, {length: 3, sum: 1, done: true, mtime: -5}, {done: true}} {
		if got, err := parseMark(m.String()); err != nil || got != m {
			t.Errorf("%+v became %+v, %v", m, got, err)
		}
	}
	for _, text := range []string{"", "x", "1", "-1:00000000", "4194305:00000000", "3:zz"} {
		if m, err := parseMark(text); err == nil {
			t.Errorf("%q became %+v", text, m)
		}
	}
}

// FuzzSource proves that however a file is cut into batches, its records are the
// lines of it.
func FuzzSource(f *testing.F) {
	f.Add([]byte("a\nb\r\n\nc"), uint8(2), uint8(5))
	f.Add([]byte("\xef\xbb\xbfa\n\n"), uint8(1), uint8(1))
	f.Fuzz(func(t *testing.T, text []byte, rows, bytes uint8) {
		r := newReader(t, SourceConfig{Path: "*"})
		r.put("a", string(text))
		r.host.BatchRows, r.host.BatchBytes = int(rows)+1, int(bytes)+1
		var want []string
		for line := range strings.SplitSeq(strings.TrimPrefix(string(text), "\xef\xbb\xbf"), "\n") {
			if line = strings.TrimSuffix(line, "\r"); line != "" {
				want = append(want, line)
			}
		}
		equal(t, r.drain(), want)
	})
}
