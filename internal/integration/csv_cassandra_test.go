//go:build unix

package integration

import (
	"testing"
	"time"

	"gopkg.in/inf.v0"
)

// TestCSVToCassandra moves orders the whole way in one run and compares every
// row.
func TestCSVToCassandra(t *testing.T) {
	const n = 7000
	l := newLoader(t)
	l.drop(t, "a.csv", 0, n/2)
	l.drop(t, "b.csv", n/2, n)
	got := l.run(t, 0, "--drain")
	if b, want := balanceOf(t, got, "ingest"), (balance{in: n, out: n}); b != want {
		t.Errorf("ingest: %+v, want %+v", b, want)
	}
	if b, want := balanceOf(t, got, "load"), (balance{in: n, out: n - n/7, filtered: n / 7}); b != want {
		t.Errorf("load: %+v, want %+v", b, want)
	}
	l.compare(t, n)
	again := l.run(t, 0, "--drain")
	if b := balanceOf(t, again, "load"); b != (balance{}) {
		t.Errorf("a second run found %+v, want nothing to do", b)
	}
}

// compare holds the table against the orders [0, n): every row, every column.
func (l *loader) compare(t *testing.T, n int) {
	t.Helper()
	want := map[int64]order{}
	for i := range n {
		if o := makeOrder(i); o.cents >= 0 {
			want[o.id] = o
		}
	}
	iter := l.cql.Session(t).Query("SELECT customer, id, at, amount FROM shop.orders_by_customer").IterContext(t.Context())
	var (
		customer string
		id       int64
		at       time.Time
		amount   *inf.Dec
	)
	for iter.Scan(&customer, &id, &at, &amount) {
		o, ok := want[id]
		if !ok {
			t.Errorf("order %d is in the table and should not be, or is there twice", id)
			continue
		}
		delete(want, id)
		if customer != o.customer || !at.Equal(o.at) || amount == nil || amount.Cmp(inf.NewDec(o.cents, 2)) != 0 {
			t.Errorf("order %d: customer %s at %s amount %s, want %+v", id, customer, at, amount, o)
		}
	}
	if err := iter.Close(); err != nil {
		t.Fatal(err)
	}
	if len(want) > 0 {
		t.Errorf("%d of the orders are not in the table", len(want))
	}
}
