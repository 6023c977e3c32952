package conv

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
)

// Framing is what stands in front of an Avro value.
type Framing uint8

// The framings.
const (
	Raw          Framing = iota + 1 // nothing
	SingleObject                    // C3 01 and the fingerprint
	Registry                        // 0 and a schema id that is pinned
	Lookup                          // 0 and the schema id that a registry gave
)

// Avro is Avro's binary encoding.
type Avro struct {
	Framing     Framing
	Fingerprint uint64 // of a SingleObject
	ID          uint32 // of a Registry
	Subject     string // variable of a Lookup, a subject.Avro
}

// Name is part of the names of readers and writers. The framing is around a whole
// value only, so readers of records do not differ by it.
func (*Avro) Name() string { return "Avro" }

// ReadWhole reads the framing, the value, and demands that nothing is left.
func (a *Avro) ReadWhole(p *Package, f *emit.Body, dst Value, used map[string]bool) {
	switch a.Framing {
	case Raw:
		f.Add(jen.Id("i").Op(":=").Lit(0))
	case SingleObject:
		f.Add(jen.Id("i").Op(":=").Add(emit.R("AvroSingleObject")).Call(jen.Id("b"), hex64(a.Fingerprint)))
	case Registry:
		f.Add(jen.Id("i").Op(":=").Add(emit.R("RegistryFrame")).Call(jen.Id("b"), jen.Lit(int(a.ID))))
	case Lookup:
		f.Add(jen.List(jen.Id("b"), jen.Id("i")).Op(":=").Id(a.Subject).Dot("Frame").Call(jen.Id("b"), jen.Op("&").Id("s").Dot("text")))
	default:
		panic(fmt.Sprintf("conv: no such framing %d", a.Framing))
	}
	if a.Framing != Raw {
		f.Add(jen.If(jen.Id("i").Op("<").Lit(0)).Block(jen.Return(jen.Id("i"))))
	}
	if dst.T.Kind == types.Record {
		a.fields(p, f, dst, used)
	} else {
		a.Read(p, f, dst, p.Field(""))
	}
	f.Add(jen.If(jen.Id("i").Op("!=").Len(jen.Id("b"))).Block(jen.Return(emit.Reason("Trailing"))))
}

// WriteWhole appends the framing and the value.
func (a *Avro) WriteWhole(p *Package, f *emit.Body, src Value) {
	a.frame(f)
	a.Write(p, f, src)
}

// frame appends the framing.
func (a *Avro) frame(f *emit.Body) {
	switch a.Framing {
	case Raw:
	case SingleObject:
		appendTo(f, "AppendAvroSingleObject", hex64(a.Fingerprint))
	case Registry:
		appendTo(f, "AppendRegistryFrame", jen.Lit(int(a.ID)))
	case Lookup:
		f.Add(jen.Id("d").Op("=").Id(a.Subject).Dot("AppendFrame").Call(jen.Id("d")))
	default:
		panic(fmt.Sprintf("conv: no such framing %d", a.Framing))
	}
}

// hex64 is a fingerprint as people compare them.
func hex64(v uint64) *jen.Statement { return jen.Op(fmt.Sprintf("%#016x", v)) }

// fields reads the fields of a record in the order of the schema; those that nobody
// uses are skipped.
func (a *Avro) fields(p *Package, f *emit.Body, dst Value, used map[string]bool) {
	for k, fl := range dst.T.Record.Fields {
		n := p.Field(fl.Name)
		if used != nil && !used[fl.Name] {
			f.Line(lineOf(fl.At, fl.Name+" is not used"))
			a.skip(p, f, fl.Type, n)
			continue
		}
		f.Line(lineOf(fl.At, fl.Name))
		a.Read(p, f, dst.Field(k), n)
	}
}

// reader is the function that reads a nested record.
func (a *Avro) reader(p *Package, r *types.RecordType) string {
	return p.reader(a.Name(), r, "n", func(f *emit.Body) {
		for k, fl := range r.Fields {
			f.Line(lineOf(fl.At, fl.Name))
			a.Read(p, f, FieldValue(jen.Id("v"), r, k), p.Field(r.Name+"."+fl.Name))
		}
	})
}

// Read adds the statements that read one value.
func (a *Avro) Read(p *Package, f *emit.Body, dst Value, field int) {
	t := dst.T
	switch t.Kind {
	case types.Optional:
		a.readOptional(p, f, dst, field)
	case types.Record:
		f.Add(jen.If(jen.Id("i").Op("=").Id(a.reader(p, t.Record)).Call(address(dst), jen.Id("s"), jen.Id("b"), jen.Id("i")), jen.Id("i").Op("<").Lit(0)).
			Block(jen.Return(at(field, jen.Id("i")))))
	case types.Union:
		a.readUnion(p, f, dst, field)
	case types.List, types.Set, types.Vector:
		a.readList(p, f, dst, field)
		if t.Kind == types.Vector {
			check(f, field, jen.Len(dst.v()).Op("!=").Lit(t.Len), "BadRefine")
		}
	case types.Map:
		a.readMap(p, f, dst, field)
	case types.Enum:
		if t.Enum.Open {
			a.readScalar(p, f, dst, field)
			break
		}
		n := f.Name("symbol")
		f.Add(jen.Var().Id(n).Int())
		failed(f, field, []jen.Code{jen.Id(n), jen.Id("i")}, emit.R("AvroEnum").Call(jen.Id("b"), jen.Id("i"), jen.Lit(len(t.Enum.Symbols))))
		f.Add(dst.v().Op("=").Id(p.Enum(t.Enum)).Parens(jen.Id(n)))
	default:
		a.readScalar(p, f, dst, field)
	}
	switch t.Kind {
	case types.Time:
		check(f, field, jen.Op("!").Add(emit.R("FitsTime")).Call(dst.v(), Unit(t.Unit)), "OutOfRange")
	case types.JSON: // Avro knows it as text
		check(f, field, jen.Op("!").Add(emit.R("ValidJSON")).Call(dst.v()), "BadText")
	case types.Inet: // as well
		check(f, field, jen.Op("!").Add(emit.R("ValidInet")).Call(dst.v()), "BadText")
	default:
	}
	p.refine(f, dst, field)
}

func (a *Avro) readOptional(p *Package, f *emit.Body, dst Value, field int) {
	n := f.Name("branch")
	f.Add(jen.Var().Id(n).Int())
	failed(f, field, []jen.Code{jen.Id(n), jen.Id("i")}, emit.R("AvroBranch").Call(jen.Id("b"), jen.Id("i"), jen.Lit(len(branches(dst.T)))))
	in, null := f.Inner(), dst.T.NullBranch()
	some := jen.Id(n).Op("==").Lit(1 - null)
	if dst.T.Elem.Kind == types.Union {
		some = jen.Id(n).Op("!=").Lit(null)
		a.readBranch(p, in, dst.Inner(), branches(dst.T), n, field)
	} else {
		a.Read(p, in, p.Inside(in, dst.Inner()), field)
	}
	f.Add(jen.If(dst.ok().Op("=").Add(some), dst.ok()).Block(in.Code()...))
}

// scalar is how a kind is read: by which function, and whether its result needs a
// narrower type.
type scalar struct {
	read, write string
	wire        *jen.Statement // the Go type on the wire, where it is not the value's
	fits        string         // the check before narrowing, on an int64
}

func (a *Avro) scalar(t *types.Type) scalar {
	w := t.Wire
	if w == nil {
		w = &types.Wire{}
	}
	switch t.Kind {
	case types.Bool:
		return scalar{read: "AvroBool", write: "AppendAvroBool"}
	case types.Int8, types.Int16, types.Uint8, types.Uint16:
		return scalar{read: "AvroInt", write: "AppendAvroLong", wire: jen.Int32(), fits: "Fits" + IntName(t.Kind)}
	case types.Int32:
		return scalar{read: "AvroInt", write: "AppendAvroLong", wire: jen.Int32()}
	case types.Date:
		return scalar{read: "AvroInt", write: "AppendAvroLong", wire: jen.Int32()}
	case types.Uint32:
		return scalar{read: "AvroLong", write: "AppendAvroLong", wire: jen.Int64(), fits: "FitsUint32"}
	case types.Time:
		if t.Unit == types.Millis || t.Unit == types.Seconds {
			return scalar{read: "AvroInt", write: "AppendAvroLong", wire: jen.Int32()}
		}
		return scalar{read: "AvroLong", write: "AppendAvroLong"}
	case types.Int64, types.Timestamp, types.Datetime:
		if w.Int {
			return scalar{read: "AvroInt", write: "AppendAvroLong", wire: jen.Int32()}
		}
		return scalar{read: "AvroLong", write: "AppendAvroLong"}
	case types.Float:
		return scalar{read: "AvroFloat", write: "AppendAvroFloat"}
	case types.Double:
		return scalar{read: "AvroDouble", write: "AppendAvroDouble"}
	case types.String, types.JSON, types.Inet, types.Enum: // an open enum
		return scalar{read: "AvroText", write: "AppendAvroText"}
	case types.Bytes:
		return scalar{read: "AvroBytes", write: "AppendAvroBytes"}
	case types.UUID, types.TimeUUID:
		return scalar{read: "AvroUUID", write: "AppendAvroUUID"}
	case types.Duration:
		return scalar{read: "AvroDuration", write: "AppendAvroDuration"}
	}
	panic("conv: avro cannot carry " + t.String())
}

// IntName is the name of an integer kind narrower than 64 bits, as functions of the
// package record end in it.
func IntName(k types.Kind) string {
	switch k {
	case types.Int8:
		return "Int8"
	case types.Int16:
		return "Int16"
	case types.Int32:
		return "Int32"
	case types.Uint8:
		return "Uint8"
	case types.Uint16:
		return "Uint16"
	case types.Uint32:
		return "Uint32"
	default:
		panic("conv: no narrow integer")
	}
}

func (a *Avro) readScalar(p *Package, f *emit.Body, dst Value, field int) {
	t := dst.T
	if t.Kind == types.Decimal {
		a.readDecimal(f, dst, field)
		return
	}
	if fixed(t) > 0 {
		a.readFixed(f, dst, field)
		return
	}
	s := a.scalar(t)
	call := emit.R(s.read).Call(jen.Id("b"), jen.Id("i"))
	if s.wire == nil || t.Kind == types.Int32 || t.Kind == types.Date {
		failed(f, field, []jen.Code{dst.v(), jen.Id("i")}, call)
		return
	}
	n := f.Name("wire")
	f.Add(jen.Var().Id(n).Add(s.wire))
	failed(f, field, []jen.Code{jen.Id(n), jen.Id("i")}, call)
	if s.fits != "" {
		check(f, field, jen.Op("!").Add(emit.R(s.fits)).Call(jen.Int64().Parens(jen.Id(n))), "OutOfRange")
	}
	f.Add(dst.v().Op("=").Add(p.Go(t)).Parens(jen.Id(n)))
}

// fixed is the size of the Avro fixed that carries bytes or a uuid, 0 for others.
func fixed(t *types.Type) int {
	switch {
	case t.Kind == types.Bytes && t.Refine != nil && t.Refine.Exact > 0:
		return t.Refine.Exact
	case t.Wire != nil && (t.Kind == types.UUID || t.Kind == types.TimeUUID):
		return t.Wire.Fixed
	}
	return 0
}

func (a *Avro) readFixed(f *emit.Body, dst Value, field int) {
	call := emit.R("AvroFixed").Call(jen.Id("b"), jen.Id("i"), jen.Lit(fixed(dst.T)))
	if dst.T.Kind == types.Bytes {
		failed(f, field, []jen.Code{dst.v(), jen.Id("i")}, call)
		return
	}
	n := f.Name("raw")
	f.Add(jen.Var().Id(n).Index().Byte())
	failed(f, field, []jen.Code{jen.Id(n), jen.Id("i")}, call)
	f.Add(dst.v().Op("=").Index(jen.Lit(16)).Byte().Parens(jen.Id(n)))
}

// bits is the suffix of the decimal functions for a type.
func bits(t *types.Type) string {
	if Wide(t) {
		return "128"
	}
	return "64"
}

func (a *Avro) readDecimal(f *emit.Body, dst Value, field int) {
	t, n := dst.T, bits(dst.T)
	if w := t.Wire; w != nil && w.Fixed > 0 {
		failed(f, field, []jen.Code{dst.v(), jen.Id("i")}, emit.R("AvroFixedDecimal"+n).Call(jen.Id("b"), jen.Id("i"), jen.Lit(w.Fixed)))
	} else {
		failed(f, field, []jen.Code{dst.v(), jen.Id("i")}, emit.R("AvroDecimal"+n).Call(jen.Id("b"), jen.Id("i")))
	}
	check(f, field, jen.Op("!").Add(emit.R("FitsDecimal"+n)).Call(dst.v(), jen.Lit(t.Precision)), "OutOfRange")
}

func (a *Avro) readList(p *Package, f *emit.Body, dst Value, field int) {
	p.grow(f, dst, field, func(f *emit.Body, item string) {
		a.Read(p, f, ElemValue(jen.Id(item), dst.T.Elem), field)
	}, p.Elem(dst.T.Elem))
}

func (a *Avro) readMap(p *Package, f *emit.Body, dst Value, field int) {
	p.grow(f, dst, field, func(f *emit.Body, item string) {
		a.Read(p, f, Value{V: jen.Id(item).Dot("key"), T: dst.T.Key}, field)
		a.Read(p, f, ElemValue(jen.Id(item).Dot("value"), dst.T.Elem), field)
	}, jen.Id(p.Entry(dst.T)))
}

// grow reads the blocks of an array or map into an arena and cuts the value from it.
func (p *Package) grow(f *emit.Body, dst Value, field int, read func(*emit.Body, string), elem *jen.Statement) {
	list := p.gather(f, dst.T)
	n, item := f.Name("n"), f.Name("item")
	in := f.Inner()
	in.Add(jen.Var().Id(item).Add(elem))
	read(in, item)
	list.add(in, jen.Id(item))
	f.Add(
		jen.For().Block(
			jen.Var().Id(n).Int64(),
			jen.If(jen.List(jen.Id(n), jen.Id("i")).Op("=").Add(emit.R("AvroBlock")).Call(jen.Id("b"), jen.Id("i")), jen.Id("i").Op("<").Lit(0)).
				Block(jen.Return(at(field, jen.Id("i")))),
			jen.If(jen.Id(n).Op("==").Lit(0)).Block(jen.Break()),
			jen.For(jen.Empty(), jen.Id(n).Op(">").Lit(0), jen.Id(n).Op("--")).Block(in.Code()...),
		),
	)
	list.end(f, dst)
}

// cut is arena[from:len(arena):len(arena)].
func cut(arena *jen.Statement, from string) *jen.Statement {
	return arena.Clone().Index(jen.Id(from), jen.Len(arena.Clone()), jen.Len(arena.Clone()))
}

// Write adds the statements that append src.
func (a *Avro) Write(p *Package, f *emit.Body, src Value) {
	t := src.T
	switch t.Kind {
	case types.Optional:
		in := f.Inner()
		if t.Elem.Kind == types.Union {
			a.writeBranch(p, in, src.Inner(), branches(t))
		} else {
			in.Add(branch(1 - t.NullBranch()))
			a.Write(p, in, src.Inner())
		}
		f.Add(src.ifPresent(in.Code(), []jen.Code{branch(t.NullBranch())})...)
	case types.Union:
		a.writeBranch(p, f, src, branches(t))
	case types.Record:
		if src.Fields != nil {
			a.writeFields(p, f, src)
			return
		}
		f.Add(jen.Id("d").Op("=").Id(a.writer(p, t.Record)).Call(jen.Id("d"), address(src)))
	case types.List, types.Set, types.Vector:
		a.writeItems(p, f, src, func(f *emit.Body, item *jen.Statement) {
			a.Write(p, f, ElemValue(item, t.Elem))
		})
	case types.Map:
		a.writeItems(p, f, src, func(f *emit.Body, item *jen.Statement) {
			a.Write(p, f, Value{V: item.Clone().Dot("key"), T: t.Key})
			a.Write(p, f, ElemValue(item.Clone().Dot("value"), t.Elem))
		})
	case types.Enum:
		if t.Enum.Open {
			a.writeScalar(f, src)
			return
		}
		appendTo(f, "AppendAvroLong", jen.Int64().Parens(src.v()))
	case types.Decimal:
		if t.Wire != nil && t.Wire.Fixed > 0 {
			appendTo(f, "AppendAvroFixedDecimal"+bits(t), src.v(), jen.Lit(t.Wire.Fixed))
			return
		}
		appendTo(f, "AppendAvroDecimal"+bits(t), src.v())
	default:
		a.writeScalar(f, src)
	}
}

func (a *Avro) writeScalar(f *emit.Body, src Value) {
	if fixed(src.T) > 0 {
		rest := src.v().Op("...")
		if src.T.Kind != types.Bytes {
			rest = src.v().Index(jen.Op(":")).Op("...")
		}
		f.Add(jen.Id("d").Op("=").Append(jen.Id("d"), rest))
		return
	}
	s := a.scalar(src.T)
	if s.write == "AppendAvroLong" && !(src.T.Kind == types.Int64 || src.T.Kind == types.Time || src.T.Kind == types.Timestamp || src.T.Kind == types.Datetime) {
		appendTo(f, s.write, jen.Int64().Parens(src.v()))
		return
	}
	appendTo(f, s.write, src.v())
}

func (a *Avro) writeItems(_ *Package, f *emit.Body, src Value, write func(*emit.Body, *jen.Statement)) {
	k, in := f.Name("k"), f.Inner()
	write(in, src.v().Index(jen.Id(k)))
	f.Add(
		jen.If(jen.Len(src.v()).Op(">").Lit(0)).Block(
			jen.Id("d").Op("=").Add(emit.R("AppendAvroLong")).Call(jen.Id("d"), jen.Int64().Parens(jen.Len(src.v()))),
			jen.For(jen.Id(k).Op(":=").Range().Add(src.v())).Block(in.Code()...)),
		jen.Id("d").Op("=").Append(jen.Id("d"), jen.Lit(0)))
}

// writer is the function that writes a record.
func (a *Avro) writer(p *Package, r *types.RecordType) string {
	return p.writer("Avro", r, func(f *emit.Body) {
		a.writeFields(p, f, Value{V: jen.Id("v"), T: &types.Type{Kind: types.Record, Record: r}})
	})
}

func (a *Avro) writeFields(p *Package, f *emit.Body, src Value) {
	for k, fl := range src.T.Record.Fields {
		f.Line(lineOf(fl.At, fl.Name))
		a.Write(p, f, src.Field(k))
	}
}
