package harness

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task"
	"github.com/flowc-lang/flowc/runtime/worker"
)

// Suite is the tests of a project, as flowc hands them to the program that runs them.
type Suite struct {
	Tests []Test `json:"tests"`
}

// Test is one test. Pipelines are named as they are in the generated package.
type Test struct {
	Name     string `json:"name"`     // of the pipeline in the project
	Pipeline string `json:"pipeline"` // the one that is tested
	// Shown is the same pipeline with every value written as JSON, to show and compare
	// what came out.
	Shown string `json:"shown"`
	// Keyless is Shown without the keys, for records that come without the key that
	// their topic has; empty where no record does.
	Keyless string `json:"keyless,omitempty"`
	// Given has a sink for each record that is given: what it writes is the input.
	Given  string  `json:"given,omitempty"`
	Inputs []Input `json:"inputs"`
	// Head is the line that the file of the input begins with.
	Head  string `json:"head,omitempty"`
	Topic string `json:"topic"` // what meta.topic says
	// Wants has a sink for each value that is expected; empty without any.
	Wants string `json:"wants,omitempty"`
	// Decode and Map are the ladders' ends: stop, skip or dlq, and the topic of a dlq.
	Decode Ladder `json:"decode"`
	Map    Ladder `json:"map"`
}

// Ladder is what happens to a record that fails.
type Ladder struct {
	Then  string `json:"then"` // stop, skip, dlq
	Node  string `json:"node,omitempty"`
	Typed bool   `json:"typed,omitempty"` // the topic is of DeadLetter, else of raw bytes
}

// Input is what comes with a record that is given.
type Input struct {
	Raw       bool     `json:"raw,omitempty"` // its bytes were written in the test
	Headers   []Header `json:"headers,omitempty"`
	Timestamp int64    `json:"timestamp"` // milliseconds since 1970
}

// Header is a header of a record; a nil value is null.
type Header struct {
	Name  string `json:"name"`
	Value []byte `json:"value"`
}

// Result is what became of a test.
type Result struct {
	Error    string    `json:"error,omitempty"` // the generated code could not run
	Nanos    int64     `json:"nanos"`
	Failures []Failure `json:"failures,omitempty"`
	Outputs  []Output  `json:"outputs"` // for each sink, and for the dead letter topics behind
	Wants    []Row     `json:"wants,omitempty"`
	Looked   int       `json:"looked"` // how many of the records given were looked at
}

// Output is what a sink got.
type Output struct {
	Node string `json:"node"`
	Rows []Row  `json:"rows"`
}

// Row is a record that came out.
type Row struct {
	Input int    `json:"input"` // index of the record that it came of
	Key   []byte `json:"key"`
	Value []byte `json:"value"`
	// ShownKey and ShownValue are the same as JSON; nil where the bytes passed through
	// and cannot be read.
	ShownKey   json.RawMessage `json:"shown_key,omitempty"`
	ShownValue json.RawMessage `json:"shown_value,omitempty"`
	Headers    []Header        `json:"headers,omitempty"`
	Timestamp  int64           `json:"timestamp"`
}

// Main runs the suite that it reads as JSON and writes the results, in the order of
// the tests. It returns the exit code.
func Main(p worker.Project, in io.Reader, out, errs io.Writer) int {
	if err := run(p, in, out); err != nil {
		fmt.Fprintln(errs, err)
		return 3
	}
	return 0
}

func run(p worker.Project, in io.Reader, out io.Writer) error {
	var suite Suite
	if err := json.NewDecoder(in).Decode(&suite); err != nil {
		return fmt.Errorf("read the tests: %w", err)
	}
	results, err := RunSuite(p, &suite)
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(results)
}

// RunSuite runs the tests side by side. The results are in the order of the tests.
func RunSuite(p worker.Project, suite *Suite) ([]Result, error) {
	pipelines, err := Open(p)
	if err != nil {
		return nil, fmt.Errorf("open the pipelines: %w", err)
	}
	byName := map[string]*task.Pipeline{}
	for _, pl := range pipelines {
		byName[pl.Name] = pl
	}
	results := make([]Result, len(suite.Tests))
	var all sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for k := range suite.Tests {
		all.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			start := time.Now()
			if err := runTest(byName, &suite.Tests[k], &results[k]); err != nil {
				results[k].Error = err.Error()
			}
			results[k].Nanos = time.Since(start).Nanoseconds()
		})
	}
	all.Wait()
	return results, nil
}

// one is a batch of one row, to run a pipeline that makes everything up.
func one() *record.Batch {
	b := &record.Batch{}
	b.Append(record.Row{Headers: record.Null}, nil, []byte{})
	return b
}

func runTest(byName map[string]*task.Pipeline, t *Test, r *Result) error {
	in, err := inputs(byName[t.Given], t)
	if err != nil {
		return fmt.Errorf("the records that are given: %w", err)
	}
	p := byName[t.Pipeline]
	x, err := Run(p, in, func(f task.Failure) bool { return t.ladder(explain(p, f)).Then != "stop" })
	if err != nil {
		return err
	}
	shown, err := runShown(byName, t, in)
	if err != nil {
		return err
	}
	r.Looked = x.In
	for k := range p.Sinks {
		r.Outputs = append(r.Outputs, Output{Node: p.Sinks[k].Node, Rows: rows(&x.Out[k], shown[k])})
	}
	failures := x.Failed
	if x.Stop != nil {
		failures = append(failures, *x.Stop)
	}
	for _, f := range failures {
		told := Explain(p, in, f)
		l := t.ladder(told)
		told.Then = l.Then
		r.Failures = append(r.Failures, told)
		if l.Then == "dlq" {
			r.dead(l, deadLetter(t, in, told))
		}
	}
	if t.Wants == "" {
		return nil
	}
	wants, err := Run(byName[t.Wants], one(), nil)
	if err != nil {
		return fmt.Errorf("the records that are expected: %w", err)
	}
	for k := range wants.Out {
		b := &wants.Out[k]
		row := b.Rows[0]
		want := Row{ShownKey: b.Bytes(row.Key)}
		if value := b.Bytes(row.Value); json.Valid(value) { // else bytes that are expected as they are
			want.ShownValue = value
		}
		r.Wants = append(r.Wants, want)
	}
	return nil
}

// runShown runs the pipelines that show what comes out: for each sink, a batch of
// each of them.
func runShown(byName map[string]*task.Pipeline, t *Test, in *record.Batch) ([][]*record.Batch, error) {
	var out [][]*record.Batch
	for _, name := range []string{t.Shown, t.Keyless} {
		if name == "" {
			continue
		}
		x, err := Run(byName[name], in, func(task.Failure) bool { return true })
		if err != nil {
			return nil, err
		}
		if out == nil {
			out = make([][]*record.Batch, len(x.Out))
		}
		for k := range x.Out {
			out[k] = append(out[k], &x.Out[k])
		}
	}
	return out, nil
}

// ladder is the ladder that a failure climbs.
func (t *Test) ladder(f Failure) Ladder {
	if f.Stage == "decode" {
		return t.Decode
	}
	return t.Map
}

// inputs are the records that are given, as bytes.
func inputs(p *task.Pipeline, t *Test) (*record.Batch, error) {
	in := &record.Batch{Topic: t.Topic}
	if p == nil {
		return in, nil
	}
	x, err := Run(p, one(), nil)
	if err != nil {
		return nil, err
	}
	if t.Head != "" {
		in.Head = []byte(strings.TrimSuffix(t.Head, "\n"))
	}
	for k := range x.Out {
		out := &x.Out[k]
		row := out.Rows[0]
		value := out.Bytes(row.Value)
		headers := record.Null
		if len(t.Inputs[k].Headers) > 0 {
			var packed []byte
			for _, h := range t.Inputs[k].Headers {
				packed = record.AppendHeader(packed, h.Name, h.Value)
			}
			headers = in.Put(packed)
		}
		in.Append(record.Row{Offset: int64(k), Timestamp: t.Inputs[k].Timestamp, Headers: headers, Input: int32(k + 1)}, out.Bytes(row.Key), value)
	}
	return in, nil
}

// rows are the rows of a sink, each with what it shows as JSON: what the first of the
// batches that has it says.
func rows(out *record.Batch, shown []*record.Batch) []Row {
	var list []Row
	next := make([]int, len(shown))
	for _, row := range out.Rows {
		r := Row{
			Input: int(row.Input), Key: out.Bytes(row.Key), Value: out.Bytes(row.Value),
			Timestamp: row.Timestamp, Headers: headers(out.Bytes(row.Headers)),
		}
		// All are in the order of their inputs; only what passes through without being
		// read is missing among the shown.
		for k := len(shown) - 1; k >= 0; k-- {
			b, n := shown[k], &next[k]
			for *n < len(b.Rows) && b.Rows[*n].Input < row.Input {
				*n++
			}
			if *n < len(b.Rows) && b.Rows[*n].Input == row.Input {
				r.ShownKey, r.ShownValue = b.Bytes(b.Rows[*n].Key), b.Bytes(b.Rows[*n].Value)
				*n++
			}
		}
		list = append(list, r)
	}
	return list
}

func headers(packed []byte) []Header {
	var out []Header
	for i := 0; i < len(packed); {
		name, value, null, next := record.NextHeader(packed, i)
		if next < 0 {
			return out
		}
		if null {
			value = nil
		} else if value == nil {
			value = []byte{}
		}
		out = append(out, Header{Name: string(name), Value: value})
		i = next
	}
	return out
}
