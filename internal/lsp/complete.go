package lsp

import (
	"strings"

	"github.com/flowc-lang/flowc/compiler/index"
	"github.com/flowc-lang/flowc/dsl"
)

// completing is one request for completion.
type completing struct {
	*server
	*cursor
	name  string
	items []completionItem
	over  textRange // what is replaced: the word at the cursor
	seen  map[string]bool
	plain *snapshot // of the text as it is; nil where it was not needed
}

// completion proposes what can stand at a place. Brackets and words before the cursor
// say what kind of thing that is, and the checker which ones there are.
func (s *server) completion(p *positionParams) (any, error) {
	name := nameOf(p.TextDocument.URI)
	text, err := s.docs.ReadFile(name)
	if err != nil {
		return nil, err
	}
	l := newLines(string(text))
	c := newCursor(string(text), l.offset(p.Position))
	q := &completing{server: s, cursor: c, name: name, over: l.spanRange(c.start, c.end), seen: map[string]bool{}}
	q.propose()
	if q.items == nil {
		q.items = []completionItem{}
	}
	return completionList{Items: q.items}, nil
}

func (q *completing) propose() {
	item := q.inner().item
	switch {
	case q.inComment:
		return
	case q.inText:
		if wordAt(item, 0) == "import" && len(q.frames) == 1 {
			q.importPaths(item)
		}
		return
	}
	if dot, ok := q.behindDot(); ok {
		q.members(dot)
		return
	}
	switch b := q.block(); b {
	case topBlock:
		q.declaration(item)
	case optionBlock, useBlock:
		if wordAt(q.inner().head, 0) == "unwrap" {
			q.unwrap(item)
		} else {
			q.option(item, "=")
		}
	case argumentBlock:
		q.argument(item)
	case policyBlock:
		if has(item, "=") {
			q.phrases(rungs(), itemFunction)
		} else {
			q.starts(item, failures())
		}
	case schemaBlock, paramBlock:
		q.schemaField(item)
	case stageBlock:
		q.stage(item)
	case testBlock:
		q.step(item)
	case fieldBlock:
		q.field(item)
	case routeBlock:
		q.arm(item)
	case matchBlock:
		q.pattern(item)
	case exprBlock:
		q.value(item)
	case symbolBlock:
		// symbols are new names
	case namesBlock:
		q.importedNames()
	}
}

// starts proposes the words that start an item, where one begins.
func (q *completing) starts(item []dsl.Token, words []phrase) {
	if len(item) == 0 {
		q.phrases(words, itemKeyword)
	}
}

func (q *completing) phrases(words []phrase, kind int) {
	for _, p := range words {
		q.add(completionItem{Label: p.word, Kind: kind, Documentation: markdown(p.doc)}, p.snippet)
	}
}

// add proposes an item. The snippet is what is inserted where the editor knows
// snippets; without one, and otherwise, it is the label.
func (q *completing) add(it completionItem, snippet string) {
	if q.seen[it.Label] {
		return
	}
	q.seen[it.Label] = true
	insert := it.Label
	if snippet != "" && q.snippets {
		insert, it.Format = q.indented(snippet), formatSnippet
	}
	it.TextEdit = &textEdit{Range: q.over, NewText: insert}
	if it.Documentation != nil && it.Documentation.Value == "" {
		it.Documentation = nil
	}
	q.items = append(q.items, it)
}

// plainText proposes an item that inserts another text than its label.
func (q *completing) plainText(it completionItem, insert string) {
	if q.seen[it.Label] {
		return
	}
	q.seen[it.Label] = true
	it.TextEdit = &textEdit{Range: q.over, NewText: insert}
	q.items = append(q.items, it)
}

// indented gives the lines of a snippet the indent of the line that it stands in.
func (q *completing) indented(snippet string) string {
	indent := q.line[:len(q.line)-len(strings.TrimLeft(q.line, " \t"))]
	return strings.ReplaceAll(snippet, "\n", "\n"+indent)
}

// defs proposes declared names.
func (q *completing) defs(all []*index.Def, kind int) {
	for _, d := range all {
		it := completionItem{Label: d.Name, Kind: kind, Detail: d.Head, Documentation: markdown(d.Doc)}
		if d.Kind == index.Local || d.Kind == index.Param {
			it.Detail = typeText(d.Type)
		}
		q.add(it, "")
	}
}

// declaration completes what stands outside of brackets.
func (q *completing) declaration(item []dsl.Token) {
	last := ""
	if len(item) > 0 {
		last = item[len(item)-1].Text
	}
	switch first := wordAt(item, 0); {
	case len(item) == 0:
		q.phrases(declarations(), itemKeyword)
	case last == "@":
		q.annotations(first)
	case first == "import":
		q.importLine(item)
	case len(item) == 1:
		q.kinds(first)
	case last == "on":
		q.defs(q.connections(item), itemModule)
	case last == "in" && has(item, "for"):
		q.sets()
	case first == "test" && last == "for":
		q.defs(q.visible(index.Pipeline), itemFunction)
	case has(item, ":") && !has(item, "=") || first == "type" && has(item, "=") || last == "->":
		q.types()
	case (first == "param" || first == "secret" || first == "fn") && has(item, "="):
		q.expression()
	case len(item) == 3 && (first == "source" || first == "sink") || len(item) == 2 && first == "topic":
		q.phrases([]phrase{joints()[1], joints()[2]}, itemKeyword)
	}
}

// kinds proposes the kinds of a connection, converter, source or sink.
func (q *completing) kinds(keyword string) {
	switch keyword {
	case "connection":
		for _, c := range q.Catalog.Connections {
			q.add(completionItem{Label: c.Name, Kind: itemModule, Documentation: markdown(c.Doc)}, "")
		}
	case "converter":
		q.converterKinds()
	case "source", "sink":
		for _, c := range q.Catalog.Connectors {
			if c.Name != "topic" && (keyword == "source" && c.Source != nil || keyword == "sink" && c.Sink != nil) {
				q.add(completionItem{Label: c.Name, Kind: itemModule, Documentation: markdown(c.Doc)}, "")
			}
		}
	}
}

func (q *completing) converterKinds() {
	for _, c := range q.Catalog.Converters {
		q.add(completionItem{Label: c.Name, Kind: itemFunction, Detail: "converter", Documentation: markdown(c.Doc)}, "")
	}
}

// connections lists those of the kind that the declaration needs.
func (q *completing) connections(item []dsl.Token) []*index.Def {
	need := ""
	kind := wordAt(item, 1)
	if wordAt(item, 0) == "topic" {
		kind = "topic"
	} else if len(item) > 3 && item[2].Text == "." {
		kind += "." + item[3].Text
	}
	for _, c := range q.Catalog.Connectors {
		if c.Name == kind {
			need = c.Connection
		}
	}
	return q.connectionsOf(need)
}

// connectionsOf lists the connections of a kind, all where that is empty.
func (q *completing) connectionsOf(kind string) []*index.Def {
	var out []*index.Def
	for _, d := range q.visible(index.Connection) {
		if kind == "" || strings.HasPrefix(d.Head, "connection "+kind+" ") {
			out = append(out, d)
		}
	}
	return out
}

// sets proposes what a family can be of: the tables of a schema, or another family.
func (q *completing) sets() {
	for _, d := range q.visible(index.Module) {
		if strings.HasPrefix(d.Head, "import sql") || strings.HasPrefix(d.Head, "import cql") {
			q.add(completionItem{Label: d.Name + ".*", Kind: itemModule, Detail: "all tables of " + d.Head}, "")
		}
	}
	for _, d := range q.visible(index.Node) {
		if strings.Contains(d.Head, " for ") {
			q.defs([]*index.Def{d}, itemVariable)
		}
	}
}

// annotations proposes what may stand behind `@`.
func (q *completing) annotations(first string) {
	switch first {
	case "param":
		q.phrases([]phrase{{"env", "The environment variable that sets the param.", `env("${1:NAME}")`}}, itemFunction)
	case "secret":
		q.phrases([]phrase{
			{"env", "The environment variable that holds the secret.", `env("${1:NAME}")`},
			{"file", "The file that holds the secret.", `file("${1:path}")`},
		}, itemFunction)
	default:
		q.phrases([]phrase{
			{"as", "The text form of one field: @as(time: unix_ms).", "as(${1:time: unix_ms})"},
			{"label", "A label that must be allowed where the value goes: @label(pii).", "label(${1:pii})"},
			{"namespace", "The namespace of the schema.", `namespace("${1:org.example}")`},
		}, itemFunction)
	}
}

// step completes a line of a test.
func (q *completing) step(item []dsl.Token) {
	if len(item) == 1 {
		q.defs(q.visible(index.Node), itemVariable)
		return
	}
	q.starts(item, steps())
}

// arm completes a line of a route.
func (q *completing) arm(item []dsl.Token) {
	if wordAt(item, 0) == "when" {
		q.expression()
		return
	}
	q.starts(item, []phrase{
		{"when", "The records for which the condition holds, and no arm before.", "when ${1:condition} => {\n  $0\n}"},
		{"else", "All other records.", "else => {\n  $0\n}"},
	})
}
