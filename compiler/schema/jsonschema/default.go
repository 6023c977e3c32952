package jsonschema

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/flowc-lang/flowc/compiler/schema/jsontree"
	"github.com/flowc-lang/flowc/compiler/types"
)

// setDefault gives a property its default, where it is a plain value of its type.
// The default of anything larger describes what a form would show: the property is
// optional then.
func (im *importer) setDefault(f *types.Field, n *jsontree.Node) {
	v, plain, ok := constant(f.Type.Strip(), n)
	switch {
	case n.Kind == jsontree.Null:
		f.Type = types.OptionalOf(f.Type)
		f.SetDefault(nil)
	case !plain:
		f.Type = types.OptionalOf(f.Type)
	case !ok:
		im.fail(n.At, "the default of `%s` is not of its type, %s", f.Name, f.Type)
	default:
		f.SetDefault(v)
	}
}

// constant returns a default as a constant of t; plain is false for types whose
// values are more than one word.
func constant(t *types.Type, n *jsontree.Node) (v any, plain, ok bool) {
	switch t.Kind {
	case types.Bool:
		return n.Text == "true", true, n.Kind == jsontree.Boolean
	case types.String:
		return n.Text, true, n.Kind == jsontree.Text
	case types.Double, types.Float:
		x, err := strconv.ParseFloat(n.Text, 64)
		return x, true, err == nil && n.Kind == jsontree.Number
	case types.Int32, types.Int64:
		r, isNumber := new(big.Rat).SetString(n.Text)
		if n.Kind != jsontree.Number || !isNumber || len(n.Text) > 40 || !r.IsInt() || !r.Num().IsInt64() {
			return int64(0), true, false
		}
		i := r.Num().Int64()
		return i, true, t.Kind == types.Int64 || i == int64(int32(i))
	case types.Enum:
		i := t.Enum.Index(n.Text)
		return i, true, i >= 0 && n.Kind == jsontree.Text
	case types.List, types.Set:
		return []any{}, len(n.Items) == 0, n.Kind == jsontree.Array
	case types.Map:
		return []types.Entry{}, len(n.Members) == 0, n.Kind == jsontree.Object
	}
	return nil, false, strings.TrimSpace(n.Text) != ""
}
