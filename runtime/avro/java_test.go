package avro

import (
	"encoding/hex"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/internal/testkit"
)

// TestResolvesAsJava holds random pairs of schemas against Avro's own implementation:
// what a plan makes of a record is what Java reads of it.
func TestResolvesAsJava(t *testing.T) {
	testkit.Integration(t)
	const pairs = 6000
	rnd := rand.New(rand.NewPCG(3, 4))
	var lines []string
	for range pairs {
		writer := (&maker{rnd: rnd}).record("Top", 3)
		reader := (&maker{rnd: rnd}).evolve(writer)
		ws, rs := jsonOf(writer), jsonOf(reader)
		plan, gap := resolveTexts(t, rs, ws)
		if gap != nil {
			continue
		}
		parsed, err := Parse(ws)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			in := parsed.random(nil, rnd)
			out, i := plan.Rewrite(nil, in, 0)
			if i != len(in) {
				t.Fatalf("rewriting % x ends with %d\nreader %s\nwriter %s", in, i, rs, ws)
			}
			lines = append(lines, strings.Join([]string{"resolve", rs, ws, hex.EncodeToString(in), hex.EncodeToString(out)}, "\t"))
		}
	}
	if len(lines) < pairs {
		t.Errorf("only %d records of %d pairs are compared", len(lines), pairs)
	}
	wrong := 0
	for k, answer := range testkit.JavaAnswers(t, "avro", "Avro", lines) {
		if answer != "same" {
			if wrong++; wrong < 5 {
				t.Errorf("%s\n%s", strings.ReplaceAll(lines[k], "\t", "\n  "), answer)
			}
		}
	}
	t.Logf("%d records of %d pairs compared, %d differ", len(lines), pairs, wrong)
}
