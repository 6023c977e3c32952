package lsp

import (
	"strings"

	"github.com/flowc-lang/flowc/compiler/check"
	"github.com/flowc-lang/flowc/compiler/index"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
)

// mark is the name that is put at the cursor to ask the checker about the place. No
// project has it.
const mark = "zzcursor"

// ask checks the project with a text in place of the word at the cursor, and returns
// it with the place of that text. Where the line does not make sense even so, what
// stands behind the cursor in the line is left out. A nil snapshot means that the
// checker cannot be asked.
func (q *completing) ask(insert string, good func(*snapshot, int) bool) (*snapshot, int) {
	rest := q.text[q.end:]
	line, after, _ := strings.Cut(rest, "\n")
	for _, tail := range []string{rest, closers(line) + "\n" + after} {
		text := q.text[:q.start] + insert + tail
		snap, err := q.analyze(projectOf(q.name), map[string]string{q.name: text})
		if err != nil {
			return nil, 0
		}
		if good(snap, q.start) {
			return snap, q.start
		}
	}
	return q.askPlain()
}

// closers are the brackets of a line that close what opens before it.
func closers(line string) string {
	var out, open []byte
	for i := range len(line) {
		switch b := line[i]; b {
		case '(', '[', '{':
			open = append(open, b)
		case ')', ']', '}':
			if len(open) > 0 {
				open = open[:len(open)-1]
			} else {
				out = append(out, b)
			}
		}
	}
	return string(out)
}

// askPlain is the project with the text as it is.
func (q *completing) askPlain() (*snapshot, int) {
	if q.plain == nil {
		snap, err := q.snapshot(q.name)
		if err != nil {
			return nil, 0
		}
		q.plain = snap
	}
	return q.plain, q.start
}

func (q *completing) askScope() (*snapshot, *index.Scope) {
	snap, off := q.ask(mark, func(s *snapshot, off int) bool {
		e := s.Index.ExprAt(q.name, off+len(mark))
		return e != nil && e.At.Start >= off-len("?.") && e.At.End == off+len(mark)
	})
	if snap == nil {
		return nil, nil
	}
	return snap, snap.Index.ScopeAt(q.name, off)
}

// value completes an element, an argument, or the field of a record.
func (q *completing) value(item []dsl.Token) {
	f := q.inner()
	switch {
	case len(item) > 0 && (item[len(item)-1].Text == "as" || item[len(item)-1].Text == "is"):
		q.types()
	case f.open == "{" && !has(item, ":"):
		q.literalField(item)
	default:
		q.expression()
		if f.open == "(" && len(item) == 0 {
			q.parameters(f)
		}
	}
}

// literalField proposes the fields of the record that a literal stands for.
func (q *completing) literalField(item []dsl.Token) {
	if len(item) > 0 {
		return
	}
	here := func(s *snapshot, off int) *index.Record {
		r := s.Index.RecordAt(q.name, off)
		if r == nil || r.At.Start != q.inner().at {
			return nil
		}
		return r
	}
	snap, off := q.ask(mark+": null", func(s *snapshot, off int) bool { return here(s, off) != nil })
	if snap == nil {
		return
	}
	r := here(snap, off)
	if r == nil {
		return
	}
	for _, f := range r.Target.Fields {
		if !r.Got[f.Name] {
			q.add(completionItem{Label: fieldName(f.Name), Kind: itemField, Detail: typeText(f.Type), Documentation: markdown(f.Doc)}, fieldName(f.Name)+": $0")
		}
	}
}

// parameters proposes the names of a function's parameters.
func (q *completing) parameters(f *frame) {
	fn := callee(f)
	for _, form := range formsOf(fn) {
		for _, p := range form.Params {
			q.plainText(completionItem{Label: p.Name + ":", Kind: itemProperty, Detail: p.Type, SortText: "5"}, p.Name+": ")
		}
	}
}

// callee is the name before an open parenthesis, empty without one.
func callee(f *frame) string {
	if f.open != "(" || len(f.head) == 0 {
		return ""
	}
	last := f.head[len(f.head)-1]
	if last.Kind != dsl.TokenIdent || last.End() != f.at {
		return ""
	}
	return last.Text
}

func formsOf(name string) []check.Form {
	for _, f := range check.Functions() {
		if f.Name == name {
			return f.Forms
		}
	}
	return nil
}

// expression proposes what a value can begin with.
func (q *completing) expression() {
	snap, scope := q.askScope()
	if snap == nil {
		return
	}
	if e := snap.Index.ExprAt(q.name, q.start); e != nil {
		q.symbols(e.Want)
	}
	if scope != nil {
		q.fieldsOfType(scope.Record, ".")
		q.defs(scope.Locals, itemVariable)
		if len(scope.Meta) > 0 {
			q.add(completionItem{Label: "meta", Kind: itemVariable, SortText: "3", Documentation: markdown("What comes with the record: topic, partition, offset, timestamp, key, headers.")}, "")
		}
		if scope.Gen {
			q.add(completionItem{Label: "gen", Kind: itemModule, Documentation: markdown("Makes values: gen.int(1..50).")}, "")
		}
	}
	if scope == nil || scope.Params {
		q.defs(q.visible(index.Param), itemVariable)
	}
	q.defs(q.visible(index.Function), itemFunction)
	for _, f := range check.Functions() {
		q.function(f, nil)
	}
	q.phrases(operators(), itemKeyword)
	for _, d := range q.visible(index.Type) {
		if d.Type != nil && d.Type.Kind == types.Enum {
			q.defs([]*index.Def{d}, itemClass)
		}
	}
}

// function proposes a built-in function; behind a value of type t only where it takes
// such values.
func (q *completing) function(f check.Function, t *types.Type) {
	for _, form := range f.Forms {
		if t != nil && !form.Takes(t) {
			continue
		}
		params := form.Params
		if t != nil {
			params = params[1:]
		}
		snippet := f.Name + "($1)"
		if len(params) == 0 {
			snippet = f.Name + "()"
		}
		if form.Fails {
			snippet += "!"
		}
		kind := itemFunction
		if t != nil {
			kind = itemMethod
		}
		q.add(completionItem{Label: f.Name, Kind: kind, Detail: form.Label(f.Name), SortText: "6" + f.Name, Documentation: markdown(f.Doc)}, snippet)
		return
	}
}

// members completes behind a dot.
func (q *completing) members(dot dsl.Token) {
	item := q.inner().item
	before := item[:len(item)-1]
	if len(before) == 0 || before[len(before)-1].End() != dot.Start {
		_, scope := q.askScope()
		if scope != nil {
			q.fieldsOfType(scope.Record, "")
		}
		return
	}
	if path := trailingPath(before); len(path) > 0 && q.named(path) {
		return
	}
	snap, _ := q.ask(mark, func(s *snapshot, _ int) bool { return s.Index.TypeOf(q.name, dot.Start) != nil })
	if snap == nil {
		return
	}
	if t := snap.Index.TypeOf(q.name, dot.Start); t != nil {
		q.behindValue(t, dot)
	}
}

// behindValue proposes the fields of a value and the functions that take it. Behind
// one that may be null the dot becomes `?.`.
func (q *completing) behindValue(t *types.Type, dot dsl.Token) {
	q.fieldsOfType(t, "")
	for _, f := range check.Functions() {
		q.function(f, t.Strip())
	}
	if t.Kind != types.Optional || dot.Text == "?." {
		return
	}
	at := newLines(q.text).spanRange(dot.Start, dot.End())
	for i := range q.items {
		q.items[i].Additional = []textEdit{{Range: at, NewText: "?."}}
	}
}

// trailingPath is the dotted name that tokens end with: a.b of `x = a.b`.
func trailingPath(toks []dsl.Token) []string {
	var out []string
	for i := len(toks) - 1; i >= 0; i -= 2 {
		if toks[i].Kind != dsl.TokenIdent {
			return nil
		}
		out = append([]string{toks[i].Text}, out...)
		if i == 0 || toks[i-1].Text != "." || toks[i-1].End() != toks[i].Start {
			break
		}
		if i == 1 || toks[i-2].End() != toks[i-1].Start {
			return nil // a field of the record
		}
	}
	return out
}

// named completes behind a name that is no value: meta, gen, an enum, an imported
// schema. It reports false where the path is none of those.
func (q *completing) named(path []string) bool {
	switch path[0] {
	case "meta":
		q.metaNames()
		return len(path) == 1
	case "gen":
		for _, g := range check.Generators() {
			q.add(completionItem{Label: g.Name, Kind: itemFunction, Detail: g.Usage}, g.Name+"($1)")
		}
		return len(path) == 1
	}
	for _, d := range q.visible(index.Type) {
		if d.Name == path[0] && d.Type != nil && d.Type.Kind == types.Enum && len(path) == 1 {
			q.symbols(d.Type)
			q.add(completionItem{Label: "parse", Kind: itemFunction, Detail: "reads a symbol from text"}, "parse($1)!")
			return true
		}
	}
	return q.moduleNames(path)
}

func (q *completing) metaNames() {
	snap, _ := q.askPlain()
	if snap == nil {
		return
	}
	_, scope := q.askScope()
	if scope == nil {
		return
	}
	for _, n := range scope.Meta {
		it := completionItem{Label: n, Kind: itemProperty, Detail: "meta." + n}
		snippet := ""
		if n == "header" {
			snippet = `header("$1")`
		}
		q.add(it, snippet)
	}
}
