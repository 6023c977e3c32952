// Package build makes a worker's binary of generated Go files: it writes a module
// beside the runtime's sources, which flowc carries, and calls the Go tool.
//
// It is the only package that runs another program. The flags are always the same:
// others would compile every dependency anew. It tries without a network first; only
// where a module is missing does it ask again, with the user's own module settings.
package build
