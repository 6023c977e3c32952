package suite

import (
	"fmt"
	"strings"
	"time"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/runtime/harness"
)

// Verdict is how a test went.
type Verdict struct {
	Test     *ir.Test
	Took     time.Duration
	Problems []Problem // none: it passed
	// Got are the records that came to each node that the test looks at.
	Got map[*ir.Node][]harness.Row
	// Failures are the records that failed.
	Failures []harness.Failure
}

// Passed reports whether the test passed.
func (v *Verdict) Passed() bool { return len(v.Problems) == 0 }

// Text tells the problems of a test with the records that they are about: `-` is
// missing, `+` came, and ^ stands below what differs.
func (v *Verdict) Text(indent string) string {
	var b strings.Builder
	for _, p := range v.Problems {
		fmt.Fprintf(&b, "%s%s: %s\n", indent, Place(p.At), p.Text)
		for _, l := range p.Lines {
			fmt.Fprintf(&b, "%s  %c %s\n", indent, l.Sign, l.Text)
			if l.Marks != "" {
				fmt.Fprintf(&b, "%s    %s\n", indent, l.Marks)
			}
		}
	}
	return b.String()
}

// Place is a place as people read it: load.flow:12.
func Place(at diag.Span) string {
	line, _ := at.File.Position(at.Start)
	return fmt.Sprintf("%s:%d", at.File.Name, line)
}

// Problem is an expectation that does not hold.
type Problem struct {
	At    diag.Span
	Text  string // what is wrong, in one line
	Lines []Line // the records, where it is about some
}

// Judge holds the results of a suite against the tests that it was built of.
func Judge(tests []*ir.Test, results []harness.Result) ([]Verdict, error) {
	if len(results) != len(tests) {
		return nil, fmt.Errorf("the program tells of %d tests, and there are %d", len(results), len(tests))
	}
	out := make([]Verdict, len(tests))
	for k, t := range tests {
		out[k] = judge(t, &results[k])
	}
	return out, nil
}

// judging is a test while it is judged.
type judging struct {
	Verdict
	r     *harness.Result
	wants []harness.Row // what is expected, as JSON, in the order of the records
	taken map[int]bool  // failures that were expected
	other bool          // a failure was expected, and another one came
}

func judge(t *ir.Test, r *harness.Result) Verdict {
	j := &judging{r: r, wants: r.Wants, taken: map[int]bool{}}
	j.Test, j.Took, j.Got, j.Failures = t, time.Duration(r.Nanos), map[*ir.Node][]harness.Row{}, r.Failures
	if r.Error != "" {
		headline, _, _ := strings.Cut(r.Error, "\n")
		j.problem(t.At, "the generated code could not run: "+headline)
		return j.Verdict
	}
	for _, e := range t.Expects {
		switch e.Kind {
		case ir.ExpectNode:
			j.node(e)
		case ir.ExpectNothing:
			j.nothing(e)
		case ir.ExpectError:
			j.failure(e)
		}
	}
	j.unexpected()
	return j.Verdict
}

func (j *judging) problem(at diag.Span, text string, lines ...Line) {
	j.Problems = append(j.Problems, Problem{At: at, Text: text, Lines: lines})
}

// got are the records that came to a node, in the order of what they came of.
func (j *judging) got(name string) []harness.Row {
	var out []harness.Row
	for _, o := range j.r.Outputs {
		if o.Node == name {
			out = append(out, o.Rows...)
		}
	}
	// Several `to` of one node stand one behind the other: bring them in order.
	for i := 1; i < len(out); i++ {
		for k := i; k > 0 && out[k-1].Input > out[k].Input; k-- {
			out[k-1], out[k] = out[k], out[k-1]
		}
	}
	return out
}

// node holds the records of an expectation against those that came.
func (j *judging) node(e ir.Expect) {
	n := len(e.Records)
	wants := make([]wanted, n)
	for k, r := range e.Records {
		wants[k] = wanted{r, j.wants[k], e.Node}
	}
	j.wants = j.wants[n:]
	got := j.got(e.Node.Name)
	j.Got[e.Node] = got
	lines, same := compare(e.Node, wants, got)
	if same {
		return
	}
	text := fmt.Sprintf("`%s` got other records", e.Node.Title())
	if len(got) != n {
		text = fmt.Sprintf("`%s` got %s, expected %s", e.Node.Title(), records(len(got)), few(n))
	}
	j.problem(e.At, text, lines...)
}

func records(n int) string {
	switch n {
	case 0:
		return "no record"
	case 1:
		return "1 record"
	}
	return fmt.Sprintf("%d records", n)
}

func few(n int) string {
	if n == 0 {
		return "none"
	}
	return fmt.Sprint(n)
}

// nothing holds that no node got a record, but for those with an expectation of
// their own.
func (j *judging) nothing(e ir.Expect) {
	told := map[string]bool{}
	for _, other := range j.Test.Expects {
		if other.Kind == ir.ExpectNode {
			told[other.Node.Name] = true
		}
	}
	for _, o := range j.r.Outputs {
		if told[o.Node] || len(o.Rows) == 0 {
			continue
		}
		told[o.Node] = true
		got := j.got(o.Node)
		lines := compareNothing(j.nodeOf(o.Node), got)
		j.problem(e.At, fmt.Sprintf("`%s` got %s, expected none", o.Node, records(len(got))), lines...)
	}
}

// nodeOf is the node of that name among those that the pipeline writes; nil for a dead
// letter topic.
func (j *judging) nodeOf(name string) *ir.Node {
	var out *ir.Node
	ir.Stages(j.Test.Pipeline.Stages, func(s ir.Stage) {
		if to, ok := s.(*ir.To); ok && to.Node.Name == name {
			out = to.Node
		}
	})
	return out
}

// failure looks for a failed record as it is expected.
func (j *judging) failure(e ir.Expect) {
	for k, f := range j.r.Failures {
		if !j.taken[k] && (e.Stage == "" || e.Stage == stageOf(f)) && (e.Code == "" || e.Code == f.Code) {
			j.taken[k] = true
			return
		}
	}
	j.other = true
	text := "no record fails"
	if len(j.r.Failures) > 0 {
		var told []string
		for _, f := range j.r.Failures {
			told = append(told, describe(f))
		}
		text = "no record fails so: " + strings.Join(told, "; ")
	}
	j.problem(e.At, text)
}

// stageOf is decode or map.
func stageOf(f harness.Failure) string {
	if f.Stage == "decode" {
		return "decode"
	}
	return "map"
}

func describe(f harness.Failure) string {
	what := "the record"
	if f.Field != "" {
		what = "`" + f.Field + "`"
	}
	return fmt.Sprintf("record %d fails in %s [%s] at %s: %s %s", f.Row+1, stageOf(f), f.Code, f.At, what, f.Text)
}

// unexpected reports records that end the pipeline and that no expectation speaks of.
func (j *judging) unexpected() {
	for k, f := range j.r.Failures {
		if j.taken[k] || f.Then != "stop" || j.other {
			continue
		}
		text := describe(f) + "; the pipeline stops"
		if left := len(j.Test.Given) - f.Row - 1; left > 0 {
			text += ", and does not look at " + records(left) + " behind it"
		}
		j.problem(j.Test.Given[f.Row].At, text)
	}
}

// wanted is a record that is expected.
type wanted struct {
	test ir.TestRecord
	json harness.Row
	node *ir.Node
}

// matches reports whether a record is what is expected.
func (w wanted) matches(got harness.Row) bool {
	for _, p := range w.parts() {
		if !p.same(got) {
			return false
		}
	}
	return true
}
