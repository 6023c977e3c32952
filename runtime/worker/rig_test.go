package worker

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/param"
	"github.com/flowc-lang/flowc/runtime/task"
	"github.com/flowc-lang/flowc/runtime/task/tasktest"
)

// rig is a project over fakes: by default one pipeline `load` from `readings`.
type rig struct {
	t         *testing.T
	topic     *tasktest.Topic
	source    *tasktest.Source
	sink      *tasktest.Sink
	stage     *tasktest.Stage
	pipelines []*task.Pipeline
	project   Project
	env       map[string]string
	dir       string
	brokers   []string
	quality   int32
	password  string
	strict    bool
	opened    *Env
	closed    []string
}

func newRig(t *testing.T, records int) *rig {
	r := &rig{
		t: t, topic: tasktest.NewTopic("readings", 2, records),
		sink: &tasktest.Sink{Store: tasktest.NewStore()}, stage: &tasktest.Stage{},
		env: make(map[string]string), dir: t.TempDir(), brokers: []string{"127.0.0.1:9092"},
	}
	r.source = &tasktest.Source{Topic: r.topic, Rows: 10}
	r.pipelines = []*task.Pipeline{r.pipeline("load", r.source.New, r.sink)}
	r.project = Project{Name: "weather", Source: "4f2c1ab", Runtime: "1.4.0", Files: []string{"load.flow"}, New: r.instance}
	return r
}

func (r *rig) pipeline(name string, source func() connector.Source, sink *tasktest.Sink) *task.Pipeline {
	return &task.Pipeline{
		Name: name, At: "load.flow:8", Group: "flow.weather." + name, Delivery: "at least once: the sink appends",
		From: "readings", To: []string{"coldest"}, Tasks: 2,
		Reads: []string{"local/readings"}, Writes: []string{"ring/coldest"},
		Source: source, Sinks: []task.Sink{{Node: "coldest", At: "load.flow:12", New: sink.New}}, New: r.stage.New,
		Sites: []task.Site{{Stage: "decode", Code: "R01", At: "load.flow:6", What: "value: Reading as avro", Fields: []string{"celsius"}}},
	}
}

func (r *rig) instance() Instance {
	return Instance{
		Params: []Param{
			{Name: "brokers", Type: "list<string>", Doc: "Where Kafka is.", Default: `["127.0.0.1:9092"]`, Env: "KAFKA_BROKERS", At: "load.flow:3", Value: param.Strings(&r.brokers)},
			{Name: "quality", Type: "int32", Default: "0", At: "load.flow:4", Value: param.Int(&r.quality, 0, 9)},
			{Name: "password", Type: "string", Env: "CASSANDRA_PASSWORD", At: "load.flow:5", Secret: true, Required: true, Value: param.String(&r.password)},
			{Name: "strict", Type: "bool", Default: "false", At: "load.flow:6", Value: param.Bool(&r.strict)},
		},
		Open: func(env *Env) ([]*task.Pipeline, error) {
			r.opened = env
			env.OnClose(func() { r.closed = append(r.closed, "first") })
			env.OnClose(func() { r.closed = append(r.closed, "second") })
			return r.pipelines, nil
		},
	}
}

// call runs a command line; without a password in it the environment has one.
func (r *rig) call(ctx context.Context, args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	p := Program(r.project, "./load")
	p.LookupEnv = func(name string) (string, bool) { v, ok := r.env[name]; return v, ok }
	code = p.Run(ctx, args, &out, &errs)
	return code, out.String(), errs.String()
}

// run is `run` with a data folder and a password.
func (r *rig) run(ctx context.Context, args ...string) (code int, stderr string) {
	r.t.Helper()
	r.env["CASSANDRA_PASSWORD"], r.env["GOMEMLIMIT"] = "hunter2", "off"
	code, stdout, stderr := r.call(ctx, append([]string{"run", "--data", r.dir}, args...)...)
	if stdout != "" {
		r.t.Errorf("run prints to stdout: %s", stdout)
	}
	if strings.Contains(stderr, "hunter2") {
		r.t.Errorf("the secret is printed: %s", stderr)
	}
	return code, stderr
}
