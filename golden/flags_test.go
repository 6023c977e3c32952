package golden

import (
	"regexp"
	"slices"
	"testing"

	"github.com/flowc-lang/flowc/compiler/check"
	"github.com/flowc-lang/flowc/internal/cli"
	"github.com/flowc-lang/flowc/runtime/worker"
)

// The names that no param may have are those of the worker's flags, all of them.
func TestWorkerFlags(t *testing.T) {
	p := worker.Program(worker.Project{New: func() worker.Instance { return worker.Instance{} }}, "load")
	var flags []string
	for _, m := range regexp.MustCompile(`--([a-z_]+)[^a-z_-]`).FindAllStringSubmatch(cli.Markdown(p), -1) {
		flags = append(flags, m[1])
	}
	slices.Sort(flags)
	if flags = slices.Compact(flags); !slices.Equal(flags, check.WorkerFlags) {
		t.Errorf("flags %q, the checker knows %q", flags, check.WorkerFlags)
	}
}
