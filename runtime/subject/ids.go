// Package subject holds the schemas of a program that a schema registry keeps too.
//
// The one idea: what a record's head names, an id, is known before the first record or
// looked up once, and from then on costs a comparison.
package subject

import (
	"context"
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

// ids is a schema of the program and what a registry says of it and of others. Before
// it is bound its id is 0, and no other is known.
type ids struct {
	id     int64 // of the program's own schema; unregistered where the registry has none
	others atomic.Pointer[map[uint32]*entry]
	mu     sync.Mutex // held while a schema is fetched
	client *registry.Client
	name   string
	judge  judge
}

// judge holds a schema of the registry against the program's own. Without an error the
// entry says how its records are read.
type judge func(*registry.Schema) (entry, error)

// entry is what is known of a writer's schema.
type entry struct {
	reads bool
	plan  *avro.Plan // of an Avro schema
	heads []string   // of a protobuf schema: the indexes of the messages that can be read
	until time.Time  // when to ask again, zero for never
}

// unregistered is no id that a record can name.
const unregistered = -1

const (
	// mostIDs bounds the schemas that are kept; beyond that one is forgotten.
	mostIDs = 256
	// forgetAfter is how long an id counts as not registered.
	forgetAfter = 10 * time.Second
)

// bind resolves the id of the schema, which is looked up or registered as s says. A
// program that only reads need not find its own. A version that s names must be one
// that written finds to be as the program writes. One without a name is of many
// topics, which are only read.
func (x *ids) bind(start context.Context, c *registry.Client, s registry.Subject, writes bool, judge judge, written func(*registry.Schema) error) error {
	x.client, x.name, x.judge, x.id = c, s.Name, judge, unregistered
	if s.Name == "" {
		return nil
	}
	if c.Find != nil {
		c.Inspect(start, &s, writes, func(live *registry.Schema) error { _, err := judge(live); return err }, written)
		return nil
	}
	id, err := x.resolve(start, c, &s, writes, written)
	switch {
	case err == nil:
		x.id = int64(id)
	case writes || !errors.Is(err, registry.ErrNotFound) && !errors.Is(err, registry.ErrOther):
		return err
	}
	return nil
}

func (x *ids) resolve(start context.Context, c *registry.Client, s *registry.Subject, writes bool, written func(*registry.Schema) error) (id uint32, err error) {
	switch {
	case s.Version != 0:
		return c.Taken(start, s, s.Version, written)
	case writes:
		id, err = c.Resolve(start, s)
	default:
		id, err = c.Lookup(start, s)
	}
	if s.Pinned != 0 && errors.Is(err, registry.ErrNotFound) {
		return c.Taken(start, s, s.Pinned, written)
	}
	return id, err
}

// own reports whether an id is that of the program's own schema.
func (x *ids) own(id uint32) bool { return int64(id) == x.id }

// AppendFrame appends the head of the program's own schema, which is registered: nobody
// writes without that.
func (x *ids) AppendFrame(d []byte) []byte { return record.AppendRegistryFrame(d, uint32(x.id)) }

// entry is what is known of an id: never nil, and with the reason where its records
// cannot be read.
func (x *ids) entry(id uint32) (*entry, record.Reason) {
	e := x.known(id)
	if e == nil && x.client != nil {
		e = x.ask(id)
	}
	switch {
	case e == nil && x.client != nil:
		return &none, record.NoSchema
	case e == nil || !e.reads:
		return &none, record.BadSchema
	}
	return e, 0
}

var none entry

// ask fetches a schema, unless another task was faster. Nil says that the registry gave
// no answer until the end.
func (x *ids) ask(id uint32) *entry {
	x.mu.Lock()
	defer x.mu.Unlock()
	if e := x.known(id); e != nil {
		return e
	}
	e, err := x.fetch(id)
	if e == nil {
		x.client.Log.Error("a schema could not be fetched", "subject", x.name, "id", id, "cause", err.Error())
		return nil
	}
	if err != nil {
		x.client.Log.Warn("records of this schema cannot be read", "subject", x.name, "id", id, "cause", err.Error())
	}
	x.keep(id, e)
	return e
}

// known is what is known of an id, nil where the registry is to be asked.
func (x *ids) known(id uint32) *entry {
	m := x.others.Load()
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
func (x *ids) fetch(id uint32) (*entry, error) {
	s, err := x.client.Schema(x.client.Run, id)
	switch {
	case errors.Is(err, registry.ErrNotFound):
		return &entry{until: time.Now().Add(forgetAfter)}, err
	case err != nil:
		return nil, err
	}
	e, err := x.judge(s)
	e.reads = err == nil
	return &e, err
}

// keep adds an entry to a copy of the others, which readers see at once.
func (x *ids) keep(id uint32, e *entry) {
	next := map[uint32]*entry{}
	if m := x.others.Load(); m != nil {
		next = maps.Clone(*m)
	}
	for old := range next {
		if len(next) < mostIDs {
			break
		}
		delete(next, old)
	}
	next[id] = e
	x.others.Store(&next)
}

// ofKind refuses a schema of another language.
func ofKind(s *registry.Schema, k registry.Kind) error {
	if s.Kind != k {
		return fmt.Errorf("the schema is %s, and not %s", s.Kind, k)
	}
	return nil
}

// failed is a cursor below zero.
func failed(r record.Reason) int { return -int(r) }
