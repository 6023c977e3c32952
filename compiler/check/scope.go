package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// symbolKind is what a name stands for.
type symbolKind uint8

const (
	paramSymbol symbolKind = iota + 1
	typeSymbol
	fnSymbol
	connectionSymbol
	converterSymbol
	nodeSymbol
	policySymbol
	moduleSymbol
	pipelineSymbol
)

// String returns the kind with its article, as messages need it.
func (k symbolKind) String() string {
	return [...]string{
		"", "a param", "a type", "a function", "a connection", "a converter",
		"a topic, source or sink", "a policy", "an imported schema", "a pipeline",
	}[k]
}

// symbol is a declared name. It is resolved when it is first needed, so that the
// order of declarations does not matter.
type symbol struct {
	kind  symbolKind
	name  dsl.Ident
	decl  dsl.Decl
	scope *scope
	used  bool
	state state

	// What it resolved to, by kind; nil where that failed, which was reported then.
	typ    *types.Type
	param  *ir.Param
	conn   *ir.Connection
	conv   *ir.Converter
	node   *ir.Node
	family *family
	policy *ir.OnError
	fn     *ir.Func
}

// state tells a symbol that is being resolved from one that is done: meeting the
// first is a cycle.
type state uint8

const (
	untouched state = iota
	resolving
	resolved
)

// link is a name that another file's import brings here.
type link struct {
	at   diag.Span
	used bool
}

// scope is the names of one file.
type scope struct {
	*checker
	file    *File
	names   map[string]*symbol
	decls   []*symbol // own declarations, in source order
	links   map[string]*link
	element *boundElement // the variable of the family whose member is checked; nil outside
	library bool          // has no pipeline: its names are for others, and need no use here
}

func (c *checker) newScope(f *File) *scope {
	s := &scope{checker: c, file: f, names: map[string]*symbol{}, links: map[string]*link{}, library: true}
	for _, d := range f.Tree.Decls {
		s.declare(d)
	}
	return s
}

// declare enters d's name, unless the name is taken.
func (s *scope) declare(d dsl.Decl) {
	kind, name := nameOf(d)
	if kind == 0 {
		return
	}
	if kind == pipelineSymbol {
		s.library = false
	}
	sym := &symbol{kind: kind, name: name, decl: d, scope: s}
	s.decls = append(s.decls, sym)
	if kind == pipelineSymbol {
		return // pipelines have their own namespace, see checkPipelineNames
	}
	if first, taken := s.names[name.Text]; taken {
		s.add(duplicate(name, first.name.At()))
		return
	}
	s.names[name.Text] = sym
}

// nameOf returns what a declaration declares; kind 0 where it declares nothing.
func nameOf(d dsl.Decl) (symbolKind, dsl.Ident) {
	switch d := d.(type) {
	case *dsl.Param:
		return paramSymbol, d.Name
	case *dsl.Schema:
		return typeSymbol, d.Name
	case *dsl.Enum:
		return typeSymbol, d.Name
	case *dsl.Alias:
		return typeSymbol, d.Name
	case *dsl.Fn:
		return fnSymbol, d.Name
	case *dsl.Pipeline:
		return pipelineSymbol, d.Name
	case *dsl.Import:
		if name := moduleName(d); name != nil {
			return moduleSymbol, *name
		}
	case *dsl.Resource:
		return resourceKind(d), d.Name
	case *dsl.Edition, *dsl.Test, *dsl.Bad:
	}
	return 0, dsl.Ident{}
}

func resourceKind(d *dsl.Resource) symbolKind {
	switch d.Keyword.Text {
	case "connection":
		return connectionSymbol
	case "converter":
		return converterSymbol
	case "policy":
		return policySymbol
	case "topic", "source", "sink":
		return nodeSymbol
	}
	panic("check: no such resource: " + d.Keyword.Text)
}

// duplicate says that name is taken by what stands at first.
func duplicate(name dsl.Ident, first diag.Span) diag.Diagnostic {
	return diag.Diagnostic{
		Code:    "E0202",
		Message: fmt.Sprintf("the name `%s` is taken", name.Text),
		At:      name.At(),
		Here:    "declared a second time",
		Labels:  []diag.Label{{At: first, Text: "first declared here"}},
	}
}

// linkImports enters the names that imports of other .flow files bring.
func (s *scope) linkImports() {
	for _, d := range s.file.Tree.Decls {
		imp, ok := d.(*dsl.Import)
		if !ok || imp.Kind.Text != "" {
			continue
		}
		from := s.file.Imports[imp]
		if from != nil && from.Flow == s.file {
			continue // told as a cycle; its names are here anyway
		}
		for _, name := range imp.Names {
			s.linkName(name, from)
		}
	}
}

// linkName enters one imported name. Where the file could not be read, the name
// is entered as one that resolved to nothing, so that its uses stay silent.
func (s *scope) linkName(name dsl.Ident, from *Import) {
	sym := &symbol{name: name, scope: s, state: resolved}
	if from != nil && from.Flow != nil {
		other := s.scopes[from.Flow]
		found := other.own(name.Text)
		if found == nil {
			s.add(notExported(name, other))
		} else {
			sym = found
		}
	}
	if first, taken := s.names[name.Text]; taken {
		s.add(duplicate(name, first.name.At()))
		return
	}
	s.noteSymbol(name.At(), sym)
	s.names[name.Text] = sym
	s.links[name.Text] = &link{at: name.At()}
}

// own returns the file's own declaration of that name. Imported names are not
// passed on.
func (s *scope) own(name string) *symbol {
	if sym := s.names[name]; sym != nil && sym.scope == s {
		return sym
	}
	return nil
}

func notExported(name dsl.Ident, other *scope) diag.Diagnostic {
	var names []string
	for _, sym := range other.decls {
		if sym.kind != pipelineSymbol && sym.kind != moduleSymbol {
			names = append(names, sym.name.Text)
		}
	}
	shown := other.file.Tree.Source.Name
	d := diag.Diagnostic{
		Code:    "E0206",
		Message: fmt.Sprintf("%s declares no `%s`%s", shown, name.Text, didYouMean(name.Text, names)),
		At:      name.At(),
	}
	guess(&d, name.At(), name.Text, names)
	return d
}

// lookup returns the symbol of that name and counts the use; nil without.
func (s *scope) lookup(name string) *symbol {
	sym := s.names[name]
	if sym == nil {
		return nil
	}
	sym.used = true
	if l := s.links[name]; l != nil {
		l.used = true
	}
	return sym
}

// checkPipelineNames reports pipelines of the project that share a name.
func (c *checker) checkPipelineNames() {
	first := map[string]dsl.Ident{}
	for _, f := range c.project.Roots {
		for _, sym := range c.scopes[f].decls {
			if sym.kind != pipelineSymbol {
				continue
			}
			if one, taken := first[sym.name.Text]; taken {
				c.add(duplicate(sym.name, one.At()))
				continue
			}
			first[sym.name.Text] = sym.name
		}
	}
}

// warnUnused reports imports and declarations that nothing uses. A file without a
// pipeline is a library: its declarations are there for others. Where there are
// errors nothing is said, since what holds a mistake may hold a use.
func (s *scope) warnUnused() {
	if s.r.Failed() {
		return
	}
	for _, d := range s.file.Tree.Decls {
		if imp, ok := d.(*dsl.Import); ok {
			s.warnUnusedImport(imp)
		}
	}
	if s.library {
		return
	}
	for _, sym := range s.decls {
		if !sym.used && sym.kind != pipelineSymbol && sym.kind != moduleSymbol && s.names[sym.name.Text] == sym {
			s.add(diag.Diagnostic{
				Code:    "W0210",
				Message: fmt.Sprintf("`%s` is declared and never used", sym.name.Text),
				At:      sym.name.At(),
			})
		}
	}
}

func (s *scope) warnUnusedImport(imp *dsl.Import) {
	if name := moduleName(imp); name != nil {
		if sym := s.names[name.Text]; sym != nil && !sym.used {
			s.add(unusedImport(*name))
		}
	}
	for _, name := range imp.Names {
		if l := s.links[name.Text]; l != nil && !l.used && l.at == name.At() {
			s.add(unusedImport(name))
		}
	}
}

func unusedImport(name dsl.Ident) diag.Diagnostic {
	return diag.Diagnostic{
		Code:    "W0211",
		Message: fmt.Sprintf("the import `%s` is never used", name.Text),
		At:      name.At(),
	}
}
