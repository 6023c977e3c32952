package conv

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// Package is what the generated code of one project shares. Everything is kept in
// the order in which it was first asked for, which is source order, so that the
// same program gives the same bytes.
type Package struct {
	names   map[string]bool // package-level names that are taken
	locals  map[string]bool // names that functions use, which must not become one
	claimed map[any]string  // names kept for *types.RecordType and *types.EnumType
	structs map[*types.RecordType]string
	ids     map[*types.RecordType]int
	enums   map[*types.EnumType]string
	arenas  map[string]*arena // by the Go type of the elements
	arenaOf []*arena
	funcs   map[string]string // reader or writer, by format, direction and type
	decls   []decl
	zones   bool
	deep    bool       // a reader counts how deep it is
	kept    []jen.Code // fields of the scratch that outlive a record
	// Fields are the paths of record fields that readers name in messages.
	Fields []string
}

type decl struct {
	file string
	code []jen.Code
}

// arena is a slice of the scratch that lists of one element type grow in.
type arena struct {
	field string
	elem  *jen.Statement
}

// NewPackage returns an empty package in which the given names are taken.
func NewPackage(taken ...string) *Package {
	p := &Package{
		names: map[string]bool{}, locals: map[string]bool{}, claimed: map[any]string{}, structs: map[*types.RecordType]string{}, ids: map[*types.RecordType]int{}, enums: map[*types.EnumType]string{},
		arenas: map[string]*arena{}, funcs: map[string]string{},
	}
	for _, n := range taken {
		p.names[n] = true
	}
	return p
}

// Take returns a package-level name like want that is free, and takes it.
func (p *Package) Take(want string) string {
	name := want
	for n := 2; p.names[name] || p.locals[name]; n++ {
		name = fmt.Sprintf("%s%d", want, n)
	}
	p.names[name] = true
	return name
}

// Declares implements [emit.Outer].
func (p *Package) Declares(name string) bool { return p.names[name] }

// Hides implements [emit.Outer].
func (p *Package) Hides(name string) { p.locals[name] = true }

// Declare adds a declaration to a file of the package, named without its ending.
func (p *Package) Declare(file string, code ...jen.Code) {
	p.decls = append(p.decls, decl{file, code})
}

// Files calls visit for each file, in the order of first use, with its
// declarations.
func (p *Package) Files(visit func(file string, code []jen.Code)) {
	seen := map[string]bool{}
	for _, d := range p.decls {
		if seen[d.file] {
			continue
		}
		seen[d.file] = true
		var all []jen.Code
		for _, e := range p.decls {
			if e.file == d.file {
				all = append(all, e.code...)
			}
		}
		visit(d.file, all)
	}
}

// Field returns the index of a field path for messages.
func (p *Package) Field(path string) int {
	p.Fields = append(p.Fields, path)
	return len(p.Fields) - 1
}

// Place is how a span is named in comments and messages: orders.flow:12. The
// folder is left out, so that building elsewhere gives the same bytes.
func Place(s diag.Span) string {
	if s.IsZero() {
		return ""
	}
	line, _ := s.File.Position(s.Start)
	return fmt.Sprintf("%s:%d", path.Base(s.File.Name), line)
}

// Go is the Go type of a value of t. Of an optional it is the type within.
func (p *Package) Go(t *types.Type) *jen.Statement {
	switch t.Kind {
	case types.Bool:
		return jen.Bool()
	case types.Int8:
		return jen.Int8()
	case types.Int16:
		return jen.Int16()
	case types.Int32, types.Date:
		return jen.Int32()
	case types.Int64, types.Time, types.Timestamp, types.Datetime:
		return jen.Int64()
	case types.Uint8:
		return jen.Uint8()
	case types.Uint16:
		return jen.Uint16()
	case types.Uint32:
		return jen.Uint32()
	case types.Uint64:
		return jen.Uint64()
	case types.Float:
		return jen.Float32()
	case types.Double:
		return jen.Float64()
	case types.Decimal:
		if Wide(t) {
			return emit.R("Int128")
		}
		return jen.Int64()
	case types.Varint:
		return emit.R("Int128")
	case types.String, types.JSON, types.Inet:
		return jen.String()
	case types.Bytes:
		return jen.Index().Byte()
	case types.UUID, types.TimeUUID:
		return jen.Index(jen.Lit(16)).Byte()
	case types.Duration:
		return emit.R("Duration")
	case types.Enum:
		if t.Enum.Open {
			return jen.String()
		}
		return jen.Id(p.Enum(t.Enum))
	case types.Record:
		return jen.Id(p.Struct(t.Record))
	case types.Optional:
		return p.Go(t.Elem)
	case types.List, types.Set, types.Vector:
		return jen.Index().Add(p.Elem(t.Elem))
	case types.Map:
		return jen.Index().Id(p.Entry(t))
	case types.Any:
		return emit.R("Any")
	case types.Tuple:
		return jen.Id(p.Struct(p.tuple(t)))
	case types.Union:
		return jen.Id(p.Union(t))
	case types.Change, types.Lambda, types.NullKind, types.Invalid:
		panic("conv: no Go type yet for " + t.String())
	}
	panic(fmt.Sprintf("conv: no such kind %d", t.Kind))
}

// tuple is a tuple as a record, whose struct it shares with equal ones.
func (p *Package) tuple(t *types.Type) *types.RecordType {
	r := types.TupleRecord(t)
	if p.funcs["layout "+p.layout(types.RecordOf(r))] == "" {
		p.NameStruct(r, "pair")
	}
	return r
}

// Wide reports whether a decimal needs 128 bits.
func Wide(t *types.Type) bool { return t.Kind == types.Varint || t.Precision > 18 || t.Precision == 0 }

// Elem is the Go type of an element: an optional one is a struct of V and OK.
func (p *Package) Elem(t *types.Type) *jen.Statement {
	if t.Kind != types.Optional {
		return p.Go(t)
	}
	name := "maybe" + strings.TrimPrefix(emit.Exported(p.typeName(t.Elem)), "X")
	key := "maybe " + name
	if _, ok := p.funcs[key]; !ok {
		p.funcs[key] = p.Take(name)
		p.Declare("scratch", emit.Doc("%s is an element that may be null.", p.funcs[key]),
			jen.Type().Id(p.funcs[key]).Struct(jen.Id("v").Add(p.Go(t.Elem)), jen.Id("ok").Bool()))
	}
	return jen.Id(p.funcs[key])
}

// ElemValue is the value of the element at expression e of a list of t.
func ElemValue(e *jen.Statement, t *types.Type) Value {
	if t.Kind != types.Optional {
		return Value{V: e, T: t}
	}
	return Value{V: e.Clone().Dot("v"), OK: e.Clone().Dot("ok"), T: t}
}

// Entry is the name of the struct of a map's entries.
func (p *Package) Entry(t *types.Type) string {
	key := "entry " + p.typeName(t)
	if n, ok := p.funcs[key]; ok {
		return n
	}
	n := p.Take(emit.Join(p.typeName(t), "entry"))
	p.funcs[key] = n
	p.Declare("scratch", emit.Doc("%s is an entry of a %s.", n, t.String()),
		jen.Type().Id(n).Struct(jen.Id("key").Add(p.Go(t.Key)), jen.Id("value").Add(p.Elem(t.Elem))))
	return n
}

// typeName is a word for a type, for the names of what belongs to it.
func (p *Package) typeName(t *types.Type) string {
	switch t.Kind {
	case types.Record:
		return p.Struct(t.Record)
	case types.Enum:
		if t.Enum.Open {
			return "string"
		}
		return p.Enum(t.Enum)
	case types.List, types.Set, types.Vector:
		return emit.Join(p.typeName(t.Elem), "list")
	case types.Map:
		return emit.Join(p.typeName(t.Key), p.typeName(t.Elem), "map")
	case types.Union:
		return p.Union(t)
	case types.Tuple:
		return p.Struct(p.tuple(t))
	case types.Optional:
		return emit.Join("maybe", p.typeName(t.Elem))
	case types.Decimal:
		return fmt.Sprintf("decimal%d_%d", t.Precision, t.Scale)
	case types.Timestamp, types.Time, types.Datetime:
		return strings.NewReplacer("(", "", ")", "").Replace((&types.Type{Kind: t.Kind, Unit: t.Unit}).String())
	}
	return (&types.Type{Kind: t.Kind}).String()
}

// Arena is the scratch field in which lists of that element grow.
func (p *Package) Arena(elem *types.Type) string {
	return p.arena(p.typeName(elem), p.Elem(elem))
}

// MapArena is the scratch field in which maps of t grow.
func (p *Package) MapArena(t *types.Type) string {
	return p.arena(p.typeName(t), jen.Id(p.Entry(t)))
}

func (p *Package) arena(name string, elem *jen.Statement) string {
	return p.arenaFor(elem.GoString(), name, elem)
}

// arenaFor is the scratch field for what a key stands for.
func (p *Package) arenaFor(key, name string, elem *jen.Statement) string {
	if a, ok := p.arenas[key]; ok {
		return a.field
	}
	a := &arena{field: strings.TrimSuffix(emit.Local(name+"s"), "_"), elem: elem}
	for n := 2; slices.ContainsFunc(p.arenaOf, func(o *arena) bool { return o.field == a.field }); n++ {
		a.field = fmt.Sprintf("%s%d", strings.TrimSuffix(emit.Local(name+"s"), "_"), n)
	}
	p.arenas[key] = a
	p.arenaOf = append(p.arenaOf, a)
	return a.field
}

// Scratch declares the scratch type, once everything that it holds is known.
func (p *Package) Scratch() {
	fields := []jen.Code{jen.Id("text").Add(emit.R("Arena")).Comment("unescaped text")}
	reset := []jen.Code{jen.Id("s").Dot("text").Dot("Reset").Call()}
	if p.deep {
		fields = append(fields, jen.Id("depth").Int().Comment("of the record that is being read"))
		reset = append(reset, jen.Id("s").Dot("depth").Op("=").Lit(0))
	}
	fields = append(fields, p.kept...)
	for _, a := range p.arenaOf {
		fields = append(fields, jen.Id(a.field).Index().Add(a.elem))
		reset = append(reset, jen.Id("s").Dot(a.field).Op("=").Id("s").Dot(a.field).Index(jen.Empty(), jen.Lit(0)))
	}
	p.Declare("scratch",
		emit.Doc("scratch is the memory of a task for what a record cannot alias: unescaped text and\nthe elements of lists. It is empty at the start of each record."),
		jen.Type().Id("scratch").Struct(fields...),
		jen.Func().Params(jen.Id("s").Op("*").Id("scratch")).Id("reset").Params().Block(reset...))
}
