package task_test

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task"
	"github.com/flowc-lang/flowc/runtime/task/tasktest"
)

// graveyard is a topic for dead letters.
type graveyard struct {
	sink *tasktest.Sink
	task.DeadLetters
}

// bury gives a world a topic for the dead letters of every kind. What is in it may be
// committed.
func (w *world) bury() *graveyard {
	g := &graveyard{sink: &tasktest.Sink{Store: tasktest.NewStore()}}
	g.Sink = task.Sink{Node: "bad", Kind: "kafka", At: "load.flow:3", New: g.sink.New}
	for _, fate := range []*task.Fate{&w.p.Decode, &w.p.Map, &w.p.Write} {
		fate.Dead = &g.DeadLetters
	}
	w.unwanted = func(id string) bool { return g.sink.Store.Count(id) > 0 }
	return g
}

// each checks that the dead letters are those of which bad is true, once each, and
// that no other sink has them.
func (g *graveyard) each(w *world, records int, bad func(id int) bool) {
	w.t.Helper()
	for id := range records {
		dead, alive := g.sink.Store.Count(strconv.Itoa(id)), w.sink.Store.Count(strconv.Itoa(id))
		if wantDead := bad(id); wantDead != (dead == 1) || wantDead != (alive == 0) || dead > 1 {
			w.t.Fatalf("record %d: %d dead letters, %d in the sink; it is bad: %v", id, dead, alive, wantDead)
		}
	}
}

func dividedBy(n int) func(int) bool { return func(id int) bool { return id%n == 0 } }

// What cannot be read or computed becomes a dead letter, once, and no position is
// committed before it is durable; errors of its topic that pass are retried.
func TestDeadLetters(t *testing.T) {
	for _, faults := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, 2, 400, 2)
			g := w.bury()
			if faults {
				g.sink.Fault = func(call string, n int, _ *record.Batch) error {
					if call == "write" && n <= 3 {
						return connector.Retry(errors.New("the broker is away"))
					}
					return nil
				}
			}
			w.stage.Outcome = func(have []byte) record.Outcome {
				switch id, _ := strconv.Atoi(string(have)); id % 10 {
				case 0:
					return record.Fail(0, -int(record.BadSyntax))
				case 5:
					return record.Fail(1, -int(record.BadSyntax))
				}
				return record.Passed
			}
			r := w.mustDrain()
			if c := r.Snapshot().Counts; c.In != 400 || c.Dead != 80 || c.Out != 320 || c.Skipped != 0 {
				t.Errorf("counts %+v", c)
			}
			g.each(w, 400, dividedBy(5))
			w.inOrder(2)
			if letters := g.sink.Store.First(0); !inOrder(letters, 0) || !inOrder(letters, 1) {
				t.Errorf("dead letters are not in the order of their records: %v", letters)
			}
		})
	}
}

// inOrder reports whether the records of one of two partitions are in their order.
func inOrder(ids []string, partition int) bool {
	last := -1
	for _, text := range ids {
		id, _ := strconv.Atoi(text)
		if id%2 != partition {
			continue
		}
		if id <= last {
			return false
		}
		last = id
	}
	return true
}

// A row that a sink refuses becomes a dead letter, also where it says so only when it
// is flushed, and where other records of its batch failed before.
func TestDeadLettersOfRefusedRows(t *testing.T) {
	for _, late := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, 2, 200, 2)
			g := w.bury()
			w.stage.Outcome = fails(11, 0)
			w.sink.Late, w.sink.Refuse = late, func(id string) error {
				if n, _ := strconv.Atoi(id); n%7 == 0 {
					return errors.New("not with me")
				}
				return nil
			}
			r := w.mustDrain()
			bad := func(id int) bool { return id%7 == 0 || id%11 == 0 }
			if c := r.Snapshot().Counts; c.In != 200 || c.Dead != 45 || c.Out != 155 {
				t.Errorf("late %v: counts %+v", late, c)
			}
			g.each(w, 200, bad)
		})
	}
}

// A dead letter that its topic refuses ends the pipeline at the record, which is
// neither lost nor written to the topic of dead letters again.
func TestDeadLetterRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, 100, 1)
		g := w.bury()
		w.stage.Outcome = fails(10, 0)
		g.sink.Refuse = refuse("30")
		_, err := w.drain()
		stop := mustStop(t, err)
		if !strings.HasPrefix(stop.Reason, "bad refused it") || stop.Record != "readings[0] offset 60" || w.topic.Committed(0) != 60 {
			t.Errorf("%+v, committed %d", stop, w.topic.Committed(0))
		}
		g.each(w, 30, dividedBy(10))
	})
}

// A topic that takes records as they were has what went wrong in Connect's headers,
// behind those of the record; another gets a letter to write.
func TestLetter(t *testing.T) {
	for _, typed := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, 1, 20, 1)
			g := w.bury()
			var mu sync.Mutex
			var letters []task.Letter
			if typed {
				w.unwanted = func(id string) bool { return id == "12" }
				g.Append = func(d []byte, l *task.Letter) []byte {
					mu.Lock()
					defer mu.Unlock()
					l.Key, l.Value = slices.Clone(l.Key), slices.Clone(l.Value)
					letters = append(letters, *l)
					return append(d, "letter"...)
				}
			}
			var headers map[string]string
			g.sink.Fault = func(call string, _ int, b *record.Batch) error {
				if call == "write" {
					headers = headersOf(t, b)
				}
				return nil
			}
			w.stage.Outcome = failAt("12")
			w.mustDrain()
			if typed {
				if len(letters) != 1 || len(headers) != 6 || g.sink.Store.Count("letter") != 1 {
					t.Fatalf("letters %+v, headers %v", letters, headers)
				}
				l := letters[0]
				if l.Pipeline != "load" || l.Connector != "readings" || l.Stage != "decode" || l.Code != "R0118" || l.Topic != "readings" ||
					l.Offset != 24 || l.Place != "load.flow:6" || string(l.Value) != "12" || l.Message != "`celsius` has more decimals than its type keeps" {
					t.Errorf("%+v", l)
				}
				return
			}
			want := map[string]string{
				"topic": "readings", "partition": "0", "offset": "24", "connector.name": "load", "task.id": "0",
				"stage": "VALUE_CONVERTER", "class.name": "decode", "exception.class.name": "R0118",
				"exception.message": "`celsius` has more decimals than its type keeps", "exception.stacktrace": "load.flow:6",
			}
			own := map[string]string{
				"pipeline": "load", "stage": "decode", "code": "R0118", "field": "celsius", "byte": "1", "place": "load.flow:6",
			}
			check := func(prefix string, want map[string]string) {
				for name, text := range want {
					if got := headers[prefix+name]; got != text {
						t.Errorf("%s%s: %q, want %q", prefix, name, got, text)
					}
				}
			}
			check("__connect.errors.", want)
			check("__flowc.errors.", own)
			if len(headers) != len(want)+len(own) {
				t.Errorf("headers %v", headers)
			}
		})
	}
}

// headersOf are the headers of the one row of a batch.
func headersOf(t *testing.T, b *record.Batch) map[string]string {
	if len(b.Rows) != 1 {
		t.Errorf("%d dead letters, want 1", len(b.Rows))
		return nil
	}
	all, out := b.Bytes(b.Rows[0].Headers), map[string]string{}
	for i := 0; i < len(all); {
		key, value, _, next := record.NextHeader(all, i)
		if next < 0 {
			t.Errorf("headers %q", all)
			return nil
		}
		out[string(key)], i = string(value), next
	}
	return out
}
