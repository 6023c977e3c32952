// Package elasticsearch describes Elasticsearch and OpenSearch as a sink. Its
// driver comes later: projects that use it check, and do not build.
package elasticsearch

import "github.com/flowc-lang/flowc/stdlib/spec"

// Connection describes `connection elasticsearch`.
func Connection() *spec.Connection {
	return &spec.Connection{
		Name: "elasticsearch",
		Doc:  "An Elasticsearch or OpenSearch cluster.",
		Options: []spec.Option{
			{Name: "urls", Type: spec.Texts, When: spec.Start, Required: true, Doc: "Addresses of the nodes, http or https."},
			{Name: "login", Type: spec.Call, When: spec.Start, Words: []string{"basic"}, Args: map[string][]spec.Option{"basic": {
				{Name: "user", Type: spec.Text, When: spec.Start, Required: true, Doc: "Name of the user."},
				{Name: "password", Type: spec.Text, Secret: true, When: spec.Start, Required: true, Doc: "Password of the user; give it a secret."},
			}}, Doc: "How to log in (HTTP basic)."},
		},
	}
}

// Connector describes `sink elasticsearch`.
func Connector() *spec.Connector {
	return &spec.Connector{
		Name:       "elasticsearch",
		Doc:        "Documents of an index, written in bulk requests.",
		Connection: "elasticsearch",
		Sink: &spec.Side{
			Options: []spec.Option{
				{Name: "index", Type: spec.Text, When: spec.Each, Required: true, Doc: "Index of the document; it may be put together from fields of the record."},
				{Name: "id", Type: spec.Text, When: spec.Each, PerUse: true, Identifies: true, Doc: "Id of the document; without it topic+partition+offset, so that a repeated record replaces itself."},
				{
					Name: "mode", Type: spec.Word, Words: []string{"index", "create", "update", "upsert"}, When: spec.Static, Default: "index",
					Doc: "What is done with a document that is there already.",
				},
				{
					Name: "batch", Type: spec.Int, When: spec.Start, PerUse: true, Default: "1000", Min: 1, Max: 100_000,
					Doc: "Most records in one bulk request.",
				},
				{
					Name: "on_tombstone", Type: spec.Word, Words: []string{"refuse", "delete"}, When: spec.Static, Default: "refuse",
					Doc: "What a null value does; delete removes the document of its id.",
				},
				spec.Allow(),
			},
			Value:   spec.Bytes,
			Format:  "json",
			Best:    spec.EffectivelyOnce,
			Why:     "a repeated document replaces itself, and there are no transactions",
			Package: "github.com/flowc-lang/flowc/stdlib/elasticsearch/run", Type: "SinkConfig",
		},
		Example: `connection kafka local { brokers = ["127.0.0.1:9092"] }

connection elasticsearch search { urls = ["http://127.0.0.1:9200"] }

schema Order { id: string, total: decimal(12, 2) }

topic orders on local { value: Order as json }

sink elasticsearch found on search {
  index = "orders"
  id    = .id
}

pipeline index_orders {
  from orders
  to found
}
`,
	}
}
