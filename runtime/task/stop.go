package task

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/offset"
	"github.com/flowc-lang/flowc/runtime/record"
)

// Stop is a record that ended a pipeline by its error policy. Everything before
// it in its split is delivered and committed, and nothing of it reached a sink.
type Stop struct {
	Pipeline string
	Code     string // R0102; empty where nobody gave one
	Reason   string // the headline: `celsius` is not a number
	Stage    string // decode, the stage's own word, or write
	Field    string // the path of the field that was being read, empty where none was
	Byte     int    // of the record's value, where reading it failed; -1 where it was not being read
	InKey    bool   // Byte is one of its key
	Line     int    // the line of a row of cells, and the column, where Byte stands; 0 for other formats
	Column   int
	Found    string // the text that was found there, empty where not known
	Record   string // where it stands: readings[3] offset 81442
	Key      string // its key, empty for none
	Time     time.Time
	At       string // load.flow:6
	What     string // the source at that place
	// Written says that rows behind the record may have reached a sink already, as
	// far as it refused the record itself. They come again.
	Written bool
	// Committed is what is committed for the record's split; CommitErr is set when
	// the last commit failed.
	Committed int64
	// Reached is the place of the last record that is committed, where the source
	// has better words for it than the offset: weather.csv:16.
	Reached   string
	CommitErr error
	Tasks     int
	Program   string
	Cause     error // what the sink said; nil for a record that failed in a stage

	split *offset.Split
}

func (s *Stop) Unwrap() error { return s.Cause }

// Error is the headline alone, for a log line.
func (s *Stop) Error() string {
	return fmt.Sprintf("%s stopped at a record: %s: %s", s.Pipeline, s.Record, s.reason())
}

func (s *Stop) reason() string {
	if s.Found == "" {
		return s.Reason
	}
	return s.Reason + ", found " + s.Found
}

// Report is the whole message, as a person needs it to go on.
func (s *Stop) Report() string {
	var b strings.Builder
	code := ""
	if s.Code != "" {
		code = "[" + s.Code + "]"
	}
	fmt.Fprintf(&b, "error%s: %s stopped at a record: %s\n", code, s.Pipeline, s.reason())
	fmt.Fprintf(&b, "  record   %s\n", joinWide(s.Record, s.where(), label("key ", s.Key), stamp(s.Time)))
	fmt.Fprintf(&b, "  at       %s\n", joinWide(s.At, s.What))
	fmt.Fprintf(&b, "  state    %s\n", s.state())
	if s.Program != "" {
		fmt.Fprintf(&b, "  next     put its cause right, then start %s again: it goes on at this record\n", s.Program)
	}
	return b.String()
}

// where says where in the record it stands.
func (s *Stop) where() string {
	switch {
	case s.Byte < 0:
		return ""
	case s.InKey:
		return fmt.Sprintf("byte %d of the key", s.Byte)
	case s.Line > 1:
		return fmt.Sprintf("line %d of the row, column %d, byte %d", s.Line, s.Column, s.Byte)
	case s.Line > 0:
		return fmt.Sprintf("column %d, byte %d", s.Column, s.Byte)
	}
	return fmt.Sprintf("byte %d", s.Byte)
}

// attrs are what a line of the log says of the record, and of how many others there is none.
func (s *Stop) attrs(others int64) []any {
	args := []any{"record", s.Record, "code", s.Code, "reason", s.Reason, "at", s.At}
	if s.Byte >= 0 {
		args = append(args, "byte", s.Byte)
	}
	if s.Found != "" {
		args = append(args, "found", s.Found)
	}
	if others > 0 {
		args = append(args, "others", others)
	}
	return args
}

func (s *Stop) state() string {
	var parts []string
	switch {
	case s.CommitErr != nil:
		reached := "nothing is committed"
		if s.Committed > 0 {
			reached = s.through() + " and no further"
		}
		parts = append(parts, fmt.Sprintf("%s: %v; what was delivered since comes again", reached, s.CommitErr))
	case s.Written:
		parts = append(parts, s.through(), "what stands behind it in its batch may be written, and comes again")
	default:
		parts = append(parts, s.through(), "nothing after it was written")
	}
	if s.Tasks > 1 {
		parts = append(parts, "other tasks drained")
	}
	return strings.Join(parts, "; ")
}

// through names the last record that is committed.
func (s *Stop) through() string {
	switch {
	case s.Committed <= 0:
		return "nothing before it to commit"
	case s.Reached != "":
		return "committed through " + s.Reached
	}
	return fmt.Sprintf("committed through %d", s.Committed-1)
}

func label(name, text string) string {
	if text == "" {
		return ""
	}
	return name + text
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04:05Z")
}

func joinWide(parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "   ")
}

// Explainer is implemented by a Stage that can say which text stood where a record
// failed. It is asked on the way to a stop only, so it may take its time.
type Explainer interface {
	Found(in *record.Batch, f Failure) string
}

// stopAt makes the Stop of a failure in generated code.
func (t *task) stopAt(j *job, f Failure) *Stop {
	s := t.failed(j, f)
	t.r.stopRow(s, j, f.Row)
	if found := t.found(j, f); found != "" {
		s.Found = Excerpt([]byte(found))
	}
	return s
}

// failed says what went wrong, and nothing of the record that it went wrong with: that
// may take a look into its file.
func (t *task) failed(j *job, f Failure) *Stop {
	p := t.r.p
	site := p.site(f.Outcome)
	s := &Stop{
		Stage: site.Stage, Code: codeOf(site, f.Outcome), At: site.At, What: site.What,
		Field: site.field(f.Outcome), Byte: t.prober.where(p, t.stage, &j.in, f, t.r.log), InKey: site.Key,
	}
	s.Reason = subject(site, s.Field) + " " + ReasonText(f.Outcome.Reason()) + t.r.overLimit(f.Outcome)
	if _, cells := t.stage.(Locator); cells && s.Byte >= 0 && !s.InKey {
		before := j.in.Bytes(j.in.Rows[f.Row].Value)[:s.Byte]
		s.Line, s.Column = 1+bytes.Count(before, []byte{'\n'}), s.Byte-bytes.LastIndexByte(before, '\n')
	}
	return s
}

// subject is what the reason speaks of: a field, the expression of a stage, or
// the record as a whole.
func subject(site Site, field string) string {
	switch {
	case field != "": // the record itself has no path
		return "`" + field + "`"
	case site.Stage != "" && site.Stage != stageDecode && site.What != "":
		return "`" + site.What + "`"
	}
	return "the record"
}

// stopRefused makes the Stop of a row that a sink refuses.
func (r *Runner) stopRefused(j *job, row int, sink *Sink, e *connector.RowError) *Stop {
	s := refusal(sink, e)
	r.stopRow(s, j, row)
	return s
}

// refusal says what a sink has against a row.
func refusal(sink *Sink, e *connector.RowError) *Stop {
	return &Stop{
		Stage: stageWrite, Code: e.Code, At: sink.At, What: "to " + sink.Node, Byte: -1,
		Reason: sink.Node + " refused it: " + e.Error(), Written: true, Cause: e.Err,
	}
}

// stopRow fills in what is known of the record itself.
func (r *Runner) stopRow(s *Stop, j *job, row int) {
	in := j.in.Rows[row]
	s.Pipeline, s.Program, s.Tasks, s.split = r.p.Name, r.o.Program, r.size.tasks, j.split
	s.Record, s.Key = r.placeOf(&j.in, in.Offset), Excerpt(j.in.Bytes(in.Key))
	if in.Timestamp > 0 {
		s.Time = time.UnixMilli(in.Timestamp)
	}
}

func (r *Runner) placeOf(b *record.Batch, at int64) string {
	if p, ok := r.source.(connector.Placer); ok {
		if text := p.Place(b.Topic, b.Partition, at); text != "" {
			return text
		}
	}
	return offsetPlace(b.Topic, b.Partition, at)
}

// offsetPlace is the place of a record by its offset.
func offsetPlace(topic string, partition int32, at int64) string {
	return fmt.Sprintf("%s[%d] offset %d", topic, partition, at)
}

// found asks the generated code which text stood where a record failed. It must
// not cost the report: a panic on the way only leaves the text out.
func (t *task) found(j *job, f Failure) (text string) {
	e, ok := t.stage.(Explainer)
	if !ok {
		return ""
	}
	err := guard(t.r.log, "explain", func() error {
		text = e.Found(&j.in, f)
		return nil
	})
	if err != nil {
		return ""
	}
	return text
}

// longestExcerpt is how much of a record's own bytes a message shows.
const longestExcerpt = 60

// Excerpt shows bytes of a record in one bounded line: text in quotation marks,
// else hex digits. Nothing in it can move a terminal's cursor. It is empty for nil.
func Excerpt(b []byte) string {
	if b == nil {
		return ""
	}
	if !printable(b) {
		return bounded(hex.EncodeToString(b[:min(len(b), longestExcerpt/2)]), len(b) > longestExcerpt/2, "hex ", "")
	}
	text := []rune(string(b))
	return bounded(string(text[:min(len(text), longestExcerpt)]), len(text) > longestExcerpt, `"`, `"`)
}

func bounded(text string, more bool, before, after string) string {
	if more {
		return before + text + "…" + after
	}
	return before + text + after
}

func printable(b []byte) bool {
	if !utf8.Valid(b) {
		return false
	}
	for _, c := range string(b) {
		if !unicode.IsPrint(c) {
			return false
		}
	}
	return true
}
