package ir

import "fmt"

// Walk calls visit for e and, where it returns true, for what e is made of.
func Walk(e Expr, visit func(Expr) bool) {
	if e == nil || !visit(e) {
		return
	}
	for _, c := range Children(e) {
		Walk(c, visit)
	}
}

// Children are the expressions that e is made of, in the order in which they are
// evaluated.
func Children(e Expr) []Expr {
	switch e := e.(type) {
	case *Const, *VarRef, *ParamRef, *Meta:
		return nil
	case *FieldOf:
		return []Expr{e.X}
	case *AnyField:
		return []Expr{e.X}
	case *IsType:
		return []Expr{e.X}
	case *Narrowed:
		return []Expr{e.X}
	case *EditAny:
		return append([]Expr{e.X}, e.values()...)
	case *Proven:
		return []Expr{e.X}
	case *Some:
		return []Expr{e.X}
	case *Must:
		return []Expr{e.X}
	case *Convert:
		return []Expr{e.X}
	case *Unary:
		return []Expr{e.X}
	case *Binary:
		return []Expr{e.X, e.Y}
	case *IsNull:
		return []Expr{e.X}
	case *IsArm:
		return []Expr{e.X}
	case *InSet:
		return append([]Expr{e.X}, e.Set...)
	case *InRange:
		return []Expr{e.X, e.Lo, e.Hi}
	case *Else:
		return []Expr{e.X, e.Y}
	case *Try:
		return []Expr{e.X}
	case *If:
		return []Expr{e.Cond, e.Then, e.Else}
	case *Match:
		out := []Expr{e.X}
		for _, a := range e.Arms {
			out = append(out, a.Values...)
			for _, r := range a.Ranges {
				out = append(out, r[0], r[1])
			}
			if a.Guard != nil {
				out = append(out, a.Guard)
			}
			out = append(out, a.Value)
		}
		return out
	case *Concat:
		return e.Parts
	case *Call:
		return e.Args
	case *Lambda:
		return []Expr{e.Body}
	case *MakeList:
		return e.Items
	case *MakeRecord:
		var out []Expr
		for _, a := range e.Fields {
			out = append(out, a.Value)
		}
		return out
	}
	panic(fmt.Sprintf("ir: no such expression %T", e))
}

// Stages calls visit for each stage of a list and of the arms of its routes, in
// source order.
func Stages(list []Stage, visit func(Stage)) {
	for _, s := range list {
		visit(s)
		switch s := s.(type) {
		case *Route:
			for _, a := range s.Arms {
				Stages(a.Stages, visit)
			}
		case *Tombstone:
			Stages(s.Stages, visit)
		case *Fork:
			for _, a := range s.Arms {
				Stages(a, visit)
			}
		}
	}
}

// Exprs are the expressions of one stage, without those of a route's arms.
func Exprs(s Stage) []Expr {
	switch s := s.(type) {
	case *Where:
		out := []Expr{s.Cond}
		for _, b := range s.Binds {
			out = append(out, b.Value)
		}
		return out
	case *Let:
		return []Expr{s.Value}
	case *Map:
		return []Expr{s.Value}
	case *SetKey:
		return []Expr{s.Value}
	case *SetTimestamp:
		return []Expr{s.Value}
	case *SetPartition:
		return []Expr{s.Value}
	case *SetHeaders:
		return s.Values
	case *Each:
		return []Expr{s.List}
	case *Route:
		var out []Expr
		for _, a := range s.Arms {
			if a.Cond != nil {
				out = append(out, a.Cond)
			}
		}
		return out
	case *Tombstone, *Fork:
		return nil
	case *ToNull:
		var out []Expr
		if s.To.Key != nil && s.Cells == nil {
			out = append(out, s.To.Key)
		}
		for _, a := range s.Cells {
			out = append(out, a.Value)
		}
		return out
	case *To:
		out := []Expr{s.Value}
		if s.Key != nil {
			out = append(out, s.Key)
		}
		for _, opts := range []Options{s.Node.Options, s.Options} {
			for _, o := range opts {
				if o.Record != nil {
					out = append(out, o.Record)
				}
			}
		}
		return out
	}
	panic(fmt.Sprintf("ir: no such stage %T", s))
}
