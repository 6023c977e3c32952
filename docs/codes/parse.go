package codes

import (
	"errors"
	"fmt"
	"strings"
)

// Parse reads a page:
//
//	# E0412: a value that may be null goes where null cannot be
//	text …
//	## Wrong
//	```flow
//	…
//	```
//	```cql weather.cql
//	…
//	```
//	## Right
//	…
func Parse(text string) (*Page, error) {
	head, rest, _ := strings.Cut(text, "\n")
	title, ok := strings.CutPrefix(head, "# ")
	if !ok {
		return nil, errors.New("the first line is not `# CODE: title`")
	}
	p := &Page{}
	if p.Code, p.Title, ok = strings.Cut(title, ": "); !ok {
		return nil, errors.New("the first line is not `# CODE: title`")
	}
	body, rest, ok := strings.Cut(rest, "\n## Wrong\n")
	if !ok {
		return nil, errors.New("there is no heading `## Wrong`")
	}
	wrong, right, ok := strings.Cut(rest, "\n## Right\n")
	if !ok {
		return nil, errors.New("there is no heading `## Right`")
	}
	p.Text = strings.TrimSpace(body)
	var err error
	if p.Wrong, err = parseExample(wrong); err != nil {
		return nil, fmt.Errorf("wrong: %w", err)
	}
	if p.Right, err = parseExample(right); err != nil {
		return nil, fmt.Errorf("right: %w", err)
	}
	return p, nil
}

const fence = "```"

// parseExample reads code blocks, each a file, and the sentences between them.
func parseExample(text string) (Example, error) {
	var out Example
	var note, body []string
	var open *File
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		mark, isFence := strings.CutPrefix(line, fence)
		switch {
		case open == nil && isFence:
			open = &File{}
			open.Language, open.Name, _ = strings.Cut(mark, " ")
			if open.Name == "" {
				open.Name = Root
			}
		case open != nil && isFence:
			open.Text = strings.Join(append(body, ""), "\n")
			out.Files = append(out.Files, *open)
			open, body = nil, nil
		case open != nil:
			body = append(body, line)
		default:
			note = append(note, line)
		}
	}
	if open != nil {
		return out, fmt.Errorf("the block of %s is never closed", open.Name)
	}
	if len(out.Files) == 0 || out.Files[0].Language != "flow" {
		return out, errors.New("the first code block is not a flow file")
	}
	out.Note = strings.TrimSpace(strings.Join(note, "\n"))
	return out, nil
}
