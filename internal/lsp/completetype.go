package lsp

import (
	"path"
	"strings"

	"github.com/flowc-lang/flowc/compiler/check"
	"github.com/flowc-lang/flowc/compiler/index"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
)

// typeText is a type as it is shown beside a name; long records are cut.
func typeText(t *types.Type) string {
	if t == nil || t.Kind == types.Invalid {
		return ""
	}
	s := t.String()
	if r := []rune(s); len(r) > maxTypeText {
		s = string(r[:maxTypeText-1]) + "…"
	}
	return s
}

const maxTypeText = 80

// fieldName is a field as it is written: in quotes where it is no identifier.
func fieldName(name string) string {
	for i := range len(name) {
		if !isWordByte(name[i]) || i == 0 && '0' <= name[0] && name[0] <= '9' {
			return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `"`
		}
	}
	if name == "" {
		return `""`
	}
	return name
}

// types proposes the types that can be named.
func (q *completing) types() {
	for _, d := range q.visible(index.Type) {
		q.add(completionItem{Label: d.Name, Kind: itemClass, Detail: d.Head, SortText: "0" + d.Name, Documentation: markdown(d.Doc)}, "")
	}
	q.imported(func(alias string, t check.NamedType) {
		q.add(completionItem{Label: alias + "." + t.Name, Kind: itemStruct, Detail: typeKind(t.Type), SortText: "1" + t.Name}, "")
	})
	for _, p := range typeWords() {
		q.add(completionItem{Label: p.word, Kind: itemKeyword, SortText: "2" + p.word, Documentation: markdown(p.doc)}, p.snippet)
	}
}

func typeKind(t *types.Type) string {
	switch {
	case t.Kind == types.Enum:
		return "enum"
	case t.Record.Table != nil:
		return "table"
	}
	return "record"
}

// imported calls f for each type of the schemas that the file imports.
func (q *completing) imported(f func(alias string, t check.NamedType)) {
	snap, _ := q.askPlain()
	if snap == nil || snap.fileOf(q.name) == nil {
		return
	}
	file := snap.fileOf(q.name)
	for _, d := range file.Tree.Decls {
		imp, ok := d.(*dsl.Import)
		if !ok || imp.Alias == nil || file.Imports[imp] == nil {
			continue
		}
		for _, t := range file.Imports[imp].Names() {
			f(imp.Alias.Text, t)
		}
	}
}

// moduleNames proposes the types of an imported schema, and reports whether the path
// names one.
func (q *completing) moduleNames(path []string) bool {
	found := false
	for _, d := range q.visible(index.Module) {
		found = found || d.Name == path[0]
	}
	q.imported(func(alias string, t check.NamedType) {
		if alias != path[0] {
			return
		}
		if len(path) == 1 {
			q.add(completionItem{Label: t.Name, Kind: itemStruct, Detail: typeKind(t.Type)}, "")
		} else if t.Type.Kind == types.Enum && strings.Join(path[1:], ".") == t.Name {
			q.symbols(t.Type)
		}
	})
	return found
}

// schemaField completes a field of a schema, or a parameter.
func (q *completing) schemaField(item []dsl.Token) {
	switch {
	case len(item) > 0 && item[len(item)-1].Text == "@":
		q.annotations("")
	case has(item, "="):
		q.expression()
	case has(item, ":"):
		q.types()
	}
}

// importLine completes an import behind its first word.
func (q *completing) importLine(item []dsl.Token) {
	switch last := item[len(item)-1]; {
	case len(item) == 1:
		for _, k := range importKinds() {
			q.add(completionItem{Label: k.word, Kind: itemKeyword, Documentation: markdown(k.doc)}, "")
		}
	case last.Text == "from" && last.Kind == dsl.TokenIdent && item[1].Text != "}":
		q.defs(q.visible(index.Connection), itemModule)
	case last.Kind == dsl.TokenText && wordAt(item, 1) != "":
		q.phrases([]phrase{{"as", "The name that the file uses for the schema.", ""}, {"from", "The connection that `flowc pull` fetches the schema from.", ""}}, itemKeyword)
	}
}

// importKinds are the kinds of schemas, with the endings of their files.
func importKinds() []phrase {
	return []phrase{
		{"avro", "Records and enums of an Avro schema.", ".avsc"},
		{"proto", "Messages of Protocol Buffers.", ".proto"},
		{"json_schema", "Types of a JSON Schema.", ".json"},
		{"cql", "Tables of Cassandra, from their CREATE TABLE statements.", ".cql"},
		{"sql", "Tables of a SQL database, from their CREATE TABLE statements.", ".sql"},
		{"go", "Typed functions of a Go package.", ""},
	}
}

// importPaths proposes the files beside the one that imports.
func (q *completing) importPaths(item []dsl.Token) {
	ending := ".flow"
	for _, k := range importKinds() {
		if wordAt(item, 1) == k.word {
			ending = k.snippet
		}
	}
	entries, err := q.docs.ReadDir(path.Dir(q.name))
	if err != nil {
		return
	}
	for _, e := range entries {
		if strings.HasSuffix(e, ending) && path.Join(path.Dir(q.name), e) != q.name {
			q.add(completionItem{Label: e, Kind: itemFile}, "")
		}
	}
}

// importedNames proposes what the file that is imported declares.
func (q *completing) importedNames() {
	snap, _ := q.askPlain()
	if snap == nil || snap.fileOf(q.name) == nil {
		return
	}
	file := snap.fileOf(q.name)
	for _, d := range file.Tree.Decls {
		imp, ok := d.(*dsl.Import)
		if !ok || imp.At().Start > q.off || q.off > imp.At().End || file.Imports[imp] == nil || file.Imports[imp].Flow == nil {
			continue
		}
		from := file.Imports[imp].Flow.Tree.Source
		for _, u := range snap.Index.Uses {
			if u.Decl && u.At.File == from && topLevel(u.Def.Kind) && u.Def.Kind != index.Pipeline && u.Def.Kind != index.Module {
				q.defs([]*index.Def{u.Def}, itemVariable)
			}
		}
	}
}
