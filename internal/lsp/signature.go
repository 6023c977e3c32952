package lsp

import "github.com/flowc-lang/flowc/compiler/check"

// signatureHelp shows the forms of the function whose arguments are being written.
func (s *server) signatureHelp(p *positionParams) (any, error) {
	text, err := s.docs.ReadFile(nameOf(p.TextDocument.URI))
	if err != nil {
		return nil, err
	}
	c := newCursor(string(text), newLines(string(text)).offset(p.Position))
	for i := len(c.frames) - 1; i > 0; i-- {
		f := &c.frames[i]
		if fn := callee(f); fn != "" {
			return signatures(fn, f), nil
		}
	}
	return nil, nil
}

func signatures(fn string, f *frame) any {
	out := signatureHelp{ActiveParameter: f.count}
	method := len(f.head) > 1 && (f.head[len(f.head)-2].Text == "." || f.head[len(f.head)-2].Text == "?.")
	for _, form := range formsOf(fn) {
		if method {
			form.Params = form.Params[min(1, len(form.Params)):]
		}
		sig := signature{Label: form.Label(fn), Documentation: markdown(docOf(fn)), Parameters: []parameter{}}
		for _, p := range form.Params {
			sig.Parameters = append(sig.Parameters, parameter{Label: p.Label()})
		}
		out.Signatures = append(out.Signatures, sig)
	}
	for _, g := range check.Generators() {
		if method && g.Name == fn && len(f.head) > 2 && f.head[len(f.head)-3].Text == "gen" {
			out.Signatures = []signature{{Label: g.Usage, Parameters: []parameter{}}}
		}
	}
	for i, sig := range out.Signatures {
		if f.count < len(sig.Parameters) {
			out.ActiveSignature = i
			break
		}
	}
	if len(out.Signatures) == 0 {
		return nil
	}
	return out
}

func docOf(fn string) string {
	for _, f := range check.Functions() {
		if f.Name == fn {
			return f.Doc
		}
	}
	return ""
}
