package run

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/flowc-lang/flowc/runtime/container"
	"github.com/flowc-lang/flowc/runtime/record"
)

const wordSchema = `"string"`

// avroWord is a text as Avro has it.
func avroWord(s string) string { return string(record.AppendAvroText(nil, s)) }

// avroFile is a file of words, in blocks of some.
func avroFile(t *testing.T, codec container.Codec, some int, words ...string) string {
	t.Helper()
	w := container.NewWriter(wordSchema, codec)
	b := w.Begin(nil)
	var err error
	for k, word := range words {
		w.Add([]byte(avroWord(word)))
		if (k+1)%some == 0 || k == len(words)-1 {
			if b, err = w.Cut(b); err != nil {
				t.Fatal(err)
			}
		}
	}
	return string(b)
}

func words(n int) (plain, avro []string) {
	for k := range n {
		plain = append(plain, fmt.Sprintf("word%03d", k))
		avro = append(avro, avroWord(plain[len(plain)-1]))
	}
	return plain, avro
}

func containerConfig() SourceConfig {
	return SourceConfig{Path: "*.avro", Container: func() Container { return container.NewReader(wordSchema) }}
}

// TestSourceContainer stops behind each batch, of three records or 64 bytes, and goes on
// by a source that knows the commit only: nothing is lost or read twice.
func TestSourceContainer(t *testing.T) {
	plain, want := words(25)
	r := newReader(t, containerConfig())
	r.put("a.avro", avroFile(t, container.Deflate(), 7, plain[:20]...))
	r.put("b.avro", avroFile(t, container.Null(), 2, plain[20:]...))
	var all []string
	for len(all) < len(want) {
		r.open()
		got, err := r.step(true)
		if err != nil {
			t.Fatal(err)
		}
		r.commit()
		r.close()
		all = append(all, got...)
		r.again(containerConfig())
	}
	equal(t, all, want)
	equal(t, r.drain(), nil)
}

// TestSourceContainerNotCommitted: what was read and not committed is read again.
func TestSourceContainerNotCommitted(t *testing.T) {
	plain, want := words(10)
	r := newReader(t, containerConfig())
	r.put("a.avro", avroFile(t, container.Zstandard(), 4, plain...))
	r.open()
	for k := range 3 {
		if _, err := r.step(k == 0); err != nil {
			t.Fatal(err)
		}
	}
	r.commit()
	r.close()
	r.again(containerConfig())
	equal(t, r.drain(), want[3:])
}

// TestSourceContainerGrows: a block is read when all of it is there, the head too; and
// under drain a file that ends within one is told.
func TestSourceContainerGrows(t *testing.T) {
	plain, want := words(8)
	whole := avroFile(t, container.Snappy(), 4, plain...)
	r := newReader(t, containerConfig())
	r.put("a.avro", whole[:20])
	r.open()
	if got, err := r.step(true); got != nil || err != nil {
		t.Fatalf("of a part of the head: %q, %v", got, err)
	}
	r.add("a.avro", whole[20:len(whole)-1])
	r.source.rescan()
	var all []string
	for len(all) < 4 {
		got, err := r.step(true)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, got...)
	}
	if got, err := r.step(true); got != nil || err != nil {
		t.Fatalf("of a block without its end: %q, %v", got, err)
	}
	r.commit()
	if err := r.source.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := r.step(true); err == nil || !strings.Contains(err.Error(), "a.avro: the file ends within a block") {
		t.Fatalf("drained: %v", err)
	}
	r.close()
	r.add("a.avro", whole[len(whole)-1:])
	r.again(containerConfig())
	equal(t, append(all, r.drain()...), want)
}

// TestSourceContainerReplaced: a file of the same name and schema is another one, also
// where its first bytes are the same.
func TestSourceContainerReplaced(t *testing.T) {
	schema := `{"type":"string","doc":"` + strings.Repeat("long ", 200) + `"}`
	file := func(word string) string {
		w := container.NewWriter(schema, container.Null())
		b := w.Begin(nil)
		w.Add([]byte(avroWord(word)))
		b, err := w.Cut(b)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	r := newReader(t, containerConfig())
	r.put("a.avro", file("first"))
	equal(t, r.drain(), []string{avroWord("first")})
	r.again(containerConfig())
	r.put("a.avro", file("other"))
	equal(t, r.drain(), []string{avroWord("other")})
}

// TestSourceContainerPlace says which record is meant, and moves files that are done.
func TestSourceContainerPlace(t *testing.T) {
	plain, _ := words(5)
	c := containerConfig()
	c.Lines, c.After, c.MoveTo = true, "move", "done"
	r := newReader(t, c)
	r.put("a.avro", avroFile(t, container.Null(), 2, plain...))
	r.open()
	if err := r.source.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	for k := 1; k <= 5; {
		var b record.Batch
		split, err := r.source.Read(t.Context(), &b)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range b.Rows {
			want := fmt.Sprintf("%s:%d", filepath.Join(r.dir, "a.avro"), k)
			if got := r.source.Place(b.Topic, 0, row.Offset); got != want || row.Input != int32(k) {
				t.Errorf("record %d is at %s, line %d", k, got, row.Input)
			}
			k++
		}
		split.Add(b.Next, b.Epoch).Done()
		r.commit()
	}
	r.close()
	if got := r.names(); len(got) != 1 || got[0] != filepath.Join("done", "a.avro") {
		t.Errorf("files %q", got)
	}
}

func TestSourceContainerDamaged(t *testing.T) {
	plain, _ := words(2)
	f := []byte(avroFile(t, container.Null(), 1, plain...))
	f[len(f)-1] ^= 1
	r := newReader(t, containerConfig())
	r.put("a.avro", string(f))
	r.open()
	defer r.close()
	if got, err := r.step(true); len(got) != 1 || err != nil {
		t.Fatalf("%q, %v", got, err)
	}
	if _, err := r.step(true); err == nil || !strings.Contains(err.Error(), "a.avro: block at byte ") || !strings.Contains(err.Error(), "marker") {
		t.Errorf("got %v", err)
	}
}

func blocksConfig(path string) SinkConfig {
	return SinkConfig{Path: path, Blocks: func() Blocks { return container.NewWriter(wordSchema, container.Deflate()) }}
}

// readBack are the words of a file.
func readBack(t *testing.T, path string) []string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r := container.NewReader(wordSchema)
	place, err := r.Open(bytes.NewReader(b), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	var out record.Batch
	for container.ByteOf(place) < int64(len(b)) {
		if place, err = r.Read(&out, record.Row{}, place, 1000, 1<<20); err != nil {
			t.Fatal(err)
		}
	}
	var all []string
	for _, row := range out.Rows {
		all = append(all, string(out.Bytes(row.Value)))
	}
	return all
}

// TestSinkBlocks writes and starts again; what a killed worker left of a block, at any
// length, is taken away, and what was flushed stays.
func TestSinkBlocks(t *testing.T) {
	_, all := words(9)
	path := filepath.Join(t.TempDir(), "out.avro")
	for k := range 3 {
		s := openSink(t, blocksConfig(path))
		if err := errors.Join(write(s, batch(all[3*k:3*k+3]...)), s.Close(t.Context())); err != nil {
			t.Fatal(err)
		}
		equal(t, readBack(t, path), all[:3*k+3])
	}
	whole := []byte(content(t, path))
	info := int64(len(whole))
	for cut := int64(0); cut < info; cut += 5 {
		if err := os.WriteFile(path, whole[:info-cut], 0o600); err != nil {
			t.Fatal(err)
		}
		s := openSink(t, blocksConfig(path))
		if err := errors.Join(write(s, batch(avroWord("again"))), s.Close(t.Context())); err != nil {
			t.Fatalf("%d bytes cut off: %v", cut, err)
		}
		got := readBack(t, path)
		kept := len(got) - 1
		if kept%3 != 0 || cut == 0 && kept != 9 || got[kept] != avroWord("again") {
			t.Fatalf("%d bytes cut off: %q", cut, got)
		}
		equal(t, got[:kept], all[:kept])
	}
}

// TestSinkBlocksBack: what was not flushed is written anew, whole.
func TestSinkBlocksBack(t *testing.T) {
	_, all := words(3)
	path := filepath.Join(t.TempDir(), "out.avro")
	s := openSink(t, blocksConfig(path))
	bad := batch(all...)
	bad.Append(record.Row{Headers: record.Null}, nil, nil)
	if err := s.Write(t.Context(), bad); err == nil {
		t.Fatal("a record without a value is written")
	}
	if err := errors.Join(write(s, batch(all...)), s.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
	equal(t, readBack(t, path), all)
}

// TestSinkBlocksRotate: each file has a head of its own, and records are counted.
func TestSinkBlocksRotate(t *testing.T) {
	_, all := words(7)
	dir := t.TempDir()
	c := blocksConfig(filepath.Join(dir, "out"))
	c.Rotate = Rotate{Records: 3, Every: time.Hour}
	for k := range all {
		s := openSink(t, c)
		if err := errors.Join(write(s, batch(all[k])), s.Close(t.Context())); err != nil {
			t.Fatal(err)
		}
	}
	equal(t, readBack(t, filepath.Join(dir, "out")), all[:3])
	equal(t, readBack(t, filepath.Join(dir, "out.1")), all[3:6])
	equal(t, readBack(t, filepath.Join(dir, "out.2")), all[6:])
}
