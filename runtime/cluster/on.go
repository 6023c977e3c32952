package cluster

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/kafka"
	"github.com/flowc-lang/flowc/runtime/offset"
)

// On is how workers are a cluster by a connection.
func On(c *kafka.Connection) connector.Cluster {
	return connector.Cluster{
		Connection: c.Name, Embedded: c.Embedded,
		Join: func(ctx context.Context, s connector.Share) error { return join(ctx, c, s) },
		Positions: func(ctx context.Context, log *slog.Logger, group string, task int) (offset.Positions, error) {
			return openPositions(ctx, c, log, group, task)
		},
		Check: func(ctx context.Context, log *slog.Logger, s connector.Share) ([]string, error) {
			return check(ctx, c, log, s)
		},
	}
}

func join(ctx context.Context, c *kafka.Connection, s connector.Share) error {
	client, err := c.Client(s.Log)
	if err != nil {
		return err
	}
	defer client.Close()
	m := New(Config{
		Client: client, Group: s.Group, Worker: s.Worker, Build: s.Build, Log: s.Log, Joined: s.Joined,
		Run: func(ctx, reading context.Context, t Task, lease *Lease) error {
			return s.Run(ctx, reading, connector.ShareTask{Pipeline: t.Pipeline, Index: int(t.Index), Of: int(t.Of)}, lease.Check)
		},
	})
	for _, name := range slices.Sorted(maps.Keys(s.Tasks)) {
		m.config.Offers = append(m.config.Offers, Offer{name, int32(min(s.Tasks[name], mostTasks))})
	}
	return m.Join(ctx)
}

// check looks whether the name of the cluster is free for it.
func check(ctx context.Context, c *kafka.Connection, log *slog.Logger, s connector.Share) ([]string, error) {
	client, err := c.Client(log)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	if err := client.Reach(ctx); err != nil {
		return nil, err
	}
	req := kmsg.NewPtrDescribeGroupsRequest()
	req.Groups = []string{s.Group}
	resp, err := req.RequestWith(ctx, client.Client)
	if err != nil {
		return nil, client.Explain("look at group "+s.Group, err)
	}
	for _, g := range resp.Groups {
		err := kerr.ErrorForCode(g.ErrorCode)
		switch {
		case err != nil && !errors.Is(err, kerr.GroupIDNotFound):
			return nil, client.Explain("look at group "+s.Group, err)
		case err == nil && len(g.Members) > 0 && g.ProtocolType != protocolType:
			return []string{"group " + s.Group + " is used by something else than this cluster: choose another name for --cluster"}, nil
		}
	}
	return nil, nil
}
