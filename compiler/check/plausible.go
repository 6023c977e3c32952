package check

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/runtime/record"
)

// plausible checks what is known of the arguments before the run: zones,
// patterns, algorithms, calls that always fail.
func (c *calling) plausible() bool {
	ok := true
	for i, p := range c.form.params {
		switch {
		case p.name == "zone":
			ok = c.zoneExists(c.args[i]) && ok
		case p.name == "pattern" && p.kind == aText:
			ok = c.patternHolds(c.args[i]) && ok
		case p.name == "algorithm":
			ok = c.algorithmExists(c.args[i]) && ok
		}
	}
	return ok && c.separates() && c.hasGroup() && c.elementsCompare() && c.canSucceed()
}

// elementsCompare reports whether the elements of a list have the order or the
// equality that the function needs.
func (c *calling) elementsCompare() bool {
	if len(c.args) == 0 || !takes(aList, c.args[0].Type()) {
		return true
	}
	elem := c.args[0].Type().Elem
	need := ""
	switch c.b.name {
	case "sort":
		if elem.Kind != types.Enum && elem.Kind != types.UUID && types.Order(elem, elem).As == nil {
			need = "order"
		}
	case "contains", "distinct":
		if holdsAny(elem, nil) {
			need = "compare"
		}
	}
	if need == "" {
		return true
	}
	c.add(diag.Diagnostic{
		Code:    "E0405",
		Message: fmt.Sprintf("`%s` cannot %s elements of type %s", c.b.name, need, elem),
		At:      c.args[0].Place(),
	})
	return false
}

// hasGroup checks that the regex of `capture` has the group that is asked for. Where none
// is, it is the first one, or the whole match of a regex without groups.
func (c *calling) hasGroup() bool {
	if c.b.name != "capture" {
		return true
	}
	re, err := regexp.Compile(constText(c.args[1]))
	group, isConst := c.args[2].(*ir.Const)
	if err != nil || !isConst || isBad(group) {
		return false // told where it is read
	}
	n, _ := group.Value.(int64)
	most := int64(re.NumSubexp())
	switch {
	case most == 0 && group.At == c.at:
		group.Value = int64(0)
	case n < 0 || n > most:
		d := diag.Diagnostic{
			Code:    "E0405",
			Message: fmt.Sprintf("there is no group %d: the regex has %s", n, groups(most)),
			At:      group.At,
			Helps:   []string{"a group is a part in parentheses; group 0 is the whole match"},
		}
		label(&d, c.args[1].Place(), "the regex")
		c.add(d)
		return false
	}
	return true
}

func groups(n int64) string {
	if n == 0 {
		return "none"
	}
	return fmt.Sprintf("%d", n)
}

// separates checks the constant separators of parse_csv and parse_kv.
func (c *calling) separates() bool {
	bad := func(at ir.Expr, why string) bool {
		c.add(diag.Diagnostic{Code: "E0304", Message: why, At: at.Place()})
		return false
	}
	switch c.b.name {
	case "parse_csv":
		if s := constText(c.args[1]); len(s) != 1 || s[0] >= 0x80 || s == `"` || s == "\n" {
			return bad(c.args[1], "the delimiter of `parse_csv` is one ASCII character, and no quote")
		}
	case "parse_kv":
		for _, a := range c.args[1:] {
			if s := constText(a); s == "" || strings.Contains(s, `"`) {
				return bad(a, "what separates pairs, or a key from its value, is a text without quotes")
			}
		}
		if constText(c.args[1]) == constText(c.args[2]) {
			return bad(c.args[2], "pairs must be separated by another text than a key from its value")
		}
	}
	return true
}

func constText(v ir.Expr) string {
	if c, ok := v.(*ir.Const); ok {
		s, _ := c.Value.(string)
		return s
	}
	return ""
}

func (c *calling) zoneExists(v ir.Expr) bool {
	name := constText(v)
	if name == "" {
		return true
	}
	if _, err := record.LoadZone(name); err != nil {
		c.add(diag.Diagnostic{
			Code:    "E0304",
			Message: fmt.Sprintf("there is no time zone %q", name),
			At:      v.Place(),
			Helps:   []string{`zones are "UTC", "+01:00", or names like "Europe/Berlin"`},
		})
		return false
	}
	return true
}

// patternHolds checks the letters of a pattern, and that a text without a zone is
// not read as an instant.
func (c *calling) patternHolds(v ir.Expr) bool {
	source := constText(v)
	if source == "" {
		return true
	}
	p, err := record.CompilePattern(source)
	if err != nil {
		c.add(diag.Diagnostic{Code: "E0304", Message: fmt.Sprintf("this pattern is not right: %v", err), At: v.Place()})
		return false
	}
	if c.b.name == "parse_timestamp" && !p.HasZone() && constText(c.args[2]) == "" {
		c.add(diag.Diagnostic{
			Code:    "E0428",
			Message: "texts of this pattern have no zone, so they are no instants",
			At:      v.Place(),
			Helps:   []string{fmt.Sprintf("say which zone is meant:  parse_timestamp(%s, %q, zone: \"UTC\")", c.args[0].Place().Text(), source)},
		})
		return false
	}
	return true
}

func (c *calling) algorithmExists(v ir.Expr) bool {
	names := []string{"sha256", "sha512", "sha1", "md5"}
	for _, n := range names {
		if constText(v) == n {
			return true
		}
	}
	d := diag.Diagnostic{
		Code:    "E0304",
		Message: fmt.Sprintf("there is no hash %q%s", constText(v), didYouMean(constText(v), names)),
		At:      v.Place(),
		Helps:   []string{"the hashes are " + joined(names, "and")},
	}
	c.add(d)
	return false
}

// canSucceed reports a call that fails for its constant arguments.
func (c *calling) canSucceed() bool {
	fails := false
	switch c.b.name {
	case "div", "mod":
		fails = isZero(c.args[1])
	case "parse_int", "parse_double", "parse_bool", "parse_uuid", "parse_decimal":
		if s, ok := c.args[0].(*ir.Const); ok {
			fails = !parses(c.b.name, s.Value.(string))
		}
	}
	if fails {
		c.add(diag.Diagnostic{Code: "E0429", Message: fmt.Sprintf("this call of `%s` always fails", c.b.name), At: c.at})
	}
	return !fails
}

// parses reports whether a constant text is what a parser reads.
func parses(fn, s string) bool {
	var why record.Reason
	switch fn {
	case "parse_int":
		_, why = record.ParseInt(s, 64)
	case "parse_double":
		_, why = record.ParseFloat(s, 64)
	case "parse_bool":
		_, why = record.ParseBool(s)
	case "parse_uuid":
		_, why = record.ParseUUID(s)
	case "parse_decimal":
		_, why = record.ParseDecimal128(s, types.MaxPrecision, types.MaxPrecision/2)
	}
	return why == 0
}

// cannotFail reports a call of a form that can fail whose arguments rule it out.
func (c *calling) cannotFail() bool {
	switch c.b.name {
	case "div", "mod":
		r, ok := constNumber(c.args[1])
		// The least int64 divided by -1 is out of range.
		return ok && r.Sign() != 0 && !(r.IsInt() && r.Num().Int64() == -1)
	case "sum":
		return c.args[0].Type().Elem.IsFloat()
	}
	return false
}
