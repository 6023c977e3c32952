package container_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/hamba/avro/v2/ocf"
	"github.com/klauspost/compress/zstd"

	"github.com/flowc-lang/flowc/runtime/container"
	"github.com/flowc-lang/flowc/runtime/record"
)

const schema = `{"type":"record","name":"Reading","fields":[{"name":"station","type":"string"},{"name":"celsius","type":"double"}]}`

type reading struct {
	Station string  `avro:"station"`
	Celsius float64 `avro:"celsius"`
}

// value is a reading in Avro's binary form.
func value(k int) []byte {
	b := record.AppendAvroText(nil, fmt.Sprintf("station-%03d", k))
	return record.AppendAvroDouble(b, float64(k)/4)
}

var codecs = map[string]func() container.Codec{
	"null": container.Null, "deflate": container.Deflate, "snappy": container.Snappy, "zstandard": container.Zstandard,
}

// file makes a file of n readings in blocks of some.
func file(t testing.TB, codec func() container.Codec, n, some int) []byte {
	t.Helper()
	w := container.NewWriter(schema, codec())
	b := w.Begin(nil)
	var err error
	for k := range n {
		w.Add(value(k))
		if (k+1)%some == 0 || k == n-1 {
			if b, err = w.Cut(b); err != nil {
				t.Fatal(err)
			}
		}
	}
	return b
}

// rest reads what stands behind a place, with at most rows a time; the error is not
// io.EOF.
func rest(r *container.Reader, place int64, rows int) (values [][]byte, places []int64, err error) {
	for {
		var b record.Batch
		next, err := r.Read(&b, record.Row{Key: record.Null}, place, rows, 1<<20)
		if errors.Is(err, io.EOF) {
			return values, places, nil
		}
		if err != nil {
			return values, places, err
		}
		if next <= place {
			return values, places, fmt.Errorf("from place %d to %d", place, next)
		}
		for _, row := range b.Rows {
			values, places = append(values, bytes.Clone(b.Bytes(row.Value))), append(places, row.Offset)
		}
		place = next
	}
}

func readAll(f []byte, schema string, rows int) ([][]byte, []int64, error) {
	r := container.NewReader(schema)
	place, err := r.Open(bytes.NewReader(f), 1<<20)
	if err != nil {
		return nil, nil, err
	}
	return rest(r, place, rows)
}

// TestHamba reads what hamba writes, and has hamba read what is written.
func TestHamba(t *testing.T) {
	for name, codec := range codecs {
		t.Run(name, func(t *testing.T) {
			const n = 250
			d, err := ocf.NewDecoder(bytes.NewReader(file(t, codec, n, 40)))
			if err != nil {
				t.Fatal(err)
			}
			got := 0
			for ; d.HasNext(); got++ {
				var v reading
				if err := d.Decode(&v); err != nil || v != (reading{fmt.Sprintf("station-%03d", got), float64(got) / 4}) {
					t.Fatalf("record %d: %+v, %v", got, v, err)
				}
			}
			if d.Error() != nil || got != n {
				t.Fatalf("hamba read %d records: %v", got, d.Error())
			}
			var out bytes.Buffer
			e, err := ocf.NewEncoder(schema, &out, ocf.WithCodec(ocf.CodecName(name)), ocf.WithBlockLength(33))
			if err != nil {
				t.Fatal(err)
			}
			for k := range n {
				if err := e.Encode(reading{fmt.Sprintf("station-%03d", k), float64(k) / 4}); err != nil {
					t.Fatal(err)
				}
			}
			if err := e.Close(); err != nil {
				t.Fatal(err)
			}
			values, _, err := readAll(out.Bytes(), schema, 7)
			if err != nil || len(values) != n {
				t.Fatalf("%d records: %v", len(values), err)
			}
			for k, v := range values {
				if !bytes.Equal(v, value(k)) {
					t.Fatalf("record %d: %x, want %x", k, v, value(k))
				}
			}
		})
	}
}

// TestGoesOn reads on from the place of each record, by a reader that knows nothing.
func TestGoesOn(t *testing.T) {
	f := file(t, container.Deflate, 50, 7)
	all, places, err := readAll(f, schema, 3)
	if err != nil || len(all) != 50 {
		t.Fatalf("%d records: %v", len(all), err)
	}
	for k, place := range places {
		r := container.NewReader(schema)
		if _, err := r.Open(bytes.NewReader(f), 1<<20); err != nil {
			t.Fatal(err)
		}
		got, _, err := rest(r, place, 4)
		if err != nil || len(got) != 50-k || !bytes.Equal(got[0], value(k)) {
			t.Fatalf("from record %d: %d records, %v", k, len(got), err)
		}
		if n, err := r.Number(bytes.NewReader(f), place); n != k+1 || err != nil {
			t.Fatalf("record %d is number %d: %v", k, n, err)
		}
	}
}

// TestTorn cuts a file at every byte. What stands in whole blocks is read, and a writer
// goes on behind it.
func TestTorn(t *testing.T) {
	f := file(t, container.Null, 9, 3)
	r := container.NewReader(schema)
	begin, err := r.Open(bytes.NewReader(f), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	head := int(container.ByteOf(begin))
	size := (len(f) - head) / 3
	for n := range len(f) + 1 {
		wantEnd, want := 0, 0
		if n >= head {
			want = (n - head) / size
			wantEnd = head + want*size
		}
		w := container.NewWriter(schema, container.Null())
		end, records, err := w.GoOn(bytes.NewReader(f[:n]), int64(n))
		if err != nil || end != int64(wantEnd) || records != int64(3*want) {
			t.Fatalf("%d bytes: goes on at %d behind %d records, %v; want %d, %d", n, end, records, err, wantEnd, 3*want)
		}
		values, _, err := readAll(f[:n], schema, 100)
		if len(values) != 3*want || n == wantEnd && n > 0 && err != nil || n != wantEnd && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Fatalf("%d bytes: %d records, %v", n, len(values), err)
		}
		if wantEnd == 0 {
			continue
		}
		w.Add(value(3 * want))
		mended, err := w.Cut(bytes.Clone(f[:end]))
		if err != nil {
			t.Fatal(err)
		}
		values, _, err = readAll(mended, schema, 100)
		if err != nil || len(values) != 3*want+1 || !bytes.Equal(values[3*want], value(3*want)) {
			t.Fatalf("%d bytes, mended: %d records, %v", n, len(values), err)
		}
	}
}

// TestEvolved reads records that were written with another version of the schema.
func TestEvolved(t *testing.T) {
	newer := `{"type":"record","name":"Reading","fields":[{"name":"celsius","type":"double"},{"name":"quality","type":"int","default":7}]}`
	values, _, err := readAll(file(t, container.Snappy, 10, 4), newer, 100)
	if err != nil || len(values) != 10 {
		t.Fatalf("%d records: %v", len(values), err)
	}
	for k, v := range values {
		if want := record.AppendAvroLong(record.AppendAvroDouble(nil, float64(k)/4), 7); !bytes.Equal(v, want) {
			t.Fatalf("record %d: %x, want %x", k, v, want)
		}
	}
	older := strings.Replace(schema, "celsius", "kelvin", 1)
	if _, _, err := readAll(file(t, container.Null, 1, 1), older, 1); err == nil || !strings.Contains(err.Error(), "field kelvin is not in the writer's schema") {
		t.Errorf("got %v", err)
	}
}

// TestDamaged gives what no writer writes.
func TestDamaged(t *testing.T) {
	whole := file(t, container.Null, 3, 3)
	r := container.NewReader(schema)
	begin, err := r.Open(bytes.NewReader(whole), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	head := whole[:container.ByteOf(begin)]
	marker := head[len(head)-16:]
	block := func(count, size int64, data []byte) []byte {
		b := record.AppendAvroLong(record.AppendAvroLong(bytes.Clone(head), count), size)
		return append(append(b, data...), marker...)
	}
	bomb := func(codec func() container.Codec) []byte {
		w := container.NewWriter(schema, codec())
		b := w.Begin(nil)
		w.Add(make([]byte, 2<<20))
		b, err := w.Cut(b)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	broken := bytes.Clone(file(t, container.Snappy, 3, 3))
	broken[len(broken)-18] ^= 1 // within the checksum
	one := value(1)
	for _, test := range []struct {
		name string
		file []byte
		want string
	}{
		{"no container", []byte("station,celsius\nLHR,11.2\n"), "is no Avro container file"},
		{"no schema", append([]byte("Obj\x01\x00"), marker...), "the schema of the file"},
		{"a negative count", block(-1, 0, nil), "no number of records or bytes"},
		{"a negative length", block(1, -1, nil), "no number of records or bytes"},
		{"a huge count", block(1<<40, 0, nil), "more than"},
		{"a length behind the end", block(1, 1<<19, nil), "unexpected EOF"},
		{"a length beyond what there is room for", block(1, 1<<40, nil), "longer than max_record"},
		{"another marker", block(1, int64(len(one)), append(bytes.Clone(one), "0123456789abcdef"...)), "the file's marker"},
		{"more records than bytes", block(1000, int64(len(one)), one), "record 2 of 1000 is not what"},
		{"fewer records than bytes", block(1, int64(2*len(one)), append(bytes.Clone(one), one...)), "bytes are left behind its 1 records"},
		{"a checksum", broken, "its checksum is another one"},
		{"a bomb of deflate", bomb(container.Deflate), "more than max_record"},
		{"a bomb of snappy", bomb(container.Snappy), "more than max_record"},
		{"a bomb of zstandard", bomb(container.Zstandard), "more than max_record"},
		{"an unknown codec", bytes.Replace(whole, []byte("\x08null"), []byte("\x08bzip"), 1), `packed with "bzip"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, _, err := readAll(test.file, schema, 100)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// TestWindow reads what a writer packed that did not know how much would come, as Java's
// does: it names a window that is larger than a block may be.
func TestWindow(t *testing.T) {
	w := container.NewWriter(schema, container.Zstandard())
	f := w.Begin(nil)
	marker := f[len(f)-16:]
	var packed bytes.Buffer
	e, err := zstd.NewWriter(&packed, zstd.WithWindowSize(4<<20), zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	for k := range 3 {
		if _, err := e.Write(value(k)); err != nil {
			t.Fatal(err)
		}
		if err := e.Flush(); err != nil { // so that the size is not known at the start
			t.Fatal(err)
		}
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	f = record.AppendAvroLong(record.AppendAvroLong(bytes.Clone(f), 3), int64(packed.Len()))
	values, _, err := readAll(append(append(f, packed.Bytes()...), marker...), schema, 10)
	if err != nil || len(values) != 3 || !bytes.Equal(values[2], value(2)) {
		t.Errorf("%d records: %v", len(values), err)
	}
}

// TestOthers: a file of another schema or codec is not gone on with.
func TestOthers(t *testing.T) {
	f := file(t, container.Deflate, 3, 3)
	for _, test := range []struct {
		w    *container.Writer
		want string
	}{
		{container.NewWriter(strings.Replace(schema, "celsius", "kelvin", 1), container.Deflate()), "records of another schema"},
		{container.NewWriter(schema, container.Null()), "is packed with deflate, and null is asked for"},
	} {
		if _, _, err := test.w.GoOn(bytes.NewReader(f), int64(len(f))); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("got %v, want %q", err, test.want)
		}
	}
	if _, _, err := container.NewWriter(schema, container.Null()).GoOn(strings.NewReader("a,b\n"), 4); err == nil {
		t.Error("a file of CSV is gone on with")
	}
}

// FuzzReader reads files from anywhere: it ends, each place is behind the one before,
// and no block is larger than what there is room for.
func FuzzReader(f *testing.F) {
	for _, codec := range codecs {
		f.Add(file(f, codec, 9, 4))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		const most = 64 << 10
		r := container.NewReader(schema)
		place, err := r.Open(bytes.NewReader(b), most)
		if err != nil {
			return
		}
		for {
			var out record.Batch
			next, err := r.Read(&out, record.Row{}, place, 100, most)
			if err != nil {
				break
			}
			if next <= place {
				t.Fatalf("from place %d to %d", place, next)
			}
			place = next
		}
		if _, err := r.Number(bytes.NewReader(b), place); err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && container.ByteOf(place) <= int64(len(b)) {
			t.Fatalf("place %d has no number: %v", place, err)
		}
		_, _, _ = container.NewWriter(schema, container.Null()).GoOn(bytes.NewReader(b), int64(len(b)))
	})
}
