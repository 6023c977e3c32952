package run

// slots is a hash table from the hash of a key to positions in a slice that the
// caller keeps. It stores no keys: the caller compares. It allocates when it grows
// and at no other time.
type slots struct {
	at []slot // the length is a power of two, or 0
	n  int
}

type slot struct {
	hash uint64
	pos  int32 // position + 1; 0 is an empty slot
}

// seek starts a search: the positions with that hash follow from next.
func (s *slots) seek(hash uint64) probe {
	if 4*(s.n+1) > 3*len(s.at) {
		s.grow()
	}
	return probe{s: s, hash: hash, i: hash & uint64(len(s.at)-1)}
}

func (s *slots) grow() {
	old := s.at
	s.at = make([]slot, max(64, 2*len(old)))
	mask := uint64(len(s.at) - 1)
	for _, e := range old {
		if e.pos == 0 {
			continue
		}
		i := e.hash & mask
		for s.at[i].pos != 0 {
			i = (i + 1) & mask
		}
		s.at[i] = e
	}
}

// reset empties the table and keeps its memory.
func (s *slots) reset() {
	clear(s.at)
	s.n = 0
}

// probe is a search under way. It is valid until the next seek.
type probe struct {
	s    *slots
	hash uint64
	i    uint64
}

// next returns the next position whose hash is equal, -1 behind the last. After
// -1, put adds one there.
func (p *probe) next() int32 {
	for {
		e := &p.s.at[p.i]
		if e.pos == 0 {
			return -1
		}
		if e.hash == p.hash {
			return e.pos - 1
		}
		p.skip()
	}
}

// skip passes over the position that next returned.
func (p *probe) skip() { p.i = (p.i + 1) & uint64(len(p.s.at)-1) }

// put stores a position where the search stands: over the one that next returned,
// or as a new one.
func (p *probe) put(pos int32) {
	if p.s.at[p.i].pos == 0 {
		p.s.n++
	}
	p.s.at[p.i] = slot{hash: p.hash, pos: pos + 1}
}
