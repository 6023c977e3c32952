// Package lineage follows the fields of a pipeline's sinks back to the fields that
// they are made of: through maps, lets and expressions to what is read, and through
// the pipelines that write what is read to the first source.
//
// It reads the typed program, so it knows what the generated code computes, and
// computes nothing itself.
package lineage

import (
	"fmt"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// Target is a `to` of a pipeline with what goes there.
type Target struct {
	Pipeline *ir.Pipeline
	To       *ir.To
	Columns  []Column // the fields of its value in their order, or one without a name
	Key      *Column  // nil without
}

// Column is a field of a sink's value.
type Column struct {
	Name string // empty where the value is no record
	Type *types.Type
	At   diag.Span // where it is declared; may be zero
	// Sources are what it is made of, each once, in the order in which they are met. None:
	// it is constant.
	Sources []Source
	// Steps lead from the sink back to what is read.
	Steps []Step
}

// SourceKind says what a value comes from.
type SourceKind uint8

// The kinds of source.
const (
	FromField    SourceKind = iota + 1 // a field of the value that is read, or all of it
	FromMeta                           // meta.key, meta.offset, …
	FromParam                          // a param
	FromFunction                       // now(), uuid_v4(), …: nothing that is read
)

// String is the word of the kind.
func (k SourceKind) String() string {
	return [...]string{"", "field", "meta", "param", "function"}[k]
}

// Source is something that a column is made of.
type Source struct {
	Kind SourceKind
	Node *ir.Node // that is read; of FromField and FromMeta
	Path string   // address.city; empty for the whole value; the name of others
	Type *types.Type
	At   diag.Span // where it is declared; may be zero
	// Decides says that it chooses among values (if, match) and is in none of them.
	Decides bool
}

// String is the source as people name it: readings.celsius, meta.offset.
func (s Source) String() string {
	switch s.Kind {
	case FromField:
		if s.Path == "" {
			return s.Node.Title()
		}
		return s.Node.Title() + "." + s.Path
	case FromMeta:
		return s.Node.Title() + "'s " + s.Path
	case FromParam:
		return "the param " + s.Path
	case FromFunction:
		return s.Path
	}
	panic(fmt.Sprintf("lineage: no such kind of source: %d", s.Kind))
}

// Step is a place on the way of a value.
type Step struct {
	What string // to, map, let, key
	Text string // as it is written, in one line
	At   diag.Span
}

// Of traces everything that a pipeline writes, in source order.
func Of(p *ir.Pipeline) []Target {
	t := &tracer{p: p, bound: map[*ir.Var]binding{}, met: map[*ir.To]bool{}}
	t.stages(p.Stages)
	return t.out
}

// binding is what a variable stands for.
type binding struct {
	value ir.Expr
	what  string
	at    diag.Span
	elem  bool // it is an element of value
}

// tracer walks one pipeline.
type tracer struct {
	p     *ir.Pipeline
	bound map[*ir.Var]binding
	met   map[*ir.To]bool
	twins []*ir.Var // other names of the value that is read
	out   []Target
}

func (t *tracer) stages(list []ir.Stage) {
	for _, s := range list {
		switch s := s.(type) {
		case *ir.Where:
			for _, b := range s.Binds {
				t.bound[b.Var] = binding{value: b.Value}
			}
		case *ir.Let:
			t.bound[s.Var] = binding{value: s.Value, what: "let", at: s.Place()}
		case *ir.Map:
			t.bound[s.Var] = binding{value: s.Value, what: firstWord(s.Place()), at: s.Place()}
		case *ir.SetKey:
			t.bound[s.Var] = binding{value: s.Value, what: "key", at: s.Place()}
		case *ir.Each:
			t.bound[s.Var] = binding{value: s.List, what: "each", at: s.Place(), elem: true}
		case *ir.Tombstone:
			t.tombstone(s)
		case *ir.Route:
			for _, a := range s.Arms {
				t.stages(a.Stages)
			}
		case *ir.To:
			if !t.met[s] {
				t.met[s] = true
				t.out = append(t.out, t.target(s))
			}
		}
	}
}

// tombstone binds the other names that a value has where it may be null.
func (t *tracer) tombstone(s *ir.Tombstone) {
	for _, v := range []*ir.Var{s.Var, s.Twin} {
		switch {
		case v == nil:
		case s.Of == nil:
			t.twins = append(t.twins, v)
		default:
			t.bound[v] = binding{value: &ir.VarRef{Typed: ir.Typed{At: s.Place(), T: s.Of.Type}, Var: s.Of}}
		}
	}
}

func firstWord(at diag.Span) string {
	word, _, _ := strings.Cut(strings.TrimSpace(at.Text()), " ")
	return word
}

// target traces the columns of a `to`.
func (t *tracer) target(to *ir.To) Target {
	out := Target{Pipeline: t.p, To: to}
	end := Step{What: "to", Text: "to " + to.Node.Name, At: to.Place()}
	typ := to.Node.Value.Type.Strip()
	if typ.Kind != types.Record {
		out.Columns = []Column{t.column("", to.Node.Value.Type, to.Node.At, to.Value, nil, end)}
	} else {
		for _, f := range typ.Record.Fields {
			if assigned(to.Value, f.Name) {
				out.Columns = append(out.Columns, t.column(f.Name, f.Type, declared(f), to.Value, []string{f.Name}, end))
			}
		}
	}
	if to.Key != nil && to.Node.Key != nil {
		c := t.column("key", to.Node.Key.Type, to.Node.Key.At, to.Key, nil, end)
		out.Key = &c
	}
	return out
}

// assigned reports whether a record is given that field; a table's row may leave
// columns out.
func assigned(e ir.Expr, name string) bool {
	rec, ok := e.(*ir.MakeRecord)
	return !ok || slices.ContainsFunc(rec.Fields, func(a ir.Assign) bool { return a.Field.Name == name })
}

func declared(f *types.Field) diag.Span {
	if f.At.IsZero() {
		return f.TypeAt
	}
	return f.At
}

func (t *tracer) column(name string, typ *types.Type, at diag.Span, value ir.Expr, path []string, end Step) Column {
	tr := &trace{tracer: t, column: Column{Name: name, Type: typ, At: at, Steps: []Step{end}}}
	tr.follow(value, path, false)
	return tr.column
}
