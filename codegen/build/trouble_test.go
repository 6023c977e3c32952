package build

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"github.com/flowc-lang/flowc/codegen"
	"github.com/flowc-lang/flowc/internal/testkit"
)

// wantSentence holds that err is one line with all of the given texts.
func wantSentence(t *testing.T, err error, texts ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("the build succeeds")
	}
	for _, text := range texts {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("%q is not in: %v", text, err)
		}
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("more than a line: %v", err)
	}
}

func TestNoGo(t *testing.T) {
	dir := t.TempDir()
	program := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		return path
	}
	t.Setenv("PATH", dir)
	for _, tt := range []struct{ name, tool, want string }{
		{"not on PATH", "", "(1.26 or newer): go is not on PATH; get it from https://go.dev/dl, or name it in FLOWC_GO"},
		{"name not on PATH", "go1.26", "go1.26 is not on PATH"},
		{"no such file", filepath.Join(dir, "nosuch"), "nosuch is no program"},
		{"too old", program("old", "echo go1.25.9; echo linux; echo amd64"), "old is go1.25.9, flowc needs 1.26 or newer"},
		{"not Go", program("other", "echo hello"), "other does not tell its version"},
		{"fails", program("fails", "echo 'it is broken' >&2\necho more >&2\nexit 3"), "exit status 3: it is broken"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv(GoEnv, tt.tool)
			_, err := Worker(t.Context(), nil, options(t))
			wantSentence(t, err, tt.want, "the Go tool is needed to build")
			if !errors.Is(err, ErrNoGo) {
				t.Errorf("%v is no ErrNoGo", err)
			}
		})
	}
}

func TestTooOld(t *testing.T) {
	for version, want := range map[string]bool{
		"go1.25": true, "go1.25.9": true, "go1.9": true, "go1.26": false, "go1.26.0": false, "go1.26rc1": false, "go1.100.1": false,
		"go2.0": false, "devel +abc": false, "": false,
	} {
		if tooOld(version) != want {
			t.Errorf("%q: too old is %v", version, !want)
		}
	}
}

func TestACacheThatCannotBeWritten(t *testing.T) {
	realBuild(t) // it asks Go for its version
	o := options(t)
	if err := os.WriteFile(o.Cache, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := Worker(t.Context(), nil, o)
	wantSentence(t, err, "make the cache folder", "not a directory")
	for _, cause := range []error{fs.ErrPermission, syscall.EROFS} {
		wantSentence(t, cacheError("lock the cache", &fs.PathError{Op: "open", Path: "/x", Err: cause}), "name a folder that can be written in FLOWC_CACHE")
	}
}

func TestAFullDisk(t *testing.T) {
	realBuild(t)
	files := weather(t)
	t.Run("of the cache", func(t *testing.T) {
		o := options(t)
		o.Cache = testkit.SmallDisk(t, 256<<10)
		_, err := Worker(t.Context(), files, o)
		wantSentence(t, err, "write to the cache", "no space left on device")
	})
	t.Run("of the Go tool", func(t *testing.T) {
		o := options(t)
		t.Setenv("GOTMPDIR", testkit.SmallDisk(t, 256<<10))
		_, err := Worker(t.Context(), files, o)
		wantSentence(t, err, "go build: the disk is full")
	})
	t.Run("of the binary", func(t *testing.T) {
		o := options(t)
		dir := testkit.SmallDisk(t, 256<<10)
		o.Output = filepath.Join(dir, "weather")
		if err := os.WriteFile(o.Output, []byte("the worker before"), 0o755); err != nil {
			t.Fatal(err)
		}
		_, err := Worker(t.Context(), files, o)
		wantSentence(t, err, "write "+o.Output, "no space left on device")
		if old, err := os.ReadFile(o.Output); err != nil || string(old) != "the worker before" {
			t.Errorf("the binary before is %q, %v", old, err)
		}
		if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
			t.Errorf("left over: %v, %v", entries, err)
		}
	})
}

func TestAMissingModule(t *testing.T) {
	realBuild(t)
	files := weather(t)
	for _, tt := range []struct{ name, proxy, want string }{
		{"no network", "https://127.0.0.1:1", "cannot be fetched: github.com/"},
		{"forbidden", "off", "GOPROXY=off forbids to fetch it"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("GOMODCACHE", t.TempDir())
			t.Setenv("GOPROXY", tt.proxy)
			o := options(t)
			asked := 0
			o.Network = func() { asked++ }
			_, err := Worker(t.Context(), files, o)
			wantSentence(t, err, "go build: a Go module is not in the module cache", tt.want)
			if asked != 1 {
				t.Errorf("told %d times that the network is asked", asked)
			}
		})
	}
}

func TestOutputThatIsNoFile(t *testing.T) {
	from := filepath.Join(t.TempDir(), "from")
	if err := os.WriteFile(from, nil, 0o755); err != nil {
		t.Fatal(err)
	}
	_, err := replace(os.DevNull, from)
	wantSentence(t, err, "write /dev/null: it is there, and not a file")
	_, err = replace(filepath.Join(t.TempDir(), "nosuch", "x"), from)
	wantSentence(t, err, "no such file or directory")
}

func TestAStoppedBuild(t *testing.T) {
	realBuild(t)
	o := options(t)
	unlock, err := lock(t.Context(), filepath.Join(o.Cache, "held.lock"))
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	ctx, cancel := context.WithCancel(t.Context())
	waiting := make(chan error)
	go func() {
		_, err := lock(ctx, filepath.Join(o.Cache, "held.lock"))
		waiting <- err
	}()
	cancel()
	if err := <-waiting; !errors.Is(err, context.Canceled) {
		t.Errorf("waiting for a lock ends with %v", err)
	}
	if _, err := Worker(ctx, nil, o); !errors.Is(err, context.Canceled) {
		t.Errorf("a build that was stopped ends with %v", err)
	}
}

func TestSourcesLeaveTestsOut(t *testing.T) {
	fsys := fstest.MapFS{
		"go.mod": {Data: []byte("module x\n")}, "runtime/a.go": {Data: []byte("package a")}, "runtime/a_test.go": {Data: []byte("package a")},
		"runtime/testdata/b.go": {Data: []byte("package b")},
	}
	files, err := sources(fsys)
	if err != nil || len(files) != 2 || files[0].name != "go.mod" || files[1].name != "runtime/a.go" {
		t.Errorf("got %v, %v", files, err)
	}
	before, _ := RuntimeHash(fsys)
	fsys["runtime/a_test.go"] = &fstest.MapFile{Data: []byte("package a // changed")}
	if after, _ := RuntimeHash(fsys); after != before {
		t.Error("a changed test changes the runtime")
	}
	fsys["runtime/a.go"] = &fstest.MapFile{Data: []byte("package a // changed")}
	if after, _ := RuntimeHash(fsys); after == before {
		t.Error("a changed file does not change the runtime")
	}
}

// What is right is not touched, what is wrong is mended, what is left over goes.
func TestSync(t *testing.T) {
	dir := t.TempDir()
	files := []source{{"go.mod", []byte("module x\n")}, {"p/a.go", []byte("package p")}}
	if err := sync(dir, append(files, source{"p/old.go", []byte("package p")})); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "p/a.go"), []byte("damaged"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := sync(dir, files); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "p/a.go")); err != nil || string(text) != "package p" {
		t.Errorf("a damaged file is %q, %v", text, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "p/old.go")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what is not wanted any more: %v", err)
	}
	if again, err := os.Stat(filepath.Join(dir, "go.mod")); err != nil || !again.ModTime().Equal(info.ModTime()) {
		t.Errorf("a file that is right was written again: %v", err)
	}
}

func TestExplain(t *testing.T) {
	files := []codegen.File{{Name: "shop/load.go", Text: []byte("// Code generated by flowc from a.flow; DO NOT EDIT.\n\npackage shop\n\n// a.flow:7: x\nvar x int = y\n")}, {Name: "shop/enrichGo/geo.go", Copied: true}}
	failed := errors.New("exit status 1")
	for _, tt := range []struct{ said, want string }{
		{"go: downloading x v1\nshop/load.go:6:13: undefined: y\n", "a.flow:7: internal error: flowc made Go code from this that does not compile (shop/load.go:6: undefined: y); please report it with the .flow file"},
		{"# flow.local/worker/shop\n./shop/load.go:3:1: odd: it has colons\n", "a.flow: internal error: flowc made Go code from this that does not compile (shop/load.go:3: odd: it has colons); please report it with the .flow file"},
		{"# flow.local/worker/shop/enrichGo\nshop/enrichGo/geo.go:12:9: undefined: lookup\n", "geo.go:12: the imported Go package does not compile: undefined: lookup"},
		{"../../runtime/12/x.go:3:1: undefined: y\n", "go build: exit status 1\n../../runtime/12/x.go:3:1: undefined: y"},
		{"compile: write /tmp/x: no space left on device\n", "go build: the disk is full: compile: write /tmp/x: no space left on device"},
		{"go: downloading x v1\n../x.go:1:2: a.b/c@v1: Get \"https://p/x\": dial tcp: no such host\nmore\n", `go build: a Go module is not in the module cache and cannot be fetched: a.b/c@v1: Get "https://p/x": dial tcp: no such host`},
		{"golang.org/x/net: /usr/lib/go/compile: signal: killed\n", "go build: the compiler was killed, most likely for want of memory"},
		{"", "go build: exit status 1\n"},
	} {
		if got := explain(tt.said, failed, files).Error(); got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.said, got, tt.want)
		}
	}
}
