// Package sim runs the real runtime against a Kafka in memory, over a network in
// memory, with a clock of its own: an hour of a cluster of workers under faults takes
// seconds. A seed fixes the faults, their times and the data, but not the order of
// goroutines, so a seed that failed may need some runs to fail again.
//
//	make sim                        all worlds, a thousand seeds each
//	go test ./internal/sim -seed 17 -runs 50
package sim
