package lineage

import (
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// trace follows one column.
type trace struct {
	*tracer
	column Column
	depth  int
}

// deepest is how many variables a way may lead through; programs have far fewer.
const deepest = 1000

// follow finds what path, a field of a field of the value e, is made of.
func (t *trace) follow(e ir.Expr, path []string, decides bool) {
	switch e := e.(type) {
	case nil, *ir.Const:
	case *ir.VarRef:
		t.variable(e, path, decides)
	case *ir.FieldOf:
		t.follow(e.X, append([]string{e.Field.Name}, path...), decides)
	case *ir.Proven:
		t.follow(e.X, path, decides)
	case *ir.Some:
		t.follow(e.X, path, decides)
	case *ir.Convert:
		t.follow(e.X, path, decides)
	case *ir.Try:
		t.follow(e.X, path, decides)
	case *ir.Must:
		t.follow(e.X, path, decides)
	case *ir.Narrowed:
		t.follow(e.X, path, decides)
	case *ir.AnyField:
		t.follow(e.X, append([]string{e.Name}, path...), decides)
	case *ir.EditAny:
		t.edited(e, path, decides)
	case *ir.Else:
		t.follow(e.X, path, decides)
		t.follow(e.Y, path, decides)
	case *ir.If:
		t.follow(e.Then, path, decides)
		t.follow(e.Else, path, decides)
		t.follow(e.Cond, nil, true)
	case *ir.Match:
		t.match(e, path, decides)
	case *ir.MakeRecord:
		t.record(e, path, decides)
	case *ir.Meta:
		name := "meta." + e.Name
		if e.Arg != "" {
			name = "meta.header(" + `"` + e.Arg + `")`
		}
		t.source(Source{Kind: FromMeta, Node: t.p.From.Node, Path: name, Type: e.T, At: t.p.From.Node.At, Decides: decides})
	case *ir.ParamRef:
		t.source(Source{Kind: FromParam, Path: e.Param.Name, Type: e.T, At: e.Param.At, Decides: decides})
	case *ir.Call:
		if len(e.Args) == 0 {
			t.source(Source{Kind: FromFunction, Path: e.Fn + "()", Type: e.T, At: e.At, Decides: decides})
		}
		for _, a := range e.Args {
			t.follow(a, nil, decides)
		}
	default:
		for _, c := range ir.Children(e) {
			t.follow(c, nil, decides)
		}
	}
}

func (t *trace) match(e *ir.Match, path []string, decides bool) {
	for _, a := range e.Arms {
		if a.Var != nil {
			t.bound[a.Var] = binding{value: e.X}
		}
		t.follow(a.Value, path, decides)
	}
	t.follow(e.X, nil, true)
	for _, a := range e.Arms {
		t.follow(a.Guard, nil, true)
	}
}

// record picks the field that the path begins with, or all of them.
func (t *trace) record(e *ir.MakeRecord, path []string, decides bool) {
	for _, a := range e.Fields {
		switch {
		case len(path) == 0:
			t.follow(a.Value, nil, decides)
		case a.Field.Name == path[0]:
			t.step("map", a.At)
			t.follow(a.Value, path[1:], decides)
		}
	}
}

// edited follows a field of a schema-free record through set, drop and rename.
func (t *trace) edited(e *ir.EditAny, path []string, decides bool) {
	for k := len(e.Edits) - 1; k >= 0; k-- {
		d := e.Edits[k]
		switch {
		case d.Value != nil && len(path) == 0:
			t.follow(d.Value, nil, decides)
		case d.Value != nil && d.Name == path[0]:
			t.follow(d.Value, path[1:], decides)
			return
		case len(path) > 0 && d.To == path[0]:
			path = append([]string{d.Name}, path[1:]...)
		}
	}
	t.follow(e.X, path, decides)
}

func (t *trace) variable(e *ir.VarRef, path []string, decides bool) {
	if e.Var == t.p.From.Var || slices.Contains(t.twins, e.Var) {
		t.read(path, decides)
		return
	}
	b, ok := t.bound[e.Var]
	if !ok || t.depth > deepest {
		return // the parameter of a function: its argument is followed where it is called
	}
	t.depth++
	defer func() { t.depth-- }()
	if b.what == "let" || b.what == "key" || b.what == "each" {
		t.step(b.what, b.at)
	}
	if b.elem {
		path = nil
	}
	t.follow(b.value, path, decides)
}

// read ends the way at a field of what is read.
func (t *trace) read(path []string, decides bool) {
	node := t.p.From.Node
	s := Source{Kind: FromField, Node: node, Path: strings.Join(path, "."), Type: node.Value.Type, At: node.At, Decides: decides}
	for _, name := range path {
		rec := s.Type.Strip()
		if rec.Kind != types.Record {
			break
		}
		f := rec.Record.Field(name)
		if f == nil {
			break
		}
		s.Type, s.At = f.Type, declared(f)
	}
	t.source(s)
}

func (t *trace) source(s Source) {
	for k, other := range t.column.Sources {
		if other.Kind == s.Kind && other.Node == s.Node && other.Path == s.Path {
			t.column.Sources[k].Decides = other.Decides && s.Decides
			return
		}
	}
	t.column.Sources = append(t.column.Sources, s)
}

// step notes a place on the way, once.
func (t *trace) step(what string, at diag.Span) {
	if end := t.column.Steps[0].At; at.File == end.File && at.Start >= end.Start && at.End <= end.End {
		return // a conversion that `to` does by itself
	}
	if at.IsZero() || slices.ContainsFunc(t.column.Steps, func(s Step) bool { return s.At == at }) {
		return
	}
	t.column.Steps = append(t.column.Steps, Step{What: what, Text: strings.Join(strings.Fields(at.Text()), " "), At: at})
}
