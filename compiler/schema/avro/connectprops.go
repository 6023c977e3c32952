package avro

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/flowc-lang/flowc/compiler/schema/jsontree"
	"github.com/flowc-lang/flowc/compiler/types"
)

// Kafka Connect says in attributes of its own what its schemas mean: connect.type for
// integers that Avro does not have, connect.name for types that Avro gives another
// logical type, or none.

const (
	connectData   = "org.apache.kafka.connect.data."
	debezium      = "io.debezium.time."
	mostPrecision = 38
)

// connectNames are the types that a connect.name means, by what Avro has for them.
// Debezium's times of a day and of a calendar have no zone.
var connectNames = map[string]struct {
	of types.Kind
	t  *types.Type
}{
	connectData + "Date":        {types.Int32, types.Of(types.Date)},
	connectData + "Time":        {types.Int32, types.InUnit(types.Time, types.Millis)},
	connectData + "Timestamp":   {types.Int64, types.InUnit(types.Timestamp, types.Millis)},
	debezium + "Date":           {types.Int32, types.Of(types.Date)},
	debezium + "Time":           {types.Int32, types.InUnit(types.Time, types.Millis)},
	debezium + "MicroTime":      {types.Int64, types.InUnit(types.Time, types.Micros)},
	debezium + "NanoTime":       {types.Int64, types.InUnit(types.Time, types.Nanos)},
	debezium + "Timestamp":      {types.Int64, types.InUnit(types.Datetime, types.Millis)},
	debezium + "MicroTimestamp": {types.Int64, types.InUnit(types.Datetime, types.Micros)},
	debezium + "NanoTimestamp":  {types.Int64, types.InUnit(types.Datetime, types.Nanos)},
}

// connectInts are the integers of connect.type.
var connectInts = map[string]types.Kind{"int8": types.Int8, "int16": types.Int16}

// fromConnect applies Connect's attributes to a primitive, whose logical type t has
// already. What the schema says stays, so that it is written back as it was.
func fromConnect(n *jsontree.Node, primitive types.Kind, t *types.Type) *types.Type {
	attributes := connectAttributes(n)
	if attributes == "" {
		return t
	}
	out := *t
	switch named, ok := connectNames[n.Word("connect.name")]; {
	case ok && named.of == primitive:
		out = *named.t
	case primitive == types.Int32 && t.Kind == types.Int32 && connectInts[n.Word("connect.type")] != 0:
		out = *types.Of(connectInts[n.Word("connect.type")])
	case t.Kind == types.Decimal && t.Precision > mostPrecision && n.Word("connect.name") == connectData+"Decimal":
		// Connect writes 64 where it does not know the precision.
		out = *types.DecimalOf(mostPrecision, t.Scale)
	}
	out.Wire = &types.Wire{Declared: compacted(n.At.Text())}
	return &out
}

// connectAttributes are the members of n that are Connect's, as they are written.
func connectAttributes(n *jsontree.Node) string {
	var out []string
	for _, m := range n.Members {
		if strings.HasPrefix(m.Key.Text, "connect.") {
			out = append(out, quote(m.Key.Text)+":"+compacted(m.Value.At.Text()))
		}
	}
	return strings.Join(out, ",")
}

// compacted is JSON without white space between its tokens.
func compacted(text string) string {
	var b bytes.Buffer
	if err := json.Compact(&b, []byte(text)); err != nil {
		return text // jsontree has read it, and takes no more than JSON
	}
	return b.String()
}
