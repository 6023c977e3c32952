package bench

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/hamba/avro/v2"

	"github.com/flowc-lang/flowc/runtime/record"
)

// TestEqualWork holds what generated code writes against what the libraries write.
func TestEqualWork(t *testing.T) {
	for _, w := range works {
		t.Run(w.name, func(t *testing.T) {
			in := w.batch(t)
			run, x := w.generated(t)
			run(in)
			if x.Stop != nil {
				t.Fatalf("row %d: site %d, reason %d\n%s", x.Stop.Row, x.Stop.Outcome.Site(), x.Stop.Outcome.Reason(), in.Bytes(in.Rows[x.Stop.Row].Value))
			}
			byHand, want := w.hand(t)
			byHand(in)
			got := &x.Out[0]
			if x.In != len(in.Rows) || len(got.Rows) != len(want.Rows) || len(got.Rows) == 0 {
				t.Fatalf("%d of %d in, %d out, by hand %d", x.In, len(in.Rows), len(got.Rows), len(want.Rows))
			}
			for k := range got.Rows {
				same(t, w.name, got, want, k)
			}
		})
	}
}

// same compares two records. JSON may differ in escapes and in zeros behind the
// seconds, Avro in how a list is cut into blocks: their values are compared.
func same(t *testing.T, name string, got, want *record.Batch, k int) {
	t.Helper()
	a, b := got.Bytes(got.Rows[k].Value), want.Bytes(want.Rows[k].Value)
	var equal bool
	switch name {
	case "avro_to_json":
		equal = reflect.DeepEqual(readJSON[order](t, a), readJSON[order](t, b))
	case "select":
		equal = reflect.DeepEqual(readJSON[large](t, a), readJSON[large](t, b))
	case "avro_to_cells":
		equal = string(a) == string(b)
	default:
		equal = reflect.DeepEqual(readAvro(t, a), readAvro(t, b))
	}
	if !equal || got.Rows[k].Input != want.Rows[k].Input {
		t.Fatalf("row %d: generated\n%q\nby hand\n%q", k, a, b)
	}
}

func readJSON[T any](t *testing.T, b []byte) (v T) {
	t.Helper()
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatalf("%s: %v", b, err)
	}
	return v
}

func readAvro(t *testing.T, b []byte) (v order) {
	t.Helper()
	if err := avro.Unmarshal(orderSchema, b, &v); err != nil {
		t.Fatalf("%q: %v", b, err)
	}
	return v
}

// TestNoAllocations: once its buffers have grown, generated code allocates nothing,
// not for a record and not for a batch.
func TestNoAllocations(t *testing.T) {
	for _, w := range works {
		t.Run(w.name, func(t *testing.T) {
			in := w.batch(t)
			run, x := w.generated(t)
			run(in)
			if n := testing.AllocsPerRun(20, func() { run(in) }); n != 0 {
				t.Errorf("%v allocations for a batch of %d records", n, len(in.Rows))
			}
			if x.In != len(in.Rows) || x.Stop != nil {
				t.Errorf("%d of %d records passed", x.In, len(in.Rows))
			}
		})
	}
}

// TestByHandAllocates: the count above can see an allocation.
func TestByHandAllocates(t *testing.T) {
	w := works[0]
	in := w.batch(t)
	run, _ := w.hand(t)
	if n := testing.AllocsPerRun(5, func() { run(in) }); n < perBatch {
		t.Errorf("only %v allocations for a batch of %d records", n, len(in.Rows))
	}
}
