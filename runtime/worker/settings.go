package worker

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/flowc-lang/flowc/internal/budget"
	"github.com/flowc-lang/flowc/internal/cli"
	"github.com/flowc-lang/flowc/internal/nearest"
	"github.com/flowc-lang/flowc/internal/quantity"
	"github.com/flowc-lang/flowc/runtime/admin"
	"github.com/flowc-lang/flowc/runtime/task"
)

// settings are the worker's own flags; the params of the project stand beside
// them in one namespace.
type settings struct {
	config       string
	dataDir      string
	pipelines    []string
	drain        bool
	yes          bool // of setup
	limit        int  // of replay
	dryRun       bool
	memory       int64
	log          string
	http         string
	startTimeout time.Duration
	cluster      string
	clusterOn    string
	restart      int
	asked        string // of status: where a worker answers
}

const (
	logText = "text"
	logJSON = "json"

	// leastMemory is what a worker with a client or two takes before it has buffers.
	leastMemory = 24 << 20
)

// declare declares the flags of every command that looks at the pipelines.
func (s *settings) declare(f *cli.Flags) {
	s.declareCommon(f)
	f.Strings(&s.pipelines, "pipelines", "NAMES", "only these pipelines, as a,b").WithDefault("all")
}

// declareCommon declares the flags of every command that opens the pipelines.
func (s *settings) declareCommon(f *cli.Flags) {
	s.dataDir, s.memory, s.log = ".flow", budget.Default, logText
	f.String(&s.config, "config", "FILE", "JSON object with values of params")
	f.String(&s.dataDir, "data", "DIR", "folder for offsets, and for what makes a worker the same after a restart")
	f.Duration(&s.startTimeout, "start-timeout", "give up connecting, and joining groups, after this time; 0s is never")
}

// declarePull declares the flags of a helper of flowc pull.
func (s *settings) declarePull(f *cli.Flags) {
	s.memory = budget.Default
	f.String(&s.config, "config", "FILE", "JSON object with values of params")
	f.Duration(&s.startTimeout, "start-timeout", "give up a schema after this time (30s where left out)")
}

// declareSetup declares the flags of setup.
func (s *settings) declareSetup(f *cli.Flags) {
	s.declare(f)
	f.Bool(&s.yes, "yes", "register, in place of showing what would be")
}

// declareRun declares the flags of run.
func (s *settings) declareRun(f *cli.Flags) {
	s.declare(f)
	f.Bool(&s.drain, "drain", "deliver what is there now, then end")
	f.Size(&s.memory, "memory", "what the process should need at most")
	s.declareCluster(f)
	s.restart = -1
	f.Int(&s.restart, "restart", "N", "start a failed pipeline again up to so many times in 10 minutes").WithDefault("5 with --http, else 0")
	f.Enum(&s.log, "log", []string{logText, logJSON}, "how to log to stderr")
	f.String(&s.http, "http", "ADDR", "answer REST, /health and /metrics there, as :8083 on this machine or 0.0.0.0:8083 for all")
}

// httpRestarts are the restarts of a worker that is looked after over HTTP. One that is not
// ends with the error: who started it sees that it has failed.
const httpRestarts = 5

func (s *settings) restarts() int {
	switch {
	case s.restart >= 0:
		return s.restart
	case s.http != "":
		return httpRestarts
	}
	return 0
}

// declareCluster declares the flags of a worker that is one of several.
func (s *settings) declareCluster(f *cli.Flags) {
	f.String(&s.cluster, "cluster", "NAME", "share the tasks of sources with all workers of this name")
	f.String(&s.clusterOn, "cluster-on", "CONNECTION", "by which Kafka, where there are several")
}

// check refuses values that no flag type refuses.
func (s *settings) check() error {
	if s.memory < leastMemory {
		return usage("--memory %s is too little, %s is the least", quantity.FormatSize(s.memory), quantity.FormatSize(leastMemory))
	}
	if s.http != "" {
		if err := admin.CheckAddr(s.http); err != nil {
			return usage("%v", err)
		}
	}
	switch {
	case s.cluster != "" && s.drain:
		return usage("--drain and --cluster exclude each other: the tasks of a cluster have no common end")
	case s.cluster == "" && s.clusterOn != "":
		return usage("--cluster-on needs --cluster")
	case s.cluster != "" && !clusterName.MatchString(s.cluster):
		return usage("--cluster %q: a name has letters, digits, `.`, `_` and `-`, at most 100", s.cluster)
	}
	return nil
}

// clusterName is what may stand in the names of groups and topics.
var clusterName = regexp.MustCompile(`^[A-Za-z0-9._-]{1,100}$`)

func usage(format string, args ...any) error {
	return &cli.UsageError{Message: fmt.Sprintf(format, args...)}
}

// declareParams declares a flag for each param.
func (w *worker) declareParams(f *cli.Flags) {
	for _, p := range w.instance.Params {
		if f.Lookup(p.Name) != nil {
			panic(fmt.Sprintf("param %s (%s) has the name of a flag of the worker", p.Name, p.At))
		}
		typ := p.Type
		if b, ok := p.Value.(interface{ IsBoolFlag() bool }); ok && b.IsBoolFlag() {
			typ = "" // a switch
		}
		doc := p.Doc
		if doc == "" {
			doc = "param of " + p.At
		}
		fl := f.Value(p.Value, p.Name, typ, strings.TrimRight(doc, ".")).WithEnv(p.Env).WithDefault(p.Default)
		if p.Secret {
			fl.IsSecret()
		}
	}
}

// load gives the params that neither a flag nor the environment has set their
// values from the config file, and says which are still missing.
func (w *worker) load(f *cli.Flags) (missing []Param, err error) {
	if err := w.settings.check(); err != nil {
		return nil, err
	}
	entries, err := readConfig(w.settings.config)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if !slices.ContainsFunc(w.instance.Params, func(p Param) bool { return p.Name == e.name }) {
			return nil, w.unknownParam(e)
		}
		if fl := f.Lookup(e.name); !fl.Given() {
			if err := fl.Set(e.value, e.origin); err != nil {
				return nil, usage("%s: %v", e.origin, err)
			}
		}
	}
	w.given = map[string]string{}
	for _, p := range w.instance.Params {
		switch {
		case f.Lookup(p.Name).Given():
			w.given[p.Name] = p.Value.String()
		case p.Required:
			missing = append(missing, p)
		}
	}
	return missing, nil
}

func (w *worker) unknownParam(e entry) error {
	var names []string
	for _, p := range w.instance.Params {
		names = append(names, p.Name)
	}
	if near, ok := nearest.Word(e.name, names); ok {
		return usage("%s: no param %q, did you mean %s?", e.origin, e.name, near)
	}
	return usage("%s: no param %q", e.origin, e.name)
}

// missingError tells how to give a param that has no default.
func missingError(p Param) error {
	ways := "--" + p.Name
	if p.Env != "" {
		ways += ", the environment variable " + p.Env
	}
	return usage("param %s (%s) has no value: give it by %s or --config", p.Name, p.At, ways)
}

// values reads the settings; every param that needs a value has one afterwards.
func (w *worker) values(c *cli.Context) error {
	missing, err := w.load(c.Flags)
	if err == nil && len(missing) > 0 {
		err = missingError(missing[0])
	}
	return err
}

// build makes the pipelines that were asked for.
func (w *worker) build(ctx context.Context, env *Env) ([]*task.Pipeline, error) {
	env.DataDir = w.settings.dataDir
	env.Start, env.Run = ctx, ctx
	if limit := w.settings.startTimeout; limit > 0 {
		start, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("%w after %s", errStartTimeout, limit))
		defer cancel()
		env.Start = start
	}
	all, err := w.instance.Open(env)
	if err != nil {
		return nil, err
	}
	return choose(all, w.settings.pipelines)
}

// choose keeps the named pipelines, all where none is named.
func choose(all []*task.Pipeline, names []string) ([]*task.Pipeline, error) {
	if len(names) == 0 {
		return all, nil
	}
	var have []string
	for _, p := range all {
		have = append(have, p.Name)
	}
	for _, name := range names {
		if slices.Contains(have, name) {
			continue
		}
		if near, ok := nearest.Word(name, have); ok {
			return nil, usage("--pipelines: no pipeline %q, did you mean %s?", name, near)
		}
		return nil, usage("--pipelines: no pipeline %q, there are %s", name, strings.Join(have, ", "))
	}
	var chosen []*task.Pipeline
	for _, p := range all {
		if slices.Contains(names, p.Name) {
			chosen = append(chosen, p)
		}
	}
	return chosen, nil
}
