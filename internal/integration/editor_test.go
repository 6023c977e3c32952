//go:build unix

package integration

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/internal/testkit"
)

// editorProject is a project with one mistake: a temperature that may be null goes
// into a key.
var editorProject = map[string]string{
	"reading.avsc": `{"type": "record", "name": "Reading", "fields": [
  {"name": "station", "type": "string"},
  {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
  {"name": "celsius", "type": ["null", {"type": "bytes", "logicalType": "decimal", "precision": 5, "scale": 2}]}
]}
`,
	"weather.cql": `CREATE TABLE weather.coldest (
  station text,
  celsius decimal,
  at      timestamp,
  note    text,
  PRIMARY KEY ((station), celsius, at)
);
`,
	"load.flow": `import avro "reading.avsc" as src
import cql  "weather.cql"  as weather

connection kafka     local { brokers = ["127.0.0.1:9092"] }
connection cassandra ring  { hosts = ["127.0.0.1"] }
topic readings on local { value: src.Reading as avro }
sink cassandra coldest on ring { table = weather.coldest }

pipeline load {
  from readings
  map weather.coldest { *, note = "❄️ ${.station}" }
  to coldest
}
`,
}

// TestNeovim: a real editor shows the mistake, completes a field, formats, and jumps
// into the CQL file.
func TestNeovim(t *testing.T) {
	testkit.Integration(t)
	nvim, err := exec.LookPath("nvim")
	if err != nil {
		t.Skip("needs Neovim: apt-get install -y neovim")
	}
	script, err := filepath.Abs("testdata/editor.lua")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, text := range editorProject {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got := testkit.Run(t, testkit.Command{
		Path: nvim, Args: []string{"--headless", "--clean", "-n", "-c", "luafile " + script}, Dir: dir,
		Env: []string{"FLOWC=" + testkit.Flowc(t), "HOME=" + dir, "XDG_STATE_HOME=" + dir},
	})
	if got.Code != 0 {
		t.Fatalf("exit code %d\n%s%s\n%s", got.Code, got.Stdout, got.Stderr, traceOf(dir))
	}
	for _, want := range []string{
		"diagnostic E0412 line 11", "completed       where .celsius\n", "mended", "formatted   where .celsius != null\n", "jumped to weather.cql line 5",
	} {
		if !strings.Contains(strings.ReplaceAll(got.Stdout, "\r", ""), want) {
			t.Errorf("no %q in\n%s%s", want, got.Stdout, got.Stderr)
		}
	}
	saved, err := os.ReadFile(filepath.Join(dir, "load.flow"))
	if err != nil || !strings.Contains(string(saved), "  from readings\n  where .celsius != null\n") {
		t.Errorf("%v\n%s", err, saved)
	}
	if trace := traceOf(dir); !strings.Contains(trace, "method=textDocument/completion") {
		t.Errorf("the log tells of no completion:\n%s", trace)
	}
}

// traceOf is what flowc lsp logged.
func traceOf(dir string) string {
	text, err := os.ReadFile(filepath.Join(dir, "lsp.log"))
	if err != nil {
		return err.Error()
	}
	return string(text)
}
