package builtin

import "strings"

// blanks are what Connect trims off a token: all up to the space.
const blanks = "\x00\x01\x02\x03\x04\x05\x06\x07\x08\t\n\v\f\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f "

func isBlank(s string) bool { return strings.Trim(s, blanks) == "" }

// more reports whether there is another token.
func (h *Header) more() bool { return h.pending || h.at < len(h.text) }

// mark is where the next token begins.
func (h *Header) mark() int { return h.at - len(h.token) }

// rewind goes back to a mark.
func (h *Header) rewind(at int) { h.at, h.token, h.pending = at, "", false }

// next takes the next token.
func (h *Header) next() string {
	if !h.pending {
		return h.scan()
	}
	token := h.token
	h.token, h.pending = "", false
	return token
}

// following takes n tokens, or none where there are fewer.
func (h *Header) following(n int) (text string, ok bool) {
	start := h.mark()
	for range n {
		if !h.more() {
			h.rewind(start)
			return "", false
		}
		h.next()
	}
	return h.text[start:h.at], true
}

// take takes the next token if it is want. Blank ones in front of others are lost on the
// way, whether it is or not.
func (h *Header) take(want string) bool {
	if !h.pending {
		if !h.more() {
			return false
		}
		h.token, h.pending = h.scan(), true
	}
	for isBlank(h.token) && h.at < len(h.text) {
		h.token = h.scan()
	}
	if strings.Trim(h.token, blanks) != want {
		return false
	}
	h.token, h.pending = "", false
	return true
}

// literal takes a word, which is all of a text that is not within others.
func (h *Header) literal(depth int, word string) bool {
	start := h.mark()
	if h.take(word) && (depth > 0 || !h.more()) {
		return true
	}
	h.rewind(start)
	return false
}

// scan cuts a token off: a delimiter, or what stands in front of one. Behind a backslash
// nothing is a delimiter.
func (h *Header) scan() string {
	start, escaped := h.at, false
	for ; h.at < len(h.text); h.at++ {
		switch h.text[h.at] {
		case '\\':
			escaped = !escaped
			continue
		case ':', ',', '{', '}', '[', ']', '"':
			if escaped {
				break
			}
			if start == h.at {
				h.at++
			}
			return h.text[start:h.at]
		}
		escaped = false
	}
	return h.text[start:]
}
