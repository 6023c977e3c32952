package golden

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bufbuild/protocompile/linker"
	protooptions "github.com/bufbuild/protocompile/options"
	"github.com/bufbuild/protocompile/parser"
	"github.com/bufbuild/protocompile/reporter"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/timestamppb"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/flowc-lang/flowc/codegen"
	"github.com/flowc-lang/flowc/compiler"
	"github.com/flowc-lang/flowc/compiler/plan"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/stdlib"
)

var protoCount = flag.Int("proto-count", 6000, "number of the messages of TestProtobufDifferential")

// protoCopy reads messages and writes them again. The map keeps the bytes from being
// passed on as they are.
const protoCopy = `flow 1
import proto "all.proto" as p
connection kafka local { brokers = ["127.0.0.1:9092"] }
topic raw on local { value: p.All as protobuf }
topic back on local { value: p.All as protobuf }
pipeline copy {
  from raw
  map p.All { i32 = .i32, * }
  to back
}
`

// protoMain takes messages through the pipeline: for each the bytes that it became, or
// why it failed.
const protoMain = `package main

import (
	"encoding/json"
	"log"
	"os"

	"github.com/flowc-lang/flowc/runtime/harness"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task"
	%q
)

type result struct {
	Out    []byte
	Reason int
}

func main() {
	var messages [][]byte
	if err := json.NewDecoder(os.Stdin).Decode(&messages); err != nil {
		log.Fatal(err)
	}
	pipelines, err := harness.Open(protocopy.Project())
	if err != nil {
		log.Fatal(err)
	}
	var results []result
	for _, m := range messages {
		in := &record.Batch{Topic: "raw"}
		in.Append(record.Row{Headers: record.Null}, nil, append([]byte{}, m...))
		x, err := harness.Run(pipelines[0], in, func(task.Failure) bool { return true })
		if err != nil {
			log.Fatal(err)
		}
		if len(x.Failed) > 0 {
			results = append(results, result{Reason: int(x.Failed[0].Outcome.Reason())})
			continue
		}
		out := &x.Out[0]
		results = append(results, result{Out: out.Bytes(out.Rows[0].Value)})
	}
	if err := json.NewEncoder(os.Stdout).Encode(results); err != nil {
		log.Fatal(err)
	}
}
`

// TestProtobufDifferential: messages that were made at random, put together from parts,
// shuffled and damaged are read and written again by generated code, and mean the same
// to the reference implementation as before. What it refuses, generated code refuses.
// The other way round there are a few reasons: numbers beyond their type, which it cuts
// off, times that no Timestamp holds, and depth.
func TestProtobufDifferential(t *testing.T) {
	if testing.Short() {
		t.Skip("generates and compiles a worker's package")
	}
	text := protoText(t)
	of := protoDescriptor(t, text)
	r := rand.New(rand.NewPCG(3, 5))
	var messages [][]byte
	for range *protoCount {
		messages = append(messages, anyMessage(t, r, of))
	}
	same, refused, stricter := 0, 0, 0
	for k, got := range throughCopy(t, text, messages) {
		want, back := dynamicpb.NewMessage(of), dynamicpb.NewMessage(of)
		err := proto.UnmarshalOptions{DiscardUnknown: true}.Unmarshal(messages[k], want)
		switch {
		case got.Reason != 0 && err != nil:
			refused++
		case got.Reason != 0:
			if why := record.Reason(got.Reason); why != record.OutOfRange && why != record.TooDeep {
				t.Fatalf("reason %d for what is a message: % x", why, messages[k])
			}
			stricter++
		case err != nil:
			t.Fatalf("the reference says %v, generated code takes it: % x", err, messages[k])
		default:
			if err := proto.Unmarshal(got.Out, back); err != nil {
				t.Fatalf("% x was written as % x: %v", messages[k], got.Out, err)
			}
			if !proto.Equal(want, back) {
				t.Fatalf("% x\nis        %v\nwas written as % x\nwhich is  %v", messages[k], want, got.Out, back)
			}
			same++
		}
	}
	t.Logf("%d messages the same, %d refused by both, %d by generated code alone", same, refused, stricter)
	if same < *protoCount/2 || refused == 0 {
		t.Error("the messages prove little")
	}
}

type protoResult struct {
	Out    []byte
	Reason int
}

// throughCopy generates the pipeline, and runs it over the messages.
func throughCopy(t *testing.T, text string, messages [][]byte) []protoResult {
	r := &diag.Report{}
	prog, err := compiler.Compile("in.flow", compiler.Memory{"in.flow": protoCopy, "all.proto": text}, stdlib.Catalog(), r)
	if err != nil || r.Failed() {
		t.Fatal(err, r.Sorted())
	}
	prog.Name = "protocopy"
	files, err := codegen.Generate(plan.Make(prog), codegen.Build{Source: "0", Runtime: "test"})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	writeModule(t, dir)
	for _, f := range files {
		if f.Name != "main.go" {
			write(t, filepath.Join(dir, filepath.FromSlash(f.Name)), f.Text)
		}
	}
	write(t, filepath.Join(dir, "main.go"), fmt.Appendf(nil, protoMain, codegen.WorkerModule+"/protocopy"))
	input, err := json.Marshal(messages)
	if err != nil {
		t.Fatal(err)
	}
	var results []protoResult
	if err := json.Unmarshal(goTool(t, dir, input, "run", "."), &results); err != nil {
		t.Fatal(err)
	}
	return results
}

// protoText is the .proto file of the golden case about messages.
func protoText(t *testing.T) string {
	for _, c := range archives(t) {
		if c.name != "run_protobuf_import" {
			continue
		}
		for _, f := range c.archive.Files {
			if f.Name == "all.proto" {
				return string(f.Data)
			}
		}
	}
	t.Fatal("there is no all.proto")
	return ""
}

// protoDescriptor is the message All as the reference implementation sees it.
func protoDescriptor(t *testing.T, text string) protoreflect.MessageDescriptor {
	h := reporter.NewHandler(nil)
	tree, err := parser.Parse("all.proto", strings.NewReader(text), h)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := parser.ResultFromAST(tree, true, h)
	if err != nil {
		t.Fatal(err)
	}
	var needs linker.Files
	for _, known := range []protoreflect.FileDescriptor{
		wrapperspb.File_google_protobuf_wrappers_proto, timestamppb.File_google_protobuf_timestamp_proto,
		durationpb.File_google_protobuf_duration_proto, emptypb.File_google_protobuf_empty_proto,
	} {
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
	if _, err := protooptions.InterpretOptions(linked, h); err != nil {
		t.Fatal(err)
	}
	return linked.Messages().ByName("All")
}
