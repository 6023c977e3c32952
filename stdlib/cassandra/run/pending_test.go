package run

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/runtime/record"
)

// store is Cassandra in a few lines: for each column of a row the newest write
// wins, a delete hides what is not newer, and an unset column is left alone.
type store map[string]written

type written struct {
	time  int64
	value string
}

func (s store) apply(p *parcel) {
	for i := range p.rows {
		cells := p.row(i)
		key := string(cells[0].b) + "/" + fmt.Sprint(int(cells[1].b[3]))
		last := cells[len(cells)-1]
		time, err := writeTime(last.b, record.Span{Len: int32(len(last.b))})
		if err != nil {
			panic(err)
		}
		if p.del[i] {
			s.put(key+"/gone", time, "")
			for column := range 2 {
				s.put(fmt.Sprint(key, "/", column), time, "")
			}
			continue
		}
		s.put(key+"/there", time, "")
		for column, c := range cells[2 : len(cells)-1] {
			if !c.unset {
				s.put(fmt.Sprint(key, "/", column), time, fmt.Sprintf("%q", c.b))
			}
		}
	}
}

func (s store) put(cell string, time int64, value string) {
	if old, ok := s[cell]; !ok || time > old.time || time == old.time && value > old.value {
		s[cell] = written{time, value}
	}
}

// visible is what a reader sees: whether a row was written after its delete is all
// that the marks of rows say.
func (s store) visible() map[string]string {
	out := map[string]string{}
	for k, w := range s {
		if row, ok := strings.CutSuffix(k, "/gone"); ok {
			if s[row+"/there"].time <= w.time {
				out[row] = "gone"
			}
			continue
		}
		if row, ok := strings.CutSuffix(k, "/there"); ok {
			if _, deleted := s[row+"/gone"]; !deleted {
				out[row] = "there"
			}
			continue
		}
		out[k] = w.value
	}
	return out
}

// drain takes all cuts that may be sent, checks them, and settles them.
func drain(t *testing.T, p *pending, into store) (rows int) {
	t.Helper()
	var pc parcel
	for c := p.take(); c != none; c = p.take() {
		pc.fill(p, c)
		if len(pc.rows) == 0 || len(pc.rows) > p.cfg.BatchRows {
			t.Fatalf("a cut of %d rows", len(pc.rows))
		}
		for i := 1; i < len(pc.rows); i++ {
			if pc.rows[i] <= pc.rows[i-1] {
				t.Fatalf("rows %v are out of order", pc.rows)
			}
			if string(pc.row(i)[0].b) != string(pc.row(0)[0].b) {
				t.Fatal("two partitions in a cut")
			}
		}
		rows += len(pc.rows)
		into.apply(&pc)
		p.settle(c)
	}
	return rows
}

// Leaving rows out changes nothing that a reader sees, whatever comes: updates that
// set some columns, nulls, deletes, write times out of order.
func TestCoalesceChangesNothing(t *testing.T) {
	for seed := range uint64(300) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		cfg := ordersSink(nil).withDefaults()
		cfg.BatchRows = 1 + rnd.IntN(5)
		p := newPending(&cfg)
		plain := newPending(&cfg)
		with, without := store{}, store{}
		b := orders()
		sent := 0
		times := rnd.Perm(60)
		for i := range 60 {
			randomRow(rnd, b, int64(times[i]), i)
		}
		for i := range b.Rows {
			if err := p.add(b, i); err != nil {
				t.Fatal(err)
			}
			if rnd.IntN(10) == 0 {
				sent += drain(t, p, with)
			}
			if err := plain.add(b, i); err != nil {
				t.Fatal(err)
			}
			plain.cutAll()
			drain(t, plain, without)
		}
		p.cutAll()
		sent += drain(t, p, with)
		if p.open != 0 || p.held != 0 {
			t.Fatalf("seed %d: %d rows and %d cuts are left", seed, p.open, p.held)
		}
		if got, want := with.visible(), without.visible(); !maps.Equal(got, want) {
			t.Fatalf("seed %d: the table is\n%v\nwant\n%v", seed, got, want)
		}
		if sent == len(b.Rows) {
			t.Errorf("seed %d: no row was left out", seed)
		}
	}
}

func randomRow(rnd *rand.Rand, b *record.Batch, time int64, n int) {
	customer, id := string(rune('a'+rnd.IntN(3))), rnd.IntN(3)
	if rnd.IntN(5) == 0 {
		remove(b, customer, id, time)
		return
	}
	value := func(v any) any {
		switch rnd.IntN(4) {
		case 0:
			return unset{}
		case 1:
			return null{}
		}
		return v
	}
	order(b, customer, id, value(fmt.Sprint("n", n)), value(n), time)
}

// Of two rows of a key with equal write times the later one is sent alone;
// Cassandra would keep the larger value of each column.
func TestCoalesceEqualTimes(t *testing.T) {
	cfg := ordersSink(nil).withDefaults()
	p := newPending(&cfg)
	b := orders()
	order(b, "ann", 1, "z", 9, 5)
	order(b, "ann", 1, "a", 1, 5)
	for i := range b.Rows {
		if err := p.add(b, i); err != nil {
			t.Fatal(err)
		}
	}
	p.cutAll()
	got := store{}
	if n := drain(t, p, got); n != 1 {
		t.Errorf("%d rows were sent, want 1", n)
	}
	if v := got["ann/1/0"].value; v != `"a"` {
		t.Errorf("note is %s", v)
	}
}

func TestCutsAreBoundedInBytes(t *testing.T) {
	cfg := ordersSink(nil).withDefaults()
	p := newPending(&cfg)
	b := orders()
	for i := range 50 {
		order(b, "ann", i, strings.Repeat("x", 4<<10), i, int64(i))
	}
	order(b, "ann", 99, strings.Repeat("x", 80<<10), 1, 99) // larger than a batch: alone
	for i := range b.Rows {
		if err := p.add(b, i); err != nil {
			t.Fatal(err)
		}
	}
	p.cutAll()
	var pc parcel
	var sizes []int
	for c := p.take(); c != none; c = p.take() {
		pc.fill(p, c)
		size := 0
		for _, cell := range pc.cells {
			size += len(cell.b)
		}
		if size > cfg.MaxBatchBytes && len(pc.rows) > 1 {
			t.Errorf("%d rows of %d bytes", len(pc.rows), size)
		}
		sizes = append(sizes, len(pc.rows))
		p.settle(c)
	}
	if got, want := fmt.Sprint(sizes), "[9 9 9 9 9 5 1]"; got != want {
		t.Errorf("rows of the cuts are %s, want %s", got, want)
	}
}

// A row that was taken costs no memory once the tables have grown.
func TestAddAllocs(t *testing.T) {
	cfg := ordersSink(nil).withDefaults()
	p := newPending(&cfg)
	b := orders()
	for i := range 1000 {
		order(b, fmt.Sprint("c", i%40), i, "note", i, int64(i))
	}
	n := testing.AllocsPerRun(20, func() {
		for i := range b.Rows {
			if err := p.add(b, i); err != nil {
				t.Fatal(err)
			}
		}
		p.cutAll()
		for c := p.take(); c != none; c = p.take() {
			p.settle(c)
		}
		p.reset()
	})
	if n > 0 {
		t.Errorf("%v allocations for 1000 rows", n)
	}
}
