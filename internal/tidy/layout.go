package tidy

import (
	"fmt"
	"go/parser"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

// module is the path of the module that the repository holds.
const module = "github.com/flowc-lang/flowc"

// rule keeps packages apart. A pattern is a folder of the repository, or an import
// path from outside; `/...` includes what is below, `*` is one element.
type rule struct {
	of   []string // packages
	not  []string // must not import these
	deep bool     // neither directly nor through others of the repository
	why  string
}

// rules is the layout of the repository. See docs/architecture.md.
func rules() []rule {
	drivers := []string{"github.com/twmb/franz-go/...", "github.com/apache/cassandra-gocql-driver/...", "github.com/jackc/pgx/..."}
	compiler := []string{"dsl/...", "compiler/...", "codegen/...", "stdlib", "stdlib/spec", "cmd/..."}
	worker := []string{"runtime/...", "stdlib/*/run/...", "internal/cli", "internal/nearest"}
	return []rule{
		{worker, compiler, true, "a worker links no compiler"},
		{worker, []string{"text/template", "html/template", "os/exec"}, true, "too much for a worker"},
		{compiler, drivers, true, "flowc links no driver"},
		{[]string{"stdlib/*"}, drivers, true, "the description of a connector links no driver"},
		{[]string{"runtime/record"}, []string{"reflect", "encoding/json", "fmt"}, true, "nothing on the way of a record reflects"},
		{[]string{"dsl/..."}, []string{"compiler/...", "codegen/...", "stdlib/...", "runtime/..."}, false, "imports point downwards"},
		{[]string{"compiler/..."}, []string{"codegen/...", "runtime/[^r]*/..."}, false, "the compiler shares only runtime/record with the worker"},
		{[]string{"dsl/...", "compiler/...", "stdlib", "stdlib/*", "codegen", "codegen/emit", "codegen/conv"}, []string{"os/exec"}, false, "only codegen/build starts processes"},
		{[]string{"compiler/...", "codegen/...", "stdlib/...", "runtime/...", "cmd/..."}, []string{"github.com/alecthomas/participle/..."}, false, "only dsl parses"},
		{[]string{"dsl/...", "compiler/...", "stdlib/...", "runtime/...", "cmd/..."}, []string{"github.com/dave/jennifer/..."}, false, "only codegen generates"},
		{[]string{"dsl/...", "codegen/...", "runtime/...", "stdlib/...", "cmd/...", "compiler", "compiler/check"}, []string{"github.com/hamba/avro/..."}, false, "only compiler/schema/avro parses Avro schemas"},
		{[]string{"stdlib/...", "runtime/worker", "runtime/kafka", "runtime/task"}, []string{"github.com/twmb/franz-go/pkg/kfake"}, false, "only runtime/embedded links kfake"},
	}
}

func layout(r *Repo) []string { return checkRules(r, rules()) }

// checkRules holds the imports of what is not a test against the rules.
func checkRules(r *Repo, rules []rule) []string {
	imports, out := importsByPackage(r)
	for _, pkg := range slices.Sorted(maps.Keys(imports)) {
		for _, rule := range rules {
			if matchAny(rule.of, pkg) {
				out = append(out, rule.check(imports, pkg)...)
			}
		}
	}
	return out
}

// check finds the ways from pkg to what it must not import.
func (ru rule) check(imports map[string][]string, pkg string) []string {
	var out []string
	seen := map[string]bool{pkg: true}
	var walk func(at string, way string)
	walk = func(at, way string) {
		for _, next := range imports[at] {
			if seen[next] {
				continue
			}
			seen[next] = true
			if matchAny(ru.not, next) {
				out = append(out, fmt.Sprintf("%s → %s: %s", way, next, ru.why))
			} else if ru.deep {
				walk(next, way+" → "+next)
			}
		}
	}
	walk(pkg, pkg)
	return out
}

// importsByPackage returns what each package imports, tests aside; packages of
// the repository by their folder.
func importsByPackage(r *Repo) (imports map[string][]string, problems []string) {
	imports = map[string][]string{}
	for _, f := range r.with(".go") {
		if f.isTest() || r.inOtherModule(f.path) {
			continue
		}
		_, syntax, bad := parse(f, parser.ImportsOnly)
		problems = append(problems, bad...)
		if syntax == nil {
			continue
		}
		for _, spec := range syntax.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				continue // the parser has seen to it
			}
			name = strings.TrimPrefix(name, module+"/")
			if !slices.Contains(imports[f.dir()], name) {
				imports[f.dir()] = append(imports[f.dir()], name)
			}
		}
	}
	return imports, problems
}

// inOtherModule reports whether a folder above the file has its own go.mod.
func (r *Repo) inOtherModule(name string) bool {
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if r.byDir[dir+"/go.mod"] {
			return true
		}
	}
	return false
}

func matchAny(patterns []string, pkg string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return match(p, pkg) })
}

func match(pattern, pkg string) bool {
	base, below := strings.CutSuffix(pattern, "/...")
	if below {
		n := strings.Count(base, "/") + 1
		if parts := strings.Split(pkg, "/"); len(parts) > n {
			pkg = strings.Join(parts[:n], "/")
		}
	}
	ok, err := path.Match(base, pkg)
	return ok && err == nil
}
