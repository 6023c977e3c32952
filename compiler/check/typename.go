package check

import (
	"fmt"
	"strings"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// namedType resolves a name with its arguments: string(max: 8), list<T>, shop.Order.
func (s *scope) namedType(t *dsl.NamedType) *types.Type {
	if len(t.Annots) > 0 {
		plain := *t
		plain.Annots = nil
		out, annots := s.labelsIn(t.Annots, s.namedType(&plain))
		for _, a := range s.allows(annots, t.At()) {
			s.unknownAnnotation(a, "a type", "@label(pii)")
		}
		return out
	}
	if len(t.Name.Parts) == 0 || t.Name.Star {
		return s.unknownType(t.Name, nil)
	}
	if len(t.Name.Parts) == 1 {
		if builtin := s.builtinType(t, t.Name.Parts[0].Text); builtin != nil {
			return builtin
		}
	}
	found := s.typePath(t.Name)
	if found.Kind != types.Invalid && (len(t.Args) > 0 || len(t.Params) > 0) {
		s.add(diag.Diagnostic{Code: "E0405", Message: fmt.Sprintf("the type %s takes no arguments", found), At: t.At()})
	}
	return found
}

// typePath resolves the name of a declared or imported type.
func (s *scope) typePath(p dsl.Path) *types.Type {
	if t, ok := s.elementType(p); ok {
		return t
	}
	sym := s.use(p.Parts[0])
	switch {
	case sym == nil && p.Parts[0].Text == "DeadLetter" && len(p.Parts) == 1:
		return s.deadLetter
	case sym == nil:
		return s.unknownType(p, s.typeNames())
	case sym.kind == 0:
		return invalid()
	case sym.kind == moduleSymbol && len(p.Parts) > 1:
		return s.moduleType(sym, p)
	case sym.kind == typeSymbol && len(p.Parts) == 1:
		return s.resolveType(sym)
	case sym.kind == typeSymbol:
		s.add(diag.Diagnostic{
			Code: "E0403", Message: fmt.Sprintf("there is no type `%s`: `%s` is a type, and has none inside", p.At().Text(), p.Parts[0].Text), At: p.At(),
		})
		return invalid()
	}
	s.wrongKind(p.At(), p.Parts[0], sym, "a type")
	return invalid()
}

func (s *scope) unknownType(p dsl.Path, names []string) *types.Type {
	name := p.At().Text()
	if s.inBroken(name) {
		return invalid()
	}
	d := diag.Diagnostic{
		Code:    "E0403",
		Message: fmt.Sprintf("there is no type `%s`%s", name, didYouMean(name, names)),
		At:      p.At(),
	}
	if ours := elsewhere[strings.ToLower(name)]; ours != "" {
		d.Message = fmt.Sprintf("there is no type `%s`, did you mean `%s`?", name, ours)
		d.Fixes = []diag.Fix{{Title: "`" + ours + "`", Guess: true, Edits: []diag.Edit{{At: p.At(), Text: ours}}}}
	} else {
		guess(&d, p.At(), name, names)
	}
	s.unimported(&d, name)
	s.add(d)
	return invalid()
}

// elsewhere are the names that types have in other languages and databases.
var elsewhere = map[string]string{
	"byte": "int8", "tinyint": "int8", "short": "int16", "smallint": "int16",
	"int": "int32", "integer": "int32", "long": "int64", "bigint": "int64", "counter": "int64",
	"real": "float", "float32": "float", "float64": "double", "number": "double",
	"numeric": "decimal", "bigdecimal": "decimal",
	"text": "string", "varchar": "string", "char": "string", "str": "string", "ascii": "string", "utf8": "string",
	"boolean": "bool", "binary": "bytes", "blob": "bytes", "bytea": "bytes", "guid": "uuid", "jsonb": "json",
	"instant": "timestamp(us)", "timestamptz": "timestamp(us)", "array": "list", "dict": "map",
}

// wrongKind reports a name that stands for something else than what is needed.
func (s *scope) wrongKind(at diag.Span, name dsl.Ident, sym *symbol, need string) {
	if sym.kind == 0 {
		return
	}
	d := diag.Diagnostic{
		Code:    "E0203",
		Message: fmt.Sprintf("`%s` is %s, and %s is needed here", name.Text, sym.kind, need),
		At:      at,
	}
	label(&d, sym.name.At(), "declared here")
	s.add(d)
}

// typeNames are the names that could have been meant by an unknown type.
func (s *scope) typeNames() []string {
	names := []string{"list", "set", "map", "tuple", "vector", "any", "DeadLetter"}
	for k := types.Bool; k <= types.JSON; k++ {
		names = append(names, k.String())
	}
	for _, sym := range s.decls {
		if sym.kind == typeSymbol {
			names = append(names, sym.name.Text)
		}
	}
	return names
}

// moduleType resolves alias.Name; the keyspace or namespace may stand between or
// be left out where that is not ambiguous.
func (s *scope) moduleType(sym *symbol, p dsl.Path) *types.Type {
	if _, read := sym.scope.file.Imports[sym.decl.(*dsl.Import)]; !read {
		return invalid()
	}
	name := pathText(p.Parts[1:])
	var found []*types.Type
	var names []string
	for _, t := range s.moduleTypes(sym) {
		full, short := typeNames(t)
		if full == name {
			s.noteType(p.Parts[1].At().To(p.Parts[len(p.Parts)-1].At()), t)
			return t
		}
		if short == name || strings.HasSuffix(full, "."+name) {
			found = append(found, t)
		}
		names = append(names, short)
	}
	for _, n := range sym.scope.file.named(sym) {
		if n.Name == name {
			found = append(found, n.Type)
		}
		names = append(names, n.Name)
	}
	switch len(found) {
	case 1:
		s.noteType(p.Parts[1].At().To(p.Parts[len(p.Parts)-1].At()), found[0])
		return found[0]
	case 0:
		s.add(notInModule(sym, p, name, names))
	default:
		s.add(ambiguousType(p, name, found))
	}
	return invalid()
}

// moduleTypes are the types that an import brings by their own names.
func (s *scope) moduleTypes(sym *symbol) []*types.Type {
	if imp := sym.scope.file.Imports[sym.decl.(*dsl.Import)]; imp != nil {
		return imp.Types
	}
	return nil
}

// named are the types that an import brings by names of its files.
func (f *File) named(sym *symbol) []Named {
	if imp := f.Imports[sym.decl.(*dsl.Import)]; imp != nil {
		return imp.Named
	}
	return nil
}

func notInModule(sym *symbol, p dsl.Path, name string, names []string) diag.Diagnostic {
	last := p.Parts[len(p.Parts)-1]
	d := diag.Diagnostic{
		Code:    "E0403",
		Message: fmt.Sprintf("`%s` has no type or table `%s`%s", sym.name.Text, name, didYouMean(name, names)),
		At:      p.Parts[1].At().To(last.At()),
	}
	label(&d, sym.decl.At(), "imported here")
	propose(&d, d.At, name, names)
	return d
}

func ambiguousType(p dsl.Path, name string, found []*types.Type) diag.Diagnostic {
	d := diag.Diagnostic{
		Code:    "E0403",
		Message: fmt.Sprintf("`%s` could be one of %d", name, len(found)),
		At:      p.At(),
	}
	var ways []string
	for _, t := range found {
		if t.Kind != types.Record && t.Kind != types.Enum {
			continue
		}
		full, _ := typeNames(t)
		label(&d, typeAt(t), "this is "+full)
		ways = append(ways, "`"+p.Parts[0].Text+"."+full+"`")
	}
	if len(ways) == len(found) {
		d.Helps = []string{"write which one:  " + joined(ways, "or")}
	}
	return d
}

// typeNames returns an imported type's whole name and its last part.
func typeNames(t *types.Type) (full, short string) {
	if t.Kind == types.Enum {
		return joinName(t.Enum.Namespace, lastPart(t.Enum.Name)), lastPart(t.Enum.Name)
	}
	if t.Record.Table != nil {
		return joinName(t.Record.Table.Schema, t.Record.Table.Name), t.Record.Table.Name
	}
	return joinName(t.Record.Namespace, lastPart(t.Record.Name)), lastPart(t.Record.Name)
}

// typeAt is where a named type is declared.
func typeAt(t *types.Type) diag.Span {
	switch t.Kind {
	case types.Enum:
		return t.Enum.At
	case types.Record:
		if t.Record.Table != nil {
			return t.Record.Table.At
		}
		return t.Record.At
	}
	return diag.Span{}
}
