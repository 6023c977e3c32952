package golden

import (
	"fmt"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/golden/runner"
)

// TestFused: what is written while it is read is what comes of reading, then writing, byte
// by byte, and what fails there fails here, for the same reason: over the records of
// run_fuse, whole and in other forms.
func TestFused(t *testing.T) {
	m := newModule(t, t.TempDir())
	const records = 100_000
	for _, c := range archives(t) {
		if c.name != "run_fuse" {
			continue
		}
		c.got = map[string]string{}
		c.compile(t)
		for _, f := range c.files {
			if name := f.Name; strings.Contains(name, "pipeline_") && strings.Contains(string(f.Text), "Fuse") == strings.Contains(name, "apart") {
				t.Errorf("%s is fused where it must not be, or the other way round", name)
			}
		}
		m.add(t, c.files)
		m.run = append(m.run, runner.Case{Name: c.name, Inputs: c.inputs(), Twins: records})
	}
	got := m.results(t)["run_fuse"]
	lines := strings.Split(strings.TrimSpace(got), "\n")
	if len(lines) != 2 {
		t.Fatalf("want two pairs: %s", got)
	}
	for _, line := range lines {
		var name string
		var passed, failed int
		if _, err := fmt.Sscan(line, &name, &passed, &failed); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if passed+failed != records || passed < records/10 || failed < records/10 {
			t.Errorf("%s: %d passed, %d failed of %d", name, passed, failed, records)
		}
		t.Log(line)
	}
}
