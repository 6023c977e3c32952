package avro

import (
	"fmt"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/schema/jsontree"
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
	node        *jsontree.Node
	space, name string
	typ         *types.Type
}

// primitives are the types that are a word.
var primitives = map[string]types.Kind{
	"null": types.NullKind, "boolean": types.Bool, "int": types.Int32, "long": types.Int64,
	"float": types.Float, "double": types.Double, "string": types.String, "bytes": types.Bytes,
}

// isDeclaration reports whether n declares a type with a name.
func isDeclaration(n *jsontree.Node) bool {
	switch n.Word("type") {
	case "record", "error", "enum", "fixed":
		return true
	}
	return false
}

// nameIn returns namespace and name of a declaration inside a namespace.
func nameIn(n *jsontree.Node, space string) (string, string) {
	name := n.Word("name")
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		return name[:i], name[i+1:]
	}
	if own := n.Word("namespace"); own != "" {
		space = own
	}
	return space, name
}

// declare enters the names that n and all below it declare.
func (im *importer) declare(n *jsontree.Node, space string) {
	switch {
	case n.Kind == jsontree.Array:
		for _, item := range n.Items {
			im.declare(item, space)
		}
	case n.Kind != jsontree.Object:
	case isDeclaration(n):
		own, name := nameIn(n, space)
		im.enter(&named{node: n, space: own, name: name})
		if fields := n.Get("fields"); fields != nil {
			for _, f := range fields.Items {
				if t := f.Get("type"); t != nil {
					im.declare(t, own)
				}
			}
		}
	default:
		for _, key := range []string{"type", "items", "values"} {
			if t := n.Get(key); t != nil {
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
	case first.node.At.File == d.node.At.File || !equal(first.node, d.node):
		im.bad[d.node.At.File] = true
		im.report.Add(diag.Diagnostic{
			Code:    "E0207",
			Message: fmt.Sprintf("`%s` is declared twice", full),
			At:      d.node.Get("name").Inside(),
			Labels:  []diag.Label{{At: first.node.Get("name").Inside(), Text: "first here"}},
		})
	}
}

// equal compares JSON values; the order of members does not count.
func equal(a, b *jsontree.Node) bool {
	return a.Kind == b.Kind && a.Text == b.Text && slices.EqualFunc(a.Items, b.Items, equal) &&
		len(a.Members) == len(b.Members) &&
		!slices.ContainsFunc(a.Members, func(m jsontree.Member) bool {
			other := b.Get(m.Key.Text)
			return other == nil || !equal(m.Value, other)
		})
}

// fail reports a mistake and returns the type of what could not be typed.
func (im *importer) fail(at diag.Span, format string, args ...any) *types.Type {
	im.add(mistake{at: at, message: fmt.Sprintf(format, args...)})
	return types.Of(types.Invalid)
}

// typ maps a schema.
func (im *importer) typ(n *jsontree.Node, space string, depth int) *types.Type {
	switch n.Kind {
	case jsontree.Text:
		return im.reference(n, space, depth)
	case jsontree.Array:
		return im.union(n, space, depth)
	case jsontree.Object:
		return im.complex(n, space, depth)
	case jsontree.Null, jsontree.Boolean, jsontree.Number:
		return im.fail(n.At, "expected a schema, not %s", n.Kind)
	}
	panic(fmt.Sprintf("avro: no such kind of JSON: %d", n.Kind))
}

// reference maps the name of a type. A type that another file declares, or that
// is declared further down, is mapped when it is met.
func (im *importer) reference(n *jsontree.Node, space string, depth int) *types.Type {
	if k, ok := primitives[n.Text]; ok {
		return types.Of(k)
	}
	d := im.named[fullName(n.Text, space)]
	if d == nil {
		m := mistake{at: n.Inside(), message: fmt.Sprintf("type `%s` is not known", n.Text)}
		if near, ok := diag.Nearest(n.Text, im.names(space)); ok {
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
func (im *importer) union(n *jsontree.Node, space string, depth int) *types.Type {
	var arms []*types.Type
	nullAt := -1
	for i, item := range n.Items {
		t := im.typ(item, space, depth+1)
		switch {
		case item.Kind == jsontree.Array:
			return im.fail(item.At, "a union does not hold a union")
		case slices.ContainsFunc(n.Items[:i], func(o *jsontree.Node) bool { return branch(o, space) == branch(item, space) }):
			return im.fail(item.At, "a union holds `%s` once", branch(item, space))
		case t.Kind == types.NullKind:
			nullAt = i
		default:
			arms = append(arms, t)
		}
	}
	if len(arms) == 0 {
		return im.fail(n.At, "this union has no value but null")
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
	case len(n.Items) - 1:
		t.Wire = &types.Wire{NullLast: true}
	default:
		t.Wire = &types.Wire{NullAt: nullAt}
	}
	return t
}

// branch is what tells an arm of a union from others: its full name, or its Avro
// type where it has none.
func branch(n *jsontree.Node, space string) string {
	switch {
	case n.Kind == jsontree.Text:
		return fullName(n.Text, space)
	case isDeclaration(n):
		own, name := nameIn(n, space)
		return join(own, name)
	case n.Get("type") != nil:
		return branch(n.Get("type"), space)
	}
	return ""
}

// complex maps {"type": …}.
func (im *importer) complex(n *jsontree.Node, space string, depth int) *types.Type {
	typ := n.Get("type")
	switch {
	case typ == nil:
		return im.fail(n.At, "a schema needs a \"type\"")
	case typ.Kind != jsontree.Text:
		return im.typ(typ, space, depth+1)
	case isDeclaration(n):
		own, name := nameIn(n, space)
		switch d := im.named[join(own, name)]; {
		case d == nil:
		case d.node != n && d.node.At.File == n.At.File:
			return types.Of(types.Invalid) // told when it was entered
		default:
			return im.declaration(d, depth)
		}
		return im.declaration(&named{node: n, space: own, name: name}, depth)
	}
	switch typ.Text {
	case "array":
		return im.inner(n, "items", space, depth, types.ListOf)
	case "map":
		return im.inner(n, "values", space, depth, func(t *types.Type) *types.Type {
			return types.MapOf(types.Of(types.String), t)
		})
	}
	t := im.reference(typ, space, depth)
	if t.Kind == types.Invalid || primitives[typ.Text] == 0 {
		return t
	}
	return fromConnect(n, t.Kind, logical(n, t))
}

// inner maps what holds other values.
func (im *importer) inner(n *jsontree.Node, key, space string, depth int, of func(*types.Type) *types.Type) *types.Type {
	elem := n.Get(key)
	if elem == nil {
		return im.fail(n.At, "%s needs %q", n.Word("type"), key)
	}
	return of(im.typ(elem, space, depth+1))
}
