package flowcmd

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/flowc-lang/flowc/codegen/build"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/internal/cli"
)

func (t *tool) dev() *cli.Command {
	return &cli.Command{
		Name: "dev", Args: "[PATH]", Group: everyDay, PassOn: true,
		Short: "run a project, and follow each change of its files",
		Long: "A change that checks is built while the worker runs on; then the worker drains, commits and ends, and the new one goes " +
			"on where it was. A change with mistakes changes nothing. What stands behind PATH goes to the worker.\n\n" +
			"An embedded Kafka without `data` keeps its topics until dev ends, and the worker its data folder, unless --data " +
			"names one. A file with `mode = replace` is emptied whenever a worker starts.",
		Example: "flowc dev examples/datagen",
		Exit:    "that of the last worker; 1 where the project has mistakes at the start.",
		SeeAlso: []string{"run", "check"},
		Run:     t.runDev,
	}
}

func (t *tool) runDev(ctx context.Context, c *cli.Context) int {
	path, err := runPath(c)
	if err != nil {
		return c.Fail(err)
	}
	home, err := os.MkdirTemp("", "flowc-dev-")
	if err != nil {
		return c.Fail(fmt.Errorf("make a folder: %w", err))
	}
	defer func() { _ = os.RemoveAll(home) }() // what is left of it is in the way of nobody
	runtime.LockOSThread()                    // the worker ends with the thread that started it
	defer runtime.UnlockOSThread()
	d := &developer{tool: t, c: c, path: path, home: home}
	if code := d.take(ctx); code != cli.ExitOK {
		return code
	}
	d.follow(ctx)
	return d.end()
}

// developer is one use of `flowc dev`.
type developer struct {
	tool *tool
	c    *cli.Context
	path string
	home string // folder that ends with it: the binary, and what an embedded Kafka keeps

	files  *watched // as the last check read them
	worker *build.Process
	runs   string // hash of the sources of worker
}

func (d *developer) say(format string, args ...any) {
	fmt.Fprintf(d.c.Stderr, "dev        "+format+"\n", args...)
}

// follow takes each change until it is told to end.
func (d *developer) follow(ctx context.Context) {
	ended := d.worker.Done()
	for {
		switch {
		case d.files.changed(ctx, ended):
			if d.take(ctx) == cli.ExitOK {
				ended = d.worker.Done()
			}
		case ctx.Err() != nil:
			return
		default: // the worker has ended by itself
			d.say("the worker has ended with %d; the next change that checks starts it again", d.worker.Code())
			ended = nil
		}
	}
}

// take checks the project as it is now, and has a new worker go on where it is not what
// runs. The code is that of a project which cannot be built.
func (d *developer) take(ctx context.Context) int {
	d.files = newWatched()
	p, err := d.tool.compileIn(d.files, d.path)
	if err != nil {
		return d.refuse(d.c.Fail(err))
	}
	p, code := p.orMistakes(d.c)
	if code == cli.ExitOK {
		p, code = p.orWaits(d.c)
	}
	switch {
	case code != cli.ExitOK:
		return d.refuse(code)
	case d.worker != nil && !d.over() && p.sourceHash() == d.runs:
		d.say("this is what runs")
		return cli.ExitOK
	default:
		return d.replace(ctx, p)
	}
}

// refuse says what becomes of the worker where the project cannot be built.
func (d *developer) refuse(code int) int {
	switch {
	case d.worker == nil:
	case d.over():
		d.say("nothing runs; the next change that checks starts a worker")
	default:
		d.say("nothing is changed: the worker of before runs on")
	}
	return code
}

// over reports whether the worker has ended.
func (d *developer) over() bool {
	select {
	case <-d.worker.Done():
		return true
	default:
		return false
	}
}

// replace builds the worker of p, ends the one that runs, and starts it.
func (d *developer) replace(ctx context.Context, p *compiled) int {
	start := time.Now()
	args := d.c.Rest
	if d.keep(p.program) && !slices.ContainsFunc(args, namesData) {
		args = append(slices.Clone(args), "--data", filepath.Join(d.home, "data")) // positions end with what they are about
	}
	files, _, err := p.generate()
	if err != nil {
		return d.refuse(d.c.Fail(err))
	}
	bin := filepath.Join(d.home, p.name())
	if _, err := worker(ctx, d.c, p, files, bin, false); err != nil {
		return d.refuse(d.c.Fail(err))
	}
	d.say("checked in %s, built in %s", elapsed(p.took), elapsed(time.Since(start)))
	d.stop()
	if d.worker, err = build.Start(bin, args, d.c.Stdout, d.c.Stderr); err != nil {
		return d.c.Fail(err)
	}
	d.runs = p.sourceHash()
	d.say("worker %s runs; Ctrl-C ends it and dev", d.runs)
	return cli.ExitOK
}

// keep has an embedded Kafka keep its topics for the worker that comes next, and reports
// whether there is one.
func (d *developer) keep(prog *ir.Program) bool {
	some := false
	for _, c := range prog.Connections {
		if c.Ends() {
			c.Keep(filepath.Join(d.home, "kafka", c.Name))
			some = true
		}
	}
	return some
}

// namesData reports whether an argument of the worker names its data folder.
func namesData(arg string) bool { return arg == "--data" || strings.HasPrefix(arg, "--data=") }

// stop ends the worker and waits for that: it delivers and commits what it has read.
func (d *developer) stop() {
	if d.worker == nil || d.over() {
		return
	}
	d.worker.Stop()
	<-d.worker.Done()
	if code := d.worker.Code(); code != cli.ExitOK {
		d.say("the worker of before has ended with %d; what it did not deliver is read again", code)
	}
}

// end ends the worker, and returns its exit code.
func (d *developer) end() int {
	d.stop()
	return d.worker.Code()
}
