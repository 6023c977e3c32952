package check

import (
	"fmt"
	"slices"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/schema/avro"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// pinned is a subject of a registry whose schema is in the project.
type pinned struct {
	imp     *ir.Import
	typ     *types.Type // of the file as a whole
	file    *diag.File
	sym     *symbol  // the import's name
	subject *Subject // nil where no version and level are pinned
}

// versions are those that a further one is held against, oldest first.
func (p pinned) versions() []Version {
	own := Version{File: p.file, Type: p.typ}
	if p.subject == nil {
		return []Version{own}
	}
	own.Number = p.subject.Version
	out := append(slices.Clone(p.subject.History), own)
	slices.SortFunc(out, func(a, b Version) int { return a.Number - b.Number })
	return out
}

// checkPinned holds the types of topics against the schemas of the same subject that
// the project imports. A topic that registers its schema makes a new version: then
// the promise of the schema counts. One that does not must have the pinned type.
func (c *checker) checkPinned() {
	subjects := c.pinnedSubjects()
	for _, n := range c.prog.Nodes {
		if n.Kind != ir.Topic {
			continue
		}
		for side, carrier := range map[string]*ir.Carrier{"-key": n.Key, "-value": n.Value} {
			if carrier == nil || carrier.Converter == nil || carrier.Type.Kind == types.Invalid || carrier.Converter.Spec.Name != "avro" {
				continue
			}
			for _, p := range subjects {
				if p.names(n, carrier, side) {
					p.sym.used = true
					c.fitsPinned(n, carrier, p)
				}
			}
		}
	}
}

// pinnedSubjects are the imports of the project's own files that have a subject.
func (c *checker) pinnedSubjects() []pinned {
	var out []pinned
	for _, f := range c.project.Roots {
		for _, d := range f.Tree.Decls {
			imp, ok := d.(*dsl.Import)
			if !ok || f.Imports[imp] == nil || imp.Alias == nil || imp.Kind.Text != "avro" {
				continue
			}
			for _, noted := range c.prog.Imports {
				if noted.At == imp.At() && noted.Args["subject"] != nil && f.Imports[imp].Root != nil {
					got := f.Imports[imp]
					out = append(out, pinned{noted, got.Root, got.Sources[0], c.scopes[f].names[imp.Alias.Text], got.Subject})
				}
			}
		}
	}
	return out
}

// names reports whether a topic's key or value is of the subject.
func (p pinned) names(n *ir.Node, carrier *ir.Carrier, side string) bool {
	opts := carrier.Converter.Options
	if registry := opts["registry"]; registry == nil || registry.Ref != p.imp.Connection {
		return false
	}
	topic, _ := topicName(n) // one that records choose has no subject of its own
	subject := topic + side
	if o := opts["subject"]; o != nil {
		switch text := optionText(o); {
		case !isWordOption(o):
			subject = text
		case text != "topic_name":
			return false // a record's name: the type says it is the same
		}
	}
	return optionText(p.imp.Args["subject"]) == subject
}

// fitsPinned compares a topic's type with the pinned one.
func (c *checker) fitsPinned(n *ir.Node, carrier *ir.Carrier, p pinned) {
	opts := carrier.Converter.Options
	registers := opts["version"] == nil && (opts["register"] == nil || optionText(opts["register"]) != "never")
	declared := carrier.Type.Strip() // null is a tombstone, which the schema does not have
	switch {
	case registers:
		c.fitsHistory(declared, carrier.At, p)
		return
	case types.Same(declared.Bare(), p.typ.Bare()):
		if p.subject != nil {
			carrier.Pinned = p.subject.Version
		}
		return
	}
	gaps := append(avro.Gaps(declared, p.typ), avro.Gaps(p.typ, declared)...)
	d := diag.Diagnostic{
		Code:    "E0502",
		Message: fmt.Sprintf("the type of `%s` is not the schema that is pinned for `%s`", n.Name, optionText(p.imp.Args["subject"])),
		At:      carrier.At,
		Helps:   []string{"take the imported type, or let the worker register a new version:  register: \"at_deploy\""},
	}
	label(&d, p.imp.At, "pinned here")
	told := map[string]bool{}
	for _, g := range gaps {
		if len(told) == 3 || told[g.Path] {
			continue
		}
		told[g.Path] = true
		label(&d, placeIn(p.file, g), "differs here")
	}
	if len(gaps) == 0 {
		d.Helps = append(d.Helps, "they read each other's records, and are not the same: names, order, defaults or bounds differ")
	}
	c.add(d)
}

// fitsHistory holds a type that is registered as a further version against those that
// are pinned: by the promise of its schema, and by what the registry demands. One that
// is registered already is no further version.
func (c *checker) fitsHistory(declared *types.Type, at diag.Span, p pinned) {
	versions := p.versions()
	if slices.ContainsFunc(versions, func(v Version) bool { return oneSchema(declared, v.Type) }) {
		return
	}
	var promise compat
	if declared.Kind == types.Record {
		promise = c.promises[declared.Record] // none without the annotation
		c.keeps(promise, declared, versions)
	}
	if p.subject == nil {
		return
	}
	demand := compatLevel(p.subject.Level)
	demand.level, demand.at, demand.where = p.subject.Level, p.imp.At, at
	told := promise.all || !demand.all // of the directions that are promised
	demand.backward = demand.backward && !(promise.backward && told)
	demand.forward = demand.forward && !(promise.forward && told)
	c.keeps(demand, declared, versions)
}

// oneSchema reports whether a registry has one schema for both.
func oneSchema(a, b *types.Type) bool {
	fits, _, _ := avro.Carries(a)
	return fits && avro.JSON(a) == avro.JSON(b)
}

// placeIn is the place of a gap in the pinned file.
func placeIn(f *diag.File, g avro.Gap) diag.Span {
	for _, at := range []diag.Span{g.ReaderAt, g.WriterAt} {
		if at.File == f {
			return at
		}
	}
	return diag.Span{}
}
