package stdlib

import "github.com/flowc-lang/flowc/stdlib/spec"

// converters lists the converters. Reads and Writes say which ways codegen can
// emit; a converter with neither checks, and does not build.
func converters() []*spec.Converter {
	return []*spec.Converter{
		avro(), json(), connectJSON(), jsonSchema(), protobuf(), csv(), utf8(), raw(), number(),
	}
}

func avro() *spec.Converter {
	return &spec.Converter{
		Name: "avro",
		Doc:  "Avro's binary encoding. The framing says how a reader finds the writer's schema.",
		Options: append([]spec.Option{
			{
				Name: "framing", Type: spec.Word, Words: []string{"registry", "single_object", "raw", "container"}, When: spec.Static,
				Doc: "What stands before the value: the registry's id, a fingerprint, nothing, or a file's header; without it registry where one is given, else single_object.",
			},
			{
				Name: "codec", Type: spec.Word, Words: []string{"null", "deflate", "snappy", "zstandard"}, When: spec.Static, Default: "null",
				Doc: "How the blocks of a container are packed; what is read says so itself.",
			},
			schemaID(),
		}, inRegistry()...),
		Example: `topic orders on local { value: Order as avro }`,
		Key:     true, Binary: true, Reads: true, Writes: true,
	}
}

func json() *spec.Converter {
	return &spec.Converter{
		Name: "json",
		Doc:  "JSON text (RFC 8259), one value a record.",
		Options: append(append([]spec.Option{
			{
				Name: "lines", Type: spec.Bool, When: spec.Static, Default: "false",
				Doc: "Whether a line end follows each value, as in files of JSON lines.",
			},
			{
				Name: "absent", Type: spec.Word, Words: []string{"null", "distinct"}, When: spec.Static, Default: "null",
				Doc: "Whether a field that is not there counts as null, or is missing, which fails the record: then null must be written, unless the field has a default.",
			},
			unionTag(),
		}, textForms("iso", "text")...), unknownFields("ignore")),
		Example: `topic events on local { value: Event as json(unknown: "error") }`,
		Key:     true,
		Reads:   true, Writes: true,
	}
}

func connectJSON() *spec.Converter {
	return &spec.Converter{
		Name: "connect_json",
		Doc:  "JSON as Kafka Connect's JsonConverter writes it: a schema, and behind it the payload.",
		Options: append(append([]spec.Option{
			{
				Name: "schemas", Type: spec.Bool, When: spec.Static, Default: "true",
				Doc: "Whether the schema stands in front of the payload, as with schemas.enable.",
			},
			{
				Name: "compat", Type: spec.Word, Words: []string{"connect"}, When: spec.Static,
				Doc: "connect gives the lenient answers of Kafka Connect's converter: numbers lose what does not fit, other values count as 0, null is the default, and what follows the value is passed over.",
			},
			{
				Name: "name", Type: spec.Text, When: spec.Static,
				Doc: "Name of the schema that is written; without it that of the type.",
			},
			{
				Name: "version", Type: spec.Int, When: spec.Static, Min: 1, Max: 1<<31 - 1,
				Doc: "Version of the schema that is written.",
			},
		}, connectForms()...), unknownFields("ignore")),
		Example: `topic orders on local { value: Order as connect_json }`,
		Key:     true, Reads: true, Writes: true,
	}
}

// connectForms are the text forms with one more each, Connect's own, which is the default.
func connectForms() []spec.Option {
	forms := textForms("connect", "base64")
	for k := range forms {
		o := &forms[k]
		switch o.Name {
		case "time":
			o.Words = append([]string{"connect"}, o.Words...)
			o.Doc = "How timestamps are written: connect, a number of milliseconds, or of finer units as Debezium does; iso, seconds or milliseconds since 1970, or a pattern such as \"yyyy-MM-dd HH:mm\"."
		case "date":
			o.Words, o.Default = append([]string{"connect"}, o.Words...), "connect"
			o.Doc = "How dates are written: connect, a number of days since 1970; iso, or a pattern such as \"dd.MM.yyyy\"."
		}
	}
	return forms
}

func jsonSchema() *spec.Converter {
	return &spec.Converter{
		Name:    "json_schema",
		Doc:     "JSON with a schema registry's framing and a JSON Schema, which is made of the type.",
		Options: append(append(append([]spec.Option{schemaID(), unionTag()}, inRegistry()...), textForms("iso", "text")...), unknownFields("ignore")),
		Example: `topic orders on local { value: Order as json_schema(id: 7) }`,
		Key:     true, Binary: true, Reads: true, Writes: true,
	}
}

func protobuf() *spec.Converter {
	return &spec.Converter{
		Name: "protobuf",
		Doc:  "Protocol Buffers' binary encoding, bare or with a schema registry's framing. A record of a `.proto` file is the message that the file declares; any other record is a message of proto3 whose fields are numbered from 1, in their order.",
		Options: append([]spec.Option{
			{
				Name: "framing", Type: spec.Word, Words: []string{"registry", "raw"}, When: spec.Static,
				Doc: "What stands before the value: the registry's id, or nothing; without it registry where one is given.",
			},
			schemaID(),
		}, inRegistry()...),
		Example: `topic orders on local { value: shop.Order as protobuf(id: 7) }`,
		Key:     true, Binary: true, Reads: true, Writes: true,
		Carries: []spec.Carried{
			{Types: "`bool`, `int32`, `int64`, `uint32`, `uint64`, `float`, `double`, `string`, `bytes`", As: "the scalar of that name, or the one that the `.proto` file names (`sint64`, `fixed32`, …); zero is not written, and is what an absent field is"},
			{Types: "`int8`, `int16`, `uint8`, `uint16`", As: "`int32` and `uint32`; a number that does not fit is an error"},
			{Types: "`T?`", As: "`optional T`, absent where it is null; a wrapper such as `StringValue` where the file says so"},
			{Types: "`list`, `set`, `vector`", As: "`repeated`, in one piece for numbers; both ways are read"},
			{Types: "`map`", As: "`map`; keys are texts, integers or `bool`; of equal keys the last one counts"},
			{Types: "`A | B`, `(A | B)?`", As: "`oneof`, its arms numbered one after the other; a field of a record only, of single values"},
			{Types: "enums", As: "the symbol's number in the `.proto` file, else its place from 0; an open enum keeps a number without a symbol as its text, for others it is an error"},
			{Types: "records", As: "messages; one that comes in parts is put together"},
			{Types: "`timestamp`, `duration`", As: "`google.protobuf.Timestamp` and `Duration`; what is finer than the unit is an error when read, months and days when written"},
			{Types: "`decimal`, `varint`, `date`, `time`, `datetime`, `uuid`, `timeuuid`, `inet`, `json`", As: "`string`, in the text form of `utf8`; not absent unless optional"},
			{Types: "lists of lists, of maps, of unions, of `T?`; `list?` and `map?`; tuples, `any`, open records", As: "refused (E0312)"},
		},
	}
}

func csv() *spec.Converter {
	return &spec.Converter{
		Name: "csv",
		Doc:  "Comma-separated values (RFC 4180): one record a line, a quoted cell may hold line ends. A cell is quoted where it would be read as something else without.",
		Options: append(append([]spec.Option{
			{
				Name: "header", Type: spec.Bool, When: spec.Static, Default: "false",
				Doc: "Whether the first line names the columns; they may then stand in any order, else they stand in the order of the type's fields.",
			},
			{
				Name: "delimiter", Type: spec.Text, When: spec.Static, Default: `","`,
				Doc: "The one ASCII character between two cells.",
			},
			{
				Name: "quote", Type: spec.Text, When: spec.Static, Default: `"\""`,
				Doc: "The one ASCII character around cells that hold delimiters or line ends; an empty text means that nothing is quoted.",
			},
			{
				Name: "null", Type: spec.Text, When: spec.Static, Default: `""`,
				Doc: "The text of an unquoted cell that stands for null.",
			},
		}, textForms("iso", "text")...), unknownFields("error")),
		Example: `source file drops { path = "in/*.csv", value: Reading as csv(header: true) }`,
		Reads:   true, Writes: true,
	}
}

func utf8() *spec.Converter {
	return &spec.Converter{
		Name: "utf8",
		Doc:  "Text as it is, in UTF-8; numbers, uuids, times and enums in their usual text form.",
		Options: []spec.Option{
			{
				Name: "end", Type: spec.Text, When: spec.Static, Default: `""`,
				Doc: "Text that ends a record in a file, as a rule a line end.",
			},
			{
				Name: "compat", Type: spec.Word, Words: []string{"connect"}, When: spec.Static,
				Doc: "connect gives the answers of Kafka Connect's StringConverter: bytes that are no UTF-8 become \ufffd, and any value is written as Java's toString does, a record as Struct{a=1}.",
			},
		},
		Example: `topic orders on local { key: string as utf8, value: Order as json }`,
		Key:     true, Reads: true, Writes: true,
	}
}

func raw() *spec.Converter {
	return &spec.Converter{
		Name:    "raw",
		Doc:     "Bytes as they are.",
		Example: `topic blobs on local { value: bytes? as raw }`,
		Key:     true, Reads: true, Writes: true,
	}
}

func number() *spec.Converter {
	return &spec.Converter{
		Name:    "number",
		Doc:     "A number in big-endian bytes, as Kafka's own serializers write it: int16, int32, int64, float, double; a bool is one byte, 0 or 1.",
		Example: `topic counts on local { key: int64 as number, value: Count as json }`,
		Key:     true, Binary: true, Reads: true, Writes: true,
	}
}

func schemaID() spec.Option {
	return spec.Option{
		Name: "id", Type: spec.Int, When: spec.Static, Min: 1, Max: 1<<31 - 1,
		Doc: "Schema id of the registry's framing, where it is pinned in the file.",
	}
}

func unionTag() spec.Option {
	return spec.Option{
		Name: "tag", Type: spec.Text, When: spec.Static,
		Doc: "Name of the field that says which alternative of a union a value is.",
	}
}

// inRegistry are the options of a converter whose schemas a registry keeps.
func inRegistry() []spec.Option {
	return []spec.Option{
		{
			Name: "registry", Type: spec.Ref, RefKind: "registry", When: spec.Static,
			Doc: "Connection of the schema registry.",
		},
		{
			Name: "subject", Type: spec.Word, Also: []spec.Type{spec.Text}, Words: []string{"topic_name", "record_name", "topic_record_name"}, When: spec.Start, Default: "topic_name", Needs: []string{"registry"},
			Doc: "Name under which the registry keeps the schema: built from topic or record, or a text, in which params may be.",
		},
		{
			Name: "register", Type: spec.Word, Words: []string{"at_deploy", "at_start", "never"}, When: spec.Static, Default: "at_deploy", Needs: []string{"registry"},
			Doc: "When the schema is registered: by the worker's setup command, when it starts, or by somebody else.",
		},
		{
			Name: "version", Type: spec.Int, When: spec.Static, Min: 1, Max: 1<<31 - 1, Needs: []string{"registry"},
			Doc: "Version of the subject that is written, whatever its text; nothing is registered then.",
		},
	}
}

// textForms are the options of a converter that writes numbers, times and bytes as
// text, with their defaults.
func textForms(time, decimal string) []spec.Option {
	return []spec.Option{
		{
			Name: "time", Type: spec.Word, Also: []spec.Type{spec.Text}, Words: []string{"iso", "unix_s", "unix_ms"}, When: spec.Static, Default: time,
			Doc: "How timestamps are written: iso, seconds or milliseconds since 1970, or a pattern such as \"yyyy-MM-dd HH:mm\".",
		},
		{
			Name: "date", Type: spec.Word, Also: []spec.Type{spec.Text}, Words: []string{"iso"}, When: spec.Static, Default: "iso",
			Doc: "How dates are written: iso, or a pattern such as \"dd.MM.yyyy\".",
		},
		{
			Name: "zone", Type: spec.Text, When: spec.Static,
			Doc: "Zone of timestamps whose text names none, such as \"UTC\" or \"Europe/Berlin\".",
		},
		{
			Name: "decimal", Type: spec.Word, Words: decimalForms(decimal), When: spec.Static, Default: decimal,
			Doc: "How decimals are written; many readers turn numbers into doubles and lose digits.",
		},
		{
			Name: "bytes", Type: spec.Word, Words: []string{"base64", "hex"}, When: spec.Static, Default: "base64",
			Doc: "How bytes are written.",
		},
		{
			Name: "names", Type: spec.Word, Words: []string{"exact", "ignore_case", "camel", "snake"}, When: spec.Static, Default: "exact",
			Doc: "How names of fields are compared and written.",
		},
	}
}

// decimalForms are the ways to write a decimal; base64 is Connect's alone.
func decimalForms(standard string) []string {
	if standard == "base64" {
		return []string{"text", "number", "base64"}
	}
	return []string{"text", "number"}
}

func unknownFields(standard string) spec.Option {
	return spec.Option{
		Name: "unknown", Type: spec.Word, Words: []string{"error", "ignore", "keep"}, When: spec.Static, Default: standard,
		Doc: "What fields do that the type does not have: an error, ignored and counted, or kept in an open record.",
	}
}
