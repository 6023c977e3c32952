package golden

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/golden/runner"
)

// plainConnect is how a vector's value is given to a pipeline, or taken from it.
const plainConnect = "connect_json(schemas: false)"

// asking is the pipeline that asks what a vector asks: what it reads, does and writes.
type asking struct {
	from, read, stage, to, write string
	in                           runner.Input
}

// project is the part of the .flow file for one vector, and its input.
func (v *connectVector) project() (string, runner.Input, error) {
	var a asking
	var err error
	switch v.Op {
	case "fromConnect":
		a, err = v.asksToWrite()
	case "toConnect":
		a, err = v.asksToRead()
	case "headerTo":
		a = asking{from: "string", read: "utf8", stage: "map parse_header(.)", to: "any", write: "json", in: v.bytes()}
	case "headerFrom":
		a = v.asksForHeader()
	default:
		err = fmt.Errorf("nothing is known of the request %q", v.Op)
	}
	n := v.node
	text := fmt.Sprintf("\ntopic %s on k { value: %s as %s }\ntopic out_%s on k { value: %s as %s }\npipeline to_%s { from %s\n  %s\n  to out_%s\n}\n",
		n, a.from, a.read, n, a.to, a.write, n, n, a.stage, n)
	return text, a.in, err
}

// input is a record of text.
func (v *connectVector) input(text string) runner.Input {
	return runner.Input{Name: v.node + ".jsonl", Text: text}
}

// bytes are those that a vector gives to a converter.
func (v *connectVector) bytes() runner.Input {
	switch {
	case v.Base64 != nil:
		raw, _ := base64.StdEncoding.DecodeString(*v.Base64)
		return runner.Input{Name: v.node + ".hex", Text: fmt.Sprintf("% x", raw)}
	case v.UTF8 == nil:
		return v.input("null")
	}
	return runner.Input{Name: v.node + ".hex", Text: fmt.Sprintf("% x", *v.UTF8)}
}

// asksToRead gives bytes to the converter.
func (v *connectVector) asksToRead() (asking, error) {
	format, err := v.format()
	typ := v.readType()
	a := asking{from: typ.flow(), read: format, to: typ.flow(), write: plainConnect, in: v.bytes()}
	if a.in.Text == "null" && typ == nil {
		a.from, a.to = "string?", "string?" // a null value has no type
	} else if a.in.Text == "null" && !typ.Optional {
		a.from, a.to = a.from+"?", a.to+"?"
	}
	if a.in.Text == "" {
		a.in.Text = "31\n\n" // an empty record behind another
	}
	return a, err
}

func (c *connectType) isOptional() bool { return c != nil && c.Optional }

// asksToWrite gives a value to the converter.
func (v *connectVector) asksToWrite() (asking, error) {
	format, err := v.format()
	a := asking{from: v.Schema.flow(), read: plainConnect, write: format, in: v.input(string(v.Schema.input(v.Value)))}
	a.to = a.from
	switch null := a.in.Text == "null"; {
	case v.isDoubles():
		a.from, a.to = "list<double>", "list<double>"
	case v.isMoment():
		a.from = "timestamp(ms)" // no type holds it but that of an instant
	case v.Schema != nil && v.Schema.Default != nil:
		a.in.Text, a.from = `{"v":`+a.in.Text+`}`, "{ v: "+a.from+" = "+string(v.Schema.Default)+" }"
		a.to = a.from
	case v.Schema == nil && null:
		a.from, a.to = "string?", "string?"
	case null:
		a.in.Text, a.from, a.stage = `{"v":null}`, "{ v: "+a.from+" }", "map .v"
	}
	return a, err
}

// isMoment reports whether the value is a moment that its type cannot hold.
func (v *connectVector) isMoment() bool {
	var d struct {
		MS *int64 `json:"$date"`
	}
	return json.Unmarshal(v.Value, &d) == nil && d.MS != nil && (v.Schema == nil || strings.HasSuffix(v.Schema.Name, "Date") && *d.MS%86_400_000 != 0)
}

// isDoubles reports whether the value is a list of doubles.
func (v *connectVector) isDoubles() bool {
	return bytes.HasPrefix(v.Value, []byte(`[{"$f64"`))
}

// asksForHeader writes a header as docs/connect.md says.
func (v *connectVector) asksForHeader() asking {
	a := asking{from: v.Schema.flow(), read: plainConnect, stage: headerText(v.Schema), to: "string", write: "utf8", in: v.input(string(v.Schema.input(v.Value)))}
	if v.Schema.isOptional() {
		a.to = "string?"
	}
	return a
}

// headerText is the stage that makes the text of a header.
func headerText(s *connectType) string {
	switch {
	case s == nil, s.Type == "struct", s.Type == "array", s.Type == "map":
		return "map to_json(.)"
	case strings.HasSuffix(s.Name, "Timestamp"):
		return `map format(., "yyyy-MM-dd'T'HH:mm:ss.SSSX")`
	case s.Type == "bytes" && s.Name == "":
		return "map base64(.)"
	case s.Type == "string":
		return ""
	}
	return "map to_string(.)"
}

// format is the converter as a .flow file names it. An option that flowc does not have is
// written as it stands, for the compiler to refuse.
func (v *connectVector) format() (string, error) {
	options := map[string]string{}
	for name, value := range v.Config {
		switch name {
		case "replace.null.with.default", "schemas.cache.size", "converter.type":
		case "schemas.enable":
			if value == "false" {
				options["schemas"] = "false"
			}
		case "schema.content":
			options["schemas"] = "false"
		case "decimal.format":
			if value == "NUMERIC" {
				options["decimal"] = "number"
			}
		default:
			name = name[strings.LastIndexByte(name, '.')+1:]
			options[name] = fmt.Sprintf("%q", value)
		}
	}
	format := ""
	switch v.Converter {
	case "JsonConverter":
		format = "connect_json"
		if v.Config["replace.null.with.default"] != "false" {
			options["compat"] = "connect"
		}
		v.named(options)
	case "StringConverter":
		format, options["compat"] = "utf8", "connect"
	case "ByteArrayConverter":
		format = "raw"
	case "BooleanConverter", "ShortConverter", "IntegerConverter", "LongConverter", "FloatConverter", "DoubleConverter":
		format = "number"
	default:
		return "", fmt.Errorf("nothing is known of the converter %q", v.Converter)
	}
	var list []string
	for _, name := range slices.Sorted(maps.Keys(options)) {
		list = append(list, name+": "+options[name])
	}
	if len(list) > 0 {
		format += "(" + strings.Join(list, ", ") + ")"
	}
	return format, nil
}

// named adds the name and version of a struct.
func (v *connectVector) named(options map[string]string) {
	s := v.Schema
	if s == nil || s.Name == "" || s.Type != "struct" || v.Op != "fromConnect" {
		return
	}
	options["name"] = fmt.Sprintf("%q", s.Name)
	if s.Version > 0 {
		options["version"] = fmt.Sprint(s.Version)
	}
}

// readType is the type that the bytes of a vector are read as: by their own schema, by the
// one that was expected, or what the converter reads; schema-free without.
func (v *connectVector) readType() *connectType {
	var e struct {
		Schema *connectType `json:"schema"`
	}
	if v.Converter == "JsonConverter" && v.Config["schemas.enable"] != "false" && v.UTF8 != nil && json.Unmarshal([]byte(*v.UTF8), &e) == nil && e.Schema != nil {
		return e.Schema
	}
	if ok := v.Expect.OK; ok != nil {
		if s := v.schemaOf(ok.Schema); s == nil || !s.Optional || v.Converter == "JsonConverter" || v.bytes().Text == "null" {
			return s
		}
	}
	types := map[string]string{
		"StringConverter": "string", "ByteArrayConverter": "bytes", "BooleanConverter": "boolean", "ShortConverter": "int16", "IntegerConverter": "int32",
		"LongConverter": "int64", "FloatConverter": "float", "DoubleConverter": "double",
	}
	if name := types[v.Converter]; name != "" {
		return &connectType{Type: name}
	}
	return nil
}
