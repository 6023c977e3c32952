package golden

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/codegen"
	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/plan"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/golden/runner"
	"github.com/flowc-lang/flowc/stdlib"
)

var (
	diffSeed  = flag.Uint64("diff-seed", 7, "seed of the expressions of TestDifferential")
	diffCount = flag.Int("diff-count", 2300, "number of the expressions of TestDifferential")
)

// perProject is how many expressions one generated package evaluates.
const perProject = 65

// bench is a project that evaluates expressions: field f of what comes out is the
// value, field k whether there is one.
type bench struct {
	name  string
	list  []grown
	exprs []ir.Expr
	from  *ir.Var
	files []codegen.File
	rows  string
}

// TestDifferential: expressions that were grown at random give the same values and the
// same failures in the generated code as by the rules, which the reference evaluator
// follows slowly.
func TestDifferential(t *testing.T) {
	if testing.Short() {
		t.Skip("generates and compiles some thousand expressions")
	}
	g := newGarden(*diffSeed)
	for range 8 {
		g.grow(t, *diffCount)
	}
	var all []*bench
	seen := map[string]bool{}
	for count := 0; count < *diffCount; {
		var list []grown
		for len(list) < perProject {
			if x := g.pool[g.r.IntN(len(g.pool))]; !seen[x.text] || len(seen) > len(g.pool)*9/10 {
				seen[x.text] = true
				list = append(list, x)
			}
		}
		b := evaluating(t, fmt.Sprintf("diff%d", len(all)), list)
		b.rows = rows(g.r, 16)
		all = append(all, b)
		count += len(b.list)
	}
	results := runBenches(t, all)
	sum := tally{why: map[string]int{}}
	for _, b := range all {
		b.compare(t, results[b.name], &sum)
	}
	t.Logf("%d expressions, %d of them compared: %d values, %d failures; %d evaluations left out", sum.all, sum.compared, sum.values, sum.failures, sum.unknown)
	t.Logf("left out: %v", sum.why)
	if want := *diffCount * 20 / 23; sum.compared < want {
		t.Errorf("only %d expressions compared, of %d wanted", sum.compared, want)
	}
}

// evaluating makes the project for those expressions that fit into one.
func evaluating(t *testing.T, name string, list []grown) *bench {
	for range 12 {
		text, first := assembleBench(list)
		r := &diag.Report{}
		prog, err := compiler.Compile("in.flow", compiler.Memory{"in.flow": text}, stdlib.Catalog(), r)
		if err != nil {
			t.Fatal(err)
		}
		if !r.Failed() {
			prog.Name = name
			b := &bench{name: name, list: list}
			b.wrap(prog.Pipelines[0])
			if b.files, err = codegen.Generate(plan.Make(prog), codegen.Build{Source: "0", Runtime: "test"}); err != nil {
				t.Fatalf("%s\n%v", text, err)
			}
			return b
		}
		bad := refused(r, first, len(list))
		var kept []grown
		for k, x := range list {
			if !bad[k] {
				kept = append(kept, x)
			}
		}
		if len(kept) == len(list) {
			for _, d := range r.Sorted() {
				if d.Severity() == diag.Error {
					t.Fatalf("%s %s: %s", d.Code, d.At.Text(), d.Message)
				}
			}
		}
		list = kept
	}
	t.Fatal("no expressions are left")
	return nil
}

// assembleBench writes the project; first are the first lines of the fields' types and
// of their values.
func assembleBench(list []grown) (string, []int) {
	var b strings.Builder
	var first []int
	here := func() { first = append(first, strings.Count(b.String(), "\n")+1) }
	b.WriteString(soil + "schema Out {\n")
	here()
	for k, x := range list {
		typ := x.t.String()
		switch {
		case x.t.Strip().IsFloat():
			typ = "string?" // JSON has no number that is not finite
		case x.t.Kind != types.Optional && strings.Contains(typ, " | "):
			typ = "(" + typ + ")?"
		case x.t.Kind != types.Optional && x.t.Strip().Refine == nil:
			typ += "?"
		}
		fmt.Fprintf(&b, "    f%d: %s\n", k, typ)
	}
	for k := range list {
		fmt.Fprintf(&b, "    k%d: bool?\n", k)
	}
	b.WriteString("}\nsink console screen { value: Out as json }\npipeline p {\n  from rows\n  map Out {\n")
	here()
	for k, x := range list {
		if x.t.Strip().IsFloat() {
			fmt.Fprintf(&b, "    f%d = [%s].map(|x| \"\").first()\n", k, x.text)
			continue
		}
		fmt.Fprintf(&b, "    f%d = %s\n", k, x.text)
	}
	for k := range list {
		fmt.Fprintf(&b, "    k%d = .ob\n", k)
	}
	b.WriteString("  }\n  to screen\n}\n")
	return b.String(), first
}

// wrap lets each expression fail for itself: that is null, and told by its k.
func (b *bench) wrap(p *ir.Pipeline) {
	b.from = p.From.Var
	b.exprs = make([]ir.Expr, len(b.list))
	for _, s := range p.Stages {
		m, ok := s.(*ir.Map)
		if !ok {
			continue
		}
		rec := m.Value.(*ir.MakeRecord)
		value := map[string]*ir.Assign{}
		for i := range rec.Fields {
			value[rec.Fields[i].Field.Name] = &rec.Fields[i]
		}
		for k := range b.list {
			f, done := value[fmt.Sprintf("f%d", k)], value[fmt.Sprintf("k%d", k)]
			e := bare(f.Value)
			if b.list[k].t.Strip().IsFloat() {
				e = madeList(f.Value).Items[0]
			}
			b.exprs[k] = e
			opt := types.OptionalOf(e.Type())
			f.Value = ir.Expr(&ir.Try{Typed: ir.Typed{At: e.Place(), T: opt}, X: e})
			if e.Type().Strip().IsFloat() {
				f.Value = &ir.Try{Typed: ir.Typed{At: e.Place(), T: f.Field.Type}, X: floatText(e)}
			}
			yes := &ir.IsNull{Typed: ir.Typed{At: e.Place(), T: types.Of(types.Bool)}, X: some(e)}
			done.Value = &ir.Try{Typed: ir.Typed{At: e.Place(), T: types.OptionalOf(types.Of(types.Bool))}, X: yes}
		}
	}
}

// madeList is the list that an expression begins with.
func madeList(e ir.Expr) *ir.MakeList {
	var list *ir.MakeList
	ir.Walk(e, func(e ir.Expr) bool {
		if l, ok := e.(*ir.MakeList); ok && list == nil {
			list = l
		}
		return list == nil
	})
	return list
}

// bare is an expression without what makes it an optional field.
func bare(e ir.Expr) ir.Expr {
	if s, ok := e.(*ir.Some); ok {
		return s.X
	}
	return e
}

func some(e ir.Expr) ir.Expr {
	if e.Type().Nullable() {
		return e
	}
	return &ir.Some{Typed: ir.Typed{At: e.Place(), T: types.OptionalOf(e.Type())}, X: e}
}

// floatText is a float as text, null for null.
func floatText(e ir.Expr) ir.Expr {
	text := func(x ir.Expr) ir.Expr {
		return &ir.Call{Typed: ir.Typed{At: e.Place(), T: types.Of(types.String)}, Fn: "to_string", Args: []ir.Expr{x}}
	}
	if e.Type().Kind != types.Optional {
		return text(e)
	}
	opt := types.OptionalOf(types.Of(types.String))
	v := &ir.Var{Name: "x", Type: e.Type().Elem}
	return &ir.Match{Typed: ir.Typed{At: e.Place(), T: opt}, X: e, Arms: []ir.MatchArm{
		{Null: true, Value: &ir.Const{Typed: ir.Typed{At: e.Place(), T: opt}}},
		{Any: true, Var: v, Value: some(text(&ir.VarRef{Typed: ir.Typed{At: e.Place(), T: v.Type}, Var: v}))},
	}}
}

// runBenches compiles all projects into one binary and feeds each its rows.
func runBenches(t *testing.T, all []*bench) map[string]string {
	m := newModule(t, t.TempDir())
	for _, b := range all {
		m.add(t, b.files)
		m.run = append(m.run, runner.Case{Name: b.name, Inputs: []runner.Input{{Name: "rows.jsonl", Text: b.rows}}})
	}
	return m.results(t)
}

// tally counts what was compared.
type tally struct {
	all, compared, values, failures, unknown int
	why                                      map[string]int // of what was left out
}

// compare evaluates each expression for each row, and holds it against what came out.
func (b *bench) compare(t *testing.T, result string, sum *tally) {
	out := outputs(t, result)
	known := make([]bool, len(b.list))
	lines := strings.Split(strings.TrimSuffix(b.rows, "\n"), "\n")
	for n, line := range lines {
		got, ok := out[n]
		// As the runner gives them.
		meta := map[string]any{"offset": bigInt(int64(n)), "partition": bigInt(0), "topic": "rows", "key": "k", "header": nil, "timestamp": int64(1_700_000_000_000 + n)}
		ref := &reference{meta: meta, vars: map[*ir.Var]any{b.from: readJSON(decodeRow(t, line), b.from.Type)}}
		odd := false
		for k, e := range b.exprs {
			want, failed, sure, why := ref.outcome(e)
			odd = odd || !sure || !e.Type().Strip().IsFloat() && hasOddFloat(want)
			if !ok {
				continue
			}
			if !sure {
				sum.unknown++
				sum.why[why]++
				continue
			}
			known[k] = true
			sum.values++
			if failed {
				sum.values--
				sum.failures++
			}
			if diff := differs(want, failed, got, k, e.Type()); diff != "" {
				t.Errorf("%s\n  type %s: %s (%s)\n  row %s", b.list[k].text, e.Type(), diff, why, used(e, line))
			}
		}
		if !ok && !odd {
			t.Errorf("%s: row %d fails as a whole:\n%s", b.name, n, result[:min(len(result), 600)])
		}
	}
	for _, ok := range known {
		sum.all++
		if ok {
			sum.compared++
		}
	}
}

// used is the fields of a row that an expression reads.
func used(e ir.Expr, line string) string {
	fields := map[string]json.RawMessage{}
	_ = json.Unmarshal([]byte(strings.TrimPrefix(line, "@k ")), &fields)
	var out []string
	ir.Walk(e, func(e ir.Expr) bool {
		if f, ok := e.(*ir.FieldOf); ok {
			if _, ok := f.X.(*ir.VarRef); ok && fields[f.Field.Name] != nil {
				out = append(out, f.Field.Name+"="+string(fields[f.Field.Name]))
			}
		}
		return true
	})
	return strings.Join(out, " ")
}

// outputs are the objects that came out, by the number of their row.
func outputs(t *testing.T, result string) map[int]jsonObject {
	failed := map[int]bool{}
	var passed []jsonObject
	for _, line := range strings.Split(result, "\n") {
		if rest, ok := strings.CutPrefix(line, "  row "); ok {
			n, err := strconv.Atoi(rest[:strings.IndexByte(rest, ' ')])
			if err != nil {
				t.Fatal(err)
			}
			failed[n] = true
		}
		if at := strings.Index(line, "{"); strings.HasPrefix(line, "  screen ") && at > 0 {
			passed = append(passed, decodeRow(t, line[at:]).(jsonObject))
		}
	}
	if len(passed) == 0 && len(failed) == 0 {
		t.Fatalf("nothing came out: %s", result)
	}
	out, n := map[int]jsonObject{}, 0
	for _, p := range passed {
		for failed[n] {
			n++
		}
		out[n] = p
		n++
	}
	return out
}

// differs says how what came out for an expression is not what was wanted.
func differs(want any, failed bool, got jsonObject, k int, t *types.Type) string {
	done, value := got.get(fmt.Sprintf("k%d", k)), got.get(fmt.Sprintf("f%d", k))
	if (done == nil) != failed {
		return fmt.Sprintf("fails: %v, by the rules: %v, value %v, by the rules %v", done == nil, failed, value, want)
	}
	if failed {
		return ""
	}
	if t.Strip().IsFloat() {
		text, _ := value.(string)
		f, err := strconv.ParseFloat(text, 64)
		w, _ := want.(float64)
		if (value == nil) != (want == nil) || want != nil && (err != nil || !closeTo(f, w, t.Strip())) {
			return fmt.Sprintf("%v, by the rules %v", value, want)
		}
		return ""
	}
	if want == "null" && value == nil && t.Strip().Kind == types.JSON {
		return "" // a text of JSON that says null
	}
	have := readJSON(value, types.OptionalOf(t))
	if (have == nil) != (want == nil) || want != nil && !sameRef(have, want, t.Strip()) {
		return fmt.Sprintf("%v, by the rules %v", value, want)
	}
	return ""
}

// closeTo reports whether two floats are the same, a float in its own width.
func closeTo(x, y float64, t *types.Type) bool {
	if t.Kind == types.Float {
		x, y = float64(float32(x)), float64(float32(y))
	}
	return x == y || math.IsNaN(x) && math.IsNaN(y)
}
