package run

import (
	"context"
	"errors"
	"slices"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/flowc-lang/flowc/runtime/offset"
)

// errNoMember is why nothing is committed while the group is not joined: an
// anonymous commit would be taken when the group is idle, whoever owns the
// partitions next.
var errNoMember = errors.New("not a member of the group")

// Commit implements [connector.Source]. A member that the group has given up gets
// an error that may heal: it joins again, and what it may not commit any more
// belongs to closed splits by then.
func (s *Source) Commit(ctx context.Context, positions []offset.Position) error {
	return s.commitAs(ctx, anyGeneration, s.note(), positions)
}

// anyGeneration is that of the group when the commit is sent.
const anyGeneration = -1

// commitAs commits as a member of one generation of the group, with a note.
func (s *Source) commitAs(ctx context.Context, generation int32, note string, positions []offset.Position) error {
	if len(positions) == 0 {
		return nil
	}
	var result error
	done := func(_ *kgo.Client, _ *kmsg.OffsetCommitRequest, resp *kmsg.OffsetCommitResponse, err error) {
		result = commitResult(resp, err)
	}
	s.client.CommitOffsetsSync(kgo.PreCommitFnContext(ctx, label(generation, note)), byPartition(positions), done)
	if errors.Is(result, kerr.FencedInstanceID) {
		return s.displaced()
	}
	return s.client.Explain("commit offsets of group "+s.host.Group, result)
}

// label writes the note into a commit, and keeps an anonymous one back, and one of another
// generation.
func label(generation int32, note string) func(*kmsg.OffsetCommitRequest) error {
	return func(req *kmsg.OffsetCommitRequest) error {
		if req.Generation < 0 || generation != anyGeneration && req.Generation != generation {
			return errNoMember
		}
		for i := range req.Topics {
			for j := range req.Topics[i].Partitions {
				req.Topics[i].Partitions[j].Metadata = &note
			}
		}
		return nil
	}
}

func commitResult(resp *kmsg.OffsetCommitResponse, err error) error {
	if err != nil || resp == nil {
		return err
	}
	for _, t := range resp.Topics {
		for _, p := range t.Partitions {
			if err := kerr.ErrorForCode(p.ErrorCode); err != nil {
				return err
			}
		}
	}
	return nil
}

func byPartition(positions []offset.Position) map[string]map[int32]kgo.EpochOffset {
	all := make(map[string]map[int32]kgo.EpochOffset)
	for _, p := range positions {
		if all[p.Topic] == nil {
			all[p.Topic] = make(map[int32]kgo.EpochOffset)
		}
		all[p.Topic][p.Partition] = kgo.EpochOffset{Epoch: p.Epoch, Offset: p.Next}
	}
	return all
}

// startsOpen reports whether the start of a partition is not committed yet.
func (s *Source) startsOpen() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.first) > 0
}

// commitFirst commits where partitions begin, so that records which arrive before their
// first commit are not passed over by a restart. Meanwhile none of them can be taken away.
func (s *Source) commitFirst(ctx context.Context) error {
	if !s.startsOpen() {
		return nil
	}
	release, err := s.host.Ledger.Hold(ctx)
	if err != nil {
		return err
	}
	defer release()
	s.mu.Lock()
	first := s.first
	s.mu.Unlock()
	if err := s.Commit(ctx, first); err != nil {
		s.host.Log.Warn("the start of the group is not committed yet", "group", s.host.Group, "error", err)
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.first = slices.DeleteFunc(s.first, func(p offset.Position) bool { return slices.Contains(first, p) })
	return nil
}
