package task_test

import (
	"errors"
	"log/slog"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task"
)

// fails lets every n-th record fail at a site.
func fails(n, site int) func([]byte) record.Outcome {
	return func(have []byte) record.Outcome {
		if id, _ := strconv.Atoi(string(have)); id%n == 0 {
			return record.Fail(site, -int(record.BadSyntax))
		}
		return record.Passed
	}
}

func TestSkip(t *testing.T) {
	const decode, mapping = 0, 1
	for _, test := range []struct {
		name          string
		decode, other *task.Skip
		every, site   int
		skipped       int64 // of 400 records; below zero: it stops
		says          string
	}{
		{"within a number", &task.Skip{Count: 4}, nil, 100, decode, 4, ""},
		{"beyond a number", &task.Skip{Count: 3}, nil, 100, decode, -1, "skip(limit: 3) is reached"},
		{"within a share", &task.Skip{Share: 0.01}, nil, 40, decode, 10, ""},
		{"beyond a share", &task.Skip{Share: 0.01}, nil, 39, decode, -1, "skip(limit: 1%) is reached"},
		{"of another kind", &task.Skip{Count: 100}, nil, 100, mapping, -1, ""},
		{"of that kind", nil, &task.Skip{Share: 1}, 2, mapping, 200, ""},
		{"every record", &task.Skip{Share: 1}, nil, 1, decode, 400, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, 2, 400, 2)
				w.p.Decode.Skip, w.p.Map.Skip = test.decode, test.other
				w.stage.Outcome = fails(test.every, test.site)
				w.unwanted = func(id string) bool { n, _ := strconv.Atoi(id); return n%test.every == 0 }
				r, err := w.drain()
				c := r.Snapshot().Counts
				if test.skipped < 0 {
					if stop := mustStop(t, err); !strings.Contains(stop.Reason, test.says) {
						t.Errorf("reason %q", stop.Reason)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				if c.Skipped != test.skipped || c.In != 400 || c.Out != 400-test.skipped {
					t.Errorf("counts %+v", c)
				}
			})
		})
	}
}

// A record that is passed over is logged at the level that the policy says, the
// first of a second with its place.
func TestSkipIsLogged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 1, 100, 1)
		w.p.Decode.Skip = &task.Skip{Count: 100, Level: slog.LevelError}
		w.stage.Outcome = fails(10, 0)
		w.unwanted = func(string) bool { return true }
		w.mustDrain()
		if log := w.logged(); strings.Count(log, `level=ERROR msg="a record is passed over"`) != 1 || !strings.Contains(log, `record="readings[0] offset 0"`) || !strings.Contains(log, "code=R0108") {
			t.Errorf("log:\n%s", log)
		}
	})
}

// A record that a sink refuses is left out, and the others are written.
func TestSkipOfARefusedRow(t *testing.T) {
	for _, late := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, 2, 100, 2)
			w.p.Write.Skip = &task.Skip{Count: 20}
			refused := func(id string) bool { n, err := strconv.Atoi(id); return err == nil && n%7 == 0 }
			w.unwanted = refused
			w.sink.Refuse, w.sink.Late = func(id string) error {
				if refused(id) {
					return errors.New("not with me")
				}
				return nil
			}, late
			r := w.mustDrain()
			if c := r.Snapshot().Counts; c.In != 100 || c.Skipped != 15 || c.Out != 85 {
				t.Errorf("counts %+v", c)
			}
			for id := range 100 {
				want := 1
				if id%7 == 0 {
					want = 0
				}
				if n := w.sink.Store.Count(strconv.Itoa(id)); min(n, 1) != want {
					t.Errorf("late %v: record %d is durable %d times", late, id, n)
				}
			}
		})
	}
}
