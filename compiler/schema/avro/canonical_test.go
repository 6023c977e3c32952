package avro

import (
	"strings"
	"testing"

	"github.com/hamba/avro/v2"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// TestFingerprint checks the vectors of the Avro specification's own test suite.
func TestFingerprint(t *testing.T) {
	for schema, want := range map[string]uint64{
		`"null"`:                     0x63dd24e7cc258f8a,
		`"boolean"`:                  0x9f42fc78a4d4f764,
		`"int"`:                      0x7275d51a3f395c8f,
		`{"type":"int", "doc": "x"}`: 0x7275d51a3f395c8f,
		`"string"`:                   0x8f014872634503c7,
		`{"type":"fixed","name":"MyFixed","namespace":"org.apache.hadoop.avro","size":1}`: 0x45df5be838d1dbfa,
	} {
		if got, err := Fingerprint(schema); err != nil || got != want {
			t.Errorf("%s: %#x %v, want %#x", schema, got, err, want)
		}
	}
}

// TestCanonical compares with hamba/avro, which keeps logical types where the
// specification (and Java) strips them: it does not get to see them.
func TestCanonical(t *testing.T) {
	schemas := []string{
		read(t, "everything.avsc"), read(t, "order.avsc"), `["null", {"type": "string"}]`,
		`{"type": "record", "name": "a.R", "fields": [{"name": "x", "type": {"type": "enum", "name": "E", "namespace": "b", "symbols": ["A", "B"]}}, {"name": "y", "type": ["null", "b.E", "R"]}]}`,
	}
	for _, c := range written[2:] {
		schemas = append(schemas, JSON(c.t))
	}
	for _, s := range schemas {
		stripped := strings.ReplaceAll(s, `"logicalType"`, `"other"`)
		h, err := avro.ParseWithCache(stripped, "", new(avro.SchemaCache))
		if err != nil {
			t.Errorf("hamba: %v: %s", err, s)
			continue
		}
		got, err := Canonical(s)
		if err != nil || got != h.String() {
			t.Errorf("%v\ngot  %s\nwant %s", err, got, h.String())
		}
		sum, err := h.FingerprintUsing(avro.CRC64Avro)
		if err != nil {
			t.Fatal(err)
		}
		fp, _ := Fingerprint(s)
		var want uint64
		for _, b := range sum {
			want = want<<8 | uint64(b)
		}
		if fp != want {
			t.Errorf("fingerprint %#x, hamba %#x: %s", fp, want, s)
		}
	}
}

func TestNoFingerprint(t *testing.T) {
	for schema, want := range map[string]string{
		"{\n  \"type\": }":              "avro schema 2:11: expected a JSON value",
		`7`:                             "avro schema: a schema is a name, a list or an object with a type",
		`{"type": "record"}`:            "avro schema: a record needs fields",
		`{"type": "fixed"}`:             "avro schema: a fixed needs a size",
		`{"type": "map", "values": {}}`: "avro schema: a schema is a name, a list or an object with a type",
	} {
		if _, err := Fingerprint(schema); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", schema, err, want)
		}
	}
}

// FuzzParse looks for panics, for places outside the text, and for types that
// cannot be written again.
func FuzzParse(f *testing.F) {
	for _, c := range mistakes {
		f.Add(c.text)
	}
	f.Add(`{"type": "record", "name": "R", "fields": [{"name": "a", "type": ["string", "null", "long"], "default": "x"}]}`)
	f.Add(`{"type": "record", "name": "n.R", "fields": [{"name": "a", "type": {"type": "fixed", "name": "F", "size": 3, "logicalType": "decimal", "precision": 6, "scale": 6}, "default": "\u0000\u00ff\u0001"}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		var r diag.Report
		s := Parse(diag.NewFile("x.avsc", text), &r)
		for _, d := range r.Sorted() {
			if d.At.IsZero() || d.At.Start > d.At.End || d.At.End > len(text) {
				t.Errorf("%s has no place: %+v", d.Message, d.At)
			}
		}
		if r.Failed() {
			return
		}
		if ok, why, path := Carries(s.Roots[0]); !ok {
			t.Fatalf("not carried: %s %s", path, why)
		}
		again := JSON(s.Roots[0])
		first, err := Canonical(text)
		if err != nil {
			t.Fatal(err)
		}
		if second, err := Canonical(again); err != nil || first != second {
			t.Errorf("%v\nfirst  %s\nsecond %s", err, first, second)
		}
		if got := JSON(Parse(diag.NewFile("y.avsc", again), &r).Roots[0]); r.Failed() || got != again {
			t.Errorf("%v: %s, then %s", r.Sorted(), again, got)
		}
	})
}
