// Package cluster makes one cluster of any number of workers: it shares out the tasks
// of the sources that Kafka itself does not share out, each to one worker at a time.
//
// Workers are members of a group of Kafka's own protocol, with a protocol type of their
// own. Each tells what it could run and what it runs; one of them, whom the group calls
// its leader, computes from that alone who runs what ([Assign]): it remembers nothing, so
// another one can go on at any time. What moves is stopped by its owner first and given
// away by the next generation, so that no task ever runs twice; what does not move is not
// touched.
//
// A worker that does not hear from the group stops writing before the group gives its
// tasks away ([Lease]).
package cluster
