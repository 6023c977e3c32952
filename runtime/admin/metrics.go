package admin

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"github.com/flowc-lang/flowc/runtime/rest"
	"github.com/flowc-lang/flowc/runtime/task"
)

// states are those that a pipeline can be in.
var states = []task.State{task.Opening, task.Running, task.Draining, task.Done, task.Failed}

// family is a metric with a value for each pipeline.
type family struct {
	name, kind, help string
	// value is what a pipeline has; false where it has none now.
	value func(p *task.Snapshot, now time.Time) (float64, bool)
}

func counter(name, help string, n func(c *task.Counts) int64) family {
	return family{name, "counter", help, func(p *task.Snapshot, _ time.Time) (float64, bool) { return float64(n(&p.Counts)), true }}
}

// families are the metrics of pipelines. Their names and labels stay.
var families = []family{
	counter("flowc_records_in_total", "Records that were read and given to the pipeline.", func(c *task.Counts) int64 { return c.In }),
	counter("flowc_records_out_total", "Records of which all that came is durable in every sink.", func(c *task.Counts) int64 { return c.Out }),
	counter("flowc_records_filtered_total", "Records that the stages left out.", func(c *task.Counts) int64 { return c.Filtered }),
	counter("flowc_records_dead_total", "Records that went to a topic of dead letters.", func(c *task.Counts) int64 { return c.Dead }),
	counter("flowc_records_skipped_total", "Records that failed and were passed over as the pipeline allows.", func(c *task.Counts) int64 { return c.Skipped }),
	counter("flowc_records_lost_total", "Records that were committed and may not be written, under at most once.", func(c *task.Counts) int64 { return c.Lost }),
	counter("flowc_retries_total", "Attempts beyond the first, of writes and flushes.", func(c *task.Counts) int64 { return c.Retries }),
	{"flowc_records_in_work", "gauge", "Records that were read and whose fate is not known yet.", func(p *task.Snapshot, _ time.Time) (float64, bool) {
		return float64(p.Counts.Open()), true
	}},
	{"flowc_lag_records", "gauge", "Records that are known and not yet read.", func(p *task.Snapshot, _ time.Time) (float64, bool) {
		return float64(p.Left), p.HasLeft && p.Unit == "records"
	}},
	{"flowc_lag_bytes", "gauge", "Bytes that are known and not yet read.", func(p *task.Snapshot, _ time.Time) (float64, bool) {
		return float64(p.Left), p.HasLeft && p.Unit == "bytes"
	}},
	{"flowc_commit_age_seconds", "gauge", "Time since positions were last made durable.", func(p *task.Snapshot, now time.Time) (float64, bool) {
		return now.Sub(p.Committed).Seconds(), !p.Committed.IsZero()
	}},
	{"flowc_retrying_seconds", "gauge", "How long the oldest trouble is being tried again; 0 without one.", func(p *task.Snapshot, now time.Time) (float64, bool) {
		if len(p.Troubles) == 0 {
			return 0, true
		}
		return now.Sub(p.Troubles[0].Since).Seconds(), true
	}},
}

// metrics writes all metrics in the format of Prometheus.
func (s *Server) metrics(*http.Request) (int, any, error) {
	var b bytes.Buffer
	pipelines, now := s.config.Pipelines(), time.Now()
	for _, f := range families {
		b.WriteString("# HELP " + f.name + " " + f.help + "\n# TYPE " + f.name + " " + f.kind + "\n")
		for i := range pipelines {
			if v, ok := f.value(&pipelines[i], now); ok {
				metrics.WriteGaugeFloat64(&b, f.name+`{connector=`+strconv.Quote(pipelines[i].Pipeline)+`}`, v)
			}
		}
	}
	b.WriteString("# HELP flowc_state 1 for the state that a pipeline is in, 0 for the others.\n# TYPE flowc_state gauge\n")
	for _, p := range pipelines {
		for _, state := range states {
			is := 0.0
			if p.State == state {
				is = 1
			}
			metrics.WriteGaugeFloat64(&b, fmt.Sprintf("flowc_state{connector=%q,state=%q}", p.Pipeline, state), is)
		}
	}
	a := s.config.About
	b.WriteString("# HELP flowc_build_info What the worker was built from; always 1.\n# TYPE flowc_build_info gauge\n")
	metrics.WriteGaugeUint64(&b, fmt.Sprintf("flowc_build_info{project=%q,source=%q,runtime=%q}", a.Project, a.Source, a.Runtime), 1)
	b.WriteString("# HELP flowc_memory_budget_bytes What the process should need at most.\n# TYPE flowc_memory_budget_bytes gauge\n")
	metrics.WriteGaugeUint64(&b, "flowc_memory_budget_bytes", uint64(a.Memory))
	metrics.WriteProcessMetrics(&b)
	return http.StatusOK, rest.Raw{Type: "text/plain; version=0.0.4; charset=utf-8", Text: b.Bytes()}, nil
}
