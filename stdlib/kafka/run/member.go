package run

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// leaveTimeout bounds how long a worker that ends tries to say so to its group.
const leaveTimeout = 5 * time.Second

// instance is the name under which the group knows this member over restarts. A
// worker that was killed gets its partitions back at once when it starts again; a
// member without a name would wait until the session of its former self has timed
// out. The Kafka inside the process goes with it, so there is nothing to get back.
func (s *Source) instance() string {
	if s.host.Instance == "" || s.config.Connection.Embedded || s.brokersAssign() {
		return ""
	}
	return "flowc-" + s.host.Instance + "-" + s.host.Pipeline
}

// displaced ends the source because the group has another member of its name. That
// one goes on; nothing of this one is committed any more.
func (s *Source) displaced() error {
	err := fmt.Errorf("%s: group %s: another worker has taken the place of this one: do two of them run on copies of one data folder? Delete the file `instance` in one of the copies",
		s.config.Connection, s.host.Group)
	s.stop(err)
	s.mu.Lock()
	s.fenced = true
	s.mu.Unlock()
	return err
}

// leave gives the partitions back to the group. The client says so by itself only
// for members without a name: one with a name is expected back.
func (s *Source) leave() {
	id := s.instance()
	s.mu.Lock()
	fenced := s.fenced
	s.mu.Unlock()
	member, _ := s.client.GroupMetadata()
	if id == "" || member == "" || fenced {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), leaveTimeout)
	defer cancel()
	// First the heartbeats end, which would join the group again.
	err := s.client.LeaveGroupContext(ctx)
	if err == nil {
		err = leaveAs(ctx, s.client.Client, s.host.Group, member, id)
	}
	if err != nil {
		s.host.Log.Warn("the group is not left; others get its partitions when its session has timed out", "group", s.host.Group, "error", err)
	}
}

// leaveAs takes one member out of a group. The request names the member beside its
// instance: if that is another member's by now, nothing happens.
func leaveAs(ctx context.Context, cl *kgo.Client, group, member, instance string) error {
	req := kmsg.NewPtrLeaveGroupRequest()
	req.Group = group
	m := kmsg.NewLeaveGroupRequestMember()
	m.MemberID, m.InstanceID = member, &instance
	req.Members = append(req.Members, m)
	resp, err := req.RequestWith(ctx, cl)
	if err != nil {
		return err
	}
	if err := kerr.ErrorForCode(resp.ErrorCode); err != nil {
		return err
	}
	for _, m := range resp.Members {
		err := kerr.ErrorForCode(m.ErrorCode)
		if err != nil && !errors.Is(err, kerr.UnknownMemberID) && !errors.Is(err, kerr.FencedInstanceID) {
			return err
		}
	}
	return nil
}

// Joined implements [connector.Joiner].
func (s *Source) Joined() bool { return s.joined.Load() }

// lookJoined notes that this is a member of the group, with partitions or without.
func (s *Source) lookJoined() {
	if s.joined.Load() {
		return
	}
	if _, generation := s.client.GroupMetadata(); generation >= 0 {
		s.joined.Store(true)
	}
}
