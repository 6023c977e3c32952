package run

import (
	"context"
	"errors"

	"github.com/twmb/franz-go/pkg/kgo"
)

// errForgotten ends a session of the group in which the brokers did not know this member.
var errForgotten = errors.New("the group has given this member up, and taken it as a new one")

// balancer gives up what a member had before that member joins as a new one.
//
// Where the brokers do not know a member any more that joins, the client joins once more
// without a name and keeps its partitions and where it is in them, although others may have
// had them meanwhile: with the generation of its new name it could commit what they have
// committed already. So the splits end before the new name is asked for, and the session
// ends with the answer; the client then drops what it has, joins, and reads on from what is
// committed. Only the goroutine of the client that looks after the group calls it.
type balancer struct {
	kgo.GroupBalancer
	source    *Source
	forgotten bool
}

// JoinGroupMetadata implements [kgo.GroupBalancer].
func (b *balancer) JoinGroupMetadata(topics []string, current map[string][]int32, generation int32) []byte {
	if b.source.loseWithName() {
		b.forgotten, current = true, nil
	}
	return b.GroupBalancer.JoinGroupMetadata(topics, current, generation)
}

// ParseSyncAssignment implements [kgo.GroupBalancer].
func (b *balancer) ParseSyncAssignment(assignment []byte) (map[string][]int32, error) {
	if b.forgotten {
		b.forgotten = false
		return nil, errForgotten
	}
	return b.GroupBalancer.ParseSyncAssignment(assignment)
}

// loseWithName ends the epochs of all partitions where the member has no name any more, and
// reports whether there were some.
func (s *Source) loseWithName() bool {
	s.mu.Lock()
	all := make(map[string][]int32)
	for p := range s.parts {
		all[p.topic] = append(all[p.topic], p.id)
	}
	s.mu.Unlock()
	if len(all) == 0 { // also before there is a client
		return false
	}
	if name, _ := s.client.GroupMetadata(); name != "" {
		return false
	}
	s.lost(context.Background(), nil, all)
	return true
}
