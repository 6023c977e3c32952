package golden

import (
	"regexp"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/golden/runner"
)

// measured are the cases whose pipelines allocate nothing.
var measured = regexp.MustCompile(`^run_(any|connect|csv|each|family|fn|fuse|map_except_union|open|protobuf_(guard|import)|union|avro_container)`)

// TestNoAllocations: once its buffers have grown, no pipeline over schema-free data,
// unions, open records, messages of protobuf, rows of CSV, each or families allocates anything for a record.
func TestNoAllocations(t *testing.T) {
	m := newModule(t, t.TempDir())
	for _, c := range archives(t) {
		in := c.inputs()
		if len(in) == 0 || !measured.MatchString(c.name) {
			continue
		}
		c.got = map[string]string{}
		if c.compile(t); c.files == nil {
			continue
		}
		m.add(t, c.files)
		m.run = append(m.run, runner.Case{Name: c.name, Inputs: in, Allocs: true})
	}
	results := m.results(t)
	n := 0
	for _, c := range m.run {
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
	t.Logf("%d pipelines of %d cases", n, len(m.run))
}
