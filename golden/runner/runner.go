// Package runner feeds the generated packages of golden cases with records, in
// memory, and tells what came out. The golden test writes a main that hands it the
// projects, so that all cases run in one binary.
package runner

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/flowc-lang/flowc/runtime/harness"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task"
	"github.com/flowc-lang/flowc/runtime/worker"
)

// Input is a file of a case under in/: the records for one node.
type Input struct {
	Name string // readings.txt, drops.csv, raw.hex, clicks.count
	Text string
}

// Case is a golden case to run.
type Case struct {
	Name   string
	Inputs []Input
	// Suite is the test blocks of a project; their results are the outcome, as JSON.
	Suite *harness.Suite
	// Allocs asks for what the pipelines allocate in place of what comes out.
	Allocs bool
	// Mutate asks for that many damaged records in place of what comes out, see mutate.
	Mutate int
	// Twins asks whether pairs of pipelines differ over that many records, see twins.
	Twins int
}

// Main runs the cases that it reads as JSON, each with its project, and writes the
// outcomes as JSON: a text for each case.
func Main(projects map[string]func() worker.Project, in io.Reader, out io.Writer) error {
	var cases []Case
	if err := json.NewDecoder(in).Decode(&cases); err != nil {
		return fmt.Errorf("read cases: %w", err)
	}
	results := map[string]string{}
	for _, c := range cases {
		text, err := "", error(nil)
		switch {
		case c.Suite != nil:
			text, err = runSuite(projects[c.Name](), c.Suite)
		case c.Mutate > 0:
			text, err = mutate(projects[c.Name](), c.Inputs, c.Mutate)
		case c.Twins > 0:
			text, err = twins(projects[c.Name](), c.Inputs, c.Twins)
		case c.Allocs:
			text, err = measure(projects[c.Name](), c.Inputs)
		default:
			text, err = run(projects[c.Name](), c.Inputs)
		}
		if err != nil {
			text += "error: " + err.Error() + "\n"
		}
		results[c.Name] = text
	}
	return json.NewEncoder(out).Encode(results)
}

// runSuite runs test blocks.
func runSuite(p worker.Project, suite *harness.Suite) (string, error) {
	results, err := harness.RunSuite(p, suite)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(results)
	return string(text), err
}

// run takes the inputs through the pipelines of a project in their order. What a
// pipeline gives to a node is the input of the next that reads it.
func run(p worker.Project, inputs []Input) (string, error) {
	pipelines, err := harness.Open(p)
	if err != nil {
		return "", err
	}
	nodes := map[string]*record.Batch{}
	for _, in := range inputs {
		name, batch, err := parse(in)
		if err != nil {
			return "", fmt.Errorf("in/%s: %w", in.Name, err)
		}
		nodes[name] = batch
	}
	var b strings.Builder
	for _, pl := range pipelines {
		for member := range pl.Reads {
			if err := runMember(&b, pl, member, nodes); err != nil {
				return b.String(), err
			}
			if !isFamily(pl) {
				break
			}
		}
	}
	return b.String(), nil
}

// isFamily reports whether a pipeline reads the members of a family, each by a name of
// its own.
func isFamily(pl *task.Pipeline) bool {
	return !strings.HasSuffix(pl.Reads[0], "/"+pl.From) && !strings.HasSuffix(pl.Reads[0], ":"+pl.From)
}

// runMember takes the input of one member of a family through it; a pipeline that is no
// family has one.
func runMember(b *strings.Builder, pl *task.Pipeline, member int, nodes map[string]*record.Batch) error {
	from, suffix := pl.From, ""
	if isFamily(pl) {
		_, from, _ = strings.Cut(pl.Reads[member], "/")
		suffix = strings.TrimPrefix(from, pl.From)
	}
	in := nodes[from]
	if in == nil {
		return fmt.Errorf("pipeline %s: there is no in/%s", pl.Name, from)
	}
	in.Member = int32(member)
	x, err := harness.Run(pl, in, func(task.Failure) bool { return true })
	if err != nil {
		return err
	}
	report(b, pl, suffix, in, x)
	for k, s := range pl.Sinks {
		out := x.Out[k]
		if len(out.Rows) > 0 || suffix == "" {
			nodes[s.Node] = &out
			nodes[s.Node+suffix] = &out
		}
	}
	return nil
}

// report writes what one pipeline did.
func report(b *strings.Builder, pl *task.Pipeline, member string, in *record.Batch, x *task.Exchange) {
	fmt.Fprintf(b, "%s%s: %d in, %d filtered, %d failed\n", pl.Name, member, x.In, x.Filtered, len(x.Failed))
	for _, f := range x.Failed {
		told := harness.Explain(pl, in, f)
		if told.Field != "" {
			told.Text = "field " + told.Field + " " + told.Text
		}
		at := ""
		if told.Byte >= 0 {
			at = fmt.Sprintf(", byte %d", told.Byte)
		}
		fmt.Fprintf(b, "  row %d fails in %s [%s] at %s%s: %s\n", told.Row, told.Stage, told.Code, told.At, at, told.Text)
	}
	for k := range pl.Sinks {
		for n, r := range x.Out[k].Rows {
			to := pl.Sinks[k].Node
			if at := x.Out[k].Member; at > 0 {
				to += fmt.Sprintf("[%d]", at)
			}
			if names := x.Out[k].Names; len(names) > 0 {
				to += " " + show(x.Out[k].Bytes(names[n]))
			}
			fmt.Fprintf(b, "  %s %s\n", to, row(&x.Out[k], r, pl.Sinks[k].Kind))
		}
	}
}

func row(b *record.Batch, r record.Row, kind string) string {
	if kind == "cassandra" && r.Value.IsNull() {
		return "deletes " + cells(b.Bytes(r.Key))
	}
	if kind == "cassandra" {
		return cells(b.Bytes(r.Value))
	}
	out := show(b.Bytes(r.Value))
	if !r.Key.IsNull() {
		out = "[" + show(b.Bytes(r.Key)) + "] " + out
	}
	return out
}

// cells shows the cells of a table's row.
func cells(v []byte) string {
	var out []string
	for i := 0; i < len(v); {
		cell, n, j := record.CQLCell(v, i)
		switch {
		case j < 0:
			return strings.Join(append(out, "broken cell"), " | ")
		case n == record.CQLNull:
			out = append(out, "null")
		case n == record.CQLUnset:
			out = append(out, "unset")
		default:
			out = append(out, show(cell))
		}
		i = j
	}
	return strings.Join(out, " | ")
}

// show is bytes as text where they are, else as hex.
func show(b []byte) string {
	if b == nil {
		return "null"
	}
	if utf8.Valid(b) {
		s := string(b)
		if strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) && r != '\n' }) < 0 {
			return strings.TrimSuffix(s, "\n")
		}
	}
	return fmt.Sprintf("% x", b)
}

// parse reads an input file: a record a line. A line may begin with @KEY and a
// space. A line that says null and no more is a null value, a tombstone. Of .csv the
// first line is the header; .hex is bytes, a comment behind #; .count is how many records a source generates.
func parse(in Input) (node string, _ *record.Batch, _ error) {
	node, kind, _ := strings.Cut(in.Name, ".")
	b := &record.Batch{Topic: node}
	lines := strings.Split(strings.TrimSuffix(in.Text, "\n"), "\n")
	if kind == "count" {
		n, err := strconv.Atoi(strings.TrimSpace(in.Text))
		for k := range n {
			b.Append(record.Row{Offset: int64(k), Timestamp: 1_700_000_000_000, Headers: record.Null}, nil, nil)
		}
		return node, b, err
	}
	if kind == "csv" && len(lines) > 0 {
		b.Head, lines = []byte(lines[0]), lines[1:]
	}
	for k, line := range lines {
		var key []byte
		if rest, ok := strings.CutPrefix(line, "@"); ok {
			name, value, _ := strings.Cut(rest, " ")
			key, line = []byte(name), value
		}
		value := []byte(line)
		if line == "null" {
			value = nil
		}
		if kind == "hex" {
			line, _, _ = strings.Cut(line, "#")
			v, err := hex.DecodeString(strings.ReplaceAll(line, " ", ""))
			if err != nil {
				return node, nil, fmt.Errorf("line %d: %w", k+1, err)
			}
			value = v
		}
		b.Append(record.Row{Offset: int64(k), Timestamp: 1_700_000_000_000 + int64(k), Headers: record.Null}, key, value)
	}
	return node, b, nil
}
