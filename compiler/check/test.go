package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/index"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// checkTests types the tests of a file, behind all pipelines: a test is typed by
// the nodes of its pipeline.
func (s *scope) checkTests() {
	for _, d := range s.file.Tree.Decls {
		if t, ok := d.(*dsl.Test); ok {
			s.checkTest(t)
		}
	}
}

// testCase is a test while it is typed.
type testCase struct {
	*scope
	test  *ir.Test
	nodes []*ir.Node // those that the pipeline writes, dead letters included
	given bool       // a `given` was there, right or wrong
	sound bool
}

func (s *scope) checkTest(d *dsl.Test) {
	title, plain := d.Title.Plain()
	if !plain {
		s.add(diag.Diagnostic{Code: "E0303", Message: "the title of a test is a plain text, without ${…}", At: d.Title.At()})
		return
	}
	p := s.testedPipeline(d.For)
	if p == nil {
		return
	}
	for _, other := range s.prog.Tests {
		if other.Title == title {
			dup := diag.Diagnostic{Code: "E0202", Message: fmt.Sprintf("two tests are called %q", title), At: d.Title.At(), Here: "the second one"}
			label(&dup, other.At, "the first one")
			s.add(dup)
		}
	}
	c := &testCase{scope: s, test: &ir.Test{Title: title, At: d.Title.At(), Pipeline: p}, nodes: writtenBy(p), sound: true}
	for _, st := range d.Steps {
		c.step(st)
	}
	c.checkSteps(d)
	c.checkImpure()
	if c.sound {
		s.prog.Tests = append(s.prog.Tests, c.test)
	}
}

// testedPipeline finds the pipeline that a test is for; nil where there is none.
func (s *scope) testedPipeline(ref dsl.Ref) *ir.Pipeline {
	name := pathText(ref.Name.Parts)
	var names []string
	for _, p := range s.prog.Pipelines {
		own := p.Name
		if p.Family != "" {
			own = p.Family
		}
		if own != name || len(ref.Args) > 0 && p.Family == "" {
			names = append(names, own)
			continue
		}
		s.noteRef(ref, index.Pipeline, own, p.At)
		if p.Family != "" {
			return s.testedMember(ref, name)
		}
		return p
	}
	for _, f := range s.project.Roots {
		for _, sym := range s.scopes[f].decls {
			if sym.kind == pipelineSymbol && sym.name.Text == name {
				return nil // it is there, and its own mistakes were told
			}
		}
	}
	if s.inBroken(name) {
		return nil
	}
	d := diag.Diagnostic{
		Code:    "E0201",
		Message: fmt.Sprintf("there is no pipeline `%s`%s", name, didYouMean(name, names)),
		At:      ref.At(),
	}
	propose(&d, ref.At(), name, names)
	s.add(d)
	return nil
}

// testedMember finds the member of a family that a test is for: load<pg.orders>.
func (s *scope) testedMember(ref dsl.Ref, family string) *ir.Pipeline {
	d := diag.Diagnostic{Code: "E0214", At: ref.At()}
	var members []string
	var at diag.Span
	for _, p := range s.prog.Pipelines {
		if p.Family == family {
			members, at = append(members, p.Member), p.At
		}
	}
	label(&d, at, "the family")
	if len(ref.Args) != 1 {
		d.Message = fmt.Sprintf("`%s` is a family of %d, and a test is for one of them", family, len(members))
		d.Helps = []string{fmt.Sprintf("name the member:  %s<%s>", family, members[0])}
		s.add(d)
		return nil
	}
	for _, p := range s.prog.Pipelines {
		if p.Family == family && isMember(ref.Args[0], p.Member) {
			return p
		}
	}
	arg := ref.Args[0].At()
	d.Message = fmt.Sprintf("`%s` is not in the set of `%s`%s", arg.Text(), family, didYouMean(arg.Text(), members))
	d.At, d.Helps = arg, []string{"its members are " + listed(members)}
	s.add(d)
	return nil
}

// isNode reports whether ref is that node. Of a family the pipeline under test has one
// member, so which it is need not be said.
func isNode(ref dsl.Ref, n *ir.Node) bool {
	name := pathText(ref.Name.Parts)
	if n.Family == "" {
		return n.Name == name && len(ref.Args) == 0
	}
	if n.Family != name || len(ref.Args) == 0 {
		return n.Family == name
	}
	return isMember(ref.Args[0], n.Member)
}

// isMember reports whether a type names a member of a family: pg.orders, or orders
// alone; of a set of texts the text.
func isMember(t dsl.Type, member string) bool {
	named, ok := t.(*dsl.NamedType)
	if !ok {
		return false
	}
	parts := named.Name.Parts
	for k := range parts {
		if name := pathText(parts[k:]); name == member || strings.ReplaceAll(name, ".", "_") == member {
			return true
		}
	}
	return false
}

// writtenBy are the nodes that a pipeline writes, each once.
func writtenBy(p *ir.Pipeline) []*ir.Node {
	var out []*ir.Node
	add := func(n *ir.Node) {
		if n != nil && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	for _, to := range tosOf(p.Stages) {
		add(to.Node)
	}
	if e := p.OnError; e != nil {
		for _, r := range slices.Concat(e.Decode, e.Map, e.Write) {
			add(r.Node)
		}
	}
	return out
}

func (c *testCase) step(st dsl.Step) {
	switch st := st.(type) {
	case *dsl.Given:
		c.givenStep(st)
	case *dsl.Expect:
		c.expect(st)
	case *dsl.Freeze:
		c.freeze(st)
	case *dsl.BadStep:
		c.sound, c.given = false, true
	default:
		panic(fmt.Sprintf("check: no such step: %T", st))
	}
}

// checkSteps reports a test that gives or expects nothing: it could not fail.
func (c *testCase) checkSteps(d *dsl.Test) {
	switch {
	case !c.given:
		c.wrong(diag.Diagnostic{
			Code: "E0302", Message: "the test gives the pipeline no record", At: d.Title.At(),
			Helps: []string{fmt.Sprintf("say what arrives:  given %s [ … ]", c.test.Pipeline.From.Node.Name)},
		})
	case c.sound && len(c.test.Expects) == 0:
		c.wrong(diag.Diagnostic{
			Code: "E0302", Message: "the test expects nothing, so it cannot fail", At: d.Title.At(),
			Helps: []string{"say what must come of it:  expect NODE [ … ], expect nothing, or expect error { … }"},
		})
	}
}

// wrong reports a mistake for which the test is left out.
func (c *testCase) wrong(d diag.Diagnostic) {
	c.sound = false
	c.add(d)
}

func (c *testCase) givenStep(st *dsl.Given) {
	c.given = true
	from := c.test.Pipeline.From.Node
	name := pathText(st.Node.Name.Parts)
	if !isNode(st.Node, from) {
		d := notInPipeline(st.Node, name, []string{from.Title()})
		d.Message = fmt.Sprintf("the pipeline `%s` does not read `%s`", c.test.Pipeline.Name, name)
		label(&d, c.test.Pipeline.From.At, "it reads this")
		c.wrong(d)
		return
	}
	c.noteRef(st.Node, index.Node, from.Name, from.At)
	c.test.Given = append(c.test.Given, c.records(from, st.Values, true)...)
}

func notInPipeline(ref dsl.Ref, name string, names []string) diag.Diagnostic {
	d := diag.Diagnostic{Code: "E0901", At: ref.At()}
	if len(names) == 1 {
		d.Fixes = append(d.Fixes, diag.Fix{Title: "`" + names[0] + "`", Edits: []diag.Edit{{At: ref.At(), Text: names[0]}}, Guess: true})
		return d
	}
	guess(&d, ref.At(), name, names)
	return d
}

func (c *testCase) expect(st *dsl.Expect) {
	e := ir.Expect{At: st.At()}
	switch st.What {
	case "nothing":
		e.Kind = ir.ExpectNothing
	case "error":
		e.Kind, e.List = ir.ExpectError, st.Error.At()
		if !c.expectError(&e, st.Error) {
			return
		}
	default:
		e.Kind = ir.ExpectNode
		if e.Node = c.written(st.Node); e.Node == nil {
			return
		}
		for _, other := range c.test.Expects {
			if other.Node == e.Node {
				d := diag.Diagnostic{Code: "E0202", Message: fmt.Sprintf("what `%s` gets is expected twice", e.Node.Title()), At: st.Node.At()}
				label(&d, other.At, "first here")
				d.Helps = []string{"one list holds all of its records, in their order"}
				c.wrong(d)
				return
			}
		}
		e.List = st.Values.At()
		e.Records = c.records(e.Node, st.Values, false)
	}
	c.test.Expects = append(c.test.Expects, e)
}

// written finds the node of an expectation among those that the pipeline writes.
func (c *testCase) written(ref dsl.Ref) *ir.Node {
	name := pathText(ref.Name.Parts)
	var names []string
	for _, n := range c.nodes {
		if isNode(ref, n) {
			c.noteRef(ref, index.Node, n.Name, n.At)
			return n
		}
		names = append(names, n.Title())
	}
	d := notInPipeline(ref, name, names)
	d.Message = fmt.Sprintf("the pipeline `%s` does not write `%s`", c.test.Pipeline.Name, name)
	if len(names) > 0 {
		d.Helps = []string{"it writes " + listed(names)}
	}
	label(&d, c.test.Pipeline.At, "the pipeline")
	c.wrong(d)
	return nil
}

// expectError reads `{ stage: "decode", code: "R0102" }`; both may be left out.
func (c *testCase) expectError(e *ir.Expect, lit *dsl.RecordLit) bool {
	stages := []string{"decode", "map"}
	for _, f := range lit.Fields {
		text, isText := f.Value.(*dsl.Text)
		value, plain := "", false
		if isText {
			value, plain = text.Plain()
		}
		d := diag.Diagnostic{Code: "E0902", At: f.Value.At()}
		switch {
		case f.Name.Text != "stage" && f.Name.Text != "code":
			d.At = f.Name.At()
			d.Message = fmt.Sprintf("an expected error has no `%s`", f.Name.Text)
			d.Helps = []string{`it is told by its stage and code:  expect error { stage: "decode", code: "R0102" }`}
			guess(&d, d.At, f.Name.Text, []string{"stage", "code"})
		case !plain:
			d.Message = fmt.Sprintf("the `%s` of an expected error is a text", f.Name.Text)
		case f.Name.Text == "stage" && !slices.Contains(stages, value):
			d.Message = fmt.Sprintf("no record fails in a stage %q of a test%s", value, didYouMean(value, stages))
			d.Helps = []string{`a record fails in "decode", while it is read, or in "map", in any stage behind that`}
		case f.Name.Text == "code" && !runtimeCode(value):
			d.Message = fmt.Sprintf("%q is no code of a failed record", value)
			d.Helps = []string{"such codes are R01 and two digits for decoding, R02 and two digits for the stages behind it"}
		case f.Name.Text == "stage":
			e.Stage = value
			continue
		default:
			e.Code = value
			continue
		}
		c.wrong(d)
		return false
	}
	return true
}

// runtimeCode reports whether a text has the form of a run-time code: R0102.
func runtimeCode(s string) bool {
	if len(s) != 5 || s[0] != 'R' {
		return false
	}
	for _, b := range s[1:] {
		if b < '0' || b > '9' {
			return false
		}
	}
	return true
}

// warnUntested reports pipelines without a test, in a project that has tests: there
// somebody minds. One that only passes records on has nothing to test.
func (c *checker) warnUntested() {
	if len(c.prog.Tests) == 0 || c.r.Failed() {
		return
	}
	for _, p := range c.prog.Pipelines {
		tested := slices.ContainsFunc(c.prog.Tests, func(t *ir.Test) bool { return t.Pipeline == p || p.Family != "" && t.Pipeline.Family == p.Family })
		if tested || !decides(p) {
			continue
		}
		c.add(diag.Diagnostic{
			Code:    "W0904",
			Message: fmt.Sprintf("the pipeline `%s` has no test, others of the project do", p.Name),
			At:      p.At,
			Helps:   []string{fmt.Sprintf("begin with:  test \"…\" for %s { given %s [ … ] expect … }", p.Name, p.From.Node.Name)},
		})
	}
}

// decides reports whether a pipeline changes values or keeps records out.
func decides(p *ir.Pipeline) bool {
	found := false
	ir.Stages(p.Stages, func(s ir.Stage) {
		switch s.(type) {
		case *ir.To, *ir.SetKey, *ir.SetHeaders, *ir.SetTimestamp, *ir.SetPartition, *ir.Let:
		default:
			found = true
		}
	})
	return found
}

// millis is the type of a record's timestamp.
func millis() *types.Type { return types.InUnit(types.Timestamp, types.Millis) }
