package check

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// calling is the call of a built-in while it is typed.
type calling struct {
	*env
	at    diag.Span
	name  dsl.Ident
	b     *builtin
	want  *types.Type
	first ir.Expr // the first argument where it is typed already
	args  []ir.Expr
	form  form
}

func (c *calling) run(args []dsl.Arg) ir.Expr {
	if len(args) > 0 && c.first == nil {
		c.first = c.env.expr(args[0].Value, c.firstHint())
	}
	if c.first != nil && isBad(c.first) {
		return bad(c.at)
	}
	if c.first != nil && c.first.Type().Nullable() && !c.takesNull() {
		if c.first.Type().Kind == types.Any {
			c.add(unnarrowed("`"+c.b.name+"`", c.first, c.firstType()))
			return bad(c.at)
		}
		d := mayBeNull(c.b.name, c.first.Place(), []ir.Expr{c.first})
		d.Helps = append(d.Helps, fmt.Sprintf("or call it only then:      %s?.%s(%s)", c.first.Place().Text(), c.b.name, c.rest(args)))
		c.add(d)
		return bad(c.at)
	}
	if !c.choose(args) {
		return bad(c.at)
	}
	if !c.bind(args) {
		return bad(c.at)
	}
	t := c.resultType()
	if t.Kind == types.Invalid || !c.plausible() {
		return bad(c.at)
	}
	fails := c.form.fails && !c.cannotFail()
	if fails {
		c.opens(c.at, "`"+c.b.name+"`")
	}
	return &ir.Call{Typed: typed(c.at, t), Fn: c.b.name, Args: c.args, CanFail: fails}
}

// rest is what stands in a call behind its first argument, for messages.
func (c *calling) rest(args []dsl.Arg) string {
	if len(args) < 2 {
		return ""
	}
	return "…"
}

// firstHint lets a literal first argument take the expected type, where the
// result has the type of the arguments.
func (c *calling) firstHint() *types.Type {
	if t := c.b.forms[0].typing; t == asFirst || t == asJoin || t == asRange {
		return c.want
	}
	return nil
}

// choose takes the first form that has room for the arguments and takes the
// first one.
func (c *calling) choose(args []dsl.Arg) bool {
	for _, f := range c.b.forms {
		if len(f.params) == 0 && len(args) == 0 {
			c.form = f
			return true
		}
		if len(f.params) > 0 && c.first != nil && takes(f.params[0].kind, c.first.Type()) {
			c.form = f
			return true
		}
	}
	if len(c.b.forms) == 1 && (c.first == nil || len(c.b.forms[0].params) == 0) {
		c.form = c.b.forms[0] // bind says what is missing or too much
		return true
	}
	d := diag.Diagnostic{Code: "E0405", Message: fmt.Sprintf("`%s` needs an argument", c.b.name), At: c.name.At()}
	if c.first != nil {
		d.At = c.first.Place()
		d.Message = fmt.Sprintf("`%s` does not take %s", c.b.name, article(c.first.Type().String()))
		label(&d, declaredAt(c.first), "its type is written here")
	}
	d.Helps = c.signatures()
	if c.b.name == "get" && c.first != nil && c.first.Type().Strip().Kind == types.Record && len(args) > 1 {
		if name, ok := wordOf(args[1].Value); ok {
			d.Helps = []string{"a field of a record is written with a dot:  ." + name}
		}
	}
	c.add(d)
	return false
}

func (c *calling) signatures() []string {
	var out []string
	for _, f := range c.b.forms {
		out = append(out, f.signature(c.b.name))
	}
	return out
}

// takes reports whether a parameter of kind k takes values of t.
func takes(k paramKind, t *types.Type) bool {
	switch k {
	case aText, aPattern:
		return t.Kind == types.String
	case aBytes:
		return t.Kind == types.Bytes
	case anInt:
		return types.FitInto(t.Bare(), types.Of(types.Int64)).OK()
	case aDouble:
		return types.FitInto(t.Bare(), types.Of(types.Double)).OK() || t.IsInteger() || t.Kind == types.Decimal
	case aNumber:
		return t.IsNumber()
	case aTimestamp:
		return t.Kind == types.Timestamp
	case aDate:
		return t.Kind == types.Date
	case aMoment:
		return t.Kind == types.Timestamp || t.Kind == types.Datetime || t.Kind == types.Date
	case aDuration:
		return t.Kind == types.Duration
	case aUUID:
		return t.Kind == types.UUID || t.Kind == types.TimeUUID
	case aList:
		return t.Kind == types.List || t.Kind == types.Set || t.Kind == types.Vector
	case aTuple:
		return t.Kind == types.Tuple
	case aMap:
		return t.Kind == types.Map
	case aFunction:
		return t.Kind == types.Lambda
	case anAny:
		return t.Kind == types.Any
	case aWritable:
		return t.Kind != types.Lambda
	case anything:
		return hasText(t)
	case aValue:
		return !t.Nullable()
	}
	panic(fmt.Sprintf("check: no such parameter kind: %d", k))
}

// bind gives each parameter its argument, by position, name or default.
func (c *calling) bind(args []dsl.Arg) bool {
	c.args = make([]ir.Expr, len(c.form.params))
	for i, a := range args {
		at, ok := c.slot(i, a)
		if !ok {
			return false
		}
		v := c.first
		if i > 0 {
			v = c.argument(a.Value, c.form.params[at])
		}
		if c.args[at] = c.arg(v, c.form.params[at]); isBad(c.args[at]) {
			return false
		}
	}
	for i, p := range c.form.params {
		switch {
		case c.args[i] != nil:
		case p.def == nil:
			c.add(diag.Diagnostic{
				Code:    "E0405",
				Message: fmt.Sprintf("`%s` needs the argument `%s`", c.b.name, p.name),
				At:      c.name.At(),
				Helps:   []string{c.form.signature(c.b.name)},
			})
			return false
		default:
			c.args[i] = c.defaultArg(p)
		}
	}
	return true
}

// slot returns the parameter that an argument is for.
func (c *calling) slot(i int, a dsl.Arg) (int, bool) {
	at := i
	if a.Name != nil {
		at = -1
		for j, p := range c.form.params {
			if p.name == a.Name.Text {
				at = j
			}
		}
		if at < 0 {
			c.add(c.unknownArg(*a.Name))
			return 0, false
		}
	}
	if at >= len(c.form.params) || c.args[at] != nil {
		c.add(diag.Diagnostic{
			Code:    "E0405",
			Message: fmt.Sprintf("`%s` takes %d %s", c.b.name, len(c.form.params), plural(len(c.form.params), "argument", "arguments")),
			At:      a.Value.At(),
			Helps:   []string{c.form.signature(c.b.name)},
		})
		return 0, false
	}
	return at, true
}

func (c *calling) unknownArg(name dsl.Ident) diag.Diagnostic {
	var names []string
	for _, p := range c.form.params {
		names = append(names, p.name)
	}
	d := diag.Diagnostic{
		Code:    "E0405",
		Message: fmt.Sprintf("`%s` has no argument `%s`%s", c.b.name, name.Text, didYouMean(name.Text, names)),
		At:      name.At(),
		Helps:   []string{c.form.signature(c.b.name)},
	}
	guess(&d, name.At(), name.Text, names)
	return d
}

// argument types an argument behind the first.
func (c *calling) argument(x dsl.Expr, p param) ir.Expr {
	switch p.kind {
	case aPattern:
		return c.pattern(x)
	case aFunction:
		return c.function(x)
	case aNumber:
		return c.env.expr(x, c.first.Type())
	case aValue:
		return c.env.expr(x, c.keyType())
	case aText, aBytes, anInt, aDouble, aTimestamp, aDate, aMoment, aDuration, aUUID, aList, aMap, aTuple, anAny, aWritable, anything:
		return c.env.expr(x, nil)
	}
	panic(fmt.Sprintf("check: no such kind of argument: %d", p.kind))
}

// keyType is the type that get and contains look for.
func (c *calling) keyType() *types.Type {
	if t := c.first.Type(); t.Kind == types.Map {
		return t.Key
	}
	return c.first.Type().Elem
}

// pattern is a regex that is known at compile time.
func (c *calling) pattern(x dsl.Expr) ir.Expr {
	source := ""
	switch x := x.(type) {
	case *dsl.Regex:
		source = x.Pattern
	case *dsl.Text:
		plain, ok := x.Plain()
		if !ok {
			return c.notConstant(x.At())
		}
		source = plain
	default:
		return c.notConstant(x.At())
	}
	if _, err := regexp.Compile(source); err != nil {
		c.add(diag.Diagnostic{Code: "E0113", Message: "this regex is not right: " + strings.TrimPrefix(err.Error(), "error parsing regexp: "), At: x.At()})
		return bad(x.At())
	}
	return &ir.Const{Typed: typed(x.At(), text()), Value: source}
}

func (c *calling) notConstant(at diag.Span) ir.Expr {
	c.add(diag.Diagnostic{
		Code:    "E0405",
		Message: fmt.Sprintf("this argument of `%s` must be known at compile time", c.b.name),
		At:      at,
	})
	return bad(at)
}

// function is |x| …, applied to the elements of the first argument.
func (c *calling) function(x dsl.Expr) ir.Expr {
	l, ok := x.(*dsl.Lambda)
	if !ok || len(l.Params) != 1 {
		c.add(diag.Diagnostic{
			Code:    "E0405",
			Message: fmt.Sprintf("`%s` takes a function of one element: |x| …", c.b.name),
			At:      x.At(),
		})
		return bad(x.At())
	}
	v := &ir.Var{Name: l.Params[0].Text, Type: c.first.Type().Elem, At: l.Params[0].At()}
	inner := c.binding(l.Params[0], v)
	var body ir.Expr
	if c.b.name == "map" {
		body = inner.expr(l.Body, nil)
	} else {
		body = inner.condition(l.Body, "`"+c.b.name+"`")
	}
	if isBad(body) {
		return body
	}
	t := &types.Type{Kind: types.Lambda, Elem: body.Type()}
	return &ir.Lambda{Typed: typed(x.At(), t), Params: []*ir.Var{v}, Body: body}
}

// arg converts an argument to the canonical type of its parameter.
func (c *calling) arg(v ir.Expr, p param) ir.Expr {
	if isBad(v) {
		return v
	}
	if !takes(p.kind, v.Type()) {
		d := diag.Diagnostic{
			Code:    "E0405",
			Message: fmt.Sprintf("the argument `%s` of `%s` is %s, and this is %s", p.name, c.b.name, p.kind, v.Type()),
			At:      v.Place(),
		}
		if v.Type().Nullable() {
			d = mayBeNull(c.b.name, v.Place(), []ir.Expr{v})
		}
		label(&d, declaredAt(v), "its type is written here")
		c.add(d)
		return bad(v.Place())
	}
	if p.constant {
		if _, ok := v.(*ir.Const); !ok {
			return c.notConstant(v.Place())
		}
	}
	switch p.kind {
	case aText:
		return conv(v, text())
	case aBytes:
		return conv(v, types.Of(types.Bytes))
	case anInt:
		return conv(v, types.Of(types.Int64))
	case aDouble:
		return conv(v, types.Of(types.Double))
	case aNumber:
		return conv(v, canonicalNumber(v.Type()))
	case aUUID:
		return conv(v, types.Of(types.UUID))
	case aWritable:
		return conv(v, types.Of(types.Any))
	case aValue:
		return c.element(v)
	case aTimestamp, aDate, aMoment, aDuration, aList, aMap, aTuple, aPattern, aFunction, anAny, anything:
		return v
	}
	panic(fmt.Sprintf("check: no such kind of argument: %d", p.kind))
}

// element converts what get and contains look for.
func (c *calling) element(v ir.Expr) ir.Expr {
	return c.into(v, target{typ: c.keyType().Strip().Bare(), what: "`" + c.b.name + "`"})
}

func (c *calling) defaultArg(p param) ir.Expr {
	kind := types.String
	if _, ok := p.def.(int64); ok {
		kind = types.Int64
	}
	return &ir.Const{Typed: typed(c.at, types.Of(kind)), Value: p.def}
}
