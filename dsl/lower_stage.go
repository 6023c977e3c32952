package dsl

import "github.com/flowc-lang/flowc/dsl/diag"

func (l *lowerer) stages(t tok) []Stage {
	var out []Stage
	for _, item := range l.items(t) {
		s := l.stage(item)
		if s == nil {
			s = &BadStage{l.itemPlace(item)}
		}
		out = append(out, s)
	}
	return out
}

// stage dispatches on the first word. `name = …` is a setting whatever the
// name.
func (l *lowerer) stage(item []leaf) Stage {
	if item[0].Kind != TokenIdent {
		l.noStage(item)
		return nil
	}
	if len(item) > 1 && item[1].is("=") {
		return staged(l, item, formSetting, l.setting)
	}
	switch item[0].Text {
	case "from":
		return staged(l, item, formFrom, l.from)
	case "to":
		return staged(l, item, formTo, l.to)
	case "where":
		return staged(l, item, formWhere, l.where)
	case "map":
		if isRecordMap(item) {
			return staged(l, item, formMap, l.mapRecord)
		}
		return staged(l, item, formMap, l.mapValue)
	case "set":
		return staged(l, item, formSet, l.set)
	case "rename":
		return staged(l, item, formRename, l.rename)
	case "headers":
		return staged(l, item, formHeaders, l.headers)
	case "route":
		return staged(l, item, formRoute, l.route)
	case "drop":
		return staged(l, item, formDrop, l.drop)
	case "let":
		return staged(l, item, formLet, l.let)
	case "each":
		return staged(l, item, formEach, l.eachStage)
	case "unwrap":
		return staged(l, item, formUnwrap, l.unwrap)
	case "on":
		return staged(l, item, formOnError, l.onError)
	}
	l.noStage(item)
	return nil
}

func staged[G any, N any, T interface {
	*N
	Stage
}](l *lowerer, item []leaf, f form, lower func(*G) T) Stage {
	g := parse[G](l, item, f)
	if g == nil {
		return nil
	}
	return lower(g)
}

// isRecordMap reports whether `map …` builds a record: a block at the end with
// at most a dotted name before it. `map match x { … }` has two words.
func isRecordMap(item []leaf) bool {
	last := len(item) - 1
	if item[last].kind != tBrace {
		return false
	}
	for i, t := range item[1:last] {
		name := t.Kind == TokenIdent || t.Kind == TokenText
		if i%2 == 0 && !name || i%2 == 1 && t.kind != tDot {
			return false
		}
	}
	return true
}

func (l *lowerer) from(n *fromStage) *From {
	return &From{place: l.at(n.node), Node: l.ref(n.Node), Items: l.optionsOf(n.Items)}
}

func (l *lowerer) to(n *toStage) *To {
	return &To{place: l.at(n.node), Node: l.ref(n.Node), Items: l.optionsOf(n.Items)}
}

func (l *lowerer) where(n *whereStage) *Where {
	return &Where{place: l.at(n.node), Cond: l.expr(n.Cond)}
}

func (l *lowerer) mapRecord(n *recordStage) *MapRecord {
	return &MapRecord{place: l.at(n.node), Target: l.pathPtr(n.Target), Items: l.mapItems(n.Items)}
}

func (l *lowerer) mapValue(n *mapStage) *MapValue {
	return &MapValue{place: l.at(n.node), Value: l.expr(n.Value)}
}

func (l *lowerer) set(n *blockStage) *Set {
	return &Set{place: l.at(n.node), Items: l.mapItems(n.Items)}
}

func (l *lowerer) rename(n *blockStage) *Rename {
	return &Rename{place: l.at(n.node), Items: l.mapItems(n.Items)}
}

func (l *lowerer) headers(n *blockStage) *Headers {
	return &Headers{place: l.at(n.node), Items: l.mapItems(n.Items)}
}

func (l *lowerer) drop(n *dropStage) *Drop {
	d := &Drop{place: l.at(n.node)}
	for _, p := range n.Paths {
		d.Paths = append(d.Paths, l.expr(p))
	}
	return d
}

func (l *lowerer) let(n *letStage) *Let {
	return &Let{place: l.at(n.node), Name: l.ident(n.Name), Value: l.expr(n.Value)}
}

func (l *lowerer) setting(n *settingStage) *Setting {
	return &Setting{place: l.at(n.node), Name: l.ident(n.Name), Value: l.expr(n.Value)}
}

// eachStage takes the name off the expression: to the grammar `.lines as line`
// is a cast.
func (l *lowerer) eachStage(n *eachStage) *Each {
	e := &Each{place: l.at(n.node)}
	last := len(n.List.Tail) - 1
	if last < 0 || !isNameCast(n.List.Tail[last]) {
		l.flaws.add(diag.Diagnostic{
			Code: "E0102", At: l.at(n.node).Span, Message: "`each` gives its elements no name",
			Helps: []string{"write: " + formEach.usage},
		})
		e.List, e.As = l.expr(n.List), Ident{place: l.between(n.end(), n.end())}
		return e
	}
	e.As = l.ident(n.List.Tail[last].As.Type.Named.Name.Head)
	list := *n.List
	list.Tail = list.Tail[:last]
	e.List = l.expr(&list)
	return e
}

// isNameCast reports whether a cast is to a bare name.
func isNameCast(t *tailNode) bool {
	if t.As == nil || t.As.Bang != nil || t.As.Type.Named == nil || len(t.As.Type.Opt) > 0 {
		return false
	}
	named := t.As.Type.Named
	return named.Args == nil && named.Params == nil && len(named.Name.Tail) == 0
}

func (l *lowerer) unwrap(n *unwrapStage) *Unwrap {
	return &Unwrap{place: l.at(n.node), Items: l.optionsOf(n.Items)}
}

func (l *lowerer) onError(n *onErrorStage) *OnError {
	o := &OnError{place: l.at(n.node), Items: l.optionsOf(n.Items)}
	if n.Value != nil {
		o.Value = l.expr(n.Value)
	}
	return o
}

func (l *lowerer) route(n *blockStage) *Route {
	r := &Route{place: l.at(n.node)}
	for _, item := range l.items(n.Items) {
		line := parse[routesNode](l, item, formRouteArm)
		if line == nil {
			continue
		}
		for _, a := range line.Arms {
			arm := &Arm{place: l.at(a.node), Stages: l.stages(a.Body)}
			if a.When != nil {
				arm.When = l.expr(a.When)
			}
			r.Arms = append(r.Arms, arm)
		}
	}
	return r
}

func (l *lowerer) mapItems(t tok) []MapItem {
	var out []MapItem
	for _, item := range l.items(t) {
		n := parse[mapItemNode](l, item, formMapItem)
		if n == nil {
			out = append(out, MapItem{place: l.itemPlace(item), Bad: true})
			continue
		}
		out = append(out, l.mapItem(n))
	}
	return out
}

func (l *lowerer) mapItem(n *mapItemNode) MapItem {
	at := l.at(n.node)
	switch {
	case n.Star != nil:
		return MapItem{place: at, Spread: true, Except: l.idents(n.Except)}
	case n.Name != nil:
		return MapItem{place: at, Name: l.ident(n.Name), Value: l.expr(n.Value)}
	}
	return l.shortItem(l.expr(n.Of))
}

// shortItem lowers a line without `=`: `.b`, or `E.*`.
func (l *lowerer) shortItem(x Expr) MapItem {
	at := place{x.At()}
	switch x := x.(type) {
	case *Member:
		return MapItem{place: at, Name: x.Name, Value: x}
	case *Spread:
		return l.spreadItem(at, x)
	}
	l.flaws.add(diag.Diagnostic{
		Code: "E0102", At: at.Span, Message: "this value has no name", Here: "which field gets it?",
		Helps: []string{"write: name = " + clip(at.Span.Text())},
	})
	return MapItem{place: at, Bad: true}
}

func (l *lowerer) spreadItem(at place, x *Spread) MapItem {
	m := MapItem{place: at, Spread: true, Of: x.X}
	if _, whole := x.X.(*Whole); whole {
		m.Of = nil
	}
	for _, e := range x.Except {
		if name, ok := e.(*Name); ok {
			m.Except = append(m.Except, name.Ident)
			continue
		}
		l.flaws.add(diag.Diagnostic{Code: "E0102", At: e.At(), Message: "`except` takes bare names of fields"})
	}
	return m
}
