// Package record holds what generated code needs to read and write records:
// batches of bytes, and the primitives of each wire format.
//
// Everything here is a plain function over bytes with an integer cursor. A
// reader returns the value and the cursor behind it; a cursor below zero is a
// failure, and its value tells the [Reason]. Text and bytes that are read alias
// the input: they are good until the batch is used again. Nothing here allocates
// for a record, reads beyond its input, or believes a length that the input
// declares without comparing it with what remains. The package must not import
// reflect, encoding/json or fmt.
package record
