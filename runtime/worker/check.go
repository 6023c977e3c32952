package worker

import (
	"context"
	"fmt"
	"strings"

	"github.com/flowc-lang/flowc/internal/cli"
	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/task"
)

// finding is what `check` says of a source, a sink, or a subject of a registry, one
// line of its JSON.
type finding struct {
	V           int      `json:"v"`
	Pipeline    string   `json:"pipeline,omitempty"`
	Node        string   `json:"node,omitempty"`
	Subject     string   `json:"subject,omitempty"`
	OK          bool     `json:"ok"`
	Notes       []string `json:"notes,omitempty"` // what is worth knowing
	Differences []string `json:"differences,omitempty"`
	Error       string   `json:"error,omitempty"`
	Unchecked   bool     `json:"unchecked,omitempty"` // it has nothing that can be looked at
}

// check is the command `check`.
func (w *worker) check(ctx context.Context, c *cli.Context) int {
	if err := w.values(c); err != nil {
		return c.Fail(err)
	}
	var findings []finding
	env := &Env{Log: newLog(cli.NewProgress(c.Stderr), logText, nil), Look: true, Find: func(subject string, notes, differences []string, err error) {
		f := finding{V: 1, Subject: subject, Notes: notes}
		f.judge(differences, err)
		findings = append(findings, f)
	}}
	defer env.close()
	pipelines, err := w.build(ctx, env)
	if err != nil {
		return c.Fail(err)
	}
	if limit := w.settings.startTimeout; limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, limit, fmt.Errorf("%w after %s", errStartTimeout, limit))
		defer cancel()
	}
	for _, p := range pipelines {
		findings = append(findings, look(ctx, p)...)
	}
	if w.settings.cluster != "" {
		f, err := w.lookAtCluster(ctx, env, pipelines)
		if err != nil {
			return c.Fail(err)
		}
		findings = append(findings, f)
	}
	code := cli.ExitOK
	for _, f := range findings {
		if err := f.tell(c); err != nil {
			return c.Fail(err)
		}
		code = max(code, f.code())
	}
	return code
}

// look checks the source and the sinks of a pipeline, those of dead letters too.
func look(ctx context.Context, p *task.Pipeline) []finding {
	findings := []finding{lookAt(ctx, p.Name, p.From, p.Source())}
	for _, s := range p.AllSinks() {
		findings = append(findings, lookAt(ctx, p.Name, s.Node, s.New()))
	}
	return findings
}

// lookAt checks one connector, if it is a connector.Checker.
func lookAt(ctx context.Context, pipeline, node string, conn any) finding {
	f := finding{V: 1, Pipeline: pipeline, Node: node}
	checker, ok := conn.(connector.Checker)
	if !ok {
		f.OK, f.Unchecked = true, true
		return f
	}
	differences, err := checker.Check(ctx)
	if err != nil && ctx.Err() != nil {
		err = fmt.Errorf("%w: %w", context.Cause(ctx), err)
	}
	f.judge(differences, err)
	return f
}

// judge notes what is wrong.
func (f *finding) judge(differences []string, err error) {
	f.Differences, f.OK = differences, err == nil && len(differences) == 0
	if err != nil {
		f.Error = err.Error()
	}
}

func (f *finding) code() int {
	switch {
	case f.Error != "":
		return cli.ExitFailure
	case !f.OK:
		return cli.ExitMistakes
	}
	return cli.ExitOK
}

func (f *finding) tell(c *cli.Context) error {
	if c.JSON {
		return c.WriteJSON(f)
	}
	verdict := "fits"
	switch {
	case f.Unchecked:
		verdict = "nothing to look at"
	case f.Error != "":
		verdict = "cannot be looked at: " + f.Error
	case !f.OK:
		verdict = "differs:\n    " + strings.Join(f.Differences, "\n    ")
	}
	for _, n := range f.Notes {
		verdict += "\n    " + n
	}
	what := strings.TrimSpace(f.Pipeline + "  " + f.Node)
	if f.Subject != "" {
		what = "subject  " + f.Subject
	}
	_, err := fmt.Fprintf(c.Stdout, "%s  %s\n", what, verdict)
	return err
}
