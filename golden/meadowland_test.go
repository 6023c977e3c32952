package golden

import (
	"strings"

	"github.com/flowc-lang/flowc/golden/runner"
)

// meadowDecls is what pipelines are grown in: a topic for each kind of data.
const meadowDecls = `flow 1

import sql "shop.sql" as pg

connection kafka local { brokers = ["127.0.0.1:9092"] }

enum Color { RED, GREEN, BLUE }
open enum Level { INFO, WARN }
schema Line { sku: string, qty: int32, price: decimal(9, 2), more: map<string, int64>? }
schema Order { id: int64, who: string, note: string?, lines: list<Line>, color: Color, level: Level, at: timestamp(ms), total: decimal(12, 2) }
schema Node { id: int32, next: Node?, kids: list<Node> = [], named: map<string, Node>? }
schema Num { value: int64 }
schema Sum { left: Expr, right: Expr }
type Expr = Num | Sum
schema Tree { id: int64, node: Node, expr: Expr?, choice: string | int64 | Line }
schema Place { id: int64, point: tuple<double, double, string?>, parts: list<tuple<string, int32>>, embedding: vector<float, 3>, wide: vector<double, 2>?, tags: set<string> }
schema Person { id: int64, email: string @label(pii), name: string? @label(pii), age: int32 in 0..150 }

topic orders on local { key: string as utf8, value: Order as json }
topic opens on local { key: string as utf8, value: { id: int64, name: string?, inner: { a: int64?, ... }, list: list<{ b: string, ... }>, ... } as json }
topic loose on local { value: any as json }
topic mixed on local { value: { id: int64, doc: any, docs: list<any>?, text: json? } as json }
topic users on local { key: int64 as number, value: Order? as json, cleanup = compact }
topic trees on local { value: Tree as json }
topic places on local { value: Place as json }
topic people on local { key: string as utf8, value: Person as json, allow = [pii] }
topic stream on local { value: change<pg.orders>? as json }
topic many on local for T in pg.* { name = "cdc.${T.name}", value: change<T> as json }
topic images on local for T in pg.* { name = "rows.${T.name}", key: T.key as avro, value: T? as json }
topic areas on local for M in [{ name: "north", limit: 40, unit: "C" }, { name: "south", limit: 90, unit: "F" }] { name = "area.${M.name}", key: string as utf8, value: Order as json }
topic dead on local { value: DeadLetter as json, allow = [pii] }
topic dead_bytes on local { key: bytes? as raw, value: bytes? as raw, allow = [pii] }
topic probe on local { key: string as utf8, value: bool? as json }

fn half(n: int64) -> int64 = div(n, 2)
fn short(s: string?, n: int64) -> string = s?.truncate(n) ?? "-"
fn top(e: Expr) -> string = match e { is Num => "${e.value}", is Sum => match e.left { Num => "${e.left.value} + …", Sum => "(…)" } }
fn sum_of(lines: list<Line>) -> decimal(38, 2) = lines.map(|l| l.price * l.qty).sum() ?? 0.00
fn check(n: int64) -> int64 = if n > 0 then n else fail("not above zero")!
fn last_of(n: Node) -> int32 = n.next?.next?.id ?? n.next?.id ?? n.id

policy patient { decode = dlq(dead), map = skip(limit: 90%, log: "warn"), write = [retry(attempts: 3, backoff: 10ms..1s), stop()] }
`

const meadowTables = "CREATE TABLE orders (id bigint PRIMARY KEY, status text NOT NULL, note text, total numeric(12, 2));\n" +
	"CREATE TABLE lines (id bigint, pos integer, sku text NOT NULL, note text, status text NOT NULL, made timestamptz(3), PRIMARY KEY (id, pos));\n"

// origin is a topic that a pipeline may read: how it says so, the key that comes
// along, what may stand in an expression, and records of it.
type origin struct {
	name, of, from, key string
	atoms               []string
	input, records      string
}

const anOrder = `{"id":7,"who":"ann","note":null,"lines":[{"sku":"a","qty":2,"price":"1.50"},{"sku":"b","qty":-1,"price":"0","more":{"k":4}}],"color":"RED","level":"LOUD","at":"2026-07-01T10:00:00Z","total":"12.50"}`

// inputs are the records of each topic that the origin reads.
func (o *origin) inputs() []runner.Input {
	var out []runner.Input
	for name := range strings.FieldsSeq(o.input) {
		out = append(out, runner.Input{Name: name, Text: o.records})
	}
	return out
}

var orderAtoms = []string{".lines.map(|l| l.sku)", ".lines.filter(|l| l.qty > 0)", ".lines.first()?.more", "sum_of(.lines)", "half(.id)", "check(.id)!", "short(.note, 3)", ".level", ".level == \"LOUD\"", "(match .color { RED => 1, GREEN | BLUE => 2 })", ".lines.map(|l| l.price * l.qty)"}

var origins = []origin{
	{name: "orders", from: "orders", key: "string", atoms: orderAtoms, input: "orders.jsonl", records: "@k " + anOrder + "\n@l {}\n"},
	{name: "opens", from: "opens", key: "string", atoms: []string{".inner.a", ".inner", ".list", ".list.map(|x| x.b)"}, input: "opens.jsonl", records: `@k {"id":1,"name":"n","x":[1,{"y":2}],"inner":{"a":3,"z":"w"},"list":[{"b":"c","d":1e3}],"é":"\u0041"}` + "\n" + `@k {"id":-1,"inner":{},"list":[]}` + "\n"},
	{name: "loose", from: "loose", key: "bytes?", atoms: []string{".a", ".a.b", ".l", "(.a as int64 ?? 0)", "(.a as string?)", ".a is string", ".l is not null", "(match .a { is string => .a, is int64 => \"n\", null => \"-\", _ => \"?\" })", "type_of(.a)", "(.l as list<int64>?)", ". == .a", "(.l as map<string, int64>?)"}, input: "loose.jsonl", records: "{\"a\":1,\"l\":[1,2]}\n{\"a\":\"x\",\"l\":{\"k\":2}}\n[1]\nnull\n12\n{\"a\":{\"b\":null}}\n"},
	{name: "mixed", from: "mixed", key: "bytes?", atoms: []string{".doc.a", ".doc.a.b", ".docs", ".docs?.first()", "(.doc as string?)", "(.doc.a as double ?? 0.5)", ".doc is bool", "type_of(.doc)", ".text"}, input: "mixed.jsonl", records: "{\"id\":1,\"doc\":{\"a\":1.5},\"docs\":[1,\"x\",null],\"text\":{\"q\":[]}}\n{\"id\":2,\"doc\":\"s\"}\n{\"id\":3,\"doc\":true,\"docs\":[]}\n"},
	{name: "users", from: "users", key: "int64", atoms: orderAtoms, input: "users.jsonl", records: anOrder + "\nnull\n"},
	{name: "trees", from: "trees", key: "bytes?", atoms: []string{".node.next?.id", ".node.next?.kids", ".node.kids.map(|k| k.id)", "last_of(.node)", "(if .expr is null then \"\" else top(.expr))", "(match .choice { is string => 1, is int64 => 2, is Line => .choice.qty })", ".choice is string", ".node.named", ".node.kids.filter(|k| k.next is null)"}, input: "trees.jsonl", records: `{"id":1,"node":{"id":1,"next":{"id":2},"kids":[{"id":3}],"named":{"a":{"id":4}}},"expr":{"left":{"value":1},"right":{"left":{"value":2},"right":{"value":3}}},"choice":"x"}` + "\n" + `{"id":2,"node":{"id":1},"choice":{"sku":"a","qty":2,"price":"1.50"}}` + "\n" + `{"id":3,"node":{"id":1},"expr":null,"choice":9}` + "\n"},
	{name: "places", from: "places", key: "bytes?", atoms: []string{".point.get(0)", ".point.get(2)", ".parts.map(|p| p.get(1))", ".embedding", ".embedding.get(0)", ".wide?.get(1)", ".parts.first()", ".tags.contains(\"a\")", ".embedding.first()", ".parts.first()?.get(0)"}, input: "places.jsonl", records: `{"id":1,"point":[1.5,-2,null],"parts":[["a",1],["b",-2]],"embedding":[0,1.5,3],"wide":[1,2],"tags":["a","b"]}` + "\n" + `{"id":2,"point":[1.5,-2,"c"],"parts":[],"embedding":[0,1.5],"tags":[]}` + "\n" + `{"id":3,"point":[0,0,"c"],"parts":[],"embedding":[0,1,2],"tags":[]}` + "\n"},
	{name: "people", from: "people", key: "string", atoms: []string{".email.hash(\"sha256\")", ".email.mask(keep_last: 2, with: \"*\")", ".name?.upper()", "short(.name, 2)", "half(.age)", ".email.lower()"}, input: "people.jsonl", records: "@k {\"id\":1,\"email\":\"A@b\",\"name\":\"Zoë\",\"age\":150}\n@k {\"id\":1,\"email\":\"\",\"age\":0}\n@k {\"id\":1,\"email\":\"\",\"age\":151}\n"},
	{name: "stream", from: "stream", key: "bytes?", atoms: changeAtoms, input: "stream.jsonl", records: changesText},
	{name: "many", of: " for T in many", from: "many<T>", key: "bytes?", atoms: append([]string{"T.name", "T.schema"}, changeAtoms...), input: "many_orders.jsonl many_lines.jsonl", records: changesText},
	{name: "images", of: " for T in images", from: "images<T>", key: "T.key", atoms: []string{"T.name", ".status", ".note", ".id"}, input: "images_orders.jsonl images_lines.jsonl", records: "{\"id\":1,\"status\":\"new\",\"total\":\"1.25\"}\nnull\n"},
	{name: "areas", of: " for M in areas", from: "areas<M>", key: "string", atoms: append([]string{"M.limit", "M.name", "M.unit", ".total > M.limit"}, orderAtoms...), input: "areas_north.jsonl areas_south.jsonl", records: "@k " + anOrder + "\n"},
}

var changeAtoms = []string{"op", "at", "op == delete", "before", "after", ".after?.id", ".before?.note", "source.table", "source", ".id", ".status", ".note", "before?.status"}

const changesText = `{"before":null,"after":{"id":1,"status":"new","note":null,"total":null},"source":{"db":"shop","table":"orders"},"op":"c","ts_ms":1767225600000}
{"before":{"id":1,"status":"new","note":null},"after":{"id":1,"status":"paid","note":"x","total":"1.50"},"source":{"table":"orders"},"op":"u","ts_ms":1767225601000}
{"before":{"id":1,"status":"paid","note":"x"},"after":null,"source":{"table":"orders"},"op":"d","ts_ms":1767225602000}
{"before":null,"after":null,"source":{"table":"orders"},"op":"t","ts_ms":1767225603000}
`
