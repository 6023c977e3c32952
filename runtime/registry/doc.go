// Package registry talks to a schema registry with the REST API of Confluent's.
//
// A worker asks it for the ids of its own schemas when it starts ([Client.Resolve]),
// and for a schema that it does not know when a record names one ([Client.Schema]),
// once for each id. It is no part of the way of a record: generated code keeps the
// answers. A registry that is down is asked again until the context ends; what the
// registry refuses for good is an error at once.
//
// It knows nothing of what a schema means, so every format that a registry frames
// uses it: Avro, Protocol Buffers, JSON Schema.
package registry
