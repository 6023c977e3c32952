// Package harness runs generated pipelines over records in memory, without a driver
// or a broker: `flowc test` and the golden tests of generated code stand on it.
//
// The code that runs is the code of a worker: the same decoders, stages and
// encoders. What a worker's scheduler would do with a record that fails is done here
// by the ladder that the pipeline declares.
package harness

import (
	"fmt"
	"log/slog"
	"runtime/debug"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task"
	"github.com/flowc-lang/flowc/runtime/worker"
)

// Open builds the pipelines of a project with the defaults of its params. Nothing is
// started.
func Open(p worker.Project) ([]*task.Pipeline, error) {
	return p.New().Open(&worker.Env{DryRun: true, Log: slog.New(slog.DiscardHandler)})
}

// Run takes a batch through a pipeline. tolerate decides whether it goes on after a
// record that failed; a panic of generated code is an error.
func Run(p *task.Pipeline, in *record.Batch, tolerate func(task.Failure) bool) (x *task.Exchange, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	x = &task.Exchange{Out: make([]record.Batch, len(p.Sinks)), Tolerate: tolerate}
	p.New().Run(in, x)
	return x, nil
}

// Failure is a record that failed, in words.
type Failure struct {
	Row   int    `json:"row"`   // index among the records given
	Stage string `json:"stage"` // decode, or the stage's own word
	Code  string `json:"code"`  // R0102
	At    string `json:"at"`    // load.flow:12
	Field string `json:"field,omitempty"`
	// Byte is where in the value, or in the key, reading it failed; -1 where it was not
	// being read.
	Byte int    `json:"byte"`
	Text string `json:"text"` // why, behind the name of the field
	// Then is what the pipeline's error policy does: stop, skip or dlq.
	Then string `json:"then,omitempty"`
}

// Explain says in words how a record of a batch failed.
func Explain(p *task.Pipeline, in *record.Batch, f task.Failure) Failure {
	out := explain(p, f)
	out.Byte = task.Where(p, in, f)
	return out
}

func explain(p *task.Pipeline, f task.Failure) Failure {
	out := Failure{Row: f.Row, Text: task.ReasonText(f.Outcome.Reason())}
	if k := f.Outcome.Site(); k >= 0 && k < len(p.Sites) {
		s := p.Sites[k]
		out.Stage, out.At = s.Stage, s.At
		out.Code = fmt.Sprintf("%s%02d", s.Code, f.Outcome.Reason())
		if n := f.Outcome.Field(); n >= 0 && n < len(s.Fields) {
			out.Field = s.Fields[n]
		}
	}
	return out
}

// SourceConfig is the config of a source that is fed from memory.
type SourceConfig struct{}

// SinkConfig is the config of a sink whose rows stay in memory.
type SinkConfig struct{}

// NewSource satisfies the wiring of generated code. There is no source: nothing opens
// one, the records of a test are handed to the stages.
func NewSource(SourceConfig) connector.Source { return nil }

// NewSink satisfies the wiring of generated code, as [NewSource] does.
func NewSink(SinkConfig) connector.Sink { return nil }
