package tidy

import (
	"path"
	"regexp"
	"strings"
	"unicode"
)

// inlineLink is [text](target), but not an image's address of another host.
var inlineLink = regexp.MustCompile(`\]\(([^()\s]+)\)`)

// links finds links to files and headings of the repository that are not there.
func links(r *Repo) []string {
	headings := map[string]map[string]bool{}
	for _, f := range r.with(".md") {
		headings[f.path] = anchors(f)
	}
	var out []string
	for _, f := range r.with(".md") {
		for _, l := range proseLines(f) {
			for _, m := range inlineLink.FindAllStringSubmatch(withoutCode(l.text), -1) {
				if problem := r.followLink(f, m[1], headings); problem != "" {
					out = append(out, f.at(l.number, "%s: %s", m[1], problem))
				}
			}
		}
	}
	return out
}

// followLink says what is wrong with a link, or nothing.
func (r *Repo) followLink(f file, target string, headings map[string]map[string]bool) string {
	if strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
		return ""
	}
	name, anchor, _ := strings.Cut(target, "#")
	if name == "" {
		name = f.path
	} else {
		name = path.Join(f.dir(), name)
	}
	if !r.byDir[name] {
		return "there is no such file"
	}
	if anchor != "" && headings[name] != nil && !headings[name][anchor] {
		return "there is no such heading"
	}
	return ""
}

// line is a numbered line.
type line struct {
	number int
	text   string
}

// proseLines returns the lines of a Markdown file outside code blocks.
func proseLines(f file) []line {
	var out []line
	fence := ""
	for i, text := range strings.Split(f.text, "\n") {
		trimmed := strings.TrimSpace(text)
		switch {
		case fence != "":
			if strings.HasPrefix(trimmed, fence) {
				fence = ""
			}
		case strings.HasPrefix(trimmed, "```"):
			fence = "```"
		case strings.HasPrefix(trimmed, "~~~"):
			fence = "~~~"
		default:
			out = append(out, line{i + 1, text})
		}
	}
	return out
}

var codeSpan = regexp.MustCompile("`[^`]*`")

func withoutCode(s string) string { return codeSpan.ReplaceAllString(s, "") }

// anchors returns the names that the headings of a file can be linked by.
func anchors(f file) map[string]bool {
	out := map[string]bool{}
	for _, l := range proseLines(f) {
		if title, ok := strings.CutPrefix(strings.TrimLeft(l.text, "#"), " "); ok && strings.HasPrefix(l.text, "#") {
			out[slug(title)] = true
		}
	}
	return out
}

// slug is a heading as GitHub makes it an anchor.
func slug(title string) string {
	var b strings.Builder
	for _, c := range strings.ToLower(strings.TrimSpace(title)) {
		switch {
		case c == ' ':
			b.WriteByte('-')
		case unicode.IsLetter(c), unicode.IsDigit(c), c == '-', c == '_':
			b.WriteRune(c)
		}
	}
	return b.String()
}
