package lsp

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/dsl/diag"
)

func baseOf(name string) string { return path.Base(name) }

// publish sends the diagnostics of the projects that are due. A file that had some
// and has none any more gets an empty list.
func (s *server) publish() {
	touched := map[string]bool{}
	for _, project := range slices.Sorted(maps.Keys(s.dirty)) {
		delete(s.dirty, project)
		s.refresh(project, touched)
	}
	for _, name := range slices.Sorted(maps.Keys(touched)) {
		s.publishFile(name)
	}
}

// refresh checks a project anew and notes the files whose diagnostics may differ.
func (s *server) refresh(project string, touched map[string]bool) {
	for name := range s.shown[project] {
		touched[name] = true
	}
	delete(s.shown, project)
	if !s.isOpen(project) {
		delete(s.snapshots, project)
		return
	}
	snap := s.snapshots[project]
	if snap == nil {
		var err error
		if snap, err = s.analyze(project, nil); err != nil {
			s.Log.Warn("check", "project", project, "error", err)
			return
		}
		s.snapshots[project] = snap
	}
	files := map[string]bool{}
	for _, d := range snap.report.Sorted() {
		if !d.At.IsZero() {
			files[d.At.File.Name] = true
		}
	}
	for name := range s.docs.byName {
		if projectOf(name) == project {
			files[name] = true
		}
	}
	s.shown[project] = files
	maps.Copy(touched, files)
}

// publishFile sends what all projects that are shown say of a file: one that several
// import is told of once.
func (s *server) publishFile(name string) {
	p := publishParams{URI: s.docs.uriOf(name), Diagnostics: []diagnostic{}}
	if d := s.docs.byName[name]; d != nil {
		p.Version = &d.version
	}
	all := &diag.Report{}
	for _, project := range slices.Sorted(maps.Keys(s.shown)) {
		if snap := s.snapshots[project]; snap != nil && s.shown[project][name] {
			all.Merge(snap.report)
		}
	}
	for _, d := range all.Sorted() {
		if !d.At.IsZero() && d.At.File.Name == name {
			p.Diagnostics = append(p.Diagnostics, s.diagnostic(&d))
		}
	}
	s.notify("textDocument/publishDiagnostics", p)
}

// diagnostic is a mistake as editors show it: the headline, what stands there, and
// the helps below.
func (s *server) diagnostic(d *diag.Diagnostic) diagnostic {
	out := diagnostic{Range: rangeOf(d.At), Severity: severityError, Code: d.Code, Source: "flowc", Message: d.Message}
	if d.Severity() == diag.Warning {
		out.Severity = severityWarning
	}
	if d.Code == "W0210" || d.Code == "W0211" {
		out.Tags = []int{tagUnnecessary}
	}
	var b strings.Builder
	b.WriteString(d.Message)
	if d.Here != "" {
		b.WriteString("\n" + d.Here)
	}
	for _, h := range d.Helps {
		b.WriteString("\nhelp: " + h)
	}
	out.Message = b.String()
	for _, l := range d.Labels {
		if !l.At.IsZero() {
			out.Related = append(out.Related, related{Location: s.location(l.At), Message: l.Text})
		}
	}
	return out
}
