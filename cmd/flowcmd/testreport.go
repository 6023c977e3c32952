package flowcmd

import (
	"encoding/xml"
	"fmt"
	"path/filepath"
	"time"

	"github.com/flowc-lang/flowc/codegen/suite"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/internal/cli"
)

// testReport tells how tests went.
type testReport struct {
	c              *cli.Context
	format         string
	passed, failed int
	took           time.Duration
	listed         int
	updated        []string
	suites         []junitSuite
}

func newTestReport(c *cli.Context, format string) *testReport {
	return &testReport{c: c, format: format}
}

// testRecord is a test as --json tells it, one object a line.
type testRecord struct {
	V        int             `json:"v"`
	Test     string          `json:"test"`
	Pipeline string          `json:"pipeline"`
	File     string          `json:"file"`
	Line     int             `json:"line"`
	Result   string          `json:"result,omitempty"` // ok, fail; left out by --list
	Millis   float64         `json:"ms,omitempty"`
	Problems []problemRecord `json:"problems,omitempty"`
}

type problemRecord struct {
	File    string   `json:"file"`
	Line    int      `json:"line"`
	Message string   `json:"message"`
	Records []string `json:"records,omitempty"` // `- …` is missing, `+ …` came
}

func recordOf(t *ir.Test) testRecord {
	line, _ := t.At.File.Position(t.At.Start)
	return testRecord{V: 1, Test: t.Title, Pipeline: t.Pipeline.Name, File: t.At.File.Name, Line: line}
}

// list prints titles.
func (r *testReport) list(tests []*ir.Test) {
	for _, t := range tests {
		r.listed++
		if r.format == "json" {
			_ = r.c.WriteJSON(recordOf(t))
			continue
		}
		fmt.Fprintf(r.c.Stdout, "%s  %s  %s\n", suite.Place(t.At), t.Pipeline.Name, t.Title)
	}
}

// add tells the tests of a project.
func (r *testReport) add(path string, verdicts []suite.Verdict) {
	s := junitSuite{Name: path}
	for k := range verdicts {
		v := &verdicts[k]
		r.took += v.Took
		if v.Passed() {
			r.passed++
		} else {
			r.failed++
		}
		switch r.format {
		case "json":
			_ = r.c.WriteJSON(jsonVerdict(v))
		case "junit":
			s.add(v)
		default:
			r.human(v)
		}
	}
	r.suites = append(r.suites, s)
}

func jsonVerdict(v *suite.Verdict) testRecord {
	out := recordOf(v.Test)
	out.Result, out.Millis = "ok", float64(v.Took.Microseconds())/1000
	for _, p := range v.Problems {
		out.Result = "fail"
		line, _ := p.At.File.Position(p.At.Start)
		rec := problemRecord{File: p.At.File.Name, Line: line, Message: p.Text}
		for _, l := range p.Lines {
			rec.Records = append(rec.Records, string(l.Sign)+" "+l.Text)
		}
		out.Problems = append(out.Problems, rec)
	}
	return out
}

// human tells a test in a line, and what is wrong below it.
func (r *testReport) human(v *suite.Verdict) {
	word := "ok  "
	if !v.Passed() {
		word = cli.Bold(r.c.ColorOut, "FAIL")
	}
	fmt.Fprintf(r.c.Stdout, "%s  %s: %s  (%s)\n%s", word, v.Test.Pipeline.Name, v.Test.Title, tookText(v.Took), v.Text("  "))
}

// tookText is the time of a test, which is nearly always less than a millisecond.
func tookText(d time.Duration) string {
	if d < time.Millisecond {
		return "< 1 ms"
	}
	return elapsed(d)
}

// update writes what came into the files.
func (r *testReport) update(verdicts []suite.Verdict) error {
	for _, u := range suite.Updates(verdicts) {
		if err := rewrite(filepath.FromSlash(u.File.Name), u.Text); err != nil {
			return err
		}
		r.updated = append(r.updated, fmt.Sprintf("%s: %s", u.File.Name, count(u.Expects, "expectation")))
	}
	return nil
}

// end tells the sum and returns the exit code.
func (r *testReport) end(o *testOptions) int {
	if r.format == "junit" {
		if err := r.writeJUnit(); err != nil {
			return r.c.Fail(err)
		}
	}
	total := r.passed + r.failed
	switch {
	case o.list:
		return cli.ExitOK
	case total == 0 && o.run != "":
		return r.c.WrongUse("no test's title matches %s", o.run)
	case total == 0:
		fmt.Fprintln(r.c.Stderr, "there is no test: one looks like this:  test \"title\" for PIPELINE { given NODE [ … ] expect NODE [ … ] }")
		return cli.ExitOK
	}
	for _, u := range r.updated {
		fmt.Fprintf(r.c.Stderr, "updated %s\n", u)
	}
	if r.format == "human" {
		fmt.Fprintf(r.c.Stdout, "%s, %d failed\n", count(total, "test"), r.failed)
	}
	if r.failed > 0 && len(r.updated) == 0 {
		return cli.ExitMistakes
	}
	return cli.ExitOK
}

// junitSuite is the tests of a project as JUnit's XML.
type junitSuite struct {
	XMLName  xml.Name    `xml:"testsuite"`
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	File    string        `xml:"file,attr"`
	Time    string        `xml:"time,attr"`
	Failure *junitFailure `xml:"failure,omitempty"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

func (s *junitSuite) add(v *suite.Verdict) {
	s.Tests++
	c := junitCase{Name: v.Test.Title, Class: v.Test.Pipeline.Name, File: v.Test.At.File.Name, Time: fmt.Sprintf("%.6f", v.Took.Seconds())}
	if !v.Passed() {
		s.Failures++
		c.Failure = &junitFailure{Message: v.Problems[0].Text, Text: v.Text("")}
	}
	s.Cases = append(s.Cases, c)
}

func (r *testReport) writeJUnit() error {
	text, err := xml.MarshalIndent(struct {
		XMLName xml.Name     `xml:"testsuites"`
		Suites  []junitSuite `xml:"testsuite"`
	}{Suites: r.suites}, "", "  ")
	if err != nil {
		return fmt.Errorf("write JUnit's XML: %w", err)
	}
	_, err = fmt.Fprintf(r.c.Stdout, "%s%s\n", xml.Header, text)
	return err
}
