package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// checkDecls resolves every declaration of a root file, used or not.
func (s *scope) checkDecls() {
	for _, d := range s.file.Tree.Decls {
		switch d := d.(type) {
		case *dsl.Import:
			s.checkImport(d)
		case *dsl.Fn, *dsl.Edition, *dsl.Bad, *dsl.Test, *dsl.Pipeline,
			*dsl.Param, *dsl.Schema, *dsl.Enum, *dsl.Alias, *dsl.Resource:
		}
	}
	for _, sym := range s.decls {
		s.resolve(sym)
	}
}

// resolve resolves a symbol of any kind.
func (s *scope) resolve(sym *symbol) {
	switch sym.kind {
	case paramSymbol:
		s.resolveParam(sym)
	case typeSymbol:
		s.resolveType(sym)
	case connectionSymbol:
		s.resolveConnection(sym)
	case converterSymbol:
		s.resolveConverter(sym)
	case nodeSymbol:
		s.resolveNode(sym)
	case policySymbol:
		s.resolvePolicy(sym)
	case fnSymbol:
		s.resolveFn(sym)
	case moduleSymbol, pipelineSymbol:
	}
}

// begin reports whether sym is to be resolved now, and by its own file.
func (sym *symbol) begin() bool {
	if sym.state != untouched {
		return false
	}
	sym.state = resolved
	return true
}

// resolveParam returns the param that sym declares; nil where it is broken.
func (s *scope) resolveParam(sym *symbol) *ir.Param {
	if !sym.begin() {
		return sym.param
	}
	own, d := sym.scope, sym.decl.(*dsl.Param)
	p := &ir.Param{Name: d.Name.Text, Secret: d.Secret, Doc: d.Doc, At: d.Name.At(), Type: own.typeOf(d.Type)}
	if p.Type.Kind == types.Invalid {
		return nil
	}
	if !paramType(p.Type) {
		own.add(diag.Diagnostic{
			Code:    "E0402",
			Message: fmt.Sprintf("a param cannot be %s", p.Type),
			At:      d.Type.At(),
			Helps:   []string{"params are bool, whole numbers, double, string, duration, or list<string>"},
		})
		return nil
	}
	own.paramAnnotations(p, d)
	own.secretSource(p, d)
	if d.Default != nil && !own.paramDefault(p, d) {
		return nil
	}
	if slices.Contains(WorkerFlags, p.Name) {
		own.add(diag.Diagnostic{
			Code: "E0202", Message: fmt.Sprintf("the name `%s` is taken", p.Name), At: d.Name.At(),
			Here:  fmt.Sprintf("every worker has a flag --%s", p.Name),
			Helps: []string{"params become flags of the worker: give this one another name"},
		})
		return nil
	}
	if first := own.flags[p.Name]; first != nil {
		dup := duplicate(d.Name, first.name.At())
		dup.Helps = []string{"params of all files of a project become flags of one worker: give it another name, or import it"}
		own.add(dup)
		return nil
	}
	own.flags[p.Name] = sym
	own.prog.Params = append(own.prog.Params, p)
	sym.param = p
	return p
}

// WorkerFlags are the flags that commands of a worker have by themselves and that a param
// could be called.
var WorkerFlags = []string{
	"cluster", "color", "config", "data", "drain", "help", "http", "json", "log", "memory", "pipelines", "restart", "yes",
}

// paramType reports whether a flag or environment variable can set a value of t.
func paramType(t *types.Type) bool {
	switch t.Kind {
	case types.Bool, types.String, types.Double, types.Duration:
		return true
	case types.List:
		return t.Elem.Kind == types.String
	}
	return t.IsInteger() && t.Kind != types.Varint && t.Kind != types.Uint64
}

func (s *scope) paramAnnotations(p *ir.Param, d *dsl.Param) {
	for _, a := range s.allows(d.Annots, d.At()) {
		value, ok := "", false
		if len(a.Args) == 1 {
			if t, isText := a.Args[0].Value.(*dsl.Text); isText {
				value, ok = t.Plain()
			}
		}
		switch {
		case a.Name.Text == "env" && ok:
			p.Env = value
		case a.Name.Text == "file" && ok && d.Secret:
			p.File = value
		default:
			s.add(diag.Diagnostic{
				Code:    "E0301",
				Message: fmt.Sprintf("a param has no annotation like %s", a.At().Text()),
				At:      a.At(),
				Helps:   []string{`@env("NAME") reads it from the environment`, `@file("path") reads a secret from a file`},
			})
		}
	}
}

// secretSource reports a secret that nothing but a flag could set: others on the
// machine see the flags of a process. Other params without a default are fine,
// the worker asks for them.
func (s *scope) secretSource(p *ir.Param, d *dsl.Param) {
	if p.Secret && p.Env == "" && p.File == "" && d.Default == nil {
		s.add(diag.Diagnostic{
			Code:    "E0806",
			Message: fmt.Sprintf("nothing says where the secret `%s` comes from", p.Name),
			At:      p.At,
			Helps:   []string{`from the environment:  @env("` + envName(p.Name) + `")`, `from a file:           @file("/run/secrets/` + p.Name + `")`},
		})
	}
}

// paramDefault types the default, and keeps it out of secrets.
func (s *scope) paramDefault(p *ir.Param, d *dsl.Param) bool {
	if d.Secret {
		s.add(diag.Diagnostic{
			Code:    "E0805",
			Message: fmt.Sprintf("the secret `%s` stands here in clear text", p.Name),
			At:      d.Default.At(),
			Helps:   []string{`read it from the environment:  @env("` + envName(p.Name) + `")`},
		})
		return false
	}
	v := s.constant(d.Default, p.Type)
	if isBad(v) {
		return false
	}
	f := &types.Field{Name: p.Name, Type: p.Type, TypeAt: d.Type.At()}
	fitted, ok := s.fitDefault(v, f)
	if !ok {
		return false
	}
	p.Default, p.DefaultText = fitted, d.Default.At().Text()
	return true
}

// envName is the usual name of an environment variable.
func envName(name string) string {
	out := []byte(name)
	for i, c := range out {
		if 'a' <= c && c <= 'z' {
			out[i] = c - 'a' + 'A'
		}
	}
	return string(out)
}

// resolveConnection returns the connection that sym declares; nil where broken.
func (s *scope) resolveConnection(sym *symbol) *ir.Connection {
	if !sym.begin() {
		return sym.conn
	}
	own, d := sym.scope, sym.decl.(*dsl.Resource)
	if d.For != nil {
		own.add(diag.Diagnostic{Code: "E0301", Message: "a connection is one: topics, sources, sinks and pipelines can be families", At: d.For.At()})
		return nil
	}
	var names []string
	kind := pathText(d.Kind.Parts)
	for _, c := range own.catalog.Connections {
		names = append(names, c.Name)
		if c.Name == kind {
			own.noteKind(d.Kind.At(), "connection", c.Name, c.Doc)
			sym.conn = &ir.Connection{Name: d.Name.Text, Spec: c, At: d.Name.At()}
		}
	}
	if sym.conn == nil {
		unknown := unknownKind("E0307", "connection", d.Kind, names)
		unknown.Helps = []string{"there are " + joined(own.builtConnections(names), "and")}
		own.add(unknown)
		return nil
	}
	own.noTyped(d.Items, "connection "+kind)
	sym.conn.Options = own.options(d.Items, &optionSite{of: "connection " + kind, at: d.Name.At(), specs: sym.conn.Spec.Options})
	own.prog.Connections = append(own.prog.Connections, sym.conn)
	return sym.conn
}

// builtConnections are the kinds of connection that something can be built with: a
// connector, or converters.
func (s *scope) builtConnections(kinds []string) []string {
	var out []string
	for _, k := range kinds {
		needed, built := false, false
		for _, c := range s.catalog.Connectors {
			if c.Connection == k {
				needed, built = true, built || c.Built
			}
		}
		if built || !needed {
			out = append(out, k)
		}
	}
	return out
}

// unknownKind reports a kind of connection, connector or converter that does not
// exist.
func unknownKind(code, what string, kind dsl.Path, names []string) diag.Diagnostic {
	name := pathText(kind.Parts)
	d := diag.Diagnostic{
		Code:    code,
		Message: fmt.Sprintf("there is no %s `%s`%s", what, name, didYouMean(name, names)),
		At:      kind.At(),
		Helps:   []string{"there are " + joined(names, "and")},
	}
	propose(&d, kind.At(), name, names)
	if way := connectorsElsewhere[plainName(name)]; way != "" && (what == "sink" || what == "source") {
		d.Helps = append([]string{way}, d.Helps...)
	}
	if ours := convertersElsewhere[plainName(name)]; ours != "" && what == "converter" {
		d.Message = fmt.Sprintf("there is no converter `%s`, did you mean `%s`?", name, ours)
		d.Fixes = []diag.Fix{{Title: "`" + ours + "`", Guess: true, Edits: []diag.Edit{{At: kind.At(), Text: ours}}}}
	}
	return d
}

// noLine reports `name: …` where only an option of that name, or nothing, can be.
func noLine(it *dsl.Typed, of string, names []string) diag.Diagnostic {
	d := diag.Diagnostic{Code: "E0301", Message: fmt.Sprintf("%s has no `%s:`%s", of, it.Name.Text, didYouMean(it.Name.Text, names)), At: it.Name.At()}
	if it.Type == nil {
		return d // told by the parser
	}
	colon := it.Name.At().File.Span(it.Name.At().End, it.Type.At().Start)
	if strings.TrimSpace(colon.Text()) == ":" && it.As == nil {
		d.Helps = []string{"an option gets its value by `=`:  " + it.Name.Text + " = " + it.Type.At().Text()}
	}
	return d
}

// noTyped reports lines that only topics, sources and sinks have.
func (s *scope) noTyped(items []dsl.Item, of string) {
	for _, it := range items {
		switch it := it.(type) {
		case *dsl.Typed:
			s.add(noLine(it, of, nil))
		case *dsl.Block:
			s.add(diag.Diagnostic{Code: "E0301", Message: fmt.Sprintf("%s has no block `%s`", of, it.Name.Text), At: it.Name.At()})
		case *dsl.Option, *dsl.BadItem:
		}
	}
}

// connection resolves the name of a connection of that kind, an empty kind taking
// any. nil where that fails, which is reported.
func (s *scope) connection(name dsl.Ident, kind, of string) *ir.Connection {
	sym := s.use(name)
	switch {
	case sym == nil && s.inBroken(name.Text):
		return nil
	case sym == nil:
		s.add(unknownDecl(name, "connection", s.namesOf(connectionSymbol)))
		return nil
	case sym.kind != connectionSymbol:
		s.wrongKind(name.At(), name, sym, "a connection")
		return nil
	}
	conn := s.resolveConnection(sym)
	if conn != nil && kind != "" && conn.Spec.Name != kind {
		d := diag.Diagnostic{
			Code:    "E0311",
			Message: fmt.Sprintf("%s needs %s connection, and `%s` is %s one", of, article(kind), name.Text, article(conn.Spec.Name)),
			At:      name.At(),
		}
		label(&d, conn.At, "declared here")
		s.add(d)
		return nil
	}
	return conn
}

// unknownDecl reports a name that nothing declares, where one of that kind is
// needed.
func unknownDecl(name dsl.Ident, what string, names []string) diag.Diagnostic {
	d := diag.Diagnostic{
		Code:    "E0201",
		Message: fmt.Sprintf("there is no %s `%s`%s", what, name.Text, didYouMean(name.Text, names)),
		At:      name.At(),
	}
	propose(&d, name.At(), name.Text, names)
	return d
}

// unimported adds to d, which tells of a name that is not there, that a file which is
// imported declares it.
func (s *scope) unimported(d *diag.Diagnostic, name string) {
	for _, decl := range s.file.Tree.Decls {
		imp, ok := decl.(*dsl.Import)
		if !ok || s.file.Imports[imp] == nil || s.file.Imports[imp].Flow == nil {
			continue
		}
		of := s.scopes[s.file.Imports[imp].Flow]
		if of == nil {
			continue
		}
		for _, sym := range of.decls {
			if sym.name.Text == name {
				label(d, imp.At(), "this import does not name it")
				label(d, sym.name.At(), "declared here")
				d.Helps = []string{fmt.Sprintf("import it too:  import { …, %s }", name)}
				return
			}
		}
	}
}

// namesOf lists the names of that kind that are in reach, in source order.
func (s *scope) namesOf(kind symbolKind) []string {
	var names []string
	for _, sym := range s.decls {
		if sym.kind == kind {
			names = append(names, sym.name.Text)
		}
	}
	for _, d := range s.file.Tree.Decls {
		imp, ok := d.(*dsl.Import)
		if !ok {
			continue
		}
		for _, n := range imp.Names {
			if sym := s.names[n.Text]; sym != nil && sym.kind == kind {
				names = append(names, n.Text)
			}
		}
	}
	return names
}

// resolveConverter returns the converter that a `converter` declares; nil where
// broken.
func (s *scope) resolveConverter(sym *symbol) *ir.Converter {
	if !sym.begin() {
		return sym.conv
	}
	own, d := sym.scope, sym.decl.(*dsl.Resource)
	if d.For != nil {
		own.add(diag.Diagnostic{Code: "E0301", Message: "a connection is one: topics, sources, sinks and pipelines can be families", At: d.For.At()})
		return nil
	}
	c := own.converterSpec(d.Kind)
	if c == nil {
		return nil
	}
	of := "converter " + c.Name
	own.noTyped(d.Items, of)
	sym.conv = &ir.Converter{Spec: c, At: d.Name.At()}
	sym.conv.Options = own.options(d.Items, &optionSite{of: of, at: d.Name.At(), specs: c.Options})
	if !own.converterHolds(sym.conv) {
		sym.conv = nil
	}
	return sym.conv
}

// converterSpec finds a kind of converter; nil where there is none, which is
// reported.
func (s *scope) converterSpec(kind dsl.Path) *spec.Converter {
	var names []string
	for _, c := range s.catalog.Converters {
		if c.Name == pathText(kind.Parts) {
			s.noteKind(kind.At(), "converter", c.Name, c.Doc)
			return c
		}
		names = append(names, c.Name)
	}
	if sym := s.names[pathText(kind.Parts)]; sym != nil && sym.kind != converterSymbol {
		s.wrongKind(kind.At(), kind.Parts[0], sym, "a converter")
		return nil
	}
	names = append(names, s.namesOf(converterSymbol)...)
	s.add(unknownKind("E0308", "converter", kind, names))
	return nil
}
