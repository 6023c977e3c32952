package diag

import (
	"encoding/json"
	"io"
)

// jsonVersion is the version of the lines that [JSON] writes. Fields may be
// added to a version, never removed or changed.
const jsonVersion = 1

type jsonPlace struct {
	File      string `json:"file"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"end_line"`
	EndColumn int    `json:"end_column"`
}

type jsonDiagnostic struct {
	V        int    `json:"v"`
	Code     string `json:"code"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
	jsonPlace
	Here   string      `json:"here,omitempty"`
	Labels []jsonLabel `json:"labels"`
	Helps  []string    `json:"helps"`
	Fixes  []jsonFix   `json:"fixes"`
}

type jsonLabel struct {
	jsonPlace
	Text string `json:"text"`
}

type jsonFix struct {
	Title string     `json:"title"`
	Edits []jsonEdit `json:"edits"`
	Guess bool       `json:"guess,omitempty"`
}

type jsonEdit struct {
	jsonPlace
	Text string `json:"text"`
}

// JSON writes an object a line for each diagnostic. Lines and columns count from
// 1, columns in runes; the end is the place behind the last rune.
func JSON(w io.Writer, r *Report) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, d := range r.Sorted() {
		if err := enc.Encode(toJSON(&d)); err != nil {
			return err
		}
	}
	return nil
}

func toJSON(d *Diagnostic) jsonDiagnostic {
	out := jsonDiagnostic{
		V: jsonVersion, Code: d.Code, Severity: d.Severity().String(), Message: d.Message, jsonPlace: placeOf(d.At),
		Here: d.Here, Labels: []jsonLabel{}, Helps: append([]string{}, d.Helps...), Fixes: []jsonFix{},
	}
	for _, l := range d.Labels {
		out.Labels = append(out.Labels, jsonLabel{placeOf(l.At), l.Text})
	}
	for _, f := range d.Fixes {
		fix := jsonFix{Title: f.Title, Edits: []jsonEdit{}, Guess: f.Guess}
		for _, e := range f.Edits {
			fix.Edits = append(fix.Edits, jsonEdit{placeOf(e.At), e.Text})
		}
		out.Fixes = append(out.Fixes, fix)
	}
	return out
}

func placeOf(s Span) jsonPlace {
	if s.IsZero() {
		return jsonPlace{}
	}
	p := jsonPlace{File: s.File.Name}
	p.Line, p.Column = s.File.Position(s.Start)
	p.EndLine, p.EndColumn = s.File.Position(s.End)
	return p
}
