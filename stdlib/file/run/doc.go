// Package run is the driver of files: a source that reads the files of a pattern
// record by record, and a sink that appends to files.
//
// Both know where a record ends, and nothing else of it.
package run
