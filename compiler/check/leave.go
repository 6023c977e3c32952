package check

import (
	"slices"

	"github.com/flowc-lang/flowc/compiler/index"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// Indexed is [Check] that also leaves an index for tools.
func Indexed(p *Project, catalog *spec.Catalog, r *diag.Report) (*ir.Program, *index.Index) {
	x := index.New()
	prog := run(p, catalog, r, x)
	x.Sort()
	return prog, x
}

// indexKinds are the kinds of symbols, as the index has them.
var indexKinds = map[symbolKind]index.Kind{
	paramSymbol: index.Param, typeSymbol: index.Type, fnSymbol: index.Function, connectionSymbol: index.Connection,
	converterSymbol: index.Converter, nodeSymbol: index.Node, policySymbol: index.Policy, moduleSymbol: index.Module,
	pipelineSymbol: index.Pipeline,
}

// use is [scope.lookup] that notes the place of the use.
func (s *scope) use(name dsl.Ident) *symbol {
	sym := s.lookup(name.Text)
	s.noteSymbol(name.At(), sym)
	return sym
}

func (c *checker) noteSymbol(at diag.Span, sym *symbol) {
	if c.idx.On() && sym != nil && sym.kind != 0 {
		c.idx.Use(at, c.symbolDef(sym))
	}
}

// symbolDef is what a symbol stands for. Its type is filled in when all is typed.
func (c *checker) symbolDef(sym *symbol) *index.Def {
	return c.idx.Def(index.Def{Kind: indexKinds[sym.kind], Name: sym.name.Text, At: sym.name.At()})
}

// noteExpr notes the type of an expression, what it names, and what it sees.
func (e *env) noteExpr(x dsl.Expr, want *types.Type, v ir.Expr) {
	if x == nil {
		return
	}
	e.idx.Expr(index.Expr{At: x.At(), Type: v.Type(), Want: want})
	switch x := x.(type) {
	case *dsl.Name:
		if l := e.locals[x.Ident.Text]; l != nil {
			e.idx.Use(x.At(), e.localDef(l.v))
		} else {
			e.noteSymbol(x.At(), e.names[x.Ident.Text])
		}
		e.noteEnumSymbol(x.At(), x.Ident.Text, v)
	case *dsl.Member:
		e.noteMember(x, v)
	case *dsl.RecordLit:
		e.noteLiteralFields(x, want, v)
	}
	e.noteScope(x.At())
}

// noteLiteralFields notes the fields of a record that is written out: those of the
// record that is expected, where one is.
func (e *env) noteLiteralFields(x *dsl.RecordLit, want *types.Type, v ir.Expr) {
	of := v.Type().Strip()
	if want != nil && want.Strip().Kind == types.Record {
		of = want.Strip()
	}
	if of.Kind != types.Record {
		return
	}
	got := map[string]diag.Span{}
	for _, f := range x.Fields {
		got[f.Name.Text] = f.Name.At()
		e.noteField(f.Name.At(), of.Record, of.Record.Field(f.Name.Text))
	}
	if of != v.Type().Strip() {
		e.noteLiteral(x.At(), of.Record, got)
	}
}

// noteLiteral notes a record that is written out where one of that type is expected.
func (c *checker) noteLiteral(at diag.Span, of *types.RecordType, seen map[string]diag.Span) {
	if !c.idx.On() {
		return
	}
	got := map[string]bool{}
	for n := range seen {
		got[n] = true
	}
	c.idx.Record(index.Record{At: at, Target: of, Got: got})
}

// noteElement notes a use of the variable of a family, which stands for each element
// in turn.
func (s *scope) noteElement(name dsl.Ident) {
	if !s.idx.On() || s.element == nil {
		return
	}
	d := index.Def{Kind: index.Local, Name: s.element.variable, At: s.element.at, Type: s.element.typ, Head: s.element.variable + ", an element of the set"}
	if s.element.value != nil {
		d.Type = s.element.value.Type()
	}
	s.idx.Use(name.At(), s.idx.Def(d))
}

// noteRef notes a test's use of a declaration.
func (c *checker) noteRef(ref dsl.Ref, kind index.Kind, name string, at diag.Span) {
	if c.idx.On() && len(ref.Name.Parts) > 0 {
		c.idx.Use(ref.Name.Parts[0].At(), c.idx.Def(index.Def{Kind: kind, Name: name, At: at}))
	}
}

// noteScope notes what can be seen within a place.
func (e *env) noteScope(at diag.Span) {
	if e.idx.On() {
		e.idx.Scope(index.Scope{At: at, Record: e.currentType(), Locals: e.localDefs(), Meta: e.visibleMeta(), Params: e.params, Gen: e.gen})
	}
}

func (e *env) currentType() *types.Type {
	if e.cur == nil {
		return nil
	}
	return e.current(diag.Span{}).Type()
}

func (e *env) visibleMeta() []string {
	if e.from == nil {
		return nil
	}
	return e.metaNames()
}

func (c *checker) localDef(v *ir.Var) *index.Def {
	return c.idx.Def(index.Def{Kind: index.Local, Name: v.Name, At: v.At, Type: v.Type})
}

// noteLocal notes the place where a let, a lambda or a pattern gives a value its name.
func (c *checker) noteLocal(name dsl.Ident, v *ir.Var) {
	if c.idx.On() {
		c.idx.Use(name.At(), c.localDef(v))
	}
}

func (e *env) localDefs() []*index.Def {
	var out []*index.Def
	for _, l := range e.locals {
		out = append(out, e.localDef(l.v))
	}
	slices.SortFunc(out, func(a, b *index.Def) int { return a.At.Start - b.At.Start })
	return out
}

// noteMember notes what the name behind a dot stands for.
func (e *env) noteMember(x *dsl.Member, v ir.Expr) {
	at := x.Name.At()
	inner := v
	for {
		p, ok := inner.(*ir.Proven)
		if !ok {
			break
		}
		inner = p.X
	}
	switch inner := inner.(type) {
	case *ir.FieldOf:
		var of *types.RecordType
		if t := inner.X.Type().Strip(); t.Kind == types.Record {
			of = t.Record
		}
		e.noteField(at, of, inner.Field)
	case *ir.Meta:
		e.idx.Use(at, e.idx.Def(index.Def{Kind: index.Meta, Name: inner.Name, Type: inner.T, Doc: metaDoc(e.from, inner.Name)}))
	case *ir.Const:
		e.noteEnumSymbol(at, x.Name.Text, inner)
	}
}

// noteEnumSymbol notes a symbol of an enum, where v is one of that name.
func (c *checker) noteEnumSymbol(at diag.Span, name string, v ir.Expr) {
	k, ok := v.(*ir.Const)
	if !ok || v.Type().Kind != types.Enum {
		return
	}
	enum := v.Type().Enum
	if i, ok := k.Value.(int); ok && i < len(enum.SymbolAt) && enum.Symbols[i] == name {
		c.idx.Use(at, c.enumSymbolDef(enum, i))
	}
}

func (c *checker) enumSymbolDef(enum *types.EnumType, i int) *index.Def {
	return c.idx.Def(index.Def{Kind: index.EnumSymbol, Name: enum.Symbols[i], At: enum.SymbolAt[i], Type: types.EnumOf(enum), Of: enum.Name})
}

// noteField notes a place that names a field; of may be nil where it is not known.
func (c *checker) noteField(at diag.Span, of *types.RecordType, f *types.Field) {
	if c.idx.On() && f != nil {
		c.idx.Use(at, c.fieldDef(of, f))
	}
}

func (c *checker) fieldDef(of *types.RecordType, f *types.Field) *index.Def {
	d := index.Def{Kind: index.Field, Name: f.Name, At: f.At, Type: f.Type, Doc: f.Doc}
	if of != nil && of.Name != "" {
		d.Of = recordName(of)
	}
	return c.idx.Def(d)
}

// noteType notes a place that names a type of an outside schema.
func (c *checker) noteType(at diag.Span, t *types.Type) {
	if !c.idx.On() || t.Kind != types.Record && t.Kind != types.Enum {
		return
	}
	full, _ := typeNames(t)
	d := index.Def{Kind: index.Type, Name: full, At: typeAt(t), Type: t, Head: "type " + full}
	if t.Kind == types.Record {
		d.Doc = t.Record.Doc
		if t.Record.Table != nil {
			d.Head = "table " + full
		}
	}
	c.idx.Use(at, c.idx.Def(d))
}

// noteKind notes a place that names a kind of connection, connector or converter.
func (c *checker) noteKind(at diag.Span, word, name, doc string) {
	if c.idx.On() {
		c.idx.Use(at, c.idx.Def(index.Def{Kind: index.SpecKind, Name: name, Of: word, Head: word + " " + name, Doc: doc}))
	}
}

// noteSite notes a place where options are given.
func (s *scope) noteSite(site *optionSite, given []string) {
	if !s.idx.On() {
		return
	}
	var specs []spec.Option
	for _, o := range site.specs {
		if !site.perUse || o.PerUse {
			specs = append(specs, o)
		}
	}
	s.idx.Site(index.Options{At: site.at, Of: site.of, Specs: specs, PerUse: site.perUse, Given: given})
}

// noteOption notes that an option is given.
func (s *scope) noteOption(name dsl.Ident, value dsl.Expr, o *spec.Option, of string) {
	if !s.idx.On() {
		return
	}
	s.idx.Use(name.At(), s.idx.Def(index.Def{Kind: index.OptionKey, Name: o.Name, Of: of, Doc: o.Doc, Spec: o}))
	if value != nil {
		s.idx.Give(value.At(), o)
	}
}

// noteRecord notes a stage that assigns fields.
func (m *mapping) noteRecord(at diag.Span) {
	if !m.idx.On() {
		return
	}
	got := map[string]bool{}
	for n := range m.got {
		got[n] = true
	}
	m.idx.Record(index.Record{At: at, Target: m.target, Got: got})
}

// noteCall notes the use of a built-in function.
func (c *checker) noteCall(at diag.Span, b *builtin) {
	if c.idx.On() && b != nil {
		c.idx.Use(at, c.idx.Def(index.Def{Kind: index.Builtin, Name: b.name, Doc: b.doc}))
	}
}

func givenItems(items []dsl.Item) []string {
	var out []string
	for _, it := range items {
		switch it := it.(type) {
		case *dsl.Option:
			out = append(out, it.Name.Text)
		case *dsl.Typed:
			out = append(out, it.Name.Text)
		case *dsl.Block:
			out = append(out, it.Name.Text)
		case *dsl.BadItem:
		}
	}
	return out
}

func givenArgs(args []dsl.Arg) []string {
	var out []string
	for _, a := range args {
		if a.Name != nil {
			out = append(out, a.Name.Text)
		}
	}
	return out
}
