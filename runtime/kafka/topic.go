package kafka

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"

	"github.com/flowc-lang/flowc/runtime/connector"
)

// Topic is a topic as it is declared.
type Topic struct {
	Name        string
	Partitions  int           // 0: not declared, the topic must be there
	Replication int           // 0: the brokers' default
	Cleanup     string        // delete, compact or compact_delete; empty: the brokers' default
	Retention   time.Duration // 0: the brokers' default
	Settings    []string      // name=value
}

// createTimeout bounds how long a topic may take from its creation until all its
// partitions have a leader.
const createTimeout = 30 * time.Second

// Ensure creates the topic where it is missing and may be created, and returns
// how many partitions it has. A topic with fewer partitions than declared is an
// error: adding some would move keys to other partitions.
func (t *Topic) Ensure(ctx context.Context, cl *Client) (int, error) {
	admin := kadm.NewClient(cl.Client)
	n, err := t.look(ctx, cl, admin)
	if err != nil {
		return 0, err
	}
	if n == 0 {
		return t.create(ctx, cl, admin)
	}
	return n, t.enough(cl, n)
}

// Exists reports whether the topic is there; it is not created.
func (t *Topic) Exists(ctx context.Context, cl *Client) (bool, error) {
	n, err := t.look(ctx, cl, kadm.NewClient(cl.Client))
	return n > 0, err
}

// Check compares the live topic with the declared one, in sentences.
func (t *Topic) Check(ctx context.Context, cl *Client) ([]string, error) {
	n, err := t.look(ctx, cl, kadm.NewClient(cl.Client))
	if err != nil {
		return nil, err
	}
	if n == 0 && t.partitions(cl.Conn) == 0 {
		return []string{t.missing(cl).Error()}, nil
	}
	if n == 0 {
		return nil, nil // it is created when the worker runs
	}
	if err := t.enough(cl, n); err != nil {
		return []string{err.Error()}, nil
	}
	return nil, nil
}

// look returns the number of partitions, 0 where there is no such topic.
func (t *Topic) look(ctx context.Context, cl *Client, admin *kadm.Client) (int, error) {
	topics, err := admin.ListTopicsWithInternal(ctx, t.Name)
	if err != nil {
		return 0, cl.Explain("look at topic "+t.Name, err)
	}
	detail := topics[t.Name]
	switch {
	case errors.Is(detail.Err, kerr.UnknownTopicOrPartition):
		return 0, nil
	case detail.Err != nil:
		return 0, cl.Explain("look at topic "+t.Name, detail.Err)
	}
	return len(detail.Partitions), nil
}

func (t *Topic) partitions(c *Connection) int {
	if t.Partitions == 0 && c.Embedded {
		return 1
	}
	return t.Partitions
}

func (t *Topic) missing(cl *Client) error {
	return fmt.Errorf("topic %s is not on %s, and its number of partitions is not declared: create it, or write `partitions = 6` in the topic and it is created", t.Name, cl.Conn)
}

func (t *Topic) enough(cl *Client, n int) error {
	if n >= t.Partitions {
		return nil
	}
	return fmt.Errorf("topic %s on %s has %d partitions, %d are declared: add them with Kafka's own tools (keys then move to other partitions), or declare %d", t.Name, cl.Conn, n, t.Partitions, n)
}

func (t *Topic) create(ctx context.Context, cl *Client, admin *kadm.Client) (int, error) {
	want := t.partitions(cl.Conn)
	if want == 0 {
		return 0, t.missing(cl)
	}
	settings, err := t.settings()
	if err != nil {
		return 0, err
	}
	replication := int16(-1) // the brokers' default
	if t.Replication > 0 {
		replication = int16(t.Replication)
	}
	resp, err := admin.CreateTopic(ctx, int32(want), replication, settings, t.Name)
	if err != nil && !errors.Is(err, kerr.TopicAlreadyExists) {
		if resp.ErrMessage != "" {
			err = fmt.Errorf("%w: %s", err, resp.ErrMessage)
		}
		return 0, cl.Explain("create topic "+t.Name, err)
	}
	// Another worker may have been faster, so what counts is what is there now.
	return t.await(ctx, cl, admin)
}

// await waits until every partition has a leader.
func (t *Topic) await(ctx context.Context, cl *Client, admin *kadm.Client) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, createTimeout)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		topics, err := admin.ListTopicsWithInternal(ctx, t.Name)
		if err == nil && led(topics[t.Name]) {
			n := len(topics[t.Name].Partitions)
			return n, t.enough(cl, n)
		}
		select {
		case <-ctx.Done():
			return 0, connector.Retry(fmt.Errorf("%s: topic %s was created and has no leaders yet: %w", cl.Conn, t.Name, ctx.Err()))
		case <-tick.C:
		}
	}
}

func led(d kadm.TopicDetail) bool {
	if d.Err != nil || len(d.Partitions) == 0 {
		return false
	}
	for _, p := range d.Partitions {
		if p.Err != nil || p.Leader < 0 {
			return false
		}
	}
	return true
}

// settings are the topic's settings in the brokers' words.
func (t *Topic) settings() (map[string]*string, error) {
	all := make(map[string]*string)
	set := func(name, value string) { all[name] = &value }
	if t.Cleanup != "" {
		set("cleanup.policy", strings.ReplaceAll(t.Cleanup, "_", ","))
	}
	if t.Retention > 0 {
		set("retention.ms", fmt.Sprint(t.Retention.Milliseconds()))
	}
	for _, s := range t.Settings {
		name, value, ok := strings.Cut(s, "=")
		if !ok {
			return nil, fmt.Errorf("topic %s: setting %q is not name=value", t.Name, s)
		}
		set(strings.TrimSpace(name), strings.TrimSpace(value))
	}
	return all, nil
}
