package run

// cutPart ends the open rows of a partition: they wait to be sent together.
func (p *pending) cutPart(i int32) {
	g := &p.parts[i]
	if g.head == none {
		return
	}
	c := int32(len(p.cuts))
	p.cuts = append(p.cuts, cut{part: i, head: g.head, n: g.n, next: none})
	for r := g.head; r != none; r = p.rows[r].next {
		p.rows[r].cut = c
	}
	p.open -= g.n
	p.held++
	if g.cut == none {
		g.cut = c
	} else {
		p.cuts[g.last].next = c
	}
	g.last = c
	g.head, g.tail, g.n, g.size = none, none, 0, 0
	p.enqueue(i)
}

// cutAll ends the open rows of all partitions.
func (p *pending) cutAll() {
	if p.open == 0 {
		return
	}
	for i := range p.parts {
		p.cutPart(int32(i))
	}
}

// enqueue puts a partition into the queue when its next cut may be sent.
func (p *pending) enqueue(i int32) {
	g := &p.parts[i]
	if g.queued || g.cut == none || g.busy && !p.cfg.unordered() {
		return
	}
	g.queued = true
	p.ready = append(p.ready, i)
}

// take hands out the next cut, none when no partition has one that may be sent.
// The partition is busy until settle.
func (p *pending) take() int32 {
	for p.head < len(p.ready) {
		i := p.ready[p.head]
		p.head++
		if p.head == len(p.ready) {
			p.ready, p.head = p.ready[:0], 0
		}
		g := &p.parts[i]
		c := g.cut
		g.cut, g.queued = p.cuts[c].next, false
		p.held--
		if p.cuts[c].n == 0 {
			p.enqueue(i)
			continue
		}
		g.busy = true
		p.enqueue(i)
		return c
	}
	return none
}

// settle says that a cut which was taken is written.
func (p *pending) settle(c int32) {
	i := p.cuts[c].part
	p.parts[i].busy = false
	p.enqueue(i)
}
