package check

import (
	"fmt"
	"path"
	"path/filepath"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/schema/gofunc"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// moduleName is the name that an import of a schema or Go package declares; nil for
// one that declares none. A Go package without `as` has the name of its folder.
func moduleName(d *dsl.Import) *dsl.Ident {
	if d.Alias != nil || d.Kind.Text != "go" {
		return d.Alias
	}
	target, _ := d.Path.Plain()
	name := dsl.Ident{Text: path.Base(filepath.ToSlash(target))}
	name.Span = d.Path.At()
	return &name
}

// goImport returns the import of the Go package that x names, nil where it names
// something else.
func (e *env) goImport(x dsl.Expr) *symbol {
	n, ok := x.(*dsl.Name)
	if !ok || e.locals[n.Ident.Text] != nil {
		return nil
	}
	sym := e.names[n.Ident.Text]
	if sym == nil || sym.kind != moduleSymbol || sym.decl.(*dsl.Import).Kind.Text != "go" {
		return nil
	}
	e.use(n.Ident)
	return sym
}

// callGo is enrich.geo(.ip): a function of an imported Go package.
func (e *env) callGo(x *dsl.Call, fn *dsl.Member, sym *symbol) ir.Expr {
	imp := sym.scope.file.Imports[sym.decl.(*dsl.Import)]
	if imp == nil || imp.Go == nil || len(imp.Go.Funcs) == 0 && e.r.Failed() {
		for _, a := range x.Args {
			e.expr(a.Value, nil) // what is wrong in it is told all the same
		}
		return bad(x.At())
	}
	f := imp.Go.Find(fn.Name.Text)
	switch {
	case f == nil:
		e.add(noGoFunc(fn.Name, sym, imp.Go))
		return bad(x.At())
	case f.Why != "":
		e.add(e.goRefused(x, fn, f))
		return bad(x.At())
	}
	return e.apply(x, fn.Name, e.goFunc(sym, imp, f), x.Args, nil)
}

func noGoFunc(name dsl.Ident, sym *symbol, p *gofunc.Package) diag.Diagnostic {
	var names []string
	for _, f := range p.Funcs {
		if f.Why == "" {
			names = append(names, types.Snake(f.Name))
		}
	}
	d := diag.Diagnostic{
		Code:    "E0201",
		Message: fmt.Sprintf("the Go package `%s` has no function `%s`%s", sym.name.Text, name.Text, didYouMean(name.Text, names)),
		At:      name.At(),
	}
	label(&d, sym.decl.At(), "imported here")
	if len(names) == 0 {
		d.Helps = []string{"functions to call are exported: their Go names begin with a capital"}
	}
	propose(&d, name.At(), name.Text, names)
	return d
}

// goRefused is for a function that no pipeline can call.
func (e *env) goRefused(x *dsl.Call, fn *dsl.Member, f *gofunc.Func) diag.Diagnostic {
	d := diag.Diagnostic{
		Code:    "E0405",
		Message: fmt.Sprintf("`%s` cannot be called from a pipeline: %s", x.Fn.At().Text(), f.Why),
		At:      fn.Name.At(),
		Helps: []string{
			"its parameters and result are bool, integers, floats, string, []byte, [16]byte, time.Time, structs of those, slices, and pointers for what may be null",
		},
	}
	label(&d, f.WhyAt, "in its declaration")
	return d
}

// goFunc returns the function as the program has it: one for all its calls.
func (c *checker) goFunc(sym *symbol, imp *Import, f *gofunc.Func) *ir.Func {
	if fn := c.goFuncs[f]; fn != nil {
		return fn
	}
	pkg := c.goPackage(imp)
	fn := &ir.Func{
		Name: sym.name.Text + "." + types.Snake(f.Name), Doc: f.Doc, Result: f.Result, CanFail: f.Fails, At: f.At,
		Go: &ir.GoFunc{Package: pkg, Name: f.Name, Result: f.Go, Impure: f.Impure},
	}
	for _, p := range f.Params {
		fn.Params = append(fn.Params, &ir.Var{Name: p.Name, Type: p.Type, At: p.At})
		fn.Go.Params = append(fn.Go.Params, p.Go)
	}
	c.goFuncs[f] = fn
	return fn
}

func (c *checker) goPackage(imp *Import) *ir.GoPackage {
	folder := "."
	if len(imp.Sources) > 0 {
		folder = path.Dir(imp.Sources[0].Name)
	}
	for _, p := range c.prog.GoPackages {
		if p.Path == folder {
			return p
		}
	}
	p := &ir.GoPackage{Name: imp.Go.Name, Path: folder, Files: imp.Sources}
	c.prog.GoPackages = append(c.prog.GoPackages, p)
	return p
}
