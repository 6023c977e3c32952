//go:build unix

package integration

import (
	"fmt"
	"syscall"
	"time"
)

// session is how long a worker may be silent before the others have its partitions.
const session = 10 * time.Second

// A fault is done to a storm; do says what it did.
type fault struct {
	name string
	do   func(s *storm) string
}

// killWorker kills one worker and, while all others stand still, holds what is committed
// against what is in the table.
var killWorker = fault{"kill a worker", func(s *storm) string {
	victim := s.rng.IntN(len(s.workers))
	s.awaitCommit(s.t, min(s.checked+1, int64(s.dropped))) // else the check says nothing
	<-time.After(time.Duration(s.rng.Int64N(int64(500 * time.Millisecond))))
	s.workers[victim].Kill(s.t)
	for i, w := range s.workers {
		if i != victim {
			w.Signal(s.t, syscall.SIGSTOP)
		}
	}
	s.checked = s.audit.check(s.t)
	for _, w := range s.workers {
		w.Signal(s.t, syscall.SIGCONT)
	}
	s.workers[victim] = s.started(victim)
	return fmt.Sprintf("%d; %d records are committed, the rows of all are there", victim, s.checked)
}}

var crashKafka = fault{"crash Kafka", func(s *storm) string {
	s.kafka.Kill(s.t)
	s.kafka.Restart(s.t)
	return "it is back"
}}

// restartCassandra stops it in good order: one node that crashes forgets what it has
// acknowledged in the last seconds.
var restartCassandra = fault{"restart Cassandra", func(s *storm) string {
	s.cql.Restart(s.t)
	s.audit.reconnect(s.t)
	return "it is back"
}}

// freeze stops a worker for longer than its session, and wakes it.
func freeze(d time.Duration) fault {
	return fault{"freeze a worker", func(s *storm) string {
		victim := s.rng.IntN(len(s.workers))
		s.workers[victim].Signal(s.t, syscall.SIGSTOP)
		<-time.After(d)
		s.workers[victim].Signal(s.t, syscall.SIGCONT)
		return fmt.Sprintf("%d for %v", victim, d)
	}}
}

var leave = fault{"stop a worker", func(s *storm) string {
	victim := s.rng.IntN(len(s.workers))
	r := end(s.t, s.workers[victim])
	s.workers[victim] = s.started(victim)
	return fmt.Sprintf("%d ended with %d", victim, r.Code)
}}

// network does something to the way to one server for up to so long.
func network(server, what string, most time.Duration) fault {
	return fault{what + " the network to " + server, func(s *storm) string {
		p, d := s.network[server], time.Duration(s.rng.Int64N(int64(most)))
		switch what {
		case "cut":
			p.Cut()
		case "stall":
			p.Stall()
		case "slow":
			p.Delay(300 * time.Millisecond)
		default:
			panic(what)
		}
		<-time.After(d)
		p.Heal()
		return d.Round(time.Millisecond).String()
	}}
}

// everyFault is the faults of a long storm.
func everyFault() []fault {
	faults := []fault{killWorker, killWorker, leave, crashKafka, restartCassandra, freeze(4 * session)}
	for _, server := range []string{"kafka", "cassandra"} {
		for _, what := range []string{"cut", "stall", "slow"} {
			faults = append(faults, network(server, what, 2*session))
		}
	}
	return faults
}
