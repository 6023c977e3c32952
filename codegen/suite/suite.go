// Package suite makes a project's tests runnable: of a checked program it makes the
// one that is generated for `flowc test`, with the pipelines under test, pipelines
// that encode the records that are given, and others that show as JSON what comes
// out. Nothing in it links a driver, so a pipeline can be tested before the connector
// of its sink is built.
package suite

import (
	"fmt"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/runtime/harness"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// Package is the import path of the code that runs a suite.
const Package = "github.com/flowc-lang/flowc/runtime/harness"

// firstTime is the timestamp of the first record that is given, where a test does not
// say: 2026-01-01. The next ones follow a second apart.
const firstTime = 1_767_225_600_000

// Build makes the program of the given tests of p, and the suite to run with it.
func Build(p *ir.Program, tests []*ir.Test, catalog *spec.Catalog) (*ir.Program, *harness.Suite, error) {
	b := &builder{
		from: p, out: &ir.Program{Name: p.Name, Files: p.Files, Params: p.Params},
		suite: &harness.Suite{}, nodes: map[*ir.Node]*ir.Node{}, shown: map[*ir.Node]*ir.Node{}, unkeyed: map[*ir.Node]*ir.Node{}, taken: map[string]bool{}, variants: map[string]string{},
	}
	for _, c := range catalog.Converters {
		switch c.Name {
		case "json":
			b.json = c
		case "raw":
			b.raw = c
		}
	}
	for _, t := range tests {
		if err := b.test(t); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", Place(t.At), err)
		}
	}
	return b.out, b.suite, nil
}

// builder makes one suite.
type builder struct {
	from, out *ir.Program
	suite     *harness.Suite
	json, raw *spec.Converter
	nodes     map[*ir.Node]*ir.Node // without their drivers
	shown     map[*ir.Node]*ir.Node // with JSON
	unkeyed   map[*ir.Node]*ir.Node // with JSON, and without a key
	taken     map[string]bool       // names of pipelines
	variants  map[string]string     // names of pipelines by what they are
}

func (b *builder) test(t *ir.Test) error {
	out := harness.Test{Name: t.Pipeline.Name, Topic: t.Pipeline.From.Node.Name}
	out.Pipeline, out.Shown = b.variant(t, asItIs), b.variant(t, asShown)
	if leavesKeyOut(t) {
		out.Keyless = b.variant(t, keyless)
	}
	var err error
	if out.Given, err = b.given(t, &out); err != nil {
		return err
	}
	out.Wants = b.wants(t)
	out.Decode, out.Map = ladder(t.Pipeline.OnError, false), ladder(t.Pipeline.OnError, true)
	b.suite.Tests = append(b.suite.Tests, out)
	return nil
}

// name returns a name like want that no pipeline has, neither here nor in the project.
func (b *builder) name(want string) string {
	name := want
	for n := 2; b.taken[name] || slices.ContainsFunc(b.from.Pipelines, func(p *ir.Pipeline) bool { return p.Name == name }); n++ {
		name = fmt.Sprintf("%s_%d", want, n)
	}
	b.taken[name] = true
	return name
}

// own is the name of a pipeline of the project, the first time.
func (b *builder) own(name string) string {
	if b.taken[name] {
		return b.name(name)
	}
	b.taken[name] = true
	return name
}

// form is what a variant of a tested pipeline is for.
type form int

const (
	asItIs  form = iota + 1
	asShown      // all that it writes is JSON
	keyless      // the same without keys
)

// leavesKeyOut reports whether a test gives records without the key that their topic
// has. A key that passes through is not read, so such a record arrives; to show it as
// JSON the key would be read, and none is no text.
func leavesKeyOut(t *ir.Test) bool {
	n := t.Pipeline.From.Node
	return n.Key != nil && !n.Key.Type.Nullable() &&
		slices.ContainsFunc(t.Given, func(r ir.TestRecord) bool { return r.Key == nil })
}

// variant is the tested pipeline in a form, once for each set of frozen values.
func (b *builder) variant(t *ir.Test, f form) string {
	key := fmt.Sprintf("%s %d", t.Pipeline.Name, f)
	if t.Freeze != nil {
		key += " " + t.Title
	}
	if name, ok := b.variants[key]; ok {
		return name
	}
	p := *t.Pipeline
	switch f {
	case asItIs:
		p.Name = b.own(p.Name)
	case asShown:
		p.Name = b.name(p.Name + "_shown")
	case keyless:
		p.Name = b.name(p.Name + "_keyless")
	}
	p.OnError, p.Freeze = nil, t.Freeze
	p.Family, p.Member = "", "" // one member is a pipeline like any other
	from := *p.From
	from.Node, from.Options = b.input(from.Node), nil
	p.From = &from
	p.Stages = (&copier{b, f, map[*ir.To]*ir.To{}}).stages(p.Stages)
	b.out.Pipelines = append(b.out.Pipelines, &p)
	b.variants[key] = p.Name
	return p.Name
}

// copier copies the stages of a pipeline with other nodes behind `to`.
type copier struct {
	*builder
	form form
	tos  map[*ir.To]*ir.To // one that stands on several ways is one sink
}

func (c *copier) stages(list []ir.Stage) []ir.Stage {
	out := make([]ir.Stage, len(list))
	for k, s := range list {
		out[k] = c.stage(s)
	}
	return out
}

func (c *copier) stage(s ir.Stage) ir.Stage {
	switch s := s.(type) {
	case *ir.Route:
		r := *s
		r.Arms = slices.Clone(s.Arms)
		for i := range r.Arms {
			r.Arms[i].Stages = c.stages(r.Arms[i].Stages)
		}
		return &r
	case *ir.Tombstone:
		t := *s
		t.Stages = c.stages(t.Stages)
		return &t
	case *ir.Fork:
		f := *s
		f.Arms = slices.Clone(s.Arms)
		for i := range f.Arms {
			f.Arms[i] = c.stages(f.Arms[i])
		}
		return &f
	case *ir.To:
		return c.to(s)
	case *ir.ToNull:
		n := *s
		n.To = c.to(s.To)
		if c.form != asItIs && n.Cells != nil {
			n.To.Key = &ir.MakeRecord{Typed: ir.Typed{At: s.Place(), T: n.To.Node.Key.Type}, Fields: n.Cells}
			n.Cells = nil
		}
		return &n
	}
	return s
}

func (c *copier) to(s *ir.To) *ir.To {
	if to, ok := c.tos[s]; ok {
		return to
	}
	to := *s
	switch c.form {
	case asItIs:
		to.Node = c.node(s.Node)
	case asShown:
		to.Node, to.Options = c.show(s.Node), nil
	case keyless:
		to.Node, to.Options = c.withoutKey(s.Node), nil
		to.Key, to.KeyUnset = nil, true
	}
	c.tos[s] = &to
	return &to
}

// ladder is where the ladder of a kind of failure ends. Retries are for writes: there
// is nothing to wait for in memory.
func ladder(e *ir.OnError, mapping bool) harness.Ladder {
	out := harness.Ladder{Then: "stop"}
	if e == nil {
		return out
	}
	rungs := e.Decode
	if mapping {
		rungs = e.Map
	}
	for _, r := range rungs {
		if r.Word == "retry" {
			continue
		}
		out.Then = r.Word
		if r.Node != nil {
			out.Node = r.Node.Name
			t := r.Node.Value.Type.Strip()
			out.Typed = t.Kind == types.Record
		}
	}
	return out
}

// given adds the pipeline that encodes the records that are given.
func (b *builder) given(t *ir.Test, out *harness.Test) (string, error) {
	node := t.Pipeline.From.Node
	encoder := b.input(node)
	if c := node.Value.Converter; c != nil && !c.Spec.Writes {
		return "", fmt.Errorf("records of `%s` cannot be given: the converter `%s` cannot write them yet", node.Name, c.Spec.Name)
	}
	if c := node.Value; c.Converter != nil && c.Converter.Spec.Name == "csv" {
		out.Head = csvOf(c).Head(c.Type)
	}
	var stages []ir.Stage
	for k, r := range t.Given {
		to := &ir.To{At: ir.At{Span: r.At}, Node: encoder, Value: r.Value, Key: r.Key, KeyUnset: r.Key == nil}
		if r.Value == nil {
			to.Node, to.Value = b.bytes(encoder), rawConst(r)
		}
		stages = append(stages, to)
		in := harness.Input{Raw: r.Value == nil, Timestamp: firstTime + int64(k)*1000}
		if r.Timestamp != nil {
			in.Timestamp, _ = r.Timestamp.Value.(int64)
		}
		for _, h := range r.Headers {
			in.Headers = append(in.Headers, harness.Header(h))
		}
		out.Inputs = append(out.Inputs, in)
	}
	return b.maker(t, "given", stages), nil
}

// wants adds the pipeline that writes the values that are expected as JSON: one sink
// for each record that has a value or key to compare.
func (b *builder) wants(t *ir.Test) string {
	var stages []ir.Stage
	for _, e := range t.Expects {
		for _, r := range e.Records {
			to := &ir.To{At: ir.At{Span: r.At}, Node: b.show(e.Node), Value: whole(r.Value), Key: r.Key, KeyUnset: r.Key == nil}
			if c, null := r.Value.(*ir.Const); r.Value == nil || null && c.Value == nil {
				to.Node, to.Value = b.bytes(to.Node), rawConst(r)
			}
			stages = append(stages, to)
		}
	}
	return b.maker(t, "expected", stages)
}

// whole adds the lists that a record leaves out, as those of a dead letter may be:
// every other type has a zero value.
func whole(e ir.Expr) ir.Expr {
	rec, ok := e.(*ir.MakeRecord)
	if !ok {
		return e
	}
	out := *rec
	out.Fields = slices.Clone(rec.Fields)
	for _, f := range rec.T.Record.Fields {
		there := slices.ContainsFunc(rec.Fields, func(a ir.Assign) bool { return a.Field == f })
		if !there && !f.HasDefault && f.Type.Kind == types.List {
			out.Fields = append(out.Fields, ir.Assign{Field: f, Value: &ir.Const{Typed: ir.Typed{At: rec.At, T: f.Type}, Value: []any{}}})
		}
	}
	return &out
}

// rawConst is the value of a record of which only bytes are known, or nothing.
func rawConst(r ir.TestRecord) *ir.Const {
	c := &ir.Const{Typed: ir.Typed{At: r.At, T: types.OptionalOf(types.Of(types.Bytes))}}
	if r.Raw != nil {
		c.Value = r.Raw
	}
	return c
}

// maker adds a pipeline that makes everything up; it is the empty name where there is
// nothing to make.
func (b *builder) maker(t *ir.Test, what string, stages []ir.Stage) string {
	if len(stages) == 0 {
		return ""
	}
	bytes := types.Of(types.Bytes)
	source := &ir.Node{
		Kind: ir.Source, Name: "nothing", Spec: memory(&spec.Connector{Name: "test", Source: &spec.Side{Value: spec.Bytes}}), At: t.At,
		Options: ir.Options{}, Value: &ir.Carrier{Type: bytes, Converter: &ir.Converter{Spec: b.raw, Options: ir.Options{}}, At: t.At},
	}
	p := &ir.Pipeline{
		Name: b.name(strings.TrimSuffix(t.Pipeline.Name, "_") + "_" + what), At: t.At, Stages: stages, Level: spec.AtLeastOnce,
		From: &ir.From{Node: source, At: t.At, Var: &ir.Var{Name: "nothing", Type: bytes, At: t.At}},
	}
	b.out.Pipelines = append(b.out.Pipelines, p)
	return p.Name
}
