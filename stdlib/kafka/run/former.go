package run

import (
	"context"

	"github.com/flowc-lang/flowc/runtime/kafka"
	"github.com/flowc-lang/flowc/runtime/offset"
)

// Former implements [connector.Former]: the positions that transactions held are records of
// a topic. Forgetting them leaves the topic, with nothing in it.
func (s *Sink) Former(ctx context.Context) ([]offset.Entry, func(context.Context) error, error) {
	topic := kafka.PositionsTopic(s.host.Group)
	if there, err := topic.Exists(ctx, s.client); err != nil || !there {
		return nil, nil, err
	}
	reading, end := context.WithCancel(ctx)
	at, err := s.Coordinates().Positions(reading, s.host.Log, s.host.Group, 0)
	if err != nil {
		end()
		return nil, nil, err
	}
	entries := at.Entries()
	if len(entries) == 0 {
		end()
		return nil, nil, nil
	}
	return entries, func(ctx context.Context) error {
		defer end()
		var gone []offset.Position
		for _, e := range entries {
			gone = append(gone, offset.Position{Topic: e.Topic, Partition: e.Partition})
		}
		return at.Save(ctx, nil, gone...)
	}, nil
}
