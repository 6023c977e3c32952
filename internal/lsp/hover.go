package lsp

import (
	"fmt"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/index"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// hover tells what stands at a place: the type, the doc, where it comes from, and for
// what can fail which part does.
func (s *server) hover(p *positionParams) (any, error) {
	at, err := s.at(p.TextDocument.URI, p.Position)
	if err != nil || at.file == nil {
		return nil, err
	}
	text, span := at.explain()
	if text == "" {
		return nil, nil
	}
	return hover{Contents: markdown(text), Range: rangeOf(span)}, nil
}

// explain returns what hover says, and of which place.
func (p *place) explain() (string, diag.Span) {
	tok, i := p.token()
	if i < 0 || tok.Trivia() {
		return "", diag.Span{}
	}
	here := p.file.Tree.Source.Span(tok.Start, tok.End())
	if u := p.Index.UseAt(p.name, p.off); u != nil && (u.At.Start <= tok.Start && tok.End() <= u.At.End) {
		return p.definitionText(u), u.At
	}
	if tok.Kind == dsl.TokenPunct && (tok.Text == "!" || tok.Text == "??") || tok.Kind == dsl.TokenIdent && tok.Text == "as" {
		if text := p.failures(tok); text != "" {
			return text, here
		}
	}
	if tok.Kind == dsl.TokenIdent {
		if text := wordText(p.file.Tree, i); text != "" {
			return text, here
		}
	}
	if g := p.Index.GivenAt(p.name, p.off); g != nil && g.At.Start == tok.Start && slices.Contains(g.Spec.Words, tok.Text) {
		return "option `" + g.Spec.Name + "`\n\n" + optionDoc(g.Spec), g.At
	}
	if e := p.Index.ExprAt(p.name, p.off); e != nil && e.Type.Kind != types.Invalid {
		return code(oneLine(e.At.Text())+": "+e.Type.String()) + p.whyFallible(e.At), e.At
	}
	return "", diag.Span{}
}

// definitionText tells of a name.
func (p *place) definitionText(u *index.Use) string {
	d := u.Def
	var b strings.Builder
	b.WriteString(code(p.head(u)))
	switch d.Kind {
	case index.Field:
		b.WriteString(p.fieldText(u))
	case index.EnumSymbol:
		fmt.Fprintf(&b, "A symbol of `%s`.\n\n", d.Type)
	case index.OptionKey:
		b.WriteString("An option of " + d.Of + ": " + optionType(d.Spec) + ".\n\n" + optionDoc(d.Spec) + "\n\n")
		return b.String()
	case index.Type:
		if d.Type != nil {
			b.WriteString(body(d.Type))
		}
	case index.Param, index.Function, index.Builtin, index.Connection, index.Converter, index.Node, index.Policy,
		index.Module, index.Pipeline, index.Local, index.Meta, index.SpecKind:
	}
	if d.Doc != "" {
		b.WriteString(d.Doc + "\n\n")
	}
	if from := origin(d); from != "" && !u.Decl {
		b.WriteString("*" + from + "*\n\n")
	}
	if e := p.Index.ExprAt(p.name, u.At.End); e != nil && e.At.End == u.At.End {
		b.WriteString(p.whyFallible(e.At))
	} else if p.failsAt(u) {
		b.WriteString("Can fail here.")
	}
	return strings.TrimSpace(b.String())
}

// head is the line that a hover begins with.
func (p *place) head(u *index.Use) string {
	d := u.Def
	switch d.Kind {
	case index.Local:
		if d.Head != "" {
			return d.Head
		}
		return "let " + d.Name + ": " + d.Type.String()
	case index.Field:
		return fieldName(d.Name) + ": " + d.Type.String()
	case index.EnumSymbol:
		return d.Name
	case index.Meta:
		return "meta." + d.Name + ": " + d.Type.String()
	case index.OptionKey:
		return d.Name + " = …"
	case index.Builtin:
		return builtinHead(d.Name)
	case index.Pipeline:
		return d.Head + p.level(d)
	case index.Param, index.Type, index.Function, index.Connection, index.Converter, index.Node, index.Policy, index.Module, index.SpecKind:
		if d.Head != "" {
			return d.Head
		}
	}
	return d.Kind.String() + " " + d.Name
}

func builtinHead(name string) string {
	var lines []string
	for _, f := range formsOf(name) {
		lines = append(lines, f.Label(name))
	}
	if len(lines) == 0 {
		return name
	}
	return strings.Join(lines, "\n")
}

// level is the delivery level of a pipeline, as a comment behind its head.
func (p *place) level(d *index.Def) string {
	for _, pipe := range p.Program.Pipelines {
		if pipe.At == d.At && pipe.Level != 0 {
			return "  // " + pipe.Level.String() + "\n// " + strings.Join(pipe.Why, "\n// ")
		}
	}
	return ""
}

// fieldText says where a field belongs, and what is known of it here.
func (p *place) fieldText(u *index.Use) string {
	out := ""
	if u.Def.Of != "" {
		out = "A field of " + u.Def.Of + ".\n\n"
	}
	e := p.Index.ExprAt(p.name, u.At.End)
	if e == nil || e.At.End != u.At.End || u.Def.Type.Kind != types.Optional || e.Type.Nullable() || e.Type.Kind == types.Invalid {
		return out
	}
	return out + "Not null here: `" + e.Type.String() + "`.\n\n"
}

// whyFallible lists the parts of an expression that can fail.
func (p *place) whyFallible(at diag.Span) string {
	fails := p.Index.FailsIn(at)
	if len(fails) == 0 {
		return ""
	}
	parts := make([]string, len(fails))
	for i, f := range fails {
		parts[i] = f.What
	}
	return "\n\nCan fail: " + strings.Join(parts, "; ") + "."
}

// failsAt reports whether the call of a function is one that can fail.
func (p *place) failsAt(u *index.Use) bool {
	for _, f := range p.Index.Fails {
		if u.Def.Kind == index.Builtin && f.What == "`"+u.Def.Name+"`" && f.At.File == u.At.File && f.At.Start <= u.At.Start && u.At.End <= f.At.End {
			return true
		}
	}
	return false
}

// failures tells what the `!` or `??` at a place closes.
func (p *place) failures(tok dsl.Token) string {
	end := tok.Start
	var widest diag.Span
	for _, e := range p.Index.Exprs {
		if e.At.File.Name == p.name && e.At.Start < end && e.At.End >= end && e.At.End <= tok.End() && (widest.IsZero() || e.At.Start < widest.Start) {
			widest = e.At
		}
	}
	if widest.IsZero() {
		widest = p.leftOf(tok)
	}
	why := strings.TrimSpace(p.whyFallible(widest))
	switch {
	case why == "":
		return ""
	case tok.Text == "!":
		return "On failure the error policy decides: `on error`.\n\n" + why
	case tok.Text == "??":
		return "The value behind it stands in for a failure, and for null.\n\n" + why
	}
	return why
}

// leftOf is the widest expression that ends right before a token, white space aside.
func (p *place) leftOf(tok dsl.Token) diag.Span {
	text := p.file.Tree.Source.Text
	end := len(strings.TrimRight(text[:tok.Start], " \t\r\n"))
	var out diag.Span
	for _, e := range p.Index.Exprs {
		if e.At.File.Name == p.name && e.At.End == end && (out.IsZero() || e.At.Start < out.Start) {
			out = e.At
		}
	}
	if out.IsZero() {
		out = p.file.Tree.Source.Span(end, end)
	}
	return out
}

// wordText explains a word of the language where it is one: as the first of an item,
// between parts of an expression, or as a type.
func wordText(f *dsl.File, i int) string {
	word := f.Tokens[i].Text
	prev, next := neighbour(f.Tokens, i, -1), neighbour(f.Tokens, i, 1)
	if i > 0 && (f.Tokens[i-1].Text == "." || f.Tokens[i-1].Text == "?.") {
		return "" // a name behind a dot
	}
	start := firstOfItem(f, f.Tokens[i].Start)
	column := f.Tokens[i].Start == 0 || f.Source.Text[f.Tokens[i].Start-1] == '\n'
	switch {
	case start && column && declDocs[word] != "":
		return code(word) + declDocs[word]
	case start && (next != ":" && (next != "=" || settings[word])):
		if d := docs(stages(), steps(), joints())[word]; d != "" {
			return code(word) + d
		}
		if word == "on" && next == "error" {
			return code("on error") + docs(stages())["on error"]
		}
	case next == "(" && docs(rungs())[word] != "":
		return code(word+"(…)") + docs(rungs())[word]
	case prev == ":" || prev == "as" || prev == "<" || prev == "->" || prev == "is" || prev == "=":
		if d := docs(typeWords())[word]; d != "" {
			return code(word) + d
		}
	}
	if prev == "import" {
		return code0("import "+word, docs(importKinds())[word])
	}
	if next == ":" {
		return code0(word+":", docs(carried())[word])
	}
	if d := docs(joints(), operators())[word]; d != "" {
		return code(word) + d
	}
	if start && next == "=" {
		return code0(word, docs(failures())[word])
	}
	if strings.Contains("|,({<", prev) || prev == "" {
		return code0(word, docs(typeWords())[word])
	}
	return ""
}

// settings are the stages that are written with `=`; nothing changes it.
var settings = map[string]bool{"key": true, "timestamp": true, "partition": true, "delivery": true, "tasks": true, "commit": true}

func code0(word, doc string) string {
	if doc == "" {
		return ""
	}
	return code(word) + doc
}

// neighbour is the text of the next token that means something.
func neighbour(toks []dsl.Token, i, step int) string {
	for i += step; i >= 0 && i < len(toks); i += step {
		if !toks[i].Trivia() {
			return toks[i].Text
		}
	}
	return ""
}

// firstOfItem reports whether an item starts at a place.
func firstOfItem(f *dsl.File, off int) bool {
	for _, it := range f.Items {
		if it.Start == off {
			return true
		}
	}
	return strings.TrimSpace(f.Source.Text[strings.LastIndexByte(f.Source.Text[:off], '\n')+1:off]) == ""
}

// body shows the fields or symbols of a type.
func body(t *types.Type) string {
	var b strings.Builder
	switch t = t.Strip(); t.Kind {
	case types.Record:
		for i, f := range t.Record.Fields {
			if i == maxShownFields {
				fmt.Fprintf(&b, "… %d more\n", len(t.Record.Fields)-i)
				break
			}
			b.WriteString(fieldName(f.Name) + ": " + f.Type.String() + keyMark(t.Record, f.Name) + "\n")
		}
	case types.Enum:
		b.WriteString(strings.Join(t.Enum.Symbols, ", ") + "\n")
	}
	if b.Len() == 0 {
		return ""
	}
	return code(strings.TrimRight(b.String(), "\n"))
}

const maxShownFields = 40

// keyMark says that a column is part of the primary key.
func keyMark(r *types.RecordType, name string) string {
	if r.Table == nil {
		return ""
	}
	for _, k := range r.Table.PrimaryKey() {
		if k == name {
			return "  // key"
		}
	}
	return ""
}

func code(text string) string { return "```flow\n" + text + "\n```\n\n" }

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
