package builtin

import (
	"strings"

	"github.com/flowc-lang/flowc/runtime/record"
)

// Header tells what Kafka Connect's header converter takes a text for: a number, a truth,
// a moment, a list, a map, else text.
//
// It takes the text apart as that converter does, oddities and all: what a header means to
// a connector is decided by them. The memory of one serves the next.
type Header struct {
	text  string
	at    int
	token string // read ahead, where pending
	// pending says that a token was read and is still to be taken.
	pending bool
	arena   *record.Arena
	nodes   []headerNode // each in front of what is within it
	seen    map[headerKey]int32
}

// maxHeaderDepth keeps the result within the depth that schema-free data may have.
const maxHeaderDepth = record.MaxDepth/2 - 4

// headerNode is a value within a header.
type headerNode struct {
	kind headerKind
	text string // of a text, and the digits of a decimal
	n    int64  // an integer, a moment in milliseconds since 1970, the scale of a decimal
	f    float64
	end  int32 // of a list or map: the node behind it
	// same are the nodes that say the type of the items, or of keys and values; 0 where
	// they have none in common.
	same [2]int32
	// value is of a key: its value. over says that the key stands again further on.
	value int32
	over  bool
}

// headerKind is the type that Connect gives to a value.
type headerKind uint8

const (
	headerNull headerKind = iota + 1
	headerBool
	headerText
	headerInt8
	headerInt16
	headerInt32
	headerInt64
	headerFloat
	headerDouble
	headerDecimal
	headerDate
	headerTime
	headerTimestamp
	headerList
	headerMap
)

// Parse returns what text is to Connect, as its JSON converter would write it: a schema and
// a payload, decimals as numbers.
func (h *Header) Parse(a *record.Arena, text string) record.Any {
	h.text, h.arena, h.nodes = text, a, h.nodes[:0]
	h.rewind(0)
	if text == "" || !h.value(0) {
		h.nodes = append(h.nodes[:0], headerNode{kind: headerText, text: text})
	}
	from := len(a.Bytes)
	a.Bytes = append(a.Bytes, `{"schema":`...)
	a.Bytes = h.appendSchema(a.Bytes, 0)
	a.Bytes = append(a.Bytes, `,"payload":`...)
	a.Bytes = h.appendValue(a.Bytes, 0)
	a.Bytes = append(a.Bytes, '}')
	return record.AnyOf(a.Bytes[from:len(a.Bytes):len(a.Bytes)])
}

// value reads a value; false is one that cannot stand within others. depth is 0 for the
// whole text.
func (h *Header) value(depth int) bool {
	switch {
	case !h.more():
		h.add(headerNode{kind: headerNull})
		return true
	case depth > 0 && h.take(`"`):
		h.quoted()
		return true
	case h.literal(depth, "null"):
		h.add(headerNode{kind: headerNull})
		return true
	case h.literal(depth, "true"):
		h.add(headerNode{kind: headerBool, n: 1})
		return true
	case h.literal(depth, "false"):
		h.add(headerNode{kind: headerBool})
		return true
	}
	start, node := h.mark(), len(h.nodes)
	switch {
	case h.take("["):
		if h.list(depth) {
			return true
		}
	case h.take("{"):
		if h.entries(depth) {
			return true
		}
	}
	h.nodes = h.nodes[:node]
	h.rewind(start)
	token := h.next()
	if isBlank(token) {
		h.add(headerNode{kind: headerText, text: token})
		return true
	}
	return h.single(depth, strings.Trim(token, blanks))
}

// single is a value of one token, or of the five that the colons of a time make.
func (h *Header) single(depth int, token string) bool {
	c := token[0]
	digit := c >= '0' && c <= '9'
	if digit && h.moment(token) {
		return true
	}
	if digit || c == '+' || c == '-' {
		if n, ok := headerNumber(token); ok {
			h.add(n)
			return true
		}
	}
	if depth > 0 {
		return false
	}
	h.add(headerNode{kind: headerText, text: h.text})
	return true
}

// moment is a date or a time.
func (h *Header) moment(token string) bool {
	start := h.mark()
	if rest, ok := h.following(4); ok {
		if n, ok := headerMoment(token, rest); ok {
			h.add(n)
			return true
		}
	}
	h.rewind(start)
	n, ok := headerMoment(token, "")
	if ok {
		h.add(n)
	}
	return ok
}

// quoted is a text within a list or map, which may be a moment.
func (h *Header) quoted() {
	from := len(h.arena.Bytes)
	for h.more() && !h.take(`"`) {
		h.arena.Bytes = append(h.arena.Bytes, h.next()...)
	}
	text := record.Text(h.arena.Bytes[from:len(h.arena.Bytes):len(h.arena.Bytes)])
	n, ok := headerMoment(text, "")
	if !ok {
		n = headerNode{kind: headerText, text: text}
	}
	h.add(n)
}

// list reads what stands behind a [.
func (h *Header) list(depth int) bool {
	at, same := h.open(headerList), headerSame{}
	for h.more() && depth < maxHeaderDepth {
		if h.take("]") {
			return h.closeList(at, same)
		}
		if h.take(",") {
			return false
		}
		item := int32(len(h.nodes))
		if !h.value(depth + 1) {
			return false
		}
		same.add(h.nodes, item)
		before := h.mark()
		if h.take("]") {
			h.rewind(before)
		} else if !h.take(",") {
			return false
		}
	}
	return false
}

// entries reads what stands behind a {.
func (h *Header) entries(depth int) bool {
	at, keys, values := h.open(headerMap), headerSame{}, headerSame{}
	for h.more() && depth < maxHeaderDepth {
		if h.take("}") {
			return h.closeMap(at, keys, values)
		}
		if h.take(",") {
			return false
		}
		key := int32(len(h.nodes))
		if !h.value(depth+1) || h.nodes[key].kind == headerNull || !h.take(":") {
			return false
		}
		value := int32(len(h.nodes))
		if !h.value(depth + 1) {
			return false
		}
		h.nodes[key].value = value
		h.take(",")
		keys.add(h.nodes, key)
		values.add(h.nodes, value)
	}
	return false
}

func (h *Header) add(n headerNode) {
	n.end = int32(len(h.nodes)) + 1
	h.nodes = append(h.nodes, n)
}

// open begins a list or map.
func (h *Header) open(kind headerKind) int32 {
	h.add(headerNode{kind: kind})
	return int32(len(h.nodes)) - 1
}
