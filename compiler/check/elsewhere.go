package check

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// What people look for by the names that it has in other languages and tools is told
// with its name here. Names are compared without case, `_`, `.` and `-`.

func plainName(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "", ".", "", "-", "").Replace(name))
}

// functionsElsewhere are functions under the names of others.
var functionsElsewhere = map[string]string{
	"uppercase": "upper", "toupper": "upper", "touppercase": "upper", "ucase": "upper", "upcase": "upper",
	"lowercase": "lower", "tolower": "lower", "tolowercase": "lower", "lcase": "lower", "downcase": "lower",
	"length": "len", "size": "len", "strlen": "len", "charlength": "len", "count": "len", "cardinality": "len",
	"substring": "slice", "substr": "slice", "trimspace": "trim", "strip": "trim", "ltrim": "trim", "rtrim": "trim",
	"startswith": "starts_with", "hasprefix": "starts_with", "endswith": "ends_with", "hassuffix": "ends_with",
	"includes": "contains", "indexof": "contains", "position": "contains", "containskey": "contains", "has": "contains",
	"replaceall": "replace", "regexpreplace": "replace_re", "rereplace": "replace_re", "rereplaceall": "replace_re",
	"regexpmatch": "matches", "regexplike": "matches", "rematch": "matches", "regexpextract": "capture",
	"tostring": "to_string", "str": "to_string", "tochar": "format", "strftime": "format", "dateformat": "format", "tsformat": "format",
	"formattimestamp": "format", "toint": "parse_int", "parseint": "parse_int", "atoi": "parse_int", "parsefloat": "parse_double",
	"todecimal": "parse_decimal", "parsejson": "parse_json", "fromjson": "parse_json", "jsonparse": "parse_json", "tojson": "to_json", "formatjson": "to_json",
	"strptime": "parse_timestamp", "totimestamp": "parse_timestamp", "tsparse": "parse_timestamp", "parsedatetime": "parse_timestamp", "todate": "parse_date",
	"datetrunc": "truncate", "currenttimestamp": "now", "getdate": "now", "sysdate": "now", "unixtimestamp": "to_unix", "epoch": "to_unix", "tsunix": "to_unix",
	"fromunixtime": "from_unix", "dateadd": "add", "datediff": "diff", "ceiling": "ceil", "setscale": "round", "power": "pow",
	"index": "get", "elementat": "get", "nth": "get", "at": "get", "getordefault": "get", "foreach": "map", "mapeach": "map", "arrayjoin": "join",
	"sha256": "hash", "sha1": "hash", "md5": "hash", "sha512": "hash", "encodebase64": "base64", "decodebase64": "unbase64", "tobase64": "base64", "frombase64": "unbase64",
	"uuid": "uuid_v4", "newuuid": "uuid_v4", "genrandomuuid": "uuid_v4", "randomuuid": "uuid_v4", "throw": "fail", "raise": "fail", "error": "fail", "typeof": "type_of",
	"distinctvalues": "distinct", "unique": "distinct", "reduce": "sum", "fold": "sum", "urldecode": "parse_url", "lpad": "pad_left", "rpad": "pad_right", "padstart": "pad_left", "padend": "pad_right",
}

// waysElsewhere are functions of others that are no function here.
var waysElsewhere = map[string]string{
	"concat": "texts are joined by writing them together:  \"${a} ${b}\"", "concatws": "texts are joined by writing them together:  \"${a} ${b}\"",
	"sprintf": "texts are joined by writing them together:  \"${a} ${b}\"", "printf": "texts are joined by writing them together:  \"${a} ${b}\"",
	"ifnull": "a value in place of null stands behind `??`:  .a ?? 0", "nvl": "a value in place of null stands behind `??`:  .a ?? 0",
	"orelse": "a value in place of null stands behind `??`:  .a ?? 0", "or": "a value in place of null stands behind `??`:  .a ?? 0",
	"catch":  "a value in place of a failure stands behind `??`:  .a.parse_int() ?? 0",
	"isnull": "null is asked for by `is null`:  .a is null", "notnull": "null is asked for by `is not null`:  .a is not null",
	"equals": "equality is written `==`", "eq": "equality is written `==`", "isempty": "an empty text or list has no length:  .a.len() == 0",
	"cast": "a cast is written `value as TYPE`", "convert": "a cast is written `value as TYPE`", "trycast": "a cast that may fail gives null:  value as TYPE?",
	"number": "a number is cast by `value as int64`, and read from text by `parse_int` or `parse_double`", "tonumber": "a number is cast by `value as int64`, and read from text by `parse_int` or `parse_double`",
	"deleted": "records are left out by the stage `where`; null as a value is a tombstone:  map if A then null else .",
	"iff":     "a choice is written `if A then x else y`", "decode": "a choice is written `match x { pattern => value }`",
	"not": "not is written `!`:  !.done", "exists": "null is asked for by `is not null`:  .a is not null", "env": "settings come from a param:  param name: string @env(\"NAME\")",
	"getenv": "settings come from a param:  param name: string @env(\"NAME\")", "avg": "records are not aggregated; a list's mean is its sum divided by its length",
}

// functionElsewhere helps with a call of what is no function here.
func (e *env) functionElsewhere(d *diag.Diagnostic, name dsl.Ident) {
	plain := plainName(name.Text)
	if way := waysElsewhere[plain]; way != "" {
		d.Message, d.Fixes = fmt.Sprintf("there is no function `%s`", name.Text), nil
		d.Helps = append(d.Helps, way)
		return
	}
	if ours := functionsElsewhere[plain]; ours != "" {
		d.Message = fmt.Sprintf("there is no function `%s`, did you mean `%s`?", name.Text, ours)
		d.Fixes = []diag.Fix{{Title: "`" + ours + "`", Guess: true, Edits: []diag.Edit{{At: name.At(), Text: ours}}}}
		for _, f := range findBuiltin(ours).forms {
			d.Helps = append(d.Helps, f.signature(ours))
		}
		return
	}
	if t := e.typeOfName(name.Text); t != "" {
		d.Message = fmt.Sprintf("`%s` is a type, and cannot be called", name.Text)
		d.Fixes, d.Helps = nil, append(d.Helps, "a cast is written behind its value:  value as "+t)
	}
}

// typeOfName is the type that a name stands for, here or in other languages.
func (e *env) typeOfName(name string) string {
	for k := types.Bool; k <= types.JSON; k++ {
		if k.String() == name {
			return name
		}
	}
	if sym := e.names[name]; sym != nil && sym.kind == typeSymbol {
		return name
	}
	return elsewhere[strings.ToLower(name)]
}

// constantsElsewhere are the constants of other languages.
var constantsElsewhere = map[string]string{
	"nil": "null", "None": "null", "NULL": "null", "Null": "null", "undefined": "null", "True": "true", "TRUE": "true", "yes": "true", "Yes": "true",
	"False": "false", "FALSE": "false", "no": "false", "No": "false",
}

// wholeElsewhere are the names that others have for the record.
var wholeElsewhere = map[string]bool{"this": true, "self": true, "it": true, "root": true, "record": true, "value": true, "msg": true, "row": true, "payload": true}

// nameElsewhere helps with a bare name that nothing declares.
func (e *env) nameElsewhere(d *diag.Diagnostic, x *dsl.Name) {
	name := x.Ident.Text
	if ours := constantsElsewhere[name]; ours != "" {
		d.Message = fmt.Sprintf("`%s` is not declared, did you mean `%s`?", name, ours)
		d.Fixes = []diag.Fix{{Title: "`" + ours + "`", Edits: []diag.Edit{{At: x.At(), Text: ours}}}}
		return
	}
	if wholeElsewhere[name] && e.cur != nil {
		d.Message = fmt.Sprintf("`%s` is not declared", name)
		d.Fixes, d.Helps = nil, append(d.Helps, "the value is written `.`, and its field `.name`")
	}
}

// optionsElsewhere are the names that options have in other tools, each with what it
// may be here.
var optionsElsewhere = map[string][]string{
	"bootstrapservers": {"brokers"}, "bootstrapserver": {"brokers"}, "brokerlist": {"brokers"}, "broker": {"brokers"}, "seedbrokers": {"brokers"},
	"servers": {"brokers", "hosts"}, "addresses": {"brokers", "hosts"}, "address": {"brokers", "hosts", "url"}, "contactpoints": {"hosts"}, "nodes": {"hosts"},
	"username": {"login"}, "user": {"login"}, "password": {"login"}, "sasl": {"login"}, "auth": {"login"}, "saslmechanism": {"login"}, "basicauth": {"login"},
	"ssl": {"tls"}, "securityprotocol": {"tls", "login"}, "endpoint": {"url"}, "uri": {"url"}, "schemaregistryurl": {"url"}, "registryurl": {"url"}, "connectionurl": {"host"},
	"dbname": {"database"}, "db": {"database"}, "localdatacenter": {"local_dc"}, "loadbalancinglocaldc": {"local_dc"}, "datacenter": {"local_dc"}, "dc": {"local_dc"},
	"consistencylevel": {"consistency"}, "numpartitions": {"partitions"}, "partitioncount": {"partitions"}, "replicationfactor": {"replication", "replicas"},
	"cleanuppolicy": {"cleanup"}, "retentionms": {"retention"}, "ttl": {"retention", "ttl"}, "topic": {"name"}, "topicname": {"name"},
	"tablename": {"table"}, "tablenameformat": {"table"}, "insertmode": {"mode"}, "writemode": {"mode"}, "batchsize": {"batch"}, "maxbatchsize": {"batch"},
	"groupid": {"group"}, "consumergroup": {"group"}, "autooffsetreset": {"start"}, "startfromoldest": {"start"}, "isolationlevel": {"isolation"},
	"file": {"path"}, "filename": {"path"}, "files": {"path"}, "directory": {"path"}, "paths": {"path"}, "indexname": {"index"}, "docid": {"id"},
	"schemaregistry": {"registry"}, "sr": {"registry"}, "subjectnamestrategy": {"subject"}, "autoregister": {"register"}, "autoregisterschemas": {"register"},
}

// optionElsewhere is the option of names that another tool calls name, empty without.
func optionElsewhere(name string, names []string) string {
	for _, ours := range optionsElsewhere[plainName(name)] {
		for _, n := range names {
			if n == ours {
				return ours
			}
		}
	}
	return ""
}

// convertersElsewhere are converters under the names of others.
var convertersElsewhere = map[string]string{
	"string": "utf8", "text": "utf8", "plain": "utf8", "stringconverter": "utf8", "avroconverter": "avro", "jsonconverter": "connect_json",
	"jsonschemaconverter": "json_schema", "jsonschema": "json_schema", "protobufconverter": "protobuf", "proto": "protobuf", "bytes": "raw", "binary": "raw",
	"bytearrayconverter": "raw", "long": "number", "int": "number", "integer": "number", "longconverter": "number", "integerconverter": "number",
	"int64": "number", "int32": "number", "jsonl": "json", "ndjson": "json",
}

// connectorsElsewhere says what does the work of connectors that others have.
var connectorsElsewhere = map[string]string{
	"kafka": "Kafka is read and written by topics:  topic NAME on CONNECTION { value: TYPE as CONVERTER }", "stdout": "the terminal is the sink console",
	"csv": "files are the connector file; their form is the converter:  value: T as csv(header: true)", "jsonl": "files are the connector file; their form is the converter:  value: T as json(lines: true)",
	"debezium": "changes of a database are read by the source postgres.cdc", "cdc": "changes of a database are read by the source postgres.cdc", "postgrescdc": "changes of a database are read by the source postgres.cdc",
	"generate": "records are made by the source datagen", "generator": "records are made by the source datagen",
}

// unquoted are what a text looks like that should be no text.
var unquoted = map[spec.Type]*regexp.Regexp{
	spec.Int:      regexp.MustCompile(`^[0-9][0-9_]*$`),
	spec.Bool:     regexp.MustCompile(`^(true|false)$`),
	spec.Duration: regexp.MustCompile(`^([0-9]+(ns|us|ms|s|m|h|d))+$`),
	spec.Size:     regexp.MustCompile(`^[0-9]+(B|[KMGT]i?B)$`),
}

// literalMeant adds to d what the author of a literal of another type probably meant:
// a text without quotes, a number with its unit.
func literalMeant(d *diag.Diagnostic, t spec.Type, x dsl.Expr) {
	switch x := x.(type) {
	case *dsl.Text:
		if plain, ok := x.Plain(); ok && unquoted[t] != nil && unquoted[t].MatchString(plain) {
			d.Fixes = append(d.Fixes, diag.Fix{Title: "without quotes", Edits: []diag.Edit{{At: x.At(), Text: plain}}})
		}
	case *dsl.Int:
		if u, ok := unitsOf[t]; ok {
			d.Helps = append([]string{fmt.Sprintf("say the unit:  %s%s or %s%s", x.Text, u[0], x.Text, u[1])}, d.Helps...)
		}
	}
}

// unitsOf are the units that a number without one may have been meant in.
var unitsOf = map[spec.Type][2]string{spec.Duration: {"ms", "s"}, spec.Size: {"B", "KiB"}}

// together writes operands of `+` as one text: what is a text already keeps its words.
func together(operands []ir.Expr) string {
	var b strings.Builder
	for _, o := range operands {
		source := o.Place().Text()
		if len(source) > 1 && strings.HasPrefix(source, `"`) && strings.HasSuffix(source, `"`) {
			b.WriteString(source[1 : len(source)-1])
			continue
		}
		b.WriteString("${" + source + "}")
	}
	return `"` + b.String() + `"`
}
