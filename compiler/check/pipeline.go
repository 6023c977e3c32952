package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

func (s *scope) checkPipelines() {
	for _, d := range s.file.Tree.Decls {
		p, ok := d.(*dsl.Pipeline)
		switch {
		case !ok:
		case p.For == nil:
			s.checkPipeline(p, nil)
		default:
			elements, _ := s.elements(p.For.Set)
			s.eachMember(p.For, elements, func(in *scope, e *element) { in.checkPipeline(p, e) })
		}
	}
}

// checkPipeline types a pipeline, stage by stage.
func (s *scope) checkPipeline(d *dsl.Pipeline, member *element) {
	p := &ir.Pipeline{Name: memberName(d.Name.Text, member), Doc: d.Doc, At: d.Name.At()}
	if member != nil {
		p.Family, p.Member = d.Name.Text, member.name
	}
	w := &walk{p: p, settings: map[string]diag.Span{}, keyLost: true}
	w.first = firstFrom(d.Stages)
	w.env = &env{scope: s, params: true}
	w.counter = new(int)
	s.checkShape(d)
	w.lookAhead(d.Stages)
	for _, st := range d.Stages {
		w.stage(st)
	}
	p.Stages = w.out
	dropUnread(p.Stages)
	w.warnUnusedLets()
	w.checkPolicy()
	w.prove(s.checkFlow(p))
	w.checkCapacity()
	if p.From != nil {
		s.prog.Pipelines = append(s.prog.Pipelines, p)
	}
}

// checkShape reports pipelines that begin or end wrong.
func (s *scope) checkShape(d *dsl.Pipeline) {
	froms, tos, broken := 0, 0, false
	for _, st := range d.Stages {
		switch st := st.(type) {
		case *dsl.From:
			froms++
		case *dsl.To:
			tos++
		case *dsl.Route:
			tos++
		case *dsl.BadStage:
			broken = true
			// The stage that could not be read may have been the one that is missing.
			froms += count(hasWord(st.At(), "from"))
			tos += count(hasWord(st.At(), "to"))
		}
	}
	missing := func(what, help string) {
		s.add(diag.Diagnostic{
			Code:    "E0802",
			Message: fmt.Sprintf("the pipeline `%s` has no `%s`", d.Name.Text, what),
			At:      d.Name.At(),
			Helps:   []string{help},
		})
	}
	if froms == 0 {
		missing("from", "say what it reads:  from orders")
	}
	if tos == 0 && !broken {
		missing("to", "say where the records go:  to orders_by_id")
	}
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

// walk is the state of a pipeline between two stages.
type walk struct {
	*env
	p   *ir.Pipeline
	out []ir.Stage
	// key is what goes along as the key; nil where nothing does.
	key      ir.Expr
	keyLost  bool      // the key could not be typed, which was told
	first    *dsl.From // where the records come from; nil without
	to       diag.Span
	settings map[string]diag.Span
	counter  *int // of current values, to name them apart
	lets     []*local
	// claimTold says that the claim was refused with a message of its own.
	claimTold bool
	dead      bool // some of the current value is not known, so nothing of it is missing
	// ways are those of the records without a value, twin is the current value as one
	// that may be null. Of the stage in work, needs says that it passes such records by,
	// asks that it says itself what it does with them: see tombstone.go.
	ways        []*way
	twin        *ir.Var
	needs, asks bool
	// change is the change stream that is read, nil for other values. Bare names that
	// stages use are in named, and image is the first place that asks for a whole old row.
	change *change
	named  map[string]bool
	image  diag.Span
	// unwraps says that there is an unwrap: what is read goes on as a row, not as a change.
	unwraps bool
}

// stage types one stage and adds it.
func (w *walk) stage(st dsl.Stage) {
	w.noteScope(st.At())
	if !w.beforeFrom(st) && !w.afterTo(st) {
		w.onTheWays(st)
	}
}

// oneStage types a stage and adds it.
func (w *walk) oneStage(st dsl.Stage) {
	switch st := st.(type) {
	case *dsl.From:
		w.from(st)
	case *dsl.Where:
		w.where(st)
	case *dsl.MapRecord:
		w.mapRecord(st)
	case *dsl.MapValue:
		w.mapValue(st)
	case *dsl.Set:
		w.set(st)
	case *dsl.Drop:
		w.drop(st)
	case *dsl.Rename:
		w.rename(st)
	case *dsl.Let:
		w.let(st)
	case *dsl.Headers:
		w.headers(st)
	case *dsl.Route:
		w.route(st)
	case *dsl.To:
		w.toNode(st)
	case *dsl.Setting:
		w.setting(st)
	case *dsl.OnError:
		w.onError(st)
	case *dsl.Each:
		w.each(st)
	case *dsl.Unwrap:
		w.unwrap(st)
	case *dsl.BadStage:
		w.lose()
	default:
		panic(fmt.Sprintf("check: no such stage: %T", st))
	}
}

// beforeFrom reports stages that need a record and stand before the `from` that
// brings it.
func (w *walk) beforeFrom(st dsl.Stage) bool {
	if w.cur != nil || w.p.From != nil || w.first == nil || st.At().Start > w.first.At().Start {
		return false
	}
	switch st := st.(type) {
	case *dsl.From, *dsl.OnError, *dsl.BadStage:
		return false
	case *dsl.Setting:
		if !recordSettings[st.Name.Text] {
			return false
		}
	}
	d := diag.Diagnostic{Code: "E0801", Message: "this stage stands before `from`, where there are no records yet", At: st.At()}
	label(&d, w.first.At(), "the records come from here")
	w.add(d)
	return true
}

// firstFrom is the first `from` among stages; nil without.
func firstFrom(stages []dsl.Stage) *dsl.From {
	for _, st := range stages {
		if from, ok := st.(*dsl.From); ok {
			return from
		}
	}
	return nil
}

// afterTo reports stages behind a `to`: only settings and further `to`s may follow.
func (w *walk) afterTo(st dsl.Stage) bool {
	if w.to.IsZero() {
		return false
	}
	switch st := st.(type) {
	case *dsl.To, *dsl.OnError, *dsl.BadStage:
		return false
	case *dsl.Setting:
		if !recordSettings[st.Name.Text] {
			return false
		}
	}
	d := diag.Diagnostic{Code: "E0801", Message: "this stage stands behind `to`, where the records are gone", At: st.At()}
	label(&d, w.to, "the records go here")
	w.add(d)
	return true
}

// lose makes the current value unknown: what follows is typed without noise.
func (w *walk) lose() {
	w.dead = true
	w.keyLost = w.keyLost || w.key == nil
	w.become(&ir.Var{Name: "record", Type: invalid()}, nil)
}

// become makes v the current value.
func (w *walk) become(v *ir.Var, facts facts) {
	*w.counter++
	next := *w.env
	next.cur, next.curKey, next.assigned, next.facts = v, fmt.Sprintf("#%d", *w.counter), nil, facts
	w.env = &next
}

// from reads the node that the pipeline begins at.
func (w *walk) from(st *dsl.From) {
	if w.p.From != nil || w.cur != nil {
		d := diag.Diagnostic{Code: "E0801", Message: "a pipeline reads one node, and this is a second `from`", At: st.At()}
		if w.p.From != nil {
			label(&d, w.p.From.At, "the first one")
		}
		w.add(d)
		return
	}
	node := w.nodeRef(st.Node, "a topic or source")
	if node == nil {
		w.lose()
		return
	}
	if node.Spec.Source == nil || node.Kind == ir.Sink {
		w.add(kindMismatch(st.Node, node, "a topic or source is needed to read from"))
		w.lose()
		return
	}
	w.readable(node)
	w.p.From = &ir.From{Node: node, At: st.At()}
	v := &ir.Var{Name: "record", At: st.Node.At(), TypeAt: node.Value.At}
	w.p.From.Var = v
	w.noTyped(st.Items, "`from`")
	w.p.From.Options = w.options(st.Items, &optionSite{of: sideName(node), at: st.Node.At(), specs: node.Spec.Source.Options, perUse: true})
	v.Type = node.Value.Type.Strip()
	isChange := v.Type.Kind == types.Record && v.Type.Record.Change != nil
	if isChange {
		v.Type = w.readsChange(node)
	}
	w.become(v, nil)
	w.env.from, w.keyLost = node, w.slips.in(node.At)
	if node.Value.Type.Kind == types.Optional {
		w.part(st.At(), nil, v)
	}
	if node.Key != nil {
		w.key = &ir.Meta{Typed: typed(st.Node.At(), node.Key.Type), Name: "key"}
	}
	if isChange {
		w.beginChange(v, st)
	}
}

// sideName is a node as the messages about its options begin.
func sideName(n *ir.Node) string {
	switch n.Kind {
	case ir.Topic:
		return "topic"
	case ir.Source:
		return "source " + n.Spec.Name
	case ir.Sink:
		return "sink " + n.Spec.Name
	}
	panic(fmt.Sprintf("check: no such kind of node: %d", n.Kind))
}

// readable notes converters that cannot read yet.
func (w *walk) readable(n *ir.Node) {
	for _, c := range []*ir.Carrier{n.Key, n.Value} {
		if c == nil || c.Converter == nil {
			continue
		}
		if !c.Converter.Spec.Reads {
			w.waits(c.Converter.At, fmt.Sprintf("reading by the converter `%s`", c.Converter.Spec.Name))
		}
		w.javaReads(c)
	}
}

func kindMismatch(ref dsl.Ref, n *ir.Node, need string) diag.Diagnostic {
	d := diag.Diagnostic{
		Code:    "E0203",
		Message: fmt.Sprintf("`%s` is a %s, and %s", n.Title(), sideName(n), need),
		At:      ref.At(),
	}
	label(&d, n.At, "declared here")
	return d
}

// nodeRef resolves the name of a topic, source or sink; nil where that fails.
func (w *walk) nodeRef(ref dsl.Ref, need string) *ir.Node {
	name := ref.Name.Parts[0]
	sym := w.use(name)
	switch {
	case sym == nil && w.inBroken(name.Text):
		return nil
	case sym == nil:
		d := unknownDecl(name, "topic, source or sink", w.namesOf(nodeSymbol))
		w.unimported(&d, name.Text)
		w.add(d)
		return nil
	case sym.kind != nodeSymbol || len(ref.Name.Parts) > 1:
		w.wrongKind(ref.At(), name, sym, need)
		return nil
	}
	if fam := w.resolveFamily(sym); fam != nil {
		return w.memberRef(ref, sym, fam)
	}
	if len(ref.Args) > 0 {
		d := diag.Diagnostic{Code: "E0214", Message: fmt.Sprintf("`%s` is no family, so it has no members", name.Text), At: ref.At()}
		label(&d, sym.name.At(), "declared here")
		w.add(d)
		return nil
	}
	return w.resolveNode(sym)
}

// where keeps records; what its condition proves holds for the stages below.
func (w *walk) where(st *dsl.Where) {
	cond := w.closedCondition(st.Cond, "`where`")
	w.constantWhere(st.At(), cond)
	before := w.env
	w.env = w.knowing(w.provenBy(st.Cond, true))
	out := &ir.Where{At: ir.At{Span: st.At()}, Cond: cond}
	w.push(out)
	if !isBad(cond) {
		out.Binds = w.bindNarrowed(st.Cond, before)
	}
}

// closedCondition is a condition that stands alone: what can fail in it is closed.
func (e *env) closedCondition(x dsl.Expr, of string) ir.Expr {
	var open []opening
	v := e.collecting(&open).condition(x, of)
	if !isBad(v) {
		e.reportOpen(open)
	}
	return v
}

func (w *walk) let(st *dsl.Let) {
	v := w.value(st.Value, nil)
	if v.Type().Kind == types.NullKind {
		w.add(diag.Diagnostic{Code: "E0402", Message: fmt.Sprintf("nothing says what type `%s` has: null alone has none", st.Name.Text), At: st.Value.At()})
		v = bad(st.Value.At())
	}
	bound := &ir.Var{Name: st.Name.Text, Type: v.Type(), At: st.Name.At()}
	w.env = w.binding(st.Name, bound)
	w.locals[st.Name.Text].valued = w.needs
	w.lets = append(w.lets, w.locals[st.Name.Text])
	w.push(&ir.Let{At: ir.At{Span: st.At()}, Var: bound, Value: v})
}

// warnUnusedLets reports lets that nothing reads.
func (w *walk) warnUnusedLets() {
	if w.r.Failed() {
		return
	}
	for _, l := range w.lets {
		if !l.used {
			w.add(diag.Diagnostic{Code: "W0210", Message: fmt.Sprintf("`%s` is declared and never used", l.v.Name), At: l.v.At})
		}
	}
}

// route tries its arms in order. Each is a small pipeline of its own that ends in
// `to`.
func (w *walk) route(st *dsl.Route) {
	out := &ir.Route{At: ir.At{Span: st.At()}}
	known := w.env
	var ways [][]*way
	var conds []ir.Expr
	for _, arm := range st.Arms {
		inner := *w
		inner.env, inner.out, inner.to = known, nil, diag.Span{}
		inner.ways = w.inArm()
		a := ir.Arm{At: arm.At()}
		if arm.When != nil {
			a.Cond = w.armCondition(known, arm)
			w.constantArm(a.Cond)
			inner.env = known.knowing(known.provenBy(arm.When, true))
			known = known.knowing(known.provenBy(arm.When, false))
		}
		for _, stage := range arm.Stages {
			inner.armStage(stage)
		}
		if inner.to.IsZero() && !hasBadStage(arm.Stages) {
			w.add(diag.Diagnostic{Code: "E0802", Message: "this arm has no `to`: its records would be lost", At: arm.At(), Helps: []string{"a `where` before the route drops records on purpose"}})
		}
		w.lets = inner.lets
		a.Stages = inner.out
		out.Arms = append(out.Arms, a)
		ways, conds = append(ways, inner.ways), append(conds, a.Cond)
	}
	w.out = append(w.out, out)
	w.nullsRoute(st.At(), conds, ways)
	w.to = st.At()
}

// armCondition types the condition of an arm; one that asks whether the value is
// null sees it as one that may be.
func (w *walk) armCondition(known *env, arm *dsl.Arm) ir.Expr {
	asks := w.mayBeNull() && namesWhole(arm.When) && w.tries(func(trial *walk) { trial.closedCondition(arm.When, "`when`") })
	if !asks {
		return known.closedCondition(arm.When, "`when`")
	}
	asking := *known
	asking.cur = w.twin
	return asking.closedCondition(arm.When, "`when`")
}

// armStage is a stage inside a route: pipelines begin and are set up outside.
func (w *walk) armStage(st dsl.Stage) {
	switch st := st.(type) {
	case *dsl.From, *dsl.OnError:
		w.add(diag.Diagnostic{Code: "E0801", Message: "this stands outside of a route", At: st.At()})
		return
	case *dsl.Setting:
		if pipelineSettings[st.Name.Text] {
			w.add(diag.Diagnostic{Code: "E0801", Message: fmt.Sprintf("`%s` is a setting of the whole pipeline, and stands outside of a route", st.Name.Text), At: st.At()})
			return
		}
	}
	w.stage(st)
}

func hasBadStage(stages []dsl.Stage) bool {
	for _, st := range stages {
		if _, broken := st.(*dsl.BadStage); broken {
			return true
		}
	}
	return false
}
