package flowcmd

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/internal/testkit"
)

// installed is flowc as `go install` makes it, without a source tree to look at.
func installed(t *testing.T) string {
	if testing.Short() {
		t.Skip("builds flowc and workers")
	}
	path := filepath.Join(t.TempDir(), "flowc")
	out, err := exec.Command("go", "build", "-trimpath", "-o", path, "../flowc").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}

// flowc carries all that it needs but the Go tool and its module cache: it works
// with an empty cache of its own, in a folder with broken module files, and whatever
// the user has set for Go.
func TestInstalledFlowcStandsAlone(t *testing.T) {
	flowc := installed(t)
	dir := inProjects(t)
	for name, text := range map[string]string{
		"go.mod": "module x\n\ngo 1.99\n", "go.work": "nonsense\n", "goenv": "GOFLAGS=-mod=vendor\n",
		"in/orders.csv": "id,qty,price\n1,5,2.50\n2,50,3.00\n3,11,0.01\n",
	} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir("out", 0o755); err != nil {
		t.Fatal(err)
	}
	env := []string{"FLOWC_CACHE=" + dir + "/cache", "GOFLAGS=-nonsense", "GOWORK=/nonsense", "GO111MODULE=off", "GOENV=" + dir + "/goenv", "GOPROXY=off"}
	run := func(want int, path string, args ...string) testkit.Result {
		t.Helper()
		got := testkit.Run(t, testkit.Command{Path: path, Args: args, Dir: dir, Env: env})
		if got.Code != want {
			t.Fatalf("%s %v: code %d\n%s%s", path, args, got.Code, got.Stdout, got.Stderr)
		}
		if strings.Contains(got.Stdout+got.Stderr, "\x1b") {
			t.Errorf("%s %v: an escape in a pipe: %q", path, args, got.Stdout+got.Stderr)
		}
		return got
	}

	built := run(0, flowc, "build", "sound", "-o", "bin/")
	if !regexp.MustCompile(`(?m)^compiled   bin/sound  \d+\.\d MB  \w+/\w+  static `).MatchString(built.Stderr) {
		t.Errorf("build says\n%s", built.Stderr)
	}
	if quiet := run(0, flowc, "build", "-q", "sound"); quiet.Stdout+quiet.Stderr != "" {
		t.Errorf("build -q says %s%s", quiet.Stdout, quiet.Stderr)
	}
	// Without -o the binary has the project's name; a folder of that name takes it in.
	if _, err := os.Stat("sound/sound"); err != nil {
		t.Error(err)
	}
	for _, next := range nextCommands(t, built.Stderr) {
		run(0, next[0], append(next[1:], "--help")...)
	}

	run(0, flowc, "run", "sound", "--drain")
	if got, want := read(t, "out/large.jsonl"), "{\"id\":2,\"qty\":50,\"price\":\"3.00\"}\n{\"id\":3,\"qty\":11,\"price\":\"0.01\"}\n"; got != want {
		t.Errorf("run wrote\n%swant\n%s", got, want)
	}
	if wrong := run(2, flowc, "run", "sound", "--drian"); !strings.Contains(wrong.Stderr, "did you mean --drain?") {
		t.Errorf("a wrong flag of the worker: %s", wrong.Stderr)
	}
}

// nextCommands returns the command lines that build proposes.
func nextCommands(t *testing.T, said string) [][]string {
	_, next, ok := strings.Cut(said, "\nnext: ")
	if !ok {
		t.Fatalf("build proposes nothing:\n%s", said)
	}
	var out [][]string
	for _, m := range regexp.MustCompile(`bin/sound( [a-z-]+)*`).FindAllString(next, -1) {
		out = append(out, strings.Fields(m))
	}
	if len(out) != 3 {
		t.Errorf("%d commands in\n%s", len(out), next)
	}
	return out
}
