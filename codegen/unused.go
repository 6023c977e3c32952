package codegen

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
)

// discardUnused gives the locals of a file that nothing reads the name _. A field
// that a map builds and the next one drops is still computed, since that may fail
// the record, but Go refuses a local without a reader.
func discardUnused(text []byte) ([]byte, error) {
	for {
		out, err := discardOnce(text)
		if err != nil || bytes.Equal(out, text) {
			return out, err
		}
		text = out // what was only read by what is gone now is not read any more
	}
}

func discardOnce(text []byte) ([]byte, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", text, parser.ParseComments)
	if err != nil {
		return nil, fmt.Errorf("parse generated code: %w", err)
	}
	u := &unused{reads: map[*object]int{}, writes: map[*object][]*ast.Ident{}}
	for _, d := range file.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok {
			ast.Inspect(fn.Body, u.count)
		}
	}
	if !u.rename() {
		return text, nil
	}
	ast.Inspect(file, clean)
	var buf bytes.Buffer
	if err := format.Node(&buf, fset, file); err != nil {
		return nil, fmt.Errorf("format generated code: %w", err)
	}
	return buf.Bytes(), nil
}

// object is a declared name. The parser tells locals apart without types, and of
// fields only the keys of literals could be taken for one, which are not looked at.
type object = ast.Object //nolint:staticcheck // deprecated for what needs types

// unused finds the locals that are written and never read.
type unused struct {
	declared []*object
	reads    map[*object]int
	writes   map[*object][]*ast.Ident
}

// count looks at one node inside a function.
func (u *unused) count(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.AssignStmt:
		for _, x := range n.Lhs {
			if id, ok := x.(*ast.Ident); ok && id.Obj != nil && (n.Tok == token.DEFINE || n.Tok == token.ASSIGN) {
				if id.Obj.Decl == n {
					u.declared = append(u.declared, id.Obj)
				}
				u.writes[id.Obj] = append(u.writes[id.Obj], id)
				u.reads[id.Obj]-- // Inspect meets it again, as if it was read
			}
		}
	case *ast.RangeStmt:
		for _, x := range []ast.Expr{n.Key, n.Value} {
			if id, ok := x.(*ast.Ident); ok && id.Obj != nil && n.Tok == token.DEFINE {
				u.declared = append(u.declared, id.Obj)
				u.writes[id.Obj] = append(u.writes[id.Obj], id)
				u.reads[id.Obj]--
			}
		}
	case *ast.ValueSpec:
		for _, id := range n.Names {
			u.declared = append(u.declared, id.Obj)
			u.writes[id.Obj] = append(u.writes[id.Obj], id)
			u.reads[id.Obj]--
		}
	case *ast.KeyValueExpr:
		ast.Inspect(n.Value, u.count) // the key is the name of a field
		return false
	case *ast.Ident:
		if n.Obj != nil {
			u.reads[n.Obj]++
		}
	}
	return true
}

// rename makes _ of the locals that are not read. It reports whether there are any.
func (u *unused) rename() bool {
	found := false
	for _, o := range u.declared {
		if u.reads[o] > 0 {
			continue
		}
		found = true
		for _, id := range u.writes[o] {
			id.Name = "_"
		}
	}
	return found
}

// clean takes away what is left of locals that became _: declarations without a
// name, and := that defines nothing.
func clean(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.AssignStmt:
		if n.Tok == token.DEFINE && allBlank(n.Lhs) {
			n.Tok = token.ASSIGN
		}
	case *ast.RangeStmt:
		if isBlank(n.Value) {
			n.Value = nil
		}
		if n.Value == nil && isBlank(n.Key) {
			n.Key, n.Tok = nil, token.ILLEGAL
		}
	case *ast.BlockStmt:
		n.List = withoutBlank(n.List)
	case *ast.CaseClause:
		n.Body = withoutBlank(n.Body)
	}
	return true
}

func allBlank(list []ast.Expr) bool {
	for _, x := range list {
		if !isBlank(x) {
			return false
		}
	}
	return true
}

func isBlank(x ast.Expr) bool {
	id, ok := x.(*ast.Ident)
	return ok && id.Name == "_"
}

// withoutBlank leaves out `var _ T`, and `_ = v` of a v that does nothing.
func withoutBlank(list []ast.Stmt) []ast.Stmt {
	kept := list[:0]
	for _, s := range list {
		if !blankDecl(s) && !blankAssign(s) && !emptyIf(s) {
			kept = append(kept, s)
		}
	}
	return kept
}

// emptyIf reports whether s is an if without anything in it whose condition calls
// nothing. One with something in its else only is turned round.
func emptyIf(s ast.Stmt) bool {
	i, ok := s.(*ast.IfStmt)
	if !ok || len(i.Body.List) > 0 || i.Init != nil {
		return false
	}
	if b, ok := i.Else.(*ast.BlockStmt); ok {
		if b.List = withoutBlank(b.List); len(b.List) > 0 {
			i.Cond, i.Body, i.Else = opposite(i.Cond), b, nil
			return false
		}
		i.Else = nil
	}
	calls := false
	ast.Inspect(i.Cond, func(n ast.Node) bool {
		_, call := n.(*ast.CallExpr)
		calls = calls || call
		return !calls
	})
	return i.Else == nil && !calls
}

// opposite is a condition that holds where c does not.
func opposite(c ast.Expr) ast.Expr {
	switch c := c.(type) {
	case *ast.UnaryExpr:
		if c.Op == token.NOT {
			return c.X
		}
	case *ast.Ident, *ast.SelectorExpr:
		return &ast.UnaryExpr{Op: token.NOT, X: c}
	}
	return &ast.UnaryExpr{Op: token.NOT, X: &ast.ParenExpr{X: c}}
}

func blankDecl(s ast.Stmt) bool {
	d, ok := s.(*ast.DeclStmt)
	if !ok {
		return false
	}
	spec, ok := d.Decl.(*ast.GenDecl).Specs[0].(*ast.ValueSpec)
	return ok && len(spec.Names) == 1 && spec.Names[0].Name == "_" && len(spec.Values) == 0
}

func blankAssign(s ast.Stmt) bool {
	a, ok := s.(*ast.AssignStmt)
	if !ok || !allBlank(a.Lhs) || len(a.Rhs) != 1 {
		return false
	}
	switch a.Rhs[0].(type) {
	case *ast.BasicLit, *ast.Ident:
		return true
	}
	return false
}
