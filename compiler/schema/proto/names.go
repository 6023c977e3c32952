package proto

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bufbuild/protocompile/ast"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// scalars are the types that are a word. Those that are written in another way than
// the plain one say so.
var scalars = map[string]*types.Type{
	"double": types.Of(types.Double), "float": types.Of(types.Float), "bool": types.Of(types.Bool),
	"string": types.Of(types.String), "bytes": types.Of(types.Bytes),
	"int32": types.Of(types.Int32), "int64": types.Of(types.Int64),
	"uint32": types.Of(types.Uint32), "uint64": types.Of(types.Uint64),
	"sint32": written(types.Int32, "sint32"), "sint64": written(types.Int64, "sint64"),
	"sfixed32": written(types.Int32, "sfixed32"), "sfixed64": written(types.Int64, "sfixed64"),
	"fixed32": written(types.Uint32, "fixed32"), "fixed64": written(types.Uint64, "fixed64"),
}

func written(k types.Kind, word string) *types.Type {
	return &types.Type{Kind: k, Wire: &types.Wire{Proto: word}}
}

// wellKnown are the messages of google.protobuf that mean something of their own.
var wellKnown = map[string]*types.Type{
	"Timestamp": types.InUnit(types.Timestamp, types.Nanos),
	"Duration":  types.Of(types.Duration),
	"Struct":    types.MapOf(types.Of(types.String), types.Of(types.Any)),
	"Value":     types.Of(types.Any),
	"ListValue": types.ListOf(types.Of(types.Any)),
	"Empty":     types.RecordOf(&types.RecordType{Name: "Empty", Namespace: "google.protobuf", Origin: "proto"}),
	"Any":       messageOf("Any", "type_url", types.Of(types.String), "value", types.Of(types.Bytes)),
	"FieldMask": messageOf("FieldMask", "paths", types.ListOf(types.Of(types.String))),

	"DoubleValue": wrapper("double"), "FloatValue": wrapper("float"), "BoolValue": wrapper("bool"),
	"StringValue": wrapper("string"), "BytesValue": wrapper("bytes"),
	"Int32Value": wrapper("int32"), "Int64Value": wrapper("int64"),
	"UInt32Value": wrapper("uint32"), "UInt64Value": wrapper("uint64"),
}

// wrapper is the optional of a scalar that stands in a message of its own.
func wrapper(scalar string) *types.Type {
	return &types.Type{Kind: types.Optional, Elem: scalars[scalar], Wire: &types.Wire{Proto: "wrapper"}}
}

// messageOf makes a message of names and types, in turn; they are numbered from 1.
func messageOf(name string, fields ...any) *types.Type {
	r := &types.RecordType{Name: name, Namespace: "google.protobuf", Origin: "proto"}
	for i := 0; i < len(fields); i += 2 {
		t := fields[i+1].(*types.Type)
		f := &types.Field{Name: fields[i].(string), Type: t, Proto: &types.ProtoField{Number: i/2 + 1, Implicit: t.Kind != types.List}}
		f.SetDefault(zero(t))
		r.Fields = append(r.Fields, f)
	}
	return types.RecordOf(r)
}

// isWellKnown reports whether an import is built in.
func isWellKnown(name string) bool { return strings.HasPrefix(name, "google/protobuf/") }

func wellKnownType(full string) *types.Type {
	short, ok := strings.CutPrefix(full, "google.protobuf.")
	if !ok {
		return nil
	}
	return wellKnown[short]
}

func (b *body) unknown(n ast.IdentValueNode, name string) *types.Type {
	d := diag.Diagnostic{
		Code:    "E0207",
		Message: fmt.Sprintf("type `%s` is not known", name),
		At:      b.src.at(n),
		Helps:   []string{"the file that declares it needs an import here"},
	}
	var names []string
	for word := range scalars {
		names = append(names, word)
	}
	for full := range b.named {
		names = append(names, full, full[strings.LastIndexByte(full, '.')+1:])
	}
	slices.Sort(names)
	if near, ok := diag.Nearest(name, names); ok {
		d.Helps = []string{"did you mean `" + near + "`?"}
	}
	b.report.Add(d)
	return types.Of(types.Invalid)
}
