package record

import "unicode/utf8"

// JSONSkip returns the cursor behind the value at i, whatever its kind. The value
// is checked as if it were read. It keeps its own stack, so that the depth of the
// input costs no memory.
func JSONSkip(b []byte, i int) int {
	var stack [MaxDepth]byte // the closing bracket of each level
	depth := 0
	for {
		var opened bool
		if opened, i = jsonValue(b, i, &stack, &depth); i < 0 {
			return i
		}
		if opened {
			continue
		}
		for more := false; !more; {
			if depth == 0 {
				return i
			}
			if more, i = JSONNext(b, i, stack[depth-1]); i < 0 {
				return i
			}
			if !more {
				depth--
			}
		}
		if stack[depth-1] == '}' {
			if i = skipKey(b, i); i < 0 {
				return i
			}
		}
	}
}

// jsonValue skips a value without parts, or enters one that has some; then the
// next value stands at j.
func jsonValue(b []byte, i int, stack *[MaxDepth]byte, depth *int) (opened bool, j int) {
	if uint(i) >= uint(len(b)) {
		return false, bad(Short)
	}
	switch c := b[i]; c {
	case '{', '[':
		if *depth == MaxDepth {
			return false, bad(TooDeep)
		}
		more, i := jsonOpen(b, i, c)
		if i < 0 || !more {
			return false, i
		}
		stack[*depth] = c + 2
		*depth++
		if c == '{' {
			i = skipKey(b, i)
		}
		return true, i
	case '"':
		return false, skipText(b, i)
	case 't':
		return false, jsonWord(b, i, "true")
	case 'f':
		return false, jsonWord(b, i, "false")
	case 'n':
		return false, jsonWord(b, i, "null")
	}
	_, i = scanJSON(b, i)
	return false, i
}

// skipKey returns the cursor of the value behind the key at i.
func skipKey(b []byte, i int) int {
	if i = skipText(b, i); i < 0 {
		return i
	}
	return jsonColon(b, i)
}

// skipText returns the cursor behind a string, which it checks without unescaping
// it anywhere.
func skipText(b []byte, i int) int {
	if uint(i) >= uint(len(b)) {
		return bad(Short)
	}
	if b[i] != '"' {
		return bad(BadSyntax)
	}
	i++
	for {
		end, ascii := plainText(b, i)
		if end >= len(b) {
			return bad(Short)
		}
		if !ascii && !utf8.Valid(b[i:end]) {
			return bad(BadUTF8)
		}
		switch b[end] {
		case '"':
			return end + 1
		case '\\':
			if i = skipEscape(b, end+1); i < 0 {
				return i
			}
		default:
			return bad(BadSyntax)
		}
	}
}

// skipEscape returns the cursor behind what follows a backslash.
func skipEscape(b []byte, i int) int {
	if i >= len(b) {
		return bad(Short)
	}
	switch b[i] {
	case '"', '\\', '/', 'n', 't', 'r', 'b', 'f':
		return i + 1
	case 'u':
		_, i = escapedRune(b, i+1)
		return i
	}
	return bad(BadSyntax)
}

// JSONRaw returns the value at i, whatever its kind, as the text that it is.
func JSONRaw(b []byte, i int) (string, int) {
	j := JSONSkip(b, i)
	if j < 0 {
		return "", j
	}
	return str(b[i:j]), j
}

// ValidJSON reports whether s is one JSON value.
func ValidJSON(s string) bool {
	b := bytesOf(s)
	i := JSONSkip(b, JSONSpace(b, 0))
	return i >= 0 && JSONEnd(b, i) >= 0
}
