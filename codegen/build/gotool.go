package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/flowc-lang/flowc/codegen"
)

// GoEnv names the environment variable for the Go tool to use.
const GoEnv = "FLOWC_GO"

// leastGo is the oldest Go that builds a worker.
const leastGo = 26

// ErrNoGo means that the Go tool is missing or too old.
var ErrNoGo = errors.New("the Go tool is needed to build")

// goTool is the Go tool.
type goTool struct {
	path    string
	version string // go1.26.8
}

// findGo finds the Go tool and asks its version.
func findGo(ctx context.Context) (*goTool, error) {
	name := os.Getenv(GoEnv)
	if name == "" {
		name = "go"
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return nil, fmt.Errorf("%w (1.%d or newer): %s is not on PATH; get it from https://go.dev/dl, or name it in %s", ErrNoGo, leastGo, name, GoEnv)
	}
	cmd := exec.CommandContext(ctx, path, "env", "GOVERSION")
	cmd.Env = append(os.Environ(), "GOTOOLCHAIN=local")
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("ask %s for its version: %w", path, err)
	}
	version := strings.TrimSpace(string(out))
	if tooOld(version) {
		return nil, fmt.Errorf("%w: %s is %s, flowc needs 1.%d or newer", ErrNoGo, path, version, leastGo)
	}
	return &goTool{path, version}, nil
}

// tooOld reports whether a version such as go1.24.3 is before leastGo. What is not
// of that form, a development version, is taken.
func tooOld(version string) bool {
	rest, ok := strings.CutPrefix(version, "go1.")
	if !ok {
		return false
	}
	end := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
	if end >= 0 {
		rest = rest[:end]
	}
	n, err := strconv.Atoi(rest)
	return err == nil && n < leastGo
}

// flags are the same for every build.
var flags = []string{"build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w"}

// fixed keeps the user's settings out of a build, but for the network.
var fixed = []string{"GOTOOLCHAIN=local", "GOWORK=off", "GOFLAGS=", "CGO_ENABLED=0"}

// build runs the Go tool in the module at dir: offline, and where a module is
// missing once more with the user's module settings.
func (g *goTool) build(ctx context.Context, dir string, o Options, files []codegen.File) error {
	output, err := filepath.Abs(o.Output)
	if err != nil {
		return fmt.Errorf("find %s: %w", o.Output, err)
	}
	said, err := g.run(ctx, dir, output, "GOPROXY=off", "GOSUMDB=off")
	if err != nil && missingModule(said) {
		if o.Network != nil {
			o.Network()
		}
		said, err = g.run(ctx, dir, output)
	}
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return explain(said, err, files)
}

func (g *goTool) run(ctx context.Context, dir, output string, env ...string) (said string, err error) {
	cmd := exec.CommandContext(ctx, g.path, append(append([]string{}, flags...), "-o", output, ".")...)
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), fixed...), env...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err = cmd.Run()
	return out.String(), err
}

// missingModule reports whether the Go tool stopped for want of a download.
func missingModule(said string) bool {
	return strings.Contains(said, "GOPROXY=off") || strings.Contains(said, "missing go.sum entry")
}

// explain makes an error of what the Go tool said. A complaint about generated code
// is a bug of flowc's: it is shown with the line of the .flow file that the code came from.
func explain(said string, err error, files []codegen.File) error {
	for line := range strings.Lines(said) {
		name, num, text, ok := complaint(line)
		if !ok {
			continue
		}
		at := codegen.Origin(files, name, num)
		if at == "" {
			at = "unknown place"
		}
		return &InternalError{At: at, Go: fmt.Sprintf("%s:%d", name, num), Text: text}
	}
	return fmt.Errorf("go build: %w\n%s", err, strings.TrimSpace(said))
}

// complaint takes a line `weather/pipeline_load.go:12:4: text` apart.
func complaint(line string) (name string, num int, text string, ok bool) {
	parts := strings.SplitN(strings.TrimPrefix(strings.TrimSpace(line), "./"), ":", 4)
	if len(parts) != 4 || !strings.HasSuffix(parts[0], ".go") {
		return "", 0, "", false
	}
	num, err := strconv.Atoi(parts[1])
	return parts[0], num, strings.TrimSpace(parts[3]), err == nil
}

// InternalError says that flowc generated Go that does not compile.
type InternalError struct {
	At   string // load.flow:12
	Go   string // weather/pipeline_load.go:34
	Text string // the Go compiler's words
}

func (e *InternalError) Error() string {
	return fmt.Sprintf("%s: internal error: flowc made Go code for this line that does not compile (%s: %s); please report it with the .flow file", e.At, e.Go, e.Text)
}
