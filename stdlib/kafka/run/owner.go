package run

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/flowc-lang/flowc/runtime/offset"
)

// Where a record beside what is written decides how far a partition is done, the group's
// offsets follow it, for those who look at the lag. Each commit then carries the name of the
// record, and the last one of a partition that is given up carries none: what it says is all
// there is. So
//
//   - a worker that sees the record goes on where the record says;
//   - one that sees another goes on where the group says, if no record is named;
//   - if one is named it cannot know how far that is ahead of the group, and reads nothing;
//   - an offset that somebody has set by hand carries no name, and counts.

// ownerMark stands in a note between the project and the name of the record.
const ownerMark = " held by "

// recorded reports whether a record decides where partitions go on.
func (s *Source) recorded() bool { return s.host.Record != "" }

// note is what commits carry while this worker has the partitions.
func (s *Source) note() string {
	if s.recorded() {
		return s.metadata() + ownerMark + s.host.Record
	}
	return s.metadata()
}

// parseNote is the opposite of note.
func parseNote(text string) (project, owner string) {
	text = strings.TrimPrefix(text, metadataPrefix)
	if i := strings.LastIndex(text, ownerMark); i >= 0 {
		return text[:i], text[i+len(ownerMark):]
	}
	return text, ""
}

// noted keeps whose a partition is.
func (s *Source) noted(p place, owner string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notes[p] = owner
}

// mayTake reports a partition whose position only another worker's record knows. The lock
// is held.
func (s *Source) mayTake(p place) error {
	if owner := s.notes[p]; s.recorded() && owner != "" && owner != s.host.Record {
		return fmt.Errorf("%s: how far %s is written stands in a record beside the files of another worker, which has not given it up (%s; here it is %s): "+
			"start that worker again, or run this one where those files are; to go on without them, set the offset of group %s by hand",
			s.config.Connection, p, owner, s.host.Record, s.host.Group)
	}
	return nil
}

// recordedAt is where the record says that a partition goes on, known where it decides. The
// lock is held.
func (s *Source) recordedAt(p place, committed int64) (at kgo.EpochOffset, known bool) {
	if !s.recorded() || committed >= 0 && s.notes[p] != s.host.Record {
		return at, false
	}
	e, known := s.host.Positions.Get(p.topic, p.id)
	epoch, err := strconv.ParseInt(e.Mark, 10, 32)
	if err != nil {
		epoch = -1
	}
	return kgo.EpochOffset{Epoch: int32(epoch), Offset: e.Next}, known
}

// ends are the ends of what was done of partitions.
func ends(parts map[place]*part) (all []offset.Position) {
	for _, p := range parts {
		all = append(all, p.split.Position())
	}
	return all
}

// handOver gives all partitions up before this worker leaves: others may go on where the
// group says. A record that may still be written, by a task that hangs, is not given up.
func (s *Source) handOver() {
	if !s.recorded() {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), s.timing.rebalance/4)
	defer cancel()
	release, err := s.host.Ledger.Hold(ctx)
	if err == nil {
		defer release()
		s.mu.Lock()
		positions := ends(s.parts)
		s.mu.Unlock()
		err = s.commitAs(ctx, anyGeneration, s.metadata(), positions)
	}
	if err != nil {
		s.host.Log.Warn("the partitions are not given up; only this worker can go on with them", "group", s.host.Group, "error", err)
	}
}
