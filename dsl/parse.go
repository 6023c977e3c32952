package dsl

import (
	"fmt"

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
			r.Add(diag.Diagnostic{Code: "E0100", At: f.Span(0, 0), Message: fmt.Sprintf("internal error while reading this file: %v", p),
				Helps: []string{"this is a bug of flowc; please report it with the file"}})
		}
	}()
	if !readable(f, fl) {
		out.Tokens = whole(f.Text)
		out.Decls = []Decl{&Bad{place{f.Span(0, len(f.Text))}}}
		fl.flush(r)
		return out
	}
	out.Tokens = scan(f.Text, 0, len(f.Text), fl.lexical)
	out.Decls = declarationsOf(f, out.Tokens, fl)
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

func declarationsOf(f *diag.File, toks []Token, fl *flaws) []Decl {
	l := &lowerer{layout: &layout{file: f, flaws: fl}, raw: toks}
	var out []Decl
	for _, region := range regions(significant(toks)) {
		leaves := l.trees(region, 0)
		if leaves == nil {
			out = append(out, &Bad{place{f.Span(region[0].Start, region[len(region)-1].End())}})
			continue
		}
		for _, item := range declarations(leaves) {
			out = append(out, l.declare(item))
		}
	}
	return out
}
