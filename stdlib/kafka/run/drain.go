package run

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/flowc-lang/flowc/runtime/connector"
)

// probeAfter is how long a partition may stand before its end, with nothing
// arriving, until it is looked at closer.
const probeAfter = 300 * time.Millisecond

// Drain implements [connector.Source]: the ends of all partitions are where they
// are now, and the end is reached when this member has read up to each of them.
func (s *Source) Drain(ctx context.Context) error {
	if s.config.Match != "" {
		s.client.ForceMetadataRefresh() // topics that came since are part of the end
	}
	topics, err := s.names(ctx)
	if err != nil {
		return err
	}
	ends, err := s.logEnds(ctx, topics)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ends = ends
	return nil
}

// drained returns ErrDrained when all ends are reached.
func (s *Source) drained(ctx context.Context) error {
	behind, stalled := s.behind()
	if behind == nil {
		return nil
	}
	if stalled {
		for at, next := range behind {
			empty, err := s.emptyFrom(ctx, at, next)
			if err != nil {
				s.host.Log.Warn("looking for the end of a partition", "partition", s.Place(at.topic, at.id, next), "error", err)
				return nil
			}
			if !empty {
				return nil
			}
		}
		return connector.ErrDrained
	}
	if len(behind) == 0 {
		return connector.ErrDrained
	}
	return nil
}

// behind returns the partitions that have not reached their end, nil when there is
// none to reach, and whether all of them belong to this member and have been quiet.
func (s *Source) behind() (behind map[place]int64, stalled bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ends == nil || len(s.first) > 0 {
		return nil, false // not asked to, or its start is not committed yet
	}
	behind = make(map[place]int64)
	owned, moved := true, false
	for at, end := range s.ends {
		p := s.parts[at]
		switch {
		case p == nil:
			owned = false
			behind[at] = -1
		case p.next < end:
			behind[at] = p.next
			moved = moved || p.next != p.quietAt
			p.quietAt = p.next
		}
	}
	if moved || s.quiet.IsZero() {
		s.quiet = time.Now()
	}
	stalled = owned && len(behind) > 0 && time.Since(s.quiet) >= probeAfter
	if stalled {
		s.quiet = time.Now() // the next look is as far away
	}
	return behind, stalled
}

// emptyFrom asks the partition's leader whether any record stands at or behind
// next: compaction can leave offsets at the end of a log without one, and the
// client does not tell how far it looked.
func (s *Source) emptyFrom(ctx context.Context, at place, next int64) (bool, error) {
	topics, err := s.admin.ListTopicsWithInternal(ctx, at.topic)
	if err != nil {
		return false, err
	}
	detail := topics[at.topic]
	req := kmsg.NewPtrFetchRequest()
	req.MaxBytes = minFetch
	if s.committed() {
		req.IsolationLevel = 1
	}
	t := kmsg.NewFetchRequestTopic()
	t.Topic, t.TopicID = at.topic, detail.ID
	p := kmsg.NewFetchRequestTopicPartition()
	p.Partition, p.FetchOffset, p.PartitionMaxBytes = at.id, next, minFetch
	t.Partitions = append(t.Partitions, p)
	req.Topics = append(req.Topics, t)
	resp, err := req.RequestWith(ctx, s.client.Broker(int(detail.Partitions[at.id].Leader)))
	if err != nil {
		return false, err
	}
	return noRecords(resp, next)
}

// noRecords reports whether a fetch brought no batch with a record at or behind
// next.
func noRecords(resp *kmsg.FetchResponse, next int64) (bool, error) {
	if err := kerr.ErrorForCode(resp.ErrorCode); err != nil {
		return false, err
	}
	if len(resp.Topics) != 1 || len(resp.Topics[0].Partitions) != 1 {
		return false, fmt.Errorf("fetch of one partition brought %d topics", len(resp.Topics))
	}
	p := &resp.Topics[0].Partitions[0]
	if err := kerr.ErrorForCode(p.ErrorCode); err != nil {
		return false, err
	}
	return !holdsRecord(p.RecordBatches, next), nil
}

// Places in the header of a record batch, version 2.
const (
	batchLength    = 8
	batchPrefix    = 12 // length counts from here
	batchMagic     = 16
	batchLastDelta = 23
	batchCount     = 57
	batchHeader    = 61
)

// holdsRecord reports whether one of the batches has a record at or behind next.
// What it cannot read it takes for one.
func holdsRecord(b []byte, next int64) bool {
	for len(b) > 0 {
		if len(b) < batchHeader || b[batchMagic] != 2 {
			return true
		}
		base := int64(binary.BigEndian.Uint64(b))
		last := base + int64(int32(binary.BigEndian.Uint32(b[batchLastDelta:])))
		count := int32(binary.BigEndian.Uint32(b[batchCount:]))
		if last >= next && count > 0 {
			return true
		}
		size := batchPrefix + int64(int32(binary.BigEndian.Uint32(b[batchLength:])))
		if size < batchHeader || size > int64(len(b)) {
			return true
		}
		b = b[size:]
	}
	return false
}
