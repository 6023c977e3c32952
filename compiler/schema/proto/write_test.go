package proto

import (
	"slices"
	"strings"
	"testing"

	"github.com/bufbuild/protocompile/linker"
	"github.com/bufbuild/protocompile/options"
	"github.com/bufbuild/protocompile/parser"
	"github.com/bufbuild/protocompile/reporter"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/flowc-lang/flowc/compiler/schema/protoshape"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

func named(name string, t *types.Type) *types.Field { return &types.Field{Name: name, Type: t} }

// order is a record with a field of each way in which messages hold values.
func order() *types.Type {
	enum := func(name string, symbols ...string) *types.Type {
		return types.EnumOf(&types.EnumType{Name: name, Symbols: symbols})
	}
	record := func(name string, fields ...*types.Field) *types.Type {
		return types.RecordOf(&types.RecordType{Name: name, Fields: fields})
	}
	circle, square := record("shop.Circle", named("r", types.Of(types.Double))), record("Square", named("a", types.Of(types.Double)))
	leaf := record("Leaf")
	leaf.Record.Fields = []*types.Field{named("kids", types.ListOf(leaf))}
	ranked := types.EnumOf(&types.EnumType{Name: "Rank", Symbols: []string{"LOW", "HIGH", "TOP"}, Numbers: []int32{-1, 5, 5}})
	level := named("level", types.Of(types.Int32))
	level.SetDefault(int64(5))
	return types.RecordOf(&types.RecordType{Name: "shop.Order", Namespace: "shop", Fields: []*types.Field{
		named("id", types.Of(types.Int64)), named("small", types.Of(types.Uint8)), named("note", types.OptionalOf(types.Of(types.String))),
		level, named("amount", types.DecimalOf(9, 2)), named("at", types.InUnit(types.Timestamp, types.Millis)), named("span", types.OptionalOf(types.Of(types.Duration))),
		named("first name", types.Of(types.String)), named("first_name", types.Of(types.Bytes)),
		named("status", enum("Status", "NEW", "PAID")), named("kind", types.OptionalOf(enum("OrderKind", "NEW", "in-house"))), named("rank", ranked),
		named("tags", types.SetOf(types.Of(types.String))), named("counts", types.ListOf(types.Of(types.Int32))), named("lines", types.ListOf(record("", named("qty", types.Of(types.Int32))))),
		named("rates", types.MapOf(types.Of(types.String), types.Of(types.Double))), named("shape", types.OptionalOf(types.UnionOf(circle, square, types.Of(types.String)))),
		named("tree", leaf), named("same", circle),
	}})
}

const orderText = `syntax = "proto3";

package shop;

import "google/protobuf/duration.proto";
import "google/protobuf/timestamp.proto";

message Order {
  int64 id = 1;
  uint32 small = 2;
  optional string note = 3;
  optional int32 level = 4;
  optional string amount = 5;
  google.protobuf.Timestamp at = 6;
  google.protobuf.Duration span = 7;
  string first_name = 8 [json_name = "first name"];
  bytes first_name_2 = 9 [json_name = "first_name"];
  Status status = 10;
  optional OrderKind kind = 11;
  optional Rank rank = 12;
  repeated string tags = 13;
  repeated int32 counts = 14;
  repeated Order_lines lines = 15;
  map<string, double> rates = 16;
  oneof shape {
    Circle shape_circle = 17;
    Square shape_square = 18;
    string shape_string = 19;
  }
  Leaf tree = 20;
  Circle same = 21;
}

enum Status {
  NEW = 0;
  PAID = 1;
}

enum OrderKind {
  ORDER_KIND_NEW = 0;
  ORDER_KIND_in_house = 1;
}

enum Rank {
  option allow_alias = true;
  RANK_UNSPECIFIED = 0;
  LOW = -1;
  HIGH = 5;
  TOP = 5;
}

message Order_lines {
  int32 qty = 1;
}

message Circle {
  double r = 1;
}

message Square {
  double a = 1;
}

message Leaf {
  repeated Leaf kids = 1;
}
`

// TestText: the file of a type compiles, and its first message holds each field under
// the number, and in the way, in which the generated code writes it.
func TestText(t *testing.T) {
	typ := order()
	if ok, why, path := protoshape.Carries(typ); !ok {
		t.Fatal(why, path)
	}
	text, message := Text(typ)
	if text != orderText || message != "shop.Order" {
		t.Errorf("message %s, got\n%s\nwant\n%s", message, text, orderText)
	}
	compiles(t, text)
	var r diag.Report
	again := ParseFiles([]*diag.File{diag.NewFile("order.proto", text)}, fromDisk, &r)
	for _, d := range r.Sorted() {
		t.Errorf("%s [%s]", d.Message, d.At.Text())
	}
	want, got := protoshape.Fields(typ.Record), protoshape.Fields(again.Types[0].Record)
	if len(want) != len(got) {
		t.Fatalf("%d fields, want %d", len(got), len(want))
	}
	for k := range want {
		a, b := want[k], got[k]
		if a.Number != b.Number || a.Implicit != b.Implicit || a.Packed != b.Packed || protoshape.Repeated(a.Type) != protoshape.Repeated(b.Type) ||
			protoshape.WireType(protoshape.Word(a.Type)) != protoshape.WireType(protoshape.Word(b.Type)) || (a.OneOf == "") != (b.OneOf == "") {
			t.Errorf("field %s: %+v is read as %+v", a.Name, a, b)
		}
	}
	if path := again.Types[0].Record.ProtoPath; !slices.Equal(path, []int{0}) {
		t.Errorf("the message is at %v", path)
	}
}

// compiles holds a file against all rules of protobuf.
func compiles(t *testing.T, text string) {
	t.Helper()
	h := reporter.NewHandler(nil)
	tree, err := parser.Parse("order.proto", strings.NewReader(text), h)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := parser.ResultFromAST(tree, true, h)
	if err != nil {
		t.Fatal(err)
	}
	var needs linker.Files
	for _, known := range []protoreflect.FileDescriptor{timestamppb.File_google_protobuf_timestamp_proto, durationpb.File_google_protobuf_duration_proto} {
		f, err := linker.NewFileRecursive(known)
		if err != nil {
			t.Fatal(err)
		}
		needs = append(needs, f)
	}
	linked, err := linker.Link(parsed, needs, nil, h)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := options.InterpretOptions(linked, h); err != nil {
		t.Fatal(err)
	}
}
