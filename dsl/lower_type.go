package dsl

import (
	"strings"

	"github.com/flowc-lang/flowc/dsl/diag"
)

func (l *lowerer) typ(n *typeNode) Type {
	t := l.typeBare(n)
	annots := l.annots(n.Annots)
	if named, ok := t.(*NamedType); ok {
		named.Annots = annots
	} else if len(annots) > 0 {
		l.flaws.add(diag.Diagnostic{
			Code: "E0102", At: annots[0].At(), Message: "no annotation can stand behind this type",
			Helps: []string{"give the type a name with `type`, or annotate the field"},
		})
	}
	return t
}

// typeBare lowers a type without its annotations, which belong to the field
// where there is one.
func (l *lowerer) typeBare(n *typeNode) Type {
	t := l.union(n)
	switch {
	case n.In != nil:
		return &RefinedType{place: l.at(n.node), Of: t, In: l.typeRange(n.In)}
	case n.Matches != nil:
		return &RefinedType{place: l.at(n.node), Of: t, Matches: l.regex(*n.Matches)}
	}
	return t
}

func (l *lowerer) union(n *typeNode) Type {
	var of []Type
	for _, a := range n.Alts {
		if t := l.atom(a); t != nil {
			of = append(of, t)
		}
	}
	switch len(of) {
	case 0:
		return nil // told already
	case 1:
		return of[0]
	}
	return &UnionType{place: l.between(n.start(), of[len(of)-1].At().End), Of: of}
}

func (l *lowerer) typeRange(n *rangeNode) Expr {
	from := l.operand(n.From)
	if n.To == nil {
		return from
	}
	op := l.file.Span(n.From.end(), n.To.start())
	return &Binary{place: l.at(n.node), Op: OpRange, OpAt: op, X: from, Y: l.operand(n.To)}
}

func (l *lowerer) atom(n *typeAtom) Type {
	var t Type
	switch {
	case n.Enum != nil:
		t = &EnumType{place: l.at(n.Enum.node), Open: n.Enum.Open, Symbols: l.names(n.Enum.Body, formSymbol)}
	case n.Record != nil:
		t = l.record(*n.Record)
	case n.Group != nil:
		t = l.group(*n.Group)
	default:
		t = l.named(n.Named)
	}
	if t == nil {
		return nil
	}
	for _, q := range n.Opt {
		t = &OptionalType{place: l.between(n.start(), q.end()), Of: t}
	}
	return t
}

// group lowers `(A | B)`, which is its inside; nil where that is broken.
func (l *lowerer) group(t tok) Type {
	before := l.flaws.count
	inside := l.typeArgs(t)
	switch {
	case l.flaws.count > before:
		return nil
	case len(inside) == 0:
		l.flaws.add(diag.Diagnostic{Code: "E0102", At: l.tokAt(t).Span, Message: "nothing stands between `(` and `)`", Here: "a type belongs inside"})
		return nil
	case len(inside) > 1:
		l.flaws.add(diag.Diagnostic{
			Code: "E0102", At: inside[1].At(), Message: "one type stands between `(` and `)`",
			Here: "this is the second", Helps: severalTypes(inside),
		})
		return nil
	}
	l.lastComma(t)
	return inside[0]
}

// severalTypes are the ways to put types together that `(A, B)` may have meant.
func severalTypes(of []Type) []string {
	var names, fields []string
	for i, t := range of {
		names = append(names, t.At().Text())
		fields = append(fields, string(rune('a'+i%26))+": "+names[i])
	}
	return []string{
		"several values together are a record: { " + strings.Join(fields, ", ") + " }",
		"values without names are a tuple: tuple<" + strings.Join(names, ", ") + ">",
	}
}

func (l *lowerer) named(n *namedType) Type {
	t := &NamedType{place: l.at(n.node), Name: l.path(n.Name)}
	if n.Args != nil {
		t.Args = l.typeArgs(*n.Args)
	}
	if n.Params != nil {
		t.Params = l.args(*n.Params)
		l.lastComma(*n.Params)
	}
	return t
}

// lastComma refuses `decimal(4, )`: of a type every number counts, and this one may
// have been forgotten.
func (l *lowerer) lastComma(t tok) {
	if toks := l.inside(t); len(toks) > 0 && toks[len(toks)-1].is(",") {
		l.flaws.add(diag.Diagnostic{Code: "E0102", At: toks[len(toks)-1].span(l.file), Message: "nothing stands behind this `,`"})
	}
}

// typeArgs lowers `<A, 3>`. A length is a named type whose name is its digits.
func (l *lowerer) typeArgs(t tok) []Type {
	var out []Type
	l.each(t, func(item []leaf) {
		n := parse[typeArg](l, item, formType)
		switch {
		case n == nil:
		case n.Len != nil:
			id := l.tokIdent(*n.Len)
			out = append(out, &NamedType{place: id.place, Name: Path{place: id.place, Parts: []Ident{id}}})
		default:
			out = append(out, l.typ(n.Type))
		}
	})
	return out
}

func (l *lowerer) record(t tok) *RecordType {
	r := &RecordType{place: l.tokAt(t)}
	for _, item := range l.items(t) {
		n := parse[fieldNode](l, item, formField)
		switch {
		case n == nil:
		case n.Rest:
			r.Open = true
		default:
			r.Fields = append(r.Fields, l.field(n))
		}
	}
	return r
}

func (l *lowerer) field(n *fieldNode) *Field {
	f := &Field{place: l.at(n.node), Name: l.ident(n.Name), Type: l.typeBare(n.Type), Doc: l.doc(n.start())}
	if n.Default != nil {
		f.Default = l.expr(n.Default)
	}
	f.Annots = append(l.annots(n.Type.Annots), l.annots(n.Annots)...)
	return f
}

// params lowers the parameters of a function.
func (l *lowerer) params(t tok) []*Field {
	var out []*Field
	l.each(t, func(item []leaf) {
		n := parse[fieldNode](l, item, formParam)
		if n != nil && !n.Rest {
			out = append(out, l.field(n))
		}
	})
	return out
}
