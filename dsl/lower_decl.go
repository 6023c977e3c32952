package dsl

// declare parses and lowers one declaration.
func (l *lowerer) declare(item []leaf) Decl {
	if d := l.declaration(item); d != nil {
		return d
	}
	return &Bad{l.itemPlace(item)}
}

// declaration dispatches on the first word, so that a mistake is told by the
// grammar of what was meant. It returns nil for a declaration that does not
// parse.
func (l *lowerer) declaration(item []leaf) Decl {
	if item[0].Kind == TokenIdent {
		switch item[0].Text {
		case "flow":
			return lowered(l, item, formEdition, l.edition)
		case "import":
			return lowered(l, item, formImport, l.importDecl)
		case "param", "secret":
			return lowered(l, item, formParamDecl(item[0].Text), l.param)
		case "schema":
			return lowered(l, item, formSchema, l.schema)
		case "enum", "open":
			return lowered(l, item, formEnum, l.enum)
		case "type":
			return lowered(l, item, formAlias, l.alias)
		case "fn":
			return lowered(l, item, formFn, l.fn)
		case "connection", "converter", "source", "sink":
			return lowered(l, item, formResource(item[0].Text), l.kinded)
		case "topic", "policy":
			return lowered(l, item, formResource(item[0].Text), l.topic)
		case "pipeline":
			return lowered(l, item, formPipeline, l.pipeline)
		case "test":
			return lowered(l, item, formTest, l.test)
		}
	}
	l.noDeclaration(item)
	return nil
}

// lowered parses item as a G and lowers it. The result is nil, not a typed nil,
// where item does not parse.
func lowered[G any, N any, T interface {
	*N
	Decl
}](l *lowerer, item []leaf, f form, lower func(*G) T) Decl {
	g := parse[G](l, item, f)
	if g == nil {
		return nil
	}
	return lower(g)
}

func (l *lowerer) edition(n *editionDecl) *Edition {
	e := &Edition{place: l.at(n.node), Version: n.Version.Value}
	if e.Version != edition {
		l.unknownEdition(n.Version)
	}
	return e
}

func (l *lowerer) importDecl(n *importDecl) *Import {
	d := &Import{place: l.at(n.node), Alias: l.identPtr(n.Alias)}
	if n.Names != nil {
		d.Names = l.names(*n.Names, formImportName)
	} else {
		d.Kind = l.ident(n.Kind)
	}
	d.Path = *l.text(n.Path)
	if o := n.Origin; o != nil {
		name := l.ident(o.Name)
		d.Origin = &Call{place: l.at(o.node), Fn: &Name{place: name.place, Ident: name}}
		if o.Args != nil {
			d.Origin.Args = l.args(*o.Args)
		}
	}
	return d
}

func (l *lowerer) param(n *paramDecl) *Param {
	p := &Param{place: l.at(n.node), Secret: n.Word.Value == "secret", Name: l.ident(n.Name), Type: l.typeBare(n.Type), Doc: l.doc(n.start())}
	if n.Default != nil {
		p.Default = l.expr(n.Default)
	}
	p.Annots = append(l.annots(n.Type.Annots), l.annots(n.Annots)...)
	return p
}

func (l *lowerer) schema(n *schemaDecl) *Schema {
	return &Schema{place: l.at(n.node), Name: l.ident(n.Name), Annots: l.annots(n.Annots), Body: l.record(n.Body), Doc: l.doc(n.start())}
}

func (l *lowerer) enum(n *enumDecl) *Enum {
	body := &EnumType{place: l.tokAt(n.Body), Symbols: l.names(n.Body, formSymbol), Open: n.Open}
	return &Enum{place: l.at(n.node), Name: l.ident(n.Name), Annots: l.annots(n.Annots), Body: body, Doc: l.doc(n.start())}
}

func (l *lowerer) alias(n *aliasDecl) *Alias {
	return &Alias{place: l.at(n.node), Name: l.ident(n.Name), Type: l.typ(n.Type), Doc: l.doc(n.start())}
}

func (l *lowerer) fn(n *fnDecl) *Fn {
	f := &Fn{place: l.at(n.node), Name: l.ident(n.Name), Params: l.params(n.Params), Body: l.expr(n.Body), Doc: l.doc(n.start())}
	if n.Result != nil {
		f.Result = l.typ(n.Result)
	}
	return f
}

func (l *lowerer) kinded(n *kindedDecl) *Resource {
	r := l.resource(n.node, n.Word, n.Rest)
	r.Kind = l.path(n.Kind)
	return r
}

func (l *lowerer) topic(n *topicDecl) *Resource { return l.resource(n.node, n.Word, n.Rest) }

func (l *lowerer) resource(n node, word tok, rest *resource) *Resource {
	return &Resource{
		place: l.at(n), Keyword: l.tokIdent(word), Name: l.ident(rest.Name), On: l.pathPtr(rest.On),
		For: l.forIn(rest.For), Annots: l.annots(rest.Annots), Items: l.options(rest.Body), Doc: l.doc(n.start()),
	}
}

func (l *lowerer) forIn(n *forNode) *For {
	if n == nil {
		return nil
	}
	return &For{place: l.at(n.node), Var: l.ident(n.Var), Set: l.expr(n.Set)}
}

// options lowers the lines of a resource's body, or of the block behind a
// stage.
func (l *lowerer) options(t tok) []Item {
	var out []Item
	for _, item := range l.items(t) {
		n := parse[itemNode](l, item, formOption)
		if n == nil {
			out = append(out, &BadItem{l.itemPlace(item)})
			continue
		}
		out = append(out, l.option(n))
	}
	return out
}

func (l *lowerer) optionsOf(t *tok) []Item {
	if t == nil {
		return nil
	}
	return l.options(*t)
}

func (l *lowerer) option(n *itemNode) Item {
	at, name := l.at(n.node), l.ident(n.Name)
	switch {
	case n.Value != nil:
		return &Option{place: at, Name: name, Value: l.expr(n.Value)}
	case n.Nested != nil:
		return &Block{place: at, Name: name, Items: l.options(*n.Nested)}
	}
	typed := &Typed{place: at, Name: name, Type: l.typ(n.Type)}
	if n.As != nil {
		typed.As = l.converter(n.As)
	}
	return typed
}

func (l *lowerer) converter(n *converterNode) Expr {
	id := l.ident(n.Name)
	name := &Name{place: id.place, Ident: id}
	if n.Args == nil {
		return name
	}
	return &Call{place: l.at(n.node), Fn: name, Args: l.args(*n.Args)}
}

func (l *lowerer) pipeline(n *pipelineDecl) *Pipeline {
	return &Pipeline{place: l.at(n.node), Name: l.ident(n.Name), For: l.forIn(n.For), Annots: l.annots(n.Annots), Stages: l.stages(n.Body), Doc: l.doc(n.start())}
}

func (l *lowerer) test(n *testDecl) *Test {
	t := &Test{place: l.at(n.node), Title: *l.text(n.Title), For: l.ref(n.For)}
	for _, item := range l.items(n.Body) {
		t.Steps = append(t.Steps, l.step(item))
	}
	return t
}

func (l *lowerer) step(item []leaf) Step {
	n := parse[stepNode](l, item, formStep(item[0].Text))
	switch {
	case n == nil:
		return &BadStep{l.itemPlace(item)}
	case n.Given != nil:
		return &Given{place: l.at(n.node), Node: l.ref(n.Given.Node), Values: l.list(n.Given.Values)}
	case n.Freeze != nil:
		return &Freeze{place: l.at(n.node), Name: l.ident(n.Freeze.Name), Value: l.expr(n.Freeze.Value)}
	}
	e := &Expect{place: l.at(n.node)}
	switch x := n.Expect; {
	case x.Nothing != nil:
		e.What = "nothing"
	case x.Error != nil:
		e.What, e.Error = "error", l.recordLit(*x.Error)
	default:
		e.What, e.Node, e.Values = "node", l.ref(x.Node), l.list(*x.Values)
	}
	return e
}
