package dsl

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// readable looks at the file as a whole. It reports whether it is worth
// scanning, and tells of what is wrong with it either way.
func readable(f *diag.File, fl *flaws) bool {
	if len(f.Text) > maxSize {
		fl.add(diag.Diagnostic{
			Code: "E0106", At: f.Span(0, 0), Message: fmt.Sprintf("the file has %.1f MiB; a .flow file has at most 4 MiB", float64(len(f.Text))/(1<<20)),
			Helps: []string{"split it, and import names from one file into the other"},
		})
		return false
	}
	if strings.ContainsRune(f.Text, 0) {
		fl.add(noText(f))
		return false
	}
	if what, help := foreign(f.Text); what != "" {
		fl.add(diag.Diagnostic{Code: "E0100", At: f.Span(firstText(f.Text)), Message: "this is not a flowc file, but " + what, Helps: []string{help}})
		return false
	}
	characters(f, fl)
	return true
}

// noText tells what a file with zero bytes is: a text in UTF-16, of which every
// second byte is zero, or no text at all.
func noText(f *diag.File) diag.Diagnostic {
	start := f.Text[:min(len(f.Text), 512)]
	if strings.HasPrefix(start, "\xff\xfe") || strings.HasPrefix(start, "\xfe\xff") || 3*strings.Count(start, "\x00") > len(start) && strings.Contains(start, "\n") {
		return diag.Diagnostic{
			Code: "E0107", At: f.Span(0, 0), Message: "this file is in UTF-16",
			Helps: []string{"save it as UTF-8, which is what flowc reads"},
		}
	}
	return diag.Diagnostic{
		Code: "E0100", At: f.Span(0, 0), Message: "this is not a flowc file, but binary data",
		Helps: []string{"flowc reads .flow files of its own language; give this one another name or folder"},
	}
}

// firstText returns the span of the first line that holds something.
func firstText(text string) (start, end int) {
	start = len(text) - len(strings.TrimLeft(text, " \t\r\n\uFEFF"))
	return start, start + min(lineLen(text[start:]), 60)
}

var (
	xmlStart  = regexp.MustCompile(`^<(\?xml|!--|!DOCTYPE|[A-Za-z][\w:.-]*[\s>/])`)
	yamlStart = regexp.MustCompile(`^(---(\s|$)|[A-Za-z_][\w-]*:(\s|$)|- [\w"'{])`)
	jsFlow    = regexp.MustCompile(`^(//|/\*)[\s*]*@flow\b`)
	flow9     = regexp.MustCompile(`^(import [a-z]\w*(/\w+)*;|(export|forbid)\b|main\(\))`)
	comments  = regexp.MustCompile(`^(//[^\n]*\n\s*|/\*(?s:.*?)\*/\s*|#[^\n]*\n\s*)+`)
	ownLine   = regexp.MustCompile(`(?m)^(flow \d|import (avro|proto|json_schema|cql|sql|go|\{)|(param|secret|schema|enum|connection|converter|topic|source|sink|policy|pipeline) \w)`)
)

// foreign names what a text is that comes from another program with files
// called .flow, and says what to do. Both are empty for a text of ours.
func foreign(text string) (what, help string) {
	body := strings.TrimLeft(text, " \t\r\n\uFEFF")
	const rename = "flowc reads .flow files of its own language; give this one another name or folder"
	if jsFlow.MatchString(body) {
		return "JavaScript with types for Flow", "flowc skips files whose name ends in .js.flow"
	}
	if ownLine.MatchString(text) {
		return "", ""
	}
	body = body[len(comments.FindString(body)):]
	switch {
	case xmlStart.MatchString(body):
		return "XML (Mule, Salesforce and Spring use .flow for XML)", rename
	case yamlStart.MatchString(body):
		return "YAML", rename
	case flow9.MatchString(body):
		return "a program in the language flow9", rename + "; the compiler of flow9 is called flowc too"
	case strings.HasPrefix(body, "{") && strings.Contains(body, `":`), strings.HasPrefix(body, "[{"):
		return "JSON", rename
	}
	return "", ""
}

// characters tells of bytes that are no UTF-8 and of hidden control characters.
func characters(f *diag.File, fl *flaws) {
	invalid := 0
	for i := 0; i < len(f.Text); {
		r, n := utf8.DecodeRuneInString(f.Text[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			if invalid++; invalid == 1 {
				fl.add(diag.Diagnostic{
					Code: "E0107", At: f.Span(i, i+1), Message: fmt.Sprintf("the byte 0x%02x is no UTF-8", f.Text[i]),
					Helps: []string{"save the file as UTF-8"},
				})
			}
		case isBidi(r):
			fl.add(diag.Diagnostic{
				Code: "E0108", At: f.Span(i, i+n), Message: "hidden control character " + codePoint(r),
				Here:  "changes the direction of the text that follows",
				Helps: []string{"with it a file can look different from what it says; remove it, or write it as an escape: \\u" + fmt.Sprintf("%04x", r)},
			})
		}
		i += n
	}
}

// isBidi reports whether r changes the direction of writing without being seen.
func isBidi(r rune) bool {
	return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200e || r == 0x200f || r == 0x061c
}

func codePoint(r rune) string { return fmt.Sprintf("U+%04X", r) }
