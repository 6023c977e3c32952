// Package easy holds the record that libraries are compared on, and what easyjson
// generates for it.
package easy

//go:generate go tool easyjson -no_std_marshalers event.go

// Event is the record of ../events/events.flow.
//
//easyjson:json
type Event struct {
	ID       int64    `json:"id" avro:"id"`
	Customer string   `json:"customer" avro:"customer"`
	SKU      string   `json:"sku" avro:"sku"`
	Amount   float64  `json:"amount" avro:"amount"`
	Placed   int64    `json:"placed" avro:"placed"`
	Active   bool     `json:"active" avro:"active"`
	State    string   `json:"state" avro:"state"`
	Tags     []string `json:"tags" avro:"tags"`
	Buyer    Buyer    `json:"buyer" avro:"buyer"`
	Token    []byte   `json:"token" avro:"token"`
	Note     *string  `json:"note" avro:"note"`
}

// Buyer is the record in it.
type Buyer struct {
	ID      int64  `json:"id" avro:"id"`
	Name    string `json:"name" avro:"name"`
	Country string `json:"country" avro:"country"`
}
