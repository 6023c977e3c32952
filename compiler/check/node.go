package check

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// resolveNode returns the topic, source or sink that sym declares; nil where its
// connector is not known. One with a wrong option is there all the same, so that
// the mistakes in its pipelines are told too.
func (s *scope) resolveNode(sym *symbol) *ir.Node {
	if fam := s.resolveFamily(sym); fam != nil {
		return nil // its members are there
	}
	if !sym.begin() {
		return sym.node
	}
	own, d := sym.scope, sym.decl.(*dsl.Resource)
	b := &nodeBuilder{scope: own, d: d}
	if sym.node = b.build(); sym.node != nil {
		own.prog.Nodes = append(own.prog.Nodes, sym.node)
	}
	return sym.node
}

// nodeBuilder makes one node.
type nodeBuilder struct {
	*scope
	d     *dsl.Resource
	node  *ir.Node
	of    string // "sink cassandra"
	sides []*spec.Side
	// member is the element of the family that the node is for; nil without.
	member *element
}

func (b *nodeBuilder) build() *ir.Node {
	if !b.connector() {
		b.resolveTypes()
		return nil
	}
	b.connect()
	b.carriers()
	if !b.node.Spec.Built {
		b.waits(b.d.Kind.At(), fmt.Sprintf("the connector `%s`", b.node.Spec.Name))
	}
	b.readOptions()
	b.rows()
	b.blocks()
	b.complete()
	if b.node.Value == nil {
		b.node.Value = &ir.Carrier{Type: invalid(), At: b.node.At}
	}
	return b.node
}

// connector finds the connector and the sides that the declaration is of.
func (b *nodeBuilder) connector() bool {
	d := b.d
	b.node = &ir.Node{Name: memberName(d.Name.Text, b.member), At: d.Name.At(), Doc: d.Doc}
	if b.member != nil {
		b.node.Family, b.node.Member = d.Name.Text, b.member.name
	}
	kind := pathText(d.Kind.Parts)
	switch d.Keyword.Text {
	case "topic":
		b.node.Kind, kind, b.of = ir.Topic, "topic", "topic"
	case "source":
		b.node.Kind, b.of = ir.Source, "source "+kind
	default:
		b.node.Kind, b.of = ir.Sink, "sink "+kind
	}
	var all, names []string // names are those that can be built
	for _, c := range b.catalog.Connectors {
		if c.Name == kind {
			b.node.Spec = c
		}
		if c.Name != "topic" && (c.Source != nil && b.node.Kind == ir.Source || c.Sink != nil && b.node.Kind == ir.Sink) {
			all = append(all, c.Name)
			if c.Built {
				names = append(names, c.Name)
			}
		}
	}
	if b.node.Spec == nil {
		b.add(b.unknownConnector(all, names))
		return false
	}
	b.noteKind(b.d.Kind.At(), b.d.Keyword.Text, b.node.Spec.Name, b.node.Spec.Doc)
	return b.hasSide(names)
}

// unknownConnector names the kind of the connection that stands behind `on`, as
// that tells what was meant.
func (b *nodeBuilder) unknownConnector(all, names []string) diag.Diagnostic {
	d := unknownKind("E0307", b.d.Keyword.Text, b.d.Kind, all)
	d.Helps = []string{"there are " + joined(names, "and")}
	if b.d.On == nil {
		return d
	}
	if sym := b.use(b.d.On.Parts[0]); sym != nil && sym.kind == connectionSymbol {
		if conn := b.resolveConnection(sym); conn != nil {
			label(&d, conn.At, "the connection is of kind "+conn.Spec.Name)
		}
	}
	return d
}

// hasSide reports a source of a connector that only writes, and the reverse.
func (b *nodeBuilder) hasSide(names []string) bool {
	c := b.node.Spec
	switch b.node.Kind {
	case ir.Topic:
		b.sides = []*spec.Side{c.Source, c.Sink}
		return true
	case ir.Source:
		if c.Source != nil {
			b.sides = []*spec.Side{c.Source}
			return true
		}
	case ir.Sink:
		if c.Sink != nil {
			b.sides = []*spec.Side{c.Sink}
			return true
		}
	}
	can := "sink"
	if b.node.Kind == ir.Sink {
		can = "source"
	}
	b.add(diag.Diagnostic{
		Code:    "E0309",
		Message: fmt.Sprintf("`%s` can be a %s only", c.Name, can),
		At:      b.d.Kind.At(),
		Helps:   []string{fmt.Sprintf("what can be a %s: %s", b.d.Keyword.Text, joined(names, "and"))},
	})
	return false
}

// resolveTypes resolves what an unusable declaration names, so that mistakes in
// it are told too.
func (b *nodeBuilder) resolveTypes() {
	if b.d.On != nil {
		b.connection(b.d.On.Parts[0], "", b.of)
	}
	for _, it := range b.d.Items {
		if t, ok := it.(*dsl.Typed); ok {
			b.typeOf(t.Type)
		}
	}
}

// connect resolves `on CONNECTION`.
func (b *nodeBuilder) connect() {
	need, on := b.node.Spec.Connection, b.d.On
	switch {
	case need == "" && on != nil:
		b.add(diag.Diagnostic{Code: "E0311", Message: fmt.Sprintf("%s needs no connection", b.of), At: on.At()})
	case need != "" && on == nil:
		b.add(diag.Diagnostic{
			Code:    "E0302",
			Message: fmt.Sprintf("%s `%s` needs a connection", b.of, b.node.Name),
			At:      b.node.At,
			Helps:   []string{fmt.Sprintf("name one of kind %s:  %s %s on …", need, b.of, b.node.Name)},
		})
	case need != "":
		b.node.Connection = b.connection(on.Parts[0], need, b.of)
	}
}

// readOptions reads the options of all sides. A topic is both a source and a
// sink: its options are those of either.
func (b *nodeBuilder) readOptions() {
	specs := b.sides[0].Options
	if len(b.sides) > 1 {
		specs = append([]spec.Option(nil), specs...)
		for _, o := range b.sides[1].Options {
			if findOption(specs, o.Name) == nil {
				specs = append(specs, o)
			}
		}
	}
	site := &optionSite{of: b.of, at: b.node.At, specs: withoutFields(specs)}
	site.putOff = func(o *spec.Option, x dsl.Expr) {
		b.postponed[b.node] = append(b.postponed[b.node], postponedOption{b.scope, o, x})
	}
	b.node.Options = b.options(b.d.Items, site)
}

// postponedOption is an option of a declaration that is an expression of the
// record: each `to` types it with the record that arrives there.
type postponedOption struct {
	scope *scope
	spec  *spec.Option
	value dsl.Expr
}

// withoutFields leaves out the options that are blocks: see blocks.
func withoutFields(specs []spec.Option) []spec.Option {
	var out []spec.Option
	for _, o := range specs {
		if o.Type == spec.Fields {
			o.Required = false
		}
		out = append(out, o)
	}
	return out
}

// rows gives a sink of rows the type of its table.
func (b *nodeBuilder) rows() {
	o := b.node.Options["table"]
	if set := b.node.Options["tables"]; set != nil && b.member != nil && b.member.typ != nil {
		o = &ir.Option{Spec: set.Spec, Table: b.member.typ.Record, At: set.At}
		b.node.Options["table"] = o
	}
	if o == nil || o.Table == nil {
		return
	}
	switch b.sides[0].Value {
	case spec.Rows:
		b.node.Value = &ir.Carrier{Type: types.RecordOf(o.Table), At: o.At}
		b.checkTable(o)
	case spec.Changes:
		b.node.Value = &ir.Carrier{Type: b.changeOf(types.RecordOf(o.Table)), At: o.At}
	case spec.Bytes, spec.Generated:
	}
}

// bySystem says that the values are those of a table: nothing is declared of them.
func bySystem(side *spec.Side) bool { return side.Value == spec.Rows || side.Value == spec.Changes }

// checkTable reports tables that cannot be written.
func (b *nodeBuilder) checkTable(o *ir.Option) {
	table := o.Table.Table
	if table.Counters {
		d := diag.Diagnostic{Code: "E0809", Message: fmt.Sprintf("%s has counters, which cannot be upserted", o.Table.Name), At: o.At}
		label(&d, table.At, "the table")
		b.add(d)
	}
	b.tableOptions(o.Table)
	if table.Schema == "" && table.System == "cql" {
		d := diag.Diagnostic{
			Code:    "E0302",
			Message: fmt.Sprintf("nothing says which keyspace %s is in", table.Name),
			At:      o.At,
			Helps:   []string{"name it in the schema:  CREATE TABLE shop." + table.Name},
		}
		label(&d, table.At, "the table")
		b.add(d)
	}
}

// blocks reads blocks such as the fields of a datagen source.
func (b *nodeBuilder) blocks() {
	for _, it := range b.d.Items {
		block, ok := it.(*dsl.Block)
		if !ok {
			continue
		}
		o := findOption(b.sides[0].Options, block.Name.Text)
		if o == nil || o.Type != spec.Fields {
			b.add(diag.Diagnostic{Code: "E0301", Message: fmt.Sprintf("%s has no block `%s`", b.of, block.Name.Text), At: block.Name.At()})
			continue
		}
		if b.node.Value == nil {
			continue // complete says that it is missing
		}
		b.node.Options[o.Name] = &ir.Option{Spec: o, At: block.Name.At(), Fields: b.fields(block, b.node.Value.Type)}
	}
}

// fields reads the expressions of a block, one for each field of t.
func (b *nodeBuilder) fields(block *dsl.Block, t *types.Type) []ir.Assign {
	if t.Kind != types.Record {
		if t.Kind != types.Invalid {
			b.add(diag.Diagnostic{Code: "E0402", Message: fmt.Sprintf("the fields are those of a record, and the value is %s", t), At: block.Name.At()})
		}
		return nil
	}
	m := b.newMapping(&env{scope: b.scope, params: true, gen: true}, t.Record, block.Name.At())
	for _, it := range block.Items {
		if o, ok := it.(*dsl.Option); ok {
			m.assign(o.Name, o.Value, o.At())
		} else {
			m.unsure = true
		}
	}
	m.noteRecord(block.At())
	m.checkMissing()
	return m.assigns()
}

// complete reports what the declaration lacks.
func (b *nodeBuilder) complete() {
	side := b.sides[0]
	if b.node.Value == nil && !bySystem(side) && side.Format == "" && !b.broken() {
		b.add(diag.Diagnostic{
			Code:    "E0302",
			Message: fmt.Sprintf("nothing says what the values of `%s` are", b.node.Name),
			At:      b.node.At,
			Helps:   []string{"say it:  value: Order as json"},
		})
	}
	if o := findOption(side.Options, "fields"); o != nil && o.Type == spec.Fields && b.node.Options["fields"] == nil && b.node.Value != nil && !b.broken() {
		b.add(diag.Diagnostic{
			Code:    "E0302",
			Message: fmt.Sprintf("%s needs the block `fields`", b.of),
			At:      b.node.At,
			Helps:   []string{o.Doc},
		})
	}
}

// broken reports whether a line of the declaration could not be parsed.
func (b *nodeBuilder) broken() bool {
	for _, it := range b.d.Items {
		if _, bad := it.(*dsl.BadItem); bad {
			return true
		}
	}
	return false
}
