package importer

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// maskField puts the empty value of its own kind in the place of a field.
func (s *step) maskField() string {
	if s.shape.typ != "any" {
		return "write  set { field = … }  with the value that stands in its place"
	}
	text, number := `""`, "0"
	if s.c.has(s.option("replacement")) {
		text = s.get("replacement", "")
		if _, err := strconv.ParseInt(text, 10, 64); err != nil {
			number = ""
		} else {
			number = text
		}
		text = quote(text)
	}
	for _, f := range s.list("fields") {
		at := field(f)
		arms := []string{fmt.Sprintf("is string => parse_json(to_json(%s))!", text)}
		if number != "" {
			arms = append(arms, fmt.Sprintf("is int64 => parse_json(%s)!", quote(number)), fmt.Sprintf("is double => parse_json(%s)!", quote(number)))
		}
		if !s.c.has(s.option("replacement")) {
			arms = append(arms, `is bool => parse_json("false")!`)
		}
		s.add("set { %s = match %s { %s, _ => parse_json(\"null\")! } }", label(f), at, strings.Join(arms, ", "))
	}
	s.differs("fields", "a list or an object becomes null, where Connect empties it, and so does a value that the replacement does not fit, where Connect fails")
	return ""
}

var ranges = map[string]string{"int8": "int8", "int16": "int16", "int32": "int32", "int64": "int64"}

func (s *step) cast() string {
	if s.shape.typ != "any" {
		return "write  set { field = .field as … }  with the types as they are here"
	}
	for _, item := range s.list("spec") {
		name, typ, ok := strings.Cut(item, ":")
		if !ok {
			return "the whole value of schema-free data: write  map . as …"
		}
		at := field(name)
		t, whole := ranges[typ]
		if !whole {
			return "to " + typ + ": write  set { field = … }"
		}
		s.add("set { %s = match %s { is int64 => (%s as %s?), is string => parse_int(%s) as %s?, null => null, _ => null } ?? (if %s is null then null else fail(%s)!) }",
			label(name), at, at, t, at, t, at, quote(name+" is no "+t))
	}
	s.differs("spec", "a number that does not fit fails, where Connect keeps its lower bits")
	return ""
}

func (s *step) insertHeader() string {
	name := s.get("header", "")
	s.add("headers { %s = %s }", label(name), s.w.text(s.c, s.option("value.literal"), ""))
	s.differs("header", "a header of that name is replaced, where Connect adds a second one; the value stays the text that it is")
	return ""
}

func (s *step) dropHeaders() string {
	var sets []string
	for _, h := range s.list("headers") {
		sets = append(sets, label(h)+" = null")
	}
	if len(sets) == 0 {
		return "it names no header, which Connect refuses"
	}
	s.add("headers { %s }", strings.Join(sets, ", "))
	return ""
}

func (s *step) headerFrom() string {
	fields, headers := s.list("fields"), s.list("headers")
	if len(fields) != len(headers) || len(fields) == 0 {
		return "fields and headers are not equally many, which Connect refuses"
	}
	if s.shape.typ != "any" {
		return "write  headers { name = .field }"
	}
	var sets, drops []string
	for i, f := range fields {
		sets = append(sets, label(headers[i])+" = "+field(f)+" as string?")
		drops = append(drops, field(f))
	}
	s.add("headers { %s }", strings.Join(sets, ", "))
	if strings.EqualFold(s.get("operation", ""), "move") {
		s.add("drop %s", strings.Join(drops, ", "))
	}
	s.differs("fields", "a field that is no text gives no header: write what text it becomes")
	return ""
}

// regexRouter is worked out where the topic is a constant, as it is for a source.
func (s *step) regexRouter() string {
	if s.sink {
		return "say the name where the sink takes one"
	}
	re, err := regexp.Compile("^(?:" + s.get("regex", "") + ")$")
	if err != nil {
		return "the expression is none that runs in linear time"
	}
	to := s.get("replacement", "")
	if strings.Contains(to, `\`) {
		return "a replacement with a backslash"
	}
	s.topic = re.ReplaceAllString(s.topic, javaGroups.ReplaceAllString(to, "$${$1}"))
	return ""
}

var javaGroups = regexp.MustCompile(`\$(\d)`)

func (s *step) timestampConverter() string {
	name, target, layout := s.get("field", ""), s.get("target.type", ""), s.get("format", "")
	if s.shape.typ != "any" || name == "" {
		return "write  set { field = … }  with format, parse_timestamp or to_unix_ms"
	}
	at := field(name)
	switch {
	case strings.EqualFold(s.get("unix.precision", "milliseconds"), "milliseconds") && target == "string" && layout != "":
		s.add("set { %s = if %s is null then null else from_unix_ms((%s as int64)!)!.format(%s) }", label(name), at, at, quote(layout))
	case target == "unix" && layout != "" && !s.c.has(s.option("unix.precision")):
		s.add("set { %s = if %s is null then null else parse_timestamp((%s as string)!, %s, zone: \"UTC\")!.to_unix_ms() }", label(name), at, at, quote(layout))
	default:
		return "to " + target + ": write  set { field = … }  with format, parse_timestamp or to_unix_ms"
	}
	s.differs("field", "text that only begins as the pattern says fails, where Connect takes it")
	return ""
}
