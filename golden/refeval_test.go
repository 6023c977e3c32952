package golden

import (
	"fmt"
	"math"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
)

// reference evaluates typed expressions by the rules of the language, slowly and with
// numbers of any size. It calls nothing that generated code calls.
type reference struct {
	vars map[*ir.Var]any
	meta map[string]any
}

// outcome evaluates e: its value, or that it fails; known is false where the reference
// does not say.
func (r *reference) outcome(e ir.Expr) (v any, failed, known bool, why string) {
	known = true
	defer func() {
		switch p := recover().(type) {
		case nil:
		case refFails:
			v, failed, why = nil, true, p.why
		case refUnknown:
			known, why = false, p.what
		default:
			panic(p)
		}
	}()
	v = r.eval(e)
	return v, false, true, ""
}

func (r *reference) eval(e ir.Expr) any {
	switch e := e.(type) {
	case *ir.Const:
		return constant(e.Value, e.T)
	case *ir.VarRef:
		return r.vars[e.Var]
	case *ir.Meta:
		v, known := r.meta[e.Name]
		if !known {
			return unknown("meta." + e.Name)
		}
		return v
	case *ir.FieldOf:
		x := r.eval(e.X)
		if x == nil {
			return nil
		}
		return x.(refRecord)[e.X.Type().Strip().Record.Index(e.Field.Name)]
	case *ir.Proven:
		x := r.eval(e.X)
		if u, ok := x.(refUnion); ok && e.X.Type().Kind == types.Union {
			return u.value
		}
		return x
	case *ir.Some:
		return r.eval(e.X)
	case *ir.Convert:
		return convertRef(r.eval(e.X), e.X.Type(), e.T)
	case *ir.Unary:
		return r.unary(e)
	case *ir.Binary:
		return r.binary(e)
	case *ir.IsNull:
		return (r.eval(e.X) == nil) != e.Not
	case *ir.IsArm:
		u, ok := r.eval(e.X).(refUnion)
		return (ok && u.arm == e.Arm) != e.Not
	case *ir.InSet:
		x := r.eval(e.X)
		found := false
		for _, item := range e.Set {
			// All are evaluated: one that fails fails the whole.
			v := r.eval(item)
			found = found || x != nil && sameRef(x, v, item.Type())
		}
		return found != e.Not
	case *ir.InRange:
		x, lo, hi := r.eval(e.X), r.eval(e.Lo), r.eval(e.Hi)
		return within(x, lo, hi) != e.Not
	case *ir.Else:
		if x := r.eval(e.X); x != nil {
			return x
		}
		return r.eval(e.Y)
	case *ir.Try:
		v, failed, known, why := r.outcome(e.X)
		if !known {
			unknown(why)
		}
		if failed {
			return nil
		}
		return v
	case *ir.If:
		if r.eval(e.Cond).(bool) {
			return r.eval(e.Then)
		}
		return r.eval(e.Else)
	case *ir.Match:
		return r.match(e)
	case *ir.Concat:
		var b strings.Builder
		for _, p := range e.Parts {
			b.WriteString(r.eval(p).(string))
		}
		return b.String()
	case *ir.Call:
		return r.call(e)
	case *ir.MakeList:
		out := refList{}
		for _, item := range e.Items {
			out = append(out, r.eval(item))
		}
		return out
	case *ir.MakeRecord:
		out := make(refRecord, len(e.T.Record.Fields))
		for k, f := range e.T.Record.Fields {
			if f.HasDefault {
				out[k] = constant(f.Default, f.Type)
			}
		}
		for _, a := range e.Fields {
			out[e.T.Record.Index(a.Field.Name)] = r.eval(a.Value)
		}
		return out
	}
	return unknown(fmt.Sprintf("%T", e))
}

// constant is a constant of the program.
func constant(v any, t *types.Type) any {
	switch v := v.(type) {
	case nil:
		return nil
	case types.DecimalConst:
		return new(big.Rat).SetFrac(v.Unscaled, pow10(v.Scale))
	case int64:
		switch t = t.Strip(); {
		case t.IsInteger():
			return bigInt(v)
		case t.Kind == types.Duration:
			return refDuration{nanos: v}
		case t.Kind == types.Decimal:
			return new(big.Rat).SetInt64(v)
		case t.IsFloat():
			return float64(v)
		}
		return v
	case int32:
		return int64(v)
	case float64:
		return floatOf(v, t.Strip())
	}
	return v
}

func within(x, lo, hi any) bool {
	if x == nil {
		return false
	}
	a, okA := compareRef(x, lo)
	b, okB := compareRef(x, hi)
	return okA && okB && a >= 0 && b <= 0
}

func (r *reference) unary(e *ir.Unary) any {
	switch x := r.eval(e.X).(type) {
	case bool:
		return !x
	case *big.Int:
		return inKind(new(big.Int).Neg(x), e.T)
	case *big.Rat:
		return new(big.Rat).Neg(x)
	case float64:
		return -x
	}
	return unknown("unary " + e.Op)
}

func (r *reference) binary(e *ir.Binary) any {
	x := r.eval(e.X)
	switch e.Op {
	case "&&":
		return x.(bool) && r.eval(e.Y).(bool)
	case "||":
		return x.(bool) || r.eval(e.Y).(bool)
	}
	y := r.eval(e.Y)
	switch e.Op {
	case "==":
		return sameRef(x, y, e.X.Type())
	case "!=":
		return !sameRef(x, y, e.X.Type())
	case "<", "<=", ">", ">=":
		c, ok := compareRef(x, y)
		return ok && map[string]bool{"<": c < 0, "<=": c <= 0, ">": c > 0, ">=": c >= 0}[e.Op]
	}
	switch x := x.(type) {
	case *big.Int:
		return integerArith(e.Op, x, y.(*big.Int), e.T)
	case *big.Rat:
		return decimalArith(e.Op, x, asRat(y), e.T)
	case float64:
		return floatArith(e.Op, x, y.(float64), e.T)
	}
	return unknown("binary " + e.Op)
}

func integerArith(op string, x, y *big.Int, t *types.Type) any {
	out := new(big.Int)
	switch op {
	case "+":
		out.Add(x, y)
	case "-":
		out.Sub(x, y)
	case "*":
		out.Mul(x, y)
	case "%":
		if y.Sign() == 0 {
			return fails("zero")
		}
		out.Rem(x, y)
	}
	return inKind(out, t)
}

func decimalArith(op string, x, y *big.Rat, t *types.Type) any {
	out := new(big.Rat)
	switch op {
	case "+":
		out.Add(x, y)
	case "-":
		out.Sub(x, y)
	case "*":
		out.Mul(x, y)
	case "/", "%":
		if y.Sign() == 0 {
			return fails("zero")
		}
		out.Quo(x, y)
		if op == "/" {
			scale := new(big.Rat).SetInt(pow10(t.Scale))
			out.SetInt(halfEven(new(big.Rat).Mul(out, scale)))
			out.Quo(out, scale)
			break
		}
		whole := new(big.Int).Quo(out.Num(), out.Denom())
		out.Sub(x, new(big.Rat).Mul(new(big.Rat).SetInt(whole), y))
	}
	return inDecimal(out, t)
}

func floatArith(op string, x, y float64, t *types.Type) any {
	switch op {
	case "+":
		return floatOf(x+y, t)
	case "-":
		return floatOf(x-y, t)
	case "*":
		return floatOf(x*y, t)
	case "/":
		return floatOf(x/y, t)
	}
	return math.Mod(x, y)
}

func (r *reference) match(e *ir.Match) any {
	x := r.eval(e.X)
	for _, a := range e.Arms {
		holds := a.Any || a.Null && x == nil
		for _, v := range a.Values {
			holds = holds || x != nil && sameRef(x, r.eval(v), v.Type())
		}
		for _, v := range a.Ranges {
			holds = holds || within(x, r.eval(v[0]), r.eval(v[1]))
		}
		if u, ok := x.(refUnion); ok {
			holds = holds || slices.Contains(a.Arms, u.arm)
		}
		if a.Var != nil {
			r.vars[a.Var] = x
		}
		if holds && (a.Guard == nil || r.eval(a.Guard).(bool)) {
			return r.eval(a.Value)
		}
	}
	panic("no arm of a match holds")
}

// convertRef converts a value of one type to another.
func convertRef(v any, from, to *types.Type) any {
	if v == nil {
		return nil
	}
	from, to = from.Strip(), to.Strip()
	return refined(convertBare(v, from, to), from, to)
}

// refined fails for what is outside of its type.
func refined(v any, from, to *types.Type) any {
	r := to.Refine
	if r == nil || from.Refine == r {
		return v
	}
	if r.HasRange {
		lo, _ := new(big.Rat).SetString(r.Min)
		hi, _ := new(big.Rat).SetString(r.Max)
		if f, ok := v.(float64); ok {
			if math.IsNaN(f) || math.IsInf(f, 0) {
				unknown("a range and what is not finite")
			}
			v = new(big.Rat).SetFloat64(f)
		}
		if n := asRat(v); n.Cmp(lo) < 0 || n.Cmp(hi) > 0 {
			fails("range")
		}
	}
	switch x := v.(type) {
	case string:
		if r.MaxLen > 0 && utf8.RuneCountInString(x) > r.MaxLen || r.Pattern != "" && !regexp.MustCompile("^(?:"+r.Pattern+")$").MatchString(x) {
			fails("refinement")
		}
	case []byte:
		if r.Exact > 0 && len(x) != r.Exact || r.MaxLen > 0 && len(x) > r.MaxLen {
			fails("length")
		}
	}
	return v
}

func convertBare(v any, from, to *types.Type) any {
	switch {
	case to.Kind == types.Union && from.Kind == types.Union:
		u := v.(refUnion)
		arm := types.ArmOf(from.Items[u.arm], to)
		return refUnion{arm, convertRef(u.value, from.Items[u.arm], to.Items[arm])}
	case to.Kind == types.Union:
		arm := types.ArmOf(from, to)
		return refUnion{arm, convertRef(v, from, to.Items[arm])}
	case from.Kind == types.Union:
		if u := v.(refUnion); u.arm == types.ArmOf(to, from) {
			return u.value
		}
		return fails("another arm")
	case to.Kind == types.String && from.Kind == types.Bytes:
		if b := v.([]byte); utf8.Valid(b) {
			return string(b)
		}
		return fails("utf8")
	case to.Kind == types.String:
		return textOf(v, from)
	case from.Kind == types.String && to.Kind == types.Bytes:
		return []byte(v.(string))
	case from.Kind == types.String:
		return parseRef(v.(string), to)
	case from.IsNumber() && to.IsNumber():
		return convertNumber(v, to)
	case from.Kind == types.Enum && to.Kind == types.Enum:
		return readText(from.Enum.Symbols[v.(int)], to)
	case from.HasUnit() && to.HasUnit() && from.Kind == to.Kind:
		return convertUnit(v.(int64), from, to)
	}
	switch x := v.(type) {
	case refRecord:
		return convertFields(x, from, to)
	case refList:
		return convertItems(x, from, to)
	case refMap:
		out := refMap{}
		for _, e := range x {
			out = append(out, refEntry{convertRef(e.key, from.Key, to.Key), convertItem(e.value, from.Elem, to.Elem)})
		}
		return out
	case [16]byte:
		if to.Kind == types.TimeUUID && x[6]>>4 != 1 {
			return fails("no time uuid")
		}
	}
	return v
}

func convertItem(v any, from, to *types.Type) any {
	if v == nil && to.Kind != types.Optional {
		return fails("null")
	}
	return convertRef(v, from, to)
}

func convertItems(x refList, from, to *types.Type) any {
	out := refList{}
	for k, item := range x {
		if to.Kind == types.Tuple {
			out = append(out, convertItem(item, from.Items[k], to.Items[k]))
			continue
		}
		v := convertItem(item, from.Elem, to.Elem)
		if to.Kind == types.Set && from.Kind != types.Set && slices.ContainsFunc(out, func(w any) bool { return sameRef(v, w, to.Elem) }) {
			continue
		}
		out = append(out, v)
	}
	if to.Kind == types.Vector && len(out) != to.Len {
		return fails("length")
	}
	return out
}

func convertFields(x refRecord, from, to *types.Type) any {
	out := make(refRecord, len(to.Record.Fields))
	for k, f := range to.Record.Fields {
		at := from.Record.Index(f.Name)
		switch {
		case at >= 0:
			out[k] = convertItem(x[at], from.Record.Fields[at].Type, f.Type)
		case f.HasDefault:
			out[k] = constant(f.Default, f.Type)
		}
	}
	return out
}

func convertNumber(v any, to *types.Type) any {
	if f, ok := v.(float64); ok {
		if to.IsFloat() {
			out := floatOf(f, to)
			if math.IsInf(out, 0) && !math.IsInf(f, 0) {
				unknown("a double beyond the floats")
			}
			return out
		}
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return fails("not finite")
		}
		if to.Kind == types.Decimal {
			// As people would write it, rounded.
			r, _ := new(big.Rat).SetString(fmt.Sprintf("%v", f))
			scale := new(big.Rat).SetInt(pow10(to.Scale))
			n := halfAway(new(big.Rat).Mul(r, scale))
			return inDecimal(new(big.Rat).Quo(new(big.Rat).SetInt(n), scale), to)
		}
		v = new(big.Rat).SetFloat64(f)
	}
	r := asRat(v)
	switch {
	case to.Kind == types.Float:
		f, _ := r.Float32()
		return float64(f)
	case to.Kind == types.Double:
		f, _ := r.Float64()
		return f
	case to.Kind == types.Decimal:
		return inDecimal(r, to)
	case !r.IsInt():
		return fails("not whole")
	}
	return inKind(new(big.Int).Set(r.Num()), to)
}

func convertUnit(v int64, from, to *types.Type) any {
	a, b := perSecond(from.Unit), perSecond(to.Unit)
	if a >= b {
		return floorDiv(v, a/b)
	}
	n := new(big.Int).Mul(bigInt(v), bigInt(b/a))
	if !n.IsInt64() {
		return fails("unit")
	}
	return n.Int64()
}

// parseRef is a cast of a text.
func parseRef(s string, to *types.Type) any {
	switch {
	case to.Kind == types.Bool:
		switch s {
		case "true", "false":
			return s == "true"
		}
		return fails("no bool")
	case to.IsFloat():
		return unknown("text as a float")
	case to.Kind == types.JSON, to.Kind == types.Inet, to.Kind == types.Duration:
		return unknown("text as " + to.String())
	case to.IsInteger() && strings.HasPrefix(s, "+"):
		return unknown("a plus")
	}
	return readText(s, to)
}
