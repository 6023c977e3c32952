package flowcmd

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

const pullFlow = `import cql "t.cql" as t
import sql "s.sql" from db(schemas: ["public"]) as s

connection kafka k { brokers = embedded }
connection postgres db { host = "127.0.0.1", database = "d" }
connection cassandra ring { hosts = ["127.0.0.1"] }

topic rows on k { value: { a: string, b: int32 } as json }
sink cassandra ts on ring { table = t.t }

pipeline copy {
  from rows
  to ts
}
`

// TestPullPins: files are pinned as they are; one that changes is refused until it is
// pulled again; what cannot be pulled yet is said, and what is there is pinned.
func TestPullPins(t *testing.T) {
	t.Chdir(t.TempDir())
	put := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	has := func(r result, code int, parts ...string) {
		t.Helper()
		for _, p := range parts {
			if !strings.Contains(r.out+r.errOut, p) {
				t.Errorf("%q is not in:\n%s%s", p, r.out, r.errOut)
			}
		}
		if r.code != code {
			t.Errorf("exit code %d, want %d\n%s%s", r.code, code, r.out, r.errOut)
		}
	}
	put("load.flow", pullFlow)
	put("t.cql", "CREATE TABLE w.t (a text PRIMARY KEY, b int);\n")
	put("s.sql", "CREATE TABLE u (a text PRIMARY KEY);\n")

	has(call(t, "pull", "--check", "load.flow"), 0, "pinned   t.cql", "waits    s.sql  from db: this version of flowc cannot pull from a postgres yet")
	if _, err := os.Stat("flow.lock"); err == nil {
		t.Error("--check writes the lock")
	}
	has(call(t, "pull", "load.flow"), 0, "wrote    flow.lock  2 files")
	if lock := read(t, "flow.lock"); !strings.Contains(lock, "\ns.sql sha256:") || !strings.Contains(lock, ` from db(schemas: ["public"])`) {
		t.Errorf("flow.lock:\n%s", lock)
	}
	has(call(t, "check", "load.flow"), 0)

	put("t.cql", "CREATE TABLE w.t (a text PRIMARY KEY, b text);\n")
	has(call(t, "check", "load.flow"), 1, "E0208", "t.cql is not the file that flow.lock pins")
	has(call(t, "pull", "load.flow"), 1, "1 mistake now: flowc check load.flow")
	has(call(t, "check", "load.flow"), 1, "E0402")

	r := call(t, "pull", "load.flow", "--json")
	for line := range strings.Lines(r.out) {
		var p pulled
		if err := json.Unmarshal([]byte(line), &p); err != nil || p.Path == "" || p.State == "" {
			t.Errorf("%s: %v", line, err)
		}
	}
}
