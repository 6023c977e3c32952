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
}

// Reference is a name that a schema uses, and where what it means is registered.
type Reference struct {
	Name    string // shop.Address, or address.proto
	Subject string
	Version int
}

func (s *Subject) api() sr.Schema {
	out := sr.Schema{Schema: s.Text, Type: s.Kind.api()}
	for _, u := range s.Uses {
		out.References = append(out.References, sr.SchemaReference{Name: u.Name, Subject: u.Subject, Version: u.Version})
	}
	return out
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

// Register registers the schema, which changes nothing where it is already there.
func (c *Client) Register(ctx context.Context, s *Subject) (id uint32, err error) {
	err = c.ask(ctx, "register "+s.Name, func(ctx context.Context) error {
		n, err := c.api.RegisterSchema(ctx, s.Name, s.api(), -1, -1)
		id = uint32(n)
		return err
	})
	return id, err
}

// Lookup returns the id under which exactly this schema is registered.
func (c *Client) Lookup(ctx context.Context, s *Subject) (id uint32, err error) {
	err = c.ask(ctx, "look up the schema of "+s.Name, func(ctx context.Context) error {
		found, err := c.api.LookupSchema(ctx, s.Name, s.api())
		id = uint32(found.ID)
		return err
	})
	return id, err
}

// Fits asks the registry whether the schema could be registered now: under the
// compatibility that is set there. Without a version there is nothing to break.
func (c *Client) Fits(ctx context.Context, s *Subject) (fits bool, why []string, err error) {
	err = c.ask(ctx, "compare the schema of "+s.Name, func(ctx context.Context) error {
		r, err := c.api.CheckCompatibility(ctx, s.Name, -1, s.api())
		fits, why = r.Is, r.Messages
		return err
	})
	return fits, why, err
}

// mostUses bounds how many schemas one schema may be spread over.
const mostUses = 64

// Schema is a registered schema, with what it refers to.
type Schema struct {
	Text   string
	Uses   []Used // each behind those that it uses itself
	Number int    // the version, of a schema that was asked for by its subject
	kind   sr.SchemaType
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
	out := &Schema{Text: top.Schema}
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
	out := &Schema{Text: top.Schema.Schema, Number: top.Version, kind: top.Type}
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
