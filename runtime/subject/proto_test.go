package subject

import (
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/registry"
)

const ownProto = "package shop; message A {} message Order { int64 id = 1; }"

// Records of other versions are read where their fields mean the same, behind the place
// that the message has in that version; each id is asked for once.
func TestProtoFrame(t *testing.T) {
	s := serve(
		t, stored{"PROTOBUF", ownProto}, stored{"PROTOBUF", "package shop; message Order { int32 id = 1; string note = 2; } message Bill {}"},
		stored{"PROTOBUF", "package shop; message Order { string id = 1; }"}, stored{"JSON", "{}"}, stored{"PROTOBUF", "message"},
	)
	x := &Proto{Message: "shop.Order", Index: "\x02\x02"}
	subject := registry.Subject{Name: "r-value", Kind: registry.Protobuf, Text: ownProto, Register: registry.Never}
	if err := x.Bind(t.Context(), s.client(t, t.Context()), subject, true); err != nil {
		t.Fatal(err)
	}
	if got := x.AppendFrame(nil); string(got) != string(framed(1, 2, 2)) {
		t.Errorf("% x", got)
	}
	for _, c := range []struct {
		b    []byte
		want int
	}{
		{framed(1, 2, 2, 8, 1), 7},
		{framed(1, 0, 8, 1), -int(record.BadSchema)}, // A
		{framed(2, 0, 8, 1), 6},
		{framed(2, 2, 0, 8, 1), 7},
		{framed(2, 2, 2), -int(record.BadSchema)}, // a Bill
		{framed(3, 0, 8, 1), -int(record.BadSchema)},
		{framed(4, 0), -int(record.BadSchema)},
		{framed(5, 0), -int(record.BadSchema)},
		{framed(9, 0), -int(record.BadSchema)},
		{framed(1), -int(record.Short)},
		{framed(2), -int(record.Short)},
		{[]byte{8, 1}, -int(record.BadMagic)},
	} {
		for range 2 {
			if got := x.Frame(c.b); got != c.want {
				t.Errorf("% x: cursor %d, want %d", c.b, got, c.want)
			}
		}
	}
	if n := s.asked.Load(); n != 5 {
		t.Errorf("%d requests for five ids", n)
	}
	for _, b := range [][]byte{framed(1, 2, 2, 8, 1), framed(2, 0, 8, 1)} {
		if n := testing.AllocsPerRun(100, func() { x.Frame(b) }); n != 0 {
			t.Errorf("% x: %v allocations", b, n)
		}
	}
}

// A version that is named is written as it is there: with its id, and with the place that
// the message has in it.
func TestProtoVersion(t *testing.T) {
	s := serve(t, stored{"PROTOBUF", "message Order { string id = 1; }"}, stored{"PROTOBUF", "message B {} message C {} message Order { int64 id = 1; string more = 2; }"})
	subject := registry.Subject{Name: "r-value", Kind: registry.Protobuf, Text: ownProto, Register: registry.Never, Version: 2}
	x := &Proto{Message: "shop.Order", Index: "\x02\x02"}
	if err := x.Bind(t.Context(), s.client(t, t.Context()), subject, true); err != nil {
		t.Fatal(err)
	}
	if got := x.AppendFrame(nil); string(got) != string(framed(2, 2, 4)) {
		t.Errorf("% x", got)
	}
	subject.Version = 1
	if err := new(Proto).Bind(t.Context(), s.client(t, t.Context()), subject, true); err == nil {
		t.Error("a schema that the program does not have is bound")
	}
	other := &Proto{Message: "shop.Order", Index: "\x02\x02"}
	if err := other.Bind(t.Context(), s.client(t, t.Context()), subject, true); err == nil || !strings.Contains(err.Error(), "was written as int64 and is read as string") {
		t.Error(err)
	}
}
