package tidy

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	scenario = regexp.MustCompile(`(?m)^\| (\d+) \| [^|]+ \| ([^|]+) \| ([^|]+) \|$`)
	deciding = regexp.MustCompile("^`([a-z/]+)` `(Test[A-Za-z]+)`$")
)

// Each scenario of docs/scenarios.md has a test that is there, or a reason why not.
func TestScenarios(t *testing.T) {
	const root, scenarios = "../..", 40
	page, err := os.ReadFile(filepath.Join(root, "docs/scenarios.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := scenario.FindAllStringSubmatch(string(page), -1)
	if len(rows) != scenarios {
		t.Fatalf("%d scenarios, want %d", len(rows), scenarios)
	}
	for i, row := range rows {
		if row[1] != strconv.Itoa(i+1) {
			t.Errorf("scenario %s stands where %d should", row[1], i+1)
		}
		by := deciding.FindStringSubmatch(row[3])
		if by == nil {
			if row[3] != "–" || !strings.HasPrefix(row[2], "not decided: ") {
				t.Errorf("scenario %s: neither a test nor a reason: %q", row[1], row[3])
			}
			continue
		}
		if !hasTest(t, filepath.Join(root, by[1]), by[2]) {
			t.Errorf("scenario %s: %s has no %s", row[1], by[1], by[2])
		}
	}
}

func hasTest(t *testing.T, folder, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "\nfunc "+name+"(t *testing.T)") {
			return true
		}
	}
	return false
}
