package subject

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/flowc-lang/flowc/runtime/avro"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/registry"
)

// Avro is an Avro schema of the program and what a registry says of it.
type Avro struct{ ids }

// Bind resolves the id of the schema, which is looked up or registered as s says.
// A program that only reads need not find its own.
// Ids that records name are fetched later, once each.
func (x *Avro) Bind(start context.Context, c *registry.Client, s registry.Subject, writes bool) error {
	reader, err := avro.Parse(s.Text)
	if err != nil {
		return fmt.Errorf("schema of %s: %w", s.Name, err)
	}
	judge := func(live *registry.Schema) (entry, error) {
		p, err := resolve(reader, live)
		return entry{plan: p}, err
	}
	return x.bind(start, c, s, writes, judge, func(live *registry.Schema) error {
		p, err := resolve(reader, live)
		if err == nil && !p.Same() {
			err = errors.New("it is written in another way")
		}
		return err
	})
}

// Frame reads the head of b. It returns b and the cursor behind the head where the
// value is as the program's own schema would have it, and else the rewritten value,
// which stands in a, and its cursor.
func (x *Avro) Frame(b []byte, a *record.Arena) ([]byte, int) {
	if len(b) >= 5 && b[0] == 0 && x.own(binary.BigEndian.Uint32(b[1:])) {
		return b, 5
	}
	return x.other(b, a)
}

func (x *Avro) other(b []byte, a *record.Arena) ([]byte, int) {
	id, i := record.RegistryID(b)
	if i < 0 {
		return b, i
	}
	e, reason := x.entry(id)
	switch {
	case reason != 0:
		return b, failed(reason)
	case e.plan.Same():
		return b, i
	}
	from := len(a.Bytes)
	a.Bytes, i = e.plan.Rewrite(a.Bytes, b, i)
	switch {
	case i < 0:
		return b, i
	case i != len(b):
		return b, failed(record.Trailing)
	}
	return a.Bytes[from:len(a.Bytes):len(a.Bytes)], 0
}

// resolve holds a schema of the registry against a reader's.
func resolve(reader *avro.Schema, s *registry.Schema) (*avro.Plan, error) {
	if err := ofKind(s, registry.Avro); err != nil {
		return nil, err
	}
	var uses []string
	for _, u := range s.Uses {
		uses = append(uses, u.Text)
	}
	writer, err := avro.Parse(s.Text, uses...)
	if err != nil {
		return nil, err
	}
	return avro.Resolve(reader, writer)
}
