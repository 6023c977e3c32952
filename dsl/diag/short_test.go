package diag

import (
	"strings"
	"testing"
)

func sampleReport(t *testing.T) *Report {
	f := NewFile("orders.flow", "schema A {\n  qty: int64\n}\n")
	g := NewFile("other.flow", "x\n")
	var r Report
	r.Add(Diagnostic{Code: "W0210", Message: "`x` is never used", At: at(t, g, "x")})
	r.Add(Diagnostic{
		Code: "E0402", Message: `field "qty" is <int64>`, At: at(t, f, "int64"), Here: "here",
		Labels: []Label{{at(t, f, "A"), "of this"}}, Helps: []string{"h"},
	})
	r.Add(Diagnostic{
		Code: "E0301", Message: "no such option", At: at(t, f, "qty"),
		Fixes: []Fix{{Title: "`quantity`", Edits: []Edit{{at(t, f, "qty"), "quantity"}}}},
	})
	return &r
}

func TestShort(t *testing.T) {
	var b strings.Builder
	if err := Short(&b, sampleReport(t)); err != nil {
		t.Fatal(err)
	}
	want := "orders.flow:2:3: no such option [E0301]\n" +
		"orders.flow:2:8: field \"qty\" is <int64> [E0402]\n" +
		"other.flow:1:1: warning: `x` is never used [W0210]\n"
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

func TestJSON(t *testing.T) {
	var b strings.Builder
	if err := JSON(&b, sampleReport(t)); err != nil {
		t.Fatal(err)
	}
	want := `{"v":1,"code":"E0301","severity":"error","message":"no such option","file":"orders.flow","line":2,"column":3,"end_line":2,"end_column":6,"labels":[],"helps":[],"fixes":[{"title":"` + "`quantity`" + `","edits":[{"file":"orders.flow","line":2,"column":3,"end_line":2,"end_column":6,"text":"quantity"}]}]}
{"v":1,"code":"E0402","severity":"error","message":"field \"qty\" is <int64>","file":"orders.flow","line":2,"column":8,"end_line":2,"end_column":13,"here":"here","labels":[{"file":"orders.flow","line":1,"column":8,"end_line":1,"end_column":9,"text":"of this"}],"helps":["h"],"fixes":[]}
{"v":1,"code":"W0210","severity":"warning","message":"` + "`x` is never used" + `","file":"other.flow","line":1,"column":1,"end_line":1,"end_column":2,"labels":[],"helps":[],"fixes":[]}
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

func TestSummary(t *testing.T) {
	tests := []struct {
		name, want string
		r          *Report
		opt        SummaryOptions
	}{
		{"clean", "no mistakes in 3 files (18 ms)", &Report{}, SummaryOptions{Files: 3, Elapsed: "18 ms"}},
		{"one file, no time", "no mistakes in 1 file", &Report{}, SummaryOptions{Files: 1}},
		{
			"mistakes", "2 mistakes and 1 warning in 2 files (18 ms) · more: flowc explain E0301 · 1 can be fixed: flowc check --fix .",
			sampleReport(t),
			SummaryOptions{Files: 2, Elapsed: "18 ms"},
		},
		{
			"path", "2 mistakes and 1 warning in 2 files · more: flowc explain E0301 · 1 can be fixed: flowc check --fix a.flow",
			sampleReport(t),
			SummaryOptions{Files: 2, Path: "a.flow"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Summary(tt.r, tt.opt); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}
