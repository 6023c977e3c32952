package record

// JSONFind returns the raw text of a key's value in the object that b is, empty
// where there is none or b breaks off before. It is for messages: only keys of the
// outermost object are found, and only those that are written without escapes.
func JSONFind(b []byte, key string) string {
	var a Arena
	more, i := JSONObject(b, JSONSpace(b, 0))
	for more && i >= 0 {
		var k []byte
		if k, i = JSONKey(&a, b, i); i < 0 {
			return ""
		}
		found, start := string(k) == key, i
		if i = JSONSkip(b, i); i < 0 {
			if found {
				return Text(b[start:])
			}
			return ""
		}
		if found {
			return Text(b[start:i])
		}
		more, i = JSONNext(b, i, '}')
	}
	return ""
}
