package bench

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/hamba/avro/v2"

	"github.com/flowc-lang/flowc/runtime/record"
)

// orderSchema is Order for hamba. The total has no logical type: as bytes it costs
// the library least.
var orderSchema = avro.MustParse(`{"type": "record", "name": "Order", "fields": [
	{"name": "id", "type": "long"},
	{"name": "customer", "type": "string"},
	{"name": "sku", "type": "string"},
	{"name": "price", "type": "double"},
	{"name": "placed", "type": {"type": "long", "logicalType": "timestamp-millis"}},
	{"name": "express", "type": "boolean"},
	{"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["NEW", "PAID", "PACKED", "SENT", "RETURNED"]}},
	{"name": "tags", "type": {"type": "array", "items": "string"}},
	{"name": "buyer", "type": {"type": "record", "name": "Buyer", "fields": [
		{"name": "id", "type": "long"}, {"name": "name", "type": "string"}, {"name": "country", "type": "string"}]}},
	{"name": "token", "type": "bytes"},
	{"name": "total", "type": "bytes"},
	{"name": "note", "type": ["null", "string"]}]}`)

// hand is a pipeline written by hand over libraries. run takes one record and
// appends what comes out to out, or nothing.
type hand struct {
	run  func(value []byte) error
	out  *record.Batch
	json *json.Encoder // writes to buf
	buf  bytes.Buffer
	in   *avro.Reader
	avro *avro.Writer
	o    order
}

// newHand makes what the libraries let one reuse from record to record.
func newHand(out *record.Batch) *hand {
	h := &hand{out: out, in: avro.NewReader(nil, 0), avro: avro.NewWriter(io.Discard, 512)}
	h.json = json.NewEncoder(&h.buf)
	h.json.SetEscapeHTML(false)
	return h
}

// batch does what Run of generated code does.
func (h *hand) batch(in *record.Batch) error {
	for n := range in.Rows {
		slab := len(h.out.Slab)
		if err := h.run(in.Bytes(in.Rows[n].Value)); err != nil {
			return err
		}
		if len(h.out.Slab) > slab {
			r := in.Rows[n]
			h.out.Rows = append(h.out.Rows, record.Row{
				Key: record.Null, Value: h.out.Since(slab), Headers: record.Null,
				Offset: r.Offset, Timestamp: r.Timestamp, Partition: -1, Input: int32(n),
			})
		}
	}
	return nil
}

// readAvro reads into a value that is used again.
func (h *hand) readAvro(value []byte, v any) error {
	h.in.Reset(value)
	h.in.Error = nil
	h.in.ReadVal(orderSchema, v)
	return h.in.Error
}

// readOrder reads into o. hamba leaves a list as it was where it reads an empty one.
func (h *hand) readOrder(value []byte) error {
	h.o.Tags = h.o.Tags[:0]
	return h.readAvro(value, &h.o)
}

func (h *hand) writeAvro(v any) error {
	h.avro.Reset(io.Discard)
	h.avro.WriteVal(orderSchema, v)
	h.out.Slab = append(h.out.Slab, h.avro.Buffer()...)
	return h.avro.Error
}

func (h *hand) writeJSON(v any) error {
	h.buf.Reset()
	if err := h.json.Encode(v); err != nil {
		return err
	}
	h.out.Slab = append(h.out.Slab, h.buf.Bytes()[:h.buf.Len()-1]...) // without the line end
	return nil
}

func handAvroToJSON(h *hand) func([]byte) error {
	return func(value []byte) error {
		if err := h.readOrder(value); err != nil {
			return err
		}
		return h.writeJSON(&h.o)
	}
}

func handJSONToAvro(h *hand) func([]byte) error {
	return func(value []byte) error {
		tags, token, total := h.o.Tags[:0], h.o.Token[:0], h.o.Total[:0]
		h.o = order{Tags: tags, Token: token, Total: total} // what stood in it is not to shine through
		if err := json.Unmarshal(value, &h.o); err != nil {
			return err
		}
		return h.writeAvro(&h.o)
	}
}

// chosen are the fields that select reads: hamba skips the others.
type chosen struct {
	ID       int64   `avro:"id"`
	Customer string  `avro:"customer"`
	Price    float64 `avro:"price"`
	Express  bool    `avro:"express"`
	Total    amount  `avro:"total"`
}

type large struct {
	ID       int64   `json:"id"`
	Customer string  `json:"customer"`
	Total    amount  `json:"total"`
	Gross    float64 `json:"gross"`
}

func handSelect(h *hand) func([]byte) error {
	var c chosen
	var l large
	return func(value []byte) error {
		if err := h.readAvro(value, &c); err != nil {
			return err
		}
		if !c.Express || c.Price <= 100 {
			return nil
		}
		l = large{ID: c.ID, Customer: c.Customer, Total: c.Total, Gross: c.Price * 1.19}
		return h.writeJSON(&l)
	}
}
