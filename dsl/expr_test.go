package dsl

import (
	"testing"

	"github.com/flowc-lang/flowc/dsl/internal/dump"
)

// TestSameTree holds how expressions and lines group: both texts mean the same.
func TestSameTree(t *testing.T) {
	tests := []struct{ name, a, b string }{
		{"product before sum", "fn f() = a + b * c", "fn f() = a + (b * c)"},
		{"sums from the left", "fn f() = a - b - c", "fn f() = (a - b) - c"},
		{"cast before product", "fn f() = a * b as int64", "fn f() = a * (b as int64)"},
		{"unary before cast", "fn f() = -a as int64", "fn f() = (-a) as int64"},
		{"call before unary", "fn f() = -a.b(c)", "fn f() = -(a.b(c))"},
		{"range below sum", "fn f() = a + 1..b", "fn f() = (a + 1)..b"},
		{"else below range", "fn f() = a ?? b..c", "fn f() = a ?? (b..c)"},
		{"comparison below else", "fn f() = a == b ?? c", "fn f() = a == (b ?? c)"},
		{"in takes all of a range", "fn f() = a in b + 1..c && d", "fn f() = (a in ((b + 1)..c)) && d"},
		{"is below else", "fn f() = a ?? b is not null && c", "fn f() = ((a ?? b) is not null) && c"},
		{"and below comparison", "fn f() = a < b && c not in d", "fn f() = (a < b) && (c not in d)"},
		{"closing a cast", "fn f() = a as int64! + 1", "fn f() = (a as int64)! + 1"},
		{"optional cast", "fn f() = a as T? ?? b", "fn f() = (a as T?) ?? b"},
		{"then and else reach far", "fn f() = if a then b + 1 else c + 1", "fn f() = if (a) then (b + 1) else (c + 1)"},
		{"short assignment", "pipeline p { map { .b } }", "pipeline p { map { b = .b } }"},
		{"spread of the whole", "pipeline p { map { .* } }", "pipeline p { map { * } }"},
		{"commas and lines", "pipeline p { map { *, .b, c = 1 }\n to q }", "pipeline p {\n map {\n *\n .b\n c = 1\n }\n to q\n}"},
		{"except goes on over commas of names", "pipeline p { map { * except a, b, c = 1 } }", "pipeline p {\n map {\n * except a,\n b\n c = 1\n }\n}"},
		{"drop goes on over commas of fields", "pipeline p { drop .a, .b, to q }", "pipeline p {\n drop .a, .b\n to q\n}"},
		{"route on one line", "pipeline p { route { when a => { to x } else => { to y } } }", "pipeline p {\n route {\n when a => {\n to x\n }\n else => {\n to y\n }\n }\n}"},
		{"a line that starts with an operator", "fn f() = a\n  ?? b\n  .c()", "fn f() = a ?? b.c()"},
		{"keywords as names", "schema A { from: T, key: T, topic: T }", "schema A {\n from: T\n key: T\n topic: T\n}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, foundA := parseText(tt.a + "\n")
			b, foundB := parseText(tt.b + "\n")
			for _, d := range append(foundA, foundB...) {
				t.Errorf("%s [%s]", d.Message, d.Code)
			}
			if x, y := dump.Tree(a.Decls), dump.Tree(b.Decls); x != y {
				t.Errorf("%s\n%s", x, y)
			}
		})
	}
}

func TestTree(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"doc", "/// one\n///  two\nschema A {\n  /// f\n  a: T\n}", `[Schema{name:A body:RecordType{fields:[Field{name:a type:NamedType{name:Path{parts:[T]}} doc:"f"}]} doc:"one\n two"}]`},
		{"open record", "type A = { a: T, ... }?", `[Alias{name:A type:OptionalType{of:RecordType{fields:[Field{name:a type:NamedType{name:Path{parts:[T]}}}] open:true}}}]`},
		{"open enum", "open enum A { B }", `[Enum{name:A body:EnumType{symbols:[B] open:true}}]`},
		{
			"union and enum types", "type A = enum { B, C } | vector<float, 3>",
			`[Alias{name:A type:UnionType{of:[EnumType{symbols:[B C]} NamedType{name:Path{parts:[vector]} args:[NamedType{name:Path{parts:[float]}} NamedType{name:Path{parts:[3]}}]}]}}]`,
		},
		{"refinement by regex", "type A = string matches r/a\\/b/", `[Alias{name:A type:RefinedType{of:NamedType{name:Path{parts:[string]}} matches:Regex{pattern:"a/b"}}}]`},
		{
			"annotations of a field", "schema A { a: T = 1 @label(pii) }",
			`[Schema{name:A body:RecordType{fields:[Field{name:a type:NamedType{name:Path{parts:[T]}} default:Int{text:"1"} annots:[Annot{name:label args:[Arg{value:Name{ident:pii}}]}]}]}}]`,
		},
		{"quoted names", "fn f() = .\"@t\"", `[Fn{name:f body:Member{x:Whole{} name:@t}}]`},
		{"escapes", `fn f() = "\${ä\u00e4\u{1f600}\n"`, `[Fn{name:f body:Text{parts:[TextPart{value:"${ää😀\n"}]}}]`},
		{
			"quantities", "fn f() = [1h30m, 64MiB, 1%, 10_000 records, 5 % 3]",
			`[Fn{name:f body:List{items:[Quantity{text:"1h30m" unit:"duration"} Quantity{text:"64" unit:"MiB"} Quantity{text:"1" unit:"%"} Quantity{text:"10000" unit:"records"} Binary{op:"%" x:Int{text:"5"} y:Int{text:"3"}}]}}]`,
		},
		{
			"match", "fn f() = match x { is T => 1, 1..2 | null if g => 2, _ => 3 }",
			`[Fn{name:f body:Match{x:Name{ident:x} arms:[MatchArm{patterns:[Is{type:NamedType{name:Path{parts:[T]}}}] value:Int{text:"1"}} MatchArm{patterns:[Binary{op:".." x:Int{text:"1"} y:Int{text:"2"}} Null{}] guard:Name{ident:g} value:Int{text:"2"}} MatchArm{patterns:[Name{ident:_}] value:Int{text:"3"}}]}}]`,
		},
		{"each", "pipeline p { each .a as b }", `[Pipeline{name:p stages:[Each{list:Member{x:Whole{} name:a} as:b}]}]`},
		{
			"family", "pipeline p for T in pg.* except pg.a { from c<T> }",
			`[Pipeline{name:p for:For{var:T set:Spread{x:Name{ident:pg} except:[Member{x:Name{ident:pg} name:a}]}} stages:[From{node:Ref{name:Path{parts:[c]} args:[NamedType{name:Path{parts:[T]}}]}}]}]`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, found := parseText(tt.text + "\n")
			for _, d := range found {
				t.Errorf("%s [%s]", d.Message, d.Code)
			}
			if got := dump.Tree(f.Decls); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}
