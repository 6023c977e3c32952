package flowcmd

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// waiting are the examples of the language that check and do not build yet, each with
// the parts that it waits for. The others build.
var waiting = map[string][]string{
	"2_registry_two_sinks.flow": {"the connector `elasticsearch`"},
	"4_postgres_cdc.flow":       {"the connector `postgres.cdc`"},
	"7_cdc_family.flow":         {"the connector `postgres.cdc`", "the connector `postgres`"},
	"8_outbox_and_mirror.flow":  {"the connector `postgres.cdc`"},
}

// sentence is what `flowc build` says of a part that waits.
var sentence = regexp.MustCompile(`^[\w.]+\.flow:\d+:\d+: (.+) checks, and this version of flowc cannot build it yet$`)

// Each example of the language becomes a worker, or else build says in one sentence for
// each place what it waits for, and that this is no mistake of the project.
func TestBuildExamplesOfTheLanguage(t *testing.T) {
	if testing.Short() {
		t.Skip("builds workers")
	}
	t.Chdir("../../golden/examples")
	names, err := filepath.Glob("[0-9]_*.flow")
	if err != nil || len(names) != 8 {
		t.Fatalf("%q: %v", names, err)
	}
	for _, name := range names {
		worker := filepath.Join(t.TempDir(), "worker")
		got := call(t, "build", name, "-o", worker)
		if parts, waits := waiting[name]; waits {
			says(t, name, got, parts)
			continue
		}
		if info, err := os.Stat(worker); got.code != 0 || err != nil || info.Mode()&0o100 == 0 {
			t.Errorf("%s: code %d, %v\n%s", name, got.code, err, got.errOut)
		}
	}
}

// says compares what build says with the parts that an example waits for.
func says(t *testing.T, name string, got result, parts []string) {
	t.Helper()
	var said []string
	for line := range strings.Lines(got.errOut) {
		m := sentence.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if m == nil {
			t.Errorf("%s: %q is no sentence about a part", name, line)
		} else if !slices.Contains(said, m[1]) {
			said = append(said, m[1])
		}
	}
	if got.code != 3 || got.out != "" || !slices.Equal(said, parts) {
		t.Errorf("%s: code %d, waits for %q, want %q\n%s", name, got.code, said, parts, got.out)
	}
}
