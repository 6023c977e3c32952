package lsp

import (
	"strings"

	"github.com/flowc-lang/flowc/compiler/index"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// The kinds of symbols, as the protocol numbers them.
const (
	symbolModule   = 2
	symbolClass    = 5
	symbolField    = 8
	symbolEnum     = 10
	symbolFunction = 12
	symbolVariable = 13
	symbolConstant = 14
	symbolObject   = 19
	symbolMember   = 22
	symbolStruct   = 23
	symbolEvent    = 24
	symbolOperator = 25
)

// documentSymbols lists what a file declares.
func (s *server) documentSymbols(p *documentParams) (any, error) {
	name := nameOf(p.TextDocument.URI)
	text, err := s.docs.ReadFile(name)
	if err != nil {
		return nil, err
	}
	out := []documentSymbol{}
	for _, d := range dsl.Parse(diag.NewFile(name, string(text)), &diag.Report{}).Decls {
		if sym, ok := declSymbol(d); ok {
			out = append(out, sym)
		}
	}
	return out, nil
}

func declSymbol(d dsl.Decl) (documentSymbol, bool) {
	switch d := d.(type) {
	case *dsl.Import:
		if d.Alias == nil {
			return documentSymbol{}, false
		}
		path, _ := d.Path.Plain()
		return symbol(*d.Alias, d.At(), symbolModule, "import "+path), true
	case *dsl.Param:
		return symbol(d.Name, d.At(), symbolConstant, textOf(d.Type)), true
	case *dsl.Schema:
		out := symbol(d.Name, d.At(), symbolStruct, "schema")
		for _, f := range d.Body.Fields {
			out.Children = append(out.Children, symbol(f.Name, f.At(), symbolField, textOf(f.Type)))
		}
		return out, true
	case *dsl.Enum:
		out := symbol(d.Name, d.At(), symbolEnum, "enum")
		for _, name := range d.Body.Symbols {
			out.Children = append(out.Children, symbol(name, name.At(), symbolMember, ""))
		}
		return out, true
	case *dsl.Alias:
		return symbol(d.Name, d.At(), symbolClass, textOf(d.Type)), true
	case *dsl.Fn:
		return symbol(d.Name, d.At(), symbolFunction, "fn"), true
	case *dsl.Resource:
		return symbol(d.Name, d.At(), symbolObject, head(d.At(), d.Name)), true
	case *dsl.Pipeline:
		out := symbol(d.Name, d.At(), symbolFunction, "pipeline")
		for _, st := range d.Stages {
			out.Children = append(out.Children, stageSymbol(st))
		}
		return out, true
	case *dsl.Test:
		title, _ := d.Title.Plain()
		if title == "" {
			title = "test"
		}
		return documentSymbol{Name: title, Detail: "test", Kind: symbolEvent, Range: rangeOf(d.At()), SelectionRange: rangeOf(d.Title.At())}, true
	case *dsl.Edition, *dsl.Bad:
	}
	return documentSymbol{}, false
}

func symbol(name dsl.Ident, at diag.Span, kind int, detail string) documentSymbol {
	text := name.Text
	if text == "" {
		text = "?" // editors refuse symbols without a name
	}
	return documentSymbol{Name: text, Detail: detail, Kind: kind, Range: rangeOf(at.To(name.At())), SelectionRange: rangeOf(name.At())}
}

// stageSymbol is a stage by its first line.
func stageSymbol(st dsl.Stage) documentSymbol {
	line, _, _ := strings.Cut(st.At().Text(), "\n")
	line = strings.TrimRight(strings.TrimSpace(line), " {")
	kind := symbolOperator
	if let, ok := st.(*dsl.Let); ok {
		return symbol(let.Name, let.At(), symbolVariable, "let")
	}
	if line == "" {
		line = "?"
	}
	at := rangeOf(st.At())
	return documentSymbol{Name: line, Kind: kind, Range: at, SelectionRange: textRange{at.Start, at.Start}}
}

func textOf(t dsl.Type) string {
	if t == nil {
		return ""
	}
	return oneLine(t.At().Text())
}

// head is what stands before a resource's name: sink cassandra.
func head(at diag.Span, name dsl.Ident) string {
	return oneLine(at.File.Text[at.Start:max(at.Start, name.At().Start)])
}

// topLevel reports whether a kind of name is declared outside of brackets.
func topLevel(k index.Kind) bool {
	return symbolKinds[k] != 0
}

// symbolKinds are the kinds of declarations; nothing changes it.
var symbolKinds = map[index.Kind]int{
	index.Param: symbolConstant, index.Type: symbolStruct, index.Function: symbolFunction, index.Connection: symbolObject,
	index.Converter: symbolObject, index.Node: symbolObject, index.Policy: symbolObject, index.Module: symbolModule,
	index.Pipeline: symbolFunction,
}

// maxSymbols bounds an answer that a person reads.
const maxSymbols = 500

// workspaceSymbols lists what the projects of the workspace declare.
func (s *server) workspaceSymbols(p *workspaceSymbolParams) (any, error) {
	out := []symbolInformation{}
	seen := map[location]bool{}
	for _, snap := range s.all("") {
		for _, d := range snap.Index.Defs(p.Query) {
			if !topLevel(d.Kind) || snap.fileAt(d.At) == nil {
				continue
			}
			l := s.location(d.At)
			if !seen[l] && len(out) < maxSymbols {
				seen[l] = true
				out = append(out, symbolInformation{Name: d.Name, Kind: symbolKinds[d.Kind], Location: l, Container: baseOf(d.At.File.Name)})
			}
		}
	}
	return out, nil
}
