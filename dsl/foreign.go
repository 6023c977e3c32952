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
	if d := noText(f); d.Message != "" {
		fl.add(d)
		return false
	}
	if what, help := foreign(f.Text); what != "" {
		fl.add(diag.Diagnostic{Code: "E0100", At: f.Span(firstText(f.Text)), Message: "this is not a flowc file, but " + what, Helps: []string{help}})
		return false
	}
	characters(f, fl)
	return true
}

// noText tells what a file is that holds no text in UTF-8: a text in UTF-16, of
// which every second byte is zero, or in UTF-32, or no text at all. The message is
// empty for a text.
func noText(f *diag.File) diag.Diagnostic {
	start := f.Text[:min(len(f.Text), 512)]
	zeros := strings.Count(start, "\x00")
	encoding := ""
	switch {
	case strings.HasPrefix(start, "\xff\xfe\x00\x00"), strings.HasPrefix(start, "\x00\x00\xfe\xff"):
		encoding = "UTF-32"
	case strings.HasPrefix(start, "\xff\xfe"), strings.HasPrefix(start, "\xfe\xff"), 3*zeros > len(start) && strings.Contains(start, "\n"):
		encoding = "UTF-16"
	case strings.Contains(f.Text, "\x00"), !utf8.ValidString(f.Text) && strings.ContainsFunc(start, isBinary):
		return diag.Diagnostic{
			Code: "E0100", At: f.Span(0, 0), Message: "this is not a flowc file, but binary data",
			Helps: []string{rename},
		}
	default:
		return diag.Diagnostic{}
	}
	return diag.Diagnostic{
		Code: "E0107", At: f.Span(0, 0), Message: "this file is in " + encoding,
		Helps: []string{"save it as UTF-8, which is what flowc reads"},
	}
}

// isBinary reports whether r stands in no text.
func isBinary(r rune) bool { return r < ' ' && !strings.ContainsRune("\t\n\v\f\r", r) }

// firstText returns the span of the first line that holds something.
func firstText(text string) (start, end int) {
	start = len(text) - len(strings.TrimLeft(text, " \t\r\n\uFEFF"))
	return start, start + min(lineLen(text[start:]), 60)
}

const (
	rename   = "flowc reads .flow files of its own language; give this one another name or folder"
	imported = "the tables of a database stay in a file of their own, which a .flow file imports: import sql \"shop.sql\" as shop, or import cql"
)

// foreignKinds are the texts of other programs, told by how they begin behind
// their comments; the first that fits counts.
var foreignKinds = []struct {
	what  string
	start *regexp.Regexp
	help  string
}{
	{"XML (Mule, Salesforce and Spring use .flow for XML)", regexp.MustCompile(`^<(\?xml|!--|!DOCTYPE|[A-Za-z][\w:.-]*[\s>/])`), rename},
	{"a program in the language flow9", regexp.MustCompile(`^(import [a-z]\w*(/\w+)*;|(export|forbid)\b|main\(\))`), rename + "; the compiler of flow9 is called flowc too"},
	{"SQL", regexp.MustCompile(`(?i)^(CREATE|ALTER|DROP|INSERT|SELECT|UPDATE|DELETE|WITH|GRANT|COMMENT|SET|USE|BEGIN)\s+["\w*]`), imported},
	{"JSON", regexp.MustCompile(`^(\{\s*"[^"\n]*"\s*:|\{\s*\}\s*$|\[\s*[{\[])`), rename},
	{"a protobuf schema", regexp.MustCompile(`^(syntax|edition)\s*=\s*"[^"\n]*"\s*;`), `a .flow file imports it: import proto "shop.proto" as shop`},
	{"TOML", regexp.MustCompile(`^(\[\[?[\w."-]+\]\]?[ \t]*(#.*)?(\r?\n|$)|[\w."-]+[ \t]*=[ \t]*(["'\[{+\d-]|true\b|false\b))`), rename},
	{"a file of properties", regexp.MustCompile(`^[\w.-]+[ \t]*=`), rename},
	{"YAML", regexp.MustCompile(`^(---(\s|$)|%YAML\b|("[^"\n]+"|'[^'\n]+'|[A-Za-z_][\w.-]*):(\s|$)|- [\w"'{])`), rename},
}

var (
	jsFlow   = regexp.MustCompile(`^(//|/\*)[\s*]*@flow\b`)
	comments = regexp.MustCompile(`^(//[^\n]*\n\s*|/\*(?s:.*?)\*/\s*|#[^\n]*\n\s*|--[^-\n][^\n]*\n\s*)+`)
	ownLine  = regexp.MustCompile(`(?m)^(flow \d|import (avro|proto|json_schema|cql|sql|go|\{)|(param|secret|schema|enum|connection|converter|topic|source|sink|policy|pipeline) \w)`)
)

// foreign names what a text is that comes from another program, and says what to
// do. Both are empty for a text of ours.
func foreign(text string) (what, help string) {
	body := strings.TrimLeft(text, " \t\r\n\uFEFF")
	if jsFlow.MatchString(body) {
		return "JavaScript with types for Flow", "flowc skips files whose name ends in .js.flow"
	}
	if ownLine.MatchString(text) {
		return "", ""
	}
	body = body[len(comments.FindString(body)):]
	for _, k := range foreignKinds {
		if k.start.MatchString(body) {
			return k.what, k.help
		}
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
