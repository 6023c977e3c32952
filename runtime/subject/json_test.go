package subject

import (
	"testing"

	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/registry"
)

// Whatever version of its JSON Schema a record names, its text is read; an id of another
// kind of schema, or of none, fails the record, and each is asked for once.
func TestJSONFrame(t *testing.T) {
	s := serve(t, stored{"JSON", `{"title":"A"}`}, stored{"JSON", `{"title":"B"}`}, stored{"AVRO", `"long"`})
	x := &JSON{}
	subject := registry.Subject{Name: "r-value", Kind: registry.JSON, Text: `{"title":"A"}`, Register: registry.Never}
	if err := x.Bind(t.Context(), s.client(t, t.Context()), subject, true); err != nil {
		t.Fatal(err)
	}
	if got := x.AppendFrame(nil); string(got) != string(framed(1)) {
		t.Errorf("% x", got)
	}
	for _, c := range []struct {
		b    []byte
		want int
	}{
		{framed(1, '{'), 5},
		{framed(2, '{'), 5},
		{framed(3, '{'), -int(record.BadSchema)},
		{framed(9, '{'), -int(record.BadSchema)},
		{[]byte("{}"), -int(record.BadMagic)},
		{nil, -int(record.Short)},
	} {
		for range 2 {
			if got := x.Frame(c.b); got != c.want {
				t.Errorf("% x: cursor %d, want %d", c.b, got, c.want)
			}
		}
	}
	if n := s.asked.Load(); n != 3 {
		t.Errorf("%d requests for three ids", n)
	}
	if n := testing.AllocsPerRun(100, func() { x.Frame(framed2) }); n != 0 {
		t.Errorf("%v allocations for a record of another version", n)
	}
}

var framed2 = framed(2, '{')

// A version that is named is taken by its number: nothing is looked up or registered,
// and what is written must be what it says.
func TestVersion(t *testing.T) {
	s := serve(t, stored{"JSON", `{"title":"A"}`}, stored{"AVRO", own}, stored{"AVRO", older})
	subject := registry.Subject{Name: "r-value", Kind: registry.Avro, Text: own, Register: registry.Never, Version: 2}
	var x Avro
	if err := x.Bind(t.Context(), s.client(t, t.Context()), subject, true); err != nil || x.id != 2 {
		t.Errorf("version 2: id %d, %v", x.id, err)
	}
	for _, version := range []int{1, 3, 9} {
		subject.Version = version
		if err := new(Avro).Bind(t.Context(), s.client(t, t.Context()), subject, true); err == nil {
			t.Errorf("version %d is taken", version)
		}
	}
	subject.Version = 3 // it is only read
	if err := x.Bind(t.Context(), s.client(t, t.Context()), subject, false); err != nil || x.id == 3 {
		t.Errorf("version 3 is read as the own one: id %d, %v", x.id, err)
	}
}

// Where the program's text is not registered, the version that is pinned is taken, if it
// is written in the same way.
func TestPinned(t *testing.T) {
	s := serve(t, stored{"AVRO", own + " "}, stored{"AVRO", older})
	s.other = true
	subject := registry.Subject{Name: "r-value", Kind: registry.Avro, Text: own, Register: registry.Never}
	for version, id := range []int64{unregistered, 1, unregistered} {
		subject.Pinned = version
		var x Avro
		if err := x.Bind(t.Context(), s.client(t, t.Context()), subject, true); (err == nil) != (id > 0) || x.id != id {
			t.Errorf("pinned at %d: id %d, %v", version, x.id, err)
		}
	}
}

// A program that only reads, and whose schema the registry does not have, takes no record
// for its own: neither one that names id 0, nor any other that nobody has registered.
func TestNotRegistered(t *testing.T) {
	s := serve(t, stored{"JSON", `{"title":"B"}`})
	s.other = true
	x := &JSON{}
	if got := x.Frame(framed(0, '{')); got != 5 {
		t.Errorf("without a registry: cursor %d", got)
	}
	subject := registry.Subject{Name: "r-value", Kind: registry.JSON, Text: `{"title":"A"}`, Register: registry.Never}
	if err := x.Bind(t.Context(), s.client(t, t.Context()), subject, false); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[uint32]int{0: -int(record.BadSchema), 1: 5, 9: -int(record.BadSchema)} {
		if got := x.Frame(framed(id, '{')); got != want {
			t.Errorf("id %d: cursor %d, want %d", id, got, want)
		}
	}
}
