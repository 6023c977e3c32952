package check

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"

	"github.com/flowc-lang/flowc/compiler/schema/avro"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// typeOf returns the type that t writes. What is wrong is reported and becomes
// Invalid.
func (s *scope) typeOf(t dsl.Type) *types.Type {
	switch t := t.(type) {
	case nil:
		return invalid()
	case *dsl.NamedType:
		return s.namedType(t)
	case *dsl.RecordType:
		return types.RecordOf(s.recordType(t, "", t.At()))
	case *dsl.EnumType:
		return s.enumType(t, "")
	case *dsl.OptionalType:
		of := s.typeOf(t.Of)
		if of.Kind == types.Optional {
			s.add(diag.Diagnostic{Code: "E0402", Message: "this type is optional twice", At: t.At(), Helps: []string{"one `?` says that it may be null"}})
		}
		return types.OptionalOf(of)
	case *dsl.UnionType:
		return s.unionType(t)
	case *dsl.RefinedType:
		return s.refinedType(t)
	}
	panic(fmt.Sprintf("check: no such type: %T", t))
}

// resolveType resolves a declared schema, enum or alias.
func (s *scope) resolveType(sym *symbol) *types.Type {
	switch sym.state {
	case resolved:
		return orInvalid(sym.typ)
	case resolving:
		// A schema may hold itself, in a list or an optional: its type is there from
		// the start. Of an alias nothing is there yet.
		if sym.typ == nil {
			sym.scope.add(diag.Diagnostic{
				Code:    "E0212",
				Message: fmt.Sprintf("the type `%s` is defined by itself", sym.name.Text),
				At:      sym.name.At(),
			})
		}
		return orInvalid(sym.typ)
	case untouched:
	}
	sym.state = resolving
	sym.scope.resolveTypeDecl(sym)
	sym.state = resolved
	return orInvalid(sym.typ)
}

func orInvalid(t *types.Type) *types.Type {
	if t == nil {
		return invalid()
	}
	return t
}

func (s *scope) resolveTypeDecl(sym *symbol) {
	switch d := sym.decl.(type) {
	case *dsl.Alias:
		sym.typ = s.typeOf(d.Type)
	case *dsl.Enum:
		enum := s.enumType(d.Body, d.Name.Text)
		enum.Enum.At = d.Name.At()
		var annots []dsl.Annot
		sym.typ, annots = s.labelsIn(d.Annots, enum)
		s.annotations(s.allows(annots, d.At()), nil)
	case *dsl.Schema:
		r := &types.RecordType{Name: d.Name.Text, Doc: d.Doc, At: d.Name.At()}
		sym.typ = types.RecordOf(r)
		var annots []dsl.Annot
		sym.typ, annots = s.labelsIn(d.Annots, sym.typ)
		s.annotations(s.allows(annots, d.At()), r)
		s.fillRecord(r, d.Body)
		s.checkRecursion(r)
	}
}

// annotations applies the annotations of a schema or enum; r is nil for an enum.
func (s *scope) annotations(annots []dsl.Annot, r *types.RecordType) {
	for _, a := range annots {
		if a.Name.Text == "namespace" && r != nil && len(a.Args) == 1 {
			if t, ok := a.Args[0].Value.(*dsl.Text); ok {
				if name, plain := t.Plain(); plain {
					if !avro.LegalNamespace(name) {
						s.add(diag.Diagnostic{Code: "E0503", Message: fmt.Sprintf("`%s` is not an Avro namespace: names of letters, digits and _, with dots between", name), At: t.At()})
						continue
					}
					r.Namespace = name
					continue
				}
			}
		}
		if a.Name.Text == "compat" && r != nil {
			continue // see checkCompat
		}
		if r == nil {
			s.unknownAnnotation(a, "an enum", "@label(pii)")
		} else {
			s.unknownAnnotation(a, "a schema", `@namespace("com.example")`, "@compat(backward)", "@label(pii)")
		}
	}
}

// recordType returns the record that t writes.
func (s *scope) recordType(t *dsl.RecordType, name string, at diag.Span) *types.RecordType {
	r := &types.RecordType{Name: name, At: at}
	s.fillRecord(r, t)
	return r
}

func (s *scope) fillRecord(r *types.RecordType, body *dsl.RecordType) {
	if body == nil {
		return
	}
	seen := make(map[string]diag.Span, len(body.Fields))
	for _, f := range body.Fields {
		if first, ok := seen[f.Name.Text]; ok {
			s.add(duplicate(f.Name, first))
			continue
		}
		seen[f.Name.Text] = f.Name.At()
		field := &types.Field{Name: f.Name.Text, Type: s.typeOf(f.Type), Doc: f.Doc, At: f.Name.At()}
		if f.Type != nil {
			field.TypeAt = f.Type.At()
		}
		var annots []dsl.Annot
		field.Type, annots = s.labelsIn(f.Annots, field.Type)
		for _, a := range s.allows(annots, f.At()) {
			if a.Name.Text == "as" {
				s.fieldForm(field, a)
			} else {
				s.unknownAnnotation(a, "a field", "@label(pii)", "@as(time: unix_ms)")
			}
		}
		r.Fields = append(r.Fields, field)
		s.noteField(f.Name.At(), r, field)
		if f.Default != nil {
			s.fieldDefault(field, f.Default)
		}
	}
	if body.Open {
		r.Open, r.Fields = true, types.Openly(r).Fields
	}
}

// fieldDefault gives a field its default: a constant of its type.
func (s *scope) fieldDefault(field *types.Field, x dsl.Expr) {
	field.HasDefault = true // also where it is wrong: it is not missing then
	e := s.constant(x, field.Type)
	if isBad(e) || field.Type.Kind == types.Invalid {
		return
	}
	if fitted, ok := s.fitDefault(e, field); ok {
		field.SetDefault(constantOf(fitted))
	}
}

func (s *scope) enumType(t *dsl.EnumType, name string) *types.Type {
	e := &types.EnumType{Name: name, Open: t.Open, At: t.At()}
	seen := make(map[string]diag.Span, len(t.Symbols))
	for _, sym := range t.Symbols {
		if first, ok := seen[sym.Text]; ok {
			s.add(duplicate(sym, first))
			continue
		}
		seen[sym.Text] = sym.At()
		e.Symbols = append(e.Symbols, sym.Text)
		e.SymbolAt = append(e.SymbolAt, sym.At())
	}
	return types.EnumOf(e)
}

// checkRecursion reports a record that holds itself with no list, map, optional or
// other arm of a union to end it: no value of it is finite.
func (s *scope) checkRecursion(r *types.RecordType) {
	if types.Finite(r) {
		return
	}
	if f := holds(r, r, map[*types.RecordType]bool{}); f != nil {
		d := diag.Diagnostic{
			Code:    "E0435",
			Message: fmt.Sprintf("the schema `%s` holds itself without end", r.Name),
			At:      f.At,
			Helps:   []string{fmt.Sprintf("make the field optional, or a list: %s: %s?", f.Name, f.Type)},
		}
		label(&d, r.At, "the schema")
		s.add(d)
		f.Type = invalid()
	}
}

// holds returns the field of r through which it holds goal directly.
func holds(r, goal *types.RecordType, seen map[*types.RecordType]bool) *types.Field {
	if seen[r] {
		return nil
	}
	seen[r] = true
	for _, f := range r.Fields {
		if fieldHolds(f.Type, goal, seen) {
			return f
		}
	}
	return nil
}

func fieldHolds(t *types.Type, goal *types.RecordType, seen map[*types.RecordType]bool) bool {
	switch t.Kind {
	case types.Record:
		return t.Record == goal || holds(t.Record, goal, seen) != nil
	case types.Union, types.Tuple:
		return slices.ContainsFunc(t.Items, func(item *types.Type) bool { return fieldHolds(item, goal, seen) })
	}
	return false
}

// refinedType is `int32 in 0..9` or `string matches r/…/`.
func (s *scope) refinedType(t *dsl.RefinedType) *types.Type {
	of := s.typeOf(t.Of)
	if of.Kind == types.Invalid {
		return of
	}
	inner := *of.Strip()
	refine := types.Refinement{}
	if inner.Refine != nil {
		refine = *inner.Refine
	}
	switch {
	case t.Matches != nil && inner.Kind == types.String:
		refine.Pattern = t.Matches.Pattern
	case t.Matches != nil:
		return s.badRefinement(t, of, "`matches` is for string")
	case !inner.IsNumber():
		return s.badRefinement(t, of, "a range is for numbers")
	default:
		lo, hi, ok := rangeOf(t.In)
		if !ok {
			return s.badRefinement(t, of, "a range is two numbers: `in 0..9`")
		}
		refine.HasRange, refine.Min, refine.Max = true, lo, hi
	}
	inner.Refine = &refine
	if refine.HasRange && types.IsEmpty(&inner) {
		return s.badRefinement(t, of, fmt.Sprintf("none is in %s..%s", refine.Min, refine.Max))
	}
	if of.Kind == types.Optional {
		return types.OptionalOf(&inner)
	}
	return &inner
}

func (s *scope) badRefinement(t *dsl.RefinedType, of *types.Type, why string) *types.Type {
	s.add(diag.Diagnostic{
		Code:    "E0402",
		Message: fmt.Sprintf("this does not refine %s: %s", of, why),
		At:      t.At(),
	})
	return of
}

// rangeOf reads the constant range `lo..hi`, as decimal texts with lo ≤ hi.
func rangeOf(x dsl.Expr) (lo, hi string, ok bool) {
	b, isRange := x.(*dsl.Binary)
	if !isRange || b.Op != dsl.OpRange {
		return "", "", false
	}
	lo, okLo := numberText(b.X)
	hi, okHi := numberText(b.Y)
	if !okLo || !okHi {
		return "", "", false
	}
	l, okLo := new(big.Rat).SetString(lo)
	h, okHi := new(big.Rat).SetString(hi)
	return lo, hi, okLo && okHi && l.Cmp(h) <= 0
}

// numberText returns a constant number with its sign, as plain text.
func numberText(x dsl.Expr) (string, bool) {
	switch x := x.(type) {
	case *dsl.Int:
		return x.Text, true
	case *dsl.Float:
		return x.Text, true
	case *dsl.Unary:
		if x.Op == dsl.OpNeg {
			text, ok := numberText(x.X)
			return "-" + text, ok && text != "" && text[0] != '-'
		}
	}
	return "", false
}

// smallInt reads a constant whole number from min to max.
func smallInt(x dsl.Expr, min, max int) (int, bool) {
	i, ok := x.(*dsl.Int)
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(i.Text)
	return n, err == nil && min <= n && n <= max
}

// deadLetter is the built-in schema of dead letter topics.
func deadLetter() *types.Type {
	r := &types.RecordType{Name: "DeadLetter"}
	field := func(t *types.Type, names ...string) {
		for _, n := range names {
			r.Fields = append(r.Fields, &types.Field{Name: n, Type: t})
		}
	}
	field(types.Of(types.String), "pipeline", "connector")
	field(types.Of(types.Int32), "task")
	field(types.Of(types.String), "stage", "code", "message", "place", "topic")
	field(types.Of(types.Int32), "partition")
	field(types.Of(types.Int64), "offset")
	field(types.InUnit(types.Timestamp, types.Millis), "timestamp")
	field(types.OptionalOf(types.Of(types.Bytes)), "key", "value")
	header := &types.RecordType{Fields: []*types.Field{
		{Name: "name", Type: types.Of(types.String)},
		{Name: "value", Type: types.OptionalOf(types.Of(types.Bytes))},
	}}
	field(types.ListOf(types.RecordOf(header)), "headers")
	return types.RecordOf(r)
}
