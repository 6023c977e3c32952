package jsonschema

import (
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"github.com/flowc-lang/flowc/compiler/schema/jsontree"
	"github.com/flowc-lang/flowc/compiler/types"
)

// formats are the formats of a text that are types of their own. Others (email, uri)
// say more of a text than is checked.
var formats = map[string]*types.Type{
	"date-time": types.InUnit(types.Timestamp, types.Micros),
	"date":      types.Of(types.Date),
	"duration":  types.Of(types.Duration),
	"uuid":      types.Of(types.UUID),
	"ipv4":      types.Of(types.Inet),
	"ipv6":      types.Of(types.Inet),
	"byte":      types.Of(types.Bytes),
}

// text maps a text with what it may be.
func (im *importer) text(n *jsontree.Node) *types.Type {
	if t, ok := formats[n.Word("format")]; ok {
		return t
	}
	if n.Word("contentEncoding") == "base64" {
		return types.Of(types.Bytes)
	}
	var refine types.Refinement
	if most, ok := im.count(n, "maxLength"); ok {
		refine.MaxLen = most
	}
	least, hasLeast := im.count(n, "minLength")
	if p := n.Get("pattern"); p != nil {
		if hasLeast && least > 0 {
			return im.refuse(keyOf(n, "minLength"), "a text has one pattern; put the length into it")
		}
		pattern, err := anchored(p.Text)
		if err != nil {
			return im.refuse(keyOf(n, "pattern"), err.Error())
		}
		refine.Pattern = pattern
	} else if least > 0 {
		refine.Pattern = fmt.Sprintf("(?s).{%d,}", min(least, 1000)) // more does not compile
	}
	t := types.Of(types.String)
	if refine != (types.Refinement{}) {
		t.Refine = &refine
	}
	return t
}

// anchored returns the pattern that a whole text matches where p is found in it.
func anchored(p string) (string, error) {
	if _, err := regexp.Compile(p); err != nil {
		return "", fmt.Errorf("this pattern cannot be used (%s)", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	if strings.Contains(p, "|") {
		return "(?s:.*)(?:" + p + ")(?s:.*)", nil
	}
	start, end := strings.HasPrefix(p, "^"), strings.HasSuffix(p, "$") && !strings.HasSuffix(p, `\$`)
	inner := p
	if start {
		inner = inner[1:]
	} else {
		inner = "(?s:.*)" + inner
	}
	if end {
		return strings.TrimSuffix(inner, "$"), nil
	}
	return inner + "(?s:.*)", nil
}

// number maps a number with its range.
func (im *importer) number(n *jsontree.Node, integer bool) *types.Type {
	t := types.Of(types.Double)
	low, high := "-1.7976931348623157e308", "1.7976931348623157e308"
	switch format := n.Word("format"); {
	case format == "int32" && integer:
		t, low, high = types.Of(types.Int32), "-2147483648", "2147483647"
	case integer:
		t, low, high = types.Of(types.Int64), "-9223372036854775808", "9223372036854775807"
	case format == "float":
		t = types.Of(types.Float)
	}
	refine := types.Refinement{HasRange: true, Min: low, Max: high}
	bounded := false
	for _, bound := range []struct {
		key  string
		to   *string
		step int64 // to the first integer inside
	}{{"minimum", &refine.Min, 0}, {"maximum", &refine.Max, 0}, {"exclusiveMinimum", &refine.Min, 1}, {"exclusiveMaximum", &refine.Max, -1}} {
		v := n.Get(bound.key)
		if v == nil {
			continue
		}
		text, why := boundOf(v, integer, bound.step)
		if why != "" {
			return im.refuse(keyOf(n, bound.key), why)
		}
		*bound.to, bounded = text, true
	}
	if bounded {
		t.Refine = &refine
	}
	return t
}

// boundOf returns a bound as a range of a type has it: inclusive.
func boundOf(v *jsontree.Node, integer bool, step int64) (text, why string) {
	r, ok := new(big.Rat).SetString(v.Text)
	switch {
	case v.Kind != jsontree.Number || !ok || len(v.Text) > 40:
		return "", "a bound is a number"
	case !integer && step != 0:
		return "", "a range of numbers includes its bounds"
	case !integer:
		return v.Text, ""
	case !r.IsInt():
		return "", "a range of integers ends at integers"
	}
	return new(big.Int).Add(r.Num(), big.NewInt(step)).String(), ""
}

// count returns the small whole number of a keyword.
func (im *importer) count(n *jsontree.Node, key string) (int, bool) {
	v := n.Get(key)
	if v == nil {
		return 0, false
	}
	i, err := strconv.Atoi(v.Text)
	if err != nil || i < 0 || v.Kind != jsontree.Number {
		im.fail(v.At, "%s is a whole number", key)
		return 0, false
	}
	return i, true
}
