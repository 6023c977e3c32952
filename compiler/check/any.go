package check

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/runtime/record"
)

// anyField is x.name of schema-free data, which is null where there is no such
// field: `.` and `?.` are the same there.
func (e *env) anyField(m *dsl.Member, x ir.Expr) ir.Expr {
	return e.proven(m, &ir.AnyField{Typed: typed(m.At(), types.Of(types.Any)), X: x, Name: m.Name.Text})
}

// isType is x is T of schema-free data: whether it can be read as a T.
func (e *env) isType(x *dsl.Is, v ir.Expr) ir.Expr {
	of := e.typeOf(x.Type)
	if !e.asks(x, of) {
		return bad(x.At())
	}
	return &ir.IsType{Typed: typed(x.At(), boolean()), X: v, Of: of, Not: x.Not}
}

// asks notes the type that an `is` asks for, and refuses those that it cannot.
func (e *env) asks(x *dsl.Is, of *types.Type) bool {
	if of.Kind == types.Invalid {
		return false
	}
	why, help := "", ""
	switch of.Kind {
	case types.Optional:
		why = "`is` asks for what is there, and null is asked for by itself"
		help = fmt.Sprintf("write both:  %s is null, %s is %s", sourceOf(x.X), sourceOf(x.X), of.Elem)
	case types.Any:
		why = "everything is any, so `is` has nothing to ask"
	case types.Change:
		why = "`is` asks for values, and this is a stream of changes"
	}
	if why != "" {
		d := diag.Diagnostic{Code: "E0402", Message: why, At: x.Type.At()}
		if help != "" {
			d.Helps = []string{help}
		}
		e.add(d)
		return false
	}
	e.asked[x] = of
	return true
}

func sourceOf(x dsl.Expr) string {
	if x == nil {
		return "…"
	}
	return x.At().Text()
}

// narrowTo is the fact that what stands at a path is of a type: the path with the
// type's number behind it. Like other facts it ends with the value it begins at.
func (e *env) narrowTo(path string, t *types.Type) string {
	for k, known := range e.narrowed.types {
		if types.Same(known, t) && known.String() == t.String() {
			return narrowKey(path, k)
		}
	}
	e.narrowed.types = append(e.narrowed.types, t)
	return narrowKey(path, len(e.narrowed.types)-1)
}

func narrowKey(path string, k int) string { return path + ".(" + strconv.Itoa(k) + ")" }

// narrowings are the types that were asked for, by number.
type narrowings struct{ types []*types.Type }

// narrow gives v, which is schema-free and stands at x, the type that it is known
// to have.
func (e *env) narrow(x dsl.Expr, v ir.Expr) ir.Expr {
	p, ok := e.pathOf(x)
	if !ok {
		return v
	}
	for k := len(e.narrowed.types) - 1; k >= 0; k-- {
		key := narrowKey(p, k)
		if !e.facts[key] {
			continue
		}
		if known := e.unwrapped[key]; known != nil {
			return &ir.VarRef{Typed: typed(v.Place(), known.Type), Var: known}
		}
		return &ir.Narrowed{Typed: typed(v.Place(), e.narrowed.types[k]), X: v}
	}
	return v
}

// provenByType lists what is known where x is T is true.
func (e *env) provenByType(x *dsl.Is, truth bool) []string {
	t := e.asked[x]
	p, ok := e.pathOf(x.X)
	if x.Not == truth || t == nil || !ok {
		return nil
	}
	return append(e.chain(x.X), e.narrowTo(p, t))
}

// bindNarrowed makes a local of each path that a `where` narrows, so that the stages below
// read it once.
func (w *walk) bindNarrowed(cond dsl.Expr, before *env) []ir.Bound {
	var out []ir.Bound
	known := map[string]*ir.Var{}
	eachPath(cond, func(x dsl.Expr) {
		p, ok := w.pathOf(x)
		if !ok {
			return
		}
		for k := range w.narrowed.types {
			key := narrowKey(p, k)
			if !w.facts[key] || before.facts[key] || known[key] != nil {
				continue
			}
			v := w.expr(x, nil)
			if isBad(v) {
				continue
			}
			name := "value"
			if m, isMember := x.(*dsl.Member); isMember {
				name = m.Name.Text
			}
			known[key] = &ir.Var{Name: name, Type: v.Type(), At: x.At()}
			out = append(out, ir.Bound{Var: known[key], Value: v})
		}
	})
	if len(out) == 0 {
		return nil
	}
	next := *w.env
	next.unwrapped = map[string]*ir.Var{}
	for key, v := range w.env.unwrapped {
		next.unwrapped[key] = v
	}
	for key, v := range known {
		next.unwrapped[key] = v
	}
	w.env = &next
	return out
}

// eachPath calls f for the subject of each `is` in x.
func eachPath(x dsl.Expr, f func(dsl.Expr)) {
	eachExpr(x, func(x dsl.Expr) {
		if is, ok := x.(*dsl.Is); ok && is.Type != nil && is.X != nil {
			f(is.X)
		}
	})
}

// dropUnread takes the locals of narrowed paths away that nothing reads.
func dropUnread(stages []ir.Stage) {
	read := map[*ir.Var]bool{}
	ir.Stages(stages, func(s ir.Stage) {
		for _, x := range ir.Exprs(s) {
			visit(x, func(x ir.Expr) {
				if v, ok := x.(*ir.VarRef); ok {
					read[v.Var] = true
				}
			})
		}
	})
	ir.Stages(stages, func(s ir.Stage) {
		if w, ok := s.(*ir.Where); ok {
			var kept []ir.Bound
			for _, b := range w.Binds {
				if read[b.Var] {
					kept = append(kept, b)
				}
			}
			w.Binds = kept
		}
	})
}

// unnarrowed is schema-free data where a value of a type is needed. The type as may
// be nil where several would do.
func unnarrowed(what string, v ir.Expr, as *types.Type) diag.Diagnostic {
	source := v.Place().Text()
	want := "string"
	if as != nil && as.Kind != types.Any && as.Kind != types.NullKind && as.Kind != types.Invalid {
		want = as.Strip().Bare().String()
	}
	d := diag.Diagnostic{
		Code:    "E0440",
		Message: fmt.Sprintf("`%s` is schema-free, and %s needs to know what it is", source, what),
		At:      v.Place(),
		Here:    "this is any: text, a number, null or anything else",
		Helps: []string{
			fmt.Sprintf("keep the records where it is one:  where %s is %s", source, want),
			fmt.Sprintf("or convert it, with a way out:     %s as %s ?? …", source, want),
		},
	}
	label(&d, schemaFreeBy(v), "schema-free by this")
	return d
}

// schemaFreeBy is where the type of schema-free data is written; zero where nothing
// says it.
func schemaFreeBy(v ir.Expr) diag.Span {
	for {
		switch x := v.(type) {
		case *ir.AnyField:
			v = x.X
		case *ir.VarRef:
			if !x.Var.TypeAt.IsZero() {
				return x.Var.TypeAt
			}
			return x.Var.At
		default:
			return declaredAt(v)
		}
	}
}

// anyToTyped is schema-free data on its way into what has a type.
func anyToTyped(v ir.Expr, t target) diag.Diagnostic {
	source := v.Place().Text()
	want := t.typ.Strip().Bare().String()
	what := "`" + source + "`"
	if t.spread {
		what = "`" + t.name + "`"
	}
	d := diag.Diagnostic{
		Code:    "E0441",
		Message: fmt.Sprintf("%s is schema-free, and %s wants %s", what, t.what, wanted(t, t.typ)),
		At:      v.Place(),
		Here:    "this is any",
	}
	label(&d, t.at, t.atText)
	if t.spread {
		d.Helps = []string{fmt.Sprintf("assign it beside the `*`:  %s = .%s as %s ?? …", t.name, t.name, want)}
		return d
	}
	if source == "." || t.typ.Strip().Kind == types.Record {
		d.Helps = []string{fmt.Sprintf("fail where it is none:  (%s as %s)!", source, want)}
		return d
	}
	cast := fmt.Sprintf("%s as %s?", source, want)
	if t.typ.Kind != types.Optional {
		d.Helps = []string{
			fmt.Sprintf("fail where it is none:  (%s as %s)!", source, want),
			fmt.Sprintf("or give a value:        %s as %s ?? …", source, want),
		}
		cast = fmt.Sprintf("(%s as %s)!", source, want)
	} else {
		d.Helps = []string{"null where it is none:  " + cast}
	}
	d.Fixes = []diag.Fix{{Title: "`" + cast + "`", Edits: []diag.Edit{{At: v.Place(), Text: cast}}, Guess: true}}
	return d
}

// constAny is a constant as schema-free data; nil for those that have no form of
// JSON's own.
func constAny(c *ir.Const) *ir.Const {
	var text string
	switch v := c.Value.(type) {
	case nil:
		text = "null"
	case bool:
		text = strconv.FormatBool(v)
	case int64:
		if c.T.HasUnit() || c.T.Kind == types.Duration {
			return nil
		}
		text = strconv.FormatInt(v, 10)
	case float64:
		text = strconv.FormatFloat(v, 'g', -1, 64)
		if strings.ContainsAny(text, "IN") {
			return nil
		}
	case string:
		if c.T.Kind == types.JSON {
			text = v
			break
		}
		text = string(record.AppendJSONText(nil, v))
	default:
		return nil
	}
	return &ir.Const{Typed: typed(c.At, types.Of(types.Any)), Value: text}
}
