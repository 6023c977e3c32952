package record

// JSONStart is the character that a value at b[i:] begins with; 0 where there is none.
func JSONStart(b []byte, i int) byte {
	if i >= len(b) {
		return 0
	}
	return b[i]
}

// JSONTag returns the text that a key of the object at b[i:] has, wherever it stands
// in it. The cursor is i, or below zero where b[i:] is no object, or the key is not
// there or no text.
func JSONTag(a *Arena, b []byte, i int, key string) (string, int) {
	at, failed := jsonFind(a, b, i, key)
	switch {
	case failed < 0:
		return "", failed
	case at < 0:
		return "", -int(Missing)
	}
	tag, end := JSONText(a, b, at)
	if end < 0 {
		return "", end
	}
	return tag, i
}

// JSONHas reports whether the object at b[i:] has a key.
func JSONHas(a *Arena, b []byte, i int, key string) bool {
	at, _ := jsonFind(a, b, i, key)
	return at >= 0
}

// jsonFind returns where the value of a key of the object at b[i:] begins, -1 where
// there is none; failed is below zero where it is no object.
func jsonFind(a *Arena, b []byte, i int, key string) (at, failed int) {
	more, i := JSONObject(b, i)
	for more && i >= 0 {
		var k []byte
		if k, i = JSONKey(a, b, i); i < 0 {
			return -1, i
		}
		if string(k) == key {
			return i, 0
		}
		if i = JSONSkip(b, i); i >= 0 {
			more, i = JSONNext(b, i, '}')
		}
	}
	return -1, min(i, 0)
}
