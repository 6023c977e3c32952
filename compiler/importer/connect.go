package importer

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/flowc-lang/flowc/dsl"
	"github.com/flowc-lang/flowc/dsl/diag"
	"github.com/flowc-lang/flowc/dsl/format"
)

// Result is the project that was made, and the report.
type Result struct {
	Flow  string
	Notes []Note
}

// writer gathers the declarations in the order in which they are needed.
type writer struct {
	worker *Config
	names  map[string]bool
	params map[string]string // by what stands in the placeholder
	head   []string          // params, secrets, connections
	body   []string
	notes  []Note
	kafka  string // the connection, once there is one
}

// Connect makes one .flow file of the configurations.
func Connect(configs []*Config) (*Result, error) {
	w := &writer{names: map[string]bool{}, params: map[string]string{}}
	var connectors []*Config
	for _, c := range configs {
		switch {
		case c.has("connector.class"):
			connectors = append(connectors, c)
		case c.has("bootstrap.servers") && w.worker == nil:
			w.worker = c
		case c.has("bootstrap.servers"):
			return nil, fmt.Errorf("%s: a second worker: %s is one already", c.File, w.worker.File)
		default:
			return nil, fmt.Errorf("%s: neither connector.class nor bootstrap.servers stands there", c.File)
		}
	}
	if len(connectors) == 0 {
		return nil, errors.New("none of the files is of a connector")
	}
	for _, c := range connectors {
		w.connector(c)
	}
	if w.worker != nil {
		w.rest(w.worker, workerClass)
	}
	flow, err := formatted(strings.Join(append(w.head, w.body...), "\n"))
	if err != nil {
		return nil, err
	}
	return &Result{Flow: flow, Notes: w.notes}, nil
}

// formatted is the text as `flowc fmt` leaves it.
func formatted(text string) (string, error) {
	r := &diag.Report{}
	f := dsl.Parse(diag.NewFile("imported.flow", text), r)
	if r.Failed() {
		return "", fmt.Errorf("what was made does not parse, which is a mistake of flowc: %s", text)
	}
	return format.Source(f), nil
}

// connectors are those that are carried over, by the last part of the class's name
// without Connector.
var connectors = map[string]func(*writer, *Config, string){
	"FileStreamSink":   (*writer).fileSink,
	"FileStreamSource": (*writer).fileSource,
}

func (w *writer) connector(c *Config) {
	title := c.get("name", c.Name)
	if title == "" {
		title = "pipeline"
	}
	class := c.get("connector.class", "")
	short := class[strings.LastIndexByte(class, '.')+1:]
	write, ok := connectors[strings.TrimSuffix(short, "Connector")]
	if !ok {
		w.foreign(c, title, short)
		return
	}
	w.settings(c)
	write(w, c, title)
}

// foreign is a connector that is not carried over: all of its options are told.
func (w *writer) foreign(c *Config, title, short string) {
	why, ok := foreign[strings.TrimSuffix(short, "Connector")]
	if !ok {
		why = "no connector that is known here"
	}
	w.note(c, Left, "connector.class", "%s: %s", short, why)
	w.body = append(w.body, mark+oneLine(title)+": "+oneLine(short)+": "+why)
	for _, o := range c.Options {
		if o.Key != "connector.class" && !w.noted(c, o.Key) {
			w.note(c, Left, o.Key, "the connector is not carried over")
		}
	}
}

var foreign = map[string]string{
	"JdbcSink":          "no sink for SQL runs yet",
	"JdbcSource":        "no source that asks a database again and again exists yet",
	"ElasticsearchSink": "no sink for Elasticsearch runs yet",
	"S3Sink":            "no sink for S3 exists yet",
	"Postgres":          "no source for changes of PostgreSQL runs yet",
	"MySql":             "no source for MySQL exists yet",
	"CassandraSink":     "write `sink cassandra` by hand: the columns of `mapping` need the table's CQL file, which is not here",
	"MirrorSource":      "write a pipeline between two topics of raw bytes for each topic that is mirrored",
	"MirrorHeartbeat":   "a worker answers /health itself",
	"MirrorCheckpoint":  "positions of other groups are not translated",
}

// settings are what all connectors have and the pipeline says elsewhere.
func (w *writer) settings(c *Config) {
	if key := "errors.retry.timeout"; c.has(key) {
		w.note(c, Left, key, "writes are always tried again, decoding and stages never: say on error { write = [retry(…), stop()] }")
	}
}

// taskLimit is `tasks`, which Connect takes for 1 where it is left out.
func taskLimit(c *Config) []string {
	n, err := strconv.Atoi(c.get("tasks.max", "1"))
	if err != nil || n < 1 {
		return []string{mark + "tasks.max is no number"}
	}
	return []string{fmt.Sprintf("tasks = %d", n)}
}

// failures is `on error`.
func (w *writer) failures(c *Config, sink bool) []string {
	if strings.ToLower(c.get("errors.tolerance", "none")) != "all" {
		return nil
	}
	topic := ""
	if sink {
		topic = c.get("errors.deadletterqueue.topic.name", "")
	}
	if topic == "" {
		w.note(c, Differs, "errors.tolerance", "records that fail are skipped, all of them as in Connect: choose a limit, or a dead letter topic")
		return []string{"on error { decode = skip(limit: 100%), map = skip(limit: 100%) }"}
	}
	name := w.name(topic, "dead letters")
	w.body = append(w.body, "", fmt.Sprintf("topic %s on %s { name = %s, key: bytes? as raw, value: bytes? as raw }", name, w.kafka, quote(topic)))
	return []string{fmt.Sprintf("on error { decode = dlq(%s), map = dlq(%s) }", name, name)}
}
