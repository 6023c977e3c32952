package golden

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/golden/runner"
)

// measured are the cases whose pipelines allocate nothing.
var measured = regexp.MustCompile(`^run_(any|connect|csv|each|family|fn|map_except_union|open|protobuf_(guard|import)|union|avro_container)`)

// TestNoAllocations: once its buffers have grown, no pipeline over schema-free data,
// unions, open records, messages of protobuf, rows of CSV, each or families allocates anything for a record.
func TestNoAllocations(t *testing.T) {
	dir := t.TempDir()
	writeModule(t, dir)
	var run []runner.Case
	for _, c := range archives(t) {
		in := c.inputs()
		if len(in) == 0 || !measured.MatchString(c.name) {
			continue
		}
		c.got = map[string]string{}
		if c.compile(t); c.files == nil {
			continue
		}
		for _, f := range c.files {
			if f.Name != "main.go" {
				write(t, filepath.Join(dir, filepath.FromSlash(f.Name)), f.Text)
			}
		}
		run = append(run, runner.Case{Name: c.name, Inputs: in, Allocs: true})
	}
	write(t, filepath.Join(dir, "main.go"), mainOf(run))
	input, err := json.Marshal(run)
	if err != nil {
		t.Fatal(err)
	}
	results := map[string]string{}
	if err := json.Unmarshal(goTool(t, dir, input, "run", "."), &results); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, c := range run {
		for line := range strings.Lines(results[c.Name]) {
			words := strings.Fields(line)
			if words[0] == "error:" {
				t.Errorf("%s: %s", c.Name, line)
				continue
			}
			n++
			if words[2] != "0" {
				t.Errorf("%s/%s: %s allocations for a batch of %s records", c.Name, words[0], words[2], words[1])
			}
		}
	}
	if n < 10 {
		t.Errorf("only %d pipelines were measured", n)
	}
	t.Logf("%d pipelines of %d cases", n, len(run))
}
