package avro

import (
	"strings"
	"testing"
)

func TestMistakes(t *testing.T) {
	for _, text := range []string{
		"", "{", "7", `"nope"`, `[]`, `{"type":"record","name":"R"}`, `{"type":"enum","name":"E","symbols":["A"],"default":"B"}`,
		`{"type":"fixed","name":"F","size":-1}`, `{"type":"fixed","name":"F","size":99999999}`, `[["null"]]`, `"long" 1`, `{"name":"x"}`,
		strings.Repeat(`{"type":"array","items":`, 70) + `"int"` + strings.Repeat("}", 70),
		`{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"a","type":"int"}]}`,
	} {
		if _, err := Parse(text); err == nil {
			t.Errorf("%.60s is taken", text)
		}
	}
}

// Units and scales that differ would give other values, so they do not fit.
func TestMeanings(t *testing.T) {
	for _, x := range []struct {
		reader, writer string
		fits           bool
	}{
		{`{"type":"long","logicalType":"timestamp-millis"}`, `{"type":"long","logicalType":"timestamp-micros"}`, false},
		{`{"type":"long","logicalType":"timestamp-millis"}`, `"long"`, true},
		{`{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}`, `{"type":"bytes","logicalType":"decimal","precision":9,"scale":3}`, false},
		{`{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}`, `{"type":"bytes","logicalType":"decimal","precision":4,"scale":2}`, true},
	} {
		if _, err := resolveTexts(t, x.reader, x.writer); (err == nil) != x.fits {
			t.Errorf("%s from %s: %v", x.reader, x.writer, err)
		}
	}
}

// FuzzRewrite feeds schemas and bytes from outside: nothing may panic, hang, or make
// more than its bound.
func FuzzRewrite(f *testing.F) {
	const (
		own   = `{"type":"record","name":"R","fields":[{"name":"a","type":"long"},{"name":"b","type":"string","default":"new"}]}`
		older = `{"type":"record","name":"R","fields":[{"name":"gone","type":"string"},{"name":"a","type":"int"}]}`
	)
	f.Add(own, older, []byte{2, 'x', 4})
	f.Add(`["null","long"]`, `"int"`, []byte{2})
	f.Add(`{"type":"record","name":"L","fields":[{"name":"n","type":["null","L"]}]}`, `{"type":"record","name":"L","fields":[{"name":"n","type":["null","L"]}]}`, []byte{2, 2, 0})
	f.Add(`{"type":"array","items":"long"}`, `{"type":"array","items":"null"}`, []byte{0xfe, 0xff, 3, 0})
	f.Fuzz(func(t *testing.T, reader, writer string, b []byte) {
		r, err := Parse(reader)
		if err != nil {
			return
		}
		w, err := Parse(writer)
		if err != nil {
			return
		}
		p, err := Resolve(r, w)
		if err != nil {
			return
		}
		if out, i := p.Rewrite(nil, b, 0); i > len(b) || len(out) > mostBytes+mostDefault+len(b)+64 {
			t.Errorf("%d bytes became %d, the cursor is %d", len(b), len(out), i)
		}
	})
}
