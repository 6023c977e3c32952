// Package avro lets a worker read records that were written with another version
// of a schema than the one that it was compiled for.
//
// The one idea: the writer's schema is held against the reader's once, which makes
// a [Plan]; a plan rewrites a record's bytes into those that the reader's schema
// would have given, and the compiled code reads these. So there is one decoder for
// each type, whoever wrote the record, and a plan costs nothing where it is not
// needed. Schemas and records come from outside: both are bounded, and nothing is
// allocated for a record.
package avro
