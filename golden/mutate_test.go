package golden

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/golden/runner"
)

// mutations is how many damaged records each format reads; FLOW_MUTATIONS sets another number.
const mutations = 20_000

// heapMiB is how much the heap may grow while damaged records are read.
const heapMiB = 64

// TestMutations: damaged records of each format reach the sink or the dead letters, as a
// worker runs them: bits that flipped, ends that are missing, huge lengths and counts, deep
// nesting, pieces of others. Each letter has code, place, byte and, where there is one, field.
func TestMutations(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles a reader of all types for each format")
	}
	n := mutations
	if v := os.Getenv("FLOW_MUTATIONS"); v != "" {
		var err error
		if n, err = strconv.Atoi(v); err != nil {
			t.Fatal(err)
		}
	}
	m := &matrix{formats: builtFormats(t)}
	m.ask(t)
	text, c := matrixSoil, runner.Case{Name: "mutations", Mutate: n}
	for k, tr := range m.damagedTracks() {
		tr.n = k
		text += tr.source()
		c.Inputs = append(c.Inputs, runner.Input{Name: tr.topic(0) + ".jsonl", Text: strings.Join(tr.rows(), "\n") + "\n"})
	}
	mod := newModule(t, t.TempDir())
	mod.add(t, generate(t, c.Name, text))
	mod.run = append(mod.run, c)
	results := mod.results(t)
	tracks := m.damagedTracks()
	var lines []string
	for line := range strings.Lines(results[c.Name]) {
		if name, _, _ := strings.Cut(line, " "); strings.HasSuffix(name, "_2") || strings.HasPrefix(name, "error") {
			lines = append(lines, line)
		}
	}
	if len(lines) != len(tracks) {
		t.Fatalf("%d tracks: %s", len(tracks), results[c.Name])
	}
	for k, line := range lines {
		var name string
		var all, passed, failed, named, grown int
		if _, err := fmt.Sscan(line, &name, &all, &passed, &failed, &named, &grown); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		what := tracks[k].path[0]
		t.Logf("%s of %d types: %d damaged records, %d passed, %d dead letters of which %d name a field, heap +%d MiB", what, len(tracks[k].of), all, passed, failed, named, grown)
		if all != n || failed == 0 && what != "raw" || named == 0 && tracks[k].as == asField || grown > heapMiB {
			t.Errorf("%s: %s", what, line)
		}
	}
}

// damagedTracks has a track for each format with fields of all types that it carries, and
// for those of one value some of them.
func (m *matrix) damagedTracks() []*track {
	var out []*track
	for _, f := range m.formats {
		all := &track{path: []string{f}}
		if f == "json" {
			all.path = append(all.path, "json_schema") // as json again the bytes would pass as they are
		}
		for _, s := range specimens {
			if m.tables[asField][s.typ][f] == "" && m.tables[asField][s.typ][all.path[len(all.path)-1]] == "" && !s.alone {
				all.of = append(all.of, s)
			}
		}
		if len(all.of) > 0 {
			out = append(out, all)
			continue
		}
		for _, s := range specimens {
			if s.bare && m.tables[asValue][s.typ][f] == "" && strings.Contains("string bytes double json decimal(38, 10) timestamp(us) inet", s.typ) {
				out = append(out, &track{as: asValue, of: []specimen{s}, path: []string{f}})
			}
		}
	}
	return out
}
