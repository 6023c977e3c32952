package registry

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/flowc-lang/flowc/internal/schemadiff"
)

// Inspect tells Find what the registry shows of a schema of the program. Nothing is
// registered, and a schema that is missing or does not fit is a finding, no error.
// reads says why the program could not read records of another schema, and written why
// it does not write as one demands.
func (c *Client) Inspect(ctx context.Context, s *Subject, writes bool, reads, written func(*Schema) error) {
	var f found
	err := c.down
	if err == nil { // a look does not wait for a registry that is down, and asks it once
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, requestTimeout)
		defer cancel()
		if s.Version != 0 && writes {
			err = c.inspectTaken(ctx, s, s.Version, written, &f)
		} else {
			err = c.inspect(ctx, s, writes, reads, written, &f)
		}
	}
	if errors.Is(err, context.DeadlineExceeded) {
		c.down = err
	}
	c.Find(s.Name, f.notes, f.differences, err)
}

// found is what an inspection shows: what is worth knowing, and what is wrong.
type found struct{ notes, differences []string }

func (c *Client) inspect(ctx context.Context, s *Subject, writes bool, reads, written func(*Schema) error, f *found) error {
	latest, err := c.Version(ctx, s.Name, 0)
	switch {
	case errors.Is(err, ErrNotFound):
		f.missing(s, writes)
		return nil
	case err != nil:
		return err
	}
	if !writes {
		f.read(s, latest, reads)
		return nil
	}
	_, err = c.Lookup(ctx, s)
	if err == nil {
		f.differs(&f.notes, fmt.Sprintf("version %d, the newest one, is another schema", latest.Number), s.Text, latest.Text)
		return nil
	}
	if !errors.Is(err, ErrNotFound) {
		return err
	}
	if s.Register == Never && s.Pinned != 0 {
		return c.inspectTaken(ctx, s, s.Pinned, written, f)
	}
	if s.Register == Never {
		f.differs(&f.differences, fmt.Sprintf("the schema is not registered, and `register` says never; version %d is another one", latest.Number), s.Text, latest.Text)
		return nil
	}
	fits, why, err := c.Fits(ctx, s)
	switch {
	case errors.Is(err, ErrNotFound):
		f.differs(&f.notes, fmt.Sprintf("it is to be registered behind version %d together with what it refers to, and %s", latest.Number, s.when()), latest.Text, s.Text)
	case err != nil:
		return err
	case fits:
		f.differs(&f.notes, fmt.Sprintf("it is to be registered behind version %d, and %s", latest.Number, s.when()), latest.Text, s.Text)
	default:
		head := fmt.Sprintf("the registry would refuse it behind version %d", latest.Number)
		if len(why) > 0 {
			head += ": " + strings.Join(why, "; ")
		}
		f.differs(&f.differences, head, latest.Text, s.Text)
	}
	return nil
}

// inspectTaken looks at a version that is to be written as it is.
func (c *Client) inspectTaken(ctx context.Context, s *Subject, version int, written func(*Schema) error, f *found) error {
	live, err := c.Version(ctx, s.Name, version)
	switch {
	case errors.Is(err, ErrNotFound):
		f.differences = append(f.differences, fmt.Sprintf("there is no version %d", version))
		return nil
	case err != nil:
		return err
	}
	if err := written(live); err != nil {
		f.differs(&f.differences, fmt.Sprintf("version %d %v: %v", version, ErrOther, err), live.Text, s.Text)
	}
	return nil
}

// missing is for a subject that is not there.
func (f *found) missing(s *Subject, writes bool) {
	switch {
	case !writes:
		f.notes = append(f.notes, "there is no such subject yet")
	case s.Register == Never:
		f.differences = append(f.differences, "there is no such subject, and `register` says never")
	default:
		f.notes = append(f.notes, "there is no such subject yet, and "+s.when())
	}
}

// when says who registers the schema.
func (s *Subject) when() string {
	if s.Register == AtStart {
		return "the worker registers it when it starts"
	}
	return "the command setup registers it"
}

// read is for a subject that is only read.
func (f *found) read(s *Subject, latest *Schema, reads func(*Schema) error) {
	if err := reads(latest); err != nil {
		f.differs(&f.differences, fmt.Sprintf("records of version %d cannot be read: %v", latest.Number, err), s.Text, latest.Text)
		return
	}
	f.differs(&f.notes, fmt.Sprintf("version %d is another schema, whose records are read", latest.Number), s.Text, latest.Text)
}

// differs notes how two texts differ; where they do not, only what is wrong is noted.
func (f *found) differs(into *[]string, head, before, after string) {
	lines := schemadiff.Lines(before, after)
	if len(lines) > 0 || into == &f.differences {
		*into = append(append(*into, head), lines...)
	}
}
