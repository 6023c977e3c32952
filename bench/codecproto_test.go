package bench

import (
	"testing"

	"buf.build/go/hyperpb"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/flowc-lang/flowc/bench/gen/events"
	"github.com/flowc-lang/flowc/bench/messages"
)

var (
	decodeProto = []codec{
		generatedReader("generated", (*events.Codec).ReadProto, asProtoBytes, false),
		generatedReader("generated_owned", (*events.Codec).ReadProto, asProtoBytes, true),
		vtReader("vtprotobuf_unsafe_reused", (*messages.Event).UnmarshalVTUnsafe, true),
		vtReader("vtprotobuf_reused", (*messages.Event).UnmarshalVT, true),
		vtReader("vtprotobuf", (*messages.Event).UnmarshalVT, false),
		{"hyperpb_alias", hyperRead},
		vtReader("protobuf_go", func(m *messages.Event, b []byte) error { return proto.Unmarshal(b, m) }, false),
	}
	encodeProto = []codec{
		writesProto(generatedWriter((*events.Codec).AppendProto)),
		messageWriter("vtprotobuf", vtWrite),
		messageWriter("protobuf_go", func(d []byte, m *messages.Event) ([]byte, error) { return proto.MarshalOptions{}.MarshalAppend(d, m) }),
	}
)

func asProtoBytes(in *inputs) [][]byte { return in.proto }

// eventAsProto is what the reference implementation writes.
func eventAsProto(t testing.TB, e *event) []byte {
	b, err := proto.MarshalOptions{Deterministic: true}.Marshal(messageOf(e))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func messageOf(e *event) *messages.Event {
	return &messages.Event{
		Id: e.ID, Customer: e.Customer, Sku: e.SKU, Amount: e.Amount, Placed: e.Placed, Active: e.Active,
		State: messages.State(messages.State_value[e.State]), Tags: e.Tags,
		Buyer: &messages.Buyer{Id: e.Buyer.ID, Name: e.Buyer.Name, Country: e.Buyer.Country}, Token: e.Token, Note: e.Note,
	}
}

func eventOfMessage(m *messages.Event) event {
	return event{
		ID: m.Id, Customer: m.Customer, SKU: m.Sku, Amount: m.Amount, Placed: m.Placed, Active: m.Active,
		State: m.State.String(), Tags: m.Tags, Buyer: buyer{ID: m.Buyer.Id, Name: m.Buyer.Name, Country: m.Buyer.Country},
		Token: m.Token, Note: m.Note,
	}
}

// eventOfProto reads a message with the reference implementation.
func eventOfProto(b []byte) event {
	m := &messages.Event{}
	if err := proto.Unmarshal(b, m); err != nil {
		panic(err) // a candidate wrote no message
	}
	return eventOfMessage(m)
}

// vtReader reads into a message that is used again, as one from a pool is, or into a
// new one.
func vtReader(name string, read func(*messages.Event, []byte) error, reused bool) codec {
	return codec{name, func(in *inputs) (func(int) error, func() any) {
		m := &messages.Event{}
		run := func(n int) error {
			if reused {
				m.ResetVT()
			} else {
				m = &messages.Event{}
			}
			return read(m, in.proto[n])
		}
		return run, func() any { return eventOfMessage(m) }
	}}
}

// hyperRead parses into memory that is used again. Its messages have only reflection;
// what reading their fields by that costs is not counted.
func hyperRead(in *inputs) (func(int) error, func() any) {
	kind := hyperpb.CompileMessageDescriptor((&messages.Event{}).ProtoReflect().Descriptor())
	shared := new(hyperpb.Shared)
	var m *hyperpb.Message
	run := func(n int) error {
		if m != nil {
			shared.Free()
		}
		m = shared.NewMessage(kind)
		return m.Unmarshal(in.proto[n], hyperpb.WithAllowAlias(true))
	}
	return run, func() any { return eventOfProto(must(proto.Marshal(protoreflect.ProtoMessage(m)))) }
}

// messageWriter writes messages, which are made beforehand.
func messageWriter(name string, write func([]byte, *messages.Event) ([]byte, error)) codec {
	return writesProto(codec{name, func(in *inputs) (func(int) error, func() any) {
		all := make([]*messages.Event, len(in.events))
		for n := range all {
			all[n] = messageOf(&in.events[n])
		}
		var d []byte
		run := func(n int) (err error) {
			d, err = write(d[:0], all[n])
			return err
		}
		return run, func() any { return d }
	}})
}

// writesProto says that what c writes are messages.
func writesProto(c codec) codec {
	open := c.open
	c.open = func(in *inputs) (func(int) error, func() any) {
		run, result := open(in)
		return run, func() any { return eventOfProto(result().([]byte)) }
	}
	return c
}

// vtWrite writes from the back into a buffer that is used again.
func vtWrite(d []byte, m *messages.Event) ([]byte, error) {
	size := m.SizeVT()
	if cap(d) < size {
		d = make([]byte, size)
	}
	n, err := m.MarshalToSizedBufferVT(d[:size])
	return d[size-n : size], err
}
