package dsl

import (
	"slices"
	"strings"
)

// hints says how other languages' words are written here, where no other token can
// simply take their place.
var hints = map[string]string{
	"like":      `a text is compared with starts_with("…"), ends_with("…"), contains("…") or matches(r/…/)`,
	"ilike":     `a text is compared with fold_case() and starts_with("…"), ends_with("…"), contains("…") or matches(r/…/)`,
	"rlike":     "a text is compared with matches(r/…/)",
	"between":   "a range is asked for by `in`: .x in 1..10",
	"case":      "a choice is written `if A then x else y`, or `match x { pattern => value }`",
	"when":      "a choice is written `if A then x else y`, or `match x { pattern => value }`",
	"switch":    "a choice is written `match x { pattern => value }`",
	"elif":      "a choice goes on with `else if`",
	"elsif":     "a choice goes on with `else if`",
	"struct":    "a record type is declared by `schema NAME { field: TYPE … }`",
	"interface": "a record type is declared by `schema NAME { field: TYPE … }`",
	"function":  "a function is declared by `fn NAME(a: TYPE) -> TYPE = EXPRESSION`",
	"xor":       "two conditions of which one holds are written `a != b`",
	"mod":       "the remainder is written `%`, or mod(a, b)",
	"div":       "a whole division is written div(a, b)",
	"default":   "a default stands behind `=`",
	"nullable":  "a type that holds null ends in `?`",
	"optional":  "a type that holds null ends in `?`",
	"primary":   "the key of a topic's records is its `key:`; a table's key stands in its DDL",
	"::":        "a cast is written `value as TYPE`",
	"<":         "a type's arguments stand right behind its name, in `<` and `>`: list<string>",
	"=":         "equality is written `==`",
	"|":         "or is written `||`; a value in place of null stands behind `??`",
	"&":         "and is written `&&`",
	"->":        "a function of an element is written |x| x.price",
	"=>":        "a function of an element is written |x| x.price",
}

// conditions are the items in which a `=` that does not fit compares.
var conditions = []form{formWhere, formMap, formMapItem, formLet, formValue, formArg, formHole, formArm, formEach, formDrop}

// hint helps with the habits of other languages at the token where an item stops
// making sense; empty where nothing is known.
func hint(item []leaf, wrong int, f form) string {
	t := item[wrong]
	prev := leaf{}
	if wrong > 0 {
		prev = item[wrong-1]
	}
	switch {
	case (f == formField || f == formParam || f == formAlias) && typeHint(item, wrong) != "":
		return typeHint(item, wrong)
	case t.kind == tBracket && t.near && wrong > 0:
		return "an element is taken by get: .list.get(0), .map.get(\"a\")"
	case prev.kind == tBracket && len(prev.group.toks) == 0 && t.near:
		return "a list is written [a, b]; it takes its type from its place"
	case t.is("?"):
		return "a choice is written: if CONDITION then A else B"
	case t.kind == tBrace && hasLeaf(item[:wrong], "if"):
		return "a choice has no braces: if CONDITION then A else B"
	case prev.kind == tParen && len(prev.group.toks) == 1 && prev.group.toks[0].kind == tIdent:
		return "a cast stands behind its value: " + "value as " + prev.group.toks[0].Text
	case prev.word("new"):
		return "nothing is made by `new`: a literal takes the type that is expected"
	case t.is(",") && f == formValue:
		return "several values stand in square brackets: [a, b]"
	case f == formMapItem && t.is("=") && wrong > 1:
		return "the field is named alone: " + item[wrong-1].Text + " = …"
	case t.is(".") && (f == formOption || f == formSetting):
		return "names of options have no dots"
	case f == formOption && prev.kind == tIdent && t.is("-"):
		return "text stands in straight double quotes: \"…\""
	case f == formRouteArm, t.is("=") && !slices.Contains(conditions, f):
		return ""
	case (t.is("+") || t.is("-")) && prev.is(t.Text), t.is("=") && prev.Kind == TokenPunct && strings.Contains("+-*/%", prev.Text):
		return "nothing is changed in place: name the new value by `let`, or assign the field in `map` or `set`"
	case t.kind == tText && prev.kind == tIdent && len(prev.Text) == 1:
		return "text has no prefix"
	}
	if t.kind == tIdent || t.kind == tPunct {
		if h := hints[strings.ToLower(t.Text)]; h != "" {
			return h
		}
	}
	if prev.kind == tIdent && wrong > 1 {
		return hints[strings.ToLower(prev.Text)]
	}
	return ""
}

// typeHint helps with types as other languages write them.
func typeHint(item []leaf, wrong int) string {
	t := item[wrong]
	switch {
	case t.kind == tBracket && wrong > 0 && item[wrong-1].word("map"):
		return "a map is written map<string, int64>"
	case t.kind == tBracket:
		return "a list is written list<TYPE>"
	case t.is("*"), strings.EqualFold(t.Text, "null") && t.kind == tIdent, t.is("?"):
		return "a type that holds null ends in `?`: string?"
	case strings.EqualFold(t.Text, "not") && t.kind == tIdent:
		return "a field holds null only where its type ends in `?`, so this is the rule already"
	}
	return ""
}

func hasLeaf(item []leaf, word string) bool {
	for _, t := range item {
		if t.word(word) {
			return true
		}
	}
	return false
}

// stageHints says which stage does what people of other tools look for.
var stageHints = map[string]string{
	"if":        "records are kept by `where CONDITION`, and told apart by `route { when CONDITION => { … } }`",
	"filter":    "records are kept by `where CONDITION`",
	"having":    "records are kept by `where CONDITION`",
	"select":    "the fields of the next record are given by `map { a = .x, .b }`",
	"project":   "the fields of the next record are given by `map { a = .x, .b }`",
	"transform": "the next record is made by `map { a = .x, .b }`",
	"mapping":   "the next record is made by `map { a = .x, .b }`",
	"switch":    "records are told apart by `route { when CONDITION => { … } else => { … } }`",
	"when":      "records are told apart by `route { when CONDITION => { … } else => { … } }`",
	"case":      "records are told apart by `route { when CONDITION => { … } else => { … } }`",
	"insert":    "where records go is said by `to NODE`",
	"into":      "where records go is said by `to NODE`",
	"output":    "where records go is said by `to NODE`",
	"sink":      "where records go is said by `to NODE`",
	"input":     "where records come from is said by `from NODE`",
	"source":    "where records come from is said by `from NODE`",
	"join":      "joins, windows and aggregates are not part of the language",
	"group":     "joins, windows and aggregates are not part of the language",
	"window":    "joins, windows and aggregates are not part of the language",
	"aggregate": "joins, windows and aggregates are not part of the language",
	"flatmap":   "one record for each element is made by `each .list as NAME`",
	"flat_map":  "one record for each element is made by `each .list as NAME`",
	"unnest":    "one record for each element is made by `each .list as NAME`",
	"explode":   "one record for each element is made by `each .list as NAME`",
	"for":       "one record for each element is made by `each .list as NAME`",
	"foreach":   "one record for each element is made by `each .list as NAME`",
	"var":       "a value gets a name by `let NAME = EXPRESSION`",
	"val":       "a value gets a name by `let NAME = EXPRESSION`",
	"const":     "a value gets a name by `let NAME = EXPRESSION`",
	"delete":    "fields are removed by `drop .a, .b`; records are left out by `where`",
	"remove":    "fields are removed by `drop .a, .b`; records are left out by `where`",
	"add":       "fields are added by `set { name = value }`",
	"with":      "fields are added by `set { name = value }`",
	"catch":     "what happens to records that fail is said by `on error = …`",
	"try":       "what happens to records that fail is said by `on error = …`",
	"errors":    "what happens to records that fail is said by `on error = …`",
	"return":    "the last stage of a pipeline is `to NODE`",
}

// declHints says which declaration is what people of other tools look for.
var declHints = map[string]string{
	"table":     "a table is imported with its DDL: import sql \"schema.sql\" as db; the type of a record is declared by `schema`",
	"create":    "a table is imported with its DDL: import sql \"schema.sql\" as db; the type of a record is declared by `schema`",
	"record":    "the type of a record is declared by `schema NAME { field: TYPE … }`",
	"struct":    "the type of a record is declared by `schema NAME { field: TYPE … }`",
	"message":   "the type of a record is declared by `schema NAME { field: TYPE … }`",
	"class":     "the type of a record is declared by `schema NAME { field: TYPE … }`",
	"interface": "the type of a record is declared by `schema NAME { field: TYPE … }`",
	"model":     "the type of a record is declared by `schema NAME { field: TYPE … }`",
	"func":      "a function is declared by `fn NAME(a: TYPE) -> TYPE = EXPRESSION`",
	"function":  "a function is declared by `fn NAME(a: TYPE) -> TYPE = EXPRESSION`",
	"def":       "a function is declared by `fn NAME(a: TYPE) -> TYPE = EXPRESSION`",
	"var":       "a setting is declared by `param NAME: TYPE = DEFAULT`",
	"const":     "a setting is declared by `param NAME: TYPE = DEFAULT`",
	"env":       "a setting is declared by `param NAME: TYPE = DEFAULT @env(\"NAME\")`",
	"include":   "names of another file are brought by `import { a, b } from \"other.flow\"`",
	"use":       "names of another file are brought by `import { a, b } from \"other.flow\"`",
	"require":   "names of another file are brought by `import { a, b } from \"other.flow\"`",
	"package":   "the folder of a .flow file is its project; it needs no name",
	"namespace": "the folder of a .flow file is its project; it needs no name",
	"module":    "the folder of a .flow file is its project; it needs no name",
	"input":     "what records come from is declared by `topic` or `source`",
	"output":    "what records go to is declared by `topic` or `sink`",
	"flow":      "records flow through a `pipeline NAME { from … to … }`",
	"job":       "records flow through a `pipeline NAME { from … to … }`",
	"stream":    "records flow through a `pipeline NAME { from … to … }`",
	"registry":  "a registry is a connection: connection registry NAME { url = … }",
	"kafka":     "a Kafka cluster is a connection: connection kafka NAME { brokers = … }",
	"cassandra": "a Cassandra cluster is a connection: connection cassandra NAME { hosts = … }",
	"postgres":  "a database is a connection: connection postgres NAME { … }",
}
