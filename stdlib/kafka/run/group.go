package run

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/flowc-lang/flowc/runtime/kafka"
	"github.com/flowc-lang/flowc/runtime/offset"
)

// metadataPrefix begins the note that each commit carries.
const metadataPrefix = "flow:"

func (s *Source) metadata() string { return metadataPrefix + s.config.Project }

// fetched looks at the commits of the partitions that this member was given. The
// commits of another project mean that two projects use one group.
func (s *Source) fetched(_ context.Context, _ *kgo.Client, resp *kmsg.OffsetFetchResponse) error {
	for _, g := range resp.Groups {
		for _, t := range g.Topics {
			for _, p := range t.Partitions {
				project, owner := s.config.Project, ""
				if p.Offset >= 0 && p.Metadata != nil && strings.HasPrefix(*p.Metadata, metadataPrefix) {
					project, owner = parseNote(*p.Metadata)
				}
				if s.noted(place{t.Topic, p.Partition}, owner); project == s.config.Project {
					continue
				}
				err := fmt.Errorf("%s: group %s is in use by project %q: give this project another name, or the pipeline another group",
					s.config.Connection, s.host.Group, project)
				s.stop(err)
				return err
			}
		}
	}
	return nil
}

// stop ends the source with err at the next Read.
func (s *Source) stop(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fatal == nil {
		s.fatal = err
	}
}

// assigned begins the splits of partitions that were given to this member, at the
// committed offset or where a group without one begins. The client calls it after
// partitions were taken away and before others are.
func (s *Source) assigned(ctx context.Context, given map[string]map[int32]kgo.Offset) (map[string]map[int32]kgo.Offset, error) {
	select {
	case <-s.ready:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	topics := slices.Sorted(maps.Keys(given))
	if len(topics) == 0 {
		return given, nil
	}
	starts, err := s.starts(ctx, given, topics)
	if err != nil {
		return nil, err
	}
	ends, err := s.logEnds(ctx, topics)
	if err != nil {
		return nil, err
	}
	if s.recorded() { // one that is being written is read when it says what it will say
		release, err := s.host.Ledger.Hold(ctx)
		if err != nil {
			return nil, err
		}
		defer release()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = ""
	for _, topic := range topics {
		for id, o := range given[topic] {
			if err := s.mayTake(place{topic, id}); err != nil {
				if s.fatal == nil {
					s.fatal = err
				}
				return nil, err
			}
			given[topic][id] = s.assign(place{topic, id}, o, starts, ends)
		}
	}
	return given, nil
}

// assign begins the split of one partition, and returns where it is read from. The
// lock is held.
func (s *Source) assign(p place, o kgo.Offset, starts, ends map[place]int64) kgo.Offset {
	at := o.EpochOffset()
	if e, known := s.recordedAt(p, at.Offset); known {
		at, o = e, kgo.NewOffset().At(e.Offset).WithEpoch(e.Epoch)
	}
	if at.Offset < 0 {
		at = kgo.EpochOffset{Epoch: -1, Offset: starts[p]}
		o = kgo.NewOffset().At(at.Offset)
		if s.start.where != earliest && !s.recorded() {
			s.first = append(s.first, offset.Position{Topic: p.topic, Partition: p.id, Next: at.Offset, Epoch: -1})
		}
	}
	if s.recorded() {
		s.first = append(s.first, offset.Position{Topic: p.topic, Partition: p.id, Next: at.Offset, Epoch: at.Epoch})
	}
	split := s.host.Ledger.Assign(p.topic, p.id, at.Offset, at.Epoch)
	s.parts[p] = &part{split: split, next: at.Offset, end: ends[p]}
	return o
}

// starts returns where the partitions without a commit begin.
func (s *Source) starts(ctx context.Context, given map[string]map[int32]kgo.Offset, topics []string) (map[place]int64, error) {
	for _, topic := range topics {
		for _, o := range given[topic] {
			if o.EpochOffset().Offset < 0 {
				return s.beginnings(ctx, topics)
			}
		}
	}
	return nil, nil
}

// beginnings returns where a group without commits begins.
func (s *Source) beginnings(ctx context.Context, topics []string) (map[place]int64, error) {
	switch s.start.where {
	case earliest:
		return s.list(s.admin.ListStartOffsets(ctx, topics...))
	case latest:
		return s.logEnds(ctx, topics)
	case after:
		return s.list(s.admin.ListOffsetsAfterMilli(ctx, s.start.at.UnixMilli(), topics...))
	}
	panic(fmt.Sprintf("kafka: start %d", s.start.where))
}

// logEnds returns the ends of what can be read now.
func (s *Source) logEnds(ctx context.Context, topics []string) (map[place]int64, error) {
	if len(topics) == 0 {
		return map[place]int64{}, nil
	}
	if s.committed() {
		return s.list(s.admin.ListCommittedOffsets(ctx, topics...))
	}
	return s.list(s.admin.ListEndOffsets(ctx, topics...))
}

func (s *Source) list(listed kadm.ListedOffsets, err error) (map[place]int64, error) {
	if err == nil {
		err = listed.Error()
	}
	if err != nil {
		return nil, s.client.Explain("list offsets of "+s.title(), err)
	}
	all := make(map[place]int64)
	for topic, partitions := range listed {
		for id, o := range partitions {
			all[place{topic, id}] = o.Offset
		}
	}
	return all, nil
}

// revoked gives partitions up: no more of their records are handed out, what is in
// work is waited for, then the epoch ends and what was done is committed. In this
// order, finished work is never done again by the next owner.
func (s *Source) revoked(ctx context.Context, _ *kgo.Client, taken map[string][]int32) {
	parts, closing := s.withdraw(taken)
	if len(parts) == 0 {
		return
	}
	if !closing {
		wait, cancel := context.WithTimeout(ctx, s.timing.rebalance/2)
		err := s.host.Settle(wait, splits(parts))
		cancel()
		if err != nil {
			s.host.Log.Warn("partitions were taken away before their records were delivered; they are read again", "topic", s.title(), "error", err)
		}
	}
	wait, cancel := context.WithTimeout(ctx, s.timing.rebalance/4)
	defer cancel()
	// A commit that is under way has older positions of these partitions.
	release, err := s.host.Ledger.Hold(wait)
	if err == nil {
		defer release()
	}
	s.mu.Lock()
	positions := s.closeParts(parts)
	if s.recorded() {
		positions = ends(parts) // those too that are committed, as this worker's
	}
	s.mu.Unlock()
	if closing || s.transactional.Load() {
		return
	}
	if err == nil {
		err = s.commitAs(wait, anyGeneration, s.metadata(), positions)
	}
	if err != nil {
		s.host.Log.Warn("offsets of partitions that were taken away are not committed; their records are read again", "topic", s.title(), "error", err)
	}
}

// lost ends the epochs of partitions that belong to others already. A commit
// could only do harm.
func (s *Source) lost(_ context.Context, _ *kgo.Client, taken map[string][]int32) {
	parts, _ := s.withdraw(taken)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closeParts(parts)
}

// withdraw takes the records of partitions out of the queue.
func (s *Source) withdraw(taken map[string][]int32) (parts map[place]*part, closing bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	parts = make(map[place]*part)
	for topic, ids := range taken {
		for _, id := range ids {
			at := place{topic, id}
			if p := s.parts[at]; p != nil {
				parts[at] = p
				delete(s.parts, at)
			}
		}
	}
	s.first = slices.DeleteFunc(s.first, func(p offset.Position) bool { return parts[place{p.Topic, p.Partition}] != nil })
	return parts, s.closing
}

// closeParts ends the epochs and returns what is to be committed. The lock is held.
func (s *Source) closeParts(parts map[place]*part) []offset.Position {
	var positions []offset.Position
	for at, p := range parts {
		if position, grew := p.split.Close(); grew {
			positions = append(positions, position)
		}
		delete(s.parts, at)
	}
	return positions
}

func splits(parts map[place]*part) []*offset.Split {
	var all []*offset.Split
	for _, p := range parts {
		all = append(all, p.split)
	}
	return all
}

// sessionEnded is told when the client left the group because of an error. It
// joins again by itself, unless the brokers refuse it.
func (s *Source) sessionEnded(session *kgo.ErrGroupSession) error {
	s.mu.Lock()
	fatal := s.fatal
	s.mu.Unlock()
	if fatal != nil {
		return fatal
	}
	if errors.Is(session.Err, kerr.FencedInstanceID) {
		return s.displaced()
	}
	if !kafka.Heals(session.Err) {
		return s.client.Explain("group "+s.host.Group, session.Err)
	}
	s.mu.Lock()
	news := s.ended != session.Err.Error()
	s.ended = session.Err.Error()
	s.mu.Unlock()
	if news { // brokers that are away end each attempt alike
		s.host.Log.Warn("kafka group session ended; joining again", "group", s.host.Group, "error", session.Err)
	}
	return nil
}
