package builtin

// headerKey is a key of a map, to find one that stands twice.
type headerKey struct {
	kind headerKind
	text string
	n    int64
	f    float64
}

// headerSame finds the type that all values of a list or map have in common.
type headerSame struct {
	node int32 // one that has the type, 0 where there is none yet or none any more
	lost bool
}

// add takes another value into account. Of two of one kind the later one says the type.
func (s *headerSame) add(nodes []headerNode, at int32) {
	if s.lost || nodes[at].kind == headerNull {
		return
	}
	if s.node == 0 {
		s.node = at
		return
	}
	switch from, to := nodes[s.node].kind.stored(), nodes[at].kind.stored(); {
	case from == to:
		s.node = at
	case !from.isNumber() || !to.isNumber():
		s.node, s.lost = 0, true
	case to > from:
		s.node = at
	}
}

// stored is the type that values are stored as, whatever they mean.
func (k headerKind) stored() headerKind {
	switch k {
	case headerDate, headerTime:
		return headerInt32
	case headerTimestamp:
		return headerInt64
	}
	return k
}

func (k headerKind) isNumber() bool { return k >= headerInt8 && k <= headerDouble }

// closeList ends a list: its items get the type that they have in common.
func (h *Header) closeList(at int32, same headerSame) bool {
	h.nodes[at].end = int32(len(h.nodes))
	h.nodes[at].same[0] = same.node
	for k := at + 1; same.node > 0 && k < h.nodes[at].end; k = h.nodes[k].end {
		if !h.align(k, same.node) {
			return false
		}
	}
	return true
}

// closeMap ends a map. Of a key that stands twice the last value counts, at the place of
// the first; values that are null have no type in common with others.
func (h *Header) closeMap(at int32, keys, values headerSame) bool {
	h.nodes[at].end = int32(len(h.nodes))
	h.nodes[at].same = [2]int32{keys.node, values.node}
	if keys.node == 0 {
		h.nodes[at].same[1] = 0
	}
	h.dropRepeated(at)
	for k := at + 1; keys.node > 0 && k < h.nodes[at].end; k = h.behind(k) {
		switch {
		case h.nodes[k].over:
		case !h.align(k, keys.node):
			return false
		case values.node > 0 && !h.align(h.nodes[k].value, values.node):
			return false
		}
	}
	return true
}

// behind is the key behind the entry of key k.
func (h *Header) behind(k int32) int32 { return h.nodes[h.nodes[k].end].end }

// dropRepeated keeps one entry for each key. Keys that are lists or maps stay as they are.
func (h *Header) dropRepeated(at int32) {
	if h.seen == nil {
		h.seen = map[headerKey]int32{}
	}
	clear(h.seen)
	for k := at + 1; k < h.nodes[at].end; k = h.behind(k) {
		n := &h.nodes[k]
		if n.kind >= headerList {
			continue
		}
		id := headerKey{n.kind, n.text, n.n, n.f}
		if n.kind >= headerDate && n.kind <= headerTimestamp {
			id.kind = headerDate // all are moments to Java
		}
		if first, again := h.seen[id]; again {
			h.nodes[first].value, n.over = n.value, true
		} else {
			h.seen[id] = k
		}
	}
}

const dayMillis = 86_400_000

// align makes a value one of the type of another; false where there is no such one.
func (h *Header) align(at, like int32) bool {
	n, want := &h.nodes[at], h.nodes[like].kind
	switch {
	case n.kind == headerNull:
		return false
	case n.isMoment():
		if want < headerDate {
			return false
		}
		n.kind = want
	case want == headerFloat && n.kind != want:
		n.kind, n.f = want, float64(float32(n.n))
	case want == headerDouble && n.kind < headerFloat:
		n.kind, n.f = want, float64(n.n)
	case want == headerDate && n.kind != want:
		n.kind, n.n = want, int64(int32(n.n))*dayMillis
	case want == headerTime && n.kind != want:
		n.kind = want
		return n.n >= 0 && n.n < dayMillis
	case want.isNumber(), want == headerTimestamp:
		n.kind = want
	}
	return true
}

func (n *headerNode) isMoment() bool { return n.kind >= headerDate && n.kind <= headerTimestamp }
