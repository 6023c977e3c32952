package run

import (
	"sync"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
)

// Connection is a cluster and how to log in. The sinks of a worker that name the
// same Connection share one session; it opens with the first of them and closes
// with the last. Use it by pointer.
type Connection struct {
	Name     string // in the .flow file, for messages
	Hosts    []string
	Port     int    // of hosts without one; 0 is 9042
	LocalDC  string // empty: all nodes in turn
	Login    string // basic, with User and Password; empty: none
	User     string
	Password string
	Timeout  time.Duration // of one request; 0 is 12 s
	// Consistency is that of sinks without one of their own; empty is local_quorum.
	Consistency string

	mu     sync.Mutex
	shared *session // nil while no sink is open
}

// Column is a column that the sink binds.
type Column struct {
	Name string
	Type string // in CQL's words, as in the DDL: frozen<list<text>>
}

// Sink is the configuration of a sink. A row of its batches holds a cell for each
// of Columns, in that order, and behind them one more: the write time, a bigint of
// microseconds since 1970.
type Sink struct {
	Connection *Connection
	Keyspace   string
	Table      string
	// Statement is INSERT INTO … VALUES (?, …) USING TIMESTAMP ?, its bind markers
	// in the order of a row's cells.
	Statement string
	Columns   []Column
	// Key and KeyColumns are indexes into Columns: of the partition key and of the
	// clustering columns, each in the order of the primary key.
	Key        []int
	KeyColumns []int
	// OnTombstone says what a row without a value does. With delete, its key holds the
	// cells of Key and KeyColumns, in that order, and the write time. With refuse, or
	// empty, such a row is refused.
	OnTombstone string
	// OrderBy is none where two batches of one partition may be under way at a time;
	// empty is key.
	OrderBy       string
	BatchRows     int    // 0 is 100
	MaxBatchBytes int    // 0 is 40 KiB
	InFlight      int    // 0 is 32
	Consistency   string // local_quorum, …; empty is the connection's
}

// The defaults of what a Sink leaves at zero. The bytes of a batch stay well under
// the 50 KiB at which a server refuses one that spans partitions; proxies and
// other servers that speak CQL count more strictly than Cassandra does.
const (
	defaultPort          = 9042
	defaultTimeout       = 12 * time.Second
	defaultBatchRows     = 100
	defaultMaxBatchBytes = 40 << 10
	defaultInFlight      = 32
	defaultConsistency   = "local_quorum"
)

// NewSink returns the sink of one task.
func NewSink(c Sink) connector.Sink {
	return newSink(c)
}

// withDefaults fills in what was left at zero.
func (c Sink) withDefaults() Sink {
	if c.BatchRows == 0 {
		c.BatchRows = defaultBatchRows
	}
	if c.MaxBatchBytes == 0 {
		c.MaxBatchBytes = defaultMaxBatchBytes
	}
	if c.InFlight == 0 {
		c.InFlight = defaultInFlight
	}
	if c.Consistency == "" && c.Connection != nil {
		c.Consistency = c.Connection.Consistency
	}
	if c.Consistency == "" {
		c.Consistency = defaultConsistency
	}
	return c
}

// deletes reports whether a row without a value is a delete.
func (c *Sink) deletes() bool { return c.OnTombstone == "delete" }

// unordered reports whether batches of a partition may overtake each other.
func (c *Sink) unordered() bool { return c.OrderBy == "none" }

// table is the name of the table, for messages.
func (c *Sink) table() string { return c.Keyspace + "." + c.Table }
