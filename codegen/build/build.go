package build

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/flowc-lang/flowc/codegen"
)

// Options say how to build.
type Options struct {
	Sources fs.FS  // the embedded runtime
	Cache   string // see CacheDir
	Project string // folder or file of the project: builds of the same one share a module
	Output  string // the binary to write
	// First is called before a build that compiles the runtime too, which takes a
	// minute; Network before one that asks for modules over the network. Nil is no call.
	First, Network func()
}

// Worker builds the binary of the generated files.
func Worker(ctx context.Context, files []codegen.File, o Options) error {
	runtime, err := sources(o.Sources)
	if err != nil {
		return err
	}
	id := hash(runtime)
	if err := o.extract(runtime, id); err != nil {
		return err
	}
	return o.inModule(files, id, func(dir string) error {
		g, err := findGo(ctx)
		if err != nil {
			return err
		}
		marker := filepath.Join(o.Cache, "runtime", id+"."+g.version)
		if _, err := os.Stat(marker); err != nil && o.First != nil {
			o.First()
		}
		if err := g.build(ctx, dir, o, files); err != nil {
			return err
		}
		return os.WriteFile(marker, nil, 0o644)
	})
}

// extract writes the runtime's sources into the cache.
func (o Options) extract(runtime []source, id string) error {
	unlock, err := lock(filepath.Join(o.Cache, "runtime", id+".lock"))
	if err != nil {
		return err
	}
	defer unlock()
	return sync(filepath.Join(o.Cache, "runtime", id), runtime)
}

// inModule writes the worker's module and has do build in it, alone.
func (o Options) inModule(files []codegen.File, id string, do func(dir string) error) error {
	key := sha256.Sum256([]byte(o.Project))
	dir := filepath.Join(o.Cache, "worker", hex.EncodeToString(key[:6]))
	unlock, err := lock(dir + ".lock")
	if err != nil {
		return err
	}
	defer unlock()
	module, err := module(o.Sources, id)
	if err != nil {
		return err
	}
	for _, f := range files {
		module = append(module, source{f.Name, f.Text})
	}
	if err := sync(dir, module); err != nil {
		return err
	}
	return do(dir)
}

// module is the go.mod and go.sum of a worker. The go.mod repeats what the runtime
// requires, so that the Go tool has nothing to look up, and finds the runtime
// beside it: by a relative path, which is part of the binary.
func module(from fs.FS, id string) ([]source, error) {
	mod, err := fs.ReadFile(from, "go.mod")
	if err != nil {
		return nil, fmt.Errorf("read the embedded go.mod: %w", err)
	}
	sum, err := fs.ReadFile(from, "go.sum")
	if err != nil {
		return nil, fmt.Errorf("read the embedded go.sum: %w", err)
	}
	_, rest, ok := strings.Cut(string(mod), "\n")
	if !ok {
		return nil, fmt.Errorf("the embedded go.mod is not one")
	}
	text := "module " + codegen.WorkerModule + "\n" + rest +
		"\nrequire " + self + " v0.0.0\n\nreplace " + self + " => ../../runtime/" + id + "\n"
	return []source{{"go.mod", []byte(text)}, {"go.sum", sum}}, nil
}

// self is flowc's own module.
const self = "github.com/flowc-lang/flowc"
