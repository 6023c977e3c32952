package cluster

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/kafka"
)

const (
	protocolType = "flowc"
	protocolName = "flowc-v1"
)

// agree joins the group and returns the assignment that follows. The error is marked
// where another attempt may help.
func (c *Cluster) agree(ctx context.Context) (a Assignment, err error) {
	if l := c.held(); l != nil && l.Check() == nil {
		// What runs here is stopped soon, if the group stays silent: then the request
		// is not waited for.
		var cancel context.CancelFunc
		ctx, cancel = context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(l.Context(), cancel)()
		defer func() {
			if err != nil && l.Check() != nil {
				err = connector.Retry(ErrLost)
			}
		}()
	}
	joined, err := c.join(ctx)
	if err != nil {
		return a, err
	}
	return c.sync(ctx, joined)
}

// join is over when all members have joined.
func (c *Cluster) join(ctx context.Context) (*kmsg.JoinGroupResponse, error) {
	req := kmsg.NewPtrJoinGroupRequest()
	req.Group, req.InstanceID, req.ProtocolType = c.config.Group, c.instance(), protocolType
	req.SessionTimeoutMillis = int32(c.timing.session.Milliseconds())
	req.RebalanceTimeoutMillis = int32(c.timing.rebalance.Milliseconds())
	m := c.member()
	m.Round = c.round
	p := kmsg.NewJoinGroupRequestProtocol()
	p.Name, p.Metadata = protocolName, m.encode()
	req.Protocols = append(req.Protocols, p)
	for {
		was := c.position()
		req.MemberID = was.id
		resp, err := req.RequestWith(ctx, c.config.Client.Client)
		if err != nil {
			return nil, c.failed("join", err)
		}
		if errors.Is(kerr.ErrorForCode(resp.ErrorCode), kerr.MemberIDRequired) {
			c.joined(resp.MemberID, -1)
			continue
		}
		if err := c.refused("join", was, resp.ErrorCode); err != nil {
			return nil, err
		}
		c.joined(resp.MemberID, resp.Generation)
		return resp, nil
	}
}

// sync tells the members what they are to do, if this one leads, and returns what this
// one is to do.
func (c *Cluster) sync(ctx context.Context, joined *kmsg.JoinGroupResponse) (Assignment, error) {
	req := kmsg.NewPtrSyncGroupRequest()
	was := c.position()
	name, typ := protocolName, protocolType
	req.Group, req.InstanceID, req.MemberID, req.Generation = c.config.Group, c.instance(), was.id, was.generation
	req.Protocol, req.ProtocolType = &name, &typ
	// A leader that started again gets its members' assignments as they were.
	if joined.LeaderID == was.id && !joined.SkipAssignment {
		req.GroupAssignment = c.lead(joined.Members)
	}
	resp, err := req.RequestWith(ctx, c.config.Client.Client)
	if err != nil {
		return Assignment{}, c.failed("sync", err)
	}
	if err := c.refused("sync", was, resp.ErrorCode); err != nil {
		return Assignment{}, err
	}
	a, err := decodeAssignment(resp.MemberAssignment)
	if err != nil {
		return a, connector.Retry(fmt.Errorf("group %s: an assignment is %w", c.config.Group, err))
	}
	return a, c.confirm(ctx)
}

// confirm begins the lease, or lets it go on. Brokers do not count what came before as a
// sign of life: one that stood still may be given what it had, and lose it a moment later.
func (c *Cluster) confirm(ctx context.Context) error {
	was, sent := c.position(), time.Now()
	answer, err := c.heartbeat(ctx, was)
	if err != nil {
		return c.failed("heartbeat", err)
	}
	rebalancing := errors.Is(kerr.ErrorForCode(answer), kerr.RebalanceInProgress)
	if rebalancing {
		c.due(was)
	} else if err := c.refused("heartbeat", was, answer); err != nil {
		return err
	}
	c.heard(sent, rebalancing)
	c.config.Client.Reached()
	return nil
}

// heartbeat tells the group that a member lives, and returns the answer's code.
func (c *Cluster) heartbeat(ctx context.Context, m member) (int16, error) {
	req := kmsg.NewPtrHeartbeatRequest()
	req.Group, req.InstanceID, req.MemberID, req.Generation = c.config.Group, c.instance(), m.id, m.generation
	// Answers count from when their requests were sent: three fit into a session.
	ctx, cancel := context.WithTimeout(ctx, c.timing.session/3)
	defer cancel()
	resp, err := req.RequestWith(ctx, c.config.Client.Client)
	if err != nil {
		return 0, err
	}
	return resp.ErrorCode, nil
}

// lead computes the assignments of all members. One whose bytes cannot be read is given
// nothing.
func (c *Cluster) lead(joined []kmsg.JoinGroupResponseMember) (all []kmsg.SyncGroupRequestGroupAssignment) {
	members := make(map[string]Member, len(joined))
	for _, m := range joined {
		told, err := decodeMember(m.ProtocolMetadata)
		if err != nil {
			c.config.Log.Warn("a member of the cluster cannot be understood and gets no source tasks", "cluster", c.config.Group, "member", m.MemberID, "cause", err.Error())
		}
		members[m.MemberID] = told
	}
	c.tellBuilds(members)
	for id, a := range Assign(members) {
		a.Leader = c.config.Worker
		if len(a.Revoke) > 0 {
			c.config.Log.Info("source tasks are moved", "cluster", c.config.Group, "from", members[id].Worker, "tasks", text(a.Revoke))
		}
		s := kmsg.NewSyncGroupRequestGroupAssignment()
		s.MemberID, s.MemberAssignment = id, a.encode()
		all = append(all, s)
	}
	return all
}

// beat tells the group that this worker lives, whatever else it does.
func (c *Cluster) beat(ctx context.Context) {
	for connector.Pause(ctx, c.timing.heartbeat) == nil {
		m := c.position()
		if m.id == "" || m.generation < 0 {
			continue
		}
		sent := time.Now()
		if answer, err := c.heartbeat(ctx, m); err == nil { // else the lease ends by itself
			c.answered(m, sent, kerr.ErrorForCode(answer))
		}
	}
}

// answered takes the answer to a heartbeat.
func (c *Cluster) answered(m member, sent time.Time, err error) {
	rebalancing := errors.Is(err, kerr.RebalanceInProgress)
	switch {
	case err == nil || rebalancing:
		if l := c.held(); l != nil && c.position() == m {
			l.extend(sent, rebalancing)
		}
		if rebalancing {
			c.due(m)
		}
	case errors.Is(err, kerr.FencedInstanceID):
		if c.position() == m {
			c.expelled(m)
			c.fail(c.displaced())
		}
	case errors.Is(err, kerr.UnknownMemberID):
		c.expelled(m)
	case errors.Is(err, kerr.IllegalGeneration):
		c.due(m)
	}
}

// leave tells the group that this worker goes, so that others take its tasks at once.
func (c *Cluster) leave(ctx context.Context) {
	m := c.position()
	if m.id == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaveTimeout)
	defer cancel()
	req := kmsg.NewPtrLeaveGroupRequest()
	req.Group, req.MemberID = c.config.Group, m.id
	l := kmsg.NewLeaveGroupRequestMember()
	l.MemberID, l.InstanceID = m.id, c.instance()
	req.Members = append(req.Members, l)
	if _, err := req.RequestWith(ctx, c.config.Client.Client); err != nil {
		c.config.Log.Warn("the cluster is not left; others get this worker's source tasks when its session has timed out", "cluster", c.config.Group, "cause", err.Error())
	}
}

// leaveTimeout bounds how long a worker that ends tries to say so.
const leaveTimeout = 5 * time.Second

// instance is the name by which the group knows this worker after a restart: what was
// killed has its tasks again as soon as it is back.
func (c *Cluster) instance() *string {
	id := "flowc-" + c.config.Worker
	return &id
}

// failed says why a request had no answer.
func (c *Cluster) failed(what string, err error) error {
	return c.config.Client.Explain(what+" group "+c.config.Group, err)
}

// refused says why the group does not take a request of the member that this was, and
// forgets what the group has forgotten.
func (c *Cluster) refused(what string, was member, code int16) error {
	err := kerr.ErrorForCode(code)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, kerr.UnknownMemberID):
		c.expelled(was)
	case errors.Is(err, kerr.FencedInstanceID):
		c.expelled(was)
		return c.displaced()
	case errors.Is(err, kerr.InconsistentGroupProtocol):
		return fmt.Errorf("%s: group %s is used by something else than this cluster: choose another name for --cluster", c.config.Client.Conn, c.config.Group)
	case kafka.Heals(err):
	default:
		return c.failed(what, err)
	}
	return connector.Retry(fmt.Errorf("%s group %s: %w", what, c.config.Group, err))
}

// displaced ends the membership: if it came back, the other one would have to go.
func (c *Cluster) displaced() error {
	return fmt.Errorf("%s: group %s: another worker has taken the place of this one: do two of them run on copies of one data folder? Delete the file `instance` in one of the copies",
		c.config.Client.Conn, c.config.Group)
}

// tellBuilds warns of workers of several builds that cut a pipeline differently.
func (c *Cluster) tellBuilds(members map[string]Member) {
	shapes := newPlan(members).shapes
	for _, m := range members {
		for _, o := range m.Offers {
			if shapes[o.Pipeline] != o.Tasks {
				c.config.Log.Warn("a worker of another build cuts a source into another number of tasks and gets none of them, until most workers do as it does",
					"cluster", c.config.Group, "worker", m.Worker, "build", m.Build, "pipeline", o.Pipeline, "tasks", o.Tasks, "cluster_tasks", shapes[o.Pipeline])
			}
		}
	}
}
