package worker

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flowc-lang/flowc/internal/cli"
	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/task/tasktest"
)

// meeting is a source by whose system workers are a cluster.
type meeting struct {
	tasktest.Source
	at connector.Cluster
}

func (m *meeting) Coordinates() connector.Cluster { return m.at }

func (r *rig) meets(clusters ...connector.Cluster) {
	p := r.pipelines[0]
	r.pipelines = r.pipelines[:0]
	for _, c := range clusters {
		q := *p
		q.Source = func() connector.Source { return &meeting{at: c} }
		r.pipelines = append(r.pipelines, &q)
	}
}

func TestClusterIsRefused(t *testing.T) {
	for _, c := range []struct {
		meets []connector.Cluster
		args  string
		want  string
	}{
		{nil, "--cluster one", "workers are a cluster by Kafka, and these pipelines have none"},
		{[]connector.Cluster{{Connection: "local", Embedded: true}}, "--cluster one", "connection local is the Kafka in this worker, which no other worker reaches"},
		{[]connector.Cluster{{Connection: "a"}, {Connection: "b"}}, "--cluster one", "say by which one with --cluster-on, a or b"},
		{[]connector.Cluster{{Connection: "a"}, {Connection: "b"}}, "--cluster one --cluster-on c", `no connection "c" to Kafka, there are a, b`},
		{[]connector.Cluster{{Connection: "a"}}, "--cluster one --drain", "--drain and --cluster exclude each other"},
		{[]connector.Cluster{{Connection: "a"}}, "--cluster-on a", "--cluster-on needs --cluster"},
		{[]connector.Cluster{{Connection: "a"}}, "--cluster a/b", "a name has letters, digits"},
	} {
		r := newRig(t, 1)
		r.env["CASSANDRA_PASSWORD"] = "x"
		if c.meets != nil {
			r.meets(c.meets...)
		}
		code, stderr := r.run(t.Context(), strings.Fields(c.args)...)
		if code != cli.ExitUsage || !strings.Contains(stderr, c.want) {
			t.Errorf("%s: code %d, want %q in\n%s", c.args, code, c.want, stderr)
		}
	}
}

func TestCheckLooksAtTheCluster(t *testing.T) {
	r := newRig(t, 1)
	r.env["CASSANDRA_PASSWORD"] = "x"
	r.meets(connector.Cluster{Connection: "local", Check: func(_ context.Context, _ *slog.Logger, s connector.Share) ([]string, error) {
		return []string{s.Group + " is taken"}, nil
	}})
	code, stdout, stderr := r.call(t.Context(), "check", "--cluster", "one")
	if want := "cluster one  differs:\n    flow-cluster.weather.one is taken\n"; code != cli.ExitMistakes || !strings.Contains(stdout, want) {
		t.Errorf("code %d\n%s%s", code, stdout, stderr)
	}
}

// dealt is a source whose splits workers share out.
type dealt struct{ *meeting }

func (dealt) Splits() int { return 2 }

// deals makes the pipeline's source one of a cluster.
func (r *rig) deals(c connector.Cluster) {
	r.env["CASSANDRA_PASSWORD"] = "x"
	r.pipelines[0].Source = func() connector.Source { return dealt{&meeting{at: c}} }
}

// TestClusterStartTimeout: a worker that never gets into its cluster ends; one that has
// got in does not.
func TestClusterStartTimeout(t *testing.T) {
	for _, gets := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t, 1)
			r.deals(connector.Cluster{Connection: "a", Join: func(ctx context.Context, s connector.Share) error {
				if gets {
					s.Joined()
				}
				<-ctx.Done()
				return nil
			}})
			ctx, stop := context.WithTimeout(t.Context(), time.Hour)
			defer stop()
			began := time.Now()
			code, stderr := r.run(ctx, "--cluster", "one", "--start-timeout", "30s")
			took := time.Since(began)
			if gets && (code != cli.ExitOK || took < time.Hour) {
				t.Errorf("code %d after %v\n%s", code, took, stderr)
			}
			if !gets && (code != cli.ExitFailure || took > time.Minute || !strings.Contains(stderr, "cluster one: gave up connecting after 30s: its group is not joined")) {
				t.Errorf("code %d after %v\n%s", code, took, stderr)
			}
		})
	}
}

// recorder is a sink that keeps positions beside what it writes.
type recorder struct{ connector.Sink }

func (recorder) Transaction(*connector.SinkHost) connector.Transaction { return nil }
func (recorder) Records() bool                                         { return true }

// TestClusterWithRecord: what stands beside files on one machine cannot be shared out.
func TestClusterWithRecord(t *testing.T) {
	r := newRig(t, 1)
	r.deals(connector.Cluster{Connection: "a"})
	p := r.pipelines[0]
	p.ExactlyOnce = true
	sink := p.Sinks[0].New
	p.Sinks[0].New = func() connector.Sink { return recorder{sink()} }
	code, stderr := r.run(t.Context(), "--cluster", "one")
	if code != cli.ExitUsage || !strings.Contains(stderr, "pipeline load cannot be shared out") {
		t.Errorf("code %d\n%s", code, stderr)
	}
}
