package builtin

import (
	"regexp"

	"github.com/flowc-lang/flowc/runtime/record"
)

// Capture returns a group of the first match of re, the whole match for group 0. ok
// is false where nothing matches, and where the group takes no part in the match. For
// other groups than 0, Go's regexp allocates the places of all of them.
func Capture(re *regexp.Regexp, s string, group int) (_ string, ok bool) {
	if group == 0 {
		m := re.FindString(s)
		return m, m != "" || re.MatchString(s)
	}
	m := re.FindStringSubmatchIndex(s)
	if group < 0 || 2*group >= len(m) || m[2*group] < 0 {
		return "", false
	}
	return s[m[2*group]:m[2*group+1]], true
}

// ReplaceRegex returns s with every match of re replaced. In with, $1 to $9 and
// ${name} stand for groups, $0 for the match, and $$ for $.
func ReplaceRegex(a *record.Arena, re *regexp.Regexp, s, with string) string {
	if !re.MatchString(s) {
		return s
	}
	o := len(a.Bytes)
	at := 0
	for _, m := range re.FindAllStringSubmatchIndex(s, -1) {
		a.Bytes = append(a.Bytes, s[at:m[0]]...)
		expand(a, re, s, with, m)
		at = m[1]
	}
	a.Bytes = append(a.Bytes, s[at:]...)
	return since(a, o)
}

// expand appends with, its groups filled in. Go's own Expand reads $1x as a group
// of the name 1x, which nobody means.
func expand(a *record.Arena, re *regexp.Regexp, s, with string, match []int) {
	for i := 0; i < len(with); i++ {
		if with[i] != '$' || i+1 == len(with) {
			a.Bytes = append(a.Bytes, with[i])
			continue
		}
		group, n := groupAt(re, with[i+1:])
		switch {
		case n == 0 && with[i+1] == '$':
			a.Bytes = append(a.Bytes, '$')
			i++
		case n == 0:
			a.Bytes = append(a.Bytes, '$')
		default:
			if 0 <= group && 2*group < len(match) && match[2*group] >= 0 {
				a.Bytes = append(a.Bytes, s[match[2*group]:match[2*group+1]]...)
			}
			i += n
		}
	}
}

// groupAt reads the group that stands behind a $, and how long it is written; 0
// where none does. A group that the regex does not have is -1.
func groupAt(re *regexp.Regexp, s string) (group, n int) {
	if s[0] >= '0' && s[0] <= '9' {
		return int(s[0] - '0'), 1
	}
	if s[0] != '{' {
		return 0, 0
	}
	for i := 1; i < len(s); i++ {
		if s[i] != '}' {
			continue
		}
		if i == 2 && s[1] >= '0' && s[1] <= '9' {
			return int(s[1] - '0'), i + 1
		}
		return re.SubexpIndex(s[1:i]), i + 1
	}
	return 0, 0
}
