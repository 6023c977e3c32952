// Package codegen writes the Go package of a planned project.
//
// The package holds a file for each schema, one for each pipeline, and one that ties
// them to the drivers. A pipeline becomes a type with the state of a task and two
// methods: Run, the loop over a batch, and row, which takes one record through the
// stages in straight-line code. Every block carries the place in the .flow file that it came
// from; names come from there too. The same plan always gives the same bytes.
package codegen
