package run

import (
	"context"
	"fmt"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/kafka"
	"github.com/flowc-lang/flowc/runtime/record"
)

// target is a topic that rows go to, with its number of partitions as it was when the
// client was made or the topic was first named.
type target struct {
	topic      string
	partitions int
}

// codeTopic is of rows that name a topic which is not there and is not created.
const codeTopic = "R0305"

// topics are those that are declared by name.
func (s *Sink) topics() []kafka.Topic {
	if s.config.Topic.Name == "" {
		return nil
	}
	return append([]kafka.Topic{s.config.Topic}, s.config.Others...)
}

// title names what is written, for messages.
func (s *Sink) title() string {
	switch n := len(s.config.Others); {
	case s.config.Topic.Name == "":
		return "topics that records name"
	case n > 0:
		return fmt.Sprintf("%s and %d more topics", s.config.Topic.Name, n)
	}
	return s.config.Topic.Name
}

// target is where a row goes.
func (s *Sink) target(b *record.Batch, row int) target {
	if len(b.Names) > 0 {
		return s.named[string(b.Bytes(b.Names[row]))]
	}
	return s.targets[b.Member]
}

// meet looks at the topics that a batch's rows name for the first time, and creates
// those that are missing as the topic is declared.
func (s *Sink) meet(ctx context.Context, b *record.Batch) error {
	for i := range b.Names {
		name := b.Bytes(b.Names[i])
		if _, known := s.named[string(name)]; known {
			continue
		}
		t := s.config.Topic
		t.Name = string(name)
		n, err := t.Ensure(ctx, s.client)
		switch {
		case err == nil:
			s.named[t.Name] = target{t.Name, n}
		case connector.CanRetry(err) || ctx.Err() != nil:
			return err
		default:
			return &connector.RowError{Row: i, Code: codeTopic, Err: err}
		}
	}
	return nil
}
