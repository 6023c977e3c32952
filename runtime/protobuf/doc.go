// Package protobuf lets a worker read messages that were written with another version
// of their schema than the one that it was compiled for.
//
// A field of a message says itself its number and how its value stands there, and the
// compiled reader passes over what it does not know. So nothing is rewritten: what must
// be known is which message of its file a record is, and that no field that both
// versions have means something else. That is what is read of a .proto file, as text,
// for registries hand out no descriptors, and compared once for each schema. The text
// comes from outside: it is bounded, and nothing of it is believed before it was looked
// at.
package protobuf
