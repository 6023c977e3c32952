package run

import (
	"context"
	"errors"
	"fmt"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

// GapError says that the log does not hold the records that are to be read next:
// they were deleted before they were read, or the topic is not the one that the
// offset was committed for.
type GapError struct {
	Topic     string
	Partition int32
	Next      int64 // the record to read
	Start     int64 // what the log holds: from Start
	End       int64 // up to before End
	Err       error
}

func (e *GapError) Error() string {
	at := fmt.Sprintf("%s[%d]: offset %d, the next to read, is gone", e.Topic, e.Partition, e.Next)
	switch {
	case e.Next < e.Start:
		return fmt.Sprintf("%s: the log begins at %d, so %d offsets were deleted before they were read; set the group's offset to %d to go on without them", at, e.Start, e.Start-e.Next, e.Start)
	case e.Next > e.End:
		return fmt.Sprintf("%s: the log ends at %d, so the topic was made anew or lost records; set the group's offset to go on", at, e.End)
	}
	return fmt.Sprintf("%s: the log holds %d to %d, with another history: %v", at, e.Start, e.End, e.Err)
}

// Unwrap returns what the client said.
func (e *GapError) Unwrap() error { return e.Err }

func isGap(err error) bool {
	var loss *kgo.ErrDataLoss
	return errors.Is(err, kerr.OffsetOutOfRange) || errors.As(err, &loss)
}

// gap finds out what the log holds. It ends the source: a partition that the
// client gave up is not fetched again.
func (s *Source) gap(ctx context.Context, at place, err error) error {
	e := &GapError{Topic: at.topic, Partition: at.id, Start: -1, End: -1, Err: err}
	s.mu.Lock()
	if p := s.parts[at]; p != nil {
		e.Next = p.next
	}
	s.mu.Unlock()
	starts, startErr := s.list(s.admin.ListStartOffsets(ctx, e.Topic))
	ends, endErr := s.list(s.admin.ListEndOffsets(ctx, e.Topic))
	if startErr == nil && endErr == nil {
		e.Start, e.End = starts[at], ends[at]
	}
	gap := fmt.Errorf("%s: %w", s.config.Connection, e)
	s.stop(gap)
	return gap
}
