// Package check turns syntax trees into the typed program.
//
// It resolves every name, gives every expression its type, makes every implicit
// conversion a node of its own, and proves the delivery level. It never stops at
// the first mistake: each goes to the report once, and what was broken by it is
// typed as [types.Invalid], which fits everywhere and so causes no second message.
package check

import (
	"cmp"
	"slices"

	"github.com/flowc-lang/flowc/compiler/index"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/schema/gofunc"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// Check resolves and types p. Its mistakes are in r, and the program is sound only
// if r.Failed() is false.
func Check(p *Project, catalog *spec.Catalog, r *diag.Report) *ir.Program {
	return run(p, catalog, r, nil)
}

func run(p *Project, catalog *spec.Catalog, r *diag.Report, idx *index.Index) *ir.Program {
	c := &checker{
		project:  p,
		catalog:  catalog,
		idx:      idx,
		r:        r,
		scopes:   map[*File]*scope{},
		goFuncs:  map[*gofunc.Func]*ir.Func{},
		promises: map[*types.RecordType]compat{},
		flags:    map[string]*symbol{},
		asked:    map[*dsl.Is]*types.Type{},
		narrowed: &narrowings{},

		changes:   map[*types.RecordType]*types.Type{},
		keys:      map[*types.RecordType]*types.Type{},
		postponed: map[*ir.Node][]postponedOption{},
		tested:    map[*dsl.Is]int{},
		armUses:   map[armUse][]*types.Type{},
		prog:      &ir.Program{Name: p.Name},

		deadLetter: deadLetter(),
		told:       map[diag.Span]bool{},
		slips:      findSlips(p, r),
	}
	for _, f := range p.Files {
		c.scopes[f] = c.newScope(f)
	}
	for _, f := range p.Files {
		c.scopes[f].linkImports()
	}
	for _, f := range p.Files {
		c.scopes[f].checkAnnotations()
	}
	c.checkPipelineNames()
	for _, f := range p.Roots {
		c.scopes[f].checkDecls()
		c.scopes[f].checkCompat()
	}
	c.checkPinned()
	for _, f := range p.Roots {
		c.scopes[f].checkPipelines()
	}
	c.checkGraph()
	c.checkTopics()
	for _, f := range p.Roots {
		c.scopes[f].checkTests()
	}
	c.warnUntested()
	for _, f := range p.Roots {
		c.scopes[f].warnUnused()
	}
	c.noteDecls()
	c.warnForms()
	r.Keep(undeclared{}.first)
	c.silence()
	c.finish()
	return c.prog
}

// checker is the state of one Check.
type checker struct {
	project *Project
	catalog *spec.Catalog
	idx     *index.Index // nil where nobody wants one
	r       *diag.Report
	// asked are the types behind `is`, narrowed those that paths are known to have.
	asked    map[*dsl.Is]*types.Type
	narrowed *narrowings
	scopes   map[*File]*scope
	flags    map[string]*symbol // params by name: one namespace for the whole project
	prog     *ir.Program
	// tested are the arms of a union that `x is TYPE` asks for.
	tested   map[*dsl.Is]int
	goFuncs  map[*gofunc.Func]*ir.Func    // those that are called
	promises map[*types.RecordType]compat // of the schemas with @compat
	// changes and keys are change<T> and T.key by the table T.
	changes, keys map[*types.RecordType]*types.Type
	// postponed are the options of a node that are expressions of the record.
	postponed map[*ir.Node][]postponedOption
	// deadLetter is the built-in schema, the same for each use.
	deadLetter *types.Type
	// told are the steps of policies that a mistake was told of: a policy serves
	// several pipelines.
	told map[diag.Span]bool
	// allowances are the warnings that @allow silences, forms the fields with @as.
	allowances []*allowance
	forms      []*fieldForm
	// armUses are the arms that literals of tests can be written for.
	armUses map[armUse][]*types.Type
	// slips are the syntax mistakes of the files.
	slips slips
	// hushed counts the diagnostics that follow from slips.
	hushed int
}

// add reports d, unless it follows from a syntax mistake.
func (c *checker) add(d diag.Diagnostic) {
	if c.slips.cause(d) {
		c.hushed++
		return
	}
	c.r.Add(d)
}

// errors counts the errors so far, with those that were not told because they follow
// from others: whoever asks wants to know whether something went wrong.
func (c *checker) errors() int { return c.r.Errors() + c.hushed }

// waits notes a part that checks, and that this version cannot build; once for each
// place.
func (c *checker) waits(at diag.Span, what string) {
	if !slices.ContainsFunc(c.prog.Waits, func(w ir.Wait) bool { return w.At == at }) {
		w := ir.Wait{What: what, At: at}
		if !slices.Contains(c.prog.Waits, w) { // members of a family say the same
			c.prog.Waits = append(c.prog.Waits, w)
		}
	}
}

// finish brings the program's lists into source order: they were filled in the
// order in which declarations were first needed.
func (c *checker) finish() {
	rank := map[*diag.File]int{}
	for i, f := range c.project.Files {
		rank[f.Tree.Source] = i
		c.prog.Files = append(c.prog.Files, f.Tree.Source)
	}
	for _, f := range c.project.Files {
		for _, d := range f.Tree.Decls {
			if imp, ok := d.(*dsl.Import); ok && f.Imports[imp] != nil {
				c.addSources(f.Imports[imp].Sources)
			}
			if schema, ok := d.(*dsl.Schema); ok {
				for _, v := range f.History[schema] {
					c.addSources([]*diag.File{v.File})
				}
			}
		}
	}
	less := func(a, b diag.Span) int {
		return cmp.Or(cmp.Compare(rank[a.File], rank[b.File]), cmp.Compare(a.Start, b.Start))
	}
	slices.SortStableFunc(c.prog.Params, func(a, b *ir.Param) int { return less(a.At, b.At) })
	slices.SortStableFunc(c.prog.Connections, func(a, b *ir.Connection) int { return less(a.At, b.At) })
	slices.SortStableFunc(c.prog.Waits, func(a, b ir.Wait) int { return less(a.At, b.At) })
	slices.SortStableFunc(c.prog.Nodes, func(a, b *ir.Node) int { return less(a.At, b.At) })
}

func (c *checker) addSources(files []*diag.File) {
	for _, f := range files {
		if !slices.Contains(c.prog.Files, f) {
			c.prog.Files = append(c.prog.Files, f)
		}
	}
}

// invalid is the type of what could not be typed.
func invalid() *types.Type { return types.Of(types.Invalid) }

// bad is the expression that stands for one that could not be typed.
func bad(at diag.Span) ir.Expr { return &ir.Const{Typed: ir.Typed{At: at, T: invalid()}} }

func isBad(e ir.Expr) bool { return e.Type().Kind == types.Invalid }
