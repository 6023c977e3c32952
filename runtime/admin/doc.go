// Package admin is what a worker shows of itself over HTTP: its health, its metrics for
// Prometheus, and who it is. It looks at snapshots when it is asked; nothing is counted for
// it while records move.
//
// Paths, status codes and JSON are those of Kafka Connect where Kafka Connect has them.
package admin
