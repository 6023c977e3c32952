package record

// AnyEqual reports whether two values are the same: numbers by what they are worth
// (1.0 is 1), texts by their characters, objects by their members in any order.
func AnyEqual(a *Arena, x, y Any) bool {
	kind := x.Kind()
	if kind != y.Kind() {
		return false
	}
	if x == y {
		return true
	}
	switch kind {
	case AnyNull:
		return true
	case AnyBool:
		return false // they are written in one way
	case AnyNumber:
		return sameNumber(x, y)
	case AnyText:
		o := len(a.Bytes)
		same := AnyTextOf(a, x) == AnyTextOf(a, y)
		a.Bytes = a.Bytes[:o]
		return same
	case AnyList:
		return sameItems(a, x, y)
	case AnyObject:
		return sameMembers(a, x, y)
	}
	panic("record: no such kind of value")
}

// sameNumber compares exactly where both are whole, else as doubles.
func sameNumber(x, y Any) bool {
	p, q := bytesOf(string(x)), bytesOf(string(y))
	m, i := JSONInt(p, 0)
	n, j := JSONInt(q, 0)
	if i >= 0 && j >= 0 {
		return m == n
	}
	f, i := JSONDouble(p, 0)
	g, j := JSONDouble(q, 0)
	return i >= 0 && j >= 0 && f == g
}

func sameItems(a *Arena, x, y Any) bool {
	p, q := bytesOf(string(x)), bytesOf(string(y))
	moreP, i := JSONArray(p, 0)
	moreQ, j := JSONArray(q, 0)
	for moreP && moreQ && i >= 0 && j >= 0 {
		v, nextI := JSONAny(p, i)
		w, nextJ := JSONAny(q, j)
		if nextI < 0 || nextJ < 0 || !AnyEqual(a, v, w) {
			return false
		}
		moreP, i = JSONNext(p, nextI, ']')
		moreQ, j = JSONNext(q, nextJ, ']')
	}
	return moreP == moreQ
}

// sameMembers looks each member up on the other side. A name that stands twice has
// one value, the last.
func sameMembers(a *Arena, x, y Any) bool {
	return within(a, x, y) && within(a, y, x)
}

// within reports whether y has all members of x, with the same values.
func within(a *Arena, x, y Any) bool {
	p := bytesOf(string(x))
	more, i := JSONObject(p, 0)
	for more && i >= 0 {
		o := len(a.Bytes)
		var key []byte
		if key, i = JSONKey(a, p, i); i < 0 {
			return false
		}
		name := KeepText(a, key)
		i = JSONSkip(p, i)
		v, w := AnyField(x, name), AnyField(y, name)
		same := (v == "") == (w == "") && AnyEqual(a, v, w)
		a.Bytes = a.Bytes[:o]
		if i < 0 || !same {
			return false
		}
		more, i = JSONNext(p, i, '}')
	}
	return true
}
