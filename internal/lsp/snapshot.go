package lsp

import (
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/compiler/check"
	"github.com/flowc-lang/flowc/compiler/index"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// snapshot is a project as it was checked. It is dropped as soon as one of its files
// changes.
type snapshot struct {
	project string
	*compiler.Analysis
	report *diag.Report
	read   map[string]bool // the files that were read, and those looked for in vain
}

// snapshot returns the checked project that a file belongs to.
func (s *server) snapshot(name string) (*snapshot, error) {
	key := projectOf(name)
	if snap := s.snapshots[key]; snap != nil {
		return snap, nil
	}
	snap, err := s.analyze(key, nil)
	if err != nil {
		return nil, err
	}
	s.snapshots[key] = snap
	return snap, nil
}

// analyze checks a project, with other texts for some of its files. A panic of the
// compiler is an error: the editor goes on.
func (s *server) analyze(project string, texts map[string]string) (snap *snapshot, err error) {
	start := time.Now()
	fsys := &patched{FS: s.docs, texts: texts, read: map[string]bool{}}
	r := &diag.Report{}
	defer func() {
		if p := recover(); p != nil {
			s.Log.Error("panic", "project", project, "value", p, "stack", string(debug.Stack()))
			snap, err = nil, fmt.Errorf("check %s: internal error: %v", project, p)
		}
	}()
	a, err := compiler.Analyze(project, fsys, s.Catalog, r)
	if err != nil {
		return nil, fmt.Errorf("check %s: %w", project, err)
	}
	s.Log.Info("checked", "project", project, "ms", time.Since(start).Milliseconds(), "diagnostics", len(r.Sorted()))
	return &snapshot{project: project, Analysis: a, report: r, read: fsys.read}, nil
}

// place is a position in a file of a snapshot.
type place struct {
	*snapshot
	name string
	file *check.File // nil where the file is no .flow file of the project
	off  int
}

// at resolves a position. The error is that of a project that cannot be read.
func (s *server) at(uri string, p position) (*place, error) {
	name := nameOf(uri)
	snap, err := s.snapshot(name)
	if err != nil {
		return nil, err
	}
	out := &place{snapshot: snap, name: name, file: snap.fileOf(name)}
	if out.file != nil {
		out.off = newLines(out.file.Tree.Source.Text).offset(p)
	}
	return out, nil
}

// fileOf returns a .flow file of the project by name; nil without.
func (s *snapshot) fileOf(name string) *check.File {
	for _, f := range s.Project.Files {
		if f.Tree.Source.Name == name {
			return f
		}
	}
	return nil
}

// token returns the token that a place stands in, and its position in the tokens of
// the file. Between two tokens the name is meant.
func (p *place) token() (dsl.Token, int) {
	if p.file == nil {
		return dsl.Token{}, -1
	}
	toks := p.file.Tree.Tokens
	found := -1
	for i, t := range toks {
		if t.Start <= p.off && p.off < t.End() || t.End() == p.off && t.Kind == dsl.TokenIdent {
			found = i
			if t.Kind == dsl.TokenIdent {
				break
			}
		}
	}
	if found < 0 {
		return dsl.Token{}, -1
	}
	return toks[found], found
}

// all returns the snapshots of every project of the workspace that can be read, the
// one of the file first. It reads at most maxProjects.
func (s *server) all(name string) []*snapshot {
	var out []*snapshot
	add := func(project string) {
		if slices.ContainsFunc(out, func(o *snapshot) bool { return o.project == project }) {
			return
		}
		snap := s.snapshots[project]
		if snap == nil {
			var err error
			if snap, err = s.analyze(project, nil); err != nil {
				return
			}
			s.snapshots[project] = snap
		}
		out = append(out, snap)
	}
	if name != "" {
		add(projectOf(name))
	}
	for open := range s.docs.byName {
		if compiler.IsSource(baseOf(open)) {
			add(projectOf(open))
		}
	}
	for _, root := range s.roots {
		for _, p := range projectsBelow(root, maxProjects) {
			add(p)
		}
	}
	return out
}

// maxProjects bounds what a search over the workspace checks.
const maxProjects = 100

// location is where a span stands.
func (s *server) location(at diag.Span) location {
	return location{URI: s.docs.uriOf(at.File.Name), Range: rangeOf(at)}
}

// origin says where a definition stands, in words: reading.avsc:9.
func origin(d *index.Def) string {
	if d.At.IsZero() {
		return ""
	}
	line, _ := d.At.File.Position(d.At.Start)
	return fmt.Sprintf("%s:%d", baseOf(d.At.File.Name), line)
}
