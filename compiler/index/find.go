package index

import (
	"strings"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// touches reports whether a cursor at off stands in, or right behind, a place of
// the named file.
func touches(at diag.Span, file string, off int) bool {
	return at.File.Name == file && at.Start <= off && off <= at.End
}

// UseAt returns the name at a place, nil without one. Where two touch, the later
// one is meant: the cursor stands before it.
func (x *Index) UseAt(file string, off int) *Use {
	var found *Use
	for i := range x.Uses {
		u := &x.Uses[i]
		if touches(u.At, file, off) && (found == nil || u.At.Start > found.At.Start || u.At.Start == found.At.Start && u.At.End <= found.At.End) {
			found = u
		}
	}
	return found
}

// UsesOf lists the places where d is named, the declaration first in its file.
func (x *Index) UsesOf(d *Def) []Use {
	var out []Use
	for _, u := range x.Uses {
		if u.Def.same(d) {
			out = append(out, u)
		}
	}
	return out
}

// same reports whether two definitions, perhaps of two runs, are one.
func (d *Def) same(e *Def) bool {
	if d == e {
		return true
	}
	return !d.At.IsZero() && !e.At.IsZero() && d.At.File.Name == e.At.File.Name && d.At.Start == e.At.Start && d.At.End == e.At.End
}

// ExprAt returns the narrowest expression around a place, nil without one.
func (x *Index) ExprAt(file string, off int) *Expr {
	return narrowest(x.Exprs, func(e *Expr) diag.Span { return e.At }, file, off)
}

// ScopeAt returns what can be seen at a place, nil outside of expressions.
func (x *Index) ScopeAt(file string, off int) *Scope {
	return narrowest(x.Scopes, func(s *Scope) diag.Span { return s.At }, file, off)
}

// GivenAt returns the option whose value stands at a place.
func (x *Index) GivenAt(file string, off int) *Given {
	return narrowest(x.Given, func(g *Given) diag.Span { return g.At }, file, off)
}

// RecordAt returns the stage around a place that assigns fields.
func (x *Index) RecordAt(file string, off int) *Record {
	return narrowest(x.Records, func(r *Record) diag.Span { return r.At }, file, off)
}

// SiteIn returns the last place between start and end that options belong to: the
// head of the block that begins at end.
func (x *Index) SiteIn(file string, start, end int) *Options {
	var found *Options
	for i := range x.Options {
		if o := &x.Options[i]; o.At.File.Name == file && start <= o.At.Start && o.At.End <= end {
			found = o
		}
	}
	return found
}

// TypeOf returns the type of the expression that ends at a place: the longest one
// where several do.
func (x *Index) TypeOf(file string, end int) *types.Type {
	var found *Expr
	for i := range x.Exprs {
		e := &x.Exprs[i]
		if e.At.File.Name == file && e.At.End == end && e.Type.Kind != types.Invalid && (found == nil || e.At.Start <= found.At.Start) {
			found = e
		}
	}
	if found == nil {
		return nil
	}
	return found.Type
}

// FailsIn lists what can fail within a place.
func (x *Index) FailsIn(at diag.Span) []Fail {
	var out []Fail
	for _, f := range x.Fails {
		if f.At.File.Name == at.File.Name && at.Start <= f.At.Start && f.At.End <= at.End && !contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}

func contains(all []Fail, f Fail) bool {
	for _, g := range all {
		if g == f {
			return true
		}
	}
	return false
}

// Defs lists what the files of a project declare, those whose name contains a text.
func (x *Index) Defs(part string) []*Def {
	var out []*Def
	for i := range x.Uses {
		u := &x.Uses[i]
		if u.Decl && strings.Contains(strings.ToLower(u.Def.Name), strings.ToLower(part)) {
			out = append(out, u.Def)
		}
	}
	return out
}

// narrowest returns the shortest of all that touches a place; of two alike the one
// that was noted last.
func narrowest[T any](all []T, at func(*T) diag.Span, file string, off int) *T {
	var found *T
	for i := range all {
		t := &all[i]
		if !touches(at(t), file, off) {
			continue
		}
		if found == nil || at(t).End-at(t).Start <= at(found).End-at(found).Start {
			found = t
		}
	}
	return found
}
