package flowcmd

import (
	"os"
	"strings"
	"testing"
)

const example = "../../examples/quickstart"

func TestLook(t *testing.T) {
	for _, tt := range []struct {
		args []string
		code int
		want string // part of what is printed
	}{
		{[]string{"graph", example}, 0, `<title id="title">The pipelines of quickstart</title>`},
		{[]string{"graph", example, "--fields", "--format", "mermaid"}, 0, `"temp_max → swing"`},
		{[]string{"graph", example, "--json"}, 0, `{"v":1,"project":"quickstart"`},
		{[]string{"why", example, "warm_days.swing"}, 0, "swing = .temp_max - .temp_min"},
		{[]string{"why", example, "warm_days"}, 0, "warm_days.wind"},
		{[]string{"why", "--json", example, "warm_days.swing"}, 0, `"name":"temp_min"`},
		{[]string{"why", example, "warm_days.swng"}, 2, "did you mean `swing`?"},
		{[]string{"why", example, "warm_day.swing"}, 2, "did you mean `warm_days`?"},
		{[]string{"why", example}, 2, "NODE.COLUMN"},
		{[]string{"doc", example}, 0, "| `swing` | `decimal(5, 1)` | `days.temp_max`, `days.temp_min` |"},
		{[]string{"doc", "--html", example}, 0, "<h3 id=\"warm\">warm</h3>"},
		{[]string{"diff", example, example}, 0, "nothing changes"},
		{[]string{"diff", "--json", example, example}, 0, `{"v":1,"changes":[]}`},
		{[]string{"diff", example}, 2, "no .flow file in ."},
		{[]string{"diff"}, 2, "OLD"},
	} {
		t.Run(strings.Join(tt.args, " "), func(t *testing.T) {
			if got := call(t, tt.args...); got.code != tt.code || !strings.Contains(got.out+got.errOut, tt.want) {
				t.Errorf("code %d\n%s%s", got.code, got.out, got.errOut)
			}
		})
	}
}

func TestDiffFails(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{
		"old.flow": tested, "new.flow": strings.Replace(tested, `"PAY"`, `"PAID"`, 1), "other.flow": strings.Replace(tested, "clicks.jsonl", "all.jsonl", 1),
	} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		new, failOn string
		code        int
	}{
		{"new.flow", "none", 0},
		{"new.flow", "breaking", 0},
		{"new.flow", "careful", 1},
		{"other.flow", "none", 0},
		{"other.flow", "breaking", 1},
		{"other.flow", "careful", 1},
		{"old.flow", "careful", 0},
	} {
		if got := call(t, "diff", "old.flow", tt.new, "--fail-on", tt.failOn); got.code != tt.code {
			t.Errorf("%s --fail-on %s: code %d\n%s%s", tt.new, tt.failOn, got.code, got.out, got.errOut)
		}
	}
}
