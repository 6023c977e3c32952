package golden

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib"
)

// grown is an expression that the checker takes, and the type that it has.
type grown struct {
	text string
	t    *types.Type
}

// garden grows expressions: it makes larger ones of those that it has, and keeps
// what the checker takes.
type garden struct {
	r    *rand.Rand
	pool []grown
	all  map[string]bool
}

// soil is what expressions are grown in: a field of every type.
const soil = `flow 1

connection kafka local { brokers = ["127.0.0.1:9092"] }

enum Color { RED, GREEN, BLUE }
type Level = int32 in 0..9
type Code = string matches r/[a-z]+/
schema Inner { id: int32, note: string?, price: decimal(9, 2), tags: list<string>, deep: { x: double, on: bool? }? }
schema Row {
` + fieldsOfSoil + `}

topic rows on local { key: string as utf8, value: Row as json }
sink console same { value: Row as json }
`

const fieldsOfSoil = `  b: bool, ob: bool?
  i8: int8, i16: int16, i32: int32, i64: int64, u8: uint8, u16: uint16, u32: uint32, u64: uint64
  oi8: int8?, oi32: int32?, oi64: int64?, ou64: uint64?
  f: float, d: double, of: float?, od: double?
  m: decimal(20, 2), n: decimal(38, 10), k: decimal(4, 1), om: decimal(9, 3)?, on: decimal(30, 6)?
  v: varint, ov: varint?
  s: string, os: string?, s8: string(max: 8), code: Code, level: Level, olevel: Level?
  y: bytes, oy: bytes?, y16: bytes(16)
  day: date, oday: date?, tms: time(ms), tus: time(us)
  as: timestamp(s), ams: timestamp(ms), aus: timestamp(us), ans: timestamp(ns), oams: timestamp(ms)?
  dms: datetime(ms), odus: datetime(us)?
  by: duration, oby: duration?, id: uuid, oid: uuid?, tid: timeuuid, ip: inet, oip: inet?, j: json, oj: json?
  color: Color, ocolor: Color?
  inner: Inner, oinner: Inner?
  li: list<int32>, ls: list<string>, los: list<string?>, lm: list<decimal(20, 2)>, ln: list<Inner>, oli: list<int64>?, lli: list<list<int32>>, lc: list<Color>, ly: list<bytes>, lid: list<uuid>
  ss: set<string>, si: set<int32>
  un: string | int64 | bool | list<int32>, oun: Inner | string?
  ms: map<string, string>, mi: map<string, int64?>, mn: map<string, Inner>, mil: map<int32, list<string>>
`

// literals are what may stand at the leaves.
var literals = []string{
	"true", "false", "0", "1", "-1", "7", "300", "-129", "2147483648", "9223372036854775807", "0.5", "1.25", "-0.01", "12345678901234567890.5",
	`""`, `"a"`, `"é漢"`, `"12"`, `"2026-01-02"`, `"2026-01-02T03:04:05Z"`, "null", "5s", "15m", "1d", "Color.RED", "Color.BLUE",
	`parse_uuid("00112233-4455-6677-8899-aabbccddeeff")!`, `parse_date("2024-02-29")!`, "[]", "[1, 2]", `["x", "y"]`, "now()", "meta.offset", "meta.partition", "meta.topic", "meta.key", "meta.timestamp", `meta.header("h")`,
}

// casts are the targets of `as`.
var casts = []string{
	"bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float", "double", "decimal(9, 2)", "decimal(38, 10)", "decimal(20, 2)", "decimal(18, 18)", "decimal(3, 0)",
	"string", "bytes", "date", "time(ms)", "time(us)", "timestamp(s)", "timestamp(ms)", "timestamp(us)", "timestamp(ns)", "datetime(ms)", "datetime(us)", "duration", "uuid", "timeuuid", "inet", "json", "Color", "Level", "Code", "string(max: 8)", "bytes(16)",
	"list<int64>", "list<string?>", "set<string>", "map<string, int64?>", "Inner",
}

// patterns are arguments that only some functions take.
var patterns = []string{`"yyyy-MM-dd HH:mm:ss"`, `"yyyy-MM-dd'T'HH:mm:ssXXX"`, `"Europe/Zurich"`, `"+02:00"`, `"sha512"`, "r/([a-z])([0-9]*)/", `"UTC"`}

// newGarden returns a garden with nothing in it.
func newGarden(seed uint64) *garden {
	g := &garden{r: rand.New(rand.NewPCG(seed, 1)), all: map[string]bool{}}
	for _, f := range fields() {
		g.all["."+f[0]] = true
	}
	return g
}

// grow adds a round of expressions.
func (g *garden) grow(t *testing.T, n int) {
	var tries []string
	if len(g.pool) == 0 {
		for x := range g.all {
			tries = append(tries, x)
		}
		tries = append(tries, literals...)
		slices.Sort(tries)
	}
	for len(tries) < n && len(g.pool) > 0 {
		if x := g.shape(); !g.all[x] && len(x) < 160 {
			g.all[x] = true
			tries = append(tries, x)
		}
	}
	g.pool = append(g.pool, accepted(t, tries)...)
}

// accepted are the expressions that check, each as a let.
func accepted(t *testing.T, tries []string) []grown {
	for range 4 {
		prog, bad := lets(t, tries)
		if len(bad) == 0 {
			return typed(prog, tries)
		}
		var kept []string
		for k, x := range tries {
			if !bad[k] {
				kept = append(kept, x)
			}
		}
		tries = kept
	}
	return nil
}

// lets compiles the expressions as lets; bad are those with a mistake.
func lets(t *testing.T, tries []string) (*ir.Program, map[int]bool) {
	var b strings.Builder
	b.WriteString(soil + "pipeline p {\n  from rows\n")
	first := strings.Count(b.String(), "\n") + 1
	for k, x := range tries {
		fmt.Fprintf(&b, "  let x%d = %s\n", k, x)
	}
	b.WriteString("  to same\n}\n")
	r := &diag.Report{}
	prog, err := compiler.Compile("in.flow", compiler.Memory{"in.flow": b.String()}, stdlib.Catalog(), r)
	if err != nil {
		t.Fatal(err)
	}
	bad := map[int]bool{}
	for _, d := range r.Sorted() {
		if d.Severity() == diag.Error {
			line, _ := d.At.File.Position(d.At.Start)
			if line < first || line >= first+len(tries) {
				t.Fatalf("%s: %s", b.String(), d.Message)
			}
			bad[line-first] = true
		}
	}
	return prog, bad
}

// typed pairs the expressions with the types of their lets.
func typed(prog *ir.Program, tries []string) []grown {
	var out []grown
	for _, p := range prog.Pipelines {
		for _, s := range p.Stages {
			if l, ok := s.(*ir.Let); ok {
				k, err := strconv.Atoi(strings.TrimPrefix(l.Var.Name, "x"))
				if err != nil {
					panic(err) // the lets of tries are x0, x1, …
				}
				out = append(out, grown{tries[k], l.Var.Type})
			}
		}
	}
	return out
}

// any is an expression of the pool.
func (g *garden) any() grown { return g.pool[g.r.IntN(len(g.pool))] }

// like is an expression, mostly of a type like that of x.
func (g *garden) like(x grown) string {
	if g.r.IntN(8) == 0 {
		return literals[g.r.IntN(len(literals))]
	}
	best := g.any()
	for range 60 {
		y := g.any()
		if y.t.String() == x.t.String() || g.r.IntN(3) == 0 && y.t.Strip().Kind == x.t.Strip().Kind {
			return y.text
		}
	}
	return best.text
}

// of is an expression of a kind, where a few draws find one.
func (g *garden) of(k types.Kind) grown {
	for range 200 {
		if x := g.any(); x.t.Kind == k {
			return x
		}
	}
	return g.any()
}

// one draws from a list.
func (g *garden) one(list []string) string { return list[g.r.IntN(len(list))] }

// shape makes an expression of those of the pool.
func (g *garden) shape() string {
	x := g.any()
	a, b, c := x.text, g.like(x), g.like(x)
	cond := g.of(types.Bool).text
	switch g.r.IntN(28) {
	case 26:
		u := g.of(types.Union).text
		return fmt.Sprintf(g.one([]string{"(%[1]s is string)", "(%[1]s is not int64)", "(match %[1]s { is string => %[2]s, is int64 | is bool => %[3]s, _ => %[2]s })", "(%[1]s == %[2]s)", "(%[1]s as int64 ?? 1)"}), u, b, c)
	case 27:
		return g.one([]string{
			"(if .un is int64 then .un else 7)", "(if .un is string then .un.len() else 0)", "(match .un { is string => .un, is int64 => \"n\", is bool => \"b\", is list<int32> => \"l\" })",
			"(if .oun is Inner then .oun.note else null)", "(match .oun { null => 0, is string => 1, Inner => .oun.id })", "(.oun is not null && .oun is string && .oun.len() > 1)",
			"(match .i32 { -5..0 => \"low\", 1 | 2 => \"few\", 3..60 => \"some\", _ => \"many\" })", "(match .d { 0.0..1.5 => true, _ => false })",
		})
	case 0, 1, 2, 3:
		return fmt.Sprintf("(%s %s %s)", a, g.one([]string{"+", "-", "*", "%", "/"}), b)
	case 4, 5:
		return fmt.Sprintf("(%s %s %s)", a, g.one([]string{"==", "!=", "<", "<=", ">", ">="}), b)
	case 6:
		return fmt.Sprintf("(%s %s %s)", cond, g.one([]string{"&&", "||"}), g.of(types.Bool).text)
	case 7:
		return strings.Replace(g.one([]string{"(-%s)", "(!%s)", "-%s"}), "%s", a, 1)
	case 8, 9:
		o := g.of(types.Optional)
		return fmt.Sprintf("(%s ?? %s)", o.text, g.one([]string{g.like(grown{"", o.t.Strip()}), "null", b}))
	case 10:
		return fmt.Sprintf("(%s ?? %s)", g.fallible(), g.one([]string{"null", b, c}))
	case 11, 12:
		return fmt.Sprintf(g.one([]string{"(%s as %s)", "(%s as %s)!", "(%s as %s?)", "((%s as %s) ?? null)"}), a, g.one(casts))
	case 13:
		return fmt.Sprintf("(if %s then %s else %s)", cond, a, b)
	case 14:
		return fmt.Sprintf("(match %s { %s => %s, _ => %s })", a, g.one([]string{b, "null", "1 | 2", "1..5", `"a"`, "RED"}), c, b)
	case 15:
		return fmt.Sprintf("(match %s { v if %s => %s, null => %s, w => %s })", a, g.one([]string{cond, "v > " + b, "v == " + b, "(v as int8)! > 3"}), g.one([]string{"v", b}), c, g.one([]string{"w", c}))
	case 16:
		return fmt.Sprintf("(%s %s [%s, %s])", a, g.one([]string{"in", "not in"}), b, c)
	case 17:
		return fmt.Sprintf(g.one([]string{"(%s in %s..%s)", "(%s not in %s..%s)"}), a, b, c)
	case 18:
		return fmt.Sprintf(g.one([]string{"(%s is null)", "(%s is not null)", "(%s == null)"}), g.of(types.Optional).text)
	case 19:
		return fmt.Sprintf(`"<${%s}|${%s}>"`, a, g.any().text)
	case 20:
		return fmt.Sprintf("[%s, %s]", a, b)
	case 21:
		return fmt.Sprintf("{ p: %s, q: %s }", a, g.any().text)
	case 22:
		return a + g.one([]string{".id", ".note", "?.note", "?.deep", "?.deep?.on", ".deep?.x", ".p", "?.q", "?.price", "?.len()", "?.upper()", "?.first()"})
	case 23:
		l := g.of(types.List).text
		return fmt.Sprintf("%s.%s(|v| %s)", l, g.one([]string{"map", "filter", "any", "all"}), g.one([]string{
			"v", "v ?? " + b, "v == " + b, "v > " + b, "v + " + b, "v.id", "v.note ?? \"\"", "[v, v]", "{ p: v, q: " + b + " }", "(v as int8)!", "(v as string)", "v.len()", "v.len() > 1", "v.map(|w| w)", cond, a, "v != null && v == " + b, "div(1, v)!", "v is null",
		}))
	default:
		return g.fallibleOr(g.callOf())
	}
}

// fallible is a call or a cast that is not closed.
func (g *garden) fallible() string {
	if g.r.IntN(2) == 0 {
		return fmt.Sprintf("(%s as %s)", g.any().text, g.one(casts))
	}
	return g.callOf()
}

// fallibleOr is a call that may be closed.
func (g *garden) fallibleOr(call string) string {
	return strings.Replace(g.one([]string{"%", "%", "%!", "(% ?? null)"}), "%", call, 1)
}

// callOf calls a built-in with what may be its arguments.
func (g *garden) callOf() string {
	fn := g.one(functions)
	args := g.any().text
	for range g.r.IntN(3) {
		args += ", " + g.one([]string{g.any().text, g.one(literals), g.one(patterns), g.one(literals)})
	}
	return fn + "(" + args + ")"
}

// functions are the built-ins.
var functions = strings.Fields(`len upper lower fold_case trim trim_prefix trim_suffix slice truncate split join replace replace_re contains starts_with ends_with matches capture pad_left pad_right repeat parse_int parse_decimal parse_double parse_bool parse_uuid parse_inet parse_timestamp parse_date to_string format abs min max clamp round floor ceil div mod pow sqrt is_finite wrap_add now from_unix from_unix_ms to_unix to_unix_ms date hour add diff add_months first last get map filter any all sum sort distinct keys values hash hmac base64 unbase64 hex unhex mask redact uuid_v4 uuid_v5 coalesce is_null`)
