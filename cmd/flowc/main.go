// Command flowc checks, builds and runs .flow files: typed data pipelines for
// Kafka.
package main

import (
	"os"

	"github.com/flowc-lang/flowc/cmd/flowcmd"
	"github.com/flowc-lang/flowc/stdlib"
)

func main() { os.Exit(flowcmd.Main(stdlib.Catalog(), os.Args[1:])) }
