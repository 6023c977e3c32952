package build

import (
	"context"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/sr"
	"github.com/twmb/franz-go/pkg/sr/srfake"

	"github.com/flowc-lang/flowc/compiler"
)

const inspected = `
param brokers: list<string>
param registry: string

connection kafka local { brokers = brokers }
connection registry sr { url = registry }

schema Order { id: int64, note: string = "" }

topic events on local { value: Order as avro(registry: sr) }
topic copies on local { value: Order as avro(registry: sr), partitions = 1 }
topic theirs on local { value: Order as avro(registry: sr, register: "never"), partitions = 1 }

pipeline copy {
  from events
  to copies
  to theirs
}
`

// TestCheckRegistry: the command check says of each subject whether it is there, what
// the registry would say of the program's schema, and how the newest one differs.
func TestCheckRegistry(t *testing.T) {
	realBuild(t)
	worker := workerOf(t, "inspected.flow", compiler.Memory{"inspected.flow": inspected})
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, "events", "copies", "theirs"))
	if err != nil {
		t.Fatal(err)
	}
	defer cluster.Close()
	registry := srfake.New()
	defer registry.Close()
	url := registry.URL()
	check := func(code int, parts ...string) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		cmd := exec.CommandContext(ctx, worker, "check", "--brokers", strings.Join(cluster.ListenAddrs(), ","), "--registry", url, "--data", filepath.Join(t.TempDir(), "data"))
		out, err := cmd.CombinedOutput()
		if cmd.ProcessState.ExitCode() != code {
			t.Errorf("%v, want exit code %d", err, code)
		}
		for _, p := range parts {
			if !strings.Contains(string(out), p) {
				t.Errorf("%q is not in:\n%s", p, out)
			}
		}
	}
	put := func(subject, fields string) {
		t.Helper()
		if _, _, err := registry.RegisterSchema(subject, sr.Schema{Schema: `{"type":"record","name":"Order","fields":[` + fields + `]}`}); err != nil {
			t.Fatal(err)
		}
	}

	check(1, "subject  events-value  fits\n    there is no such subject yet\n",
		"subject  copies-value  fits\n    there is no such subject yet, and the command setup registers it\n",
		"subject  theirs-value  differs:\n    there is no such subject, and `register` says never\n")
	if registry.SubjectExists("copies-value") {
		t.Error("check registers schemas")
	}

	put("events-value", `{"name":"id","type":"int"}`)
	put("copies-value", `{"name":"id","type":"long"}`)
	put("theirs-value", `{"name":"id","type":"long"},{"name":"note","type":"string","default":""}`)
	check(0, "subject  events-value  fits\n    version 1 is another schema, whose records are read\n    ~ Order.id was \"long\", is \"int\"\n    - Order.note",
		"subject  copies-value  fits\n    it is to be registered behind version 1, and the command setup registers it\n    + Order.note",
		"subject  theirs-value  fits\n")

	put("events-value", `{"name":"id","type":"string"}`)
	put("theirs-value", `{"name":"id","type":"long"},{"name":"note","type":"string","default":""},{"name":"more","type":"int","default":0}`)
	registry.Intercept(func(w http.ResponseWriter, r *http.Request) bool {
		refuses := strings.HasPrefix(r.URL.Path, "/compatibility/subjects/copies-value/")
		if refuses {
			w.Header().Set("Content-Type", "application/vnd.schemaregistry.v1+json")
			_, _ = w.Write([]byte(`{"is_compatible":false,"messages":["note is bad"]}`))
		}
		return refuses
	})
	check(1, "subject  events-value  differs:\n    records of version 2 cannot be read: field id was written as string and is read as long\n    ~ Order.id was \"long\", is \"string\"\n",
		"subject  copies-value  differs:\n    the registry would refuse it behind version 1: note is bad\n    + Order.note",
		"subject  theirs-value  fits\n    version 2, the newest one, is another schema\n    + Order.more")

	registry.ClearInterceptors()
	registry.Intercept(func(w http.ResponseWriter, _ *http.Request) bool { w.WriteHeader(http.StatusForbidden); return true })
	check(3, "subject  events-value  cannot be looked at: registry sr ("+url+"): subject events-value: the login is not accepted (HTTP 403)", "copy  events  ")

	registry.Close()
	check(3, "subject  events-value  cannot be looked at: context deadline exceeded: registry sr ("+url+"): subject events-value: ", "copy  events  ")
}
