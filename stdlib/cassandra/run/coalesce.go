package run

// coalesce looks for an earlier row with the primary key of row pos, and leaves it
// out where the new one makes it pointless.
//
// Only rows that were not sent yet can be left out. Without that, two rows of a
// key with equal write times would end in the larger value instead of the later.
func (p *pending) coalesce(pos int32, hash uint64) {
	s := p.byKey.seek(hash)
	for i := s.next(); i != none; i = s.next() {
		if p.sameKey(pos, i, len(p.full)) {
			if p.covers(&p.rows[pos], &p.rows[i]) {
				p.kill(i)
			}
			break
		}
		s.skip()
	}
	s.put(pos)
}

// covers reports whether the table is the same without the older row once the
// newer one is written. A column that only the older one sets keeps it alive, and so
// does a write time that wins over the newer row's.
func (p *pending) covers(newer, older *row) bool {
	if newer.time < older.time {
		return false
	}
	if newer.del {
		return true
	}
	if older.del {
		return false
	}
	for i := range p.cfg.Columns {
		if p.cells[int(newer.cells)+i].Len == unsetCell && p.cells[int(older.cells)+i].Len != unsetCell {
			return false
		}
	}
	return true
}

// kill leaves a row out. One that is on its way already is not touched by it: its
// parcel was filled before.
func (p *pending) kill(i int32) {
	r := &p.rows[i]
	if r.dead {
		return
	}
	r.dead = true
	if r.cut != none {
		p.cuts[r.cut].n--
		return
	}
	g := &p.parts[r.part]
	g.n--
	g.size -= int(r.size)
	p.open--
}
