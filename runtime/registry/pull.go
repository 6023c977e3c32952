package registry

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/twmb/franz-go/pkg/sr"

	"github.com/flowc-lang/flowc/runtime/connector"
)

// mostVersions bounds the versions of a subject that are fetched.
const mostVersions = 1000

// PullAvro fetches a subject of Avro, as `import avro "x.avsc" from sr(subject: "x")`
// does: a version, the newest one where it is 0, and those that the registry holds a
// further one against.
func PullAvro(ctx context.Context, c *Connection, subject string, version int) (*connector.Pulled, error) {
	return pull(ctx, c, Avro, subject, version)
}

// PullProtobuf is [PullAvro] for a subject of Protocol Buffers.
func PullProtobuf(ctx context.Context, c *Connection, subject string, version int) (*connector.Pulled, error) {
	return pull(ctx, c, Protobuf, subject, version)
}

// PullJSON is [PullAvro] for a subject of JSON Schema.
func PullJSON(ctx context.Context, c *Connection, subject string, version int) (*connector.Pulled, error) {
	return pull(ctx, c, JSON, subject, version)
}

func pull(ctx context.Context, conn *Connection, kind Kind, subject string, version int) (*connector.Pulled, error) {
	c, err := NewClient(conn, Options{Run: ctx, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	out, err := c.pulled(ctx, kind, subject, version)
	if err != nil {
		return nil, err
	}
	if out.Level, err = c.level(ctx, subject); err != nil {
		return nil, err
	}
	versions, err := c.compared(ctx, subject, out.Level)
	if err != nil {
		return nil, err
	}
	for _, n := range versions {
		if n == out.Version {
			continue
		}
		old, err := c.pulled(ctx, kind, subject, n)
		if err != nil {
			return nil, err
		}
		out.History = append(out.History, *old)
	}
	return out, nil
}

// pulled fetches one version, which must be of the kind that is asked for.
func (c *Client) pulled(ctx context.Context, kind Kind, subject string, version int) (*connector.Pulled, error) {
	s, err := c.Version(ctx, subject, version)
	if err != nil {
		return nil, err
	}
	if s.Kind != kind {
		return nil, fmt.Errorf("%s: subject %s is %s, and not %s", c.connection, subject, s.Kind, kind)
	}
	out := &connector.Pulled{Text: s.Text, Version: s.Number}
	for _, u := range s.Uses {
		out.Uses = append(out.Uses, connector.PulledUse(u))
	}
	return out, nil
}

// level is the compatibility that holds for a subject: its own, else the registry's.
func (c *Client) level(ctx context.Context, subject string) (string, error) {
	var level sr.CompatibilityLevel
	for _, of := range []string{subject, sr.GlobalSubject} {
		err := c.ask(ctx, "compatibility of "+subject, func(ctx context.Context) error {
			r := c.api.Compatibility(sr.WithParams(ctx, sr.DefaultToGlobal), of)[0]
			level = r.Level
			return r.Err
		})
		if err == nil {
			break
		}
		if of == sr.GlobalSubject || !errors.Is(err, ErrNotFound) {
			return "", err
		}
	}
	return strings.ToLower(level.String()), nil
}

// compared lists the versions that a further one must fit at a level.
func (c *Client) compared(ctx context.Context, subject, level string) ([]int, error) {
	if level == "none" {
		return nil, nil
	}
	var versions []int
	err := c.ask(ctx, "versions of "+subject, func(ctx context.Context) (err error) {
		versions, err = c.api.SubjectVersions(ctx, subject)
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case len(versions) > mostVersions:
		return nil, fmt.Errorf("%s: subject %s has more than %d versions", c.connection, subject, mostVersions)
	}
	slices.Sort(versions)
	if !strings.HasSuffix(level, "_transitive") && len(versions) > 1 {
		versions = versions[len(versions)-1:]
	}
	return versions, nil
}
