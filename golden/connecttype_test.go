package golden

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"

	"github.com/flowc-lang/flowc/runtime/record"
)

// connectType is a schema of Kafka Connect.
type connectType struct {
	Type       string            `json:"type"`
	Optional   bool              `json:"optional"`
	Name       string            `json:"name"`
	Version    int               `json:"version"`
	Parameters map[string]string `json:"parameters"`
	Default    json.RawMessage   `json:"default"`
	Field      string            `json:"field"`
	Fields     []*connectType    `json:"fields"`
	Items      *connectType      `json:"items"`
	Keys       *connectType      `json:"keys"`
	Values     *connectType      `json:"values"`
}

const connectDecimal = "org.apache.kafka.connect.data.Decimal"

// flow is the type as a .flow file writes it; without a schema it is any.
func (c *connectType) flow() string {
	if c == nil {
		return "any"
	}
	text := c.required()
	if c.Optional {
		return text + "?"
	}
	return text
}

func (c *connectType) required() string {
	switch _, logical, _ := strings.Cut(c.Name, "connect.data."); logical {
	case "Decimal":
		return "decimal(38, " + c.Parameters["scale"] + ")"
	case "Date":
		return "date"
	case "Time":
		return "time(ms)"
	case "Timestamp":
		return "timestamp(ms)"
	}
	switch c.Type {
	case "boolean":
		return "bool"
	case "array":
		return "list<" + c.Items.flow() + ">"
	case "map":
		return "map<" + c.Keys.flow() + ", " + c.Values.flow() + ">"
	case "struct":
		var fields []string
		for _, f := range c.Fields {
			text := f.Field + ": " + f.flow()
			if f.Default != nil {
				text += " = " + string(f.Default)
			}
			fields = append(fields, text)
		}
		return "{ " + strings.Join(fields, ", ") + " }"
	}
	return c.Type
}

// payload is a value of a vector as it looks in JSON: without the tags that say what it is
// in Java, dates as numbers.
func payload(v json.RawMessage) json.RawMessage {
	var m map[string]json.RawMessage
	var l []json.RawMessage
	switch {
	case len(v) == 0:
		return json.RawMessage("null")
	case json.Unmarshal(v, &l) == nil && l != nil:
		for k := range l {
			l[k] = payload(l[k])
		}
		return marshal(l)
	case json.Unmarshal(v, &m) != nil || m == nil:
		return v
	}
	for name, inner := range m {
		switch name {
		case "$map", "$i8", "$i16", "$i32", "$i64", "$date", "$bytes", "$dec":
			return payload(inner)
		case "$f32", "$f64":
			return json.RawMessage(strings.Trim(string(inner), `"`))
		}
		m[name] = payload(inner)
	}
	return marshal(m)
}

func marshal(v any) json.RawMessage {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return text
}

// inputs are the items of a list or map.
func (c *connectType) inputs(v json.RawMessage) json.RawMessage {
	var list []json.RawMessage
	var object map[string]json.RawMessage
	switch {
	case c.Type == "array" && json.Unmarshal(v, &list) == nil:
		for k := range list {
			list[k] = c.Items.input(list[k])
		}
		return marshal(list)
	case json.Unmarshal(v, &object) == nil:
		for k := range object {
			object[k] = c.Values.input(object[k])
		}
		return marshal(object)
	}
	return v // pairs
}

// decimal is the payload of a decimal that a vector gives as text.
func (v *connectVector) decimal(quoted string) string {
	u, ok := new(big.Int).SetString(strings.Replace(strings.Trim(quoted, `"`), ".", "", 1), 10)
	if !ok {
		panic(fmt.Sprintf("%s: no decimal %s", v.ID, quoted))
	}
	return string(record.AppendConnectDecimal64(nil, u.Int64()))
}

// input is the value of a fromConnect vector as the strict reader takes it.
func (c *connectType) input(v json.RawMessage) json.RawMessage {
	v = payload(v)
	if c == nil || string(v) == "null" {
		return v
	}
	switch {
	case c.Name == connectDecimal:
		return json.RawMessage(strings.Trim(string(v), `"`)) // a number
	case c.Type == "array" || c.Type == "map" && c.Values != nil:
		return c.inputs(v)
	case strings.HasSuffix(c.Name, "connect.data.Date"):
		var ms int64
		if json.Unmarshal(v, &ms) == nil {
			return marshal(ms / 86_400_000)
		}
	case c.Type == "struct":
		var m map[string]json.RawMessage
		if json.Unmarshal(v, &m) == nil {
			for _, f := range c.Fields {
				if _, there := m[f.Field]; there {
					m[f.Field] = f.input(m[f.Field])
				}
			}
			return marshal(m)
		}
	}
	return v
}
