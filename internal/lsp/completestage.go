package lsp

import (
	"maps"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/check"
	"github.com/flowc-lang/flowc/compiler/index"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
)

// stage completes a line of a pipeline.
func (q *completing) stage(item []dsl.Token) {
	last := len(item) - 1
	switch first := wordAt(item, 0); {
	case len(item) == 0:
		q.phrases(stages(), itemKeyword)
	case first == "from" || first == "to":
		if len(item) == 1 {
			q.nodes(first)
		}
	case first == "on":
		q.onError(item)
	case first == "delivery" && item[last].Text == "=":
		for _, l := range check.Levels() {
			q.add(completionItem{Label: l, Kind: itemConstant}, "")
		}
	case first == "map" && len(item) == 1:
		q.types()
		q.expression()
	case item[last].Text == "as" && first == "each":
		// a new name
	case item[last].Text == "as" || item[last].Text == "is":
		q.types()
	case first == "let" && !has(item, "="):
		// a new name
	default:
		q.expression()
	}
}

// unwrap completes its only option.
func (q *completing) unwrap(item []dsl.Token) {
	if has(item, "=") {
		q.phrases([]phrase{
			{"tombstone", "A delete becomes a null value with its key.", ""},
			{"drop", "Deletes are left out.", ""},
			{"row", "A delete becomes the row as it was before.", ""},
		}, itemConstant)
		return
	}
	q.starts(item, []phrase{{"deletes", "What becomes of a delete: `tombstone`, `drop` or `row`.", "deletes = ${1|tombstone,drop,row|}"}})
}

// nodes proposes what can be read, or written.
func (q *completing) nodes(word string) {
	other := "sink "
	if word == "to" {
		other = "source "
	}
	var out []*index.Def
	for _, d := range q.visible(index.Node) {
		if !strings.HasPrefix(d.Head, other) {
			out = append(out, d)
		}
	}
	q.defs(out, itemVariable)
}

func (q *completing) onError(item []dsl.Token) {
	switch {
	case len(item) == 1:
		q.phrases([]phrase{{"error", "What happens with a record that fails.", ""}}, itemKeyword)
	case has(item, "="):
		q.phrases(rungs(), itemFunction)
		q.defs(q.visible(index.Policy), itemVariable)
	}
}

// field completes a line of map, set, rename, headers, or of the fields of a source.
func (q *completing) field(item []dsl.Token) {
	stage := wordAt(q.inner().head, 0)
	switch {
	case has(item, "except") || stage == "rename" && has(item, "="):
		q.fieldsOfRecord("")
	case has(item, "as") && item[len(item)-1].Text == "as":
		q.types()
	case has(item, "="):
		q.expression()
	case len(item) == 1 && item[0].Text == "*":
		q.phrases([]phrase{joints()[9]}, itemKeyword)
	case len(item) == 0 && stage != "headers":
		q.targets(stage)
	}
}

// targets proposes the fields that have no value yet, and those of the record.
func (q *completing) targets(stage string) {
	snap, off := q.ask("zzcursor = null", func(s *snapshot, off int) bool { return s.Index.RecordAt(q.name, off) != nil })
	if snap == nil {
		return
	}
	var record *types.RecordType
	if scope := snap.Index.ScopeAt(q.name, off); scope != nil && scope.Record != nil && scope.Record.Kind == types.Record {
		record = scope.Record.Record
	}
	if r := snap.Index.RecordAt(q.name, off); r != nil && r.Target != nil {
		q.missing(r, record)
	}
	if stage == "set" {
		q.fieldsOf(record, "", " = $0")
		return
	}
	if stage == "map" {
		q.add(completionItem{Label: "*", Kind: itemKeyword, SortText: "1", Documentation: markdown("The fields that nothing else assigns, by their names.")}, "")
		q.fieldsOf(record, ".", "")
	}
}

// missing proposes the fields of the target without a value, those that must have one
// first, with the field of the same name where there is one.
func (q *completing) missing(r *index.Record, record *types.RecordType) {
	for _, f := range r.Target.Fields {
		if r.Got[f.Name] {
			continue
		}
		it := completionItem{Label: fieldName(f.Name), Kind: itemField, Detail: typeText(f.Type), SortText: "0b" + f.Name, Documentation: markdown(f.Doc)}
		if types.Required(f) {
			it.SortText = "0a" + f.Name
			it.Detail += ", required"
		}
		value := "$0"
		if record != nil && record.Field(f.Name) != nil {
			value = "." + fieldName(f.Name) + "$0"
		}
		q.add(it, fieldName(f.Name)+" = "+value)
	}
}

// fieldsOfRecord proposes the fields of the current record.
func (q *completing) fieldsOfRecord(prefix string) {
	snap, off := q.askPlain()
	if snap == nil {
		return
	}
	if scope := snap.Index.ScopeAt(q.name, off); scope != nil {
		q.fieldsOfType(scope.Record, prefix)
	}
}

func (q *completing) fieldsOfType(t *types.Type, prefix string) {
	if t != nil && t.Strip().Kind == types.Record {
		q.fieldsOf(t.Strip().Record, prefix, "")
	}
}

// fieldsOf proposes fields, with what stands before and behind each.
func (q *completing) fieldsOf(r *types.RecordType, prefix, suffix string) {
	if r == nil {
		return
	}
	for _, f := range r.Fields {
		it := completionItem{
			Label: prefix + fieldName(f.Name), Kind: itemField, Detail: typeText(f.Type), SortText: "2" + f.Name,
			FilterText: f.Name, Documentation: markdown(f.Doc),
		}
		if prefix == "" {
			it.FilterText = ""
		}
		snippet := ""
		if suffix != "" {
			snippet = it.Label + suffix
		}
		q.add(it, snippet)
	}
}

// pattern completes an arm of a match.
func (q *completing) pattern(item []dsl.Token) {
	if has(item, "=>") {
		q.expression()
		return
	}
	head := q.inner().head
	snap, _ := q.ask("_ => null", func(s *snapshot, _ int) bool { return s.Index.TypeOf(q.name, head[len(head)-1].End()) != nil })
	if snap == nil {
		return
	}
	t := snap.Index.TypeOf(q.name, head[len(head)-1].End())
	if t == nil {
		return
	}
	if t.Nullable() {
		q.add(completionItem{Label: "null", Kind: itemKeyword}, "null => $0")
	}
	q.symbols(t)
	q.add(completionItem{Label: "_", Kind: itemKeyword, Documentation: markdown("Everything else.")}, "_ => $0")
}

// symbols proposes the symbols of an enum.
func (q *completing) symbols(t *types.Type) {
	if t == nil || t.Strip().Kind != types.Enum {
		return
	}
	for _, s := range t.Strip().Enum.Symbols {
		q.add(completionItem{Label: s, Kind: itemSymbol, Detail: t.Strip().Enum.Name, SortText: "0" + s}, "")
	}
}

// visible lists what the file declares or imports of some kinds.
func (q *completing) visible(kinds ...index.Kind) []*index.Def {
	snap, _ := q.askPlain()
	if snap == nil {
		return nil
	}
	found := map[*index.Def]bool{}
	for i := range snap.Index.Uses {
		u := &snap.Index.Uses[i]
		if u.At.File.Name == q.name && slices.Contains(kinds, u.Def.Kind) && (u.Decl || inImport(snap.fileOf(q.name), u)) {
			found[u.Def] = true
		}
	}
	out := slices.Collect(maps.Keys(found))
	slices.SortFunc(out, func(a, b *index.Def) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// inImport reports whether a use is a name that an import brings.
func inImport(f *check.File, u *index.Use) bool {
	if f == nil {
		return false
	}
	for _, d := range f.Tree.Decls {
		if imp, ok := d.(*dsl.Import); ok && imp.At().Start <= u.At.Start && u.At.End <= imp.At().End {
			return true
		}
	}
	return false
}
