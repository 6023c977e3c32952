package run

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/offset"
	"github.com/flowc-lang/flowc/runtime/record"
)

// a crashCase is a way to write files.
type crashCase struct {
	name   string
	config SinkConfig
	path   func(i int64) string // of record i, where rows name their files
}

var crashCases = []crashCase{
	{name: "lines", config: SinkConfig{Path: "out/a", End: "\n"}},
	{name: "csv", config: SinkConfig{Path: "out/a", End: "\n", Head: "h\n", Delimiter: ',', Quote: '"'}},
	{name: "rotated", config: SinkConfig{Path: "out/a", End: "\n", Head: "h\n", Rotate: Rotate{Records: 4}}},
	{name: "paths", config: SinkConfig{End: "\n", Rotate: Rotate{Records: 5}}, path: func(i int64) string { return fmt.Sprintf("out/%d", i%3) }},
	{name: "blocks", config: SinkConfig{Path: "out/a", Blocks: countedBlocks}},
	{name: "rotated blocks", config: SinkConfig{Path: "out/a", Blocks: countedBlocks, Rotate: Rotate{Records: 4}}},
}

// life runs a pipeline over the records up to n on a disk as a task does, from where the
// record says, until it is done or the process is dead.
func (c crashCase) life(d *crashDisk, n int64) error {
	ctx := context.Background()
	s := NewSink(c.config)
	s.disk = d
	host := sinkHost()
	host.Group = "flow.test.load"
	tx := s.Transaction(host).(*transaction)
	host.Transaction = tx
	if err := s.Open(ctx, host); err != nil {
		return err
	}
	defer func() { _ = errors.Join(s.Close(ctx), tx.Close(ctx)) }()
	var at int64
	err := d.insist(func() error {
		entries, err := tx.Take(ctx)
		if at = 0; len(entries) == 1 {
			at = entries[0].Next
		}
		return err
	})
	if err != nil {
		return err
	}
	for step := int64(2); at < n; step = step%5 + 1 {
		from, to := at, min(n, at+step)
		again := false
		if err := d.insist(func() error {
			if again {
				if _, err := tx.Recover(ctx); err != nil {
					return err
				}
			}
			again = true
			return c.commit(ctx, s, tx, from, to)
		}); err != nil {
			return err
		}
		at = to
	}
	return nil
}

// insist tries again while the process lives and its error may heal.
func (d *crashDisk) insist(f func() error) error {
	err := f()
	for connector.CanRetry(err) && !d.dead {
		err = f()
	}
	return err
}

// commit writes records and commits them.
func (c crashCase) commit(ctx context.Context, s *Sink, tx *transaction, from, to int64) error {
	for i := from; i < to; i++ {
		b := &record.Batch{}
		var key []byte
		if c.path != nil {
			key = []byte(c.path(i))
		}
		b.Append(record.Row{Headers: record.Null}, key, fmt.Appendf(nil, "record %d", i))
		if i%4 == 0 { // what is written before it is flushed
			b.Append(record.Row{Headers: record.Null}, key, []byte(strings.Repeat("x", writeSize)))
		}
		if err := s.Write(ctx, b); err != nil {
			return err
		}
	}
	if err := s.Flush(ctx); err != nil {
		return err
	}
	return tx.Commit(ctx, func() (connector.Ends, error) {
		return connector.Ends{Set: []offset.Entry{{Topic: "orders", Next: to}}}, nil
	})
}

const crashRecords = 17

// whole is what files hold where nothing fails.
func (c crashCase) whole(t *testing.T) (map[string]string, int) {
	t.Helper()
	d := newCrashDisk(0)
	if err := c.life(d, crashRecords); err != nil {
		t.Fatal(err)
	}
	return d.listed(), d.calls
}

// TestCrash ends the process at each call to the disk, in the first life and, once more, in
// the one that goes on, with the power and without: files are the same in the end as where
// nothing happened.
func TestCrash(t *testing.T) {
	for _, c := range crashCases {
		t.Run(c.name, func(t *testing.T) {
			want, calls := c.whole(t)
			if calls < 25 {
				t.Fatalf("%d calls: too few to tell", calls)
			}
			for at := 1; at <= calls; at++ {
				for seed := range uint64(4) {
					d := newCrashDisk(uint64(at)*8 + seed)
					for life, crash := range []int{at, 1 + at*int(seed)%calls, 0} {
						d.at, d.calls = crash, 0
						if err := c.life(d, crashRecords); err != nil && !d.dead {
							t.Fatalf("call %d, life %d: %v", at, life, err)
						}
						d.again(seed%2 == 1)
					}
					same(t, fmt.Sprintf("crash at call %d, seed %d", at, seed), d.listed(), want)
				}
			}
		})
	}
}

// TestCrashErrors lets each call to the disk fail in turn, as on a full or a broken disk,
// with its work done or not: the task writes again, and files are the same in the end.
func TestCrashErrors(t *testing.T) {
	for _, c := range crashCases {
		t.Run(c.name, func(t *testing.T) {
			want, calls := c.whole(t)
			for at := 1; at <= calls; at++ {
				for seed := range uint64(4) {
					d := newCrashDisk(uint64(at)*8 + seed)
					d.at, d.err = at, []error{syscall.ENOSPC, syscall.EIO}[seed%2]
					if err := c.life(d, crashRecords); err != nil {
						t.Fatalf("call %d: %v", at, err)
					}
					same(t, fmt.Sprintf("%v at call %d, seed %d", d.err, at, seed), d.listed(), want)
				}
			}
		})
	}
}

// TestCrashBehindAnError lets a call fail, its work done or not, and ends the process while
// that is taken back.
func TestCrashBehindAnError(t *testing.T) {
	for _, c := range []crashCase{crashCases[0], crashCases[2]} {
		t.Run(c.name, func(t *testing.T) {
			want, calls := c.whole(t)
			for at := 1; at <= calls; at++ {
				for seed := range uint64(16) {
					d := newCrashDisk(uint64(at)*16 + seed)
					d.at, d.err, d.then = at, syscall.EIO, 1+int(seed%8)
					for range 2 {
						if err := c.life(d, crashRecords); err != nil && !d.dead {
							t.Fatalf("call %d, seed %d: %v", at, seed, err)
						}
						d.again(false)
					}
					same(t, fmt.Sprintf("error at call %d, seed %d", at, seed), d.listed(), want)
				}
			}
		})
	}
}

// TestCrashLostFile: a file that is shorter than what is committed of it is told, and not
// gone on with.
func TestCrashLostFile(t *testing.T) {
	c := crashCases[0]
	for name, lose := range map[string]func(d *crashDisk){
		"shorter": func(d *crashDisk) { d.files["out/a"].data = d.files["out/a"].data[:5] },
		"gone":    func(d *crashDisk) { delete(d.files, "out/a") },
	} {
		d := newCrashDisk(1)
		_, calls := c.whole(t)
		d.at = calls - 1 // in the last commit
		if err := c.life(d, crashRecords); !d.dead {
			t.Fatal(err)
		}
		d.again(false)
		lose(d)
		if err := c.life(d, crashRecords); err == nil || connector.CanRetry(err) || !strings.Contains(err.Error(), "are committed") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestRecordDamaged: what a record says is not guessed.
func TestRecordDamaged(t *testing.T) {
	c := crashCases[0]
	d := newCrashDisk(1)
	if err := c.life(d, 3); err != nil {
		t.Fatal(err)
	}
	path := recordPath(c.config, "flow.test.load")
	d.files[path].data[len(d.files[path].data)/2] ^= 1
	if err := c.life(d, crashRecords); !errors.Is(err, offset.ErrDamaged) || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v", err)
	}
}

// TestRecordForeignFile: what stood in a file before stays, whatever becomes of the first
// lines behind it.
func TestRecordForeignFile(t *testing.T) {
	c := crashCases[0]
	_, calls := c.whole(t)
	for at := 1; at <= calls; at++ {
		d := newCrashDisk(uint64(at))
		d.files["out/a"] = &crashFile{data: []byte("before\n"), synced: 7}
		d.at = at
		if err := c.life(d, crashRecords); err != nil && !d.dead {
			t.Fatal(err)
		}
		d.again(true)
		if err := c.life(d, crashRecords); err != nil {
			t.Fatal(err)
		}
		want, _ := c.whole(t)
		want["out/a"] = "before\n" + want["out/a"]
		same(t, fmt.Sprintf("crash at call %d", at), d.listed(), want)
	}
}

// TestFormer: declined, what was exactly once is cut back and gone on with, and forgotten
// when that is kept.
func TestFormer(t *testing.T) {
	c := crashCases[0]
	_, calls := c.whole(t)
	d := newCrashDisk(3)
	d.at = calls - 3
	if err := c.life(d, crashRecords); !d.dead {
		t.Fatal(err)
	}
	d.again(false)
	s := NewSink(c.config)
	s.disk = d
	host := sinkHost()
	host.Group = "flow.test.load"
	if err := s.Open(t.Context(), host); err != nil {
		t.Fatal(err)
	}
	entries, forget, err := s.Former(t.Context())
	if err != nil || len(entries) != 1 {
		t.Fatalf("%v, %v", entries, err)
	}
	if got := strings.Count(d.listed()["out/a"], "record"); int64(got) != entries[0].Next {
		t.Errorf("%d records are written, the position is %d", got, entries[0].Next)
	}
	if err := errors.Join(forget(t.Context()), s.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
	if d.files[recordPath(c.config, host.Group)] != nil {
		t.Error("the record is still there")
	}
}

func TestRecordPath(t *testing.T) {
	for _, test := range []struct {
		config SinkConfig
		want   string
	}{
		{SinkConfig{Path: "out/a.jsonl"}, "out/.flow-positions/a%2Fb.json"},
		{SinkConfig{Path: "a.jsonl"}, ".flow-positions/a%2Fb.json"},
		{SinkConfig{Stem: "/data/out/part-"}, "/data/out/.flow-positions/a%2Fb.json"},
		{SinkConfig{Stem: "/data/out/"}, "/data/out/.flow-positions/a%2Fb.json"},
		{SinkConfig{}, ".flow-positions/a%2Fb.json"},
	} {
		if got := recordPath(test.config, "a/b"); got != test.want {
			t.Errorf("%q, %q: %q, want %q", test.config.Path, test.config.Stem, got, test.want)
		}
	}
}

// TestTakeAgain: a start that is tried again finds what it has, also behind a commit.
func TestTakeAgain(t *testing.T) {
	c := crashCases[0]
	s := NewSink(c.config)
	d := newCrashDisk(1)
	s.disk = d
	host := sinkHost()
	host.Group = "flow.test.load"
	tx := s.Transaction(host).(*transaction)
	host.Transaction = tx
	if err := s.Open(t.Context(), host); err != nil {
		t.Fatal(err)
	}
	for at := range int64(3) {
		entries, err := tx.Take(t.Context())
		if err != nil || at > 0 && (len(entries) != 1 || entries[0].Next != at) {
			t.Fatalf("%v, %v", entries, err)
		}
		if err := c.commit(t.Context(), s, tx, at, at+1); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(s.Close(t.Context()), tx.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(d.listed()["out/a"], "record"); n != 3 {
		t.Errorf("%d records", n)
	}
}

// FuzzRecord: whatever a record says, it is refused, or followed without a panic and read
// back the same.
func FuzzRecord(f *testing.F) {
	seal := func(v any) []byte {
		raw, err := offset.Seal("g", v)
		if err != nil {
			f.Fatal(err)
		}
		return raw
	}
	f.Add(seal(kept{Name: "A", Entries: []offset.Entry{{Topic: "t", Next: 3}}, Files: []keptFile{{Path: "out/a", Seq: 1, Length: 4}}}))
	f.Add(seal(kept{Name: "A", Files: []keptFile{{Path: "out/a", Seq: -1, Length: -4}}}))
	f.Add([]byte(`{"group":"g"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		// What is fuzzed is mostly the content, for hardly any checksum is right.
		var whole struct{ Entries json.RawMessage }
		if json.Unmarshal(raw, &whole) == nil && json.Valid(whole.Entries) {
			raw = seal(whole.Entries)
		}
		d := newCrashDisk(1)
		d.files["record"] = &crashFile{data: raw}
		d.files["out/a"], d.files["out/a.1"], d.files["out/a.2"] = &crashFile{data: []byte("a\n")}, &crashFile{data: []byte("b\nc\nd\n")}, &crashFile{}
		k, known, err := readRecord(d, "record", "g")
		if err != nil || !known {
			return
		}
		if err := k.cutBack(d); err != nil {
			return
		}
		if err := k.save(d, "record", "g"); err != nil {
			t.Fatal(err)
		}
		again, _, err := readRecord(d, "record", "g")
		if err != nil || again.Name != k.Name || len(again.Entries) != len(k.Entries) || len(again.Files) != len(k.Files) {
			t.Fatalf("%+v is read back as %+v (%v)", k, again, err)
		}
	})
}
