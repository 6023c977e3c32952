package dsl

import (
	"sort"
	"strings"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// lowerer turns items into the tree, parsing each on the way.
type lowerer struct {
	*layout
	raw   []Token // the tokens of the file
	depth int     // texts in texts
	found []Extent
}

func (l *lowerer) at(n node) place { return place{l.file.Span(n.start(), n.end())} }

func (l *lowerer) tokAt(t tok) place { return place{l.file.Span(t.Pos.Offset, t.Pos.Column)} }

func (l *lowerer) between(start, end int) place { return place{l.file.Span(start, end)} }

// inside returns the tokens between the brackets of t.
func (l *lowerer) inside(t tok) []leaf { return l.groups[t.Pos.Line-1].toks }

// items returns the items of a block, and notes where they lie.
func (l *lowerer) items(t tok) [][]leaf {
	out := items(l.inside(t))
	for _, item := range out {
		l.found = append(l.found, extent(item))
	}
	return out
}

func extent(item []leaf) Extent { return Extent{Start: item[0].Start, End: item[len(item)-1].end()} }

// itemPlace returns the place of a whole item.
func (l *lowerer) itemPlace(item []leaf) place {
	return l.between(item[0].Start, item[len(item)-1].end())
}

// parse parses an item as a G. For one that does not parse it tells why and
// returns nil.
func parse[G any](l *lowerer, item []leaf, f form) *G {
	if l.tooLong(item) {
		return nil
	}
	g, wrong := parseItem[G](item)
	if wrong < 0 {
		return g
	}
	if hasBad(item) {
		return nil
	}
	wrongIn := func(toks []leaf) int { _, i := parseItem[G](toks); return i }
	if next, d, ok := l.supplied(item, wrong, f, wrongIn); ok {
		l.flaws.add(d)
		g, _ = parseItem[G](next)
		return g
	}
	m := l.mend(item, wrong, f, wrongIn)
	switch {
	case m.whole:
		l.flaws.add(m.tell(f))
		g, _ = parseItem[G](m.item)
	case len(m.found) > 0:
		l.flaws.add(m.tell(f))
	default:
		l.flaws.add(l.explain(item, wrong, f, fits[G]))
	}
	return g
}

// fits reports whether toks are a whole G.
func fits[G any](toks []leaf) bool {
	if len(toks) == 0 {
		return false
	}
	_, wrong := parseItem[G](toks)
	return wrong < 0
}

// hasBad reports whether the scanner or the layout has told of a mistake in the
// item itself, from which the grammar's trouble may follow.
func hasBad(item []leaf) bool {
	for _, t := range item {
		if t.Kind == TokenBad {
			return true
		}
	}
	return false
}

// maxItem bounds the tokens of one item, and with them the depth of the tree
// that a chain of operators becomes.
const maxItem = 10_000

// tooLong refuses items that would nest too deep without any bracket.
func (l *lowerer) tooLong(item []leaf) bool {
	nested := 0
	for i, t := range item {
		if t.word("if") || t.word("match") || t.is("|") && !endsOperand(item[:i]) {
			nested++
		}
	}
	if nested <= maxDepth && len(item) <= maxItem {
		return false
	}
	l.tooDeep(item[0].span(l.file))
	return true
}

// doc returns the doc comment above the token at offset, one line a line.
func (l *lowerer) doc(offset int) string {
	i := sort.Search(len(l.raw), func(i int) bool { return l.raw[i].Start >= offset })
	var lines []string
	for newlines := 0; i > 0 && newlines < 2; i-- {
		switch t := l.raw[i-1]; t.Kind {
		case TokenSpace:
		case TokenNewline:
			newlines++
		case TokenDoc:
			newlines = 0
			lines = append(lines, strings.TrimRight(strings.TrimPrefix(strings.TrimPrefix(t.Text, "///"), " "), " \t\r"))
		default:
			newlines = 2
		}
	}
	for a, b := 0, len(lines)-1; a < b; a, b = a+1, b-1 {
		lines[a], lines[b] = lines[b], lines[a]
	}
	return strings.Join(lines, "\n")
}

func (l *lowerer) ident(n *nameNode) Ident {
	id := Ident{place: l.at(n.node), Text: n.Name.Value}
	if n.Name.Type == tText {
		id.Quoted = true
		id.Text = l.plainText(n.Name, "a name")
	}
	return id
}

func (l *lowerer) tokIdent(t tok) Ident { return Ident{place: l.tokAt(t), Text: t.Value} }

func (l *lowerer) identPtr(n *nameNode) *Ident {
	if n == nil {
		return nil
	}
	id := l.ident(n)
	return &id
}

func (l *lowerer) idents(ns []*nameNode) []Ident {
	var out []Ident
	for _, n := range ns {
		out = append(out, l.ident(n))
	}
	return out
}

// names lowers a block of names, such as the symbols of an enum.
func (l *lowerer) names(t tok, f form) []Ident {
	var out []Ident
	for _, item := range l.items(t) {
		if n := parse[nameNode](l, item, f); n != nil {
			out = append(out, l.ident(n))
		}
	}
	return out
}

func (l *lowerer) path(n *pathNode) Path {
	p := Path{place: l.at(n.node), Parts: []Ident{l.ident(n.Head)}}
	for _, t := range n.Tail {
		if t.Star {
			p.Star = true
			continue
		}
		if p.Star {
			l.flaws.add(diag.Diagnostic{Code: "E0102", At: l.at(t.node).Span, Message: "`.*` ends a name: nothing can follow it"})
		}
		p.Parts = append(p.Parts, l.ident(t.Name))
	}
	return p
}

func (l *lowerer) pathPtr(n *pathNode) *Path {
	if n == nil {
		return nil
	}
	p := l.path(n)
	return &p
}

func (l *lowerer) ref(n *refNode) Ref {
	r := Ref{place: l.at(n.node), Name: l.path(n.Path)}
	if n.Args != nil {
		r.Args = l.typeArgs(*n.Args)
	}
	return r
}

func (l *lowerer) annots(ns []*annotNode) []Annot {
	var out []Annot
	for _, n := range ns {
		a := Annot{place: l.at(n.node), Name: l.ident(n.Name)}
		if n.Args != nil {
			a.Args = l.args(*n.Args)
		}
		out = append(out, a)
	}
	return out
}
