package importer

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// chain is a connector's transforms on their way into stages.
type chain struct {
	w      *writer
	c      *Config
	shape  shape
	sink   bool
	topic  string // where the records of a source go
	stages []string
}

// step is one transform.
type step struct {
	*chain
	alias, kind string
	ofKey       bool
}

// transforms are the kinds that become stages; each says why it cannot, or nothing.
var transforms = map[string]func(*step) string{
	"InsertField": (*step).insertField, "ReplaceField": (*step).replaceField, "HoistField": (*step).hoistField, "ExtractField": (*step).extractField,
	"MaskField": (*step).maskField, "Cast": (*step).cast, "Filter": (*step).filter, "InsertHeader": (*step).insertHeader,
	"DropHeaders": (*step).dropHeaders, "HeaderFrom": (*step).headerFrom, "RegexRouter": (*step).regexRouter, "TimestampConverter": (*step).timestampConverter,
}

// refusals are the kinds that become nothing yet.
var refusals = map[string]string{
	"Flatten":           "the nested fields are not known: name them, as in  map { a_b = .a.b, … }",
	"SetSchemaMetadata": "name and version of a schema belong to the topic: connect_json(name: …, version: …)",
	"TimestampRouter":   "say the name at  to, with the day put together from meta.timestamp",
	"ValueToKey":        "the key's type is not known: write  key = .field  and the topic's `key:`",
}

// apply writes the stages of all transforms, in their order.
func (ch *chain) apply() {
	for _, alias := range ch.c.list("transforms") {
		prefix := "transforms." + alias + "."
		if !ch.c.has(prefix + "type") {
			ch.w.note(ch.c, ToDo, "transforms", "%stype is missing, which Connect refuses", prefix)
			continue
		}
		name := ch.c.get(prefix+"type", "")
		name = name[strings.LastIndexByte(name, '.')+1:]
		kind, side, _ := strings.Cut(name, "$")
		s := &step{chain: ch, alias: alias, kind: kind, ofKey: side == "Key"}
		if why := s.write(); why != "" {
			ch.leave(prefix, alias, name, why)
		}
		ch.c.get(prefix+"replace.null.with.default", "")
	}
	ch.unused("transforms.", "it names no transform of the list `transforms`, or is no option of its kind")
	ch.unused("predicates.", "no transform that was carried over uses it")
}

// unused notes the options under prefix that nothing asked for.
func (ch *chain) unused(prefix, why string) {
	for _, o := range ch.c.Options {
		if strings.HasPrefix(o.Key, prefix) && !ch.c.used[o.Key] && !ch.w.noted(ch.c, o.Key) {
			ch.w.note(ch.c, Unknown, o.Key, "%s", why)
		}
	}
}

// leave tells that a transform could not be carried over, in the report and at its place.
func (ch *chain) leave(prefix, alias, name, why string) {
	for _, o := range ch.c.Options {
		if strings.HasPrefix(o.Key, prefix) && !ch.w.noted(ch.c, o.Key) {
			ch.w.note(ch.c, Left, o.Key, "%s: %s", name, why)
		}
	}
	ch.stages = append(ch.stages, mark+oneLine(alias)+" ("+oneLine(name)+"): "+oneLine(why))
}

func (s *step) write() string {
	do, ok := transforms[s.kind]
	switch {
	case !ok && refusals[s.kind] != "":
		return refusals[s.kind]
	case !ok:
		return "no transform of Apache Kafka"
	case s.ofKey && s.sink:
		return "the sink takes no key"
	case s.ofKey:
		return "the source gives no key"
	case s.kind != "Filter" && s.c.has(s.option("predicate")):
		return "it has a predicate: write a route with an arm for each case"
	}
	return do(s)
}

func (s *step) option(name string) string         { return "transforms." + s.alias + "." + name }
func (s *step) get(name, otherwise string) string { return s.c.get(s.option(name), otherwise) }

func (s *step) list(name string) []string { return s.c.list(s.option(name)) }
func (s *step) add(format string, args ...any) {
	s.stages = append(s.stages, fmt.Sprintf(format, args...))
}

func (s *step) differs(option, message string) {
	s.w.note(s.c, Differs, s.option(option), "%s", message)
}

// fielded says why the value has no fields, or nothing.
func (s *step) fielded() string {
	if s.shape.typ == "any" || s.shape.typ == "record" {
		return ""
	}
	return "the value is " + s.shape.typ + ", which has no fields: Connect fails with it"
}

// missing says that a record lacks a field that the transform asks for.
func (s *step) missing(name string) string {
	if s.shape.typ == "record" && !s.shape.has(name) {
		return "there is no field " + name + " at this place"
	}
	return ""
}

func (s *step) insertField() string {
	if why := s.fielded(); why != "" {
		return why
	}
	stamp := "meta.timestamp"
	if s.shape.typ == "any" {
		stamp = "meta.timestamp.to_unix_ms()"
	}
	sources := []struct{ option, expr, typ string }{
		{"topic.field", "meta.topic", "string"},
		{"partition.field", "meta.partition", "int32"},
		{"offset.field", "meta.offset", "int64"},
		{"timestamp.field", stamp, "timestamp(ms)"},
		{"static.field", "", "string"},
	}
	var sets []string
	for _, f := range sources {
		name := strings.TrimRight(s.get(f.option, ""), "!?")
		if name == "" {
			continue
		}
		switch {
		case f.option == "static.field" && !s.c.has(s.option("static.value")):
			return "static.value is missing, which Connect refuses"
		case f.option == "static.field":
			f.expr = s.w.text(s.c, s.option("static.value"), "")
		case !s.sink && f.option == "topic.field":
			f.expr = quote(s.topic)
		case !s.sink:
			return f.option + ": a source's record has none yet"
		}
		if s.shape.has(name) {
			return "there is a field " + name + " already: Connect fails with it"
		}
		if s.shape.typ == "record" {
			s.shape.fields = append(slices.Clone(s.shape.fields), typed{name, f.typ})
		}
		sets = append(sets, label(name)+" = "+f.expr)
	}
	if len(sets) == 0 {
		return "it says no field, which Connect refuses"
	}
	s.add("set { %s }", strings.Join(sets, ", "))
	return ""
}

func (s *step) replaceField() string {
	if why := s.fielded(); why != "" {
		return why
	}
	for _, old := range []string{"blacklist", "whitelist"} {
		if s.c.has(s.option(old)) {
			s.w.note(s.c, Left, s.option(old), "Connect does not read it any more: the records pass unchanged; say exclude or include")
		}
	}
	renames := s.list("renames")
	exclude, include := s.list("exclude"), s.list("include")
	to := map[string]string{}
	for _, r := range renames {
		from, name, ok := strings.Cut(r, ":")
		if !ok || strings.Contains(name, ":") {
			return "renames: " + r + " is no a:b, which Connect refuses"
		}
		to[from] = name
	}
	if len(include) > 0 || s.shape.typ == "record" {
		return s.keep(include, exclude, to)
	}
	if len(exclude) > 0 {
		var drops []string
		for _, f := range exclude {
			drops = append(drops, field(f))
		}
		s.add("drop %s", strings.Join(drops, ", "))
	}
	var pairs []string
	for _, r := range renames {
		from, name, _ := strings.Cut(r, ":")
		if !slices.Contains(exclude, from) {
			pairs = append(pairs, label(name)+" = "+field(from))
		}
	}
	if len(pairs) > 0 {
		s.add("rename { %s }", strings.Join(pairs, ", "))
	}
	return ""
}

// keep names all fields that stay.
func (s *step) keep(include, exclude []string, to map[string]string) string {
	names := include
	if s.shape.typ == "record" {
		names = nil
		for _, f := range s.shape.fields {
			if len(include) == 0 || slices.Contains(include, f.name) {
				names = append(names, f.name)
			}
		}
	} else {
		s.differs("include", "a field that a record does not have is null behind it, where Connect leaves it out")
	}
	var sets []string
	next := shape{typ: "record"}
	for _, f := range names {
		if slices.Contains(exclude, f) {
			continue
		}
		name := f
		if n, ok := to[f]; ok {
			name = n
		}
		typ := "any"
		for _, t := range s.shape.fields {
			if t.name == f {
				typ = t.typ
			}
		}
		if next.has(name) {
			return "two fields become " + name
		}
		next.fields = append(next.fields, typed{name, typ})
		sets = append(sets, label(name)+" = "+field(f))
	}
	if len(sets) == 0 {
		return "no field stays"
	}
	s.shape = next
	s.add("map { %s }", strings.Join(sets, ", "))
	return ""
}

func (s *step) hoistField() string {
	name := s.get("field", "")
	if name == "" {
		return "it says no field, which Connect refuses"
	}
	s.shape = shape{typ: "record", fields: []typed{{name, s.shape.String()}}}
	s.add("map { %s = . }", label(name))
	return ""
}

func (s *step) extractField() string {
	name := s.get("field", "")
	v2 := strings.EqualFold(s.get("field.syntax.version", "V1"), "V2")
	switch {
	case s.fielded() != "":
		return s.fielded()
	case v2 && strings.Contains(name, "`"):
		return "paths with backticks: write  map .a.\"b.c\""
	case v2 && s.shape.typ == "any":
		var path string
		for _, part := range strings.Split(name, ".") {
			path += field(part)
		}
		s.add("map %s", path)
		return ""
	case s.missing(name) != "":
		return s.missing(name)
	}
	s.add("map %s", field(name))
	if s.shape.typ == "record" {
		for _, f := range s.shape.fields {
			if f.name == name {
				if strings.HasPrefix(f.typ, "{") {
					return "the field is a record, which is not followed"
				}
				s.shape = shape{typ: f.typ}
				break
			}
		}
	}
	return ""
}

func (s *step) filter() string {
	name := s.get("predicate", "")
	if name == "" {
		s.add("where false")
		return ""
	}
	p, why := s.predicate(name)
	if why != "" {
		return why
	}
	if strings.EqualFold(s.get("negate", "false"), "true") {
		s.add("where %s", p)
	} else {
		s.add("where !(%s)", p)
	}
	return ""
}

// predicate is the condition of that name.
func (s *step) predicate(name string) (expr, why string) {
	prefix := "predicates." + name + "."
	if !slices.Contains(s.c.list("predicates"), name) {
		return "", "there is no predicate " + name + ", which Connect refuses"
	}
	kind := s.c.get(prefix+"type", "")
	switch kind[strings.LastIndexByte(kind, '.')+1:] {
	case "TopicNameMatches":
		re, ok := pattern(s.c.get(prefix+"pattern", ""))
		if !ok {
			return "", "the pattern is none that runs in linear time"
		}
		if !s.sink {
			return "", "the topic of a source is a constant: leave the transform in or out"
		}
		return "meta.topic.matches(" + re + ")", ""
	case "HasHeaderKey":
		return fmt.Sprintf("meta.headers.any(|h| h.name == %s)", quote(s.c.get(prefix+"name", ""))), ""
	case "RecordIsTombstone":
		if !s.sink {
			return "", "the source gives no tombstones"
		}
		return ". == null", ""
	}
	return "", "no predicate of Apache Kafka"
}

// pattern is a Java expression that must match the whole, as a literal.
func pattern(java string) (string, bool) {
	if _, err := regexp.Compile(java); err != nil || java == "" || strings.ContainsAny(java, "\n\r") {
		return "", false
	}
	return "r/^(?:" + escapeSlashes(java) + ")$/", true
}

// escapeSlashes is an expression with a backslash before each slash that has none.
func escapeSlashes(java string) string {
	var b strings.Builder
	for i := 0; i < len(java); i++ {
		switch {
		case java[i] == '\\' && i+1 < len(java):
			b.WriteByte(java[i])
			i++
		case java[i] == '/':
			b.WriteByte('\\')
		}
		b.WriteByte(java[i])
	}
	return b.String()
}
