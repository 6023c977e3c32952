package dsl

import (
	"fmt"
	"slices"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// maxSize is the largest file that Parse reads.
const maxSize = 4 << 20

// Parse reads the text of f.
//
// Parse never fails: what it cannot read is a [Bad] declaration, a [BadItem], a
// [BadStage], a [BadStep] or a [BadExpr] in the tree, and its mistake is in r.
// The tokens of the result, joined, are the text of f.
func Parse(f *diag.File, r *diag.Report) (out *File) {
	out = &File{Source: f}
	fl := &flaws{file: f}
	defer func() {
		if p := recover(); p != nil {
			*out = File{Source: f, Tokens: whole(f.Text), Decls: []Decl{&Bad{place{f.Span(0, len(f.Text))}}}}
			r.Add(diag.Diagnostic{
				Code: "E0100", At: f.Span(0, 0), Message: fmt.Sprintf("internal error while reading this file: %v", p),
				Helps: []string{"this is a bug of flowc; please report it with the file"},
			})
		}
	}()
	if !readable(f, fl) {
		out.Tokens = whole(f.Text)
		out.Decls = []Decl{&Bad{place{f.Span(0, len(f.Text))}}}
		fl.flush(r)
		return out
	}
	out.Tokens = scan(f.Text, 0, len(f.Text), fl.lexical)
	for _, region := range regions(significant(out.Tokens)) {
		out.read(region, fl)
	}
	fl.flush(r)
	return out
}

// whole is the token of a text that was not scanned.
func whole(text string) []Token {
	if text == "" {
		return nil
	}
	return []Token{{Kind: TokenBad, Text: text}}
}

// read parses a region, which mostly is one declaration.
func (f *File) read(region []sig, fl *flaws) {
	l := &lowerer{layout: &layout{file: f.Source, flaws: fl}, raw: f.Tokens}
	all := Extent{Start: region[0].Start, End: region[len(region)-1].End()}
	before := fl.count
	leaves := l.trees(region, 0)
	if len(leaves) == 0 {
		f.Decls = append(f.Decls, &Bad{place{f.Source.Span(all.Start, all.End)}})
	}
	for _, item := range declarations(leaves) {
		l.found = append(l.found, extent(item))
		f.Decls = append(f.Decls, l.declare(item))
	}
	if all.Bad = fl.count > before || slices.ContainsFunc(region, sig.bad); all.Bad {
		l.found = []Extent{all}
	}
	slices.SortStableFunc(l.found, func(a, b Extent) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return b.End - a.End
	})
	f.Items = append(f.Items, l.found...)
}
