package registry

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/twmb/franz-go/pkg/sr"
)

// Kind is the language of a schema.
type Kind uint8

// The kinds.
const (
	Avro Kind = iota + 1
	Protobuf
	JSON
)

func (k Kind) api() sr.SchemaType {
	switch k {
	case Avro:
		return sr.TypeAvro
	case Protobuf:
		return sr.TypeProtobuf
	case JSON:
		return sr.TypeJSON
	}
	panic(fmt.Sprintf("registry: no such kind %d", k))
}

// String names the kind as the API does.
func (k Kind) String() string { return k.api().String() }

// kindOf is 0 for a language that flowc does not know.
func kindOf(t sr.SchemaType) Kind {
	for _, k := range []Kind{Avro, Protobuf, JSON} {
		if k.api() == t {
			return k
		}
	}
	return 0
}

// When says when a schema is registered.
type When uint8

// The times.
const (
	Never    When = iota + 1 // by somebody else
	AtDeploy                 // by the worker's command setup
	AtStart                  // when the worker starts
)

// Subject is a schema of the program, under the name that it has in the registry.
type Subject struct {
	Name     string // orders-value
	Kind     Kind
	Text     string      // of the schema
	Uses     []Reference // what the text refers to
	Register When
	// Version is the one of the subject that is taken, whatever its text; 0 without.
	// Pinned is the one that is taken where this text is not registered.
	Version, Pinned int
}

// Reference is a schema that another one refers to by a name, such as address.proto.
// Its subject has this name, as Confluent's clients have it.
type Reference struct {
	Name, Text string
	Uses       []Reference
}

// schema is the schema as the API has it. What it refers to is registered, or must be
// there: only then is its version known.
func (c *Client) schema(ctx context.Context, s *Subject, register bool) (sr.Schema, error) {
	out := sr.Schema{Schema: s.Text, Type: s.Kind.api()}
	for _, u := range s.Uses {
		used, err := c.schema(ctx, &Subject{Name: u.Name, Kind: s.Kind, Text: u.Text, Uses: u.Uses}, register)
		if err != nil {
			return out, err
		}
		if register {
			if _, err := c.register(ctx, u.Name, used); err != nil {
				return out, err
			}
		}
		found, err := c.lookup(ctx, u.Name, used)
		if err != nil {
			return out, err
		}
		out.References = append(out.References, sr.SchemaReference{Name: u.Name, Subject: u.Name, Version: found.Version})
	}
	return out, nil
}

// Resolve returns the id of a schema that the worker writes: it is registered where
// its time has come, else looked up. The error says what to do about a schema that
// is not there, and wraps [ErrNotFound] or [ErrIncompatible]. The id is 0 where the
// client only looks and the schema could be registered.
func (c *Client) Resolve(ctx context.Context, s *Subject) (id uint32, err error) {
	if !c.Look && (s.Register == AtStart || s.Register == AtDeploy && c.Setup) {
		id, err = c.Register(ctx, s)
	} else {
		id, err = c.Lookup(ctx, s)
	}
	switch {
	case err == nil:
		c.tell("%s  schema %d", s.Name, id)
	case errors.Is(err, ErrNotFound) && c.Look && (s.Register == AtStart || c.Setup && s.Register == AtDeploy):
		return 0, c.could(ctx, s)
	case errors.Is(err, ErrNotFound) && s.Register == AtDeploy:
		err = fmt.Errorf("%w; register it with the worker's command setup", err)
	}
	return id, err
}

// Taken returns the id of a version that is there. written says why the program does
// not write as a schema demands, which is [ErrOther].
func (c *Client) Taken(ctx context.Context, s *Subject, version int, written func(*Schema) error) (uint32, error) {
	live, err := c.Version(ctx, s.Name, version)
	if err != nil {
		return 0, fmt.Errorf("version %d: %w", version, err)
	}
	if err := written(live); err != nil {
		return 0, fmt.Errorf("%s: version %d of %s %w: %w", c.connection, version, s.Name, ErrOther, err)
	}
	c.tell("%s  schema %d", s.Name, live.ID)
	return live.ID, nil
}

// could tells whether the schema could be registered.
func (c *Client) could(ctx context.Context, s *Subject) error {
	fits, why, err := c.Fits(ctx, s)
	switch {
	case errors.Is(err, ErrNotFound): // there is no version to break
		fits = true
	case err != nil:
		return err
	}
	if !fits {
		return fmt.Errorf("%s: the schema of %s %w: %s", c.connection, s.Name, ErrIncompatible, strings.Join(why, "; "))
	}
	c.tell("%s  to be registered", s.Name)
	return nil
}

// Register registers the schema, and what it refers to. It changes nothing where they
// are already there.
func (c *Client) Register(ctx context.Context, s *Subject) (id uint32, err error) {
	schema, err := c.schema(ctx, s, true)
	if err != nil {
		return 0, err
	}
	return c.register(ctx, s.Name, schema)
}

// register looks a schema up that the registry refuses as a conflict: a registry also says so
// of one that somebody registers at the same moment, be it another worker that starts or this
// one, whose first attempt was slow to be answered.
func (c *Client) register(ctx context.Context, subject string, schema sr.Schema) (id uint32, err error) {
	err = c.ask(ctx, "register "+subject, func(ctx context.Context) error {
		n, err := c.api.RegisterSchema(ctx, subject, schema, -1, -1)
		id = uint32(n)
		return err
	})
	if errors.Is(err, ErrIncompatible) {
		if found, missing := c.lookup(ctx, subject, schema); missing == nil {
			return uint32(found.ID), nil
		}
	}
	return id, err
}

// Lookup returns the id under which exactly this schema is registered.
func (c *Client) Lookup(ctx context.Context, s *Subject) (id uint32, err error) {
	schema, err := c.schema(ctx, s, false)
	if err != nil {
		return 0, err
	}
	found, err := c.lookup(ctx, s.Name, schema)
	return uint32(found.ID), err
}

func (c *Client) lookup(ctx context.Context, subject string, schema sr.Schema) (found sr.SubjectSchema, err error) {
	err = c.ask(ctx, "look up the schema of "+subject, func(ctx context.Context) error {
		found, err = c.api.LookupSchema(ctx, subject, schema)
		return err
	})
	return found, err
}

// Fits asks the registry whether the schema could be registered now: under the
// compatibility that is set there. Without a version there is nothing to break.
func (c *Client) Fits(ctx context.Context, s *Subject) (fits bool, why []string, err error) {
	schema, err := c.schema(ctx, s, false)
	if err != nil {
		return false, nil, err
	}
	err = c.ask(ctx, "compare the schema of "+s.Name, func(ctx context.Context) error {
		r, err := c.api.CheckCompatibility(ctx, s.Name, -1, schema)
		fits, why = r.Is, r.Messages
		return err
	})
	return fits, why, err
}

// mostUses bounds how many schemas one schema may be spread over.
const mostUses = 64

// Schema is a registered schema, with what it refers to.
type Schema struct {
	Kind   Kind
	Text   string
	Uses   []Used // each behind those that it uses itself
	ID     uint32
	Number int // the version, of a schema that was asked for by its subject
}

// Used is a schema that another one refers to by a name.
type Used struct{ Name, Text string }

// Schema fetches a schema and, where it has any, its references.
func (c *Client) Schema(ctx context.Context, id uint32) (*Schema, error) {
	var top sr.Schema
	err := c.ask(ctx, fmt.Sprintf("schema %d", id), func(ctx context.Context) (err error) {
		top, err = c.api.SchemaByID(ctx, int(id))
		return err
	})
	if err != nil {
		return nil, err
	}
	out := &Schema{Kind: kindOf(top.Type), Text: top.Schema, ID: id}
	return out, c.uses(ctx, out, top.References, map[sr.SchemaReference]bool{})
}

// Version fetches a version of a subject, the newest one where version is 0.
func (c *Client) Version(ctx context.Context, subject string, version int) (*Schema, error) {
	if version == 0 {
		version = -1
	}
	var top sr.SubjectSchema
	err := c.ask(ctx, "subject "+subject, func(ctx context.Context) (err error) {
		top, err = c.api.SchemaByVersion(ctx, subject, version)
		return err
	})
	if err != nil {
		return nil, err
	}
	out := &Schema{Kind: kindOf(top.Type), Text: top.Schema.Schema, ID: uint32(top.ID), Number: top.Version}
	return out, c.uses(ctx, out, top.References, map[sr.SchemaReference]bool{})
}

// uses fetches references, depth first. One that was begun is not begun again, so
// a circle ends.
func (c *Client) uses(ctx context.Context, out *Schema, list []sr.SchemaReference, begun map[sr.SchemaReference]bool) error {
	for _, r := range list {
		if begun[r] {
			continue
		}
		if len(begun) == mostUses {
			return fmt.Errorf("%s: the schema refers to more than %d others", c.connection, mostUses)
		}
		begun[r] = true
		var s sr.SubjectSchema
		err := c.ask(ctx, fmt.Sprintf("%s version %d", r.Subject, r.Version), func(ctx context.Context) (err error) {
			s, err = c.api.SchemaByVersion(ctx, r.Subject, r.Version)
			return err
		})
		if err != nil {
			return err
		}
		if err := c.uses(ctx, out, s.References, begun); err != nil {
			return err
		}
		out.Uses = append(out.Uses, Used{r.Name, s.Schema.Schema})
	}
	return nil
}
