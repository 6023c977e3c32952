package importer

import (
	"fmt"
	"strings"
)

// shape is what a value looks like on its way: any, a primitive, or a record of typed
// fields.
type shape struct {
	typ    string // any, string, bytes, record, …
	fields []typed
}

type typed struct{ name, typ string }

func (s shape) String() string {
	if s.typ != "record" {
		return s.typ
	}
	var fields []string
	for _, f := range s.fields {
		fields = append(fields, label(f.name)+": "+f.typ)
	}
	return "{ " + strings.Join(fields, ", ") + " }"
}

func (s shape) has(name string) bool {
	for _, f := range s.fields {
		if f.name == name {
			return true
		}
	}
	return false
}

var numbers = map[string]string{
	"ShortConverter": "int16", "IntegerConverter": "int32", "LongConverter": "int64", "FloatConverter": "float", "DoubleConverter": "double",
	"BooleanConverter": "bool",
}

// converter is the option's class without its package, or the worker's; the config is
// the one that says so.
func (w *writer) converter(c *Config, key string) (class string, at *Config) {
	at = c
	if !c.has(key) && w.worker != nil {
		at = w.worker
	}
	name := at.get(key, "JsonConverter")
	if !at.has(key) {
		w.notes = append(w.notes, Note{Kind: ToDo, File: c.File, Option: key, Message: "neither the connector nor a worker says it: JsonConverter with schemas is taken; give the worker's file too"})
	}
	return name[strings.LastIndexByte(name, '.')+1:], at
}

// reads is how a topic's value is read: its type and converter, the shape, and the
// stages that undo an envelope.
func (w *writer) reads(c *Config) (as string, s shape, stages []string) {
	name, at := w.converter(c, "value.converter")
	switch name {
	case "JsonConverter":
		if strings.EqualFold(at.get("value.converter.schemas.enable", "true"), "false") {
			return "any as json", shape{typ: "any"}, nil
		}
		w.note(c, Differs, "value.converter", "the payload is taken out of the envelope and passes as it stands, its schema is not looked at: "+
			"declare the type, as connect_json, to have it checked")
		return "any as json", shape{typ: "any"}, []string{"map .payload"}
	case "StringConverter":
		return "string as utf8", shape{typ: "string"}, nil
	case "ByteArrayConverter":
		return "bytes as raw", shape{typ: "bytes"}, nil
	}
	if t, ok := numbers[name]; ok {
		return t + " as number", shape{typ: t}, nil
	}
	w.note(c, ToDo, "value.converter", "%s needs a schema: import it, as in  import avro \"order.avsc\" from sr(subject: \"orders-value\"); until then the bytes are read as they stand", name)
	return "bytes as raw", shape{typ: "bytes"}, []string{mark + "import the schema of " + oneLine(name) + ", and declare the topic's value with it"}
}

// writes is how a topic's value of the shape is written.
func (w *writer) writes(c *Config, s shape) (as string, ok bool) {
	name, at := w.converter(c, "value.converter")
	switch {
	case name == "JsonConverter" && strings.EqualFold(at.get("value.converter.schemas.enable", "true"), "false"):
		return s.String() + " as json", true
	case name == "JsonConverter":
		return s.String() + " as connect_json", true
	case name == "StringConverter" && s.typ == "string":
		return "string as utf8", true
	case name == "StringConverter":
		return s.String() + " as utf8(compat: connect)", true
	}
	w.note(c, ToDo, "value.converter", "%s does not write %s: say a type and a converter", name, s.typ)
	return s.String() + " as json", false
}

// connection is the one Kafka of the worker.
func (w *writer) connection(c *Config) string {
	if w.kafka != "" {
		return w.kafka
	}
	brokers := `["127.0.0.1:9092"]`
	if w.worker != nil {
		var list []string
		for _, b := range w.worker.list("bootstrap.servers") {
			if placeholder.MatchString(b) {
				w.note(w.worker, Differs, "bootstrap.servers", "%s is left out: give all addresses in KAFKA_BROKERS", b)
				continue
			}
			list = append(list, quote(b))
		}
		if len(list) > 0 {
			brokers = "[" + strings.Join(list, ", ") + "]"
		}
	} else {
		w.notes = append(w.notes, Note{Kind: ToDo, File: c.File, Option: "bootstrap.servers", Message: "no worker's file was given: set KAFKA_BROKERS, or the default of the param"})
	}
	w.names["brokers"], w.names["local"] = true, true
	w.kafka = "local"
	w.head = append(w.head, fmt.Sprintf(`param brokers: list<string> = %s @env("KAFKA_BROKERS")`, brokers))
	body := w.body
	w.body = []string{"", "connection kafka local {", "brokers = brokers"}
	if w.worker != nil {
		w.body = append(w.body, w.login()...)
	}
	w.body = append(append(w.body, "}"), body...)
	return w.kafka
}

// login is how the worker logs in; the user and the password become settings.
func (w *writer) login() []string {
	var out []string
	protocol := strings.ToUpper(w.worker.get("security.protocol", "PLAINTEXT"))
	if strings.HasPrefix(protocol, "SASL_") {
		mechanism := strings.ToUpper(w.worker.get("sasl.mechanism", "GSSAPI"))
		call := map[string]string{"PLAIN": "basic", "SCRAM-SHA-256": "scram_sha_256", "SCRAM-SHA-512": "scram_sha_512"}[mechanism]
		if call == "" {
			w.note(w.worker, ToDo, "sasl.mechanism", "%s is no way to log in here: basic, scram_sha_256, scram_sha_512 are", mechanism)
			out = append(out, mark+"login")
		} else {
			w.names["kafka_user"], w.names["kafka_password"] = true, true
			w.head = append(w.head, `param kafka_user: string @env("KAFKA_USER")`, `secret kafka_password: string @env("KAFKA_PASSWORD")`)
			out = append(out, fmt.Sprintf("login = %s(kafka_user, kafka_password)", call))
			w.note(w.worker, Differs, "sasl.jaas.config", "user and password are read from KAFKA_USER and KAFKA_PASSWORD")
		}
	}
	if strings.HasSuffix(protocol, "SSL") {
		out = append(out, "tls = tls()")
	}
	return out
}
