package lsp

import (
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/check"
	"github.com/flowc-lang/flowc/compiler/index"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// definition is where a name is declared: in a .flow file, or in the schema that it
// comes from.
func (s *server) definition(p *positionParams) (any, error) {
	at, err := s.at(p.TextDocument.URI, p.Position)
	if err != nil || at.file == nil {
		return nil, err
	}
	if to := at.importedFile(); to != nil {
		return s.location(*to), nil
	}
	u := at.Index.UseAt(at.name, at.off)
	if u == nil || u.Def.At.IsZero() {
		return nil, nil
	}
	return s.location(u.Def.At), nil
}

// importedFile is the start of the file that an import names, where the cursor stands
// in its path.
func (p *place) importedFile() *diag.Span {
	for _, d := range p.file.Tree.Decls {
		imp, ok := d.(*dsl.Import)
		got := p.file.Imports[imp]
		if !ok || got == nil || p.off < imp.Path.At().Start || p.off > imp.Path.At().End {
			continue
		}
		var to diag.Span
		switch {
		case got.Flow != nil:
			to = got.Flow.Tree.Source.Span(0, 0)
		case len(got.Sources) > 0:
			to = got.Sources[0].Span(0, 0)
		default:
			return nil
		}
		return &to
	}
	return nil
}

func (s *server) references(p *referenceParams) (any, error) {
	at, err := s.at(p.TextDocument.URI, p.Position)
	if err != nil {
		return nil, err
	}
	out := []location{}
	u := at.Index.UseAt(at.name, at.off)
	if u == nil {
		return out, nil
	}
	for _, use := range s.usesOf(at.name, u.Def) {
		if p.Context.IncludeDeclaration || !use.Decl {
			out = append(out, s.location(use.At))
		}
	}
	return out, nil
}

// usesOf lists the uses of a definition in every project of the workspace, each place
// once.
func (s *server) usesOf(name string, d *index.Def) []index.Use {
	var out []index.Use
	snaps := s.all(name)
	if d.At.IsZero() || d.Kind == index.Local {
		snaps = snaps[:1] // the language's own, or a name within a pipeline
	}
	for _, snap := range snaps {
		for _, u := range snap.Index.UsesOf(d) {
			if !slices.ContainsFunc(out, func(o index.Use) bool {
				return o.At.File.Name == u.At.File.Name && o.At.Start == u.At.Start
			}) {
				out = append(out, u)
			}
		}
	}
	return out
}

func (s *server) highlights(p *positionParams) (any, error) {
	at, err := s.at(p.TextDocument.URI, p.Position)
	if err != nil {
		return nil, err
	}
	out := []highlight{}
	u := at.Index.UseAt(at.name, at.off)
	if u == nil {
		return out, nil
	}
	for _, use := range at.Index.UsesOf(u.Def) {
		if use.At.File.Name == at.name {
			out = append(out, highlight{rangeOf(use.At)})
		}
	}
	return out, nil
}

// renamable returns the name at a place, or why it cannot have another.
func (p *place) renamable() (*index.Use, error) {
	u := p.Index.UseAt(p.name, p.off)
	if u == nil {
		return nil, failed("there is no name here")
	}
	d := u.Def
	switch {
	case d.At.IsZero():
		return nil, failed("`%s` belongs to the language", d.Name)
	case !strings.HasSuffix(d.At.File.Name, ".flow"):
		return nil, failed("`%s` is declared in %s: rename it there, and its uses follow the checker's messages", d.Name, baseOf(d.At.File.Name))
	case strings.Trim(d.At.Text(), `"`) != d.Name:
		return nil, failed("`%s` is not declared under that name: rename what it is made of", d.Name)
	}
	return u, nil
}

func (s *server) prepareRename(p *positionParams) (any, error) {
	at, err := s.at(p.TextDocument.URI, p.Position)
	if err != nil {
		return nil, err
	}
	u, err := at.renamable()
	if err != nil {
		return nil, err
	}
	return prepared{Range: rangeOf(u.At), Placeholder: u.Def.Name}, nil
}

// rename gives a name another text everywhere. A renaming that would bring a mistake
// is refused with that mistake: `*` or a `to` may lean on a field's name.
func (s *server) rename(p *renameParams) (any, error) {
	at, err := s.at(p.TextDocument.URI, p.Position)
	if err != nil {
		return nil, err
	}
	u, err := at.renamable()
	if err != nil {
		return nil, err
	}
	if fieldName(p.NewName) != p.NewName {
		return nil, failed("`%s` is no name: letters, digits and `_`", p.NewName)
	}
	var edits []diag.Edit
	for _, use := range s.usesOf(at.name, u.Def) {
		if strings.Trim(use.At.Text(), `"`) == u.Def.Name {
			edits = append(edits, s.renameUse(use, p.NewName))
		}
	}
	if err := s.holds(edits); err != nil {
		return nil, err
	}
	return s.workspaceEdit(edits), nil
}

// renameUse is the edit of one use. In `map { .b }` one text is the name of two
// fields: it is spelt out, b = .b, so that only one of them changes.
func (s *server) renameUse(u index.Use, to string) diag.Edit {
	plain := diag.Edit{At: u.At, Text: to}
	snap, err := s.snapshot(u.At.File.Name)
	if err != nil || u.Def.Kind != index.Field {
		return plain
	}
	var source, target bool
	for _, o := range snap.Index.Uses {
		if o.At.File.Name == u.At.File.Name && o.At.Start == u.At.Start {
			source = source || o.Def.At == u.Def.At || snap.Index.UsesOf(o.Def) != nil && sameDef(o.Def, u.Def)
			target = target || !sameDef(o.Def, u.Def)
		}
	}
	if !source || !target {
		return plain
	}
	start := u.At.Start
	for _, e := range snap.Index.Exprs {
		if e.At.File.Name == u.At.File.Name && e.At.End == u.At.End {
			start = min(start, e.At.Start)
		}
	}
	whole := diag.Span{File: u.At.File, Start: start, End: u.At.End}
	path := whole.Text()[:u.At.Start-start]
	name := u.At.Text()
	if snap.isSource(u) {
		return diag.Edit{At: whole, Text: name + " = " + path + to}
	}
	return diag.Edit{At: whole, Text: to + " = " + path + name}
}

func sameDef(a, b *index.Def) bool {
	return a == b || !a.At.IsZero() && !b.At.IsZero() && a.At.File.Name == b.At.File.Name && a.At.Start == b.At.Start
}

// isSource reports whether a use in `map { .b }` is of the field that is read: that
// one was noted last, as the value is typed behind the name.
func (s *snapshot) isSource(u index.Use) bool {
	last := index.Use{}
	for _, o := range s.Index.Uses {
		if o.At.File.Name == u.At.File.Name && o.At.Start == u.At.Start {
			last = o
		}
	}
	return last.Def != nil && sameDef(last.Def, u.Def)
}

// holds checks the projects with the edits made, and returns the first mistake that
// they bring.
func (s *server) holds(edits []diag.Edit) error {
	texts := edited(edits)
	for _, snap := range s.all("") {
		touched := false
		for name := range texts {
			touched = touched || snap.read[name]
		}
		if !touched {
			continue
		}
		then, err := s.analyze(snap.project, texts)
		if err != nil {
			return err
		}
		if then.report.Errors() <= snap.report.Errors() {
			continue
		}
		for _, d := range then.report.Sorted() {
			if d.Severity() == diag.Error && !hadMessage(snap.report, d.Message) {
				line, _ := d.At.File.Position(d.At.Start)
				return failed("that would be a mistake: %s:%d: %s [%s]", baseOf(d.At.File.Name), line, d.Message, d.Code)
			}
		}
	}
	return nil
}

func hadMessage(r *diag.Report, message string) bool {
	return slices.ContainsFunc(r.Sorted(), func(d diag.Diagnostic) bool { return d.Message == message })
}

// edited returns the texts of files with edits made.
func edited(edits []diag.Edit) map[string]string {
	sorted := slices.Clone(edits)
	slices.SortFunc(sorted, func(a, b diag.Edit) int { return b.At.Start - a.At.Start })
	out := map[string]string{}
	for _, e := range sorted {
		name := e.At.File.Name
		if _, ok := out[name]; !ok {
			out[name] = e.At.File.Text
		}
		out[name] = out[name][:e.At.Start] + e.Text + out[name][e.At.End:]
	}
	return out
}

// fileAt returns the file of a project in which a span stands; nil without.
func (s *snapshot) fileAt(at diag.Span) *check.File {
	if at.IsZero() {
		return nil
	}
	return s.fileOf(at.File.Name)
}
