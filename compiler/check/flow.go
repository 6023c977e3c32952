package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// flow follows labels and secrets from where they are declared to where a value
// leaves the pipeline.
//
// It follows values: what is computed from a labelled value is labelled. It does
// not follow conditions: `if .email == "" then 1 else 2` has no label, as the
// branch that is taken says less of the value than the value.
type flow struct {
	*checker
	p        *ir.Pipeline
	vars     map[*ir.Var]*marks
	headers  []header
	unstable impurity
	twice    bool // what is taken off twice is told: not inside functions, which are told once
}

// header is a header that is set, with its marks.
type header struct {
	name string
	m    *marks
	t    *types.Type
}

// checkFlow refuses labelled values and secrets that leave a pipeline where that is
// not allowed, and returns what each `to` writes that differs from run to run.
func (c *checker) checkFlow(p *ir.Pipeline) impurity {
	if p.From == nil {
		return nil
	}
	f := &flow{checker: c, p: p, vars: map[*ir.Var]*marks{}, unstable: impurity{}, twice: true}
	n := p.From.Node
	m := marksOf(n.Value.Type, "", n.At)
	if o := n.Options["fields"]; o != nil {
		m = m.add(f.record(o.Fields))
	}
	f.vars[p.From.Var] = m
	f.stages(p.Stages)
	f.deadLetters()
	return f.unstable
}

func (f *flow) stages(list []ir.Stage) {
	for _, st := range list {
		f.stage(st)
	}
}

func (f *flow) stage(st ir.Stage) {
	switch st := st.(type) {
	case *ir.Where:
		f.of(st.Cond)
		for _, b := range st.Binds {
			f.vars[b.Var] = f.of(b.Value)
		}
	case *ir.Let:
		f.vars[st.Var] = f.of(st.Value).by(st.Var.At, fmt.Sprintf("`%s` is made of it", st.Var.Name))
	case *ir.Map:
		m := f.of(st.Value)
		if c, ok := st.Value.(*ir.Call); !ok || c.Func == nil {
			m = m.by(st.Value.Place(), "the value is made of it")
		}
		f.vars[st.Var] = m
	case *ir.SetKey:
		f.vars[st.Var] = f.of(st.Value).by(st.Place(), "the key is made of it")
	case *ir.SetTimestamp:
		f.setHeader("", f.of(st.Value).by(st.Place(), "the timestamp is made of it"), st.Value.Type())
	case *ir.SetHeaders:
		for i, name := range st.Names {
			v := st.Values[i]
			f.setHeader(name, f.of(v).by(v.Place(), fmt.Sprintf("the header `%s` is made of it", name)), v.Type())
		}
	case *ir.Each:
		f.vars[st.Var] = f.of(st.List).by(st.Var.At, fmt.Sprintf("`%s` is one of them", st.Var.Name))
	case *ir.Route:
		for _, a := range st.Arms {
			f.arm(a.Stages)
		}
	case *ir.Tombstone:
		f.parts(st)
	case *ir.Fork:
		for _, a := range st.Arms {
			f.arm(a)
		}
	case *ir.To:
		f.leaves(st)
		f.unstable[st] = f.unstableIn(st)
	default:
		// The others hand no value on: the partition, and null values with their key,
		// which the `to` of the other way tells.
		for _, e := range ir.Exprs(st) {
			f.of(e)
		}
	}
}

// arm follows stages whose headers count in them alone.
func (f *flow) arm(list []ir.Stage) {
	before := f.headers
	f.stages(list)
	f.headers = before
}

// parts gives the value behind a parting the marks of the value before it.
func (f *flow) parts(st *ir.Tombstone) {
	m := f.vars[f.p.From.Var]
	if st.Of != nil {
		m = f.vars[st.Of]
	}
	for _, v := range []*ir.Var{st.Var, st.Twin} {
		if v != nil {
			f.vars[v] = m
		}
	}
	f.arm(st.Stages)
}

func (f *flow) setHeader(name string, m *marks, t *types.Type) {
	next := make([]header, 0, len(f.headers)+1)
	for _, h := range f.headers {
		if h.name != name {
			next = append(next, h)
		}
	}
	f.headers = append(next, header{name, m, t})
}

// of returns the marks of an expression.
func (f *flow) of(e ir.Expr) *marks {
	switch e := e.(type) {
	case nil:
		return nil
	case *ir.Const:
		return nil
	case *ir.VarRef:
		if m, known := f.vars[e.Var]; known {
			return m
		}
		return marksOf(e.Var.Type, e.Var.Name, e.Var.At)
	case *ir.ParamRef:
		if e.Param.Secret {
			return secretMark(e.Param)
		}
		return marksOf(e.Param.Type, e.Param.Name, e.Param.At)
	case *ir.Meta:
		if e.Name == "key" && f.p.From.Node.Key != nil {
			return marksOf(f.p.From.Node.Key.Type, "key", f.p.From.Node.Key.At)
		}
		return nil
	case *ir.FieldOf:
		return f.of(e.X).field(e.Field.Name)
	case *ir.Proven:
		return f.of(e.X)
	case *ir.Some:
		return f.of(e.X)
	case *ir.Convert:
		return f.of(e.X)
	case *ir.Try:
		return f.of(e.X)
	case *ir.Must:
		return f.of(e.X)
	case *ir.Narrowed:
		return f.of(e.X)
	case *ir.AnyField:
		return f.of(e.X).field(e.Name)
	case *ir.Else:
		return f.of(e.X).add(f.of(e.Y))
	case *ir.If:
		f.of(e.Cond)
		return f.of(e.Then).add(f.of(e.Else))
	case *ir.Match:
		return f.match(e)
	case *ir.MakeRecord:
		return f.record(e.Fields)
	case *ir.MakeList:
		var out *marks
		for _, i := range e.Items {
			out = out.add(f.of(i))
		}
		return out
	case *ir.Call:
		return f.call(e)
	case *ir.Lambda:
		return f.of(e.Body)
	}
	return f.computed(ir.Children(e))
}

// computed are the marks of a value that is computed from others.
func (f *flow) computed(from []ir.Expr) *marks {
	var own []mark
	for _, x := range from {
		own = union(own, f.of(x).all(x.Type()))
	}
	if len(own) == 0 {
		return nil
	}
	return &marks{own: own}
}

func (f *flow) match(e *ir.Match) *marks {
	x := f.of(e.X)
	var out *marks
	for _, a := range e.Arms {
		if a.Var != nil {
			f.vars[a.Var] = x
		}
		f.of(a.Guard)
		out = out.add(f.of(a.Value))
	}
	return out
}

func (f *flow) record(fields []ir.Assign) *marks {
	out := &marks{}
	for _, a := range fields {
		m := f.of(a.Value)
		if !copies(a) {
			m = m.by(a.Value.Place(), fmt.Sprintf("`%s` is made of it", a.Field.Name))
		}
		out.set(a.Field.Name, m)
	}
	if out.fields == nil {
		return nil
	}
	return out
}

// copies reports whether a field is the field of that name as it was, which is no
// step worth telling.
func copies(a ir.Assign) bool {
	v := a.Value
	for {
		switch e := v.(type) {
		case *ir.Proven:
			v = e.X
			continue
		case *ir.Some:
			v = e.X
			continue
		case *ir.Convert:
			v = e.X
			continue
		case *ir.FieldOf:
			return e.Field.Name == a.Field.Name
		}
		return false
	}
}

// takesOff are the built-ins whose result says little of their first argument.
var takesOff = map[string]bool{"hash": true, "hmac": true, "mask": true, "redact": true}

func (f *flow) call(e *ir.Call) *marks {
	switch {
	case e.Func != nil:
		return f.inside(e)
	case takesOff[e.Fn] && len(e.Args) > 0:
		return f.taken(e)
	case len(e.Args) == 2:
		if l, ok := e.Args[1].(*ir.Lambda); ok {
			return f.eachOf(e, l)
		}
	}
	switch e.Fn {
	case "first", "last", "get", "sort", "distinct", "values":
		if len(e.Args) > 0 {
			return f.of(e.Args[0]).withoutOff()
		}
	}
	if b := findBuiltin(e.Fn); b != nil && b.impure {
		return &marks{own: []mark{{impure: true, name: e.Fn, at: e.Place()}}}
	}
	return f.computed(e.Args)
}

// inside follows the arguments through the body of a function.
func (f *flow) inside(e *ir.Call) *marks {
	for i, p := range e.Func.Params {
		if i < len(e.Args) {
			f.vars[p] = f.of(e.Args[i])
		}
	}
	told := f.twice
	f.twice = false
	out := f.of(e.Func.Body)
	f.twice = told
	return out.by(e.Place(), fmt.Sprintf("through `%s`", e.Func.Name))
}

// eachOf follows the elements of a list through a lambda.
func (f *flow) eachOf(e *ir.Call, l *ir.Lambda) *marks {
	list := f.of(e.Args[0])
	for _, v := range l.Params {
		f.vars[v] = list
	}
	body := f.of(l)
	if e.Fn == "filter" {
		return list.withoutOff()
	}
	if e.Fn == "map" {
		return body.withoutOff()
	}
	return f.computed(e.Args)
}

// taken is the result of hash, mask or redact: without labels. The end of a secret
// that mask leaves is still of the secret.
func (f *flow) taken(e *ir.Call) *marks {
	x := f.of(e.Args[0])
	out := &marks{}
	for _, m := range x.all(e.Args[0].Type()) {
		if m.impure || m.label == "" && e.Fn == "mask" {
			out.own = append(out.own, m)
			continue
		}
		out.off = append(out.off, removal{m.label, e.Fn, e.Place()})
	}
	if x != nil && f.twice {
		f.takenTwice(e, x.off)
	}
	if len(out.own) == 0 && len(out.off) == 0 {
		return nil
	}
	return out
}

// takenTwice warns of a label that is taken off where none is left.
func (f *flow) takenTwice(e *ir.Call, off []removal) {
	for _, o := range off {
		if o.label == "" {
			continue
		}
		d := diag.Diagnostic{
			Code:    "W0822",
			Message: fmt.Sprintf("the label %s is off already, so `%s` takes nothing off", o.label, e.Fn),
			At:      behind(e),
			Helps:   []string{"one of them is enough"},
		}
		label(&d, o.at, fmt.Sprintf("`%s` took it off here", o.by))
		f.add(d)
		return
	}
}

// behind is the call without its first argument, where that stands before it.
func behind(e *ir.Call) diag.Span {
	at, x := e.Place(), e.Args[0].Place()
	if x.File == at.File && x.Start == at.Start && x.End < at.End {
		at.Start = x.End
	}
	return at
}
