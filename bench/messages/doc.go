// Package messages is generated from event.proto by protobuf-go and vtprotobuf, for the
// benchmarks that compare with them.
package messages

//go:generate go run ./generate event.proto
