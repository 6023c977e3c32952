package run

import "context"

// A writer sends rows to the cluster and waits for the answer. Its methods are
// called by several goroutines at a time, each with its own parcel.
//
// Everything else in this package is ahead of it or behind it, so that another way
// to speak to the cluster is another writer.
type writer interface {
	// write sends all rows of p in one request.
	write(ctx context.Context, p *parcel) error
	// writeRow sends row i of p alone.
	writeRow(ctx context.Context, p *parcel, i int) error
}

// cell is one encoded value.
type cell struct {
	b     []byte // nil is null
	unset bool
}

// parcel is a request's worth of rows of one partition, and what became of it. The
// sink has one for each request that may be under way and uses them again.
type parcel struct {
	lane  int // 0 to InFlight-1: its place in what a writer keeps for each parcel
	cut   int32
	rows  []int32 // positions in pending
	del   []bool  // of each row
	cells []cell  // of all rows, one row behind the other
	size  int     // of the rows, as a server counts
	at    []int   // where a row's cells start in cells; one more than rows

	err   error
	bad   int  // the row that the cluster refuses, -1 where err is not about a row
	split bool // refused as a whole, taken row by row
}

// fill makes p the rows of a cut, dead ones left out.
func (p *parcel) fill(from *pending, c int32) {
	p.cut, p.err, p.bad, p.split, p.size = c, nil, -1, false, 0
	p.rows, p.del, p.cells, p.at = p.rows[:0], p.del[:0], p.cells[:0], p.at[:0]
	for i := from.cuts[c].head; i != none; i = from.rows[i].next {
		r := &from.rows[i]
		if r.dead {
			continue
		}
		p.size += int(r.size)
		p.rows, p.del, p.at = append(p.rows, i), append(p.del, r.del), append(p.at, len(p.cells))
		for _, s := range from.cells[r.cells : int(r.cells)+from.width(r)] {
			p.cells = append(p.cells, cell{b: r.batch.Bytes(s), unset: s.Len == unsetCell})
		}
	}
	p.at = append(p.at, len(p.cells))
}

// width is how many cells a row has.
func (p *pending) width(r *row) int {
	if r.del {
		return len(p.full) + 1
	}
	return len(p.cfg.Columns) + 1
}

// row is the cells of row i.
func (p *parcel) row(i int) []cell { return p.cells[p.at[i]:p.at[i+1]] }
