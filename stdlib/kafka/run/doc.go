// Package run is the driver of Kafka topics: a source that is a member of a
// consumer group, and a sink that produces.
//
// Nothing of a record is kept: the source copies what it fetched into the batch
// that it is given, the sink hands the client records that point into the batch
// until Flush returns.
package run
