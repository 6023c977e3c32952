package check

import (
	"fmt"
	"slices"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// changeType is change<T>: T is a record, mostly the row of a table.
func (s *scope) changeType(t *dsl.NamedType) *types.Type {
	if len(t.Args) != 1 || len(t.Params) > 0 {
		return s.badTypeArgs(t, "change takes one type: change<pg.orders>")
	}
	row := s.typeOf(t.Args[0])
	if row.Kind == types.Invalid {
		return row
	}
	if row.Kind != types.Record || row.Record.Change != nil {
		return s.badTypeArgs(t, fmt.Sprintf("a change is one of rows, and %s is no record", row))
	}
	return s.changeOf(row)
}

// changeOf returns change<row>, the same type each time.
func (c *checker) changeOf(row *types.Type) *types.Type {
	if c.changes[row.Record] == nil {
		c.changes[row.Record] = types.EnvelopeOf(row)
	}
	return c.changes[row.Record]
}

// change is what a pipeline knows of the changes that it reads.
type change struct {
	v   *ir.Var // the change
	row *types.Type
}

// changeWords are what a change offers beside its fields.
var changeWords = []string{"op", "before", "after", "at", "source"}

// beginChange makes op, before, after, at and source readable, as far as the pipeline
// names them.
func (w *walk) beginChange(v *ir.Var, st *dsl.From) {
	w.change = &change{v: v, row: v.Type.Record.Change}
	w.needs = true // a null value is no change
	defer func() { w.needs = false }()
	wire := v.Type.Record
	whole := &ir.VarRef{Typed: typed(st.At(), v.Type), Var: v}
	field := func(name string) ir.Expr {
		f := wire.Field(name)
		return &ir.FieldOf{Typed: typed(st.At(), f.Type), X: whole, Field: f}
	}
	for _, name := range changeWords {
		if !w.named[name] {
			continue
		}
		var value ir.Expr
		switch name {
		case "op":
			value = &ir.Call{Typed: typed(st.At(), types.ChangeOp()), Fn: "enum_parse", Args: []ir.Expr{field("op")}, CanFail: true}
		case "at":
			millis := types.InUnit(types.Timestamp, types.Millis)
			at := &ir.Call{Typed: typed(st.At(), millis), Fn: "from_unix_ms", Args: []ir.Expr{field("ts_ms")}, CanFail: true}
			value = conv(at, types.InUnit(types.Timestamp, types.Micros))
		default:
			value = field(name)
		}
		ident := dsl.Ident{Text: name}
		ident.Span = st.At()
		bound := &ir.Var{Name: name, Type: value.Type(), At: st.At()}
		w.env = w.binding(ident, bound)
		w.locals[name].valued = true
		w.push(&ir.Let{At: ir.At{Span: st.At()}, Var: bound, Value: value})
	}
}

// readsChange types how a change is read: the before image of a delete may hold its
// key alone, and is read as that where nothing asks for more.
func (w *walk) readsChange(node *ir.Node) *types.Type {
	t := node.Value.Type.Strip()
	image := w.wantsImage()
	whole := imageIsWhole(w.sourceOption("identity"), node)
	switch {
	case !image.IsZero() && !whole:
		w.noImage(node, image)
	case w.unwraps && image.IsZero() && t.Record.Change.Record.Table != nil && readsByName(node):
		t = types.EnvelopeByKey(t.Record.Change)
		w.p.From.Value = &ir.Carrier{Type: t, Converter: node.Value.Converter, At: node.Value.At}
	}
	return t
}

// readsByName reports whether the converter finds fields by their names, so that a part
// of a record can be read.
func readsByName(n *ir.Node) bool {
	c := n.Value.Converter
	return c != nil && (c.Spec.Name == "json" || c.Spec.Name == "connect_json")
}

// imageIsWhole reports whether the before image of a change holds all columns: a
// topic's is taken for that, a source must say so.
func imageIsWhole(identity *ir.Option, n *ir.Node) bool {
	side := n.Spec.Source
	if findOption(side.Options, "identity") == nil {
		return true
	}
	return optionText(identity) == "full"
}

// wantsImage is the place that asks for the before image as a whole row; zero without.
func (w *walk) wantsImage() diag.Span { return w.image }

func (w *walk) noImage(n *ir.Node, at diag.Span) {
	d := diag.Diagnostic{
		Code:    "E0452",
		Message: fmt.Sprintf("the old row is not known here: `%s` sends the key of what was changed or deleted, and no more", n.Title()),
		At:      at,
		Helps:   []string{"let Postgres send whole old rows:  ALTER TABLE … REPLICA IDENTITY FULL", "and say so in the source:          identity = full"},
	}
	label(&d, n.At, "declared without identity = full")
	w.add(d)
}

// lookAhead finds what of a change the stages name.
func (w *walk) lookAhead(stages []dsl.Stage) {
	w.named = map[string]bool{}
	eachStage(stages, func(st dsl.Stage) {
		if u, ok := st.(*dsl.Unwrap); ok {
			w.unwraps = true
			if o := unwrapOption(u); o != nil {
				if word, _ := wordOf(o.Value); word == "row" && w.image.IsZero() {
					w.image = o.Value.At()
				}
			}
		}
		for _, x := range exprsOf(st) {
			eachExpr(x, func(x dsl.Expr) {
				if n, ok := x.(*dsl.Name); ok {
					w.named[n.Ident.Text] = true
					if n.Ident.Text == "before" && w.image.IsZero() {
						w.image = n.At()
					}
				}
			})
		}
	})
}

// eachStage calls f for each stage, those in routes too.
func eachStage(stages []dsl.Stage, f func(dsl.Stage)) {
	for _, st := range stages {
		f(st)
		if r, ok := st.(*dsl.Route); ok {
			for _, a := range r.Arms {
				eachStage(a.Stages, f)
			}
		}
	}
}

// exprsOf are the expressions of a stage as they are written.
func exprsOf(st dsl.Stage) []dsl.Expr {
	var out []dsl.Expr
	items := func(list []dsl.MapItem) {
		for _, it := range list {
			out = append(out, it.Of, it.Value)
		}
	}
	switch st := st.(type) {
	case *dsl.Where:
		out = append(out, st.Cond)
	case *dsl.MapRecord:
		items(st.Items)
	case *dsl.MapValue:
		out = append(out, st.Value)
	case *dsl.Set:
		items(st.Items)
	case *dsl.Let:
		out = append(out, st.Value)
	case *dsl.Each:
		out = append(out, st.List)
	case *dsl.Headers:
		items(st.Items)
	case *dsl.Route:
		for _, a := range st.Arms {
			out = append(out, a.When)
		}
	case *dsl.To:
		for _, it := range st.Items {
			if o, ok := it.(*dsl.Option); ok {
				out = append(out, o.Value)
			}
		}
	case *dsl.Setting:
		out = append(out, st.Value)
	case *dsl.From, *dsl.Unwrap, *dsl.Drop, *dsl.Rename, *dsl.OnError, *dsl.BadStage:
	}
	return out
}

func unwrapOption(st *dsl.Unwrap) *dsl.Option {
	for _, it := range st.Items {
		if o, ok := it.(*dsl.Option); ok && o.Name.Text == "deletes" {
			return o
		}
	}
	return nil
}

// unwrap turns a change into the key and the row: what is deleted becomes a null
// value, is left out, or is the row that was there.
func (w *walk) unwrap(st *dsl.Unwrap) {
	deletes := w.unwrapDeletes(st)
	switch {
	case w.cur == nil:
		w.noRecord(st.At())
		return
	case w.cur.Type.Kind == types.Invalid:
		return
	case w.change == nil || w.cur != w.change.v:
		w.noChange(st)
		w.keyLost = true
		w.lose()
		w.keyLost = true
		return
	}
	for _, o := range w.ways {
		w.endWay(o, st.At()) // the delete that came before a null value has told it
	}
	u := &unwrapping{walk: w, st: st, row: w.change.row}
	w.push(u.noTruncate())
	after := u.field("after")
	if deletes == "row" {
		u.rowOf(&ir.Must{Typed: typed(st.At(), u.row), X: &ir.Else{Typed: typed(st.At(), after.Type()), X: after, Y: u.field("before")}})
		return
	}
	read := &ir.Var{Name: "record", Type: after.Type(), At: st.At()}
	w.push(&ir.Map{At: ir.At{Span: st.At()}, Var: read, Value: after})
	row := &ir.Var{Name: "record", Type: u.row, At: st.At()}
	w.part(st.At(), read, row)
	w.become(row, w.facts.elsewhere(w.curKey))
	null := w.ways[len(w.ways)-1]
	if deletes == "drop" {
		w.endWay(null, st.At())
		null = nil
	}
	u.setKey(&ir.VarRef{Typed: typed(st.At(), u.row), Var: row}, null)
}

// endWay keeps the null values of a way out.
func (w *walk) endWay(o *way, at diag.Span) {
	if !o.ended && !o.valued {
		*o.stages = append(*o.stages, &ir.Where{At: ir.At{Span: at}, Cond: &ir.Const{Typed: typed(at, boolean()), Value: false}})
		o.ended = true
	}
}

func (w *walk) noChange(st *dsl.Unwrap) {
	d := diag.Diagnostic{
		Code:    "E0451",
		Message: fmt.Sprintf("`unwrap` takes a change stream, and the value is %s here", w.cur.Type),
		At:      st.At(),
		Helps:   []string{"a change stream comes of a CDC source, or of a topic of Debezium's envelopes:  value: change<pg.orders> as json"},
	}
	if w.p.From != nil {
		label(&d, w.p.From.Reads().At, "what is read")
	}
	if w.change != nil {
		d.Helps = []string{"unwrap before the stages that change the value; op, before, after, at and source stay readable"}
	}
	w.add(d)
}

// unwrapDeletes reads the options of unwrap.
func (w *walk) unwrapDeletes(st *dsl.Unwrap) string {
	specs := []spec.Option{{
		Name: "deletes", Type: spec.Word, Words: []string{"tombstone", "drop", "row"}, When: spec.Static, PerUse: true, Default: "tombstone",
		Doc: "What a delete becomes: tombstone is a null value with the key, drop leaves it out, row is the row that was there.",
	}}
	w.noTyped(st.Items, "`unwrap`")
	got := w.options(st.Items, &optionSite{of: "unwrap", at: st.At(), specs: specs, perUse: true})
	if word := optionText(got["deletes"]); word != "" {
		return word
	}
	if slices.ContainsFunc(st.Items, func(it dsl.Item) bool { _, broken := it.(*dsl.BadItem); return broken }) {
		return "drop" // which was meant is not known; this one asks nothing of what follows
	}
	return "tombstone"
}

// unwrapping is the work of one unwrap.
type unwrapping struct {
	*walk
	st  *dsl.Unwrap
	row *types.Type
}

// field is a field of the change.
func (u *unwrapping) field(name string) ir.Expr {
	f := u.change.v.Type.Record.Field(name)
	whole := &ir.VarRef{Typed: typed(u.st.At(), u.change.v.Type), Var: u.change.v}
	return &ir.FieldOf{Typed: typed(u.st.At(), f.Type), X: whole, Field: f}
}

// noTruncate keeps out the emptying of a table, which has no row.
func (u *unwrapping) noTruncate() *ir.Where {
	at := u.st.At()
	truncate := &ir.Const{Typed: typed(at, text()), Value: "t"}
	return &ir.Where{At: ir.At{Span: at}, Cond: &ir.Binary{Typed: typed(at, boolean()), Op: "!=", X: u.field("op"), Y: truncate}}
}

// rowOf makes v, a row, the current value.
func (u *unwrapping) rowOf(v ir.Expr) {
	next := &ir.Var{Name: "record", Type: u.row, At: u.st.At()}
	u.push(&ir.Map{At: ir.At{Span: u.st.At()}, Var: next, Value: v})
	u.become(next, u.facts.elsewhere(u.curKey))
	u.setKey(&ir.VarRef{Typed: typed(u.st.At(), u.row), Var: next}, nil)
}

// setKey sets the table's key: of the row, and on the way of the deletes of the row
// that was there.
func (u *unwrapping) setKey(row ir.Expr, null *way) {
	table := u.row.Record
	if table.Table == nil || len(table.Table.PrimaryKey()) == 0 {
		return // the key that came along stays
	}
	key := u.keyOf(table)
	bound := &ir.Var{Name: "key", Type: key, At: u.st.At()}
	at := ir.At{Span: u.st.At()}
	u.out = append(u.out, &ir.SetKey{At: at, Var: bound, Value: u.keyFrom(row, key)})
	if null != nil {
		before := u.field("before")
		old := &ir.Var{Name: "old", Type: before.Type().Elem, At: u.st.At()}
		*null.stages = append(*null.stages,
			&ir.Let{At: at, Var: old, Value: &ir.Must{Typed: typed(u.st.At(), old.Type), X: before}},
			&ir.SetKey{At: at, Var: bound, Value: u.keyFrom(&ir.VarRef{Typed: typed(u.st.At(), old.Type), Var: old}, key)})
	}
	u.key, u.keyLost = &ir.VarRef{Typed: typed(u.st.At(), key), Var: bound}, false
}

func (u *unwrapping) keyFrom(row ir.Expr, key *types.Type) ir.Expr {
	out := &ir.MakeRecord{Typed: typed(u.st.At(), key)}
	for _, f := range key.Record.Fields {
		from := row.Type().Record.Field(f.Name)
		out.Fields = append(out.Fields, ir.Assign{Field: f, Value: &ir.FieldOf{Typed: typed(u.st.At(), from.Type), X: row, Field: from}, At: u.st.At()})
	}
	return out
}

// keyOf returns the type of a table's key, the same each time.
func (c *checker) keyOf(table *types.RecordType) *types.Type {
	if c.keys[table] == nil {
		c.keys[table] = types.RecordOf(types.KeyOf(table))
	}
	return c.keys[table]
}
