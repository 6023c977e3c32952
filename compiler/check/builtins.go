package check

import "github.com/flowc-lang/flowc/compiler/types"

// builtin is a built-in function: its forms, and what is true of all of them.
type builtin struct {
	name  string
	doc   string
	forms []form
	// impure says that two calls with the same arguments may differ.
	impure bool
}

// form is one way to call a built-in. The first form whose parameters take the
// arguments is the one that is called.
type form struct {
	params []param
	// result is the type of the result. Where it depends on the arguments, typing
	// says it instead.
	result *types.Type
	typing typing
	// fails says that the call can fail, and must be closed.
	fails bool
}

// param is a parameter of a form.
type param struct {
	name string
	kind paramKind
	// def is the constant that stands for an argument left out; nil where the
	// argument is needed.
	def any
	// constant says that the argument must be known at compile time.
	constant bool
}

// paramKind is what a parameter takes. Arguments are converted to the canonical
// type of their kind, so that the generator meets few combinations.
type paramKind uint8

const (
	aText      paramKind = iota + 1 // string
	aBytes                          // bytes
	anInt                           // any signed integer, as int64
	aDouble                         // any number that a double holds, as double
	aNumber                         // integers as int64 or uint64, decimals and floats as they are
	aTimestamp                      // timestamp in its own unit
	aDate                           // date
	aMoment                         // timestamp, datetime or date, as they are
	aDuration                       // duration, a constant count of nanoseconds
	aUUID                           // uuid
	aList                           // list or set
	aMap                            // map
	aPattern                        // a constant regex or text of one
	aFunction                       // |x| …, of the elements of the first argument
	anAny                           // schema-free data
	anything                        // whatever to_string takes
	aValue                          // any type
	aWritable                       // any type, null as well, as schema-free data
	aTuple                          // tuple
)

// typing is how a result depends on the arguments.
type typing uint8

const (
	asFirst     typing = iota + 1 // the first argument's type
	asJoin                        // the narrowest type of all arguments
	asRange                       // the first argument's type, within constant bounds
	asRounded                     // see types.Rounded
	asElement                     // the element's type, optional
	asList                        // list of the first argument's elements
	asMapped                      // list of the function's results
	asSum                         // of the elements
	asDecimal                     // decimal(precision, scale) of the arguments, or of what is expected
	asTimestamp                   // timestamp in the unit that is expected, else ms
	asKeys                        // list of a map's keys
	asValues                      // list of a map's values
	asLookup                      // a map's value, optional
	asPart                        // the part of a tuple at a constant position
	asWanted                      // whatever is expected
)

func needs(name string, k paramKind) param          { return param{name: name, kind: k} }
func may(name string, k paramKind, def any) param   { return param{name: name, kind: k, def: def} }
func fixed(name string, k paramKind) param          { return param{name: name, kind: k, constant: true} }
func mayFixed(n string, k paramKind, def any) param { return param{n, k, def, true} }

// gives is a form whose result is always of that kind.
func gives(k types.Kind, params ...param) form { return form{params: params, result: types.Of(k)} }

// like is a form whose result depends on the arguments.
func like(t typing, params ...param) form { return form{params: params, typing: t} }

// failing is f as one that can fail.
func failing(f form) form {
	f.fails = true
	return f
}

// builtins lists the built-in functions, in the order of the manual.
func builtins() []builtin {
	var all []builtin
	all = append(all, textBuiltins()...)
	all = append(all, parseBuiltins()...)
	all = append(all, numberBuiltins()...)
	all = append(all, timeBuiltins()...)
	all = append(all, collectionBuiltins()...)
	all = append(all, hashBuiltins()...)
	all = append(all, anyBuiltins()...)
	return all
}

func textBuiltins() []builtin {
	s := needs("s", aText)
	return []builtin{
		{name: "len", doc: "The number of characters of a text, bytes of bytes, or elements of a collection.", forms: []form{
			gives(types.Int64, s), gives(types.Int64, needs("b", aBytes)), gives(types.Int64, needs("list", aList)), gives(types.Int64, needs("map", aMap)),
		}},
		{name: "upper", doc: "The text in capitals.", forms: []form{gives(types.String, s)}},
		{name: "lower", doc: "The text in small letters.", forms: []form{gives(types.String, s)}},
		{name: "fold_case", doc: "The text in the form in which texts that differ by case alone are equal.", forms: []form{gives(types.String, s)}},
		{name: "trim", doc: "The text without white space at its ends.", forms: []form{gives(types.String, s)}},
		{name: "trim_prefix", doc: "The text without that beginning, if it has it.", forms: []form{gives(types.String, s, needs("prefix", aText))}},
		{name: "trim_suffix", doc: "The text without that end, if it has it.", forms: []form{gives(types.String, s, needs("suffix", aText))}},
		{name: "slice", doc: "The characters from one position up to another, which is left out; negative positions count from the end, those outside are clamped.", forms: []form{
			gives(types.String, s, needs("from", anInt), may("to", anInt, maxInt64)),
		}},
		{name: "normalize", doc: "The text in Unicode's composed form (NFC), in which texts that look the same are the same.", forms: []form{gives(types.String, s)}},
		{name: "truncate", doc: "The first n characters; of a timestamp, the start of the unit of time that it is in.", forms: []form{
			gives(types.String, s, needs("n", anInt)), like(asFirst, needs("t", aTimestamp), fixed("unit", aDuration)),
		}},
		{name: "split", doc: "The parts of the text between separators.", forms: []form{{params: []param{s, needs("separator", aText)}, result: types.ListOf(types.Of(types.String))}}},
		{name: "join", doc: "The texts of a list with a separator between.", forms: []form{gives(types.String, needs("list", aList), needs("separator", aText))}},
		{name: "replace", doc: "The text with every occurrence of one text replaced by another.", forms: []form{gives(types.String, s, needs("old", aText), needs("new", aText))}},
		{name: "replace_re", doc: "The text with every match of a regex replaced; $1 stands for a group.", forms: []form{gives(types.String, s, fixed("pattern", aPattern), needs("new", aText))}},
		{name: "contains", doc: "Whether the text holds another, or the list an element.", forms: []form{
			gives(types.Bool, s, needs("part", aText)), gives(types.Bool, needs("list", aList), needs("element", aValue)),
		}},
		{name: "starts_with", doc: "Whether the text begins with another.", forms: []form{gives(types.Bool, s, needs("prefix", aText))}},
		{name: "ends_with", doc: "Whether the text ends with another.", forms: []form{gives(types.Bool, s, needs("suffix", aText))}},
		{name: "matches", doc: "Whether a regex matches somewhere in the text.", forms: []form{gives(types.Bool, s, fixed("pattern", aPattern))}},
		{name: "capture", doc: "A group of the first match of a regex, null without a match; left out, the first group, or all of the match where there is none.", forms: []form{
			{params: []param{s, fixed("pattern", aPattern), mayFixed("group", anInt, int64(1))}, result: types.OptionalOf(types.Of(types.String))},
		}},
		{name: "pad_left", doc: "The text with characters before it, until it has n.", forms: []form{gives(types.String, s, needs("n", anInt), may("with", aText, " "))}},
		{name: "pad_right", doc: "The text with characters behind it, until it has n.", forms: []form{gives(types.String, s, needs("n", anInt), may("with", aText, " "))}},
		{name: "repeat", doc: "The text n times.", forms: []form{failing(gives(types.String, s, needs("n", anInt)))}},
	}
}

func parseBuiltins() []builtin {
	s := needs("s", aText)
	return []builtin{
		{name: "parse_int", doc: "The whole number that the text is.", forms: []form{failing(gives(types.Int64, s))}},
		{name: "parse_decimal", doc: "The decimal that the text is, of the precision and scale given, or of the field that it goes to.", forms: []form{
			failing(like(asDecimal, s, mayFixed("precision", anInt, int64(0)), mayFixed("scale", anInt, int64(0)))),
		}},
		{name: "parse_double", doc: "The double that the text is.", forms: []form{failing(gives(types.Double, s))}},
		{name: "parse_bool", doc: "true or false.", forms: []form{failing(gives(types.Bool, s))}},
		{name: "parse_uuid", doc: "The uuid that the text is.", forms: []form{failing(gives(types.UUID, s))}},
		{name: "parse_inet", doc: "The IP address that the text is.", forms: []form{failing(gives(types.Inet, s))}},
		{name: "parse_timestamp", doc: "The instant that the text is: ISO 8601, or by a pattern; a text without a zone needs one.", forms: []form{
			failing(like(asTimestamp, s, mayFixed("pattern", aText, ""), mayFixed("zone", aText, ""))),
		}},
		{name: "parse_date", doc: "The date that the text is: ISO 8601, or by a pattern.", forms: []form{failing(gives(types.Date, s, mayFixed("pattern", aText, "")))}},
		{name: "parse_duration", doc: "The duration that the text is: ISO 8601 (PT1H30M), or as .flow files write it (1h30m).", forms: []form{failing(gives(types.Duration, s))}},
		{name: "parse_csv", doc: "The cells of a line of CSV.", forms: []form{
			failing(form{params: []param{s, mayFixed("delimiter", aText, ",")}, result: types.ListOf(types.Of(types.String))}),
		}},
		{name: "parse_kv", doc: "The pairs of a text like `a=1 b=2`; a value may stand in quotes.", forms: []form{
			failing(form{params: []param{s, mayFixed("pairs", aText, " "), mayFixed("between", aText, "=")}, result: types.MapOf(types.Of(types.String), types.Of(types.String))}),
		}},
		{name: "parse_url", doc: "The parts of a URL, as they stand in it: scheme, user, host, port, path, query and fragment.", forms: []form{
			failing(form{params: []param{s}, result: types.RecordOf(urlType())}),
		}},
		{name: "to_string", doc: "The value as text.", forms: []form{gives(types.String, needs("x", anything))}},
		{name: "format", doc: "A time as text, by a pattern, in UTC unless a zone is given.", forms: []form{
			gives(types.String, needs("t", aMoment), fixed("pattern", aText), mayFixed("zone", aText, "UTC")),
		}},
	}
}

func numberBuiltins() []builtin {
	x, y := needs("x", aNumber), needs("y", aNumber)
	return []builtin{
		{name: "abs", doc: "The number without its sign.", forms: []form{like(asFirst, x)}},
		{name: "min", doc: "The smaller of two numbers.", forms: []form{like(asJoin, x, y)}},
		{name: "max", doc: "The larger of two numbers.", forms: []form{like(asJoin, x, y)}},
		{name: "clamp", doc: "The number, or the bound that it is beyond; what is not a number becomes the lower bound.", forms: []form{like(asRange, x, needs("low", aNumber), needs("high", aNumber))}},
		{name: "round", doc: "The nearest whole number, halves away from zero.", forms: []form{like(asRounded, x)}},
		{name: "floor", doc: "The nearest whole number that is not larger.", forms: []form{like(asRounded, x)}},
		{name: "ceil", doc: "The nearest whole number that is not smaller.", forms: []form{like(asRounded, x)}},
		{name: "div", doc: "The quotient of whole numbers, cut off towards zero; fails for the divisor 0.", forms: []form{failing(gives(types.Int64, needs("x", anInt), needs("y", anInt)))}},
		{name: "mod", doc: "The remainder of div; fails for the divisor 0.", forms: []form{failing(gives(types.Int64, needs("x", anInt), needs("y", anInt)))}},
		{name: "pow", doc: "x to the power of y.", forms: []form{gives(types.Double, needs("x", aDouble), needs("y", aDouble))}},
		{name: "sqrt", doc: "The square root.", forms: []form{gives(types.Double, needs("x", aDouble))}},
		{name: "is_finite", doc: "Whether a double is neither infinite nor not a number.", forms: []form{gives(types.Bool, needs("x", aDouble))}},
		{name: "wrap_add", doc: "The sum of two int64, wrapping around on overflow.", forms: []form{gives(types.Int64, needs("x", anInt), needs("y", anInt))}},
	}
}

func timeBuiltins() []builtin {
	t := needs("t", aTimestamp)
	zone := fixed("zone", aText)
	return []builtin{
		{name: "now", doc: "The time of the worker's clock.", impure: true, forms: []form{like(asTimestamp)}},
		{name: "from_unix", doc: "The instant so many seconds after 1970; fails beyond the year 9999.", forms: []form{failing(form{params: []param{needs("seconds", anInt)}, result: types.InUnit(types.Timestamp, types.Seconds)})}},
		{name: "from_unix_ms", doc: "The instant so many milliseconds after 1970; fails beyond the year 9999.", forms: []form{failing(form{params: []param{needs("millis", anInt)}, result: types.InUnit(types.Timestamp, types.Millis)})}},
		{name: "to_unix", doc: "The whole seconds since 1970.", forms: []form{gives(types.Int64, t)}},
		{name: "to_unix_ms", doc: "The whole milliseconds since 1970.", forms: []form{gives(types.Int64, t)}},
		{name: "date", doc: "The date of an instant in a zone.", forms: []form{gives(types.Date, t, zone)}},
		{name: "hour", doc: "The hour of an instant in a zone, 0 to 23.", forms: []form{gives(types.Int32, t, zone)}},
		{name: "add", doc: "The time so much later.", forms: []form{like(asFirst, t, needs("by", aDuration))}},
		{name: "diff", doc: "The milliseconds from the second instant to the first.", forms: []form{gives(types.Int64, t, needs("earlier", aTimestamp))}},
		{name: "add_months", doc: "The date so many months later, cut to the month's last day.", forms: []form{gives(types.Date, needs("d", aDate), needs("months", anInt))}},
	}
}

func collectionBuiltins() []builtin {
	list, f := needs("list", aList), needs("f", aFunction)
	return []builtin{
		{name: "first", doc: "The first element, null where there is none.", forms: []form{like(asElement, list)}},
		{name: "last", doc: "The last element, null where there is none.", forms: []form{like(asElement, list)}},
		{name: "get", doc: "The element at a position, or of a key; null where there is none.", forms: []form{
			like(asElement, list, needs("i", anInt)), like(asLookup, needs("map", aMap), needs("key", aValue)), like(asPart, needs("tuple", aTuple), fixed("i", anInt)),
		}},
		{name: "map", doc: "A list of what the function makes of each element.", forms: []form{like(asMapped, list, f)}},
		{name: "filter", doc: "The elements for which the function holds.", forms: []form{like(asList, list, f)}},
		{name: "any", doc: "Whether the function holds for an element.", forms: []form{gives(types.Bool, list, f)}},
		{name: "all", doc: "Whether the function holds for every element.", forms: []form{gives(types.Bool, list, f)}},
		{name: "sum", doc: "The sum of the elements; fails where it is too large.", forms: []form{failing(like(asSum, list))}},
		{name: "sort", doc: "The elements in order.", forms: []form{like(asList, list)}},
		{name: "distinct", doc: "The elements without repetitions, in their order.", forms: []form{like(asList, list)}},
		{name: "keys", doc: "The keys of a map.", forms: []form{like(asKeys, needs("map", aMap))}},
		{name: "values", doc: "The values of a map.", forms: []form{like(asValues, needs("map", aMap))}},
	}
}

func hashBuiltins() []builtin {
	s := needs("s", aText)
	algorithm := mayFixed("algorithm", aText, "sha256")
	return []builtin{
		{name: "hash", doc: "The hash of salt and text, as lower-case hex: sha256, sha512, sha1 or md5.", forms: []form{gives(types.String, s, algorithm, may("salt", aText, ""))}},
		{name: "hmac", doc: "The keyed hash of the text, as lower-case hex.", forms: []form{gives(types.String, s, needs("key", aText), algorithm)}},
		{name: "xxhash", doc: "The XXH64 of a text or of bytes: fast, and no secret.", forms: []form{gives(types.Uint64, s), gives(types.Uint64, needs("b", aBytes))}},
		{name: "murmur3", doc: "The MurmurHash3 (32 bits) of a text or of bytes, as many systems spread keys by it.", forms: []form{gives(types.Uint32, s), gives(types.Uint32, needs("b", aBytes))}},
		{name: "base64", doc: "The bytes as base64 text.", forms: []form{gives(types.String, needs("b", aBytes)), gives(types.String, s)}},
		{name: "unbase64", doc: "The bytes that a base64 text stands for.", forms: []form{failing(gives(types.Bytes, s))}},
		{name: "hex", doc: "The bytes as lower-case hex.", forms: []form{gives(types.String, needs("b", aBytes)), gives(types.String, s)}},
		{name: "unhex", doc: "The bytes that a hex text stands for.", forms: []form{failing(gives(types.Bytes, s))}},
		{name: "mask", doc: "The text with all but its last characters replaced.", forms: []form{gives(types.String, s, may("keep_last", anInt, int64(0)), may("with", aText, "*"))}},
		{name: "redact", doc: "A text that says nothing of the one given.", forms: []form{gives(types.String, s)}},
		{name: "uuid_v4", doc: "A random uuid.", impure: true, forms: []form{gives(types.UUID)}},
		{name: "uuid_v7", doc: "A uuid that begins with the time, so that later ones sort behind.", impure: true, forms: []form{gives(types.UUID)}},
		{name: "timeuuid", doc: "A uuid of version 1, of the time: what Cassandra calls timeuuid.", impure: true, forms: []form{gives(types.TimeUUID)}},
		{name: "random", doc: "A random number from 0 up to 1, which is left out.", impure: true, forms: []form{gives(types.Double)}},
		{name: "fail", doc: "No value: the record fails with this message.", forms: []form{failing(like(asWanted, fixed("message", aText)))}},
		{name: "uuid_v5", doc: "The uuid of a name in a namespace.", forms: []form{gives(types.UUID, needs("namespace", aUUID), needs("name", aText))}},
	}
}

const maxInt64 = int64(1<<63 - 1)

// table is what builtins lists; nothing changes it.
var table = builtins()

// urlType is what parse_url gives.
func urlType() *types.RecordType {
	r := &types.RecordType{}
	add := func(name string, t *types.Type) { r.Fields = append(r.Fields, &types.Field{Name: name, Type: t}) }
	some := types.Of(types.String)
	add("scheme", some)
	add("user", types.OptionalOf(some))
	add("host", some)
	add("port", types.OptionalOf(types.Of(types.Int32)))
	add("path", some)
	add("query", types.OptionalOf(some))
	add("fragment", types.OptionalOf(some))
	return r
}

// findBuiltin returns the built-in of that name, nil without.
func findBuiltin(name string) *builtin {
	for i := range table {
		if table[i].name == name {
			return &table[i]
		}
	}
	return nil
}

func builtinNames() []string {
	names := []string{"coalesce", "is_null"}
	for _, b := range table {
		names = append(names, b.name)
	}
	return names
}
