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
