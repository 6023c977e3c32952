package gofunc

import (
	"fmt"
	"go/ast"
	gotypes "go/types"
	"reflect"
	"strings"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// function reads a signature. What no pipeline can call says why.
func (l *loader) function(d *ast.FuncDecl, sig *gotypes.Signature) *Func {
	f := &Func{Name: d.Name.Name, At: l.span(d.Name)}
	if d.Doc != nil {
		f.Doc = strings.TrimSpace(d.Doc.Text())
		f.Impure = marked(d.Doc)
	}
	switch {
	case sig.TypeParams().Len() > 0:
		return f.refused("it has type parameters", l.span(d.Type.TypeParams))
	case sig.Variadic():
		return f.refused("its last parameter takes any number of values", l.span(d.Type.Params))
	}
	for _, field := range d.Type.Params.List {
		for _, name := range namesOf(field) {
			t, g, why := l.value(sig.Params().At(len(f.Params)).Type(), nil)
			if why != "" {
				return f.refused(why, l.span(field.Type))
			}
			f.Params = append(f.Params, Param{Name: paramName(name, len(f.Params)), Type: t, Go: g, At: l.span(field)})
		}
	}
	return l.results(f, d, sig.Results())
}

// marked reports a line `flow:impure` of a doc comment.
func marked(doc *ast.CommentGroup) bool {
	for _, c := range doc.List {
		if strings.TrimSpace(strings.TrimPrefix(c.Text, "//")) == "flow:impure" {
			return true
		}
	}
	return false
}

// namesOf are the names that a field of a list declares, one empty name without.
func namesOf(f *ast.Field) []string {
	if len(f.Names) == 0 {
		return []string{""}
	}
	var out []string
	for _, n := range f.Names {
		out = append(out, n.Name)
	}
	return out
}

// paramName is how a pipeline names a parameter.
func paramName(name string, i int) string {
	if name == "" || name == "_" {
		return fmt.Sprintf("arg%d", i+1)
	}
	return types.Snake(name)
}

// results reads T or (T, error).
func (l *loader) results(f *Func, d *ast.FuncDecl, r *gotypes.Tuple) *Func {
	at := f.At
	if d.Type.Results != nil {
		at = l.span(d.Type.Results)
	}
	switch n := r.Len(); {
	case n == 2 && isError(r.At(1).Type()):
		f.Fails = true
	case n != 1 || isError(r.At(0).Type()):
		return f.refused("it returns one value, or one and an error", at)
	}
	t, g, why := l.value(r.At(0).Type(), nil)
	if why != "" {
		return f.refused(why, at)
	}
	f.Result, f.Go = t, g
	return f
}

// refused notes why no pipeline can call f. A type of an imported package is not
// known by name here, only by its text.
func (f *Func) refused(why string, at diag.Span) *Func {
	f.Why, f.WhyAt = strings.Replace(why, "invalid type", at.Text(), 1), at
	return f
}

func isError(t gotypes.Type) bool {
	return gotypes.Identical(t, gotypes.Universe.Lookup("error").Type())
}

// basics are the predeclared types that values have.
var basics = map[string]types.Kind{
	"bool": types.Bool, "string": types.String, "float32": types.Float, "float64": types.Double, "int": types.Int64,
	"int8": types.Int8, "int16": types.Int16, "int32": types.Int32, "int64": types.Int64, "rune": types.Int32,
	"uint8": types.Uint8, "uint16": types.Uint16, "uint32": types.Uint32, "uint64": types.Uint64, "byte": types.Uint8,
}

// value returns the type of a pipeline's value for a Go type; why says that there is
// none. within are the structs around it.
func (l *loader) value(t gotypes.Type, within []*gotypes.Named) (*types.Type, *types.GoType, string) {
	t = gotypes.Unalias(t)
	g := &types.GoType{}
	named, _ := t.(*gotypes.Named)
	if named != nil {
		obj := named.Obj()
		switch {
		case obj.Pkg() == nil || !obj.Exported():
			return none("the type `%s` is not exported", t)
		case obj.Pkg().Path() == "time" && obj.Name() == "Time":
			g.Kind = types.GoTime
			return types.InUnit(types.Timestamp, types.Micros), g, ""
		case obj.Pkg().Name() != l.out.Name || named.TypeArgs().Len() > 0:
			return none("the type `%s` has no counterpart", t)
		}
		g.Name = obj.Name()
	}
	switch u := t.Underlying().(type) {
	case *gotypes.Basic:
		kind, ok := basics[u.Name()]
		if !ok {
			return none("the type `%s` has no counterpart", t)
		}
		g.Kind, g.Basic = types.GoBasic, u.Name()
		return types.Of(kind), g, ""
	case *gotypes.Array:
		if elem, ok := u.Elem().(*gotypes.Basic); ok && elem.Kind() == gotypes.Uint8 && u.Len() == 16 {
			g.Kind = types.GoUUID
			return types.Of(types.UUID), g, ""
		}
	case *gotypes.Slice:
		return l.slice(g, u, within)
	case *gotypes.Pointer:
		return l.pointer(g, u, within)
	case *gotypes.Struct:
		if named != nil {
			return l.structure(g, named, u, within)
		}
		return none("a struct needs a name")
	}
	return none("the type `%s` has no counterpart", t)
}

func none(format string, args ...any) (*types.Type, *types.GoType, string) {
	for i, a := range args {
		if t, ok := a.(gotypes.Type); ok {
			args[i] = gotypes.TypeString(t, func(p *gotypes.Package) string { return p.Name() })
		}
	}
	return nil, nil, fmt.Sprintf(format, args...)
}

func (l *loader) slice(g *types.GoType, s *gotypes.Slice, within []*gotypes.Named) (*types.Type, *types.GoType, string) {
	if elem, ok := s.Elem().(*gotypes.Basic); ok && elem.Kind() == gotypes.Uint8 {
		g.Kind = types.GoBytes
		return types.Of(types.Bytes), g, ""
	}
	t, inner, why := l.value(s.Elem(), within)
	if why != "" {
		return nil, nil, why
	}
	g.Kind, g.Elem = types.GoSlice, inner
	return types.ListOf(t), g, ""
}

func (l *loader) pointer(g *types.GoType, p *gotypes.Pointer, within []*gotypes.Named) (*types.Type, *types.GoType, string) {
	t, inner, why := l.value(p.Elem(), within)
	switch {
	case why != "":
		return nil, nil, why
	case t.Kind == types.Optional:
		return none("a pointer to a pointer has no counterpart")
	}
	g.Kind, g.Elem = types.GoPointer, inner
	return types.OptionalOf(t), g, ""
}

// structure is a struct that was read before: it is one record, wherever it stands.
type structure struct {
	t *types.Type
	g *types.GoType
}

// structure makes a record of the exported fields of a struct. Its other fields are
// the package's own business: they are zero.
func (l *loader) structure(g *types.GoType, named *gotypes.Named, s *gotypes.Struct, within []*gotypes.Named) (*types.Type, *types.GoType, string) {
	for _, n := range within {
		if n == named {
			return none("the type `%s` holds itself", named)
		}
	}
	if known, ok := l.structs[named]; ok {
		return known.t, known.g, ""
	}
	within = append(within, named)
	r := &types.RecordType{Name: named.Obj().Name(), Origin: "go", At: l.place(named.Obj())}
	for i := range s.NumFields() {
		v := s.Field(i)
		if !v.Exported() {
			continue
		}
		name := fieldName(v.Name(), s.Tag(i))
		if name == "-" {
			continue
		}
		t, inner, why := l.value(v.Type(), within)
		switch {
		case why != "":
			return none("%s (in `%s.%s`)", why, r.Name, v.Name())
		case r.Field(name) != nil:
			return none("two fields of `%s` are called `%s`", r.Name, name)
		}
		at := l.place(v)
		r.Fields = append(r.Fields, &types.Field{Name: name, Type: t, At: at, TypeAt: at})
		g.Fields = append(g.Fields, types.GoField{Name: v.Name(), Type: inner})
	}
	g.Kind = types.GoStruct
	l.structs[named] = structure{types.RecordOf(r), g}
	return types.RecordOf(r), g, ""
}

// place is where an object is declared.
func (l *loader) place(o gotypes.Object) diag.Span {
	return l.span(&ast.Ident{NamePos: o.Pos(), Name: o.Name()})
}

// fieldName is the name of a field in a pipeline.
func fieldName(name, tag string) string {
	for _, key := range []string{"flow", "json"} {
		if v, ok := reflect.StructTag(tag).Lookup(key); ok {
			if first, _, _ := strings.Cut(v, ","); first != "" {
				return first
			}
		}
	}
	return types.Snake(name)
}
