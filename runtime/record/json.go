package record

// The JSON readers are meant for a generated loop that walks the keys of an
// object in whatever order they come:
//
//	field, i := keys.First(a, b, JSONSpace(b, 0))
//	for field != NoMoreKeys {
//		… one reader for the field, or JSONSkip
//		field, i = keys.Next(a, b, i)
//	}
//	i = JSONEnd(b, i)
//
// A bit for each field that was seen tells duplicates and what is missing.

// JSONSpace returns the cursor behind the white space at i.
func JSONSpace(b []byte, i int) int {
	for uint(i) < uint(len(b)) && b[i] <= ' ' {
		switch b[i] {
		case ' ', '\n', '\r', '\t':
			i++
		default:
			return i
		}
	}
	return i
}

// JSONObject reads an object's opening brace and the space behind it. more tells
// that a key stands at j; without it j is behind the closing brace.
func JSONObject(b []byte, i int) (more bool, j int) { return jsonOpen(b, i, '{') }

// JSONArray reads an array's opening bracket and the space behind it. more tells
// that an element stands at j; without it j is behind the closing bracket.
func JSONArray(b []byte, i int) (more bool, j int) { return jsonOpen(b, i, '[') }

func jsonOpen(b []byte, i int, open byte) (more bool, j int) {
	if uint(i) >= uint(len(b)) || b[i] != open {
		return false, wrongKind(b, i)
	}
	i = JSONSpace(b, i+1)
	if uint(i) >= uint(len(b)) {
		return false, bad(Short)
	}
	// The closing bracket of either kind is two behind the opening one.
	if b[i] == open+2 {
		return false, i + 1
	}
	return true, i
}

// JSONNext reads what stands behind a key's value or an element: a comma and its
// space where there is more, else the closing brace or bracket.
func JSONNext(b []byte, i int, closing byte) (more bool, j int) {
	if uint(i) < uint(len(b)) && b[i] <= ' ' {
		i = JSONSpace(b, i)
	}
	if uint(i) >= uint(len(b)) {
		return false, bad(Short)
	}
	switch b[i] {
	case closing:
		return false, i + 1
	case ',':
		i++
		if uint(i) < uint(len(b)) && b[i] <= ' ' {
			i = JSONSpace(b, i)
		}
		return true, i
	}
	return false, bad(BadSyntax)
}

// JSONKey reads a key, its colon and the space around that. The key is good until
// the arena is used again.
func JSONKey(a *Arena, b []byte, i int) (key []byte, j int) {
	o := len(a.Bytes)
	text, i := JSONText(a, b, i)
	a.Bytes = a.Bytes[:o]
	if i < 0 {
		return nil, i
	}
	key = bytesOf(text)
	// A colon, at most one space, and the value.
	if len(b)-i >= 3 && b[i] == ':' {
		j := i + 1
		if b[j] == ' ' {
			j++
		}
		if b[j] > ' ' {
			return key, j
		}
	}
	if i = jsonColon(b, i); i < 0 {
		return nil, i
	}
	return key, i
}

// jsonColon reads the colon behind a key and the space around it.
func jsonColon(b []byte, i int) int {
	i = JSONSpace(b, i)
	if uint(i) >= uint(len(b)) {
		return bad(Short)
	}
	if b[i] != ':' {
		return bad(BadSyntax)
	}
	return JSONSpace(b, i+1)
}

// JSONBool reads true or false.
func JSONBool(b []byte, i int) (bool, int) {
	if uint(i) < uint(len(b)) {
		switch b[i] {
		case 't':
			return true, jsonWord(b, i, "true")
		case 'f':
			return false, jsonWord(b, i, "false")
		}
	}
	return false, wrongKind(b, i)
}

// JSONNull reads null where it stands at i; where another value does, j is i.
func JSONNull(b []byte, i int) (isNull bool, j int) {
	if uint(i) >= uint(len(b)) {
		return false, bad(Short)
	}
	if b[i] != 'n' {
		return false, i
	}
	i = jsonWord(b, i, "null")
	return i >= 0, i
}

// jsonWord reads true, false or null.
func jsonWord(b []byte, i int, word string) int {
	if len(b)-i >= len(word) && string(b[i:i+len(word)]) == word {
		return i + len(word)
	}
	if len(b)-i < len(word) && string(b[i:]) == word[:len(b)-i] {
		return bad(Short)
	}
	return bad(BadSyntax)
}

// wrongKind is the failed cursor of a reader that found something else than its
// kind of value at i.
func wrongKind(b []byte, i int) int {
	if uint(i) >= uint(len(b)) {
		return bad(Short)
	}
	switch c := b[i]; {
	case c == 'n':
		if i = jsonWord(b, i, "null"); i < 0 {
			return i
		}
		return bad(NullValue)
	case c == '{' || c == '[' || c == '"' || c == 't' || c == 'f' || c == '-' || c-'0' <= 9:
		return bad(WrongKind)
	}
	return bad(BadSyntax)
}

// JSONEnd reads the space at the end of the record. Anything else is Trailing.
func JSONEnd(b []byte, i int) int {
	if i = JSONSpace(b, i); i != len(b) {
		return bad(Trailing)
	}
	return i
}
