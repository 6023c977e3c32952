package record

// ConnectSchema reads the envelope of Kafka Connect's JSON converter: an object of a
// schema and a payload, in either order.
//
// A producer writes the same schema each time. So what stands in front of the payload is
// compared as bytes, with the text that the compiler made, and with what was in front of
// the last payload that was accepted. Only another one is looked at field by field.
type ConnectSchema struct {
	accepted []byte
	scratch  Arena
	// whole says that the last envelope was checked to its end.
	whole bool
}

// Payload returns the cursor of the payload. prefix is the text that is expected in front
// of it, `{"schema":S,"payload":`. lax takes a second schema or payload for the one that
// counts, as Connect does.
func (c *ConnectSchema) Payload(b []byte, prefix string, lax bool) int {
	c.whole = false
	if len(b) > len(prefix) && string(b[:len(prefix)]) == prefix {
		return JSONSpace(b, len(prefix))
	}
	if n := len(c.accepted); n > 0 && len(b) > n && string(b[:n]) == string(c.accepted) {
		return n
	}
	return c.other(b, prefix, lax)
}

const (
	envelopeOpen    = `{"schema":`
	envelopeBetween = `,"payload":`
)

// other reads an envelope with another text in front of its payload.
func (c *ConnectSchema) other(b []byte, prefix string, lax bool) int {
	e, i := c.envelope(b, lax)
	if i < 0 {
		return i
	}
	want := Any(prefix[len(envelopeOpen) : len(prefix)-len(envelopeBetween)])
	c.scratch.Reset()
	if !connectFits(&c.scratch, want, e.schema) {
		return bad(BadSchema)
	}
	c.whole = true
	if e.schemaFirst && e.members == 2 {
		c.accepted = append(c.accepted[:0], b[:e.payload]...)
	}
	return e.payload
}

// envelope is what stands in one.
type envelope struct {
	schema      Any
	payload     int // where it begins
	schemaFirst bool
	members     int
}

// envelope goes through an envelope and checks all of it.
func (c *ConnectSchema) envelope(b []byte, lax bool) (e envelope, i int) {
	more, i := JSONObject(b, JSONSpace(b, 0))
	if i == bad(WrongKind) || i == bad(NullValue) {
		return e, bad(BadMagic)
	}
	for more && i >= 0 {
		var key []byte
		c.scratch.Reset()
		if key, i = JSONKey(&c.scratch, b, i); i < 0 {
			return e, i
		}
		from := i
		if i = e.member(b, string(key), i, lax); i < 0 {
			return e, i
		}
		if e.members++; e.members == 1 {
			e.schemaFirst = e.schema != "" && from != e.payload
		}
		more, i = JSONNext(b, i, '}')
	}
	if i < 0 {
		return e, i
	}
	if e.schema == "" || e.payload == 0 {
		return e, bad(BadMagic)
	}
	if lax {
		return e, i
	}
	return e, JSONEnd(b, i)
}

// member takes the value at i.
func (e *envelope) member(b []byte, key string, i int, lax bool) int {
	end := JSONSkip(b, i)
	if end < 0 {
		return end
	}
	switch key {
	case "schema":
		if e.schema != "" && !lax {
			return bad(Duplicate)
		}
		e.schema = AnyOf(b[i:end])
	case "payload":
		if e.payload != 0 && !lax {
			return bad(Duplicate)
		}
		e.payload = i
	default:
		return bad(BadMagic)
	}
	return end
}

// Null reports whether b is an envelope, of a schema that fits, around null.
func (c *ConnectSchema) Null(b []byte, prefix string, lax bool) bool {
	null, i := false, c.Payload(b, prefix, lax)
	if i >= 0 {
		null, i = JSONNull(b, i)
	}
	return null && i >= 0 && c.Close(b, i, lax) >= 0
}

// Close reads what stands behind the payload.
func (c *ConnectSchema) Close(b []byte, i int, lax bool) int {
	if c.whole {
		return len(b)
	}
	more, i := JSONNext(b, i, '}')
	switch {
	case i < 0:
		return i
	case more:
		return bad(BadMagic)
	case lax:
		return i
	}
	return JSONEnd(b, i)
}

// connectFits reports whether payloads that were written with the schema got are read
// right by what reads those of want. Names of structs, versions, docs and defaults make no
// difference; fields that want does not have are passed over.
func connectFits(a *Arena, want, got Any) bool {
	if want == "null" {
		return true // schema-free data, which takes any
	}
	typ := AnyField(want, "type")
	if !connectWidens(AnyField(got, "type"), typ) || !sameLogical(a, want, got) {
		return false
	}
	switch typ {
	case `"array"`:
		return connectFits(a, AnyField(want, "items"), AnyField(got, "items"))
	case `"map"`:
		return connectFits(a, AnyField(want, "keys"), AnyField(got, "keys")) && connectFits(a, AnyField(want, "values"), AnyField(got, "values"))
	case `"struct"`:
		return connectFields(a, AnyField(want, "fields"), AnyField(got, "fields"))
	}
	return true
}

// connectWidens reports whether each value of one type of Connect is one of the other.
func connectWidens(from, to Any) bool {
	if from == to {
		return true
	}
	switch to {
	case `"int64"`:
		return from == `"int32"` || from == `"int16"` || from == `"int8"`
	case `"int32"`:
		return from == `"int16"` || from == `"int8"`
	case `"int16"`:
		return from == `"int8"`
	case `"double"`:
		return from == `"float"`
	}
	return false
}

// connectData begins the names of Connect's own logical types.
const connectData = `"org.apache.kafka.connect.data.`

// sameLogical reports whether both mean the same by their values: a timestamp is no plain
// number, and a decimal has the scale that it was written with.
func sameLogical(a *Arena, want, got Any) bool {
	if AnyField(want, "type") == `"struct"` {
		return true
	}
	name, other := AnyField(want, "name"), AnyField(got, "name")
	switch {
	case name != "" && name != other:
		return false
	case name == "" && len(other) > len(connectData) && other[:len(connectData)] == connectData:
		return false
	}
	scale := AnyField(AnyField(want, "parameters"), "scale")
	return scale == "" || AnyEqual(a, scale, AnyField(AnyField(got, "parameters"), "scale"))
}

// connectFields reports whether each field of want is among those of got, or may be
// missing.
func connectFields(a *Arena, want, got Any) bool {
	for k := range AnyLen(want) {
		f := AnyItem(want, k)
		other := namedField(a, got, AnyField(f, "field"))
		switch {
		case other != "":
			if !connectFits(a, f, other) {
				return false
			}
		case AnyField(f, "optional") != "true" && AnyField(f, "default") == "":
			return false
		}
	}
	return true
}

// namedField is the schema of a field, nothing where there is none of that name. It goes
// through fields once: how many there are is up to the input.
func namedField(a *Arena, fields, name Any) Any {
	b := bytesOf(string(fields))
	if fields.Kind() != AnyList {
		return ""
	}
	more, i := JSONArray(b, 0)
	for more && i >= 0 {
		from := i
		if i = JSONSkip(b, i); i < 0 {
			return ""
		}
		if f := AnyOf(b[from:i]); AnyEqual(a, AnyField(f, "field"), name) {
			return f
		}
		more, i = JSONNext(b, i, ']')
	}
	return ""
}
