package avro

import (
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// TestConnectAttributes: what Kafka Connect says of a type counts, and is written back.
func TestConnectAttributes(t *testing.T) {
	for schema, want := range map[string]string{
		`{"type":"int","connect.type":"int8"}`:                                                                        "int8",
		`{"type":"int","connect.doc":"x","connect.type":"int16"}`:                                                     "int16",
		`{"type":"long","connect.type":"int16"}`:                                                                      "int64",
		`{"type":"long","connect.version":1,"connect.name":"org.apache.kafka.connect.data.Timestamp"}`:                "timestamp(ms)",
		`{"type":"int","connect.version":1,"connect.name":"org.apache.kafka.connect.data.Date","logicalType":"date"}`: "date",
		`{"type":"int","connect.name":"org.apache.kafka.connect.data.Time"}`:                                          "time(ms)",
		`{"type":"long","connect.version":1,"connect.name":"io.debezium.time.MicroTimestamp"}`:                        "datetime(us)",
		`{"type":"long","connect.name":"io.debezium.time.NanoTimestamp"}`:                                             "datetime(ns)",
		`{"type":"long","connect.name":"io.debezium.time.Timestamp"}`:                                                 "datetime(ms)",
		`{"type":"int","connect.name":"io.debezium.time.Date"}`:                                                       "date",
		`{"type":"long","connect.name":"io.debezium.time.MicroTime"}`:                                                 "time(us)",
		`{"type":"string","connect.name":"io.debezium.time.ZonedTimestamp"}`:                                          "string",
		`{"type":"string","connect.name":"org.apache.kafka.connect.data.Date"}`:                                       "string",
		`{"type":"bytes","scale":2,"precision":64,"connect.version":1,"connect.parameters":{"scale":"2"},"connect.name":"org.apache.kafka.connect.data.Decimal","logicalType":"decimal"}`: "decimal(38, 2)",
		`{"type":"bytes","scale":2,"precision":10,"connect.name":"org.apache.kafka.connect.data.Decimal","logicalType":"decimal"}`:                                                        "decimal(10, 2)",
	} {
		text := `{"type":"record","name":"A","connect.name":"shop.A","connect.version":3,"fields":[{"name":"v","type":` + schema + `}]}`
		r := &diag.Report{}
		spread := strings.ReplaceAll(text, `,"`, ",\n \"")
		s := Parse(diag.NewFile("a.avsc", spread), r)
		if r.Failed() {
			t.Errorf("%s: %v", schema, r.Sorted()[0].Message)
			continue
		}
		if got := s.Roots[0].Record.Fields[0].Type.String(); got != want {
			t.Errorf("%s is %s, want %s", schema, got, want)
		}
		if got := JSON(s.Roots[0]); got != text {
			t.Errorf("%s is written as\n%s", text, got)
		}
	}
}
