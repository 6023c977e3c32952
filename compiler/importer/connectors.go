package importer

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// topics is the topic, or the pattern of topics, that a sink reads.
func (w *writer) topics(c *Config) (name, expr string) {
	names := c.list("topics")
	switch {
	case len(names) == 1:
		return names[0], quote(names[0])
	case len(names) > 1:
		var quoted []string
		for _, n := range names {
			quoted = append(quoted, regexp.QuoteMeta(n))
		}
		re, _ := pattern(strings.Join(quoted, "|"))
		return c.get("name", "all") + "_input", "match " + re
	}
	if re, ok := pattern(c.get("topics.regex", "")); ok {
		return c.get("name", "all") + "_input", "match " + re
	}
	w.note(c, ToDo, "topics", "say which topics are read")
	return "input", quote("input")
}

// fileSink is Kafka Connect's FileStreamSinkConnector.
func (w *writer) fileSink(c *Config, title string) {
	kafka := w.connection(c)
	topic, expr := w.topics(c)
	as, s, stages := w.reads(c)
	if tombstones(c) {
		typ, rest, _ := strings.Cut(as, " ")
		as = typ + "? " + rest
	}
	ch := &chain{w: w, c: c, shape: s, sink: true, stages: stages}
	ch.apply()
	in, out := w.name(topic, "input"), w.name(title+"_file", "file")
	w.keyOf(c)
	w.body = append(w.body, "", fmt.Sprintf("topic %s on %s {\nname = %s\nkey: bytes? as raw\nvalue: %s\n}", in, kafka, expr, as))
	if !c.has("file") {
		w.note(c, ToDo, "connector.class", "without `file` Connect writes to its own output: the file is called output.txt here")
	}
	value := ch.shape.String() + ` as utf8(end: "\n", compat: connect)`
	if ch.shape.typ == "bytes" {
		value = "bytes as raw"
	}
	w.body = append(w.body, "", fmt.Sprintf("sink file %s {\npath = %s\nvalue: %s\n}", out, w.text(c, "file", "output.txt"), value))
	w.pipeline(c, title, in, out, ch.stages, true)
	w.rest(c, class{names: []string{"file"}})
}

// fileSource is Kafka Connect's FileStreamSourceConnector.
func (w *writer) fileSource(c *Config, title string) {
	kafka := w.connection(c)
	ch := &chain{w: w, c: c, shape: shape{typ: "string"}, topic: c.get("topic", "")}
	ch.apply()
	in, out := w.name(title+"_file", "file"), w.name(ch.topic, "output")
	if !c.has("file") {
		w.note(c, ToDo, "connector.class", "without `file` Connect reads its own input: the file is called input.txt here")
	}
	w.note(c, Differs, "file", "the worker reads whole lines of the files that are there, and keeps its positions itself: Connect's do not come along")
	w.body = append(w.body, "", fmt.Sprintf("source file %s {\npath = %s\nvalue: string as utf8(end: \"\\n\")\n}", in, w.text(c, "file", "input.txt")))
	as, _ := w.writes(c, ch.shape)
	w.keyOf(c)
	w.body = append(w.body, "", fmt.Sprintf("topic %s on %s {\nname = %s\nkey: bytes? as raw\nvalue: %s\n}", out, kafka, quote(ch.topic), as))
	w.pipeline(c, title, in, out, ch.stages, false)
	w.rest(c, class{names: []string{"file", "topic"}, left: map[string]string{"batch.size": "batches are measured in bytes"}})
}

// keyOf uses the key's converter, which no file asks for.
func (w *writer) keyOf(c *Config) {
	for _, key := range []string{"key.converter", "key.converter.schemas.enable", "key.converter.schema.registry.url"} {
		if c.has(key) {
			w.note(c, Carried, key, "keys pass as bytes: files have none")
		}
	}
}

// tombstones says whether a predicate asks for records without a value.
func tombstones(c *Config) bool {
	return slices.ContainsFunc(c.Options, func(o Option) bool {
		return strings.HasPrefix(o.Key, "predicates.") && strings.HasSuffix(o.Value, "RecordIsTombstone")
	})
}

// pipeline writes the pipeline between the two.
func (w *writer) pipeline(c *Config, title, in, out string, stages []string, sink bool) {
	settings := append(w.failures(c, sink), taskLimit(c)...)
	lines := append([]string{"", "pipeline " + w.name(title, "pipeline") + " {", "from " + in}, stages...)
	lines = append(append(lines, "to "+out), settings...)
	w.body = append(append(w.body, lines...), "}")
}
