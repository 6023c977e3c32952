package check_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib"
)

// orders is what the pipelines of the tables read and write.
const orders = `flow 1

import cql "shop.cql" as shop

connection kafka local { brokers = ["127.0.0.1:9092"] }
connection cassandra ring { hosts = ["127.0.0.1"] }

enum Status { NEW, PAID }
schema Address { street: string, country: string? }
schema Order {
  id:       int64
  small:    int32 in 0..9
  status:   Status
  at:       timestamp(ms)
  total:    decimal(12, 2)
  ratio:    double
  note:     string?
  discount: int32?
  address:  Address?
  lines:    list<int32>
}

topic orders on local { key: string as utf8, value: Order as json }
sink console screen { value: Order as json }
sink cassandra rows on ring { table = shop.orders }
`

const shop = `CREATE TABLE shop.orders (
  id    bigint,
  at    timestamp,
  total decimal,
  note  text,
  seen  timestamp,
  PRIMARY KEY (id)
);`

func compileFiles(t *testing.T, files compiler.Memory) (*ir.Program, *diag.Report) {
	t.Helper()
	r := &diag.Report{}
	p, err := compiler.Compile("in.flow", files, stdlib.Catalog(), r)
	if err != nil {
		t.Fatal(err)
	}
	return p, r
}

// codes lists the codes of the errors and type warnings: which of the declared
// nodes a table's pipeline leaves unused is not its matter.
func codes(r *diag.Report) string {
	var out []string
	for _, d := range r.Sorted() {
		if d.Code != "W0210" && d.Code != "W0211" && d.Code != "W0417" {
			out = append(out, d.Code)
		}
	}
	return strings.Join(out, " ")
}

func short(r *diag.Report) string {
	var b strings.Builder
	for _, d := range r.Sorted() {
		fmt.Fprintf(&b, "%s %s\n", d.Code, d.Message)
	}
	return b.String()
}

// show writes an expression as one line: what the tables compare.
func show(e ir.Expr) string {
	switch e := e.(type) {
	case *ir.Const:
		if d, ok := e.Value.(ir.Decimal); ok {
			return fmt.Sprintf("%sE-%d:%s", d.Unscaled, d.Scale, e.T)
		}
		return fmt.Sprintf("%v:%s", e.Value, e.T)
	case *ir.VarRef:
		return e.Var.Name
	case *ir.ParamRef:
		return "param " + e.Param.Name
	case *ir.FieldOf:
		if e.Safe {
			return show(e.X) + "?." + e.Field.Name
		}
		return show(e.X) + "." + e.Field.Name
	case *ir.Meta:
		return "meta." + e.Name + e.Arg
	case *ir.Proven:
		return "proven(" + show(e.X) + ")"
	case *ir.Some:
		return "some(" + show(e.X) + ")"
	case *ir.Convert:
		if e.Checked {
			return fmt.Sprintf("check(%s, %s)", show(e.X), e.T)
		}
		return fmt.Sprintf("conv(%s, %s)", show(e.X), e.T)
	case *ir.Unary:
		return e.Op + show(e.X)
	case *ir.Binary:
		return "(" + show(e.X) + " " + e.Op + " " + show(e.Y) + ")"
	case *ir.IsNull:
		return map[bool]string{false: "null", true: "notnull"}[e.Not] + "(" + show(e.X) + ")"
	case *ir.Else:
		return "(" + show(e.X) + " ?? " + show(e.Y) + ")"
	case *ir.Try:
		return "try(" + show(e.X) + ")"
	case *ir.If:
		return "if(" + show(e.Cond) + ", " + show(e.Then) + ", " + show(e.Else) + ")"
	case *ir.Concat:
		return "concat(" + showAll(e.Parts) + ")"
	case *ir.Call:
		return e.Fn + map[bool]string{true: "!"}[e.CanFail] + "(" + showAll(e.Args) + ")"
	case *ir.Lambda:
		return "|" + e.Params[0].Name + "| " + show(e.Body)
	case *ir.MakeList:
		return "[" + showAll(e.Items) + "]"
	case *ir.MakeRecord:
		var parts []string
		for _, a := range e.Fields {
			parts = append(parts, a.Field.Name+": "+show(a.Value))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case *ir.Match:
		return showMatch(e)
	}
	return fmt.Sprintf("%T", e)
}

func showMatch(e *ir.Match) string {
	var arms []string
	for _, a := range e.Arms {
		arm := showAll(a.Values)
		if a.Null {
			arm += "null"
		}
		if a.Any {
			arm += "any"
		}
		if a.Var != nil {
			arm += " " + a.Var.Name + ":" + a.Var.Type.String()
		}
		arms = append(arms, arm+" => "+show(a.Value))
	}
	return "match(" + show(e.X) + "){" + strings.Join(arms, "; ") + "}"
}

func showAll(all []ir.Expr) string {
	var parts []string
	for _, e := range all {
		parts = append(parts, show(e))
	}
	return strings.Join(parts, ", ")
}
