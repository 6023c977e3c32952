package run

import (
	"bytes"
	"hash/maphash"

	"github.com/flowc-lang/flowc/runtime/record"
)

// pending holds the rows that were taken since the last flush, by partition.
//
// A partition's rows are open until they are cut: because they fill a request, or
// because it is time to send what is there. Cuts of one partition are handed out
// in order, the next one when the one before is settled. Rows point into the
// batches that the caller leaves alone until Flush returns.
type pending struct {
	cfg      *Sink
	full     []int // cells of the primary key in an inserted row: Key, then KeyColumns
	maxBytes int   // of a cut
	seed     maphash.Seed

	rows   []row
	cells  []record.Span
	parts  []part
	cuts   []cut
	byPart slots // partition key → parts
	byKey  slots // primary key → the newest of rows

	open  int     // rows that are in no cut
	ready []int32 // parts with a cut that may be sent, a queue from head on
	head  int
	held  int // cuts that were not handed out yet
}

// none ends a list of rows or cuts.
const none = int32(-1)

// row is a row that was taken.
type row struct {
	batch *record.Batch
	time  int64 // write time
	index int32 // in batch.Rows
	cells int32 // position of its first cell
	next  int32 // the next one of its partition
	part  int32
	cut   int32 // none while open
	size  int32
	del   bool // a delete
	dead  bool // a newer row of the same key says all that it says
}

// part is a partition.
type part struct {
	first      int32 // a row of it, for its key
	head, tail int32 // open rows
	n, size    int   // of the open rows, dead ones left out
	cut, last  int32 // cuts that wait
	busy       bool  // a cut of it is under way
	queued     bool  // it stands in ready
}

// cut is what goes into one request, unless rows of it die before.
type cut struct {
	part int32
	head int32 // rows up to the end of their list
	n    int
	next int32
}

// cellCost is what a server counts for a cell beside its bytes: its time stamps.
const cellCost = 20

func newPending(cfg *Sink) *pending {
	return &pending{
		cfg:      cfg,
		full:     append(append([]int(nil), cfg.Key...), cfg.KeyColumns...),
		maxBytes: cfg.MaxBatchBytes,
		seed:     maphash.MakeSeed(),
	}
}

// reset forgets all rows and keeps the memory.
func (p *pending) reset() {
	clear(p.rows) // they hold batches
	p.rows, p.cells = p.rows[:0], p.cells[:0]
	p.parts, p.cuts, p.ready = p.parts[:0], p.cuts[:0], p.ready[:0]
	p.byPart.reset()
	p.byKey.reset()
	p.open, p.head, p.held = 0, 0, 0
}

// add takes row i of b.
func (p *pending) add(b *record.Batch, i int) error {
	r, err := p.parse(b, i)
	if err != nil {
		return err
	}
	pos := int32(len(p.rows))
	p.rows = append(p.rows, r)
	partition := p.hash(&r, 0, len(p.cfg.Key))
	p.join(pos, partition)
	p.coalesce(pos, p.hashOn(partition, &r, len(p.cfg.Key), len(p.full)))
	return nil
}

// parse finds the cells of row i of b.
func (p *pending) parse(b *record.Batch, i int) (row, error) {
	in := &b.Rows[i]
	r := row{batch: b, index: int32(i), cells: int32(len(p.cells)), next: none, cut: none}
	from, want := in.Value, len(p.cfg.Columns)+1
	if in.Value.IsNull() {
		if !p.cfg.deletes() {
			return r, errTombstone
		}
		from, want, r.del = in.Key, len(p.full)+1, true
	}
	if from.IsNull() {
		return r, errNoKey
	}
	var err error
	if p.cells, err = appendCells(p.cells, b.Slab, from, want); err != nil {
		return r, err
	}
	r.size = from.Len + int32(want)*cellCost
	r.time, err = writeTime(b.Slab, p.cells[len(p.cells)-1])
	return r, err
}

// join puts a row at the end of its partition's open rows.
func (p *pending) join(pos int32, hash uint64) {
	r := &p.rows[pos]
	r.part = p.partOf(pos, hash)
	g := &p.parts[r.part]
	if g.n > 0 && (g.n >= p.cfg.BatchRows || g.size+int(r.size) > p.maxBytes) {
		p.cutPart(r.part)
	}
	if g.head == none {
		g.head = pos
	} else {
		p.rows[g.tail].next = pos
	}
	g.tail = pos
	g.n++
	g.size += int(r.size)
	p.open++
}

// partOf finds the partition of a row, or makes it.
func (p *pending) partOf(pos int32, hash uint64) int32 {
	s := p.byPart.seek(hash)
	for i := s.next(); i != none; i = s.next() {
		if p.sameKey(pos, p.parts[i].first, len(p.cfg.Key)) {
			return i
		}
		s.skip()
	}
	i := int32(len(p.parts))
	p.parts = append(p.parts, part{first: pos, head: none, tail: none, cut: none, last: none})
	s.put(i)
	return i
}

// hash is the hash of the primary key's cells from..to of a row.
func (p *pending) hash(r *row, from, to int) uint64 { return p.hashOn(0, r, from, to) }

func (p *pending) hashOn(h uint64, r *row, from, to int) uint64 {
	for i := from; i < to; i++ {
		h = (h ^ maphash.Bytes(p.seed, p.keyCell(r, i))) * 0x9e3779b97f4a7c15
		h ^= h >> 29
	}
	return h
}

// keyCell is cell i of the primary key of a row.
func (p *pending) keyCell(r *row, i int) []byte {
	if !r.del {
		i = p.full[i]
	}
	return r.batch.Bytes(p.cells[int(r.cells)+i])
}

// sameKey reports whether two rows have the same first n cells of the primary key.
func (p *pending) sameKey(a, b int32, n int) bool {
	x, y := &p.rows[a], &p.rows[b]
	for i := range n {
		if !bytes.Equal(p.keyCell(x, i), p.keyCell(y, i)) {
			return false
		}
	}
	return true
}
