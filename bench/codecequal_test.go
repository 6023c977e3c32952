package bench

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/hamba/avro/v2"
)

// TestCodecsEqual holds what each candidate makes of each event against the event.
func TestCodecsEqual(t *testing.T) {
	in := newInputs(t)
	for _, w := range codecs {
		for _, c := range w.candidates {
			t.Run(w.name+"/"+c.name, func(t *testing.T) {
				run, result := c.open(in)
				for n := range in.events {
					if err := run(n); err != nil {
						t.Fatal(err)
					}
					if got := eventOf(t, result()); !reflect.DeepEqual(got, in.events[n]) {
						t.Fatalf("event %d:\n%+v\nwant\n%+v", n, got, in.events[n])
					}
				}
			})
		}
	}
}

// eventOf reads the result of a candidate: an event, or one in JSON or Avro.
func eventOf(t *testing.T, v any) event {
	t.Helper()
	e, ok := v.(event)
	switch b, _ := v.([]byte); {
	case ok:
	case len(b) > 0 && b[0] == '{':
		if err := json.Unmarshal(b, &e); err != nil {
			t.Fatalf("%s: %v", b, err)
		}
	default:
		if err := avro.Unmarshal(eventSchema, b, &e); err != nil {
			t.Fatalf("%q: %v", b, err)
		}
	}
	if e.Tags == nil {
		e.Tags = []string{} // a library that reads no element makes no list
	}
	return e
}

// TestCodecsAllocateNothing holds for the generated candidates.
func TestCodecsAllocateNothing(t *testing.T) {
	in := newInputs(t)
	for _, w := range codecs {
		run, _ := w.candidates[0].open(in)
		all := func() {
			for n := range in.events {
				if err := run(n); err != nil {
					t.Fatal(err)
				}
			}
		}
		all()
		if n := testing.AllocsPerRun(10, all); n != 0 {
			t.Errorf("%s: %v allocations for %d events", w.name, n, len(in.events))
		}
	}
}
