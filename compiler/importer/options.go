package importer

import (
	"slices"
	"strings"

	"github.com/flowc-lang/flowc/internal/nearest"
)

// class is what is known of a connector's options beside those that are carried over.
type class struct {
	names []string          // carried over
	left  map[string]string // why an option is not
	begin map[string]string // the same of all options that begin so
}

// why says why an option that Connect knows is not carried over.
func (k class) why(key string) (string, bool) {
	if why, ok := k.left[key]; ok {
		return why, true
	}
	if why, ok := common.left[key]; ok {
		return why, true
	}
	for _, m := range []map[string]string{k.begin, common.begin} {
		for begin, why := range m {
			if strings.HasPrefix(key, begin) {
				return why, true
			}
		}
	}
	return "", false
}

// near is the option that was probably meant.
func (k class) near(key string) (string, bool) {
	names := slices.Concat(k.names, common.names)
	for _, m := range []map[string]string{k.left, common.left} {
		for name := range m {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return nearest.Word(key, names)
}

var common = class{
	names: []string{
		"name", "connector.class", "tasks.max", "key.converter", "value.converter", "header.converter", "transforms", "predicates",
		"errors.tolerance", "errors.deadletterqueue.topic.name", "topics", "topics.regex", "errors.retry.timeout",
		"errors.retry.delay.max.ms", "key.converter.schemas.enable", "value.converter.schemas.enable",
	},
	left: map[string]string{
		"connector.plugin.version":                        "what a worker links is fixed when it is built",
		"key.converter.plugin.version":                    "what a worker links is fixed when it is built",
		"value.converter.plugin.version":                  "what a worker links is fixed when it is built",
		"header.converter.plugin.version":                 "what a worker links is fixed when it is built",
		"header.converter":                                "headers pass as bytes; meta.header(…) reads one as text, parse_header guesses as Connect does",
		"tasks.max.enforce":                               "there are never more tasks than partitions",
		"config.action.reload":                            "settings are read at the start of a worker",
		"errors.log.enable":                               "what fails is always logged",
		"errors.log.include.messages":                     "records are never logged: a dead letter topic keeps them",
		"errors.deadletterqueue.topic.replication.factor": "say `replication` at the topic where the brokers' default will not do",
		"errors.deadletterqueue.context.headers.enable":   "dead letters of raw bytes always have Connect's headers",
		"exactly.once.support":                            "the compiler proves what is delivered: write `delivery = exactly_once` in the pipeline to demand it",
		"transaction.boundary":                            "the worker chooses where transactions end",
		"transaction.boundary.interval.ms":                "the worker chooses where transactions end; `commit` says how often",
		"offsets.storage.topic":                           "sources keep their positions in the worker's folder",
		"key.converter.schemas.cache.size":                "schemas are compiled in",
		"value.converter.schemas.cache.size":              "schemas are compiled in",
		"key.converter.replace.null.with.default":         "null stays null: write `.field ?? value` where it should not",
		"value.converter.replace.null.with.default":       "null stays null: write `.field ?? value` where it should not",
		"key.converter.decimal.format":                    "a schema-free number keeps its text",
		"value.converter.decimal.format":                  "a schema-free number keeps its text",
		"predicates":                                      "no transform that was carried over uses one",
		"key.converter.schema.registry.url":               "say `connection registry` and name it at the converter",
		"value.converter.schema.registry.url":             "say `connection registry` and name it at the converter",
		"key.converter.basic.auth.user.info":              "say `login` at the connection to the registry, with a secret",
		"value.converter.basic.auth.user.info":            "say `login` at the connection to the registry, with a secret",
		"key.converter.basic.auth.credentials.source":     "say `login` at the connection to the registry, with a secret",
		"value.converter.basic.auth.credentials.source":   "say `login` at the connection to the registry, with a secret",
		"initial_state":                                   "a pipeline begins when its worker does",
		"errors.retry.delay.max.ms":                       "only writes are tried again: see errors.retry.timeout",
		"errors.deadletterqueue.topic.name":               "it counts only with errors.tolerance=all, as in Connect",
	},
	begin: map[string]string{
		"topic.creation.":    "say `partitions`, `replication`, `cleanup` or `settings` at the topic",
		"producer.override.": "clients are set by the connection and by the topic",
		"consumer.override.": "clients are set by the connection and by the topic",
		"admin.override.":    "clients are set by the connection and by the topic",
	},
}

// workerClass is what a worker's own file may say.
var workerClass = class{
	names: []string{"bootstrap.servers", "group.id", "offset.flush.interval.ms", "plugin.path", "security.protocol", "sasl.mechanism", "sasl.jaas.config"},
	left: map[string]string{
		"group.id":                          "say --cluster NAME when the worker starts",
		"offset.flush.interval.ms":          "positions are committed each second: say `commit` in the pipeline for another time",
		"plugin.path":                       "connectors are linked into the worker",
		"plugin.discovery":                  "connectors are linked into the worker",
		"rest.port":                         "say --http ADDR when the worker starts",
		"offset.flush.timeout.ms":           "there is no thread that could be late",
		"offset.storage.file.filename":      "say --data DIR when the worker starts; positions do not come along",
		"task.shutdown.graceful.timeout.ms": "the worker drains before it stops",
		"key.converter":                     "it counts for connectors that say nothing themselves",
		"value.converter":                   "it counts for connectors that say nothing themselves",
	},
	begin: map[string]string{
		"config.storage.":          "there is no topic of configurations",
		"offset.storage.":          "sources keep their positions in the worker's folder",
		"status.storage.":          "there is no topic of states",
		"internal.":                "Connect does not read it any more",
		"listeners":                "say --http ADDR when the worker starts",
		"rest.":                    "say --http ADDR when the worker starts",
		"config.providers":         "a placeholder becomes a param that is read from the environment",
		"consumer.":                "clients are set by the connection",
		"producer.":                "clients are set by the connection",
		"admin.":                   "clients are set by the connection",
		"ssl.":                     "say tls(ca: …, cert: …, key: …) at the connection: PEM files, no Java key stores",
		"key.converter.":           "it counts for connectors that say nothing themselves",
		"value.converter.":         "it counts for connectors that say nothing themselves",
		"header.converter":         "headers pass as bytes",
		"session.timeout.":         "set by the worker",
		"heartbeat.interval.":      "set by the worker",
		"scheduled.rebalance.max.": "deploying one pipeline moves no other",
		"connect.protocol":         "there are no workers of another kind in the group",
		"exactly.once.source.":     "write `delivery = exactly_once` in the pipeline to demand it",
		"topic.creation.":          "topics that are missing are created",
		"topic.tracking.":          "the topics of a pipeline are in its file",
		"access.control.":          "say --http ADDR when the worker starts",
	},
}
