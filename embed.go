// Package flowc carries the sources that a worker is built from: the runtime and
// the drivers. They are embedded here, at the root, because go:embed cannot reach
// upwards.
package flowc

import "embed"

// Sources are the module files and the packages that generated code imports, with
// their tests, which no worker is built with.
//
//go:embed go.mod go.sum runtime stdlib/*/run internal/budget internal/cli internal/nearest internal/quantity internal/schemadiff
var Sources embed.FS
