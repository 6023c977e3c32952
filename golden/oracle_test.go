//go:build unix

package golden

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/golden/runner"
	"github.com/flowc-lang/flowc/internal/testkit"
)

// oracleRecords is how many random records are asked at least, and oracleTypes how many
// types there are among them.
const (
	oracleRecords = 20_000
	oracleTypes   = 24
)

// oracleWay is a pipeline, and what Connect's converters are to do in its place.
type oracleWay struct {
	node  string
	way   string // json, header or string
	read  map[string]string
	write map[string]string
	exact bool // bytes are compared, not values
	// unwritten says that Connect may read a value and not be able to write it.
	unwritten bool
	flow      string
	in        []string // what flowc reads
	asked     []string // what Connect reads, where that is something else
}

// TestConnectOracle asks the converters of Kafka Connect themselves, in a JVM, and compares
// their answers for random records with those of generated code.
func TestConnectOracle(t *testing.T) {
	if os.Getenv("FLOW_CONNECT_ORACLE") == "" {
		t.Skip("FLOW_CONNECT_ORACLE is not set: this needs Java 17, and Maven once")
	}
	seed := uint64(1)
	if text := os.Getenv("FLOW_CONNECT_SEED"); text != "" {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		seed = n
	}
	ways := oracleWays(&connectRandom{rand.New(rand.NewPCG(seed, 0))})
	var flow strings.Builder
	flow.WriteString(connectHead)
	c := runner.Case{Name: "connectoracle"}
	var asked bytes.Buffer
	for _, w := range ways {
		flow.WriteString(w.flow)
		var in strings.Builder
		for k, text := range w.in {
			fmt.Fprintf(&in, "% x\n", text)
			if len(w.asked) > 0 {
				text = w.asked[k]
			}
			asked.Write(marshal(map[string]any{"way": w.way, "read": w.read, "write": w.write, "base64": base64.StdEncoding.EncodeToString([]byte(text))}))
			asked.WriteByte('\n')
		}
		c.Inputs = append(c.Inputs, runner.Input{Name: w.node + ".hex", Text: in.String()})
	}
	told, err := testkit.AskJava("connect", "testdata/connect/Oracle.java", asked.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(told), "\n"), "\n")
	did := runFlow(t, c, flow.String())
	count, errors := 0, 0
	for _, w := range ways {
		errors += w.compare(t, did[w.node], lines[count:count+len(w.in)])
		count += len(w.in)
	}
	t.Logf("seed %d: %d records, of which Connect refuses %d", seed, count, errors)
	if count < oracleRecords || errors > count/2 {
		t.Errorf("%d records, of which Connect refuses %d", count, errors)
	}
}

// pairs undoes what Connect does to characters beyond the first plane.
var pairs = strings.NewReplacer(`\uD83D\uDE00`, "😀")

// compare compares what a pipeline did with what Connect told, and counts its errors.
func (w *oracleWay) compare(t *testing.T, did string, lines []string) (errors int) {
	failed := map[int]bool{}
	var out []string
	_, rows, _ := strings.Cut(did, "\n")
	for _, line := range strings.Split(strings.TrimSuffix(rows, "\n"), "\n") {
		var row int
		if _, err := fmt.Sscanf(line, "  row %d fails in ", &row); err == nil {
			failed[row] = true
		} else {
			out = append(out, strings.TrimPrefix(line, "  out_"+w.node+" "))
		}
	}
	differ := 0
	for k, line := range lines {
		var told struct {
			OK    *string
			Error string
		}
		if err := json.Unmarshal([]byte(line), &told); err != nil {
			t.Fatalf("%s: the oracle says %s", w.node, line)
		}
		got := "fails"
		if !failed[k] {
			if len(out) == 0 {
				t.Fatalf("%s: record %d is neither there nor failed", w.node, k)
			}
			got, out = out[0], out[1:]
		}
		want := "fails"
		switch {
		case told.Error != "":
			errors++
			if w.unwritten {
				continue
			}
		case told.OK == nil:
			want = "null"
		default:
			want = *told.OK
		}
		if raw, err := hex.DecodeString(strings.ReplaceAll(got, " ", "")); err == nil && !json.Valid([]byte(got)) {
			got = string(raw) // what cannot be printed
		}
		if got == want || got == pairs.Replace(want) || !w.exact && sameJSON(got, want) {
			continue
		}
		if differ++; differ <= 3 {
			t.Errorf("%s: of %q comes %s, from Connect %s %s\n%s", w.node, w.in[k], got, want, told.Error, w.flow)
		}
	}
	if differ > 3 {
		t.Errorf("%s: %d of %d differ", w.node, differ, len(lines))
	}
	return errors
}
