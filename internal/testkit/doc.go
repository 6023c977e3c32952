//go:build unix

// Package testkit gives tests the real thing: Kafka and Cassandra servers, a
// built flowc, processes that can be killed, a disk that is full.
//
// Servers are started from their published jars, which Maven fetches once into
// the user's cache folder; nothing else needs to be installed but Java. Each
// listens on a free port of 127.0.0.1 and keeps its data in a scratch folder. A
// server is shared by the tests of one test binary, so tests use names of their
// own for topics and keyspaces. A binary that starts servers ends them in its
// TestMain:
//
//	func TestMain(m *testing.M) { testkit.Main(m) }
//
// Tests that need servers run only where FLOWC_INTEGRATION is 1, because they
// take seconds to start and half a gigabyte each. To add a server, write one file
// like kafka.go, with its pom in poms and its configuration in conf.
package testkit

import (
	"os"
	"testing"
)

// Main runs the tests of a binary and ends what they share. It does not return.
func Main(m *testing.M) {
	code := m.Run()
	shared.close()
	os.Exit(code)
}

// Integration skips the test unless tests with real servers were asked for.
func Integration(t testing.TB) {
	t.Helper()
	if os.Getenv("FLOWC_INTEGRATION") != "1" {
		t.Skip("needs real servers: set FLOWC_INTEGRATION=1")
	}
}
