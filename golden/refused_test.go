package golden

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// refusal is a row of docs/refused.md: its case, and the code that flowc gives.
var refusal = regexp.MustCompile(`(?m)^\| \[[^\]]+\]\(\.\./golden/testdata/(\w+)\.txtar\) \| [^|]+ \| [^|]+ \| \[(\w+)\]\(codes/(\w+)\.md\) \|$`)

// TestRefused: the table of what others accept says of each of its cases the code that
// flowc gives it, which is the only one, and it has all such cases.
func TestRefused(t *testing.T) {
	text, err := os.ReadFile("../docs/refused.md")
	if err != nil {
		t.Fatal(err)
	}
	table := map[string]string{}
	for _, row := range refusal.FindAllStringSubmatch(string(text), -1) {
		if row[2] != row[3] {
			t.Errorf("%s: the link of %s goes to %s", row[1], row[2], row[3])
		}
		table[row[1]] = row[2]
	}
	rows := strings.Count(string(text), "\n| [")
	if len(table) < 15 || len(table) != rows {
		t.Errorf("%d of %d rows of the table were understood", len(table), rows)
	}
	for _, c := range archives(t) {
		if !strings.HasPrefix(c.name, "check_accepted_by_others_") {
			continue
		}
		code, ok := table[c.name]
		if !ok {
			t.Errorf("%s is not in the table", c.name)
			continue
		}
		delete(table, c.name)
		for _, f := range c.archive.Files {
			if f.Name != "want/diags" {
				continue
			}
			if got := headline.FindAllStringSubmatch(string(f.Data), -1); len(got) != 1 || got[0][1] != code {
				t.Errorf("%s gives %q, the table says %s", c.name, got, code)
			}
		}
	}
	for name := range table {
		t.Errorf("the table has %s, which is no case", name)
	}
}
