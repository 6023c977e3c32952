package bench

import (
	"io"

	"github.com/hamba/avro/v2"
	"github.com/linkedin/goavro/v2"
	twmb "github.com/twmb/avro"

	"github.com/flowc-lang/flowc/bench/gen/events"
)

var (
	twmbSchema  = twmb.MustParse(eventAvsc)
	goavroCodec = must(goavro.NewCodec(eventAvsc))
	decodeAvro  = []codec{
		generatedReader("generated", (*events.Codec).ReadAvro, asAvroBytes, false),
		generatedReader("generated_owned", (*events.Codec).ReadAvro, asAvroBytes, true),
		avroReader("hamba_reused", hambaRead(), true),
		avroReader("hamba", hambaRead(), false),
		avroReader("twmb_reused", twmbRead, true),
		avroReader("twmb", twmbRead, false),
		{"goavro", goavroRead},
	}
	encodeAvro = []codec{
		generatedWriter((*events.Codec).AppendAvro),
		writer("hamba", hambaWrite()),
		writer("twmb", twmbWrite),
		{"goavro", goavroWrite},
	}
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// avroReader reads into an event that is used again, or into a new one.
func avroReader(name string, read func([]byte, *event) error, reused bool) codec {
	return codec{name, func(in *inputs) (func(int) error, func() any) {
		e := &event{}
		run := func(n int) error {
			if reused {
				e.Tags = e.Tags[:0]
			} else {
				e = &event{}
			}
			return read(in.avro[n], e)
		}
		return run, func() any { return *e }
	}}
}

func hambaRead() func([]byte, *event) error {
	r := avro.NewReader(nil, 0)
	return func(b []byte, e *event) error {
		r.Reset(b)
		r.Error = nil
		r.ReadVal(eventSchema, e)
		return r.Error
	}
}

func twmbRead(b []byte, e *event) error {
	_, err := twmbSchema.Decode(b, e)
	return err
}

// goavroRead reads into a map, which is all that goavro has.
func goavroRead(in *inputs) (func(int) error, func() any) {
	var v any
	run := func(n int) (err error) {
		v, _, err = goavroCodec.NativeFromBinary(in.avro[n])
		return err
	}
	return run, func() any { return must(goavroCodec.BinaryFromNative(nil, v)) }
}

// writer writes the events over a library that appends to a buffer.
func writer(name string, write func([]byte, *event) ([]byte, error)) codec {
	return codec{name, func(in *inputs) (func(int) error, func() any) {
		var d []byte
		run := func(n int) (err error) {
			d, err = write(d[:0], &in.events[n])
			return err
		}
		return run, func() any { return d }
	}}
}

func hambaWrite() func([]byte, *event) ([]byte, error) {
	w := avro.NewWriter(io.Discard, 512)
	return func(d []byte, e *event) ([]byte, error) {
		w.Reset(io.Discard)
		w.WriteVal(eventSchema, e)
		return append(d, w.Buffer()...), w.Error
	}
}

func twmbWrite(d []byte, e *event) ([]byte, error) { return twmbSchema.AppendEncode(d, e) }

func goavroWrite(in *inputs) (func(int) error, func() any) {
	natives := make([]any, len(in.avro))
	for n, b := range in.avro {
		natives[n], _, _ = goavroCodec.NativeFromBinary(b) // what hamba wrote reads
	}
	var d []byte
	run := func(n int) (err error) {
		d, err = goavroCodec.BinaryFromNative(d[:0], natives[n])
		return err
	}
	return run, func() any { return d }
}
