// Package builtin holds what the built-in functions of the language do at run
// time, where that is more than an expression of Go or a function of its library.
//
// They are plain functions over the Go values of generated code. A text that is a
// part of an argument aliases it; new bytes go into the record's [record.Arena], so
// that nothing is allocated for a record. What can fail returns ok besides its
// value. Nothing here keeps state but [UUIDs] and [Rand], which belong to a task.
package builtin
