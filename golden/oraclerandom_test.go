//go:build unix

package golden

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
)

// oracleWays are the ways to ask: each type read leniently and written plainly, read
// plainly and written with its schema, then schema-free data, headers and text.
func oracleWays(r *connectRandom) []*oracleWay {
	const each = oracleRecords/2/oracleTypes - oracleRecords/20/oracleTypes
	enveloped, plain := map[string]string{"schemas.enable": "true"}, map[string]string{"schemas.enable": "false"}
	var ways []*oracleWay
	for k := range oracleTypes {
		typ := r.typ(0, k)
		typ.Optional, typ.Default = false, nil
		prefix := `{"schema":` + typ.schema() + `,"payload":`
		lax := newWay(fmt.Sprintf("lax%d", k), typ.flow(), "connect_json(compat: connect)", "", typ.flow(), "connect_json(schemas: false, compat: connect)")
		lax.way, lax.read, lax.write = "json", enveloped, plain
		strict := newWay(fmt.Sprintf("strict%d", k), typ.flow(), plainConnect, "", typ.flow(), "connect_json(compat: connect)")
		strict.way, strict.read, strict.write, strict.exact = "json", enveloped, enveloped, true
		for range each {
			lax.in = append(lax.in, prefix+r.payload(typ, 30)+"}")
			text := r.payload(typ, 0)
			strict.in, strict.asked = append(strict.in, text), append(strict.asked, prefix+text+"}")
		}
		ways = append(ways, lax, strict)
	}
	free := newWay("free", "any", "connect_json(schemas: false, compat: connect)", "", "any", plainConnect)
	free.way, free.read, free.write = "json", plain, plain
	headers := newWay("headers", "string", "utf8", "map parse_header(.)", "any", "json")
	headers.way, headers.write, headers.unwritten = "header", map[string]string{"schemas.enable": "true", "decimal.format": "NUMERIC"}, true
	texts := newWay("texts", "string", "utf8(compat: connect)", "", "string", plainConnect)
	texts.way, texts.write = "string", plain
	for range oracleRecords / 20 {
		free.in = append(free.in, r.free(0))
		headers.in = append(headers.in, r.header())
		texts.in = append(texts.in, r.bytes())
	}
	return append(ways, free, headers, texts)
}

func newWay(node, from, read, stage, to, write string) *oracleWay {
	return &oracleWay{node: node, flow: fmt.Sprintf("\ntopic %s on k { value: %s as %s }\ntopic out_%s on k { value: %s as %s }\npipeline to_%s { from %s\n  %s\n  to out_%s\n}\n",
		node, from, read, node, to, write, node, node, stage, node)}
}

// schema is the text of a schema as Connect writes it.
func (c *connectType) schema() string {
	var b strings.Builder
	fmt.Fprintf(&b, `{"type":%q`, c.Type)
	switch c.Type {
	case "array":
		b.WriteString(`,"items":` + c.Items.schema())
	case "map":
		b.WriteString(`,"keys":` + c.Keys.schema() + `,"values":` + c.Values.schema())
	case "struct":
		b.WriteString(`,"fields":[`)
		for k, f := range c.Fields {
			if k > 0 {
				b.WriteString(",")
			}
			b.WriteString(f.schema())
		}
		b.WriteString("]")
	}
	fmt.Fprintf(&b, `,"optional":%t`, c.Optional)
	if c.Name != "" {
		fmt.Fprintf(&b, `,"name":%q,"version":1`, c.Name)
	}
	if c.Parameters != nil {
		b.WriteString(`,"parameters":` + string(marshal(c.Parameters)))
	}
	if c.Default != nil {
		b.WriteString(`,"default":` + string(c.Default))
	}
	if c.Field != "" {
		fmt.Fprintf(&b, `,"field":%q`, c.Field)
	}
	return b.String() + "}"
}

// connectRandom makes types, payloads and texts.
type connectRandom struct{ *rand.Rand }

func (r *connectRandom) one(of ...string) string { return of[r.IntN(len(of))] }

var connectScalars = []connectType{
	{Type: "boolean"},
	{Type: "int8"},
	{Type: "int16"},
	{Type: "int32"},
	{Type: "int64"},
	{Type: "float"},
	{Type: "double"},
	{Type: "string"},
	{Type: "bytes"},
	{Type: "int32", Name: "org.apache.kafka.connect.data.Date"},
	{Type: "int32", Name: "org.apache.kafka.connect.data.Time"},
	{Type: "int64", Name: "org.apache.kafka.connect.data.Timestamp"},
	{Type: "bytes", Name: connectDecimal, Parameters: map[string]string{"scale": "2"}},
}

// typ is a type; which chooses among scalars first, so that each kind comes by itself.
func (r *connectRandom) typ(depth, which int) *connectType {
	if depth == 0 && which >= len(connectScalars) {
		which = len(connectScalars) + which%3
	}
	if depth > 0 {
		which = r.IntN(len(connectScalars) + 2)
		if depth > 2 {
			which = r.IntN(len(connectScalars))
		}
	}
	c := &connectType{}
	switch which - len(connectScalars) {
	case 0:
		c = &connectType{Type: "struct"}
		for k := range 1 + r.IntN(5) {
			f := r.typ(depth+1, 0)
			f.Field = fmt.Sprintf("f%d", k)
			c.Fields = append(c.Fields, f)
		}
	case 1:
		c = &connectType{Type: "array", Items: r.typ(depth+1, 0)}
	case 2:
		key := connectScalars[r.IntN(2)*3+4] // int64 or string
		c = &connectType{Type: "map", Keys: &key, Values: r.typ(depth+1, 0)}
	default:
		*c = connectScalars[which]
	}
	c.Optional = r.IntN(3) == 0
	if c.Optional && c.Name == "" && (c.Type == "int32" || c.Type == "string") && r.IntN(2) == 0 {
		c.Default = json.RawMessage(map[string]string{"int32": "7", "string": `"none"`}[c.Type])
	}
	c.noDefaultInside()
	return c
}

// noDefaultInside takes defaults away where a .flow file has none: of items.
func (c *connectType) noDefaultInside() {
	for _, part := range []*connectType{c.Items, c.Values} {
		if part != nil {
			part.Default = nil
		}
	}
}

// apart reports whether Connect takes another value for one of the type in a way that
// docs/connect.md says is not flowc's.
func (c *connectType) apart() bool {
	switch c.Type {
	case "string", "bytes", "array":
		return true
	case "map":
		return c.Keys.Type != "string"
	}
	return false
}

// payload is a value of a type, in lenient percent of the places another one.
func (r *connectRandom) payload(c *connectType, lenient int) string {
	if r.IntN(100) < lenient/3 && !c.apart() {
		other := r.one("1", "-2", "300", "1.9", `"5"`, "true", "[]", "{}", "1e3", "-0.5", "99999999999", "9223372036854775808")
		if c.Type != "float" && c.Name == "" || len(other) < len("99999999999") {
			return other
		}
	}
	if c.Optional && r.IntN(5) == 0 {
		return "null"
	}
	switch _, logical, _ := strings.Cut(c.Name, "connect.data."); logical {
	case "Decimal":
		return fmt.Sprintf("%d.%02d", r.IntN(2_000_000)-1_000_000, r.IntN(100))
	case "Time":
		return fmt.Sprint(r.IntN(86_400_000))
	case "Date":
		return fmt.Sprint(r.IntN(100_000) - 50_000)
	case "Timestamp":
		return fmt.Sprint(r.Int64N(4e12) - 1e12)
	}
	switch c.Type {
	case "boolean":
		return r.one("true", "false")
	case "int8":
		return fmt.Sprint(int8(r.Uint32()))
	case "int16":
		return fmt.Sprint(int16(r.Uint32()))
	case "int32":
		return fmt.Sprint(int32(r.Uint32()))
	case "int64":
		return fmt.Sprint(int64(r.Uint64()))
	case "float", "double":
		return r.float()
	case "string":
		return r.text()
	case "bytes":
		return `"` + base64.StdEncoding.EncodeToString([]byte(r.bytes())) + `"`
	case "struct":
		return r.fields(c, lenient)
	case "array":
		var items []string
		for range r.IntN(4) {
			items = append(items, r.payload(c.Items, lenient))
		}
		return "[" + strings.Join(items, ",") + "]"
	}
	if r.IntN(3) == 0 {
		return map[bool]string{true: "{}", false: "[]"}[c.Keys.Type == "string"]
	}
	if c.Keys.Type == "string" {
		return "{" + r.text() + ":" + r.payload(c.Values, lenient) + "}"
	}
	return "[[" + r.payload(c.Keys, 0) + "," + r.payload(c.Values, lenient) + "]]"
}

// fields are those of a record; leniently they may be missing, more or twice.
func (r *connectRandom) fields(c *connectType, lenient int) string {
	var fields []string
	for _, f := range c.Fields {
		if lenient > 0 && r.IntN(20) == 0 {
			continue
		}
		fields = append(fields, fmt.Sprintf("%q:%s", f.Field, r.payload(f, lenient)))
	}
	if lenient > 0 && r.IntN(10) == 0 {
		fields = append(fields, `"more":`+r.free(2))
	}
	r.Shuffle(len(fields), func(i, j int) {
		if lenient > 0 {
			fields[i], fields[j] = fields[j], fields[i]
		}
	})
	return "{" + strings.Join(fields, ",") + "}"
}

// float has few digits: Java before 19 writes some of the others with one too many.
func (r *connectRandom) float() string {
	return fmt.Sprintf("%d.%de%d", r.IntN(200)-100, r.IntN(10), r.IntN(10)-5)
}

func (r *connectRandom) text() string {
	var b strings.Builder
	for range r.IntN(6) {
		b.WriteString(r.one("a", "ü", "😀", " ", `\n`, `\"`, `\\`, `\/`, `\u0001`, `\u00e9`, "//", "\u2028"))
	}
	return `"` + b.String() + `"`
}

// free is schema-free data.
func (r *connectRandom) free(depth int) string {
	switch n := r.IntN(9); {
	case n < 2 && depth < 3:
		var items []string
		for range r.IntN(4) {
			items = append(items, r.free(depth+1))
		}
		return "[" + strings.Join(items, " , ") + "]"
	case n < 4 && depth < 3:
		var items []string
		for range r.IntN(4) {
			items = append(items, r.text()+":"+r.free(depth+1))
		}
		return "{" + strings.Join(items, ",") + "}"
	case n < 6:
		return r.one("0", "-1", "1.50", "1E2", "9223372036854775808", "-9223372036854775809", "123456789012345678901234567890", "0.0001", "12345678", "12345678.5")
	case n < 7:
		return r.one("true", "false", "null")
	}
	return r.text()
}

// header is a text of what headers are made of.
func (r *connectRandom) header() string {
	var b strings.Builder
	if r.IntN(2) == 0 {
		r.nested(&b, 0)
		return b.String()
	}
	for range 1 + r.IntN(6) {
		b.WriteString(r.atom(r.IntN(2) == 0))
		b.WriteString(r.one("", "", " ", ",", ":", "[", "]", "{", "}", `"`, `\`))
	}
	return b.String()
}

func (r *connectRandom) atom(quote bool) string {
	atom := r.one("1", "300", "-5", "+7", "007", "2.5", "1e3", "99999", "5000000000", "9223372036854775808", "1e40", "1e-3", "1e400", "true", "false", "null", "a", "x y", "é",
		"2023-11-14", "2023-02-31", "1500-03-01", "2023-1-1xy", "22:13:20.000Z", "2023-11-14T22:13:20.123Z", "0x10", "1_0", "-")
	if quote {
		return `"` + atom + `"`
	}
	return atom
}

// nested is a list or map, or almost one.
func (r *connectRandom) nested(b *strings.Builder, depth int) {
	kind := r.IntN(3)
	if kind == 2 || depth > 2 {
		b.WriteString(r.atom(r.IntN(3) == 0))
		return
	}
	b.WriteString([]string{"[", "{"}[kind])
	n := r.IntN(4)
	for k := range n {
		if kind == 1 {
			b.WriteString(r.atom(r.IntN(4) > 0) + ":")
		}
		r.nested(b, depth+1)
		if k < n-1 {
			b.WriteString(r.one(",", ", ", " ,"))
		}
	}
	if r.IntN(30) > 0 {
		b.WriteString([]string{"]", "}"}[kind])
	}
}

// bytes are text, mostly.
func (r *connectRandom) bytes() string {
	var b strings.Builder
	for range r.IntN(8) {
		b.WriteString(r.one("a", "ü", "€", "😀", "\xff", "\xe2\x82", "\xf0\x9f\x98", "\xed\xa0\x80", "\xc0", "\x80", "\x00", "\n"))
	}
	return b.String()
}
