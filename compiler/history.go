package compiler

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/check"
	"github.com/flowc-lang/flowc/compiler/schema/avro"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// history reads the earlier versions of a schema: Avro schemas, each in a file of its
// own, by the numbers in their names.
func (l *loader) history(f *check.File, d *dsl.Schema) {
	since := check.CompatSince(d)
	target, ok := since.Plain()
	if !ok || target == "" {
		return // the checker says what @compat takes
	}
	if !path.IsAbs(filepath.ToSlash(target)) {
		target = path.Join(path.Dir(f.Tree.Source.Name), filepath.ToSlash(target))
	}
	files, err := l.sources(target, &dsl.Import{Kind: dsl.Ident{Text: "avro"}, Path: *since})
	if err != nil {
		l.r.Add(diag.Diagnostic{
			Code:    "E0204",
			Message: fmt.Sprintf("the earlier versions of `%s` are not there: %s", d.Name.Text, target),
			At:      since.At(),
			Here:    "no such file, or no .avsc file in it",
			Helps:   []string{"this is a file or folder of Avro schemas, beside the file that holds the schema"},
		})
		return
	}
	slices.SortStableFunc(files, func(a, b *diag.File) int { return natural(a.Name, b.Name) })
	for _, file := range files {
		if s := avro.Parse(file, l.r); len(s.Roots) == 1 {
			f.History[d] = append(f.History[d], check.Version{File: file, Type: s.Roots[0]})
		}
	}
}

// natural compares names with their numbers as numbers: v9.avsc is before v10.avsc.
func natural(a, b string) int {
	for a != "" && b != "" {
		x, restA := digits(a)
		y, restB := digits(b)
		if x != "" && y != "" {
			if len(x) != len(y) {
				return len(x) - len(y)
			}
			if x != y {
				return strings.Compare(x, y)
			}
			a, b = restA, restB
			continue
		}
		if a[0] != b[0] {
			return int(a[0]) - int(b[0])
		}
		a, b = a[1:], b[1:]
	}
	return len(a) - len(b)
}

// digits cuts the number that s begins with, without leading zeros but one digit at
// least; empty where s begins otherwise.
func digits(s string) (number, rest string) {
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	number = s[:n]
	for len(number) > 1 && number[0] == '0' {
		number = number[1:]
	}
	return number, s[n:]
}
