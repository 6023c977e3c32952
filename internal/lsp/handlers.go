package lsp

import (
	"encoding/json"
	"path"
	"strings"
)

// handler answers a request, or takes a notification.
type handler func(*server, json.RawMessage) (any, error)

// on makes a handler of a function of its parameters.
func on[P any](f func(*server, *P) (any, error)) handler {
	return func(s *server, raw json.RawMessage) (any, error) {
		p := new(P)
		if len(raw) > 0 {
			if err := json.Unmarshal(raw, p); err != nil {
				return nil, &rpcError{codeParams, err.Error()}
			}
		}
		return f(s, p)
	}
}

// handlers are the methods that the server knows.
func handlers() map[string]handler {
	return map[string]handler{
		"initialize":                      on((*server).initialize),
		"initialized":                     on((*server).initialized),
		"shutdown":                        on((*server).shutdown),
		"textDocument/didOpen":            on((*server).didOpen),
		"textDocument/didChange":          on((*server).didChange),
		"textDocument/didSave":            on((*server).didSave),
		"textDocument/didClose":           on((*server).didClose),
		"workspace/didChangeWatchedFiles": on((*server).didChangeFiles),
		"textDocument/formatting":         on((*server).formatting),
		"textDocument/rangeFormatting":    on((*server).rangeFormatting),
		"textDocument/hover":              on((*server).hover),
		"textDocument/completion":         on((*server).completion),
		"textDocument/signatureHelp":      on((*server).signatureHelp),
		"textDocument/definition":         on((*server).definition),
		"textDocument/references":         on((*server).references),
		"textDocument/documentHighlight":  on((*server).highlights),
		"textDocument/prepareRename":      on((*server).prepareRename),
		"textDocument/rename":             on((*server).rename),
		"textDocument/codeAction":         on((*server).codeActions),
		"textDocument/documentSymbol":     on((*server).documentSymbols),
		"workspace/symbol":                on((*server).workspaceSymbols),
		"textDocument/inlayHint":          on((*server).inlayHints),
	}
}

type none struct{}

// obj is a JSON object of the answer to initialize.
type obj map[string]any

func (s *server) initialize(p *initializeParams) (any, error) {
	s.started = true
	s.snippets = p.Capabilities.TextDocument.Completion.CompletionItem.SnippetSupport
	s.watches = p.Capabilities.Workspace.DidChangeWatchedFiles.DynamicRegistration
	for _, f := range p.WorkspaceFolders {
		s.roots = append(s.roots, nameOf(f.URI))
	}
	if len(s.roots) == 0 && p.RootURI != "" {
		s.roots = append(s.roots, nameOf(p.RootURI))
	}
	return obj{
		"capabilities": obj{
			"positionEncoding": "utf-16",
			"textDocumentSync": obj{"openClose": true, "change": 2, "save": obj{}},
			"completionProvider": obj{
				"triggerCharacters": []string{".", "=", ":", "(", "@", "\""},
			},
			"signatureHelpProvider":           obj{"triggerCharacters": []string{"(", ","}},
			"hoverProvider":                   true,
			"definitionProvider":              true,
			"referencesProvider":              true,
			"documentHighlightProvider":       true,
			"documentFormattingProvider":      true,
			"documentRangeFormattingProvider": true,
			"documentSymbolProvider":          true,
			"workspaceSymbolProvider":         true,
			"inlayHintProvider":               true,
			"renameProvider":                  obj{"prepareProvider": true},
			"codeActionProvider":              obj{"codeActionKinds": []string{quickFix, fixAll}},
		},
		"serverInfo": obj{"name": "flowc", "version": s.Version},
	}, nil
}

// watched are the files whose changes on the disk matter: projects and what they
// import.
const watched = "**/*.{flow,avsc,cql,sql,proto,json}"

func (s *server) initialized(*none) (any, error) {
	if s.watches {
		s.ask("client/registerCapability", obj{"registrations": []obj{{
			"id": "files", "method": "workspace/didChangeWatchedFiles",
			"registerOptions": obj{"watchers": []obj{{"globPattern": watched}}},
		}}})
	}
	return nil, nil
}

func (s *server) shutdown(*none) (any, error) {
	s.stopped = true
	return nil, nil
}

func (s *server) didOpen(p *didOpenParams) (any, error) {
	d := &document{uri: p.TextDocument.URI, name: nameOf(p.TextDocument.URI), version: p.TextDocument.Version, text: p.TextDocument.Text}
	s.docs.byName[d.name] = d
	s.Log.Info("open", "document", d)
	s.changed(d.name)
	return nil, nil
}

func (s *server) didChange(p *didChangeParams) (any, error) {
	d := s.docs.byName[nameOf(p.TextDocument.URI)]
	if d == nil {
		return nil, failed("%s is not open", p.TextDocument.URI)
	}
	d.version, d.text = p.TextDocument.Version, apply(d.text, p.ContentChanges)
	s.Log.Info("change", "document", d)
	s.changed(d.name)
	return nil, nil
}

func (s *server) didSave(p *documentParams) (any, error) {
	s.changed(nameOf(p.TextDocument.URI))
	return nil, nil
}

func (s *server) didClose(p *documentParams) (any, error) {
	name := nameOf(p.TextDocument.URI)
	delete(s.docs.byName, name)
	s.changed(name)
	return nil, nil
}

func (s *server) didChangeFiles(p *watchedFilesParams) (any, error) {
	for _, c := range p.Changes {
		s.changed(nameOf(c.URI))
	}
	return nil, nil
}

// changed forgets what was known of the projects that a file is part of, and has
// their diagnostics sent when the editor is quiet.
func (s *server) changed(name string) {
	for key, snap := range s.snapshots {
		if snap.read[name] || key == projectOf(name) || key == path.Dir(name) {
			delete(s.snapshots, key)
			s.due(key)
		}
	}
	if strings.HasSuffix(name, ".flow") {
		s.due(projectOf(name))
	}
	if s.Delay == 0 {
		s.publish()
		return
	}
	s.timer.Reset(s.Delay)
}

// due marks a project whose diagnostics are to be sent: one that the editor shows a
// file of, or that has diagnostics to take back.
func (s *server) due(project string) {
	if s.isOpen(project) || s.shown[project] != nil {
		s.dirty[project] = true
	}
}

func (s *server) isOpen(project string) bool {
	for name := range s.docs.byName {
		if projectOf(name) == project {
			return true
		}
	}
	return false
}
