package dsl

import (
	"fmt"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/internal/nearest"
)

// form says how a kind of item is called and how it is written.
type form struct{ what, usage string }

// The kinds of items.
var (
	formEdition    = form{"the edition line", "flow 1"}
	formImport     = form{"this import", `import avro "order.avsc" as orders, or: import { a, b } from "other.flow"`}
	formSchema     = form{"this schema", "schema NAME { field: TYPE … }"}
	formEnum       = form{"this enum", "enum NAME { A, B }, or: open enum NAME { A, B }"}
	formAlias      = form{"this type", "type NAME = TYPE"}
	formFn         = form{"this function", "fn NAME(a: TYPE) -> TYPE = EXPRESSION"}
	formPipeline   = form{"this pipeline", "pipeline NAME { from … to … }"}
	formTest       = form{"this test", `test "title" for PIPELINE { given … expect … }`}
	formOption     = form{"this line", "name = value, or: name: TYPE as CONVERTER"}
	formField      = form{"this field", "name: TYPE, name: TYPE = DEFAULT @annotation"}
	formParam      = form{"this parameter", "name: TYPE"}
	formType       = form{"this type argument", "NAME<TYPE>"}
	formSymbol     = form{"this enum", "one name a line, or `,` between"}
	formImportName = form{"this import", `import { a, b } from "other.flow"`}
	formArg        = form{"this argument", "value, or: name: value"}
	formValue      = form{"this expression", ""}
	formHole       = form{"this `${…}`", "${expression}"}
	formPair       = form{"this field", "name: value"}
	formArm        = form{"this arm", `pattern => value, or: "A" | "B" => value`}
	formFrom       = form{"this stage", "from NODE, or: from NODE { option = value }"}
	formTo         = form{"this stage", "to NODE, or: to NODE { option = value }"}
	formWhere      = form{"this stage", "where CONDITION"}
	formMap        = form{"this stage", "map TARGET { field = value … }, or: map EXPRESSION"}
	formSet        = form{"this stage", "set { field = value … }"}
	formRename     = form{"this stage", "rename { new = old … }"}
	formHeaders    = form{"this stage", "headers { name = value … }"}
	formRoute      = form{"this stage", "route { when CONDITION => { … } else => { … } }"}
	formRouteArm   = form{"this arm", "when CONDITION => { … }, or: else => { … }"}
	formDrop       = form{"this stage", "drop .a, .b"}
	formLet        = form{"this stage", "let NAME = EXPRESSION"}
	formEach       = form{"this stage", "each .list as NAME"}
	formUnwrap     = form{"this stage", "unwrap, or: unwrap { deletes = drop }"}
	formOnError    = form{"this setting", "on error = dlq(TOPIC), or: on error { decode = …, map = …, write = … }"}
	formSetting    = form{"this setting", "name = value"}
	formMapItem    = form{"this line", "field = value, `.field`, `*`, `* except a, b` or `.record.*`"}
)

func formParamDecl(word string) form {
	if word == "secret" {
		return form{"this secret", `secret NAME: string @env("NAME")`}
	}
	return form{"this param", `param NAME: TYPE = DEFAULT @env("NAME")`}
}

func formResource(word string) form {
	usage := map[string]string{
		"connection": "connection KIND NAME { option = value … }",
		"converter":  "converter KIND NAME { option = value … }",
		"source":     "source KIND NAME on CONNECTION { option = value … }",
		"sink":       "sink KIND NAME on CONNECTION { option = value … }",
		"topic":      "topic NAME on CONNECTION { value: TYPE as CONVERTER … }",
		"policy":     "policy NAME { decode = …, map = …, write = … }",
	}
	return form{"this " + word, usage[word]}
}

func formStep(word string) form {
	usage := map[string]string{
		"given":  "given NODE [record, …]",
		"expect": "expect NODE [record, …], expect nothing, or: expect error { code: \"R0102\" }",
		"freeze": `freeze now = "2026-01-01T00:00:00Z"`,
	}
	if u := usage[word]; u != "" {
		return form{"this step", u}
	}
	return form{"this test", "one of the steps given, expect, freeze"}
}

// explain tells why item does not parse: at the token with index wrong it stops
// making sense. fits reports whether tokens are a whole item of the kind.
func (l *lowerer) explain(item []leaf, wrong int, f form, fits func([]leaf) bool) diag.Diagnostic {
	if k := emptied(item[:wrong]); k > 0 && fits(item[k:]) {
		d, _ := l.explainAfter(item[:k], k)
		return d
	}
	if wrong > 0 {
		if d, ok := l.explainAfter(item, wrong); ok {
			if wrong < len(item) && len(d.Helps) == 0 {
				d.Helps = helps(hint(item, wrong, f))
			}
			return d
		}
	}
	if wrong == len(item) {
		return l.endsEarly(item, f)
	}
	habit := hint(item, wrong, f)
	if habit == "" && wrong > 0 && fits(item[:wrong]) && (fits(item[wrong:]) || startsStage(item[wrong:]) || plainlyDecl(item[wrong:])) {
		return diag.Diagnostic{
			Code: "E0115", At: l.leafSpan(item[wrong]), Message: "two items on one line", Here: "the second starts here",
			Helps: []string{"put it on a line of its own, or `,` before it"},
		}
	}
	d := diag.Diagnostic{Code: "E0102", At: l.leafSpan(item[wrong]), Message: "unexpected " + show(item[wrong]) + " in " + f.what}
	if habit != "" {
		d.Helps = append(d.Helps, habit)
	} else if f.usage != "" {
		d.Helps = append(d.Helps, "write: "+f.usage)
	}
	return d
}

func helps(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

// emptied is where the line after a `=` or `:` at its end begins, 0 without one. An item goes on
// there, but what stands on it may be an item of its own.
func emptied(item []leaf) int {
	for k := 1; k < len(item); k++ {
		if item[k].first && (item[k-1].is("=") || item[k-1].is(":")) {
			return k
		}
	}
	return 0
}

// explainAfter tells what is missing behind the token before the wrong one,
// where that token demands something.
func (l *lowerer) explainAfter(item []leaf, wrong int) (diag.Diagnostic, bool) {
	prev := item[wrong-1]
	if wrong < len(item) && item[wrong].is("<") && item[wrong].near && prev.kind == tIdent {
		return diag.Diagnostic{
			Code: "E0103", At: l.leafSpan(item[wrong]), Message: "`<` is never closed", Here: "opened here",
			Helps: []string{"a type's arguments stand in `<` and `>`: list<string>"},
		}, true
	}
	if word := missingAfter[prev.Text]; word != "" && prev.kind == tIdent && wrong < len(item) && item[wrong].kind != tIdent &&
		(wrong == 1 || item[wrong-2].kind != tDot) {
		return diag.Diagnostic{
			Code: "E0102", At: l.leafSpan(prev), Message: word + " is missing after `" + prev.Text + "`",
			Labels: []diag.Label{{At: l.leafSpan(item[wrong]), Text: "found " + show(item[wrong])}},
		}, true
	}
	if prev.group != nil || prev.Kind != TokenPunct {
		return diag.Diagnostic{}, false
	}
	d := diag.Diagnostic{Code: "E0102", At: l.leafSpan(prev)}
	switch prev.Text {
	case "=":
		d.Code, d.Message, d.Here = "E0114", "the value is missing after `=`", "a value belongs behind this"
	case ":":
		d.Code, d.Message, d.Here = "E0114", "nothing that fits stands after `:`", "a type or value belongs behind this"
	case "=>":
		d.Message = "the result is missing after `=>`"
	case ".", "?.":
		d.Message, d.Here = "a name is missing after `"+prev.Text+"`", "the name of a field or function belongs behind this"
	case "@":
		d.Message = "a name is missing after `@`"
	case "->":
		d.Message = "a type is missing after `->`"
	case "*", "?", "!", "...":
		return d, false
	default:
		d.Message, d.Here = "a value is missing after `"+prev.Text+"`", "a value belongs behind this"
	}
	if wrong < len(item) {
		d.Labels = []diag.Label{{At: l.leafSpan(item[wrong]), Text: "found " + show(item[wrong])}}
	}
	return d, true
}

// endsEarly tells that something is missing at the end of an item.
func (l *lowerer) endsEarly(item []leaf, f form) diag.Diagnostic {
	last := item[len(item)-1]
	end := last.end()
	d := diag.Diagnostic{Code: "E0102", At: l.file.Span(end, end), Message: f.what + " ends too early", Here: "something is missing here"}
	switch {
	case last.is("*"):
		d.Message, d.Here = "a value is missing after `*`", ""
	case last.kind == tIdent && missingAfter[last.Text] != "":
		d.Message = missingAfter[last.Text] + " is missing after `" + last.Text + "`"
		d.Here = ""
	}
	if f.usage != "" {
		d.Helps = []string{"write: " + f.usage}
	}
	return d
}

// missingAfter says what a word at the end of an item waits for.
var missingAfter = map[string]string{
	"as": "a name or type", "is": "a type", "in": "a set", "on": "a connection's name", "for": "a name", "if": "a condition",
	"then": "a value", "else": "a value", "except": "a name", "from": "a name", "to": "a name", "where": "a condition", "not": "`in`",
}

func (l *lowerer) leafSpan(t leaf) diag.Span {
	if t.group != nil {
		return l.file.Span(t.Start, min(t.Start+1, t.group.end))
	}
	return t.span(l.file)
}

// show names a token for a message.
func show(t leaf) string {
	switch t.kind {
	case tText:
		return "text " + clip(t.Text)
	case tInt, tFloat, tQuantity:
		return "number `" + clip(t.Text) + "`"
	case tRegex:
		return "regular expression `" + clip(t.Text) + "`"
	}
	return "`" + clip(t.Text) + "`"
}

var declNames = []string{
	"flow", "import", "param", "secret", "schema", "enum", "type", "fn", "connection", "converter", "topic", "source",
	"sink", "policy", "pipeline", "test",
}

var stageNames = []string{
	"from", "where", "map", "set", "drop", "rename", "let", "each", "unwrap", "key", "headers", "timestamp", "partition",
	"route", "to", "delivery", "tasks", "commit", "on error",
}

func (l *lowerer) noDeclaration(item []leaf) {
	l.unknownWord(item, "starts no declaration", "the declarations are ", declNames, declHints)
}

func (l *lowerer) noStage(item []leaf) {
	l.unknownWord(item, "starts no stage of a pipeline", "the stages are ", stageNames, stageHints)
}

func (l *lowerer) unknownWord(item []leaf, what, list string, names []string, hints map[string]string) {
	if hasBad(item) {
		return
	}
	if item[0].is("=") || item[0].is(":") {
		l.flaws.add(diag.Diagnostic{Code: "E0102", At: l.leafSpan(item[0]), Message: "a name is missing before " + show(item[0])})
		return
	}
	d := diag.Diagnostic{Code: "E0102", At: l.leafSpan(item[0]), Message: show(item[0]) + " " + what, Helps: []string{list + strings.Join(names, ", ")}}
	if hint := hints[strings.ToLower(item[0].Text)]; hint != "" && item[0].kind == tIdent {
		d.Helps = []string{hint}
	} else if near, ok := nearest.Word(item[0].Text, names); ok && item[0].Kind == TokenIdent && len(item) > 1 {
		d.Here = fmt.Sprintf("did you mean `%s`?", near)
		d.Fixes = []diag.Fix{{Title: "`" + near + "`", Edits: []diag.Edit{{At: d.At, Text: near}}}}
	} else if slices.Contains(names, "from") && (item[0].is(".") || item[0].kind == tField) {
		d.Helps = []string{"a stage stands on a line of its own; several fields in one value are a record:  key = { a: .a, b: .b }"}
	} else if slices.Contains(stageNames, item[0].Text) {
		d.Helps = []string{"stages stand inside of `pipeline NAME { … }`"}
	}
	if len(item) > 1 && item[1].is(":") && slices.Contains(names, item[0].Text) && slices.Contains(names, "from") {
		at := l.leafSpan(item[1])
		d = diag.Diagnostic{
			Code: "E0102", At: at, Message: "unexpected `:` in this setting", Helps: []string{"a name gets its value by `=`"},
			Fixes: []diag.Fix{{Title: "`=`", Edits: []diag.Edit{{At: at, Text: spaced("=", at)}}}},
		}
	}
	l.flaws.add(d)
}

// edition is the edition of the language that this package reads.
const edition = "1"

func (l *lowerer) unknownEdition(t tok) {
	at := l.tokAt(t).Span
	l.flaws.add(diag.Diagnostic{
		Code: "E0122", At: at, Message: "edition " + clip(t.Value) + " of the language is not known",
		Here: "this flowc knows edition " + edition, Helps: []string{"a newer flowc may know it: flowc version"},
	})
}
