package subject

import (
	"context"
	"fmt"
	"strings"

	"github.com/flowc-lang/flowc/runtime/protobuf"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/registry"
)

// Proto is a protobuf schema of the program and what a registry says of it. Records of
// other versions are read by the same code, once it was seen that no field means
// something else there, see [protobuf.Message.Reads].
type Proto struct {
	Message string // full name of the message in the program's schema
	Index   string // its place there, as it stands behind the id
	Unnamed bool   // the name is made up, so the message may have any
	ids
}

// Bind resolves the id of the schema, which is looked up or registered as s says.
// A program that only reads need not find its own.
// Ids that records name are fetched later, once each.
func (x *Proto) Bind(start context.Context, c *registry.Client, s registry.Subject, writes bool) error {
	own, err := protobuf.Parse(s.Text, texts(s.Uses)...)
	if err != nil {
		return fmt.Errorf("schema of %s: %w", s.Name, err)
	}
	message, err := own.Message(x.Message)
	if err != nil {
		return fmt.Errorf("schema of %s: %w", s.Name, err)
	}
	judge := func(live *registry.Schema) (e entry, err error) {
		writer, err := parse(live)
		if err == nil {
			e.heads, err = message.Reads(writer, x.Unnamed)
		}
		return e, err
	}
	index := x.Index
	err = x.bind(start, c, s, writes, judge, func(live *registry.Schema) error {
		there, err := parse(live)
		if err == nil {
			index, err = message.Written(there, x.Unnamed)
		}
		return err
	})
	if x.id != unregistered {
		x.Index = index
	}
	return err
}

// texts are those of schemas that another one refers to, and of those that they refer to.
func texts(uses []registry.Reference) (out []string) {
	seen := map[string]bool{}
	var all func(uses []registry.Reference)
	all = func(uses []registry.Reference) {
		for _, u := range uses {
			if !seen[u.Name] {
				seen[u.Name] = true
				out = append(out, u.Text)
				all(u.Uses)
			}
		}
	}
	all(uses)
	return out
}

// parse reads a schema of the registry.
func parse(live *registry.Schema) (*protobuf.Schema, error) {
	if err := ofKind(live, registry.Protobuf); err != nil {
		return nil, err
	}
	var uses []string
	for _, u := range live.Uses {
		uses = append(uses, u.Text)
	}
	return protobuf.Parse(live.Text, uses...)
}

// AppendFrame appends the head of the program's own schema, and the place of the message.
func (x *Proto) AppendFrame(d []byte) []byte { return append(x.ids.AppendFrame(d), x.Index...) }

// Frame reads the head of b and returns the cursor behind it, where the message begins.
func (x *Proto) Frame(b []byte) int {
	id, i := record.RegistryID(b)
	if i < 0 {
		return i
	}
	if x.own(id) && strings.HasPrefix(string(b[i:]), x.Index) {
		return i + len(x.Index)
	}
	return x.other(id, b, i)
}

func (x *Proto) other(id uint32, b []byte, i int) int {
	switch {
	case i == len(b):
		return failed(record.Short)
	case x.own(id) && x.Index == first && strings.HasPrefix(string(b[i:]), firstLong):
		return i + len(firstLong)
	case x.own(id):
		return failed(record.BadSchema)
	}
	e, reason := x.entry(id)
	if reason != 0 {
		return failed(reason)
	}
	for _, head := range e.heads {
		if strings.HasPrefix(string(b[i:]), head) {
			return i + len(head)
		}
	}
	return failed(record.BadSchema)
}

// The place of the first message of a file, in the short form and the long one.
const (
	first     = "\x00"
	firstLong = "\x02\x00"
)
