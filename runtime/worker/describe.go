package worker

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"text/tabwriter"

	"github.com/flowc-lang/flowc/internal/cli"
	"github.com/flowc-lang/flowc/runtime/task"
)

// description is the JSON of `describe`.
type description struct {
	V         int           `json:"v"`
	Project   string        `json:"project"`
	Source    string        `json:"source"`
	Runtime   string        `json:"runtime"`
	Files     []string      `json:"files"`
	Params    []paramView   `json:"params"`
	Pipelines []pipelineOut `json:"pipelines"`
}

// paramView is a setting with its value, and where that came from. The value of a
// secret is `set` or `unset`.
type paramView struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Doc      string `json:"doc,omitempty"`
	Value    string `json:"value"`
	Origin   string `json:"origin"` // flag, env NAME, load.json:3, load.flow:6; empty where it has no value
	Env      string `json:"env,omitempty"`
	Secret   bool   `json:"secret,omitempty"`
	Required bool   `json:"required,omitempty"`
}

type pipelineOut struct {
	Name     string   `json:"name"`
	At       string   `json:"at"`
	From     string   `json:"from"`
	To       []string `json:"to"`
	Group    string   `json:"group"`
	Delivery string   `json:"delivery"`
	Tasks    int      `json:"tasks"` // 0: the worker chooses
	Reads    []string `json:"reads"`
	Writes   []string `json:"writes"`
}

// describe is the command `describe`. It works without the values that are
// required: it is how one finds out what they are.
func (w *worker) describe(ctx context.Context, c *cli.Context) int {
	if _, err := w.load(c.Flags); err != nil {
		return c.Fail(err)
	}
	env := &Env{Log: newLog(cli.NewProgress(c.Stderr), logText, nil), DryRun: true}
	defer env.close()
	pipelines, err := w.build(ctx, env)
	if err != nil {
		return c.Fail(err)
	}
	d := w.description(c.Flags, pipelines)
	if c.JSON {
		err = c.WriteJSON(d)
	} else {
		err = d.print(c.Stdout)
	}
	if err != nil {
		return c.Fail(err)
	}
	return cli.ExitOK
}

func (w *worker) description(f *cli.Flags, pipelines []*task.Pipeline) description {
	p := w.project
	d := description{V: 1, Project: p.Name, Source: p.Source, Runtime: p.Runtime, Files: p.Files}
	for _, param := range w.instance.Params {
		d.Params = append(d.Params, viewParam(param, f.Lookup(param.Name)))
	}
	for _, pl := range pipelines {
		d.Pipelines = append(d.Pipelines, pipelineOut{
			Name: pl.Name, At: pl.At, From: pl.From, To: pl.To, Group: pl.Group, Delivery: pl.Delivery,
			Tasks: pl.Tasks, Reads: pl.Reads, Writes: pl.Writes,
		})
	}
	return d
}

func viewParam(p Param, fl *cli.Flag) paramView {
	v := paramView{
		Name: p.Name, Type: p.Type, Doc: p.Doc, Env: p.Env, Secret: p.Secret, Required: p.Required,
		Value: p.Value.String(), Origin: fl.Origin(),
	}
	isSet := fl.Given() || !p.Required
	if isSet && v.Origin == "" {
		v.Origin = p.At
	}
	switch {
	case p.Secret && isSet:
		v.Value = "set"
	case !isSet:
		v.Value = "unset"
	}
	return v
}

// print writes the description for people.
func (d *description) print(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	fmt.Fprintf(w, "%s\tsource %s\truntime %s\t%s\n", d.Project, d.Source, d.Runtime, strings.Join(d.Files, ", "))
	for _, p := range d.Pipelines {
		fmt.Fprintf(w, "\npipeline %s\t%s → %s\t%s\n", p.Name, p.From, strings.Join(p.To, ", "), p.At)
		fmt.Fprintf(w, "  delivery\t%s\n  group\t%s\n", p.Delivery, p.Group)
		if p.Tasks > 0 {
			fmt.Fprintf(w, "  tasks\t%d\n", p.Tasks)
		}
	}
	if len(d.Params) > 0 {
		fmt.Fprintf(w, "\nparam\tvalue\tfrom\n")
	}
	for _, p := range d.Params {
		fmt.Fprintf(w, "%s\t%s\t%s\n", p.Name, p.Value, p.Origin)
	}
	return w.Flush()
}

// version is the command `version`.
func (w *worker) version(_ context.Context, c *cli.Context) int {
	p := w.project
	var err error
	if c.JSON {
		err = c.WriteJSON(struct {
			V       int    `json:"v"`
			Name    string `json:"name"`
			Source  string `json:"source"`
			Runtime string `json:"runtime"`
			Go      string `json:"go"`
		}{1, p.Name, p.Source, p.Runtime, runtime.Version()})
	} else {
		_, err = fmt.Fprintf(c.Stdout, "%s  source %s  runtime %s  %s\n", p.Name, p.Source, p.Runtime, runtime.Version())
	}
	if err != nil {
		return c.Fail(err)
	}
	return cli.ExitOK
}
