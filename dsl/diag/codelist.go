package diag

func syntaxCodes() []Code {
	return []Code{
		{"E0100", "this is not a flowc file"},
		{"E0101", "a character that has no place here"},
		{"E0102", "a word that has no place here"},
		{"E0103", "a bracket is never closed"},
		{"E0104", "a closing bracket has no partner"},
		{"E0105", "nested too deep"},
		{"E0106", "the file is too large"},
		{"E0107", "the file is not UTF-8"},
		{"E0108", "a hidden control character"},
		{"E0109", "a text is never closed"},
		{"E0110", "a number is out of range"},
		{"E0111", "not an escape"},
		{"E0112", "not a unit"},
		{"E0113", "not a regular expression"},
		{"E0114", "a value is missing"},
		{"E0115", "two items on one line"},
		{"E0120", "`&&` and `||` mixed without parentheses"},
		{"E0121", "a chain of comparisons"},
		{"E0122", "an edition that this flowc does not know"},
	}
}

func nameCodes() []Code {
	return []Code{
		{"E0201", "a name that is not declared"},
		{"E0202", "a name that is taken"},
		{"E0203", "the name of another kind of thing"},
		{"E0204", "an import that is not there"},
		{"E0205", "files that import each other"},
		{"E0206", "a name that the imported file does not have"},
		{"E0207", "a mistake in an imported schema"},
		{"E0208", "a schema is not the one that was pinned"},
		{"W0210", "declared and never used"},
		{"W0211", "imported and never used"},
		{"E0212", "a declaration that stands for itself"},
		{"W0213", "an `@allow` that silences nothing"},
		{"E0214", "not a member of the family"},
	}
}

// W0310, an option that will go, is kept free: no option is deprecated, so nothing could
// give it, and no page could show an example of it. The first option that is brings
// the code, and the field of its Spec that says what to write instead.

func optionCodes() []Code {
	return []Code{
		{"E0301", "an option that is not there"},
		{"E0302", "an option is missing"},
		{"E0303", "an option of another type"},
		{"E0304", "the value of an option is out of range"},
		{"E0305", "options that exclude each other"},
		{"E0306", "an option that needs another"},
		{"E0307", "an unknown connector"},
		{"E0308", "an unknown converter"},
		{"E0309", "a connector on its wrong side"},
		{"E0311", "a connection of another kind"},
		{"E0312", "a type that the converter cannot carry"},
	}
}

func typeCodes() []Code {
	return []Code{
		{"E0401", "no such field"},
		{"E0402", "a value of another type"},
		{"E0403", "an unknown type"},
		{"E0404", "no such symbol in the enum"},
		{"E0405", "arguments that do not fit"},
		{"E0406", "a value that may be null is used as if it were there"},
		{"E0407", "an operator that these types do not have"},
		{"E0408", "a condition that is neither true nor false"},
		{"E0409", "a comparison that is never equal"},
		{"E0410", "a field that the target does not have"},
		{"E0411", "a required field is not assigned"},
		{"E0412", "a value that may be null goes where null cannot be"},
		{"E0413", "a field is assigned twice"},
		{"E0414", "`except` names a field that is not there"},
		{"E0415", "`*` brings a field of another type"},
		{"E0416", "a default that its field cannot have"},
		{"W0417", "fields are left behind"},
		{"E0418", "a call that may fail is left open"},
		{"E0419", "nothing that could fail"},
		{"E0420", "a number goes into a smaller type"},
		{"E0421", "a time loses precision"},
		{"E0422", "a decimal with too many digits"},
		{"E0423", "a decimal loses digits"},
		{"W0424", "nanoseconds end in 2262"},
		{"E0425", "a cast that always fails"},
		{"W0426", "a cast that does nothing"},
		{"E0427", "`/` between whole numbers"},
		{"E0428", "a time without a zone"},
		{"E0429", "an expression that always fails"},
		{"E0430", "a constant outside of its type"},
		{"E0431", "a `match` that leaves something out"},
		{"W0432", "an arm that is never reached"},
		{"E0433", "members of a union that are the same"},
		{"E0434", "members of a union that JSON cannot tell apart"},
		{"E0435", "a record that must hold itself"},
		{"E0440", "schema-free data is used without a look at what it is"},
		{"E0441", "schema-free data goes where a type is wanted"},
		{"E0442", "a key that comes out different each time"},
		{"E0450", "a deletion reaches a sink that cannot delete"},
		{"E0451", "`unwrap` of something that is no change"},
		{"E0452", "a before image that the source does not have"},
		{"E0453", "a record with unknown fields reaches a table"},
		{"W0454", "nulls of a change are left unset"},
	}
}

func schemaCodes() []Code {
	return []Code{
		{"E0501", "a registry is needed"},
		{"E0502", "a topic's type is not the schema that is pinned for its subject"},
		{"E0503", "a name that Avro does not have"},
		{"E0504", "a schema breaks the promise that it makes to its earlier versions"},
		{"E0505", "the number of a protobuf field is missing, taken or not allowed"},
		{"E0506", "a CSV file has flat rows"},
		{"E0507", "a keyword of JSON Schema that no type can keep"},
		{"E0508", "a key that has no single form"},
		{"E0509", "keys of different types meet"},
		{"E0510", "one subject, two types"},
		{"E0511", "two fields get the same name"},
		{"W0512", "a pinned version cannot be read"},
	}
}

func ladderCodes() []Code {
	return []Code{
		{"E0602", "a ladder of errors ends in retries"},
		{"E0603", "a step of the error ladder is never reached"},
		{"E0610", "the dead letter topic cannot hold the failed record"},
		{"E0611", "the dead letter topic is the pipeline's own input"},
		{"W0612", "dead letters are gone before the records that they come from"},
		{"E0613", "`skip` without a limit"},
	}
}

func deliveryCodes() []Code {
	return []Code{
		{"E0701", "the delivery that is demanded cannot be met"},
		{"E0702", "exactly once between two clusters"},
		{"E0703", "a row that a replay would not find again"},
		{"E0704", "a source that cannot be read again"},
		{"E0706", "uncommitted records are read under exactly once"},
		{"W0707", "the order of a key is not kept"},
		{"E0708", "a deletion may overtake a write"},
	}
}

// W0811, a logged batch over several partitions, is kept free: no sink writes one, as
// only rows of one partition go together.

func graphCodes() []Code {
	return []Code{
		{"E0801", "a stage in the wrong place"},
		{"E0802", "a pipeline without a beginning or an end"},
		{"E0803", "topics that feed each other"},
		{"W0804", "more tasks than partitions"},
		{"E0805", "a secret in clear text"},
		{"E0806", "a param without a value"},
		{"E0807", "a batch larger than the system takes"},
		{"E0808", "a key column is not assigned"},
		{"E0809", "a counter is written as a value"},
		{"E0810", "an option that the table does not allow"},
		{"W0812", "an arm that takes everything or nothing"},
		{"W0813", "a condition that is always the same"},
		{"E0814", "one topic, two ways to choose the partition"},
		{"E0821", "a labelled value reaches a sink that does not allow it"},
		{"W0822", "a label is taken off twice"},
	}
}

func testCodes() []Code {
	return []Code{
		{"E0901", "a test names a node that its pipeline does not read or write"},
		{"E0902", "a record of a test does not fit its node"},
		{"E0903", "a test of a pipeline whose clock or dice are not frozen"},
		{"W0904", "a pipeline has no test, others of the project do"},
	}
}

// The last two digits of the codes of reading and computing are the reason as the
// package record numbers it.

func decodeCodes() []Code {
	return []Code{
		{"R0101", "the record ends too early"},
		{"R0102", "not the framing that was declared"},
		{"R0103", "written with another schema"},
		{"R0104", "a text is not UTF-8"},
		{"R0105", "a length that cannot be"},
		{"R0106", "no such symbol in the enum"},
		{"R0107", "a number does not fit its type"},
		{"R0108", "not the format that was declared"},
		{"R0109", "nested too deep"},
		{"R0110", "a field stands twice"},
		{"R0111", "a required field is not there"},
		{"R0112", "bytes are left over"},
		{"R0113", "null where there is no null"},
		{"R0114", "not a number"},
		{"R0115", "not a date or time of the declared form"},
		{"R0116", "neither true nor false"},
		{"R0117", "not a uuid"},
		{"R0118", "more decimals than the type keeps"},
		{"R0119", "a field that the schema does not have"},
		{"R0120", "a row with another number of cells"},
		{"R0123", "outside of the range, length or pattern"},
		{"R0124", "a text that is not what its type says"},
		{"R0125", "no such member of the union"},
		{"R0126", "a value of another kind"},
		{"R0129", "the registry did not tell the schema"},
	}
}

func mapCodes() []Code {
	return []Code{
		{"R0204", "bytes that are no text"},
		{"R0206", "a text is no symbol of the enum"},
		{"R0207", "a result does not fit its type"},
		{"R0213", "a null within a list that has none"},
		{"R0214", "a text is no number"},
		{"R0215", "a text is no date or time"},
		{"R0216", "a text is neither true nor false"},
		{"R0217", "a text is no uuid"},
		{"R0218", "a cast would drop decimals"},
		{"R0221", "arithmetic overflows"},
		{"R0222", "a division by zero"},
		{"R0223", "a result outside of the range, length or pattern"},
		{"R0224", "a text that cannot be parsed"},
		{"R0227", "the mapping refuses the record"},
		{"R0228", "a value has no form in the format that is written"},
	}
}

func writeCodes() []Code {
	return []Code{
		{"R0301", "a record larger than the system takes"},
		{"R0302", "a partition that the topic does not have"},
		{"R0303", "a record without a value"},
		{"R0304", "the system refuses the record"},
		{"R0305", "a topic that is not there"},
		{"R0306", "a sink that all attempts could not write to"},
		{"R0307", "a sink that does not return"},
	}
}
