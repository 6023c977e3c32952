package flowcmd

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// The project is written once, and never over another file; the report is for people or
// for machines.
func TestImportConnect(t *testing.T) {
	t.Chdir(t.TempDir())
	const sink = "name=copy\nconnector.class=FileStreamSink\ntopics=a\nfile=a.txt\nvalue.convertr=x\nvalue.converter=org.apache.kafka.connect.storage.StringConverter\n"
	if err := os.WriteFile("sink.properties", []byte(sink), 0o644); err != nil {
		t.Fatal(err)
	}
	got := call(t, "import", "connect", "sink.properties", "-o", "copy.flow")
	if got.code != 0 || !strings.Contains(got.errOut, "sink.properties:5: unknown: value.convertr: no option that is known here, did you mean value.converter?") {
		t.Fatalf("code %d, %s%s", got.code, got.out, got.errOut)
	}
	if got := call(t, "check", "copy.flow"); got.code != 0 {
		t.Errorf("check: %s%s", got.out, got.errOut)
	}
	if got := call(t, "fmt", "-d", "copy.flow"); got.code != 0 || got.out != "" {
		t.Errorf("fmt: %s%s", got.out, got.errOut)
	}
	if got := call(t, "import", "connect", "sink.properties", "-o", "copy.flow"); got.code != 2 {
		t.Errorf("over a file that is there: code %d, %s", got.code, got.errOut)
	}
	var out struct {
		V     int
		Flow  string
		Notes []struct{ Kind, Option string }
	}
	got = call(t, "import", "connect", "--json", "sink.properties")
	if err := json.Unmarshal([]byte(got.out), &out); err != nil || out.V != 1 || out.Flow == "" || len(out.Notes) < 6 {
		t.Errorf("--json: %v, %s", err, got.out)
	}
	if err := os.WriteFile("no.json", []byte(`{"a":`), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := call(t, "import", "connect", "no.json"); got.code != 1 {
		t.Errorf("what cannot be read: code %d, %s", got.code, got.errOut)
	}
}
