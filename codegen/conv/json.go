package conv

import (
	"fmt"
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// JSON is JSON text. It has no number that is not finite: a record with one fails
// before it is written (see [Guarded]).
type JSON struct {
	Form    TextForm
	Unknown string // ignore, error
	Tag     string // of unions; empty without
	Names   string // exact, ignore_case, camel, snake
	// Distinct says that null is written where there is none: a field that is not there is
	// missing.
	Distinct bool
	Suffix   string // tells formats with other options apart in names; empty for the default
	Lax      bool   // Kafka Connect's answers to values that do not fit
	records  *JSON  // of a field with @as: how records in it are written; nil elsewhere
}

// Name is part of the names of readers and writers.
func (j *JSON) Name() string { return choose(j.Form.Connect, "Connect", "") + "JSON" + j.Suffix }

// ReadWhole reads one value and demands that only white space is left.
func (j *JSON) ReadWhole(p *Package, f *emit.Body, dst Value, used map[string]bool) {
	f.Add(jen.Id("i").Op(":=").Add(emit.R("JSONSpace")).Call(jen.Id("b"), jen.Lit(0)))
	j.readRest(p, f, dst, used)
}

// readRest reads one value at i and demands that only white space is left.
func (j *JSON) readRest(p *Package, f *emit.Body, dst Value, used map[string]bool) {
	if dst.T.Kind == types.Record {
		j.fields(p, f, dst, "", used)
	} else {
		j.Read(p, f, dst, p.Field(""))
	}
	f.Add(jen.If(jen.Id("i").Op("=").Add(emit.R("JSONEnd")).Call(jen.Id("b"), jen.Id("i")), jen.Id("i").Op("<").Lit(0)).Block(jen.Return(jen.Id("i"))))
}

// WriteWhole appends the value.
func (j *JSON) WriteWhole(p *Package, f *emit.Body, src Value) { j.Write(p, f, src) }

// fields reads an object into a record: the keys in any order, each once, unknown
// ones as the options say.
func (j *JSON) fields(p *Package, f *emit.Body, dst Value, prefix string, used map[string]bool) {
	rec := dst.T.Record
	whole := p.Field(prefix)
	index := make([]int, len(rec.Fields))
	for k, fl := range rec.Fields {
		if fl.Name != types.RestName {
			index[k] = p.Field(join(prefix, fl.Name))
		}
	}
	p.defaults(f, dst)
	keys := j.keys(p, rec)

	seen, field := f.Name("seen"), f.Name("field")
	words := (len(rec.Fields) + 63) / 64
	keep := p.keepRest(f, j, rec, used)
	step := func(f *emit.Body, fn string) {
		failed(f, whole, []jen.Code{jen.Id(field), jen.Id("i")}, jen.Id(keys).Dot(fn).Call(jen.Op("&").Id("s").Dot("text"), jen.Id("b"), jen.Id("i")))
	}
	f.Add(jen.Var().Id(seen).Index(jen.Lit(max(words, 1))).Uint64(), jen.Var().Id(field).Int())
	first := f.Inner()
	step(first, "First")
	j.begin(f, rec, first.Code())
	in := f.Inner()
	in.Add(jen.Switch(jen.Id(field)).Block(j.cases(p, in, dst, jsonLoop{seen: seen, index: index, whole: whole, used: used, keep: keep})...))
	step(in, "Next")
	f.Add(jen.For(jen.Id(field).Op("!=").Add(emit.R("NoMoreKeys"))).Block(in.Code()...))
	keep.end(f, dst)
	j.missing(f, rec, seen, index)
}

// keys declares the table of the keys of a record; the index of a key is that of its
// field. A tag that was read before is a key as well, behind all fields. The rest of an
// open record holds its place: its name has no arm, as other unknown ones.
func (j *JSON) keys(p *Package, rec *types.RecordType) string {
	var names []jen.Code
	made := "keys of"
	name := func(text string) { names, made = append(names, jen.Lit(text)), made+" "+strconv.Quote(text) }
	for _, fl := range rec.Fields {
		name(spell(fl.Name, j.Names))
	}
	if j.hidesTag(rec) {
		name(j.Tag)
	}
	fn := choose(j.Names == "ignore_case", "NewJSONKeysFold", "NewJSONKeys")
	made += fn
	if table := p.funcs[made]; table != "" {
		return table
	}
	table := p.Take(emit.Join(p.Struct(rec), "keys"))
	p.funcs[made] = table
	p.Declare("schema_"+emit.File(p.Struct(rec)), emit.Doc("%s are the keys, each at the index of its field.", table),
		jen.Var().Id(table).Op("=").Add(emit.R(fn)).Call(names...))
	return table
}

// hidesTag reports whether a record has the tag of its union, which is no field, and
// would be refused as an unknown one.
func (j *JSON) hidesTag(rec *types.RecordType) bool {
	return j.Unknown == "error" && j.Tag != "" && rec.Field(j.Tag) == nil
}

// defaults sets what the input may leave out.
func (p *Package) defaults(f *emit.Body, dst Value) {
	for k, fl := range dst.T.Record.Fields {
		v := dst.Field(k)
		switch {
		case fl.HasDefault:
			c := p.Constant(fl.Type, fl.Default)
			f.Add(v.v().Op("=").Add(c.V))
			if v.OK != nil {
				f.Add(v.ok().Op("=").Add(c.OK))
			}
		case v.OK != nil:
			f.Add(v.ok().Op("=").False())
		case fl.Type.Kind == types.Any:
			f.Add(v.v().Op("=").Lit(""))
		}
	}
}

func join(prefix, name string) string {
	if prefix == "" {
		return name
	}
	return prefix + "." + name
}

// reader is the function that reads a nested record.
func (j *JSON) reader(p *Package, r *types.RecordType) string {
	j = j.ofRecords()
	return p.reader(j.Name(), r, "j", func(f *emit.Body) {
		j.fields(p, f, Value{V: jen.Id("v"), T: &types.Type{Kind: types.Record, Record: r}}, r.Name, nil)
	})
}

// Read adds the statements that read one value.
func (j *JSON) Read(p *Package, f *emit.Body, dst Value, field int) {
	t := dst.T
	call := func(fn string, args ...jen.Code) jen.Code {
		return emit.R(fn).Call(append(args, jen.Id("b"), jen.Id("i"))...)
	}
	arena := jen.Op("&").Id("s").Dot("text")
	direct := func(rhs jen.Code) { failed(f, field, []jen.Code{dst.v(), jen.Id("i")}, rhs) }
	if j.Lax && j.readLax(p, f, dst, field) || j.Form.Connect && j.readConnect(p, f, dst, field) {
		p.refine(f, dst, field)
		return
	}
	switch t.Kind {
	case types.Optional:
		n := f.Name("null")
		f.Add(jen.Var().Id(n).Bool())
		failed(f, field, []jen.Code{jen.Id(n), jen.Id("i")}, call("JSONNull"))
		in := f.Inner()
		j.Read(p, in, p.Inside(in, dst.Inner()), field)
		f.Add(jen.If(dst.ok().Op("=").Op("!").Id(n), dst.ok()).Block(in.Code()...))
		return
	case types.Record:
		f.Add(jen.If(jen.Id("i").Op("=").Id(j.reader(p, t.Record)).Call(address(dst), jen.Id("s"), jen.Id("b"), jen.Id("i")), jen.Id("i").Op("<").Lit(0)).
			Block(jen.Return(at(field, jen.Id("i")))))
		return
	case types.Union:
		j.readUnion(p, f, dst, field)
	case types.Tuple:
		j.readTuple(p, f, dst, field)
	case types.Vector:
		j.readList(p, f, dst, field)
		check(f, field, jen.Len(dst.v()).Op("!=").Lit(t.Len), "BadRefine")
	case types.List, types.Set:
		j.readList(p, f, dst, field)
	case types.Map:
		j.readMap(p, f, dst, field)
	case types.Bool:
		direct(call("JSONBool"))
	case types.String:
		direct(call("JSONText", arena))
	case types.JSON:
		direct(call("JSONRaw"))
	case types.Any:
		direct(call("JSONAny"))
	case types.Int64:
		direct(call("JSONInt"))
	case types.Uint64:
		direct(call("JSONUint"))
	case types.Int8, types.Int16, types.Int32, types.Uint8, types.Uint16, types.Uint32:
		n := f.Name("number")
		f.Add(jen.Var().Id(n).Int64())
		failed(f, field, []jen.Code{jen.Id(n), jen.Id("i")}, call("JSONInt"))
		check(f, field, jen.Op("!").Add(emit.R("Fits"+IntName(t.Kind))).Call(jen.Id(n)), "OutOfRange")
		f.Add(dst.v().Op("=").Add(p.Go(t)).Parens(jen.Id(n)))
	case types.Float:
		direct(call("JSONFloat"))
	case types.Double:
		direct(call("JSONDouble"))
	case types.Decimal:
		direct(emit.R("JSONDecimal"+bits(t)).Call(jen.Id("b"), jen.Id("i"), jen.Lit(t.Precision), jen.Lit(t.Scale)))
	case types.Varint:
		direct(emit.R("JSONDecimal128").Call(jen.Id("b"), jen.Id("i"), jen.Lit(38), jen.Lit(0)))
	case types.Bytes:
		direct(call(choose(j.Form.Hex, "JSONHex", "JSONBase64"), arena))
	case types.UUID, types.TimeUUID:
		direct(call("JSONUUID"))
	case types.Timestamp, types.Datetime:
		if j.Form.Time == "unix_ms" || j.Form.Time == "unix_s" {
			n := f.Name("number")
			f.Add(jen.Var().Id(n).Int64())
			failed(f, field, []jen.Code{jen.Id(n), jen.Id("i")}, call("JSONInt"))
			f.Add(dst.v().Op("=").Add(p.fromUnix(f, t, jen.Id(n), j.Form, field)))
			break
		}
		j.readQuoted(p, f, dst, field)
		return
	default:
		j.readQuoted(p, f, dst, field)
		return
	}
	p.refine(f, dst, field)
}

// readQuoted reads a JSON string and what it says.
func (j *JSON) readQuoted(p *Package, f *emit.Body, dst Value, field int) {
	n := f.Name("text")
	f.Add(jen.Var().Id(n).String())
	failed(f, field, []jen.Code{jen.Id(n), jen.Id("i")}, emit.R("JSONText").Call(jen.Op("&").Id("s").Dot("text"), jen.Id("b"), jen.Id("i")))
	p.ReadText(f, dst, jen.Id(n), j.Form, field)
}

func (j *JSON) readList(p *Package, f *emit.Body, dst Value, field int) {
	j.items(p, f, dst, field, "JSONArray", ']', p.Elem(dst.T.Elem), func(f *emit.Body, item string) {
		j.Read(p, f, ElemValue(jen.Id(item), dst.T.Elem), field)
	})
}

func (j *JSON) readMap(p *Package, f *emit.Body, dst Value, field int) {
	j.items(p, f, dst, field, "JSONObject", '}', jen.Id(p.Entry(dst.T)), func(f *emit.Body, item string) {
		key := f.Name("key")
		f.Add(jen.Var().Id(key).Index().Byte())
		failed(f, field, []jen.Code{jen.Id(key), jen.Id("i")}, emit.R("JSONKey").Call(jen.Op("&").Id("s").Dot("text"), jen.Id("b"), jen.Id("i")))
		text := emit.R("KeepText").Call(jen.Op("&").Id("s").Dot("text"), jen.Id(key))
		if dst.T.Key.Kind != types.String {
			name := f.Name("text")
			f.Add(jen.Id(name).Op(":=").Add(text))
			text = jen.Id(name)
		}
		p.ReadText(f, Value{V: jen.Id(item).Dot("key"), T: dst.T.Key}, text, j.Form, field)
		j.Read(p, f, ElemValue(jen.Id(item).Dot("value"), dst.T.Elem), field)
	})
}

// items reads the members of an array or object into an arena and cuts the value
// from it.
func (j *JSON) items(p *Package, f *emit.Body, dst Value, field int, open string, end rune, elem *jen.Statement, read func(*emit.Body, string)) {
	list := p.gather(f, dst.T)
	more, item := f.Name("more"), f.Name("item")
	in := f.Inner()
	in.Add(jen.Var().Id(item).Add(elem))
	read(in, item)
	list.add(in, jen.Id(item))
	failed(in, field, []jen.Code{jen.Id(more), jen.Id("i")}, emit.R("JSONNext").Call(jen.Id("b"), jen.Id("i"), jen.LitRune(end)))
	f.Add(jen.Var().Id(more).Bool())
	failed(f, field, []jen.Code{jen.Id(more), jen.Id("i")}, emit.R(open).Call(jen.Id("b"), jen.Id("i")))
	f.Add(jen.For(jen.Id(more)).Block(in.Code()...))
	list.end(f, dst)
}

// escaped is a key as it stands between the quotes of JSON.
func escaped(s string) string {
	q := fmt.Sprintf("%q", s)
	return q[1 : len(q)-1]
}
