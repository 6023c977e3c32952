package bench

import (
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hamba/avro/v2"

	"github.com/flowc-lang/flowc/bench/gen/orders"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/task"
	"github.com/flowc-lang/flowc/runtime/worker"
)

// perBatch is how many records a batch has: as many as a worker takes at a time.
const perBatch = 1024

// timestamp is the time of every record, in milliseconds.
const timestamp = 1_700_000_000_000

// work is what a candidate does, and what it is fed with.
type work struct {
	name     string
	pipeline string // in orders.flow
	input    func(testing.TB, *order) []byte
	head     string // of a CSV file
	byHand   func(*hand) func([]byte) error
	library  string // what it is done with by hand
}

var works = []work{
	{name: "avro_to_json", pipeline: "avro_to_json", input: asAvro, byHand: handAvroToJSON, library: "hamba + encoding/json"},
	{name: "json_to_avro", pipeline: "json_to_avro", input: asJSON, byHand: handJSONToAvro, library: "encoding/json + hamba"},
	{name: "json_to_avro_shuffled", pipeline: "json_to_avro", input: asShuffledJSON, byHand: handJSONToAvro, library: "encoding/json + hamba"},
	{name: "select", pipeline: "select", input: asAvro, byHand: handSelect, library: "hamba + encoding/json"},
	{name: "csv_to_avro", pipeline: "csv_to_avro", input: asCSV, head: strings.Join(columns, ","), byHand: handCSVToAvro, library: "encoding/csv + hamba"},
	{name: "avro_to_cells", pipeline: "avro_to_cells", input: asAvro, byHand: handAvroToCells, library: "hamba + gocql"},
}

// batch is a batch of w's input.
func (w work) batch(t testing.TB) *record.Batch {
	b := &record.Batch{Topic: "bench"}
	if w.head != "" {
		b.Head = []byte(w.head)
	}
	for i, o := range makeOrders(perBatch) {
		b.Append(record.Row{Headers: record.Null, Offset: int64(i), Timestamp: timestamp}, nil, w.input(t, &o))
	}
	return b
}

// generated is a candidate: the generated code of w's pipeline.
func (w work) generated(t testing.TB) (run func(*record.Batch), x *task.Exchange) {
	t.Helper()
	pipelines, err := orders.Project().New().Open(&worker.Env{DryRun: true, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	k := slices.IndexFunc(pipelines, func(p *task.Pipeline) bool { return p.Name == w.pipeline })
	if k < 0 {
		t.Fatalf("no pipeline %s: run make generate", w.pipeline)
	}
	stage := pipelines[k].New()
	x = &task.Exchange{Out: make([]record.Batch, 1)}
	return func(in *record.Batch) {
		x.Reset()
		stage.Run(in, x)
	}, x
}

// hand is the other candidate.
func (w work) hand(t testing.TB) (run func(*record.Batch), out *record.Batch) {
	out = &record.Batch{}
	h := newHand(out)
	h.run = w.byHand(h)
	return func(in *record.Batch) {
		out.Reset()
		if err := h.batch(in); err != nil {
			t.Fatal(err)
		}
	}, out
}

func asAvro(t testing.TB, o *order) []byte {
	b, err := avro.Marshal(orderSchema, o)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func asJSON(t testing.TB, o *order) []byte { return compactJSON(t, o) }

// compactJSON writes v without spaces and without the escapes for HTML.
func compactJSON(t testing.TB, v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// asShuffledJSON has the fields in another order for each record, and spaces.
func asShuffledJSON(t testing.TB, o *order) []byte {
	return shuffled(t, rand.New(rand.NewPCG(uint64(o.ID), 0)), asJSON(t, o))
}

// shuffled puts the fields of an object into the order that r gives, with spaces.
func shuffled(t testing.TB, r *rand.Rand, object []byte) []byte {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(object, &fields); err != nil {
		t.Fatal(err)
	}
	var parts []string
	for name, value := range fields {
		parts = append(parts, strconv.Quote(name)+": "+string(value))
	}
	slices.Sort(parts) // a map has no order, and each run is to read the same
	r.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
	return []byte("{" + strings.Join(parts, ", ") + "}")
}

func asCSV(t testing.TB, o *order) []byte {
	note := ""
	if o.Note != nil {
		note = *o.Note
	}
	total, err := o.Total.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.Write([]string{
		strconv.FormatInt(o.ID, 10), o.Customer, o.SKU, strconv.FormatFloat(o.Price, 'f', -1, 64), o.Placed.Format(time.RFC3339Nano),
		strconv.FormatBool(o.Express), o.State, strings.Join(o.Tags, "|"), strconv.FormatInt(o.Buyer.ID, 10), o.Buyer.Name, o.Buyer.Country,
		base64.StdEncoding.EncodeToString(o.Token), strings.Trim(string(total), `"`), note,
	}); err != nil {
		t.Fatal(err)
	}
	w.Flush()
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
