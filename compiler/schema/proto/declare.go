package proto

import (
	"slices"
	"strings"

	"github.com/bufbuild/protocompile/ast"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// declare enters the messages and enums of a file.
func (im *importer) declare(s *source) {
	messages := 0
	for _, d := range s.tree.Decls {
		switch d := d.(type) {
		case *ast.MessageNode:
			im.message(s, d, s.pkg, []int{messages})
			messages++
		case *ast.EnumNode:
			im.enum(s, d, s.pkg)
		}
	}
}

// message enters a message, and then what is declared inside it. path is its place in
// the file: its number among the messages, of each message around it and of itself.
func (im *importer) message(s *source, n *ast.MessageNode, space string, path []int) {
	r := &types.RecordType{Name: n.Name.Val, Namespace: space, Doc: s.doc(n), At: s.at(n.Name), Origin: "proto", ProtoPath: path, Source: &s.text}
	full := join(space, n.Name.Val)
	im.enter(&decl{src: s, full: full, typ: types.RecordOf(r), message: n})
	if len(path) > maxDepth+1 {
		im.fail(r.At, "messages nest too deep here")
		return
	}
	messages := 0
	for _, d := range n.Decls {
		switch d := d.(type) {
		case *ast.MessageNode:
			im.message(s, d, full, append(slices.Clone(path), messages))
			messages++
		case *ast.EnumNode:
			im.enum(s, d, full)
		}
	}
}

func (im *importer) enter(d *decl) {
	if first := im.named[d.full]; first != nil {
		what := "message"
		if d.enum != nil {
			what = "enum"
		}
		im.twice(what, d.full, placeOf(d.typ), placeOf(first.typ))
		return
	}
	im.named[d.full] = d
	im.decls = append(im.decls, d)
}

func placeOf(t *types.Type) diag.Span {
	if t.Kind == types.Enum {
		return t.Enum.At
	}
	return t.Record.At
}

// enum enters an enum with its symbols. One number may have several names: they are
// all symbols.
func (im *importer) enum(s *source, n *ast.EnumNode, space string) {
	e := &types.EnumType{Name: n.Name.Val, Namespace: space, Open: s.proto3, At: s.at(n.Name)}
	for _, d := range n.Decls {
		v, ok := d.(*ast.EnumValueNode)
		if !ok {
			continue
		}
		at := s.at(v.Name)
		if i := e.Index(v.Name.Val); i >= 0 {
			im.twice("symbol", v.Name.Val, at, e.SymbolAt[i])
			continue
		}
		number, ok := ast.AsInt32(v.Number, -1<<31, 1<<31-1)
		if !ok {
			im.fail(s.at(v.Number), "the number of a symbol is an int32")
			continue
		}
		if i := slices.Index(e.Numbers, number); i >= 0 && !aliased(n) {
			im.reused(s, v.Number, "symbol", number, e.SymbolAt[i])
		}
		e.Symbols = append(e.Symbols, v.Name.Val)
		e.SymbolAt = append(e.SymbolAt, at)
		e.Numbers = append(e.Numbers, number)
	}
	switch {
	case len(e.Symbols) == 0:
		im.fail(e.At, "enum `%s` has no symbols", e.Name)
	case s.proto3 && e.Numbers[0] != 0:
		im.fail(e.SymbolAt[0], "the first symbol of a proto3 enum has the number 0")
	}
	im.enter(&decl{src: s, full: join(space, e.Name), typ: types.EnumOf(e), enum: n})
}

// aliased reports whether an enum allows several names for a number.
func aliased(n *ast.EnumNode) bool {
	for _, d := range n.Decls {
		if o, ok := d.(*ast.OptionNode); ok && optionIs(o, "allow_alias") {
			return boolOf(o.Val)
		}
	}
	return false
}

func optionIs(o *ast.OptionNode, name string) bool {
	p := o.Name.Parts
	return len(p) == 1 && !p[0].IsExtension() && string(p[0].Name.AsIdentifier()) == name
}

func boolOf(v ast.ValueNode) bool {
	id, ok := v.Value().(ast.Identifier)
	return ok && id == "true"
}

// FullName is the name of a message with its package and the messages around it.
func FullName(r *types.RecordType) string {
	return join(r.Namespace, r.Name[strings.LastIndexByte(r.Name, '.')+1:])
}

func join(space, name string) string {
	if space == "" {
		return name
	}
	return space + "." + name
}

// notItself cuts a required message that holds itself: no value of it is finite.
func (im *importer) notItself(d *decl) {
	if d.message == nil {
		return
	}
	if f := types.HoldsItself(d.typ.Record); f != nil {
		im.report.Add(diag.Diagnostic{
			Code:    "E0435",
			Message: "the message `" + d.typ.Record.Name + "` holds itself without end",
			At:      f.At,
			Helps:   []string{"make the field optional or repeated"},
		})
		f.Type = types.Of(types.Invalid)
	}
}
