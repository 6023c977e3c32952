package build

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hamba/avro/v2/ocf"

	"github.com/flowc-lang/flowc/compiler"
)

const archive = `
import avro "order.avsc" as shop

param dir: string

source file drops { path = "${dir}/in/*.avro", value: shop.Order as avro(framing: "container") }
sink file packed { path = "${dir}/packed.avro", value: shop.Order as avro(framing: "container", codec: "zstandard") }
sink file lines { path = "${dir}/orders.jsonl", value: shop.Order as json(lines: true) }

pipeline archive {
  from drops
  to packed
}

pipeline show {
  from drops
  to lines
}
`

// TestContainers runs a worker on container files that hamba wrote, with another version
// of the schema and each codec, stops and goes on, and has hamba read what it wrote.
func TestContainers(t *testing.T) {
	realBuild(t)
	worker := workerOf(t, "archive.flow", compiler.Memory{"archive.flow": archive, "order.avsc": orderSchema})
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "in"), 0o755); err != nil {
		t.Fatal(err)
	}
	var want []string
	for run, codec := range []ocf.CodecName{ocf.Null, ocf.Deflate, ocf.Snappy, ocf.ZStandard} {
		for k := range 2500 {
			want = append(want, fmt.Sprintf(`{"id":%d,"note":null,"total":%d.5}`, k, run))
		}
		putContainer(t, filepath.Join(dir, "in", fmt.Sprintf("%d.avro", run)), codec, run)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		out, err := exec.CommandContext(ctx, worker, "--drain", "--dir", dir, "--data", filepath.Join(dir, "data")).CombinedOutput()
		cancel()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		holds(t, dir, "orders.jsonl", want...)
	}
	packed, err := os.Open(filepath.Join(dir, "packed.avro"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = packed.Close() }()
	d, err := ocf.NewDecoder(packed)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for ; d.HasNext(); n++ {
		var o struct {
			ID    int64   `avro:"id"`
			Note  *string `avro:"note"`
			Total float64 `avro:"total"`
		}
		if err := d.Decode(&o); err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf(`{"id":%d,"note":null,"total":%.1f}`, o.ID, o.Total); o.Note != nil || got != want[n] {
			t.Fatalf("record %d: %s, want %s", n, got, want[n])
		}
	}
	if d.Error() != nil || n != len(want) {
		t.Fatalf("%d records of %d: %v", n, len(want), d.Error())
	}
}

// putContainer writes 2500 orders as an older producer did: total was a float of another
// name, and there was no note.
func putContainer(t *testing.T, path string, codec ocf.CodecName, run int) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	e, err := ocf.NewEncoder(`{"type":"record","name":"Order","fields":[{"name":"amount","type":"float"},{"name":"id","type":"int"}]}`, f, ocf.WithCodec(codec), ocf.WithBlockLength(700))
	if err != nil {
		t.Fatal(err)
	}
	for k := range 2500 {
		if err := e.Encode(map[string]any{"id": k, "amount": float32(run) + 0.5}); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestContainersOnly: what packs blocks is linked where there are containers.
func TestContainersOnly(t *testing.T) {
	realBuild(t)
	plain := strings.ReplaceAll(strings.ReplaceAll(archive, `avro(framing: "container", codec: "zstandard")`, "utf8"), `avro(framing: "container")`, "utf8")
	plain = strings.ReplaceAll(plain, "shop.Order as utf8", "string as utf8")
	plain = strings.ReplaceAll(plain, "shop.Order as json", "string as json")
	for _, test := range []struct {
		flow  string
		links bool
	}{{plain, false}, {archive, true}} {
		worker := workerOf(t, "archive.flow", compiler.Memory{"archive.flow": test.flow, "order.avsc": orderSchema})
		out, err := exec.Command("go", "version", "-m", worker).CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if strings.Contains(string(out), "franz-go") {
			t.Errorf("a worker without Kafka links its client:\n%s", out)
		}
		if got := strings.Contains(string(out), "klauspost/compress"); got != test.links {
			t.Errorf("links klauspost/compress: %t, want %t\n%s", got, test.links, out)
		}
	}
}
