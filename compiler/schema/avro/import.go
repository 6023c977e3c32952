package avro

import (
	"fmt"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// maxFixed bounds the size of a fixed, so that no schema makes us reserve memory.
const maxFixed = 1 << 20

// importer maps JSON to types.
type importer struct {
	schema *Schema
	named  map[string]*named // by full name
	// defaults wait until all types are known.
	defaults []fieldDefault
	bad      map[*diag.File]bool
	report   *diag.Report
}

// named is a declaration of a record, enum or fixed. typ is nil until it is met.
type named struct {
	node        *node
	space, name string
	typ         *types.Type
}

// primitives are the types that are a word.
var primitives = map[string]types.Kind{
	"null": types.NullKind, "boolean": types.Bool, "int": types.Int32, "long": types.Int64,
	"float": types.Float, "double": types.Double, "string": types.String, "bytes": types.Bytes,
}

// isDeclaration reports whether n declares a type with a name.
func isDeclaration(n *node) bool {
	switch n.word("type") {
	case "record", "error", "enum", "fixed":
		return true
	}
	return false
}

// nameIn returns namespace and name of a declaration inside a namespace.
func nameIn(n *node, space string) (string, string) {
	name := n.word("name")
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		return name[:i], name[i+1:]
	}
	if own := n.word("namespace"); own != "" {
		space = own
	}
	return space, name
}

// declare enters the names that n and all below it declare.
func (im *importer) declare(n *node, space string) {
	switch {
	case n.kind == array:
		for _, item := range n.items {
			im.declare(item, space)
		}
	case n.kind != object:
	case isDeclaration(n):
		own, name := nameIn(n, space)
		im.enter(&named{node: n, space: own, name: name})
		if fields := n.get("fields"); fields != nil {
			for _, f := range fields.items {
				if t := f.get("type"); t != nil {
					im.declare(t, own)
				}
			}
		}
	default:
		for _, key := range []string{"type", "items", "values"} {
			if t := n.get(key); t != nil {
				im.declare(t, space)
			}
		}
	}
}

// enter enters a name. Another file may declare it again in the same words.
func (im *importer) enter(d *named) {
	full := join(d.space, d.name)
	first := im.named[full]
	switch {
	case d.name == "":
	case first == nil:
		im.named[full] = d
	case first.node.at.File == d.node.at.File || !equal(first.node, d.node):
		im.bad[d.node.at.File] = true
		im.report.Add(diag.Diagnostic{
			Code:    "E0207",
			Message: fmt.Sprintf("`%s` is declared twice", full),
			At:      d.node.get("name").inside(),
			Labels:  []diag.Label{{At: first.node.get("name").inside(), Text: "first here"}},
		})
	}
}

// equal compares JSON values; the order of members does not count.
func equal(a, b *node) bool {
	return a.kind == b.kind && a.text == b.text && slices.EqualFunc(a.items, b.items, equal) &&
		len(a.members) == len(b.members) &&
		!slices.ContainsFunc(a.members, func(m member) bool {
			other := b.get(m.key.text)
			return other == nil || !equal(m.value, other)
		})
}

// fail reports a mistake and returns the type of what could not be typed.
func (im *importer) fail(at diag.Span, format string, args ...any) *types.Type {
	im.add(mistake{at: at, message: fmt.Sprintf(format, args...)})
	return types.Of(types.Invalid)
}

// typ maps a schema.
func (im *importer) typ(n *node, space string, depth int) *types.Type {
	switch n.kind {
	case text:
		return im.reference(n, space, depth)
	case array:
		return im.union(n, space, depth)
	case object:
		return im.complex(n, space, depth)
	case null, boolean, number:
		return im.fail(n.at, "expected a schema, not %s", n.kind)
	}
	panic(fmt.Sprintf("avro: no such kind of JSON: %d", n.kind))
}

// reference maps the name of a type. A type that another file declares, or that
// is declared further down, is mapped when it is met.
func (im *importer) reference(n *node, space string, depth int) *types.Type {
	if k, ok := primitives[n.text]; ok {
		return types.Of(k)
	}
	d := im.named[fullName(n.text, space)]
	if d == nil {
		m := mistake{at: n.inside(), message: fmt.Sprintf("type `%s` is not known", n.text)}
		if near, ok := diag.Nearest(n.text, im.names(space)); ok {
			m.help = "did you mean `" + near + "`?"
		}
		im.add(m)
		return types.Of(types.Invalid)
	}
	if d.typ == nil {
		return im.declaration(d, depth)
	}
	return d.typ
}

// names are the names of types as a namespace sees them, sorted.
func (im *importer) names(space string) []string {
	var out []string
	for name := range primitives {
		out = append(out, name)
	}
	for full, d := range im.named {
		if d.space == space {
			full = d.name
		}
		out = append(out, full)
	}
	slices.Sort(out)
	return out
}

// union maps a union: with null to an optional, else to a union of its arms.
func (im *importer) union(n *node, space string, depth int) *types.Type {
	var arms []*types.Type
	nullAt := -1
	for i, item := range n.items {
		t := im.typ(item, space, depth+1)
		switch {
		case item.kind == array:
			return im.fail(item.at, "a union does not hold a union")
		case slices.ContainsFunc(n.items[:i], func(o *node) bool { return branch(o, space) == branch(item, space) }):
			return im.fail(item.at, "a union holds `%s` once", branch(item, space))
		case t.Kind == types.NullKind:
			nullAt = i
		default:
			arms = append(arms, t)
		}
	}
	if len(arms) == 0 {
		return im.fail(n.at, "this union has no value but null")
	}
	if nullAt < 0 {
		return types.UnionOf(arms...)
	}
	t := &types.Type{Kind: types.Optional, Elem: arms[0]}
	if len(arms) > 1 {
		t.Elem = types.UnionOf(arms...)
	}
	switch nullAt {
	case 0:
	case len(n.items) - 1:
		t.Wire = &types.Wire{NullLast: true}
	default:
		t.Wire = &types.Wire{NullAt: nullAt}
	}
	return t
}

// branch is what tells an arm of a union from others: its full name, or its Avro
// type where it has none.
func branch(n *node, space string) string {
	switch {
	case n.kind == text:
		return fullName(n.text, space)
	case isDeclaration(n):
		own, name := nameIn(n, space)
		return join(own, name)
	case n.get("type") != nil:
		return branch(n.get("type"), space)
	}
	return ""
}

// complex maps {"type": …}.
func (im *importer) complex(n *node, space string, depth int) *types.Type {
	typ := n.get("type")
	switch {
	case typ == nil:
		return im.fail(n.at, "a schema needs a \"type\"")
	case typ.kind != text:
		return im.typ(typ, space, depth+1)
	case isDeclaration(n):
		own, name := nameIn(n, space)
		switch d := im.named[join(own, name)]; {
		case d == nil:
		case d.node != n && d.node.at.File == n.at.File:
			return types.Of(types.Invalid) // told when it was entered
		default:
			return im.declaration(d, depth)
		}
		return im.declaration(&named{node: n, space: own, name: name}, depth)
	}
	switch typ.text {
	case "array":
		return im.inner(n, "items", space, depth, types.ListOf)
	case "map":
		return im.inner(n, "values", space, depth, func(t *types.Type) *types.Type {
			return types.MapOf(types.Of(types.String), t)
		})
	}
	t := im.reference(typ, space, depth)
	if t.Kind == types.Invalid || primitives[typ.text] == 0 {
		return t
	}
	return logical(n, t)
}

// inner maps what holds other values.
func (im *importer) inner(n *node, key, space string, depth int, of func(*types.Type) *types.Type) *types.Type {
	elem := n.get(key)
	if elem == nil {
		return im.fail(n.at, "%s needs %q", n.word("type"), key)
	}
	return of(im.typ(elem, space, depth+1))
}
