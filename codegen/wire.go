package codegen

import (
	"fmt"
	"strings"
	"time"

	"github.com/dave/jennifer/jen"

	"github.com/flowc-lang/flowc/codegen/conv"
	"github.com/flowc-lang/flowc/codegen/emit"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/internal/quantity"
	"github.com/flowc-lang/flowc/stdlib/cassandra"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// wire writes the code that fills the config of a driver: a variable, and an
// assignment for each option and each field that follows from the program. Which field
// an option goes to is in its Spec, so a new connector needs no code here.
type wire struct {
	*generator
	body []jen.Code
	name string // of the variable
	// stages are those of the pipeline that a source is wired for.
	stages []ir.Stage
}

// config declares the variable.
func (g *generator) config(name, pkg, typ string) *wire {
	w := &wire{generator: g, name: name}
	w.body = append(w.body, jen.Var().Id(name).Qual(pkg, typ))
	return w
}

func (w *wire) set(field string, v jen.Code) {
	s := jen.Id(w.name)
	for _, part := range strings.Split(field, ".") {
		s = s.Dot(part)
	}
	w.body = append(w.body, s.Op("=").Add(v))
}

// options sets the fields of the options that were given, and of the defaults.
func (w *wire) options(specs []spec.Option, given ...ir.Options) {
	for i := range specs {
		s := &specs[i]
		if s.Field == "-" {
			continue
		}
		field := s.Field
		if field == "" {
			field = emit.Exported(s.Name)
		}
		o := pick(s.Name, given)
		switch {
		case o == nil:
			w.fallback(field, s)
		case o.Rotation != nil:
			w.rotation(field, o.Rotation)
		case o.Match != "":
			w.set("Match", jen.Lit(o.Match))
		case o.Call != nil:
			w.call(field, s, o.Call)
		case o.Value != nil:
			w.set(field, w.value(s.Type, o.Value))
		}
	}
}

// rotation sets the limits that were given.
func (w *wire) rotation(field string, r *ir.Rotation) {
	if r.Size > 0 {
		w.set(field+".Size", sizeOf(r.Size))
	}
	if r.Records > 0 {
		w.set(field+".Records", jen.Op(fmt.Sprint(r.Records)))
	}
	if r.Every > 0 {
		w.set(field+".Every", durationOf(r.Every))
	}
}

// pick returns an option of the first set that has it.
func pick(name string, sets []ir.Options) *ir.Option {
	for _, s := range sets {
		if o, ok := s[name]; ok {
			return o
		}
	}
	return nil
}

// call sets the word and the arguments of an option such as basic(user, password).
func (w *wire) call(field string, s *spec.Option, c *ir.OptionCall) {
	w.set(field, jen.Lit(c.Word))
	for _, a := range s.Args[c.Word] {
		if v, ok := c.Args[a.Name]; ok {
			to := a.Field
			if to == "" {
				to = field[:strings.LastIndexByte(field, '.')+1] + emit.Exported(a.Name)
			}
			w.set(to, w.value(a.Type, v))
		}
	}
}

// fallback sets an option to its default.
func (w *wire) fallback(field string, s *spec.Option) {
	if s.Default == "" {
		return
	}
	d := spec.Unquote(s.Default)
	switch s.Type {
	case spec.Text, spec.Word, spec.Call:
		w.set(field, jen.Lit(d))
	case spec.Int, spec.Bool:
		if d != "false" {
			w.set(field, jen.Op(d))
		}
	case spec.Duration, spec.Size:
		w.set(field, defaultQuantity(s.Type, d))
	case spec.Texts, spec.Table, spec.TypeName, spec.Record, spec.Ref, spec.Regex, spec.Rotation, spec.Fields, spec.TableSet, spec.Labels, spec.Columns:
		panic(fmt.Sprintf("codegen: option %s has a default of a type without one", s.Name))
	}
}

// value is an option's value as Go, evaluated when the worker starts.
func (w *wire) value(t spec.Type, e ir.Expr) *jen.Statement {
	switch e := e.(type) {
	case *ir.ParamRef:
		if conv.IsInt(e.T.Kind) {
			return jen.Int().Parens(jen.Id("p").Dot(emit.Exported(e.Param.Name))) // configs count in int
		}
		return jen.Id("p").Dot(emit.Exported(e.Param.Name))
	case *ir.Concat:
		out := jen.Add(w.value(spec.Text, e.Parts[0]))
		for _, x := range e.Parts[1:] {
			out = out.Op("+").Add(w.value(spec.Text, x))
		}
		return out
	case *ir.Convert:
		return w.value(t, e.X)
	case *ir.Call: // to_string, of a param
		return w.paramText(e.Args[0])
	case *ir.MakeList:
		return w.texts(e.Items)
	case *ir.Const:
		return w.constValue(t, e)
	}
	panic(fmt.Sprintf("codegen: an option's value cannot be a %T", e))
}

func (w *wire) texts(items []ir.Expr) *jen.Statement {
	var out []jen.Code
	for _, x := range items {
		out = append(out, w.value(spec.Text, x))
	}
	return jen.Index().String().Values(out...)
}

func (w *wire) constValue(t spec.Type, e *ir.Const) *jen.Statement {
	switch v := e.Value.(type) {
	case string:
		return jen.Lit(v)
	case bool:
		return jen.Lit(v)
	case float64:
		return jen.Lit(v)
	case []ir.Expr:
		return w.texts(v)
	case int64:
		if t == spec.Duration {
			return durationOf(v)
		}
		return jen.Op(fmt.Sprint(v))
	}
	panic(fmt.Sprintf("codegen: an option's constant cannot be a %T", e.Value))
}

// defaultQuantity is a default such as 12s or 1MiB.
func defaultQuantity(t spec.Type, text string) *jen.Statement {
	if t == spec.Duration {
		d, err := quantity.Duration(text)
		if err != nil {
			panic("codegen: the default " + text + ": " + err.Error())
		}
		return durationOf(int64(d))
	}
	n, err := quantity.Size(text)
	if err != nil {
		panic("codegen: the default " + text + ": " + err.Error())
	}
	return sizeOf(n)
}

// sizeOf is a size as people write it: 256 << 20.
func sizeOf(n int64) *jen.Statement {
	for _, shift := range []int{30, 20, 10} {
		if n > 0 && n%(1<<shift) == 0 {
			return jen.Op(fmt.Sprintf("%d << %d", n>>shift, shift))
		}
	}
	return jen.Op(fmt.Sprint(n))
}

// durationOf is a duration as people write it: 12 * time.Second.
func durationOf(n int64) *jen.Statement {
	units := []struct {
		name string
		n    time.Duration
	}{{"Hour", time.Hour}, {"Minute", time.Minute}, {"Second", time.Second}, {"Millisecond", time.Millisecond}, {"Microsecond", time.Microsecond}}
	for _, u := range units {
		if n > 0 && n%int64(u.n) == 0 {
			return jen.Lit(int(n/int64(u.n))).Op("*").Qual("time", u.name)
		}
	}
	return jen.Qual("time", "Duration").Parens(jen.Op(fmt.Sprint(n)))
}

// derived sets the fields that follow from the program. to is nil for a source.
func (w *wire) derived(list []spec.Derived, n *ir.Node, to *ir.To) {
	for _, d := range list {
		if v := w.derive(d.From, n, to); v != nil {
			w.set(d.Field, v)
		}
	}
}

func (w *wire) derive(d spec.Derive, n *ir.Node, to *ir.To) *jen.Statement {
	switch d {
	case spec.DeriveConnection:
		return jen.Op("&").Id(connectionVar(n.Connection))
	case spec.DeriveProject:
		return jen.Id("project")
	case spec.DeriveNode:
		return w.nodeName(n, to)
	case spec.DeriveHeaders:
		return jen.True()
	case spec.DeriveCSV, spec.DeriveHeader, spec.DeriveDelimiter, spec.DeriveQuote, spec.DeriveBlank, spec.DeriveEnd, spec.DeriveHead:
		return w.framing(d, n.Value)
	case spec.DeriveLines:
		if w.usesMeta("line") {
			return jen.True()
		}
		return nil
	case spec.DeriveContainer, spec.DeriveBlocks:
		return container(d, n)
	case spec.DeriveStem:
		return w.stem(to)
	case spec.DeriveKeyspace, spec.DeriveTable, spec.DeriveStatement, spec.DeriveColumns, spec.DeriveKey, spec.DeriveClustering:
		return w.table(d, n, to)
	}
	panic(fmt.Sprintf("codegen: no such derived field %d", d))
}

// nodeName is the name of a topic that has no option name.
func (w *wire) nodeName(n *ir.Node, to *ir.To) *jen.Statement {
	if n.Options["name"] != nil || to != nil && to.Options["name"] != nil {
		return nil
	}
	return jen.Lit(n.Name)
}

// framing says how a file is cut into records, and what ends them.
func (w *wire) framing(d spec.Derive, c *ir.Carrier) *jen.Statement {
	csv, ok := w.csv(c)
	switch d {
	case spec.DeriveCSV:
		if ok {
			return jen.True()
		}
	case spec.DeriveBlank:
		if name := c.Converter.Spec.Name; name == "utf8" || name == "raw" {
			return jen.True()
		}
	case spec.DeriveEnd:
		if contained(c.Converter) {
			return nil
		}
		return lineEnd(c.Converter)
	case spec.DeriveHead:
		if ok && csv.Header {
			return jen.Lit(csv.Head(c.Type))
		}
	case spec.DeriveHeader:
		if ok && csv.Header {
			return jen.True()
		}
	case spec.DeriveDelimiter:
		if ok {
			return char(csv.Delimiter)
		}
	case spec.DeriveQuote:
		if ok && csv.Quote != "" {
			return char(csv.Quote)
		}
	case spec.DeriveConnection, spec.DeriveProject, spec.DeriveNode, spec.DeriveHeaders, spec.DeriveLines, spec.DeriveContainer, spec.DeriveBlocks, spec.DeriveStem, spec.DeriveKeyspace,
		spec.DeriveTable, spec.DeriveStatement, spec.DeriveColumns, spec.DeriveKey, spec.DeriveClustering:
		panic("codegen: no framing")
	}
	return nil
}

func char(s string) *jen.Statement { return jen.LitRune(rune(s[0])) }

// table is what a table's sink must know of it: the columns that the pipeline
// assigns, in the order of the cells.
func (w *wire) table(d spec.Derive, n *ir.Node, to *ir.To) *jen.Statement {
	t := tableOf(to)
	var columns []string
	for _, a := range to.Value.(*ir.MakeRecord).Fields {
		columns = append(columns, a.Field.Name)
	}
	switch d {
	case spec.DeriveKeyspace:
		return jen.Lit(t.Schema)
	case spec.DeriveTable:
		return jen.Lit(t.Name)
	case spec.DeriveStatement:
		return emit.Quoted(cassandra.Insert(t.Schema, t.Name, columns, ttl(to)))
	case spec.DeriveColumns:
		return w.columns(n, t, columns)
	case spec.DeriveKey:
		return indexes(columns, t.PartitionKey)
	case spec.DeriveClustering:
		return indexes(columns, t.Clustering)
	case spec.DeriveConnection, spec.DeriveProject, spec.DeriveNode, spec.DeriveHeaders, spec.DeriveLines, spec.DeriveCSV,
		spec.DeriveBlank, spec.DeriveEnd, spec.DeriveHead, spec.DeriveHeader, spec.DeriveDelimiter, spec.DeriveQuote,
		spec.DeriveContainer, spec.DeriveBlocks, spec.DeriveStem:
	}
	panic("codegen: no table field")
}

func ttl(to *ir.To) time.Duration {
	if o := option(to, "ttl"); o != nil {
		if c, ok := o.Value.(*ir.Const); ok {
			n, _ := c.Value.(int64)
			return time.Duration(n)
		}
	}
	return 0
}

func (w *wire) columns(n *ir.Node, t *types.Table, columns []string) *jen.Statement {
	var out []jen.Code
	for _, c := range columns {
		out = append(out, jen.Line().Values(jen.Id("Name").Op(":").Lit(c), jen.Id("Type").Op(":").Lit(t.Column[c])))
	}
	return jen.Index().Qual(n.Spec.Sink.Package, "Column").Values(append(out, jen.Line())...)
}

func indexes(columns, key []string) *jen.Statement {
	var out []jen.Code
	for _, k := range key {
		for i, c := range columns {
			if c == k {
				out = append(out, jen.Lit(i))
			}
		}
	}
	return jen.Index().Int().Values(out...)
}

// connectionVar is the local of a connection's config.
func connectionVar(c *ir.Connection) string { return emit.Join(c.Name, "connection") }

// lineEnd is what follows each record in a file: a line end, for text what the
// converter says.
func lineEnd(c *ir.Converter) *jen.Statement {
	if c.Spec.Name == "utf8" {
		return jen.Lit(opts{c.Options, c.Spec.Options}.text("end"))
	}
	return jen.Lit("\n")
}

// usesMeta reports whether something in the pipeline reads meta.name.
func (w *wire) usesMeta(name string) bool {
	found := false
	ir.Stages(w.stages, func(s ir.Stage) {
		for _, e := range ir.Exprs(s) {
			ir.Walk(e, func(e ir.Expr) bool {
				m, ok := e.(*ir.Meta)
				found = found || ok && m.Name == name
				return !found
			})
		}
	})
	return found
}
