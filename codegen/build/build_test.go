package build

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	flowc "github.com/flowc-lang/flowc"
	"github.com/flowc-lang/flowc/codegen"
	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/compiler/plan"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/internal/testkit"
	"github.com/flowc-lang/flowc/stdlib"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// maxWorker is the size that a worker with Kafka and Cassandra stays under.
const maxWorker = 15_000_000

// weather generates the example with Kafka and Cassandra; change is made in its
// .flow file before.
func weather(t *testing.T, change ...string) []codegen.File {
	t.Helper()
	fsys := compiler.Memory{}
	for _, name := range []string{"weather.flow", "weather.cql"} {
		text, err := os.ReadFile("../../examples/weather/" + name)
		if err != nil {
			t.Fatal(err)
		}
		fsys[name] = strings.NewReplacer(change...).Replace(string(text))
	}
	r := &diag.Report{}
	prog, err := compiler.Compile("weather.flow", fsys, stdlib.Catalog(), r)
	if err != nil || r.Failed() {
		t.Fatalf("%v, %d mistakes", err, r.Errors())
	}
	files, err := codegen.Generate(plan.Make(prog), codegen.Build{Source: "test", Runtime: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// options are those of a build into fresh folders.
func options(t *testing.T) Options {
	dir := t.TempDir()
	return Options{
		Sources: flowc.Sources, Cache: filepath.Join(dir, "cache"), Project: "/projects/weather", Output: filepath.Join(dir, "weather"),
		Network: func() { t.Error("the build asks for the network") },
	}
}

// realBuild skips a test that calls the Go tool where time is short.
func realBuild(t *testing.T) {
	if testing.Short() {
		t.Skip("calls the Go tool")
	}
}

func build(t *testing.T, files []codegen.File, o Options) []byte {
	t.Helper()
	start := time.Now()
	got, err := Worker(t.Context(), files, o)
	if err != nil {
		t.Fatal(err)
	}
	binary, err := os.ReadFile(o.Output)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes for %s in %s", got.Size, got.Target, time.Since(start))
	if got.Size != int64(len(binary)) || !strings.Contains(got.Target, "/") {
		t.Errorf("result %+v, the binary has %d bytes", got, len(binary))
	}
	return binary
}

// The binary depends on nothing but the files: not on the working directory, the
// cache, the project's folder, or what the user has set for Go.
func TestTheSameFilesGiveTheSameBytes(t *testing.T) {
	realBuild(t)
	files := weather(t)
	first := options(t)
	first.First = func() { t.Log("compiles the runtime") }
	want := build(t, files, first)
	if len(want) >= maxWorker {
		t.Errorf("%d bytes with Kafka and Cassandra, must be under %d", len(want), maxWorker)
	}

	t.Run("again", func(t *testing.T) {
		first.First = func() { t.Error("a second build says that it compiles the runtime") }
		if !bytes.Equal(build(t, files, first), want) {
			t.Error("differs")
		}
	})
	t.Run("after another version", func(t *testing.T) {
		if other := build(t, weather(t, "batch = 100", "batch = 90"), first); bytes.Equal(other, want) {
			t.Error("a change in the .flow file is not in the worker")
		}
		if !bytes.Equal(build(t, files, first), want) {
			t.Error("the way back differs")
		}
	})
	t.Run("elsewhere, with other settings", func(t *testing.T) {
		second := options(t)
		second.Project = "/elsewhere/weather"
		hostileFolder(t)
		for name, value := range map[string]string{"GOPROXY": "off", "GOFLAGS": "-mod=vendor -tags=x", "GOWORK": "/nonsense/go.work", "GO111MODULE": "off", "CGO_ENABLED": "1"} {
			t.Setenv(name, value)
		}
		if !bytes.Equal(build(t, files, second), want) {
			t.Error("differs")
		}
	})
}

// hostileFolder makes a folder whose module files are wrong the working directory.
func hostileFolder(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for name, text := range map[string]string{"go.mod": "module x\n\ngo 1.99\n", "go.work": "nonsense\n"} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	env := filepath.Join(dir, "goenv")
	if err := os.WriteFile(env, []byte("GOFLAGS=-mod=vendor\nGOWORK=nonsense\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GOENV", env)
}

// A worker links no compiler, no kfake unless Kafka is embedded, and no cgo.
func TestWhatAWorkerLinks(t *testing.T) {
	realBuild(t)
	o := options(t)
	build(t, weather(t), o)
	out, err := exec.Command("go", "version", "-m", o.Output).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{"github.com/twmb/franz-go\t", "cassandra-gocql-driver", "CGO_ENABLED=0", "-trimpath=true", "flow.local/worker"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%q is not in the build information:\n%s", want, out)
		}
	}
	for _, unwanted := range []string{"kfake", "participle", "jennifer", "hamba", o.Cache} {
		if strings.Contains(string(out), unwanted) {
			t.Errorf("%q is in the build information:\n%s", unwanted, out)
		}
	}
}

// Generated code that does not compile is flowc's mistake, told with the line that
// it was made from.
func TestBrokenGeneratedCode(t *testing.T) {
	realBuild(t)
	files := weather(t)
	const place = "// weather.flow:53: "
	at := -1
	for i, f := range files {
		before, after, ok := strings.Cut(string(f.Text), place)
		if ok && f.Name == "weather/pipeline_load.go" {
			files[i].Text = []byte(before + place + "\n\tvar _ int = \"text\"\n// " + after)
			at = i
		}
	}
	if at < 0 {
		t.Fatalf("no line says %q", place)
	}
	o := options(t)
	if err := os.WriteFile(o.Output, []byte("the worker before"), 0o755); err != nil {
		t.Fatal(err)
	}
	_, err := Worker(t.Context(), files, o)
	var bug *InternalError
	if !errors.As(err, &bug) || bug.At != "weather.flow:53" || !strings.HasPrefix(bug.Go, "weather/pipeline_load.go:") || !strings.Contains(bug.Text, `"text"`) {
		t.Fatalf("got %v", err)
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("more than a line: %v", err)
	}
	if old, err := os.ReadFile(o.Output); err != nil || string(old) != "the worker before" {
		t.Errorf("a build that fails changed the binary: %q, %v", old, err)
	}
}
