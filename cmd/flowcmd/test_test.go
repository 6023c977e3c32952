package flowcmd

import (
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/internal/testkit"
)

const tested = `flow 1

schema Click { user: string, page: string }
source file clicks { path = "clicks.jsonl", value: Click as json }
sink console payments { value: Click as json }

pipeline pay {
  from clicks
  where .page == "PAY"
  to payments
}

test "only payments" for pay {
  given clicks [{ user: "a", page: "PAY" }, { user: "b", page: "HOME" }]
  expect payments [{ user: "a", page: "PAY" }]
}
`

// failing is tested with a test that fails.
var failing = tested + `
test "everybody" for pay {
  given clicks [{ user: "b", page: "PAY" }]
  expect payments [{ user: "c", page: "PAY" }]
}
`

// inTested makes a folder with that project the working directory.
func inTested(t *testing.T, text string) {
	t.Helper()
	if testing.Short() {
		t.Skip("builds the program of the tests")
	}
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv("CI", "")
	t.Setenv("FLOWC_CACHE", filepath.Join(dir, ".cache"))
	if err := os.WriteFile("pay.flow", []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// withoutTimes takes the times out of what a test run tells.
func withoutTimes(s string) string {
	return regexp.MustCompile(`(?m)  \([^()]*ms\)$`).ReplaceAllString(s, "")
}

func TestTest(t *testing.T) {
	inTested(t, failing)
	got := call(t, "test")
	want := `ok    pay: only payments
FAIL  pay: everybody
  pay.flow:20: ` + "`payments`" + ` got other records
    - { user: "c", page: "PAY" }
        ^^^^^^^^^
    + { user: "b", page: "PAY" }
        ^^^^^^^^^
2 tests, 1 failed
`
	if got.code != 1 || withoutTimes(got.out) != want {
		t.Errorf("code %d\n%s%swant\n%s", got.code, got.out, got.errOut, want)
	}

	t.Run("chosen by title", func(t *testing.T) {
		got := call(t, "test", "--run", "^only")
		if got.code != 0 || withoutTimes(got.out) != "ok    pay: only payments\n1 test, 0 failed\n" {
			t.Errorf("code %d\n%s%s", got.code, got.out, got.errOut)
		}
		if none := call(t, "test", "--run", "nobody"); none.code != 2 || !strings.Contains(none.errOut, "no test's title matches nobody") {
			t.Errorf("code %d: %s", none.code, none.errOut)
		}
		if wrong := call(t, "test", "--run", "("); wrong.code != 2 {
			t.Errorf("a wrong pattern gives code %d", wrong.code)
		}
	})
	t.Run("list", func(t *testing.T) {
		if got := call(t, "test", "--list"); got.code != 0 || got.out != "pay.flow:13  pay  only payments\npay.flow:18  pay  everybody\n" {
			t.Errorf("code %d\n%s", got.code, got.out)
		}
	})
	t.Run("json", func(t *testing.T) {
		got := call(t, "test", "--json")
		var records []testRecord
		for line := range strings.Lines(got.out) {
			var r testRecord
			if err := json.Unmarshal([]byte(line), &r); err != nil {
				t.Fatalf("%v: %s", err, line)
			}
			records = append(records, r)
		}
		if got.code != 1 || len(records) != 2 || records[0].Result != "ok" || records[1].Result != "fail" ||
			records[1].Problems[0].Records[1] != `+ { user: "b", page: "PAY" }` || records[1].Problems[0].Line != 20 {
			t.Errorf("code %d\n%s", got.code, got.out)
		}
	})
	t.Run("junit", func(t *testing.T) {
		got := call(t, "test", "--format", "junit")
		var suites struct {
			Suites []junitSuite `xml:"testsuite"`
		}
		if err := xml.Unmarshal([]byte(got.out), &suites); err != nil {
			t.Fatal(err)
		}
		s := suites.Suites[0]
		if got.code != 1 || s.Tests != 2 || s.Failures != 1 || s.Cases[0].Failure != nil || !strings.Contains(s.Cases[1].Failure.Text, "pay.flow:20") {
			t.Errorf("code %d\n%s", got.code, got.out)
		}
	})
	t.Run("update", func(t *testing.T) {
		t.Setenv("CI", "true")
		if refused := call(t, "test", "--update"); refused.code != 2 || read(t, "pay.flow") != failing {
			t.Errorf("under CI: code %d: %s", refused.code, refused.errOut)
		}
		t.Setenv("CI", "")
		if got := call(t, "test", "--update"); got.code != 0 || !strings.Contains(got.errOut, "updated pay.flow: 1 expectation") {
			t.Errorf("code %d\n%s%s", got.code, got.out, got.errOut)
		}
		want := strings.Replace(failing, `[{ user: "c", page: "PAY" }]`, "[\n    { user: \"b\", page: \"PAY\" },\n  ]", 1)
		if text := read(t, "pay.flow"); text != want {
			t.Errorf("the file is\n%s", text)
		}
		if again := call(t, "test"); again.code != 0 {
			t.Errorf("after that: code %d\n%s", again.code, again.out)
		}
	})
}

func TestNoTests(t *testing.T) {
	before, _, _ := strings.Cut(tested, "\ntest ")
	inTested(t, before)
	if got := call(t, "test"); got.code != 0 || got.out != "" || !strings.Contains(got.errOut, "there is no test") {
		t.Errorf("code %d\n%s%s", got.code, got.out, got.errOut)
	}
	inTested(t, strings.Replace(tested, "to payments", "to payment", 1))
	if got := call(t, "test"); got.code != 1 || !strings.Contains(got.errOut, "did you mean `payments`?") {
		t.Errorf("a project with mistakes: code %d\n%s", got.code, got.errOut)
	}
}

// The example of docs/testing.md gives what stands below it.
func TestTestingManual(t *testing.T) {
	_, rest, _ := strings.Cut(read(t, "../../docs/testing.md"), "```flow\n")
	flow, rest, _ := strings.Cut(rest, "```\n")
	_, rest, _ = strings.Cut(rest, "$ flowc test .\n")
	want, _, _ := strings.Cut(rest, "```")
	inTested(t, flow)
	if got := call(t, "test", "."); got.code != 0 || withoutTimes(got.out) != withoutTimes(want) {
		t.Errorf("code %d\n%s%swant\n%s", got.code, got.out, got.errOut, want)
	}
	if got := call(t, "check", "--strict"); got.code != 0 {
		t.Errorf("check: %s", got.out)
	}
}

// examples/datagen is tested, and moves all of its records through a Kafka of its own.
func TestExampleDatagen(t *testing.T) {
	flowc := installed(t)
	example, err := filepath.Abs("../../examples/datagen")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "datagen"), 0o755); err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(read(t, filepath.Join(example, "datagen.flow")), "10_000", "600", 1) // a millisecond each
	if err := os.WriteFile(filepath.Join(dir, "datagen", "datagen.flow"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	env := []string{"FLOWC_CACHE=" + dir + "/cache"}
	if got := testkit.Run(t, testkit.Command{Path: flowc, Args: []string{"test", "datagen"}, Dir: dir, Env: env}); got.Code != 0 || !strings.Contains(got.Stdout, "2 tests, 0 failed") {
		t.Fatalf("test: code %d\n%s%s", got.Code, got.Stdout, got.Stderr)
	}
	got := testkit.Run(t, testkit.Command{Path: flowc, Args: []string{"run", "datagen", "--drain"}, Dir: dir, Env: env})
	lines := strings.Split(strings.TrimSpace(got.Stdout), "\n")
	if got.Code != 0 || !strings.Contains(got.Stderr, "600 in = 600 out") || len(lines) < 20 || len(lines) > 100 {
		t.Fatalf("run: code %d, %d lines\n%s", got.Code, len(lines), got.Stderr)
	}
	for _, line := range lines {
		var r struct {
			User string
			Slow *bool
		}
		if err := json.Unmarshal([]byte(line), &r); err != nil || !strings.HasPrefix(r.User, "u") || r.Slow == nil {
			t.Errorf("%v: %s", err, line)
		}
	}
}
