package build

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
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

// Result is what was built.
type Result struct {
	Target string // linux/amd64
	Size   int64  // of the binary, in bytes
}

// Worker builds the binary of the generated files. The output is written at the
// end, whole: whoever runs or needs the one before keeps it where the build fails.
func Worker(ctx context.Context, files []codegen.File, o Options) (Result, error) {
	g, err := findGo(ctx)
	if err != nil {
		return Result{}, err
	}
	runtime, err := sources(o.Sources)
	if err != nil {
		return Result{}, err
	}
	id := hash(runtime)
	if err := o.extract(ctx, runtime, id); err != nil {
		return Result{}, err
	}
	result := Result{Target: g.target}
	err = o.inModule(ctx, files, id, func(dir string) error {
		// A constant name: the Go tool sees what is up to date.
		binary := filepath.Join(dir, "worker.bin")
		if err := o.compile(ctx, g, dir, binary, id, files); err != nil {
			return err
		}
		result.Size, err = replace(o.Output, binary)
		return err
	})
	return result, err
}

// compile calls the Go tool, and remembers that it compiled this runtime.
func (o Options) compile(ctx context.Context, g *goTool, dir, binary, id string, files []codegen.File) error {
	marker := filepath.Join(o.Cache, "runtime", id+"."+g.version+"."+strings.ReplaceAll(g.target, "/", "-"))
	if _, err := os.Stat(marker); err != nil && o.First != nil {
		o.First()
	}
	if err := g.build(ctx, dir, binary, o.Network, files); err != nil {
		return err
	}
	if err := os.WriteFile(marker, nil, 0o644); err != nil {
		return cacheError("write to the cache", err)
	}
	return nil
}

// extract writes the runtime's sources into the cache.
func (o Options) extract(ctx context.Context, runtime []source, id string) error {
	unlock, err := lock(ctx, filepath.Join(o.Cache, "runtime", id+".lock"))
	if err != nil {
		return err
	}
	defer unlock()
	return sync(filepath.Join(o.Cache, "runtime", id), runtime)
}

// inModule writes the worker's module and has do build in it, alone.
func (o Options) inModule(ctx context.Context, files []codegen.File, id string, do func(dir string) error) error {
	key := sha256.Sum256([]byte(o.Project))
	dir := filepath.Join(o.Cache, "worker", hex.EncodeToString(key[:6]))
	unlock, err := lock(ctx, dir+".lock")
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

// replace copies the program from to the name to, in the place of what is there.
func replace(to, from string) (size int64, err error) {
	if old, err := os.Stat(to); err == nil && !old.Mode().IsRegular() {
		return 0, fmt.Errorf("write %s: it is there, and not a file", to) // least of all replace /dev/null
	}
	in, err := os.Open(from)
	if err != nil {
		return 0, fmt.Errorf("read the cache: %w", err)
	}
	defer func() { _ = in.Close() }()
	out, err := os.CreateTemp(filepath.Dir(to), ".flowc-")
	if err != nil {
		return 0, fmt.Errorf("write %s: %w", to, err)
	}
	size, err = io.Copy(out, in)
	if err == nil {
		err = out.Chmod(0o755)
	}
	if bad := out.Close(); err == nil {
		err = bad
	}
	if err == nil {
		err = os.Rename(out.Name(), to)
	}
	if err != nil {
		_ = os.Remove(out.Name()) // what is left of it
		return 0, fmt.Errorf("write %s: %w", to, err)
	}
	return size, nil
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
