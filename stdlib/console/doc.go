// Package console describes the sink that prints records.
//
// # What it does
//
// Each record is written to standard output, followed by a line end. It is for
// looking at a pipeline, and for piping its output into another program.
//
// # Delivery
//
// At least once: what was printed cannot be taken back, so what is repeated after a
// failure is printed again.
//
// # Known limits
//
//   - Lines of several tasks do not mix within a batch, their order is not fixed.
//   - A closed pipe ends the worker.
package console
