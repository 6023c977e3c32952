//go:build unix

package testkit

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	gocql "github.com/apache/cassandra-gocql-driver/v2"
)

// CassandraServer is a Cassandra node, without security. Its data center is
// datacenter1.
type CassandraServer struct {
	*server
	Addr string // host:port
	Host string
	Port int
}

const (
	cassandraHeap    = "512M"
	cassandraTimeout = 30 * time.Second
)

// Cassandra returns the Cassandra that the tests of this binary share.
func Cassandra(t testing.TB) *CassandraServer {
	t.Helper()
	Integration(t)
	return get(t, &shared, "cassandra", func(dir string) (*CassandraServer, func(), error) {
		c, err := startCassandra(dir)
		if err != nil {
			return nil, nil, err
		}
		return c, c.end, nil
	})
}

// NewCassandra returns a Cassandra for this test alone, which may do with it as
// it likes.
func NewCassandra(t testing.TB) *CassandraServer {
	t.Helper()
	Integration(t)
	c, err := startCassandra(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.end)
	return c
}

func startCassandra(dir string) (*CassandraServer, error) {
	java, err := java()
	if err != nil {
		return nil, err
	}
	lib, err := jars("cassandra")
	if err != nil {
		return nil, err
	}
	ports, err := freePorts(2)
	if err != nil {
		return nil, err
	}
	agent, err := filepath.Glob(filepath.Join(lib, "jamm-*.jar"))
	if err != nil || len(agent) != 1 {
		return nil, fmt.Errorf("cassandra needs the agent jamm, found %q in %s", agent, lib)
	}
	if err := cassandraFiles(dir, ports); err != nil {
		return nil, err
	}
	args := []string{
		"@" + filepath.Join(dir, "java.args"), "-javaagent:" + agent[0],
		"-cp", filepath.Join(dir, "conf") + ":" + lib + "/*", "org.apache.cassandra.service.CassandraDaemon",
	}
	c := &CassandraServer{Addr: loopback(ports[0]), Host: "127.0.0.1", Port: ports[0]}
	c.server = &server{name: "cassandra", addr: c.Addr, ready: "Startup complete", command: func() *exec.Cmd { return exec.Command(java, args...) }}
	return c, c.start()
}

// cassandraFiles writes what Cassandra reads at its start.
func cassandraFiles(dir string, ports []int) error {
	values := map[string]string{
		"DIR": dir, "HEAP": cassandraHeap, "PORT": strconv.Itoa(ports[0]), "STORAGE": strconv.Itoa(ports[1]),
	}
	for from, to := range map[string]string{
		"cassandra.yaml": "conf/cassandra.yaml", "cassandra-logback.xml": "conf/logback.xml", "cassandra.args": "java.args",
	} {
		if err := writeConf(from, filepath.Join(dir, to), values); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(filepath.Join(dir, "tmp"), 0o700); err != nil {
		return fmt.Errorf("make a folder for cassandra: %w", err)
	}
	return nil
}

// Session returns a session of the server, closed at the end of the test.
func (c *CassandraServer) Session(t testing.TB) *gocql.Session {
	t.Helper()
	cluster := gocql.NewCluster(c.Host)
	cluster.Port = c.Port
	cluster.Timeout, cluster.ConnectTimeout = cassandraTimeout, cassandraTimeout
	cluster.WriteCoalesceWaitTime = 0 // a test waits for each statement
	cluster.NumConns = 1
	session, err := cluster.CreateSession()
	if err != nil {
		t.Fatalf("cassandra session: %v", err)
	}
	t.Cleanup(session.Close)
	return session
}

// Exec runs statements one after the other.
func (c *CassandraServer) Exec(t testing.TB, statements ...string) {
	t.Helper()
	session := c.Session(t)
	defer session.Close()
	for _, cql := range statements {
		if err := session.Query(cql).ExecContext(t.Context()); err != nil {
			t.Fatalf("%s: %v", cql, err)
		}
	}
}

// Keyspace creates a keyspace, and removes it at the end of the test.
func (c *CassandraServer) Keyspace(t testing.TB, name string) {
	t.Helper()
	c.Exec(t, "CREATE KEYSPACE "+name+" WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}")
	t.Cleanup(func() {
		session := c.Session(t)
		defer session.Close()
		if err := session.Query("DROP KEYSPACE " + name).Exec(); err != nil {
			t.Errorf("drop keyspace %s: %v", name, err)
		}
	})
}
