package flowcmd

import (
	"flag"
	"os"
	"testing"

	"github.com/flowc-lang/flowc/internal/cli"
	"github.com/flowc-lang/flowc/stdlib"
)

var update = flag.Bool("update", false, "rewrite docs/cli.md")

// The help is whole, and its examples are command lines of flowc.
func TestHelp(t *testing.T) {
	for _, problem := range cli.Lint(Program(stdlib.Catalog())) {
		t.Error(problem)
	}
}

func TestManual(t *testing.T) {
	const name = "../../docs/cli.md"
	want := cli.Markdown(Program(stdlib.Catalog()))
	if *update {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if read(t, name) != want {
		t.Errorf("%s is not what the commands say: go test ./cmd/flowcmd -update", name)
	}
}

// The examples are what people copy: formatted, and without even a warning.
func TestExamples(t *testing.T) {
	t.Chdir("../..")
	if got := call(t, "check", "--strict", "./examples/..."); got.code != 0 {
		t.Errorf("check: %s%s", got.out, got.errOut)
	}
	if got := call(t, "fmt", "-d", "./examples/..."); got.code != 0 {
		t.Errorf("fmt: %s%s", got.out, got.errOut)
	}
}
