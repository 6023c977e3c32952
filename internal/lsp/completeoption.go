package lsp

import (
	"fmt"
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/compiler/check"
	"github.com/flowc-lang/flowc/compiler/index"
	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// option completes a line of options; sign stands between name and value.
func (q *completing) option(item []dsl.Token, sign string) {
	f := q.inner()
	site := q.site(f, sign)
	switch {
	case len(item) == 0:
		if site != nil {
			q.optionNames(site, sign)
		}
		q.typedLines(f, site)
	case has(item, sign):
		if site != nil {
			q.optionValue(site, wordAt(item, 0))
		}
	case sign == "=" && has(item, ":"):
		q.typedLine(item)
	}
}

// site returns the options that belong to a bracket.
func (q *completing) site(f *frame, sign string) *index.Options {
	start := f.at
	if len(f.head) > 0 {
		start = f.head[0].Start
	}
	insert := mark + " " + sign + " 0"
	if len(f.item) > 0 {
		insert = mark
	}
	snap, _ := q.ask(insert, func(s *snapshot, _ int) bool { return s.Index.SiteIn(q.name, start, f.at) != nil })
	if snap == nil {
		return nil
	}
	return snap.Index.SiteIn(q.name, start, f.at)
}

// optionNames proposes the options that are not given yet.
func (q *completing) optionNames(site *index.Options, sign string) {
	for _, o := range site.Specs {
		if slices.Contains(site.Given, o.Name) {
			continue
		}
		it := completionItem{Label: o.Name, Kind: itemProperty, Detail: optionType(&o), SortText: "1" + o.Name, Documentation: markdown(optionDoc(&o))}
		if o.Required {
			it.SortText = "0" + o.Name
		}
		space := " "
		if sign == ":" {
			space = ""
		}
		switch {
		case o.Type == spec.Fields:
			q.add(it, o.Name+" {\n  $0\n}")
		case o.Default != "":
			q.add(it, o.Name+space+sign+" ${1:"+strings.NewReplacer("$", `\$`, "}", `\}`).Replace(o.Default)+"}")
		default:
			q.add(it, o.Name+space+sign+" $0")
		}
	}
}

// typedLines proposes `value:` and its like in a declaration that has them.
func (q *completing) typedLines(f *frame, site *index.Options) {
	var names []string
	switch wordAt(f.head, 0) {
	case "topic":
		names = []string{"value", "key", "headers"}
	case "source", "sink":
		names = []string{"value", "key"}
	}
	for _, n := range names {
		if site != nil && slices.Contains(site.Given, n) || q.block() == useBlock {
			continue
		}
		for _, p := range carried() {
			if p.word == n {
				q.add(completionItem{Label: n, Kind: itemProperty, SortText: "0" + n, Documentation: markdown(p.doc)}, p.snippet)
			}
		}
	}
}

// typedLine completes `value: TYPE as CONVERTER`.
func (q *completing) typedLine(item []dsl.Token) {
	if has(item, "as") {
		q.converterKinds()
		q.defs(q.visible(index.Converter), itemVariable)
		return
	}
	q.types()
	if item[len(item)-1].Text != ":" {
		q.phrases([]phrase{joints()[0]}, itemKeyword)
	}
}

// optionValue proposes the values of an option.
func (q *completing) optionValue(site *index.Options, name string) {
	i := slices.IndexFunc(site.Specs, func(o spec.Option) bool { return o.Name == name })
	if i < 0 {
		return
	}
	o := &site.Specs[i]
	q.words(o)
	switch o.Type {
	case spec.Bool:
		q.phrases(operators()[3:5], itemKeyword)
	case spec.Ref:
		q.defs(q.connectionsOf(o.RefKind), itemModule)
		return
	case spec.Table, spec.TypeName, spec.TableSet:
		q.tables()
		return
	case spec.Word, spec.Call, spec.Text, spec.Int, spec.Duration, spec.Size, spec.Texts, spec.Record, spec.Regex, spec.Rotation, spec.Fields,
		spec.Labels, spec.Columns:
	}
	if o.When != spec.Static {
		q.defs(q.visible(index.Param), itemVariable)
	}
	if o.When == spec.Each || o.Type == spec.Record {
		q.expression()
	}
}

// words proposes an option's words, with their arguments.
func (q *completing) words(o *spec.Option) {
	for _, w := range o.Words {
		it := completionItem{Label: w, Kind: itemConstant, SortText: "0" + w}
		if w == o.Default {
			it.Detail = "default"
		}
		snippet := ""
		if args := o.Args[w]; len(args) > 0 {
			snippet = w + "($1)"
			var names []string
			for _, a := range args {
				names = append(names, a.Name)
			}
			it.Detail = w + "(" + strings.Join(names, ", ") + ")"
		}
		q.add(it, snippet)
	}
}

func (q *completing) tables() {
	q.imported(func(alias string, t check.NamedType) {
		if t.Type.Kind == types.Record {
			q.add(completionItem{Label: alias + "." + t.Name, Kind: itemStruct, Detail: typeKind(t.Type)}, "")
		}
	})
}

// argument completes an argument of a converter, an option's word, or a rung.
func (q *completing) argument(item []dsl.Token) {
	f := q.inner()
	if fn := callee(f); fn == "dlq" {
		q.nodes("to")
		return
	} else if args := rungArguments[fn]; args != nil && len(item) == 0 {
		q.phrases(args, itemProperty)
		return
	}
	if has(item, ":") || len(item) == 0 {
		q.option(item, ":")
	}
	if len(item) == 0 {
		q.defs(q.visible(index.Param), itemVariable)
	}
}

// rungArguments are the arguments of the steps of a ladder; nothing changes it.
var rungArguments = map[string][]phrase{
	"retry": {
		{"attempts", "How often it is tried again.", "attempts: ${1:10}"},
		{"backoff", "The shortest and longest pause between.", "backoff: ${1:200ms..30s}"},
		{"jitter", "Whether pauses are drawn by lot.", "jitter: ${1|full,none|}"},
	},
	"skip": {
		{"limit", "How many are too many: a share or a number.", "limit: ${1:1%}"},
		{"log", "The level that a skipped record is logged with.", "log: ${1|debug,info,warn,error|}"},
	},
}

// optionType is what an option takes, as people read it.
func optionType(o *spec.Option) string {
	names := map[spec.Type]string{
		spec.Text: "text", spec.Bool: "bool", spec.Int: "whole number", spec.Duration: "duration", spec.Size: "size", spec.Texts: "list of texts",
		spec.Word: "word", spec.Table: "table", spec.TypeName: "type", spec.Call: "word with arguments", spec.Record: "expression of the record",
		spec.Ref: "connection", spec.Regex: "pattern", spec.Rotation: "rotation", spec.Fields: "block of fields", spec.TableSet: "set of tables",
		spec.Labels: "list of labels", spec.Columns: "list of fields",
	}
	out := names[o.Type]
	if o.Type == spec.Ref {
		out = o.RefKind + " connection"
	}
	if o.Required {
		out += ", required"
	}
	return out
}

// optionDoc is all that a Spec says of an option.
func optionDoc(o *spec.Option) string {
	parts := []string{o.Doc}
	if len(o.Words) > 0 {
		parts = append(parts, "One of "+quoted(o.Words)+".")
	}
	if o.Default != "" {
		parts = append(parts, "Default: `"+o.Default+"`.")
	}
	if o.Min != 0 || o.Max != 0 {
		parts = append(parts, "From "+bound(o, o.Min)+" to "+bound(o, o.Max)+".")
	}
	switch o.When {
	case spec.Static:
		parts = append(parts, "Known when the worker is built: no param.")
	case spec.Start:
		parts = append(parts, "Known when the worker starts: a param may stand here.")
	case spec.Each:
		parts = append(parts, "May depend on the record.")
	}
	if len(o.Excludes) > 0 {
		parts = append(parts, "Excludes "+quoted(o.Excludes)+".")
	}
	if len(o.Needs) > 0 {
		parts = append(parts, "Needs "+quoted(o.Needs)+".")
	}
	return strings.Join(parts, "\n\n")
}

func quoted(words []string) string { return "`" + strings.Join(words, "`, `") + "`" }

func bound(o *spec.Option, n int64) string {
	if o.Type == spec.Duration {
		return fmt.Sprintf("%d ms", n)
	}
	if o.Type == spec.Size {
		return fmt.Sprintf("%d bytes", n)
	}
	return fmt.Sprint(n)
}
