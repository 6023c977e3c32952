package harness

import (
	"encoding/json"
	"time"

	"github.com/flowc-lang/flowc/runtime/record"
)

// letter is a DeadLetter as JSON.
type letter struct {
	Pipeline  string         `json:"pipeline"`
	Connector string         `json:"connector"`
	Task      int            `json:"task"`
	Stage     string         `json:"stage"`
	Code      string         `json:"code"`
	Message   string         `json:"message"`
	Place     string         `json:"place"`
	Topic     string         `json:"topic"`
	Partition int            `json:"partition"`
	Offset    int            `json:"offset"`
	Timestamp string         `json:"timestamp"`
	Key       []byte         `json:"key"`
	Value     []byte         `json:"value"`
	Headers   []letterHeader `json:"headers"`
}

type letterHeader struct {
	Name  string `json:"name"`
	Value []byte `json:"value"`
}

// deadLetter is the record that a failed one becomes in a dead letter topic.
func deadLetter(t *Test, in *record.Batch, f Failure) Row {
	row := in.Rows[f.Row]
	out := Row{Input: f.Row, Key: in.Bytes(row.Key), Value: in.Bytes(row.Value), Headers: headers(in.Bytes(row.Headers)), Timestamp: row.Timestamp}
	if !t.ladder(f).Typed {
		out.ShownKey, out.ShownValue = shownBytes(out.Key), shownBytes(out.Value)
		return out
	}
	l := letter{
		Pipeline: t.Name, Connector: t.Name, Stage: f.Stage, Code: f.Code, Message: message(f), Place: f.At,
		Topic: t.Topic, Offset: f.Row, Timestamp: time.UnixMilli(row.Timestamp).UTC().Format("2006-01-02T15:04:05.999Z"),
		Key: out.Key, Value: out.Value, Headers: []letterHeader{},
	}
	for _, h := range out.Headers {
		l.Headers = append(l.Headers, letterHeader(h))
	}
	text, err := json.Marshal(l)
	if err != nil {
		panic("harness: a dead letter is always JSON: " + err.Error())
	}
	out.ShownKey, out.ShownValue = shownBytes(out.Key), text
	return out
}

func message(f Failure) string {
	if f.Field != "" {
		return "`" + f.Field + "` " + f.Text
	}
	return "the record " + f.Text
}

// shownBytes is bytes as JSON has them: base64, or null.
func shownBytes(b []byte) json.RawMessage {
	if b == nil {
		return json.RawMessage("null")
	}
	text, err := json.Marshal(b)
	if err != nil {
		panic("harness: bytes are always JSON: " + err.Error())
	}
	return text
}

// dead adds a dead letter to what its topic got.
func (r *Result) dead(l Ladder, row Row) {
	for k := range r.Outputs {
		if r.Outputs[k].Node == l.Node {
			r.Outputs[k].Rows = append(r.Outputs[k].Rows, row)
			return
		}
	}
	r.Outputs = append(r.Outputs, Output{Node: l.Node, Rows: []Row{row}})
}
