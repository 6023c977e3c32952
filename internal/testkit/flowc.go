//go:build unix

package testkit

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"testing"
)

// Flowc returns the path of a flowc built from the sources beside the test, once
// per test binary.
func Flowc(t testing.TB) string {
	t.Helper()
	return get(t, &shared, "flowc", func(dir string) (string, func(), error) {
		path := filepath.Join(dir, "flowc")
		out, err := exec.Command("go", "build", "-o", path, "github.com/flowc-lang/flowc/cmd/flowc").CombinedOutput()
		if err != nil {
			return "", nil, fmt.Errorf("build: %w\n%s", err, out)
		}
		return path, func() {}, nil
	})
}

// Worker returns the path of the worker that flowc builds from a project, once
// per test binary.
func Worker(t testing.TB, project string) string {
	t.Helper()
	flowc := Flowc(t)
	return get(t, &shared, "worker-"+filepath.Base(project), func(dir string) (string, func(), error) {
		path := filepath.Join(dir, filepath.Base(project))
		out, err := exec.Command(flowc, "build", project, "-o", path).CombinedOutput()
		if err != nil {
			return "", nil, fmt.Errorf("flowc build %s: %w\n%s", project, err, out)
		}
		return path, func() {}, nil
	})
}
