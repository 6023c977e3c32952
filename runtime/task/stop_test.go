package task_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task"
	"github.com/flowc-lang/flowc/runtime/task/tasktest"
)

// failAt makes the record fail: in decode, at the field celsius.
func failAt(id string) func([]byte) record.Outcome {
	return func(have []byte) record.Outcome {
		if string(have) == id {
			return record.Fail(0, record.At(-int(record.ScaleLoss), 1))
		}
		return record.Passed
	}
}

func mustStop(t *testing.T, err error) *task.Stop {
	t.Helper()
	var stop *task.Stop
	if !errors.As(err, &stop) {
		t.Fatalf("got %v, want a stop", err)
	}
	return stop
}

// A record that fails in generated code stops the pipeline there: what stands
// before it is delivered and committed, nothing behind it is written.
func TestStopAtARecord(t *testing.T) {
	for bad := range 25 { // at each place in its batch of 7
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, 1, 30, 1)
			w.stage.Outcome = failAt(strconv.Itoa(bad))
			r, err := w.drain()
			stop := mustStop(t, err)
			if want := "readings[0] offset " + strconv.Itoa(2*bad); stop.Record != want {
				t.Errorf("stopped at %s, want %s", stop.Record, want)
			}
			if got := w.topic.Committed(0); got != int64(2*bad) || stop.Committed != got {
				t.Errorf("committed to %d (told %d), want %d", got, stop.Committed, 2*bad)
			}
			w.each(bad, once)
			if n := w.sink.Store.Len(); n != bad {
				t.Errorf("%d records are written, want %d", n, bad)
			}
			c := r.Snapshot().Counts
			if c.In != int64(bad) || c.Out != int64(bad) {
				t.Errorf("counts %+v", c)
			}
			w.stage.Outcome = nil // the record was put right
			w.mustDrain()
			w.each(30, once)
		})
	}
}

// The other tasks, and the other splits of the same task, deliver what was read.
func TestStopDrainsTheOthers(t *testing.T) {
	for _, tasks := range []int{1, 3} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, 3, 3000, tasks)
			w.stage.Outcome = failAt("300") // of partition 0
			_, err := w.drain()
			stop := mustStop(t, err)
			if drained := strings.Contains(stop.Report(), "other tasks drained"); drained != (tasks > 1) {
				t.Errorf("%d tasks: %s", tasks, stop.Report())
			}
			if got := w.topic.Committed(0); got != 200 {
				t.Errorf("partition 0 is committed to %d, want 200", got)
			}
			for _, id := range w.sink.Store.First(0) {
				if n, _ := strconv.Atoi(id); n >= 300 {
					t.Errorf("record %s stands behind the bad one and is written", id)
				}
			}
			for p := 1; p < 3; p++ {
				if got, want := w.topic.Committed(p), int64(2*len(w.sink.Store.First(int32(p)))); got != want {
					t.Errorf("partition %d: committed to %d, written to %d", p, got, want)
				}
			}
		})
	}
}

func TestReport(t *testing.T) {
	cases := []struct {
		name string
		set  func(w *world)
		want string
	}{
		{"a field", func(w *world) {
			w.stage.Outcome, w.stage.Text = failAt("12"), "1234.567"
		}, `error[R0118]: load stopped at a record: ` + "`celsius`" + ` has more decimals than its type keeps, found "1234.567"
  record   readings[0] offset 24   byte 1   key "k12"   2025-11-22 17:58:03Z
  at       load.flow:6   value: src.Reading as avro
  state    committed through 23; nothing after it was written
  next     put its cause right, then start ./load again: it goes on at this record
`},
		{"an expression, several tasks", func(w *world) {
			w.p.Tasks = 2
			w.stage.Outcome = func(id []byte) record.Outcome {
				if string(id) == "12" {
					return record.Fail(1, -int(record.Overflow))
				}
				return record.Passed
			}
		}, `error[R0221]: load stopped at a record: ` + "`.celsius * 100`" + ` gives a result that does not fit its type
  record   readings[0] offset 24   key "k12"   2025-11-22 17:58:03Z
  at       load.flow:11   .celsius * 100
  state    committed through 23; nothing after it was written; other tasks drained
  next     put its cause right, then start ./load again: it goes on at this record
`},
		{"the first record of all, and the whole of it", func(w *world) {
			w.stage.Outcome = func([]byte) record.Outcome { return record.Fail(0, -int(record.Short)) }
		}, `error[R0101]: load stopped at a record: the record ends too early
  record   readings[0] offset 0   byte 0   key "k0"   2025-11-22 17:58:03Z
  at       load.flow:6   value: src.Reading as avro
  state    nothing before it to commit; nothing after it was written
  next     put its cause right, then start ./load again: it goes on at this record
`},
		{"a row that the sink refuses", func(w *world) {
			w.o.Program = ""
			w.sink.Refuse = refuse("12")
		}, `error[R0304]: load stopped at a record: coldest refused it: value of celsius is too large
  record   readings[0] offset 24   key "k12"   2025-11-22 17:58:03Z
  at       load.flow:12   to coldest
  state    committed through 23; what stands behind it in its batch may be written, and comes again
`},
		{"the commit fails", func(w *world) {
			w.stage.Outcome = failAt("12")
			w.source.Fault = failCalls("commit", 1<<30, errors.New("not authorized"))
		}, `error[R0118]: load stopped at a record: ` + "`celsius`" + ` has more decimals than its type keeps
  record   readings[0] offset 24   byte 1   key "k12"   2025-11-22 17:58:03Z
  at       load.flow:6   value: src.Reading as avro
  state    nothing is committed: not authorized; what was delivered since comes again
  next     put its cause right, then start ./load again: it goes on at this record
`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, 1, 30, 1)
				c.set(w)
				_, err := w.drain()
				if got := mustStop(t, err).Report(); got != c.want {
					t.Errorf("got\n%swant\n%s", got, c.want)
				}
			})
		})
	}
}

func refuse(ids ...string) func(string) error {
	return func(id string) error {
		for _, bad := range ids {
			if id == bad {
				return errors.New("value of celsius is too large")
			}
		}
		return nil
	}
}

// placed is a source that knows lines.
type placed struct{ *tasktest.Source }

func (placed) Place(topic string, _ int32, at int64) string {
	return fmt.Sprintf("%s.csv:%d", topic, at/2+2)
}

// A source that can say where a record stands says so of the last that is
// committed too, when a record ends the run and when nothing does.
func TestStopSaysTheLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, 30, 1)
		w.p.Source = func() connector.Source { return placed{w.source} }
		w.stage.Outcome = failAt("12")
		r, err := w.drain()
		report := mustStop(t, err).Report()
		for _, want := range []string{"record   readings.csv:14 ", "committed through readings.csv:13; nothing"} {
			if !strings.Contains(report, want) {
				t.Errorf("%q is not in\n%s", want, report)
			}
		}
		if r.Reached() != "readings.csv:13" || r.Drained() {
			t.Errorf("reached %q, drained %v", r.Reached(), r.Drained())
		}
		w.stage.Outcome = nil
		if r = w.mustDrain(); r.Reached() != "readings.csv:31" || !r.Drained() {
			t.Errorf("reached %q, drained %v", r.Reached(), r.Drained())
		}
	})
}

// What was found is one bounded line, whatever it is, and costs no report.
func TestStopFound(t *testing.T) {
	for _, test := range []struct {
		name, text string
		panics     bool
		want       string
	}{
		{"text", "12.x", false, `decimals than its type keeps, found "12.x"` + "\n"},
		{"none", "", false, "decimals than its type keeps\n"},
		{"long", strings.Repeat("ä", 1000), false, `found "` + strings.Repeat("ä", 60) + "…\"\n"},
		{"a terminal's controls", "\x1b[2J\n", false, "found hex 1b5b324a0a\n"},
		{"a bug", "12.x", true, "decimals than its type keeps\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, 1, 30, 1)
				w.stage.Outcome, w.stage.Text, w.stage.Panic = failAt("12"), test.text, test.panics
				_, err := w.drain()
				if report := mustStop(t, err).Report(); !strings.Contains(report, test.want) {
					t.Errorf("%q is not in\n%s", test.want, report)
				}
			})
		})
	}
}

// A row that the sink refuses stops the pipeline, be it told at once or at the
// flush, when later batches are written already. What stands before it counts.
func TestStopAtARefusedRow(t *testing.T) {
	for _, late := range []bool{false, true} {
		for bad := range 25 {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, 1, 40, 1)
				w.sink.Refuse, w.sink.Late = refuse(strconv.Itoa(bad), strconv.Itoa(bad+9)), late
				w.stage.Outcome = func(id []byte) record.Outcome {
					if string(id) == "3" {
						return record.Filtered
					}
					return record.Passed
				}
				w.unwanted = func(id string) bool { return id == "3" }
				if bad == 3 {
					return // it is filtered before it comes to the sink
				}
				r, err := w.drain()
				_ = mustStop(t, err)
				if got := w.topic.Committed(0); got != int64(2*bad) {
					t.Errorf("late %v, bad %d: committed to %d, want %d", late, bad, got, 2*bad)
				}
				c, filtered := r.Snapshot().Counts, int64(0)
				if bad > 3 {
					filtered = 1
				}
				if want := (task.Counts{In: int64(bad), Out: int64(bad) - filtered, Filtered: filtered, Retries: c.Retries}); c != want {
					t.Errorf("late %v, bad %d: counts %+v, want %+v", late, bad, c, want)
				}
				w.sink.Refuse = nil
				w.mustDrain()
				for id := range 40 {
					if n := w.sink.Store.Count(strconv.Itoa(id)); (n == 0) != (id == 3) {
						t.Errorf("late %v, bad %d: record %d is durable %d times", late, bad, id, n)
					}
				}
			})
		}
	}
}

// An error that names a row nobody wrote is no stop at a record but a failure.
func TestRefusalOfAnUnknownRow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, 10, 1)
		w.sink.Fault = func(call string, _ int, b *record.Batch) error {
			if call == "write" {
				return &connector.RowError{Batch: b, Row: 99, Err: errors.New("no such row")}
			}
			return nil
		}
		_, err := w.drain()
		var stop *task.Stop
		if err == nil || errors.As(err, &stop) || !strings.Contains(err.Error(), "load: sink coldest: no such row") {
			t.Errorf("got %v", err)
		}
	})
}

func TestExcerpt(t *testing.T) {
	cases := []struct{ in, want string }{
		{"LHR-07", `"LHR-07"`},
		{"", `""`},
		{"Zürich", `"Zürich"`},
		{"a\x1b[2Jb", "hex 611b5b324a62"},
		{"\xff\x00", "hex ff00"},
		{strings.Repeat("ä", 61), `"` + strings.Repeat("ä", 60) + `…"`},
		{strings.Repeat("\x00", 31), "hex " + strings.Repeat("00", 30) + "…"},
	}
	for _, c := range cases {
		if got := task.Excerpt([]byte(c.in)); got != c.want {
			t.Errorf("%q: got %s, want %s", c.in, got, c.want)
		}
	}
	if got := task.Excerpt(nil); got != "" {
		t.Errorf("nil: got %s", got)
	}
}
