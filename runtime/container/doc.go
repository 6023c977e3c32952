// Package container reads and writes Avro's object container files: a head with the
// writer's schema, and behind it blocks of records, each packed as the head says and
// closed with the file's own marker.
//
// The one idea: a file connector sees single records in Avro's binary form, and places
// of them; what a block is, only this package knows. A record of another schema than
// the program's becomes one of the program's by a plan of package avro. Files come from
// outside: every length is held against a bound before there is room made for it, and
// one block at most is in memory.
package container
