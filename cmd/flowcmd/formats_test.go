package flowcmd

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

// The log for code scanners carries the pages of its rules.
func TestCheckSARIF(t *testing.T) {
	inProjects(t)
	got := call(t, "check", "broken", "--format", "sarif")
	var log struct {
		Version string
		Runs    []struct {
			Tool struct {
				Driver struct {
					Rules []struct {
						ID   string
						Help struct{ Text, Markdown string }
					}
				}
			}
			Results []struct{ RuleID string }
		}
	}
	if err := json.Unmarshal([]byte(got.out), &log); err != nil || got.code != 1 || got.errOut != "" {
		t.Fatalf("code %d, %v\n%s%s", got.code, err, got.out, got.errOut)
	}
	rules := log.Runs[0].Tool.Driver.Rules
	if log.Version != "2.1.0" || len(log.Runs[0].Results) != 3 || len(rules) != 2 || !strings.Contains(rules[0].Help.Markdown, "has this type already") ||
		!strings.Contains(rules[0].Help.Markdown, "`") || strings.Contains(rules[0].Help.Text, "`") {
		t.Errorf("%+v", log)
	}
	if got := call(t, "check", "sound", "--format=sarif"); got.code != 0 || !strings.Contains(got.out, `"results": []`) {
		t.Errorf("without mistakes: code %d\n%s", got.code, got.out)
	}
}

// In a workflow of GitHub the annotations go to stdout and the whole table to the
// summary of the step, behind what other steps wrote.
func TestCheckGitHub(t *testing.T) {
	inProjects(t)
	if err := os.WriteFile("summary.md", []byte("before\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv(stepSummaryEnv, "summary.md")
	got := call(t, "check", "broken", "--format", "github")
	if got.code != 1 || got.errOut != "" || !strings.HasPrefix(got.out, "::error file=broken/shop.flow,line=25,col=17,endColumn=") ||
		strings.Count(got.out, "\n") != 3 || !strings.Contains(got.out, "\n::warning file=broken/shop.flow,line=22") {
		t.Errorf("code %d\n%s%s", got.code, got.out, got.errOut)
	}
	summary := read(t, "summary.md")
	if !strings.HasPrefix(summary, "before\n### flowc check\n\n2 mistakes and 1 warning in 1 file") || strings.Count(summary, "\n| broken/shop.flow:") != 3 {
		t.Errorf("summary:\n%s", summary)
	}
	t.Setenv(stepSummaryEnv, "nosuch/summary.md")
	if got := call(t, "check", "broken", "--format", "github"); got.code != 3 || !strings.Contains(got.errOut, "summary of the step: open nosuch/summary.md") {
		t.Errorf("a summary that cannot be written: code %d, %q", got.code, got.errOut)
	}
}

// What --fix changed is named on stderr in the same words under every format, and
// stdout holds the report of what is left, which is nothing.
func TestCheckFixFormats(t *testing.T) {
	none := map[string]*regexp.Regexp{
		"human": regexp.MustCompile(`^no mistakes in 1 file \(\d+ ms\)\n$`), "short": regexp.MustCompile(`^$`), "json": regexp.MustCompile(`^$`),
		"github": regexp.MustCompile(`^$`), "sarif": regexp.MustCompile(`(?s)^\{.*"results": \[\].*\}\n$`),
	}
	for format, want := range none {
		t.Run(format, func(t *testing.T) {
			inProjects(t)
			before := read(t, "broken/shop.flow")
			got := call(t, "check", "--fix", "--format", format, "broken")
			if got.code != 0 || strings.Count(got.errOut, "fixed broken/shop.flow:") != 3 || strings.Count(got.errOut, "\n") != 3 || !want.MatchString(got.out) {
				t.Errorf("code %d\n%s%s", got.code, got.out, got.errOut)
			}
			if read(t, "broken/shop.flow") == before {
				t.Error("nothing was changed")
			}
		})
	}
}
