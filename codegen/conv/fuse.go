package conv

import (
	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// mostFused is how many fields a fused record has at most: their code stands in one function.
const mostFused = 200

// Fuse adds the statements that read a record of type t from b, which is JSON, and append it
// to d as `to` writes it, value by value, without a struct in between. It reports false, and
// adds nothing, where there are none.
//
// They know the usual text only: the fields in the order of the schema, each once, and no space
// in between; an optional one may be left out. Anything else makes them return a cursor below zero.
// Then the record is read and written in the general way, which finds out what is
// wrong with it or writes it. Where they succeed, they have read what the general way
// would have read, and written the same bytes.
func (j *JSON) Fuse(p *Package, f *emit.Body, t *types.Type, to Writer) bool {
	if t.Kind != types.Record || types.Recursive(t) || j.Lax || j.Form.Connect {
		return false
	}
	if n, plain := fused(t); !plain || n > mostFused {
		return false
	}
	x := &fusion{Package: p}
	switch to := to.(type) {
	case *JSON:
		if !j.writesAs(to) {
			return false
		}
		x.to = &copying{x}
	case *Avro:
		to.frame(f)
		x.to = &writing{x, to}
	default:
		return false
	}
	f.Add(jen.Id("i").Op(":=").Lit(0))
	x.to.begin(f)
	x.fields(f, t.Record, j)
	x.to.end(f)
	x.next(f, emit.R("JSONEnd"))
	return true
}

// fused is how many fields a value of t has whose code would stand in one function. It is
// not plain where a record is open.
func fused(t *types.Type) (n int, plain bool) {
	switch t.Kind {
	case types.Optional, types.List:
		return fused(t.Elem)
	case types.Record:
		plain = len(t.Record.Fields) > 0 && t.Record.Index(types.RestName) < 0
		for _, fl := range t.Record.Fields {
			k, ok := fused(fl.Type)
			n, plain = n+k, plain && ok
		}
		return n, plain
	}
	return 1, true
}

// fusion is one such function.
type fusion struct {
	*Package
	to target
}

// target is what becomes of the values.
type target interface {
	begin(f *emit.Body)
	// value adds the statements that read the value at i and write it. Records are those of
	// fusion.
	value(f *emit.Body, j *JSON, t *types.Type, name string)
	// optional does the same for a field whose key, if it is there, is what stands at i.
	optional(f *emit.Body, j *JSON, fl *types.Field, key string)
	end(f *emit.Body)
}

func (x *fusion) fields(f *emit.Body, r *types.RecordType, j *JSON) {
	lead := "{"
	for k, fl := range r.Fields {
		f.Line(lineOf(fl.At, fl.Name))
		key := lead + j.quoted(fl)
		lead = ","
		if k > 0 && fl.Type.Kind == types.Optional && !fl.HasDefault && !j.Distinct {
			x.to.optional(f, j.of(fl), fl, key)
			continue
		}
		f.Add(jen.If(unlike(key)).Block(giveUp()), jen.Id("i").Op("+=").Lit(len(key)))
		x.value(f, j.of(fl), fl.Type, fl.Name)
	}
	x.next(f, emit.R("JSONTightEnd"))
}

func (x *fusion) value(f *emit.Body, j *JSON, t *types.Type, name string) {
	if t.Kind == types.Record {
		x.fields(f, t.Record, j.ofRecords())
		return
	}
	x.to.value(f, j, t, name)
}

// items is the loop over the elements of the list at i.
func (x *fusion) items(f *emit.Body, open, next *jen.Statement, item []jen.Code) {
	more := f.Name("more")
	step := func(call *jen.Statement) *jen.Statement {
		return jen.If(jen.List(jen.Id(more), jen.Id("i")).Op("=").Add(call), jen.Id("i").Op("<").Lit(0)).Block(jen.Return(jen.Id("i")))
	}
	f.Add(jen.Var().Id(more).Bool(), step(open), jen.For(jen.Id(more)).Block(append(item, step(next))...))
}

// next moves the cursor behind what a function of b and i reads.
func (x *fusion) next(f *emit.Body, fn *jen.Statement) {
	f.Add(jen.If(jen.Id("i").Op("=").Add(fn).Call(jen.Id("b"), jen.Id("i")), jen.Id("i").Op("<").Lit(0)).Block(jen.Return(jen.Id("i"))))
}

// giveUp leaves the record to the general way.
func giveUp() jen.Code { return jen.Return(emit.Reason("BadSyntax")) }

// local declares what holds a value of t between reading and writing.
func (x *fusion) local(f *emit.Body, t *types.Type, name string) Value {
	v := Value{V: jen.Id(f.Name(name)), T: t}
	f.Add(jen.Var().Add(v.v()).Add(x.Go(t)))
	if t.Kind == types.Optional {
		v.OK = jen.Id(f.Name(emit.Join("has", name)))
		f.Add(jen.Var().Add(v.ok()).Bool())
	}
	return v
}

// writing writes what was read in another format.
type writing struct {
	*fusion
	avro *Avro
}

func (*writing) begin(*emit.Body) {}
func (*writing) end(*emit.Body)   {}

func (w *writing) value(f *emit.Body, j *JSON, t *types.Type, name string) {
	if t.Kind == types.List && t.Refine == nil {
		w.list(f, j, t, name)
		return
	}
	v := w.local(f, t, name)
	j.Read(w.Package, f, v, 0)
	w.write(f, v)
}

func (w *writing) write(f *emit.Body, v Value) {
	w.Guard(f, v, w.avro.Bad)
	w.avro.Write(w.Package, f, v)
}

func (w *writing) optional(f *emit.Body, j *JSON, fl *types.Field, key string) {
	v := w.local(f, fl.Type, fl.Name)
	in := f.Inner()
	in.Add(jen.Id("i").Op("+=").Lit(len(key)))
	j.Read(w.Package, in, v, 0)
	f.Add(jen.If(like(key)).Block(in.Code()...))
	w.write(f, v)
}

// mostCounted is how many elements a count of one byte can say.
const mostCounted = 63

// list leaves a byte for the count in front of the elements, which is known behind them. A longer
// list is left to the general way.
func (w *writing) list(f *emit.Body, j *JSON, t *types.Type, name string) {
	at, n := f.Name("count at"), f.Name("count")
	in := f.Inner()
	w.fusion.value(in, j, t.Elem, name)
	in.Add(jen.Id(n).Op("++"))
	f.Add(jen.List(jen.Id(at), jen.Id(n)).Op(":=").List(jen.Len(jen.Id("d")), jen.Lit(0)))
	f.Text("\x00")
	w.items(f, emit.R("JSONArray").Call(jen.Id("b"), jen.Id("i")), emit.R("JSONNext").Call(jen.Id("b"), jen.Id("i"), jen.LitRune(']')), in.Code())
	f.Add(jen.If(jen.Id(n).Op(">").Lit(mostCounted)).Block(giveUp()),
		jen.If(jen.Id(n).Op(">").Lit(0)).Block(
			jen.Id("d").Index(jen.Id(at)).Op("=").Byte().Parens(jen.Id(n).Op("<<").Lit(1)),
			jen.Id("d").Op("=").Append(jen.Id("d"), jen.Lit(0))))
}
