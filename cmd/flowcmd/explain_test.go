package flowcmd

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/dsl/diag"
)

func TestExplain(t *testing.T) {
	tests := []struct {
		args   []string
		code   int
		outHas []string
		errHas string
	}{
		{[]string{"E0120"}, 0, []string{
			"E0120: `&&` and `||` mixed without parentheses\n\n", "this gives E0120:\n\n    schema Reading",
			"error[E0120]: `&&` and `||` are mixed without parentheses\n  --> in.flow:7:25\n", "this does not:\n",
		}, ""},
		{[]string{"e120"}, 0, []string{"E0120: "}, ""},
		{[]string{"0120"}, 2, nil, "there is no code 0120, did you mean E0120?"},
		{[]string{"W0120"}, 2, nil, "there is no code W0120, did you mean E0120?"},
		{[]string{"E0191"}, 2, nil, "there is no code E0191, did you mean"},
		{[]string{"decimal"}, 0, []string{"types\n  E0422  a decimal with too many digits\n", "\nrun time: reading a record\n  R0118  "}, ""},
		{[]string{"zebra"}, 2, nil, "there is no code zebra, and none speaks of it"},
	}
	for _, tt := range tests {
		got := call(t, append([]string{"explain"}, tt.args...)...)
		if got.code != tt.code || !strings.Contains(got.errOut, tt.errHas) || (tt.errHas == "") != (got.errOut == "") {
			t.Errorf("%v: code %d, stderr %q", tt.args, got.code, got.errOut)
		}
		for _, want := range tt.outHas {
			if !strings.Contains(got.out, want) {
				t.Errorf("%v: no %q in\n%s", tt.args, want, got.out)
			}
		}
	}
}

// Prose is wrapped for reading; code and diagnostics keep their lines.
func TestExplainWidth(t *testing.T) {
	out := call(t, "explain", "E0120").out
	prose, _, _ := strings.Cut(out, "\nthis gives")
	for line := range strings.Lines(prose) {
		if n := len([]rune(strings.TrimSpace(line))); n > readable {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}

func TestExplainAll(t *testing.T) {
	got := call(t, "explain")
	for _, c := range diag.Codes() {
		if !strings.Contains(got.out, "\n  "+c.Code+"  "+c.Title+"\n") {
			t.Errorf("%s is not listed", c.Code)
		}
	}
	if got.code != 0 || !strings.HasPrefix(got.out, "syntax\n  E0100  ") {
		t.Errorf("code %d\n%.200s", got.code, got.out)
	}
	n := 0
	for line := range strings.Lines(call(t, "explain", "--json").out) {
		var c codeInList
		if err := json.Unmarshal([]byte(line), &c); err != nil || c.V != 1 || c.Code == "" || c.Title == "" || c.Group == "" {
			t.Errorf("%s: %v", line, err)
		}
		n++
	}
	if n != len(diag.Codes()) {
		t.Errorf("%d codes as JSON, there are %d", n, len(diag.Codes()))
	}
}

func TestExplainJSON(t *testing.T) {
	got := call(t, "explain", "E0120", "--json")
	var p pageJSON
	if err := json.Unmarshal([]byte(got.out), &p); err != nil || p.V != 1 || p.Code != "E0120" || p.Title == "" || p.Text == "" ||
		!strings.Contains(p.Wrong["in.flow"], "pipeline") || !strings.Contains(p.Right["in.flow"], "pipeline") {
		t.Errorf("%v: %+v", err, p)
	}
}
