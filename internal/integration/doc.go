// Package integration tests the whole of flowc on real servers: a worker is built
// from a .flow file, moves records from CSV files through Kafka into Cassandra,
// is killed, stopped, and given every kind of trouble on the way.
//
// Its tests run only with FLOWC_INTEGRATION=1; internal/testkit starts the
// servers.
package integration
