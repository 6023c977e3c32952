package check

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/internal/quantity"
)

// onError is the error policy of the pipeline.
func (w *walk) onError(st *dsl.OnError) {
	if first, twice := w.settings["on error"]; twice {
		d := diag.Diagnostic{Code: "E0202", Message: "`on error` is set twice", At: st.At()}
		label(&d, first, "first set here")
		w.add(d)
		return
	}
	w.settings["on error"] = st.At()
	if st.Value != nil {
		w.p.OnError = w.policyOf(st.Value)
	} else {
		w.p.OnError = w.ladders(st.Items, st.At())
	}
}

// policyOf is the value of `on error =`: the name of a policy, or one ladder for
// every kind of failure.
func (w *walk) policyOf(x dsl.Expr) *ir.OnError {
	if n, ok := x.(*dsl.Name); ok {
		if sym := w.names[n.Ident.Text]; sym != nil {
			w.use(n.Ident)
			if sym.kind != policySymbol {
				w.wrongKind(n.At(), n.Ident, sym, "a policy")
				return nil
			}
			return w.resolvePolicy(sym)
		}
		if !rungWords[n.Ident.Text] {
			if !w.inBroken(n.Ident.Text) {
				w.add(unknownDecl(n.Ident, "policy", w.namesOf(policySymbol)))
			}
			return nil
		}
	}
	rungs := w.ladder(x)
	return &ir.OnError{Decode: rungs, Map: rungs, Write: rungs, At: x.At()}
}

// resolvePolicy returns the policy that sym declares; nil where broken.
func (s *scope) resolvePolicy(sym *symbol) *ir.OnError {
	if !sym.begin() {
		return sym.policy
	}
	d := sym.decl.(*dsl.Resource)
	sym.policy = sym.scope.ladders(d.Items, d.Name.At())
	return sym.policy
}

// ladders reads the ladder of each kind of failure.
func (s *scope) ladders(items []dsl.Item, at diag.Span) *ir.OnError {
	out := &ir.OnError{At: at}
	kinds := map[string]*[]ir.Rung{"decode": &out.Decode, "map": &out.Map, "write": &out.Write}
	names := []string{"decode", "map", "write"}
	seen := map[string]diag.Span{}
	for _, it := range items {
		o, ok := it.(*dsl.Option)
		if !ok {
			continue
		}
		ladder := kinds[o.Name.Text]
		first, twice := seen[o.Name.Text]
		switch {
		case ladder == nil:
			d := diag.Diagnostic{
				Code:    "E0301",
				Message: fmt.Sprintf("there is no kind of failure `%s`%s", o.Name.Text, didYouMean(o.Name.Text, names)),
				At:      o.Name.At(),
				Helps:   []string{"the kinds are " + joined(names, "and")},
			}
			propose(&d, o.Name.At(), o.Name.Text, names)
			s.add(d)
		case twice:
			s.add(duplicate(o.Name, first))
		default:
			seen[o.Name.Text] = o.Name.At()
			*ladder = s.ladder(o.Value)
		}
	}
	return out
}

// rungWords are the steps of a ladder; a terminal one ends it.
var rungWords = map[string]bool{"retry": true, "dlq": true, "skip": true, "stop": true}

// ladder reads one step, or a list of them.
func (s *scope) ladder(x dsl.Expr) []ir.Rung {
	steps := []dsl.Expr{x}
	if l, ok := x.(*dsl.List); ok {
		steps = l.Items
	}
	var out []ir.Rung
	for i, step := range steps {
		rung, ok := s.rung(step)
		if !ok {
			return nil
		}
		if i > 0 && out[i-1].Word != "retry" {
			d := diag.Diagnostic{Code: "E0603", Message: fmt.Sprintf("this step is never reached: `%s` before it ends the ladder", out[i-1].Word), At: step.At()}
			label(&d, out[i-1].At, "the ladder ends here")
			s.add(d)
			return nil
		}
		out = append(out, rung)
	}
	if n := len(out); n > 0 && out[n-1].Word == "retry" {
		s.add(endlessLadder(x, steps[n-1].At()))
	}
	return out
}

// rung reads a step: stop(), skip(limit: 1%), retry(attempts: 10).
func (s *scope) rung(x dsl.Expr) (ir.Rung, bool) {
	fn, args := x, []dsl.Arg(nil)
	if c, ok := x.(*dsl.Call); ok {
		fn, args = c.Fn, c.Args
	}
	word, _ := wordOf(fn)
	if _, broken := x.(*dsl.BadExpr); broken {
		return ir.Rung{}, false
	}
	if !rungWords[word] {
		names := []string{"retry", "dlq", "skip", "stop"}
		d := diag.Diagnostic{
			Code:    "E0301",
			Message: fmt.Sprintf("there is no step `%s`%s", fn.At().Text(), didYouMean(word, names)),
			At:      fn.At(),
			Helps:   []string{"the steps are " + joined(names, "and")},
		}
		propose(&d, fn.At(), word, names)
		s.add(d)
		return ir.Rung{}, false
	}
	r := ir.Rung{Word: word, Args: map[string]ir.Expr{}, At: x.At()}
	if word == "dlq" {
		return r, s.deadLetters(&r, args)
	}
	for _, a := range args {
		if !s.rungArg(&r, a) {
			return r, false
		}
	}
	return r, true
}

// rungArgs are the arguments of each step.
var rungArgs = map[string][]string{"retry": {"attempts", "backoff", "jitter"}, "skip": {"limit", "log"}}

// rungArg reads an argument of a step. A share is a double, a count an int64, a
// range of durations a list of two.
func (s *scope) rungArg(r *ir.Rung, a dsl.Arg) bool {
	names := rungArgs[r.Word]
	if a.Name == nil || !contains(names, a.Name.Text) || r.Args[a.Name.Text] != nil {
		d := diag.Diagnostic{Code: "E0405", Message: fmt.Sprintf("`%s` takes no such argument", r.Word), At: a.At()}
		if len(names) > 0 {
			d.Helps = []string{"its arguments are " + joined(names, "and") + ", each by its name"}
		}
		s.add(d)
		return false
	}
	v := s.rungValue(a)
	if v == nil {
		s.add(diag.Diagnostic{
			Code:    "E0303",
			Message: fmt.Sprintf("`%s` is given like this: %s", a.Name.Text, rungUsage[a.Name.Text]),
			At:      a.Value.At(),
		})
		return false
	}
	r.Args[a.Name.Text] = v
	return true
}

var rungUsage = map[string]string{
	"attempts": "attempts: 10", "backoff": "backoff: 200ms..30s", "jitter": `jitter: "full"`,
	"limit": "limit: 1% or limit: 100", "log": `log: "warn"`,
}

// rungValue reads the value of a step's argument; nil where it is not one.
func (s *scope) rungValue(a dsl.Arg) ir.Expr {
	switch a.Name.Text {
	case "attempts":
		if n, ok := smallInt(a.Value, 1, 1_000_000); ok {
			return &ir.Const{Typed: typed(a.Value.At(), types.Of(types.Int64)), Value: int64(n)}
		}
	case "limit":
		return limitOf(a.Value)
	case "backoff":
		return backoffOf(a.Value)
	case "jitter":
		return wordConst(a.Value, "full", "none")
	case "log":
		return wordConst(a.Value, "debug", "info", "warn", "error")
	}
	return nil
}

func wordConst(x dsl.Expr, allowed ...string) ir.Expr {
	word, ok := wordOf(x)
	if !ok || !contains(allowed, word) {
		return nil
	}
	return &ir.Const{Typed: typed(x.At(), text()), Value: word}
}

// limitOf reads 1% as a share of the records, 100 as a number of them.
func limitOf(x dsl.Expr) ir.Expr {
	if n, ok := smallInt(x, 1, 1<<40); ok {
		return &ir.Const{Typed: typed(x.At(), types.Of(types.Int64)), Value: int64(n)}
	}
	q, ok := x.(*dsl.Quantity)
	if !ok || q.Unit != "%" {
		return nil
	}
	r, ok := new(big.Rat).SetString(strings.ReplaceAll(q.Text, "_", ""))
	if !ok || r.Sign() <= 0 || r.Cmp(big.NewRat(100, 1)) > 0 {
		return nil
	}
	share, _ := r.Quo(r, big.NewRat(100, 1)).Float64()
	return &ir.Const{Typed: typed(x.At(), types.Of(types.Double)), Value: share}
}

// backoffOf reads 200ms..30s, or one duration as both ends.
func backoffOf(x dsl.Expr) ir.Expr {
	lo, hi := x, x
	if r, ok := x.(*dsl.Binary); ok && r.Op == dsl.OpRange {
		lo, hi = r.X, r.Y
	}
	t := types.Of(types.Duration)
	out := &ir.MakeList{Typed: typed(x.At(), types.ListOf(t))}
	last := int64(1)
	for _, end := range []dsl.Expr{lo, hi} {
		q, ok := end.(*dsl.Quantity)
		if !ok || q.Unit != "duration" {
			return nil
		}
		d, err := quantity.Duration(q.Text)
		if err != nil || int64(d) < last {
			return nil
		}
		last = int64(d)
		out.Items = append(out.Items, &ir.Const{Typed: typed(end.At(), t), Value: int64(d)})
	}
	return out
}
