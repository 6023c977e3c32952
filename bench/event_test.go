package bench

import (
	"math/rand/v2"
	"testing"

	"github.com/hamba/avro/v2"

	"github.com/flowc-lang/flowc/bench/easy"
)

// event is the record of events.flow for libraries that reflect.
type event = easy.Event

const eventAvsc = `{"type": "record", "name": "Event", "fields": [
	{"name": "id", "type": "long"},
	{"name": "customer", "type": "string"},
	{"name": "sku", "type": "string"},
	{"name": "amount", "type": "double"},
	{"name": "placed", "type": "long"},
	{"name": "active", "type": "boolean"},
	{"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["NEW", "PAID", "PACKED", "SENT", "RETURNED"]}},
	{"name": "tags", "type": {"type": "array", "items": "string"}},
	{"name": "buyer", "type": {"type": "record", "name": "Buyer", "fields": [
		{"name": "id", "type": "long"}, {"name": "name", "type": "string"}, {"name": "country", "type": "string"}]}},
	{"name": "token", "type": "bytes"},
	{"name": "note", "type": ["null", "string"]}]}`

var eventSchema = avro.MustParse(eventAvsc)

// makeEvents makes n events, the same at each run, from the same values as the orders.
func makeEvents(n int) []event {
	out := make([]event, n)
	for i, o := range makeOrders(n) {
		out[i] = event{
			ID: o.ID, Customer: o.Customer, SKU: o.SKU, Amount: o.Price, Placed: o.Placed.UnixMilli(), Active: o.Express,
			State: o.State, Tags: o.Tags, Buyer: o.Buyer, Token: o.Token, Note: o.Note,
		}
	}
	return out
}

// empty empties e and keeps the memory of its lists: what stood in it is not to shine
// through where a library leaves alone what it does not find.
func empty(e *event) { *e = event{Tags: e.Tags[:0], Token: e.Token[:0]} }

func eventAsAvro(t testing.TB, e *event) []byte {
	b, err := avro.Marshal(eventSchema, e)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func eventAsJSON(t testing.TB, e *event) []byte { return compactJSON(t, e) }

func eventAsShuffledJSON(t testing.TB, e *event) []byte {
	r := rand.New(rand.NewPCG(uint64(e.ID), 0))
	return shuffled(t, r, eventAsJSON(t, e))
}
