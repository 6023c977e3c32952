package lineage

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib"
)

const declarations = `flow 1
connection kafka k { brokers = ["127.0.0.1:9092"] }
param shop: string = "north"
enum Page { HOME, PAY }
schema Order {
  id: int64, page: Page, net: decimal(9, 2), tax: decimal(9, 2), note: string?,
  buyer: { name: string, city: string? }, tags: list<string>
}
topic orders on k { key: string as utf8, value: Order as avro }
topic copies on k { key: string as utf8, value: Order as json }
sink console out { value: { a: string?, b: decimal(10, 2)?, c: string } as json }
sink console line { value: string as utf8 }
`

func program(t *testing.T, text string) *ir.Program {
	t.Helper()
	r := &diag.Report{}
	p, err := compiler.Compile("in.flow", compiler.Memory{"in.flow": text}, stdlib.Catalog(), r)
	if err != nil {
		t.Fatal(err)
	}
	if r.Failed() {
		_ = diag.Short(os.Stderr, r)
		t.Fatal("the program has mistakes")
	}
	return p
}

// shown is a column with its sources: a = orders.buyer.city, orders.page? (which
// decides).
func shown(c Column) string {
	var of []string
	for _, s := range c.Sources {
		text := s.String()
		if s.Decides {
			text += "?"
		}
		of = append(of, text)
	}
	return strings.TrimSpace(c.Name + " = " + strings.Join(of, ", "))
}

func TestSources(t *testing.T) {
	for _, tt := range []struct{ name, stages, want string }{
		{"a field of a field", `map { a = .buyer.city, b = .net, c = .buyer.name }
			to out`, "a = orders.buyer.city; b = orders.net; c = orders.buyer.name"},
		{"several fields", `map { a = .note ?? .buyer.city, b = .net + .tax, c = "${.buyer.name} in ${.buyer.city ?? "-"}" }
			to out`, "a = orders.note, orders.buyer.city; b = orders.net, orders.tax; c = orders.buyer.name, orders.buyer.city"},
		{"a condition decides", `map { a = if .page == PAY then .note else null, b = .tax, c = match .page { HOME => "h", _ => .buyer.name } }
			to out`, "a = orders.note, orders.page?; b = orders.tax; c = orders.buyer.name, orders.page?"},
		{"what decides may also be in it", `map { a = if .note != null then .note else .buyer.city, b = .tax, c = "x" }
			to out`, "a = orders.note, orders.buyer.city; b = orders.tax; c ="},
		{"through lets and maps", `let sum = .net + .tax
			map { total = sum, who = .buyer }
			set { who = .who.name }
			map { a = .who, b = .total, c = .who.upper() }
			to out`, "a = orders.buyer.name; b = orders.net, orders.tax; c = orders.buyer.name"},
		{"meta, params and the clock", `map { a = meta.header("x"), b = .tax, c = "${shop} ${meta.offset} ${now()} ${meta.key}" }
			to out`, `a = orders's meta.header("x"); b = orders.tax; c = the param shop, orders's meta.offset, now(), orders's meta.key`},
		{"a lambda is of its list", `map { a = .tags.map(|x| x.upper()).first(), b = .tax, c = .tags.filter(|x| x != "").join(",") }
			to out`, "a = orders.tags; b = orders.tax; c = orders.tags"},
		{"a value without columns", `map "${.id}: ${.buyer.name}"
			to line`, "= orders.id, orders.buyer.name"},
		{"as it is", `where .page == PAY
			to copies`, "id = orders.id; page = orders.page; net = orders.net; tax = orders.tax; note = orders.note; buyer = orders.buyer; tags = orders.tags; key = orders's meta.key"},
		{"rename and drop keep the others", `rename { vat = tax }
			set { tax = .vat, note = null }
			key = .buyer.name
			to copies`, "id = orders.id; page = orders.page; net = orders.net; tax = orders.tax; note =; buyer = orders.buyer; tags = orders.tags; key = orders.buyer.name"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			stages := strings.ReplaceAll(tt.stages, "\t", "")
			p := program(t, declarations+"pipeline p {\n  from orders\n"+stages+"\n}\n")
			targets := Of(p.Pipelines[0])
			if len(targets) != 1 {
				t.Fatalf("%d targets", len(targets))
			}
			var got []string
			for _, c := range targets[0].all() {
				got = append(got, shown(c))
			}
			if text := strings.Join(got, "; "); text != tt.want {
				t.Errorf("got  %s\nwant %s", text, tt.want)
			}
		})
	}
}

func TestARouteHasATargetForEachArm(t *testing.T) {
	p := program(t, declarations+`pipeline p {
  from orders
  route {
    when .page == PAY => {
      map { a = .note, b = .net, c = "paid" }
      to out
    }
    else => { to copies }
  }
}
`)
	var got []string
	for _, target := range Of(p.Pipelines[0]) {
		got = append(got, fmt.Sprintf("%s: %s", target.To.Node.Name, shown(target.Columns[0])))
	}
	if text := strings.Join(got, "; "); text != "out: a = orders.note; copies: id = orders.id" {
		t.Errorf("got %s", text)
	}
}

func TestStepsLeadBackThroughPipelines(t *testing.T) {
	p := program(t, declarations+`pipeline first {
  from orders
  set { note = .buyer.city }
  to copies
}
pipeline second {
  from copies
  let label = .note ?? "none"
  map { a = label.upper(), b = .net, c = "" }
  to out
}
`)
	ways := Explain(p, "out", "a")
	if len(ways) != 1 {
		t.Fatalf("%d ways", len(ways))
	}
	want := `out.a                                    string?                         in.flow:11
  ← to out, in the pipeline second                                       in.flow:22
  ← a = label.upper()                                                    in.flow:21
  ← let label = .note ?? "none"                                          in.flow:20
  copies.note                            string?                         in.flow:6
    ← to copies, in the pipeline first                                   in.flow:16
    ← note = .buyer.city                                                 in.flow:15
    orders.buyer.city                    string?                         in.flow:7
`
	if got := ways[0].Text(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	data := Data(ways)[0]
	if data.Sources[0].Before[0].Sources[0].Name != "buyer.city" || len(data.Steps) != 3 {
		t.Errorf("as data: %+v", data)
	}
}

func TestNames(t *testing.T) {
	nodes, columns := Names(program(t, declarations+"pipeline p {\n  from orders\n  to copies\n}\n"))
	if strings.Join(nodes, " ") != "copies" || strings.Join(columns["copies"], " ") != "id page net tax note buyer tags key" {
		t.Errorf("got %v %v", nodes, columns)
	}
}
