package avro

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/twmb/avro"

	wire "github.com/flowc-lang/flowc/runtime/record"
)

// TestResolvesAsAnother holds random pairs of schemas against another library: whether
// they resolve, and what a record of the writer is for the reader.
func TestResolvesAsAnother(t *testing.T) {
	const pairs = 6000
	rnd := rand.New(rand.NewPCG(1, 2))
	fit, compared, same := 0, 0, 0
	for range pairs {
		switch n, unchanged := resolvesAsAnother(t, rnd); {
		case n > 0 && unchanged:
			same++
			fallthrough
		case n > 0:
			fit, compared = fit+1, compared+n
		}
	}
	if fit < pairs/4 || fit > pairs*9/10 || same > fit/2 {
		t.Errorf("%d of %d pairs fit, %d of them the same: this compares little", fit, pairs, same)
	}
	t.Logf("%d of %d pairs fit, %d records compared", fit, pairs, compared)
}

// FuzzResolvesAsAnother does the same for as long as one likes.
func FuzzResolvesAsAnother(f *testing.F) {
	f.Add(uint64(1), uint64(2))
	f.Fuzz(func(t *testing.T, a, b uint64) { resolvesAsAnother(t, rand.New(rand.NewPCG(a, b))) })
}

// resolvesAsAnother makes two versions of a schema and holds their resolution against
// another library. It returns how many records it compared, none where the versions do
// not fit, and whether they are the same.
func resolvesAsAnother(t *testing.T, rnd *rand.Rand) (compared int, same bool) {
	t.Helper()
	writer := (&maker{rnd: rnd}).record("Top", 3)
	reader := (&maker{rnd: rnd}).evolve(writer)
	ws, rs := jsonOf(writer), jsonOf(reader)
	plan, gap := resolveTexts(t, rs, ws)
	hr := avro.MustParse(rs)
	resolved, bad := avro.Resolve(avro.MustParse(ws), hr)
	if (gap == nil) != (bad == nil) {
		t.Fatalf("we say %v, the other %v\nreader %s\nwriter %s", gap, bad, rs, ws)
	}
	if gap != nil {
		return 0, false
	}
	parsed, err := Parse(ws)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		in := parsed.random(nil, rnd)
		out, i := plan.Rewrite(nil, in, 0)
		if i != len(in) {
			t.Fatalf("rewriting % x ends with %d\nreader %s\nwriter %s", in, i, rs, ws)
		}
		var got, want any
		if _, err := hr.Decode(out, &got); err != nil {
			t.Fatalf("% x: %v\nreader %s\nwriter %s", out, err, rs, ws)
		}
		if _, err := resolved.Decode(in, &want); err != nil {
			t.Fatalf("the other cannot read % x: %v\nreader %s\nwriter %s", in, err, rs, ws)
		}
		if plain(got) != plain(want) {
			t.Fatalf("got  %s\nwant %s\nreader %s\nwriter %s", plain(got), plain(want), rs, ws)
		}
		compared++
	}
	return compared, plan.same
}

func resolveTexts(t *testing.T, reader, writer string) (*Plan, error) {
	t.Helper()
	r, err := Parse(reader)
	if err != nil {
		t.Fatalf("%s: %v", reader, err)
	}
	w, err := Parse(writer)
	if err != nil {
		t.Fatalf("%s: %v", writer, err)
	}
	return Resolve(r, w)
}

func jsonOf(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// plain is a value without what only a library sees: the names of branches and the
// widths of numbers.
func plain(v any) string {
	switch v := v.(type) {
	case map[string]any:
		if len(v) == 1 {
			for k, x := range v {
				if k[0] == 'T' || kinds[k] != 0 {
					return plain(x)
				}
			}
		}
		out := map[string]string{}
		for k, x := range v {
			out[k] = plain(x)
		}
		return fmt.Sprint(out)
	case []any:
		out := "["
		for _, x := range v {
			out += plain(x) + " "
		}
		return out + "]"
	case []byte:
		return string(v)
	}
	r := reflect.ValueOf(v)
	switch {
	case !r.IsValid():
		return "null"
	case r.Kind() == reflect.Pointer:
		return plain(r.Elem().Interface())
	case r.CanInt():
		return fmt.Sprint(float64(r.Int()))
	case r.Kind() == reflect.Array: // a fixed
		return fmt.Sprintf("%x", v)
	}
	return fmt.Sprint(v)
}

// maker makes random schemas as JSON values.
type maker struct {
	rnd   *rand.Rand
	names int
}

type object = map[string]any

var scalars = []string{"boolean", "int", "long", "float", "double", "string", "bytes"}

func (m *maker) name(kind string) string {
	m.names++
	return fmt.Sprintf("T%s%d", kind, m.names)
}

func (m *maker) record(name string, depth int) object {
	var fields []any
	for k := range 1 + m.rnd.IntN(5) {
		fields = append(fields, object{"name": fmt.Sprintf("f%d", k), "type": m.typ(depth - 1)})
	}
	return object{"type": "record", "name": "T" + name, "fields": fields}
}

func (m *maker) typ(depth int) any {
	n := m.rnd.IntN(14)
	if depth <= 0 {
		n %= 9
	}
	switch n {
	case 7:
		return object{"type": "enum", "name": m.name("E"), "symbols": []any{"A", "B", "C"}[:1+m.rnd.IntN(3)]}
	case 8:
		return object{"type": "fixed", "name": m.name("F"), "size": 1 + m.rnd.IntN(3)}
	case 9:
		return object{"type": "array", "items": m.typ(depth - 1)}
	case 10:
		return object{"type": "map", "values": m.typ(depth - 1)}
	case 11:
		return m.record(m.name("R")[1:], depth)
	case 12, 13:
		return m.union(depth)
	}
	return scalars[n]
}

// union has null and another, or two scalars that do not become each other.
func (m *maker) union(depth int) any {
	t := m.typ(depth - 1)
	if _, ok := t.([]any); ok || m.rnd.IntN(3) == 0 {
		return []any{"int", "string", "boolean"}[:2+m.rnd.IntN(2)]
	}
	if m.rnd.IntN(2) == 0 {
		return []any{t, "null"}
	}
	return []any{"null", t}
}

// evolve makes another version of a record or type: mostly one that fits.
func (m *maker) evolve(v any) any {
	switch v := v.(type) {
	case string:
		return m.widen(v)
	case []any:
		var out []any
		for _, x := range v {
			out = append(out, m.evolveWithin(x))
		}
		if m.rnd.IntN(6) == 0 && out[0] != "double" && len(out) < 3 && fmt.Sprint(out[len(out)-1]) != "double" {
			out = append(out, object{"type": "fixed", "name": "Tnew" + fmt.Sprint(m.rnd.IntN(1e9)), "size": 2})
		}
		return out
	case object:
		return m.evolveObject(v)
	}
	panic("no schema")
}

// evolveWithin keeps scalars of a union, which may not stand in it twice.
func (m *maker) evolveWithin(v any) any {
	if _, ok := v.(string); ok {
		return v
	}
	return m.evolve(v)
}

func (m *maker) widen(v string) any {
	up := map[string][]string{"int": {"long", "float", "double"}, "long": {"float", "double"}, "float": {"double"}, "string": {"bytes"}, "bytes": {"string"}}
	switch n := m.rnd.IntN(24); {
	case n < 4 && up[v] != nil:
		return up[v][m.rnd.IntN(len(up[v]))]
	case n == 5 && v != "null":
		return []any{"null", v}
	case n == 6:
		return scalars[m.rnd.IntN(len(scalars))]
	}
	return v
}

func (m *maker) evolveObject(v object) any {
	switch v["type"] {
	case "enum":
		out := object{"type": "enum", "name": v["name"], "symbols": []any{"C", "A", "B"}[:1+m.rnd.IntN(3)]}
		if m.rnd.IntN(2) == 0 {
			out["default"] = "C"
		}
		return out
	case "fixed":
		if m.rnd.IntN(12) == 0 {
			return object{"type": "fixed", "name": v["name"], "size": 4}
		}
		return v
	case "array":
		return object{"type": "array", "items": m.evolve(v["items"])}
	case "map":
		return object{"type": "map", "values": m.evolve(v["values"])}
	}
	return m.evolveRecord(v)
}

func (m *maker) evolveRecord(v object) any {
	out := object{"type": "record", "name": v["name"]}
	if m.rnd.IntN(10) == 0 {
		out["name"], out["aliases"] = v["name"].(string)+"New", []any{v["name"]}
	}
	var fields []any
	for _, x := range v["fields"].([]any) {
		f := x.(object)
		switch m.rnd.IntN(8) {
		case 0: // removed
			continue
		case 1: // renamed
			fields = append(fields, object{"name": f["name"].(string) + "x", "aliases": []any{f["name"]}, "type": m.evolve(f["type"])})
		default:
			fields = append(fields, object{"name": f["name"], "type": m.evolve(f["type"])})
		}
	}
	if m.rnd.IntN(2) == 0 {
		fields = append(fields, m.added())
	}
	if m.rnd.IntN(3) == 0 {
		m.rnd.Shuffle(len(fields), func(i, j int) { fields[i], fields[j] = fields[j], fields[i] })
	}
	if fields == nil {
		fields = []any{}
	}
	out["fields"] = fields
	return out
}

// added is a field that the writer does not have, now and then without a default.
func (m *maker) added() object {
	list := []object{
		{"type": "int", "default": 7},
		{"type": "string", "default": "é"},
		{"type": []any{"null", "long"}, "default": nil},
		{"type": object{"type": "array", "items": "int"}, "default": []any{1, 2}},
		{"type": object{"type": "map", "values": "string"}, "default": object{"k": "v"}},
		{"type": "double", "default": 1.5},
		{"type": "boolean"},
	}
	f := list[m.rnd.IntN(len(list))]
	f["name"] = fmt.Sprintf("n%d", m.rnd.IntN(1e9))
	return f
}

// random appends a random value of s.
func (s *Schema) random(d []byte, rnd *rand.Rand) []byte {
	switch s.kind {
	case null:
		return d
	case boolean:
		return wire.AppendAvroBool(d, rnd.IntN(2) == 0)
	case integer, long:
		return wire.AppendAvroLong(d, int64(rnd.IntN(2000)-1000))
	case float:
		return wire.AppendAvroFloat(d, float32(rnd.IntN(100))/4)
	case double:
		return wire.AppendAvroDouble(d, float64(rnd.IntN(100))/8)
	case bytes, text:
		return wire.AppendAvroText(d, "tüx"[:3+rnd.IntN(2)])
	case enum:
		return wire.AppendAvroLong(d, int64(rnd.IntN(len(s.symbols))))
	case fixed:
		return append(d, "abcd"[:s.size]...)
	case union:
		k := rnd.IntN(len(s.branches))
		return s.branches[k].random(wire.AppendAvroLong(d, int64(k)), rnd)
	case record:
		for _, f := range s.fields {
			d = f.typ.random(d, rnd)
		}
		return d
	}
	for range rnd.IntN(3) { // blocks of one, some with their size
		var elem []byte
		if s.kind == mapping {
			elem = wire.AppendAvroText(elem, fmt.Sprint("k", rnd.IntN(1e9)))
		}
		elem = s.elem.random(elem, rnd)
		if rnd.IntN(2) == 0 {
			d = wire.AppendAvroLong(wire.AppendAvroLong(d, -1), int64(len(elem)))
		} else {
			d = wire.AppendAvroLong(d, 1)
		}
		d = append(d, elem...)
	}
	return append(d, 0)
}
