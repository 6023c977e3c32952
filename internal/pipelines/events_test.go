//go:build unix

package pipelines

import (
	"math/rand/v2"
	"strconv"

	"github.com/flowc-lang/flowc/runtime/record"
)

// distinct is how many different events there are; they come again and again.
const distinct = 1024

var (
	states = []string{"NEW", "PAID", "PACKED", "SENT", "RETURNED"}
	names  = []string{"Ada", "Grace Hopper", "Ken", "王芳", "João", "Chandra", "Yuki", "Brontë"}
	tags   = []string{"new", "vip", "mobile", "web", "discount", "returning", "eu", "gift-card"}
	notes  = []string{"leave at the door", `call before "delivery"`, "line 1\nline 2", "grüße an alle", "fragile"}
)

// makeEvents writes the events of bench/events in both formats, the same at each run.
func makeEvents() (avro, json [][]byte) {
	r := rand.New(rand.NewPCG(1, 2))
	for range distinct {
		a, j := makeEvent(r)
		avro, json = append(avro, a), append(json, j)
	}
	return avro, json
}

func makeEvent(r *rand.Rand) (a, j []byte) {
	text := func(name, s string) {
		a = record.AppendAvroText(a, s)
		j = record.AppendJSONText(append(j, `,"`+name+`":`...), s)
	}
	long := func(name string, v int64) {
		a = record.AppendAvroLong(a, v)
		j = strconv.AppendInt(append(j, name...), v, 10)
	}
	long(`{"id":`, r.Int64N(1<<40))
	text("customer", strconv.FormatInt(r.Int64(), 36)+"@example.org")
	text("sku", "SKU-"+strconv.Itoa(10_000+r.IntN(90_000)))
	amount := float64(r.IntN(20_000)) / 100
	a = record.AppendAvroDouble(a, amount)
	j = record.AppendJSONDouble(append(j, `,"amount":`...), amount)
	long(`,"placed":`, 1_700_000_000_000+r.Int64N(1_000_000_000))
	active := r.IntN(2) == 0
	a = record.AppendAvroBool(a, active)
	j = record.AppendJSONBool(append(j, `,"active":`...), active)
	state := r.IntN(len(states))
	a = record.AppendAvroLong(a, int64(state))
	j = append(j, `,"state":"`+states[state]+`","tags":[`...)
	a, j = appendTags(a, j, r)
	long(`],"buyer":{"id":`, r.Int64N(1<<20))
	text("name", names[r.IntN(len(names))])
	text("country", "DE")
	token := []byte(strconv.FormatInt(r.Int64(), 36)[:8])
	a = record.AppendAvroBytes(a, token)
	j = record.AppendJSONBase64(append(j, `},"token":`...), token)
	if r.IntN(3) != 0 {
		return append(a, 0), append(j, `,"note":null}`...)
	}
	a = append(a, 2)
	text("note", notes[r.IntN(len(notes))])
	return a, append(j, '}')
}

func appendTags(a, j []byte, r *rand.Rand) ([]byte, []byte) {
	n := r.IntN(5)
	if n > 0 {
		a = record.AppendAvroLong(a, int64(n))
	}
	for k := range n {
		tag := tags[r.IntN(len(tags))]
		a = record.AppendAvroText(a, tag)
		if k > 0 {
			j = append(j, ',')
		}
		j = record.AppendJSONText(j, tag)
	}
	return append(a, 0), j
}
