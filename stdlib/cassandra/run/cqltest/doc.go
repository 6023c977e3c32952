// Package cqltest is a server that speaks as much of Cassandra's native protocol
// (version 4) as a client needs to connect, look at its tables and write rows.
//
// It keeps no rows. It hands each write to a function of the test, which may
// refuse it, hold it back, or take note of it: what a real server does only when
// it wants to.
package cqltest
