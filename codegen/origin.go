package codegen

import (
	"regexp"
	"strings"
)

// place is a comment that says where generated lines come from.
var place = regexp.MustCompile(`// .*?([^\s/]+\.(?:flow|avsc|cql):\d+)`)

// Origin finds the place in the .flow file that a line of a generated file came
// from: the nearest comment above it that names one. Empty where there is none.
func Origin(files []File, name string, line int) string {
	for _, f := range files {
		if f.Name != name {
			continue
		}
		lines := strings.Split(string(f.Text), "\n")
		for n := min(line, len(lines)) - 1; n >= 0; n-- {
			if m := place.FindStringSubmatch(lines[n]); m != nil {
				return m[1]
			}
		}
	}
	return ""
}
