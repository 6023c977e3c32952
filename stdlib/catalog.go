// Package stdlib is the catalogue of the connectors and converters that flowc
// comes with: an explicit list of Specs, which are data. It links no driver.
package stdlib

import (
	"github.com/flowc-lang/flowc/stdlib/cassandra"
	"github.com/flowc-lang/flowc/stdlib/console"
	"github.com/flowc-lang/flowc/stdlib/datagen"
	"github.com/flowc-lang/flowc/stdlib/elasticsearch"
	"github.com/flowc-lang/flowc/stdlib/file"
	"github.com/flowc-lang/flowc/stdlib/kafka"
	"github.com/flowc-lang/flowc/stdlib/postgres"
	"github.com/flowc-lang/flowc/stdlib/registry"
	"github.com/flowc-lang/flowc/stdlib/spec"
)

// Catalog returns what this flowc knows. Each call builds it anew, so a caller may
// add to what it gets.
func Catalog() *spec.Catalog {
	return &spec.Catalog{
		Connections: []*spec.Connection{
			kafka.Connection(),
			registry.Connection(),
			cassandra.Connection(),
			elasticsearch.Connection(),
			postgres.Connection(),
		},
		Connectors: []*spec.Connector{
			kafka.Topic(),
			file.Connector(),
			console.Connector(),
			datagen.Connector(),
			cassandra.Connector(),
			elasticsearch.Connector(),
			postgres.Sink(),
			postgres.CDC(),
		},
		Converters: converters(),
	}
}
