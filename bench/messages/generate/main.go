// Command generate writes the Go code of a .proto file by the generators of protobuf-go
// and vtprotobuf that the module pins. It is protoc with both plugins in one process.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/bufbuild/protocompile"
	_ "github.com/planetscale/vtprotobuf/features/marshal" // registers what its name says, as those below
	_ "github.com/planetscale/vtprotobuf/features/pool"
	_ "github.com/planetscale/vtprotobuf/features/size"
	_ "github.com/planetscale/vtprotobuf/features/unmarshal"
	"github.com/planetscale/vtprotobuf/generator"
	gengo "google.golang.org/protobuf/cmd/protoc-gen-go/internal_gengo"
	"google.golang.org/protobuf/compiler/protogen"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/pluginpb"
)

func main() {
	for _, file := range os.Args[1:] {
		if err := generate(file); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

// generate writes the Go files beside a .proto file, which imports none.
func generate(file string) error {
	compiler := protocompile.Compiler{Resolver: &protocompile.SourceResolver{}, SourceInfoMode: protocompile.SourceInfoStandard}
	files, err := compiler.Compile(context.Background(), file)
	if err != nil {
		return err
	}
	plugin, err := protogen.Options{}.New(&pluginpb.CodeGeneratorRequest{
		FileToGenerate: []string{file},
		Parameter:      proto.String("paths=source_relative"),
		ProtoFile:      []*descriptorpb.FileDescriptorProto{protodesc.ToFileDescriptorProto(files[0])},
	})
	if err != nil {
		return err
	}
	for _, f := range plugin.Files {
		gengo.GenerateFile(plugin, f)
	}
	if err := generateVT(plugin); err != nil {
		return err
	}
	answer := plugin.Response()
	if answer.Error != nil {
		return fmt.Errorf("%s", answer.GetError())
	}
	for _, out := range answer.File {
		if err := os.WriteFile(out.GetName(), []byte(out.GetContent()), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// generateVT makes vtprotobuf's fastest forms: of pooled messages that alias the input.
func generateVT(plugin *protogen.Plugin) error {
	pooled := generator.NewObjectSet()
	for _, f := range plugin.Files {
		for _, m := range f.Messages {
			if err := pooled.Set(string(f.GoImportPath) + "." + m.GoIdent.GoName); err != nil {
				return err
			}
		}
	}
	gen, err := generator.NewGenerator(plugin, []string{"marshal", "unmarshal", "unmarshal_unsafe", "size", "pool"},
		&generator.Config{Poolable: pooled, PoolableExclude: generator.NewObjectSet()})
	if err != nil {
		return err
	}
	gen.Generate()
	return nil
}
