package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// eachValue is what an option takes from each record, as a value of the type want.
// Where that is text, what has one text only stands for it: an id that is a uuid or a
// whole number.
func (s *scope) eachValue(t spec.Type, o *spec.Option, x dsl.Expr, v ir.Expr, site *optionSite) ir.Expr {
	want, is := optionType(t), v.Type()
	switch {
	case is.Nullable() && is.Kind != types.Any:
		s.add(nullOption(o, v))
		return nil
	case t == spec.Text && types.FitText(is.Bare(), want).OK():
		return conv(v, want)
	case t == spec.Text && is.Bare().IsInteger():
		return &ir.Call{Typed: typed(v.Place(), want), Fn: "to_string", Args: []ir.Expr{v}}
	case types.FitInto(is.Bare(), want).OK():
		return conv(v, want)
	}
	d := site.mismatch(o, x.At(), describe(v), optionWants[t])
	if is.Kind == types.Any {
		d.Code = "E0440"
		d.Message = fmt.Sprintf("the option `%s` wants %s, and this is schema-free", o.Name, optionWants[t])
		d.Helps = []string{fmt.Sprintf("narrow it before:  where %s is string", x.At().Text())}
	} else if t == spec.Text && hasText(is.Bare()) {
		d.Helps = []string{
			fmt.Sprintf("%s can be written in more than one way; to take the usual one:  \"${%s}\"", article(is.Bare().String()), x.At().Text()),
			o.Doc,
		}
	}
	label(&d, declaredAt(v), "its type is written here")
	s.add(d)
	return nil
}

// staysSame reports what identifies a record and gives another value each time.
func (s *scope) staysSame(o *spec.Option, v ir.Expr) bool {
	call := impure(v)
	if call == nil || !o.Identifies {
		return true
	}
	s.add(diag.Diagnostic{
		Code:    "E0442",
		Message: fmt.Sprintf("`%s` gives another value each time, so a repeated record would have another %s", call.Fn, o.Name),
		At:      call.At,
		Helps:   []string{"make it of the record, as in uuid_v5(namespace, .order_id)"},
	})
	return false
}

// nullOption says that an option would be null for some records.
func nullOption(o *spec.Option, v ir.Expr) diag.Diagnostic {
	what := v.Place().Text()
	d := diag.Diagnostic{
		Code:    "E0412",
		Message: fmt.Sprintf("`%s` may be null, and the option `%s` needs a value for each record", what, o.Name),
		At:      v.Place(),
		Here:    "this is " + v.Type().String(),
		Helps:   []string{fmt.Sprintf("drop such records before:  where %s != null", what), fmt.Sprintf("or give a value:           %s ?? …", what)},
	}
	label(&d, declaredAt(v), "may be null by this")
	return d
}
