package check_test

import (
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// compileExtra is compile with a sink that takes any record with a text.
func compileExtra(t *testing.T, stages string) (*ir.Program, *diag.Report) {
	t.Helper()
	return compileFiles(t, compiler.Memory{
		"in.flow": orders + "sink console printed { value: { a: string } as json }\n" +
			"\npipeline p {\n  from orders\n" + stages + "\n}\n",
		"shop.cql": shop,
	})
}

func contains(s, part string) bool { return strings.Contains(s, part) }

// withoutMissing leaves out that a table's record does not fill the sink it ends
// in.
func withoutMissing(r *diag.Report) string {
	var out []string
	for _, c := range strings.Fields(codes(r)) {
		if c != "E0411" {
			out = append(out, c)
		}
	}
	return strings.Join(out, " ")
}

// TestExpressions: what an expression becomes, or the code of its mistake.
func TestExpressions(t *testing.T) {
	tests := []struct{ expr, want string }{
		// Literals take the type of what they stand beside.
		{`.id + 1`, "(record.id + 1:int64)"},
		{`1 + .small`, "(1:int32 + record.small)"},
		{`.total * 2`, "(record.total * 2E-0:decimal(1, 0))"},
		{`.total + 1.50`, "(record.total + 150E-2:decimal(3, 2))"},
		{`.ratio * 2`, "(record.ratio * 2:double)"},
		{`-9223372036854775808 + .id`, "(-9223372036854775808:int64 + record.id)"},
		{`.id == 7`, "(record.id == 7:int64)"},
		{`.status == PAID`, "(record.status == 1:Status)"},
		{`Status.NEW == .status`, "(0:Status == record.status)"},
		{`.discount == 3`, "(record.discount == some(3:int32))"},

		// Fallibility: never, maybe, closed, always.
		{`parse_int("${.id}")!`, "parse_int!(concat(to_string(record.id)))"},
		{`.note.parse_int()!`, "E0406"},
		{`(.note ?? "0").parse_int()!`, "parse_int!((record.note ?? 0:string))"},
		{`.note?.parse_int()!`, "match(record.note){null => <nil>:int64?; any it:string => some(parse_int!(it))}"},
		{`.note?.parse_int() ?? 0`, "(try(match(record.note){null => <nil>:int64?; any it:string => some(parse_int!(it))}) ?? 0:int64)"},
		{`parse_int("7x") ?? 0`, "E0429"},
		{`parse_int("${.id}").abs() ?? 0`, "(try(abs(parse_int!(concat(to_string(record.id))))) ?? 0:int64)"},
		{`parse_int("${.id}")`, "E0418"},
		{`[parse_int("${.id}")]`, "E0418"},
		{`.id as int32`, "E0418"},
		{`(.id as int32)!`, "check(record.id, int32)"},
		{`.id as int32 ?? 0`, "(try(check(record.id, int32)) ?? 0:int32)"},
		{`.id as int32?`, "try(check(record.id, int32))"},
		{`.discount as int8 ?? 0`, "(try(check(record.discount, int8?)) ?? 0:int8)"},
		{`.discount as double`, "conv(record.discount, double?)"},
		{`.small as int8`, "conv(record.small, int8)"},
		{`.id as int64`, "W0426 record.id"},
		{`.id!`, "E0419"},
		{`.id ?? 3`, "E0419"},
		{`(.id as double)!`, "E0419"},
		{`.small as double`, "conv(record.small, double)"},
		{`div(.id, 2)`, "div(record.id, 2:int64)"},
		{`div(.id, .id)!`, "div!(record.id, record.id)"},
		{`div(.id, -1)`, "E0418"},
		{`div(.id, 0)!`, "E0429"},
		{`.id / 2`, "E0427"},
		{`.total / 2`, "(record.total / 2E-0:decimal(1, 0))"},
		{`.ratio as int32`, "E0420"},
		{`(.ratio.round() as int32)!`, "check(round(record.ratio), int32)"},
		{`.ratio.clamp(0, 100).round() as int32`, "conv(round(clamp(record.ratio, 0:double, 100:double)), int32)"},
		{`.total.round() as int64`, "conv(round(record.total), int64)"},
		{`.small in 10..20`, "*ir.InRange"},

		// Functions, both ways of calling, defaults, named arguments.
		{`upper(.note ?? "")`, "upper((record.note ?? :string))"},
		{`"abc".slice(1)`, "slice(abc:string, 1:int64, 9223372036854775807:int64)"},
		{`mask("abc", with: "#")`, "mask(abc:string, 0:int64, #:string)"},
		{`date(.at, "UTC")`, "date(record.at, UTC:string)"},
		{`date(.at)`, "E0405"},
		{`date(.at, "Mars")`, "E0304"},
		{`min(.id, 3)`, "min(record.id, 3:int64)"},
		{`coalesce(.note, "x")`, "(record.note ?? x:string)"},
		{`.note.is_null()`, "null(record.note)"},
		{`.lines.map(|l| l * 2)`, "map(record.lines, |l| (l * 2:int32))"},
		{`.lines.filter(|l| l > 2).len()`, "len(filter(record.lines, |l| (l > 2:int32)))"},
		{`.lines.sum()!`, "sum!(record.lines)"},
		{`.lines.first() ?? 0`, "(first(record.lines) ?? 0:int32)"},
		{`.lines.map(.id)`, "E0405"},
		{`Status.parse(.note ?? "")!`, "enum_parse!((record.note ?? :string))"},
		{`Status.parze(.note ?? "")!`, "E0201"},
		{`meta.offset`, "meta.offset"},
		{`meta.header("x") ?? ""`, "(meta.headerx ?? :string)"},
		{`meta.ofset`, "E0201"},
		{`.address?.street`, "record.address?.street"},
		{`.address.street`, "E0406"},
		{`if .id > 1 then .discount else 0`, "if((record.id > 1:int64), record.discount, some(0:int32))"},
		{`match .status { NEW => 1, PAID => 2 }`, "match(record.status){0:Status => 1:int64; 1:Status => 2:int64}"},
		{`match .status { NEW => 1 }`, "E0431"},
		{`match .note { "a" | "b" => 1, null => 2, _ => 3 }`, "match(record.note){a:string, b:string => 1:int64; null => 2:int64; any => 3:int64}"},
		{`"${.id}-${.status}"`, "concat(to_string(record.id), -:string, to_string(record.status))"},
		{`"${.lines}"`, "E0402"},
		{`.note + "x"`, "E0406"},
		{`"a" + "b"`, "E0407"},
		{`1..3`, "E0402"},
		{`50ms`, "50000000:duration"},
		{`.at < "2026-01-01"`, "E0407"},
		{`nothing`, "E0201"},
		{`gen.int(1..3)`, "E0402"},
	}
	for _, test := range tests {
		t.Run(test.expr, func(t *testing.T) {
			p, r := compileExtra(t, "map { x = "+test.expr+", a = \"a\" }\nmap { a = .a }\nto printed")
			got := codes(r)
			if !r.Failed() {
				got = strings.TrimSpace(got + " " + show(firstMap(t, p, "x")))
			}
			if got != test.want {
				t.Errorf("got  %s\nwant %s\n%s", got, test.want, short(r))
			}
		})
	}
}

// firstMap returns the value of a field of the pipeline's first map.
func firstMap(t *testing.T, p *ir.Program, field string) ir.Expr {
	t.Helper()
	for _, st := range p.Pipelines[0].Stages {
		m, ok := st.(*ir.Map)
		if !ok {
			continue
		}
		for _, a := range m.Value.(*ir.MakeRecord).Fields {
			if a.Field.Name == field {
				return a.Value
			}
		}
	}
	t.Fatalf("no map gives %s", field)
	return nil
}
