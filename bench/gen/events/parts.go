// Package events is generated from bench/events, but for this file.
package events

import (
	"slices"
	"strings"
)

// This file is written by hand, and what `make generate` leaves alone: it gives the
// benchmarks the parts of the pipelines, which are not exported, one by one.

// Codec reads and writes one event with the functions of the pipelines.
type Codec struct {
	v event
	s scratch
}

// ReadAvro reads b, which the event aliases. It returns a number below zero where b
// is no event.
func (c *Codec) ReadAvro(b []byte) int {
	c.s.reset()
	return avroToJsonReadEvents(&c.v, &c.s, b)
}

// ReadJSON is ReadAvro for JSON.
func (c *Codec) ReadJSON(b []byte) int {
	c.s.reset()
	return jsonToAvroReadDocuments(&c.v, &c.s, b)
}

// ReadProto is ReadAvro for Protocol Buffers.
func (c *Codec) ReadProto(b []byte) int {
	c.s.reset()
	return protoToJsonReadMessages(&c.v, &c.s, b)
}

// AppendAvro appends the event.
func (c *Codec) AppendAvro(d []byte) []byte { return appendEventAvro(d, &c.v) }

// AppendProto appends the event.
func (c *Codec) AppendProto(d []byte) []byte { return appendEventProtobuf(d, &c.v) }

// AppendJSON appends the event.
func (c *Codec) AppendJSON(d []byte) []byte { return appendEventJSON(d, &c.v) }

// AvroToJSON appends the event that b is. It returns a number below zero where b is none.
func (c *Codec) AvroToJSON(d, b []byte) ([]byte, int) {
	i := c.ReadAvro(b)
	if i < 0 {
		return d, i
	}
	return c.AppendJSON(d), i
}

// JSONToAvro is AvroToJSON the other way.
func (c *Codec) JSONToAvro(d, b []byte) ([]byte, int) {
	c.s.reset()
	i := jsonToAvroFuseDocuments(&d, &c.s, b)
	if i >= 0 {
		return d, i
	}
	if i = c.ReadJSON(b); i < 0 {
		return d, i
	}
	return c.AppendAvro(d), i
}

// Own copies what the event aliases to memory of its own, as libraries do that
// cannot know how long it is needed. The list is used again, as theirs is.
func (c *Codec) Own() {
	v := &c.v
	v.customer, v.sku = strings.Clone(v.customer), strings.Clone(v.sku)
	for k := range v.tags {
		v.tags[k] = strings.Clone(v.tags[k])
	}
	v.buyer.name, v.buyer.country = strings.Clone(v.buyer.name), strings.Clone(v.buyer.country)
	v.token = slices.Clone(v.token)
	v.note = strings.Clone(v.note)
}
