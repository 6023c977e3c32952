package tidy

import (
	"regexp"
	"strings"
)

// leftover is a note to come back. It is put together so that it does not find
// itself.
var leftover = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME)\b`)

func leftovers(r *Repo) []string {
	return grep(r, leftover, "do it now, or leave the note out")
}

// ownPath is a path of the machine on which somebody worked.
var ownPath = regexp.MustCompile(`(^|[\s"'` + "`" + `(=:])/(home|Users|root|work|workspace)/\w`)

func ownPaths(r *Repo) []string {
	return grep(r, ownPath, "a path of somebody's own machine")
}

// grep finds pattern in every file but the data of tests.
func grep(r *Repo, pattern *regexp.Regexp, why string) []string {
	var out []string
	for _, f := range r.with("") {
		for i, line := range strings.Split(f.text, "\n") {
			if found := pattern.FindString(line); found != "" {
				out = append(out, f.at(i+1, "%s: %s", strings.TrimSpace(found), why))
			}
		}
	}
	return out
}

// replacements finds replace directives in the main module: nobody could use it
// as a dependency, and `go install` refuses it.
func replacements(r *Repo) []string {
	var out []string
	for _, f := range r.files {
		if f.path != "go.mod" {
			continue
		}
		for i, line := range strings.Split(f.text, "\n") {
			if first, _, _ := strings.Cut(strings.TrimSpace(line), " "); first == "replace" {
				out = append(out, f.at(i+1, "replace: the module must build without it"))
			}
		}
	}
	return out
}
