package worker

import (
	"context"
	"flag"
	"log/slog"
	"sync"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/task"
)

// Project is a compiled project, as its generated package hands it to [Main].
type Project struct {
	Name    string // of the folder or file: the `flow.<project>` of group names
	Source  string // hash of the .flow files and imports, 7 characters
	Runtime string // version of the runtime
	Files   []string
	// New makes an instance: a Params with the defaults, and the function that
	// builds the pipelines once the params have their values.
	New func() Instance
}

// Instance is a project with its own params.
type Instance struct {
	Params []Param
	// Open builds the pipelines from the params. It may start what runs inside the
	// process (an embedded Kafka); env.OnClose ends it.
	Open func(env *Env) ([]*task.Pipeline, error)
	// Schemas lists what a helper of flowc pull fetches; it is set in place of Open, and
	// [Pull] runs it.
	Schemas func() []Schema
}

// Schema is an outside schema that stands in a live system.
type Schema struct {
	Path string // of the file that holds it, as flowc names it
	// Fetch returns the schema as it is now.
	Fetch func(ctx context.Context) (*connector.Pulled, error)
}

// Param is a typed setting of the worker.
type Param struct {
	Name     string
	Type     string // as in the .flow file: list<string>
	Doc      string
	Default  string // as in the .flow file; empty where Required
	Env      string // environment variable, empty without
	At       string // load.flow:6
	Secret   bool   // never printed
	Required bool   // has no default
	Value    flag.Value
}

// Env is what the worker gives to the code that builds its pipelines.
type Env struct {
	DataDir string // --data
	Log     *slog.Logger
	// DryRun is true where the pipelines are only described: nothing is to be
	// started, and addresses that are not known before may stay empty.
	DryRun bool
	// Start ends when the worker has waited long enough for its systems, Run when it
	// is stopped.
	Start, Run context.Context
	// Look has no schema registered where a registry is asked, Setup also those that
	// are registered at the deployment; Tell is given a line for each, and may be nil.
	Look, Setup bool
	Tell        func(line string)
	// Find is set where the worker is only checked: it is given what a registry shows
	// of a subject, which then fails nothing.
	Find    func(subject string, notes, differences []string, err error)
	closers []func()
	level   *slog.LevelVar // of Log
	mu      sync.Mutex     // of started
	parent  *Env           // of an instance: what runs once in the worker is the parent's
	started map[string][]string
}

// Embed returns the addresses of what runs in the process for a connection. The first who
// asks starts it; it ends with the worker.
func (e *Env) Embed(connection string, start func() (brokers []string, stop func(), err error)) ([]string, error) {
	if e.parent != nil {
		return e.parent.Embed(connection, start)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if brokers, ok := e.started[connection]; ok {
		return brokers, nil
	}
	brokers, stop, err := start()
	if err != nil {
		return nil, err
	}
	e.OnClose(stop)
	if e.started == nil {
		e.started = map[string][]string{}
	}
	e.started[connection] = brokers
	return brokers, nil
}

// OnClose has f called, last first, when the worker ends.
func (e *Env) OnClose(f func()) { e.closers = append(e.closers, f) }

// close ends what Open started.
func (e *Env) close() {
	for i := len(e.closers) - 1; i >= 0; i-- {
		e.closers[i]()
	}
	e.closers = nil
}
