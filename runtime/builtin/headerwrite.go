package builtin

import (
	"github.com/flowc-lang/flowc/runtime/record"
)

// headerTypes are the types as schemas name them.
var headerTypes = [...]string{
	headerNull: "", headerBool: "boolean", headerText: "string",
	headerInt8: "int8", headerInt16: "int16", headerInt32: "int32", headerInt64: "int64",
	headerFloat: "float", headerDouble: "double", headerDecimal: "bytes",
	headerDate: "int32", headerTime: "int32", headerTimestamp: "int64",
	headerList: "array", headerMap: "map",
}

// headerNames are the names of the types that mean more.
var headerNames = [...]string{headerDecimal: "Decimal", headerDate: "Date", headerTime: "Time", headerTimestamp: "Timestamp", headerMap: ""}

// appendSchema appends the schema of a value.
func (h *Header) appendSchema(d []byte, at int32) []byte {
	n := &h.nodes[at]
	if n.kind == headerNull {
		return append(d, "null"...)
	}
	d = append(append(append(d, `{"type":"`...), headerTypes[n.kind]...), '"')
	switch n.kind {
	case headerList:
		d = h.appendPart(append(d, `,"items":`...), n.same[0])
	case headerMap:
		d = h.appendPart(append(d, `,"keys":`...), n.same[0])
		d = h.appendPart(append(d, `,"values":`...), n.same[1])
	}
	d = append(d, `,"optional":false`...)
	if int(n.kind) < len(headerNames) && headerNames[n.kind] != "" {
		d = append(append(d, `,"name":"org.apache.kafka.connect.data.`...), headerNames[n.kind]...)
		d = append(d, `","version":1`...)
	}
	if n.kind == headerDecimal {
		d = record.AppendInt(append(d, `,"parameters":{"scale":"`...), n.n)
		d = append(d, `"}`...)
	}
	return append(d, '}')
}

// appendPart appends the schema that items have in common, if they have.
func (h *Header) appendPart(d []byte, at int32) []byte {
	if at == 0 {
		return append(d, "null"...)
	}
	return h.appendSchema(d, at)
}

// appendValue appends a value as the payload of its schema.
func (h *Header) appendValue(d []byte, at int32) []byte {
	switch n := &h.nodes[at]; n.kind {
	case headerNull:
		return append(d, "null"...)
	case headerBool:
		return record.AppendBool(d, n.n != 0)
	case headerText:
		return record.AppendJSONText(d, n.text)
	case headerInt8, headerInt16, headerInt32, headerInt64, headerTime, headerTimestamp:
		return record.AppendInt(d, n.n)
	case headerFloat:
		return record.AppendJavaDouble(d, n.f, 32)
	case headerDouble:
		return record.AppendJavaDouble(d, n.f, 64)
	case headerDecimal:
		return appendJavaDecimal(d, n.text)
	case headerDate:
		days := n.n / dayMillis
		if n.n%dayMillis < 0 {
			days--
		}
		return record.AppendInt(d, days)
	case headerList:
		d = append(d, '[')
		for k := at + 1; k < n.end; k = h.nodes[k].end {
			d = h.appendValue(comma(d), k)
		}
		return append(d, ']')
	case headerMap:
		return h.appendEntries(d, at)
	}
	panic("builtin: a value of no kind")
}

// appendEntries appends a map: an object where all keys are text, else pairs.
func (h *Header) appendEntries(d []byte, at int32) []byte {
	object := true
	for k := at + 1; k < h.nodes[at].end; k = h.behind(k) {
		object = object && h.nodes[k].kind == headerText
	}
	open, between, end := `[`, `,`, `]`
	if object {
		open, between, end = `{`, `:`, `}`
	}
	d = append(d, open...)
	for k := at + 1; k < h.nodes[at].end; k = h.behind(k) {
		if h.nodes[k].over {
			continue
		}
		if d = comma(d); !object {
			d = append(d, '[')
		}
		d = append(h.appendValue(d, k), between...)
		if d = h.appendValue(d, h.nodes[k].value); !object {
			d = append(d, ']')
		}
	}
	return append(d, end...)
}

// comma appends one unless a bracket has just been opened.
func comma(d []byte) []byte {
	if c := d[len(d)-1]; c == '[' || c == '{' {
		return d
	}
	return append(d, ',')
}

// appendJavaDecimal appends a number as Java's BigDecimal writes it. It is none of the
// small ones, which have other types.
func appendJavaDecimal(d []byte, token string) []byte {
	n, _ := scanDecimal(token)
	if n.negative {
		d = append(d, '-')
	}
	from := len(d)
	for _, c := range []byte(n.digits) {
		if c != '.' {
			d = append(d, c)
		}
	}
	count := len(d) - from
	switch {
	case n.scale > 0:
		d = append(d, 0)
		at := len(d) - 1 - int(n.scale)
		copy(d[at+1:], d[at:])
		d[at] = '.'
	case n.scale < 0:
		if count > 1 {
			d = append(d, 0)
			copy(d[from+2:], d[from+1:])
			d[from+1] = '.'
		}
		d = record.AppendInt(append(d, "E+"...), int64(count)-1-n.scale)
	}
	return d
}
