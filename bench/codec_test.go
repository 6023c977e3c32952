package bench

import (
	"fmt"
	"testing"

	"github.com/flowc-lang/flowc/bench/gen/events"
	"github.com/flowc-lang/flowc/runtime/record"
)

// codec is one way of reading, writing or converting events, over a library or by
// generated code.
type codec struct {
	name string
	// open makes a function that takes the nth of the inputs, and another that gives
	// what it made of it: an event that was read, or the bytes that were written.
	open func(*inputs) (run func(n int) error, result func() any)
}

// inputs are the same events in each form.
type inputs struct {
	events                      []event
	avro, json, shuffled, proto [][]byte
}

func newInputs(t testing.TB) *inputs {
	in := &inputs{events: makeEvents(perBatch)}
	for k := range in.events {
		in.avro = append(in.avro, eventAsAvro(t, &in.events[k]))
		in.json = append(in.json, eventAsJSON(t, &in.events[k]))
		in.shuffled = append(in.shuffled, eventAsShuffledJSON(t, &in.events[k]))
		in.proto = append(in.proto, eventAsProto(t, &in.events[k]))
	}
	return in
}

// codecs are the works, each with its candidates; the generated code comes first.
var codecs = []struct {
	name       string
	candidates []codec
}{
	{"avro_decode", decodeAvro},
	{"avro_encode", encodeAvro},
	{"json_decode", decodeJSON(func(in *inputs) [][]byte { return in.json })},
	{"json_decode_shuffled", decodeJSON(func(in *inputs) [][]byte { return in.shuffled })},
	{"json_encode", encodeJSON},
	{"protobuf_decode", decodeProto},
	{"protobuf_encode", encodeProto},
	{"avro_to_json", avroToJSON},
	{"json_to_avro", jsonToAvro},
}

// BenchmarkCodec runs every candidate of each work on the same inputs; generated code
// runs twice, for the noise.
func BenchmarkCodec(b *testing.B) {
	in := newInputs(b)
	batch := &record.Batch{Rows: make([]record.Row, len(in.events))}
	for _, w := range codecs {
		again := w.candidates[0]
		again.name = "again"
		for _, c := range append([]codec{w.candidates[0], again}, w.candidates[1:]...) {
			run, _ := c.open(in)
			b.Run(w.name+"/"+c.name, func(b *testing.B) {
				measure(b, batch, func(*record.Batch) {
					for n := range in.events {
						if err := run(n); err != nil {
							b.Fatal(err)
						}
					}
				})
			})
		}
	}
}

// generatedReader is the generated code that reads, with texts that alias the input
// or that are owned.
func generatedReader(name string, read func(*events.Codec, []byte) int, of func(*inputs) [][]byte, own bool) codec {
	return codec{name, func(in *inputs) (func(int) error, func() any) {
		c, from := &events.Codec{}, of(in)
		run := func(n int) error {
			if i := read(c, from[n]); i < 0 {
				return fmt.Errorf("record %d: %d", n, i)
			}
			if own {
				c.Own()
			}
			return nil
		}
		// A generated struct is told by what it is written as.
		return run, func() any { return c.AppendJSON(nil) }
	}}
}

// generatedWriter is the generated code that writes. It reads each event beforehand:
// what it costs is the writing.
func generatedWriter(write func(*events.Codec, []byte) []byte) codec {
	return codec{"generated", func(in *inputs) (func(int) error, func() any) {
		all := make([]events.Codec, len(in.events))
		for n := range all {
			if i := all[n].ReadAvro(in.avro[n]); i < 0 {
				panic("an event that hamba wrote cannot be read")
			}
		}
		var d []byte
		run := func(n int) error {
			d = write(&all[n], d[:0])
			return nil
		}
		return run, func() any { return d }
	}}
}

// generatedConverter is the generated code that reads one form and writes another.
func generatedConverter(of func(*inputs) [][]byte, convert func(c *events.Codec, d, b []byte) ([]byte, int)) codec {
	return codec{"generated", func(in *inputs) (func(int) error, func() any) {
		c, from := &events.Codec{}, of(in)
		var d []byte
		run := func(n int) error {
			var i int
			if d, i = convert(c, d[:0], from[n]); i < 0 {
				return fmt.Errorf("record %d: %d", n, i)
			}
			return nil
		}
		return run, func() any { return d }
	}}
}

func asAvroBytes(in *inputs) [][]byte { return in.avro }
func asJSONBytes(in *inputs) [][]byte { return in.json }
