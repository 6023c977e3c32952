package lsp

import (
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// hintType is the protocol's kind of a hint that shows a type.
const hintType = 1

// inlayHints show what is not written: the types of lets, the records that maps
// build, and the delivery level that is proved.
func (s *server) inlayHints(p *rangeParams) (any, error) {
	name := nameOf(p.TextDocument.URI)
	snap, err := s.snapshot(name)
	if err != nil {
		return nil, err
	}
	h := &hinting{snapshot: snap, within: p.Range, out: []inlayHint{}}
	file := snap.fileOf(name)
	if file == nil {
		return h.out, nil
	}
	for _, d := range file.Tree.Decls {
		if pipe, ok := d.(*dsl.Pipeline); ok {
			h.level(pipe)
			h.stages(pipe.Stages)
		}
	}
	return h.out, nil
}

type hinting struct {
	*snapshot
	within textRange
	out    []inlayHint
}

// add puts a hint behind a span, if the editor asked for that line.
func (h *hinting) add(at diag.Span, label string, kind int, tooltip string) {
	hint := inlayHint{Position: rangeOf(at).End, Label: label, Kind: kind, PaddingLeft: kind != hintType}
	if after(h.within.Start, hint.Position) || after(hint.Position, h.within.End) {
		return
	}
	if tooltip != "" {
		hint.Tooltip = markdown(tooltip)
	}
	h.out = append(h.out, hint)
}

// level shows the delivery level behind a pipeline's name.
func (h *hinting) level(d *dsl.Pipeline) {
	for _, p := range h.Program.Pipelines {
		if p.At == d.Name.At() && p.Level != 0 {
			h.add(d.Name.At(), p.Level.String(), 0, strings.Join(p.Why, "\n\n"))
		}
	}
}

func (h *hinting) stages(all []dsl.Stage) {
	for _, st := range all {
		switch st := st.(type) {
		case *dsl.Let:
			if u := h.Index.UseAt(st.Name.At().File.Name, st.Name.At().Start); u != nil && u.Def.Type != nil && u.Def.Type.Kind != types.Invalid {
				h.add(st.Name.At(), ": "+typeText(u.Def.Type), hintType, "")
			}
		case *dsl.MapRecord:
			h.mapped(st)
		case *dsl.Route:
			for _, arm := range st.Arms {
				h.stages(arm.Stages)
			}
		case *dsl.From, *dsl.Where, *dsl.MapValue, *dsl.Set, *dsl.Drop, *dsl.Rename, *dsl.Each, *dsl.Unwrap, *dsl.Headers,
			*dsl.To, *dsl.OnError, *dsl.Setting, *dsl.BadStage:
		}
	}
}

// mapped shows the record that a map without a target builds.
func (h *hinting) mapped(st *dsl.MapRecord) {
	if st.Target != nil {
		return
	}
	for _, p := range h.Program.Pipelines {
		if t := built(p.Stages, st.At()); t != nil {
			word := diag.Span{File: st.At().File, Start: st.At().Start, End: st.At().Start + len("map")}
			h.add(word, typeText(t), 0, code(t.String()))
		}
	}
}

// built finds the type of the record that the map at a place builds.
func built(stages []ir.Stage, at diag.Span) *types.Type {
	for _, st := range stages {
		switch st := st.(type) {
		case *ir.Map:
			if st.Place() == at {
				return st.Var.Type
			}
		case *ir.Route:
			for _, arm := range st.Arms {
				if t := built(arm.Stages, at); t != nil {
					return t
				}
			}
		}
	}
	return nil
}
