package bench

import (
	"bytes"
	"encoding/json"

	"github.com/bytedance/sonic"
	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	goccy "github.com/goccy/go-json"
	"github.com/mailru/easyjson"
	"github.com/mailru/easyjson/jwriter"

	"github.com/flowc-lang/flowc/bench/gen/events"
)

var (
	encodeJSON = []codec{
		generatedWriter((*events.Codec).AppendJSON),
		writer("sonic_fastest", sonicWrite),
		writer("goccy", goccyWrite),
		writer("easyjson", easyWrite),
		writer("encoding_json_v2", v2Write()),
		writer("encoding_json", v1Write()),
	}
	avroToJSON = []codec{
		generatedConverter(asAvroBytes, (*events.Codec).AvroToJSON),
		converter("twmb_sonic", asAvroBytes, twmbRead, sonicWrite),
		converter("hamba_encoding_json", asAvroBytes, hambaRead(), v1Write()),
	}
	jsonToAvro = []codec{
		generatedConverter(asJSONBytes, (*events.Codec).JSONToAvro),
		converter("sonic_twmb", asJSONBytes, sonicFastest, twmbWrite),
		converter("encoding_json_hamba", asJSONBytes, v1Read, hambaWrite()),
	}
)

func decodeJSON(of func(*inputs) [][]byte) []codec {
	return []codec{
		generatedReader("generated", (*events.Codec).ReadJSON, of, false),
		generatedReader("generated_owned", (*events.Codec).ReadJSON, of, true),
		jsonReader("sonic_fastest", of, sonicFastest),
		jsonReader("sonic_std", of, sonicStd),
		jsonReader("goccy", of, goccyRead),
		jsonReader("easyjson", of, easyRead),
		jsonReader("encoding_json_v2", of, v2Read),
		jsonReader("encoding_json", of, v1Read),
	}
}

// jsonReader reads into an event that is used again.
func jsonReader(name string, of func(*inputs) [][]byte, read func([]byte, *event) error) codec {
	return codec{name, func(in *inputs) (func(int) error, func() any) {
		e, from := &event{}, of(in)
		run := func(n int) error {
			empty(e)
			return read(from[n], e)
		}
		return run, func() any { return *e }
	}}
}

// converter reads with one library and writes with another, over an event and a
// buffer that are used again.
func converter(name string, of func(*inputs) [][]byte, read func([]byte, *event) error, write func([]byte, *event) ([]byte, error)) codec {
	return codec{name, func(in *inputs) (func(int) error, func() any) {
		e, from := &event{}, of(in)
		var d []byte
		run := func(n int) (err error) {
			empty(e)
			if err := read(from[n], e); err != nil {
				return err
			}
			d, err = write(d[:0], e)
			return err
		}
		return run, func() any { return d }
	}}
}

func sonicFastest(b []byte, e *event) error { return sonic.ConfigFastest.Unmarshal(b, e) }
func sonicStd(b []byte, e *event) error     { return sonic.ConfigStd.Unmarshal(b, e) }
func goccyRead(b []byte, e *event) error    { return goccy.UnmarshalNoEscape(b, e) }
func easyRead(b []byte, e *event) error     { return easyjson.Unmarshal(b, e) }
func v2Read(b []byte, e *event) error       { return jsonv2.Unmarshal(b, e) }
func v1Read(b []byte, e *event) error       { return json.Unmarshal(b, e) }

func sonicWrite(d []byte, e *event) ([]byte, error) {
	b, err := sonic.ConfigFastest.Marshal(e)
	return append(d, b...), err
}

func goccyWrite(d []byte, e *event) ([]byte, error) {
	b, err := goccy.MarshalNoEscape(e)
	return append(d, b...), err
}

func easyWrite(d []byte, e *event) ([]byte, error) {
	w := jwriter.Writer{NoEscapeHTML: true}
	e.MarshalEasyJSON(&w)
	return w.BuildBytes(d)
}

func v2Write() func([]byte, *event) ([]byte, error) {
	var buf bytes.Buffer
	w := jsontext.NewEncoder(&buf)
	return func(d []byte, e *event) ([]byte, error) {
		buf.Reset()
		w.Reset(&buf)
		err := jsonv2.MarshalEncode(w, e)
		return append(d, bytes.TrimSuffix(buf.Bytes(), []byte("\n"))...), err
	}
}

func v1Write() func([]byte, *event) ([]byte, error) {
	var buf bytes.Buffer
	w := json.NewEncoder(&buf)
	w.SetEscapeHTML(false)
	return func(d []byte, e *event) ([]byte, error) {
		buf.Reset()
		err := w.Encode(e)
		return append(d, bytes.TrimSuffix(buf.Bytes(), []byte("\n"))...), err
	}
}
