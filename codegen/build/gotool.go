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
	target  string // linux/amd64: what it builds for
}

// findGo finds the Go tool and asks what it is.
func findGo(ctx context.Context) (*goTool, error) {
	name := os.Getenv(GoEnv)
	if name == "" {
		name = "go"
	}
	path, err := exec.LookPath(name)
	if err != nil {
		where := "is not on PATH"
		if strings.ContainsRune(name, filepath.Separator) {
			where = "is no program"
		}
		return nil, fmt.Errorf("%w (1.%d or newer): %s %s; get it from https://go.dev/dl, or name it in %s", ErrNoGo, leastGo, name, where, GoEnv)
	}
	cmd := exec.CommandContext(ctx, path, "env", "GOVERSION", "GOOS", "GOARCH")
	cmd.Dir = os.TempDir() // not in a module of the user's, which might want another Go
	cmd.Env = environment()
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%w: ask %s for its version: %w%s", ErrNoGo, path, err, firstLine(": ", said.String()))
	}
	words := strings.Fields(out.String())
	if len(words) != 3 {
		return nil, fmt.Errorf("%w: %s does not tell its version", ErrNoGo, path)
	}
	if tooOld(words[0]) {
		return nil, fmt.Errorf("%w: %s is %s, flowc needs 1.%d or newer; get it from https://go.dev/dl, or name another in %s", ErrNoGo, path, words[0], leastGo, GoEnv)
	}
	return &goTool{path, words[0], words[1] + "/" + words[2]}, nil
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
func flags(output string) []string {
	return []string{"build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", output, "."}
}

// environment is the user's, without what would make another build of it. None of
// the values is empty: for an empty one the Go tool reads its own file of settings.
func environment(more ...string) []string {
	fixed := []string{"GOTOOLCHAIN=local", "GOWORK=off", "GO111MODULE=on", "GOFLAGS=-mod=readonly", "CGO_ENABLED=0"}
	return append(append(os.Environ(), fixed...), more...)
}

// build runs the Go tool in the module at dir: offline, and where a module is
// missing once more with the user's module settings.
func (g *goTool) build(ctx context.Context, dir, output string, network func(), files []codegen.File) error {
	said, err := g.run(ctx, dir, output, "GOPROXY=off", "GOSUMDB=off")
	if err != nil && strings.Contains(said, offline) {
		if network != nil {
			network()
		}
		said, err = g.run(ctx, dir, output)
	}
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return explain(said, err, files)
}

func (g *goTool) run(ctx context.Context, dir, output string, env ...string) (said string, err error) {
	cmd := exec.CommandContext(ctx, g.path, flags(output)...)
	cmd.Dir = dir
	cmd.Env = environment(env...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err = cmd.Run()
	return out.String(), err
}
