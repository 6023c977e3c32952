package golden

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/codegen"
	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/compiler/plan"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/golden/runner"
	"github.com/flowc-lang/flowc/stdlib"
)

var (
	acceptSeed  = flag.Uint64("accept-seed", 1, "seed of the programs of TestAccepted")
	acceptCount = flag.Int("accept-count", 40, "number of the programs of TestAccepted")
	acceptKeep  = flag.String("accept-keep", "", "folder for what TestAccepted generates")
)

// TestAccepted: whatever the checker accepts is generated, vetted, and runs without
// a panic. The programs are made of expressions that were grown at random from a seed.
func TestAccepted(t *testing.T) {
	g := newGarden(*acceptSeed)
	for range 8 {
		g.grow(t, max(500, *acceptCount*4))
	}
	var cases []*goldenCase
	for k := range *acceptCount {
		if c := g.program(t, fmt.Sprintf("acc%d", k)); c != nil {
			cases = append(cases, c)
		}
	}
	t.Logf("%d expressions, %d programs", len(g.pool), len(cases))
	if len(cases) < *acceptCount/2 {
		t.Errorf("only %d of %d programs check", len(cases), *acceptCount)
	}
	results := g.vetAndRun(t, cases)
	for _, c := range cases {
		if strings.Contains(results[c.name], "panic") {
			t.Errorf("%s\n%s", c.got["in.flow"], results[c.name])
		}
	}
}

// vetAndRun generates the programs into one module, vets them and feeds each with
// random records; it returns what they say.
func (g *garden) vetAndRun(t *testing.T, cases []*goldenCase) map[string]string {
	m := &module{}
	for _, c := range cases {
		m.run = append(m.run, runner.Case{Name: c.name, Inputs: []runner.Input{{Name: "rows.jsonl", Text: rows(g.r, 24)}}})
	}
	return m.keepAndRun(t, cases)
}

// keepAndRun vets and runs cases that were made up, with their sources beside them, in the
// folder where they are to be kept.
func (m *module) keepAndRun(t *testing.T, cases []*goldenCase) map[string]string {
	if m.dir = *acceptKeep; m.dir == "" {
		m.dir = t.TempDir()
	}
	writeModule(t, m.dir)
	for _, c := range cases {
		m.add(t, c.files)
		write(t, filepath.Join(m.dir, c.name, "in.flow"), []byte(c.got["in.flow"]))
	}
	m.vet(t, "-bools=false") // what the program says twice stands there twice
	return m.results(t)
}

// carriers are the converters that the programs write by.
var carriers = []string{"json", "json", "json(decimal: number, bytes: hex, time: unix_ms)", `json(names: "camel")`, "avro", `avro(framing: "raw")`}

// program puts some expressions into a project. Those that do not fit there, such
// as lists in CSV, are left out.
func (g *garden) program(t *testing.T, name string) *goldenCase {
	var picked []grown
	for range 14 {
		picked = append(picked, g.pool[len(g.pool)/8+g.r.IntN(len(g.pool)*7/8)])
	}
	form, cond, opt := g.one(carriers), g.of(types.Bool).text, g.r.Uint64()
	for range 12 {
		if len(picked) == 0 {
			return nil
		}
		text, first := assemble(picked, form, cond, opt)
		r := &diag.Report{}
		prog, err := compiler.Compile("in.flow", compiler.Memory{"in.flow": text}, stdlib.Catalog(), r)
		if err != nil {
			t.Fatal(err)
		}
		if !r.Failed() {
			prog.Name = name
			c := &goldenCase{name: name, got: map[string]string{"in.flow": text}}
			if c.files, err = codegen.Generate(plan.Make(prog), codegen.Build{Source: "0", Runtime: "test"}); err != nil {
				t.Errorf("%s\n%v", text, err)
				return nil
			}
			return c
		}
		bad := refused(r, first, len(picked))
		if len(bad) == 0 { // the mistake stands at the converter
			bad[g.r.IntN(len(picked))], form = true, "json"
		}
		var kept []grown
		for k, x := range picked {
			if !bad[k] {
				kept = append(kept, x)
			}
		}
		picked = kept
	}
	return nil
}

// refused are the indexes of the n expressions in whose lines a mistake stands.
func refused(r *diag.Report, first []int, n int) map[int]bool {
	bad := map[int]bool{}
	for _, d := range r.Sorted() {
		line, _ := d.At.File.Position(d.At.Start)
		for _, f := range first {
			if k := line - f; d.Severity() == diag.Error && k >= 0 && k < n {
				bad[k] = true
			}
		}
	}
	return bad
}

// assemble writes a project with the expressions as the fields of a map; it tells
// the first lines of the field's types and of their values.
func assemble(list []grown, form, cond string, opt uint64) (string, []int) {
	var b strings.Builder
	var first []int
	here := func() { first = append(first, strings.Count(b.String(), "\n")+1) }
	b.WriteString(soil + "sink console screen {\n  value: {\n")
	here()
	for k, x := range list {
		typ := x.t.String()
		if opt>>(2*k)&3 == 0 && !strings.Contains(typ, "?") && !strings.Contains(typ, " ") {
			typ += "?"
		}
		fmt.Fprintf(&b, "    f%d: %s\n", k, typ)
	}
	fmt.Fprintf(&b, "  } as %s\n}\nsink console rest { value: bool as json }\npipeline p {\n  from rows\n", form)
	if opt>>60&1 == 0 {
		fmt.Fprintf(&b, "  route {\n    when %s => {\n      map .b\n      to rest\n    }\n    else => {\n", cond)
	} else {
		fmt.Fprintf(&b, "  where !(%s) || .b\n", cond)
	}
	b.WriteString("  map {\n")
	here()
	for k, x := range list {
		fmt.Fprintf(&b, "    f%d = %s\n", k, x.text)
	}
	b.WriteString("  }\n  to screen\n")
	if opt>>60&1 == 0 {
		b.WriteString("  }\n  }\n")
	}
	b.WriteString("}\n")
	return b.String(), first
}

// rows are random records of the soil.
func rows(r *rand.Rand, n int) string {
	var b bytes.Buffer
	for range n {
		b.WriteString("@k {")
		first := true
		for _, f := range fields() {
			if strings.HasSuffix(f[1], "?") && r.IntN(3) == 0 {
				continue
			}
			if !first {
				b.WriteByte(',')
			}
			first = false
			fmt.Fprintf(&b, "%q:%s", f[0], sample(r, f[1]))
		}
		b.WriteString("}\n")
	}
	return b.String()
}

// fields are the names and types of the fields of the soil.
func fields() [][2]string {
	var out [][2]string
	depth, from := 0, 0
	text := strings.ReplaceAll(fieldsOfSoil, "\n", ",")
	for i, c := range text {
		switch c {
		case '(', '<', '{':
			depth++
		case ')', '>', '}':
			depth--
		case ',':
			if depth == 0 {
				if n, typ, ok := strings.Cut(text[from:i], ":"); ok {
					out = append(out, [2]string{strings.TrimSpace(n), strings.TrimSpace(typ)})
				}
				from = i + 1
			}
		}
	}
	return out
}

// samples are values of each type as JSON, among them the least and the greatest.
var samples = map[string][]string{
	"bool": {"true", "false"}, "int8": {"0", "1", "-128", "127", "5"}, "int16": {"0", "-32768", "32767", "3"}, "int32": {"0", "1", "2", "-2147483648", "2147483647", "60"}, "int64": {"0", "1", "3", "-9223372036854775808", "9223372036854775807", "1700000000"},
	"uint8": {"0", "1", "255"}, "uint16": {"0", "2", "65535"}, "uint32": {"0", "1", "4294967295"}, "uint64": {"0", "1", "18446744073709551615", "9223372036854775808"},
	"float": {"0", "1.5", "-2.25", "3e38", "1e-40"}, "double": {"0", "1.5", "-2.5", "1e308", "5e-324", "3"},
	"decimal(20, 2)": {`"0"`, `"1.25"`, `"-3"`, `"999999999999999999.99"`}, "decimal(38, 10)": {`"0"`, `"1.5"`, `"-9999999999999999999999999999.9999999999"`, `"2"`}, "decimal(4, 1)": {`"0"`, `"-999.9"`, `"2.5"`}, "decimal(9, 3)": {`"0"`, `"-999999.999"`, `"1.005"`}, "decimal(30, 6)": {`"0"`, `"1"`, `"-999999999999999999999999.999999"`}, "decimal(9, 2)": {`"1.10"`, `"-9999999.99"`},
	"varint": {"0", "-7", "99999999999999999999999999999999999999"},
	"string": {`""`, `"a"`, `"12"`, `"é漢𝄞"`, `"2026-01-02"`, `"b1 c22"`, `"true"`, `"\"\\\n"`}, "string(max: 8)": {`""`, `"abcdefgh"`}, "Code": {`"abc"`}, "Level": {"0", "9", "5"},
	"bytes": {`""`, `"AQI="`, `"YQ=="`}, "bytes(16)": {`"AAAAAAAAAAAAAAAAAAAAAA=="`}, "date": {`"2024-02-29"`, `"0001-01-01"`, `"9999-12-31"`, `"1970-01-01"`}, "time(ms)": {`"00:00:00"`, `"23:59:59.999"`}, "time(us)": {`"00:00:00"`, `"23:59:59.999999"`},
	"timestamp(s)": {`"1970-01-01T00:00:00Z"`, `"9999-12-31T23:59:59Z"`, `"0001-01-01T00:00:00Z"`}, "timestamp(ms)": {`"2026-03-29T01:30:00.123Z"`, `"1969-12-31T23:59:59.999Z"`, `"9999-12-31T23:59:59.999Z"`}, "timestamp(us)": {`"2026-03-29T01:30:00.123456Z"`}, "timestamp(ns)": {`"2026-03-29T01:30:00.123456789Z"`, `"2262-04-11T23:47:16.854775807Z"`},
	"datetime(ms)": {`"2026-03-29T01:30:00.123"`}, "datetime(us)": {`"2026-03-29T01:30:00.123456"`}, "duration": {`"PT0S"`, `"P1M2DT3S"`, `"-PT1.5S"`, `"P2147483647M"`}, "uuid": {`"00112233-4455-6677-8899-aabbccddeeff"`, `"00000000-0000-0000-0000-000000000000"`}, "timeuuid": {`"13814000-1dd2-11b2-8080-808080808080"`},
	"inet": {`"127.0.0.1"`, `"::1"`}, "json": {`{"a":[1,null]}`, `null`, `"x"`, `12`}, "Color": {`"RED"`, `"BLUE"`},
}

// sample is a random value of a type as JSON.
func sample(r *rand.Rand, typ string) string {
	if t, ok := strings.CutSuffix(typ, "?"); ok && (!strings.Contains(typ, " | ") || r.IntN(3) == 0) {
		if r.IntN(3) == 0 {
			return "null"
		}
		return sample(r, t)
	}
	if strings.Contains(typ, " | ") && !strings.Contains(typ, "{") {
		arms := strings.Split(typ, " | ")
		return sample(r, arms[r.IntN(len(arms))])
	}
	if list, ok := samples[typ]; ok {
		return list[r.IntN(len(list))]
	}
	word, inner, _ := strings.Cut(typ, "<")
	inner = strings.TrimSuffix(inner, ">")
	switch {
	case typ == "Inner":
		return fmt.Sprintf(`{"id":%s,"note":%s,"price":%s,"tags":%s,"deep":%s}`, sample(r, "int32"), sample(r, "string?"), sample(r, "decimal(9, 2)"), sample(r, "list<string>"), []string{"null", `{"x":1.5,"on":null}`, `{"x":0,"on":true}`}[r.IntN(3)])
	case word == "map":
		key, value, _ := strings.Cut(inner, ", ")
		var items []string
		for k := range r.IntN(3) {
			name := fmt.Sprint(k)
			if key == "string" {
				name = []string{"a", "b", "12"}[k]
			}
			items = append(items, fmt.Sprintf("%q:%s", name, sample(r, value)))
		}
		return "{" + strings.Join(items, ",") + "}"
	case word == "list" || word == "set":
		var items []string
		for range r.IntN(4) {
			items = append(items, sample(r, inner))
		}
		if word == "set" {
			slices.Sort(items)
			items = slices.Compact(items)
		}
		return "[" + strings.Join(items, ",") + "]"
	}
	panic("no sample of " + typ)
}
