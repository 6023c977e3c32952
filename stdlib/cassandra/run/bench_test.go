package run

import (
	"fmt"
	"testing"

	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/stdlib/cassandra/run/cqltest"
)

// spread is a batch of n rows over that many partitions.
func spread(n, partitions int) *record.Batch {
	b := orders()
	for i := range n {
		order(b, fmt.Sprint("customer-", i%partitions), i, "a note of some length", i, int64(i))
	}
	return b
}

// BenchmarkSink takes rows the whole way to a server that answers at once. What
// gocql needs for a row is most of it.
func BenchmarkSink(b *testing.B) {
	for _, rowsPerPartition := range []int{1, 10, 100} {
		b.Run(fmt.Sprint("rows_per_partition=", rowsPerPartition), func(b *testing.B) {
			server := cqltest.Start(b, ordersTable())
			s := opened(b, ordersSink(to(server)))
			const rows = 5000
			batch := spread(rows, rows/rowsPerPartition)
			b.SetBytes(int64(len(batch.Slab)))
			b.ReportAllocs()
			for b.Loop() {
				if err := put(b.Context(), s, batch); err != nil {
					b.Fatal(err)
				}
			}
			n := float64(b.N) * rows
			b.ReportMetric(n/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(b.Elapsed().Seconds()*1e9/n, "ns/row")
		})
	}
}

// BenchmarkPending is what of it is ours: parsing, grouping, coalescing, cutting.
func BenchmarkPending(b *testing.B) {
	cfg := ordersSink(nil).withDefaults()
	p := newPending(&cfg)
	const rows = 5000
	batch := spread(rows, 50)
	var pc parcel
	b.ReportAllocs()
	for b.Loop() {
		for i := range batch.Rows {
			if err := p.add(batch, i); err != nil {
				b.Fatal(err)
			}
		}
		p.cutAll()
		for c := p.take(); c != none; c = p.take() {
			pc.fill(p, c)
			p.settle(c)
		}
		p.reset()
	}
	b.ReportMetric(b.Elapsed().Seconds()*1e9/(float64(b.N)*rows), "ns/row")
}

// TestSinkAllocs holds what a row may cost, gocql and the test's server included.
func TestSinkAllocs(t *testing.T) {
	server := cqltest.Start(t, ordersTable())
	s := opened(t, ordersSink(to(server)))
	const rows = 3200
	batch := spread(rows, rows/32)
	n := testing.AllocsPerRun(5, func() {
		if err := put(t.Context(), s, batch); err != nil {
			t.Fatal(err)
		}
	})
	if perRow := n / rows; perRow > 5 {
		t.Errorf("%.1f allocations a row in batches of 32, want 5 at most", perRow)
	}
}
