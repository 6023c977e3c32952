// Package subject holds the schemas of a program that a schema registry keeps too.
//
// The one idea: what a record's head names, an id, is known before the first record or
// looked up once, and from then on costs a comparison.
package subject

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"github.com/flowc-lang/flowc/runtime/avro"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/registry"
)

// Avro is an Avro schema of the program and what a registry says of it. Before
// [Avro.Bind] its id is 0, and no other is known.
type Avro struct {
	id     uint32 // of the program's own schema
	plans  atomic.Pointer[map[uint32]*entry]
	mu     sync.Mutex // held while a schema is fetched
	reader *avro.Schema
	client *registry.Client
	name   string
}

// entry is what is known of a writer's schema.
type entry struct {
	plan  *avro.Plan // nil where it cannot be read
	until time.Time  // when to ask again, zero for never
}

const (
	// mostPlans bounds the schemas that are kept; beyond that one is forgotten.
	mostPlans = 256
	// forgetAfter is how long an id counts as not registered.
	forgetAfter = 10 * time.Second
)

// Bind resolves the id of the schema, which is looked up or registered as s says.
// A program that only reads need not find its own.
// Ids that records name are fetched later, once each.
func (x *Avro) Bind(start context.Context, c *registry.Client, s registry.Subject, writes bool) error {
	reader, err := avro.Parse(s.Text)
	if err != nil {
		return fmt.Errorf("schema of %s: %w", s.Name, err)
	}
	if c.Find != nil {
		c.Inspect(start, &s, writes, func(live *registry.Schema) error { _, err := resolve(reader, live); return err })
		return nil
	}
	var id uint32
	if writes {
		id, err = c.Resolve(start, &s)
	} else {
		id, err = c.Lookup(start, &s)
	}
	switch {
	case err == nil:
		x.id = id
	case writes || !errors.Is(err, registry.ErrNotFound):
		return err
	}
	x.reader, x.client, x.name = reader, c, s.Name
	return nil
}

// AppendFrame appends the head of the program's own schema.
func (x *Avro) AppendFrame(d []byte) []byte { return record.AppendRegistryFrame(d, x.id) }

// Frame reads the head of b. It returns b and the cursor behind the head where the
// value is as the program's own schema would have it, and else the rewritten value,
// which stands in a, and its cursor.
func (x *Avro) Frame(b []byte, a *record.Arena) ([]byte, int) {
	if len(b) >= 5 && b[0] == 0 && binary.BigEndian.Uint32(b[1:]) == x.id {
		return b, 5
	}
	return x.other(b, a)
}

func (x *Avro) other(b []byte, a *record.Arena) ([]byte, int) {
	id, i := record.RegistryID(b)
	if i < 0 {
		return b, i
	}
	p, reason := x.plan(id)
	if p == nil {
		return b, failed(reason)
	}
	if p.Same() {
		return b, i
	}
	from := len(a.Bytes)
	a.Bytes, i = p.Rewrite(a.Bytes, b, i)
	switch {
	case i < 0:
		return b, i
	case i != len(b):
		return b, failed(record.Trailing)
	}
	return a.Bytes[from:len(a.Bytes):len(a.Bytes)], 0
}

// plan is the plan for a writer's schema, nil with the reason where there is none.
func (x *Avro) plan(id uint32) (*avro.Plan, record.Reason) {
	if e := x.known(id); e != nil {
		return e.plan, record.BadSchema
	}
	if x.client == nil {
		return nil, record.BadSchema
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if e := x.known(id); e != nil { // another task was faster
		return e.plan, record.BadSchema
	}
	e, err := x.fetch(id)
	if e == nil {
		x.client.Log.Error("a schema could not be fetched", "subject", x.name, "id", id, "cause", err.Error())
		return nil, record.NoSchema
	}
	if err != nil {
		x.client.Log.Warn("records of this schema cannot be read", "subject", x.name, "id", id, "cause", err.Error())
	}
	x.keep(id, e)
	return e.plan, record.BadSchema
}

// known is what is known of an id, nil where the registry is to be asked.
func (x *Avro) known(id uint32) *entry {
	m := x.plans.Load()
	if m == nil {
		return nil
	}
	e := (*m)[id]
	if e != nil && !e.until.IsZero() && time.Now().After(e.until) {
		return nil
	}
	return e
}

// fetch asks the registry. No entry means that it gave no answer until the end.
func (x *Avro) fetch(id uint32) (*entry, error) {
	s, err := x.client.Schema(x.client.Run, id)
	switch {
	case errors.Is(err, registry.ErrNotFound):
		return &entry{until: time.Now().Add(forgetAfter)}, err
	case err != nil:
		return nil, err
	}
	p, err := resolve(x.reader, s)
	return &entry{plan: p}, err
}

// resolve holds a schema of the registry against a reader's.
func resolve(reader *avro.Schema, s *registry.Schema) (*avro.Plan, error) {
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

// keep adds an entry to a copy of the plans, which readers see at once.
func (x *Avro) keep(id uint32, e *entry) {
	next := map[uint32]*entry{}
	if m := x.plans.Load(); m != nil {
		next = maps.Clone(*m)
	}
	for old := range next {
		if len(next) < mostPlans {
			break
		}
		delete(next, old)
	}
	next[id] = e
	x.plans.Store(&next)
}

// failed is a cursor below zero.
func failed(r record.Reason) int { return -int(r) }
