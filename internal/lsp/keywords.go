package lsp

// The words of the language, with what hover and completion say of them. A test holds
// them against the words that the parser knows.

// phrase is a word with its one-sentence explanation and the snippet that completion
// inserts.
type phrase struct{ word, doc, snippet string }

// declarations are the words that start one.
func declarations() []phrase {
	return []phrase{
		{"flow", "The edition of the language that the file is written in, as its first line.", "flow 1"},
		{"import", "Brings the types of an Avro, Protobuf, JSON, CQL or SQL schema, the names of another .flow file, or the functions of a Go package.", `import ${1|avro,cql,sql,proto,json_schema,go|} "${2:file}" as ${3:name}`},
		{"param", "A typed setting of the built worker: flag, environment variable or config file.", "param ${1:name}: ${2:string} = ${3:\"\"}"},
		{"secret", "A param that is never printed, logged or built in.", "secret ${1:name}: string @env(\"${2:NAME}\")"},
		{"schema", "A named record type.", "schema ${1:Name} {\n  ${2:id}: ${3:int64}$0\n}"},
		{"enum", "A named list of symbols; `open enum` also takes symbols that it does not know.", "enum ${1:Name} { ${2:A, B} }"},
		{"open", "`open enum` takes symbols that it does not know.", "open enum ${1:Name} { ${2:A, B} }"},
		{"type", "Another name for a type.", "type ${1:Name} = ${2:decimal(12, 2)}"},
		{"fn", "A pure function of one expression.", "fn ${1:name}(${2:x}: ${3:string}) -> ${4:string} = $0"},
		{"connection", "Where a system is and how to log in.", "connection ${1|kafka,registry,cassandra,postgres,elasticsearch|} ${2:name} {\n  $0\n}"},
		{"converter", "A converter with its options under a name, used as `as NAME`.", "converter ${1:avro} ${2:name} {\n  $0\n}"},
		{"topic", "A Kafka topic: the types and converters of key, value and headers, and its settings.", "topic ${1:name} on ${2:connection} {\n  value: ${3:Type} as ${4:json}$0\n}"},
		{"source", "A connector that records are read from.", "source ${1:file} ${2:name} {\n  $0\n}"},
		{"sink", "A connector that records are written to.", "sink ${1:console} ${2:name} {\n  $0\n}"},
		{"policy", "A named error policy: a ladder for each kind of failure.", "policy ${1:name} {\n  write = [retry(attempts: ${2:10}, backoff: ${3:200ms..30s}), stop()]\n}"},
		{"pipeline", "What flows where: stages from `from` to `to`.", "pipeline ${1:name} {\n  from ${2:topic}\n  $0\n  to ${3:sink}\n}"},
		{"test", "A test of a pipeline, run by `flowc test` through the generated code.", "test \"${1:title}\" for ${2:pipeline} {\n  given ${3:node} [$0]\n  expect ${4:node} []\n}"},
	}
}

// stages are the words that start a stage, and the settings of a pipeline.
func stages() []phrase {
	return []phrase{
		{"from", "The source or topic that the pipeline reads.", "from ${1:node}"},
		{"where", "Keeps the records for which the condition holds, and narrows types for what follows.", "where $0"},
		{"map", "Builds the next record: `map Target { a = .x, * }`, `map { … }`, or `map EXPRESSION` for the whole value.", "map $1{\n  $0\n}"},
		{"set", "Adds or changes fields; the rest of the record stays as it was.", "set {\n  $0\n}"},
		{"drop", "Removes fields.", "drop .$0"},
		{"rename", "Gives fields other names: new = old.", "rename {\n  ${1:new} = ${2:old}\n}"},
		{"let", "A value for the stages below.", "let ${1:name} = $0"},
		{"each", "One record for each element of a list.", "each .${1:list} as ${2:element}"},
		{"unwrap", "Turns changes of a table into key and row.", "unwrap"},
		{"key", "Sets the key that goes with the record.", "key = $0"},
		{"headers", "Sets headers; null removes one.", "headers {\n  ${1:name} = $0\n}"},
		{"timestamp", "Sets the timestamp that goes with the record.", "timestamp = $0"},
		{"partition", "Sets the partition that the record goes to.", "partition = $0"},
		{"route", "The first arm whose condition holds takes the record.", "route {\n  when ${1:condition} => {\n    $0\n  }\n  else => {\n    to ${2:node}\n  }\n}"},
		{"to", "The topic or sink that the record goes to; several fan out.", "to ${1:node}"},
		{"delivery", "The delivery level that you demand: the compiler refuses what it cannot prove.", "delivery = ${1|at_least_once,effectively_once,exactly_once,at_most_once|}"},
		{"tasks", "At most so many tasks; left out, as many as there are partitions or splits, within the cores.", "tasks = ${1:8}"},
		{"commit", "How often offsets are committed.", "commit = ${1:1s}"},
		{"on error", "What happens with a record that fails: dead letter, skip, retry, stop.", "on error = ${1:stop()}"},
	}
}

// rungs are the steps of an error ladder.
func rungs() []phrase {
	return []phrase{
		{"stop", "Ends the pipeline; what came before is delivered.", "stop()"},
		{"skip", "Leaves the record out, up to a limit.", "skip(limit: ${1:1%})"},
		{"retry", "Tries again, with pauses that grow.", "retry(attempts: ${1:10}, backoff: ${2:200ms..30s})"},
		{"dlq", "Sends the record to a dead letter topic, as it came.", "dlq(${1:topic})"},
	}
}

// failures are the kinds of failure that a policy has ladders for.
func failures() []phrase {
	return []phrase{
		{"decode", "Bytes that the converter cannot read.", "decode = ${1:stop()}"},
		{"map", "An expression with `!`, or an overflow.", "map = ${1:stop()}"},
		{"write", "A sink that refuses a record or does not answer.", "write = [retry(attempts: ${1:10}, backoff: ${2:200ms..30s}), stop()]"},
	}
}

// steps are the lines of a test.
func steps() []phrase {
	return []phrase{
		{"given", "The records that a node has.", "given ${1:node} [$0]"},
		{"expect", "What a node gets, `nothing`, or an `error`.", "expect ${1:node} [$0]"},
		{"freeze", "Stops the clock of the test.", "freeze now = \"${1:2026-01-01T00:00:00Z}\""},
	}
}

// carried are the parts of a record that a declaration gives a type.
func carried() []phrase {
	return []phrase{
		{"value", "The type of the records' values, and the converter that reads and writes them.", "value: ${1:Type} as ${2:json}"},
		{"key", "The type of the records' keys, and their converter; without it they are `bytes? as raw`.", "key: ${1:string} as ${2:utf8}"},
		{"headers", "The types of the records' headers, and their converter.", "headers: ${1:Type} as ${2:utf8}"},
	}
}

// operators are the words within expressions and items.
func operators() []phrase {
	return []phrase{
		{"if", "`if c then a else b`.", "if $1 then $2 else $0"},
		{"match", "The first arm whose pattern fits; every value must have one.", "match $1 {\n  $0\n}"},
		{"null", "No value. Only an optional type holds it.", "null"},
		{"true", "The bool that holds.", "true"},
		{"false", "The bool that does not hold.", "false"},
	}
}

// joints are the words that join the parts of an item or expression.
func joints() []phrase {
	return []phrase{
		{"as", "The type of a cast, the converter of a value, or the name of an import.", ""},
		{"on", "The connection of a topic, source or sink.", ""},
		{"for", "A family: one declaration for each element of a set.", ""},
		{"in", "Whether a value is in a list or range.", ""},
		{"is", "Whether a value is null, or of a type.", ""},
		{"not", "`is not null`, `not in`.", ""},
		{"then", "The value where the condition of an `if` holds.", ""},
		{"else", "The value, or the arm, for everything else.", ""},
		{"when", "The condition of an arm of a `route`.", ""},
		{"except", "The fields that `*` leaves out, or the tables that a set leaves out.", ""},
		{"matches", "The regex that texts of a type match.", ""},
		{"records", "A number of records: 10_000 records.", ""},
		{"nothing", "`expect nothing`: no record reaches a sink.", ""},
		{"error", "`on error`, and `expect error` in a test.", ""},
	}
}

// typeWords are the types of the language.
func typeWords() []phrase {
	return []phrase{
		{"bool", "true or false.", ""},
		{"int8", "A whole number of 8 bits.", ""},
		{"int16", "A whole number of 16 bits.", ""},
		{"int32", "A whole number of 32 bits.", ""},
		{"int64", "A whole number of 64 bits.", ""},
		{"uint8", "A whole number of 8 bits without sign.", ""},
		{"uint16", "A whole number of 16 bits without sign.", ""},
		{"uint32", "A whole number of 32 bits without sign.", ""},
		{"uint64", "A whole number of 64 bits without sign.", ""},
		{"varint", "A whole number of any size.", ""},
		{"float", "A floating-point number of 32 bits.", ""},
		{"double", "A floating-point number of 64 bits.", ""},
		{"decimal", "An exact number with precision and scale: decimal(12, 2).", "decimal(${1:12}, ${2:2})"},
		{"string", "Text in UTF-8; string(max: 8) bounds its characters.", ""},
		{"bytes", "Bytes; bytes(16) has exactly so many.", ""},
		{"date", "A day, without time and zone.", ""},
		{"time", "A time of day: time(ms).", "time(${1|ms,us,ns|})"},
		{"timestamp", "An instant: timestamp(ms).", "timestamp(${1|ms,us,ns,s|})"},
		{"datetime", "A day and time without a zone, which is no instant: datetime(ms).", "datetime(${1|ms,us|})"},
		{"duration", "A length of time: 500ms, 45d.", ""},
		{"uuid", "A UUID.", ""},
		{"timeuuid", "A UUID of version 1, which holds a time.", ""},
		{"inet", "An IP address.", ""},
		{"json", "Text that was checked to be JSON.", ""},
		{"list", "Elements in order: list<string>.", "list<${1:string}>"},
		{"set", "Distinct elements: set<string>.", "set<${1:string}>"},
		{"map", "Values by key: map<string, int64>.", "map<${1:string}, ${2:int64}>"},
		{"tuple", "A fixed number of values: tuple<int64, string>.", "tuple<$1>"},
		{"vector", "So many floats: vector<float, 3>.", "vector<float, ${1:3}>"},
		{"any", "A value of any type, to be narrowed.", ""},
		{"change", "A change of a table's row: change<T>.", "change<$1>"},
		{"DeadLetter", "The record of a dead letter topic.", ""},
	}
}

// docs are the explanations by word.
func docs(lists ...[]phrase) map[string]string {
	out := map[string]string{}
	for _, l := range lists {
		for _, p := range l {
			out[p.word] = p.doc
		}
	}
	return out
}

// declDocs explains the words that start a declaration; nothing changes it.
var declDocs = docs(declarations())
