//go:build unix

package integration

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/flowc-lang/flowc/internal/testkit"
)

// A storm is a cluster of workers, all with both pipelines of testdata/load (CSV to Kafka
// at least once, Kafka to Cassandra effectively once), under a seeded schedule of faults.
// The seed decides the faults and the waits; how far the workers are then is up to them.
type storm struct {
	*loader
	t       *testing.T
	rng     *rand.Rand
	begin   time.Time
	network map[string]*testkit.Proxy // by the name of the server behind it
	workers []*testkit.Process
	folders []string
	audit   *audit
	dropped int            // orders that stand in the inbox
	checked int64          // records that were committed at the last kill
	hits    map[string]int // how often each fault came
	revived int            // workers that had ended by themselves
}

func newStorm(t *testing.T, seed uint64, workers int) *storm {
	t.Helper()
	testkit.Integration(t)
	s := &storm{
		loader: loaderOn(t, testkit.NewKafka(t), testkit.NewCassandra(t)), t: t,
		rng: rand.New(rand.NewPCG(seed, 0)), begin: time.Now(), hits: map[string]int{},
	}
	s.network = map[string]*testkit.Proxy{"kafka": s.kafka.Proxy(t), "cassandra": testkit.NewProxy(t, s.cql.Addr)}
	s.args = append(s.args, "--brokers", s.network["kafka"].Addr, "--hosts", s.network["cassandra"].Addr)
	s.kafka.Topic(t, s.topic, 4)
	s.audit = newAudit(s.loader)
	for i := range workers {
		s.folders = append(s.folders, t.TempDir())
		s.workers = append(s.workers, s.started(i))
	}
	return s
}

func (s *storm) started(i int) *testkit.Process {
	return testkit.Start(s.t, s.command("--cluster", "storm", "--data", s.folders[i], "--memory", "32MiB"))
}

// feed puts so many more orders into the inbox.
func (s *storm) feed(n int) {
	s.drop(s.t, fmt.Sprintf("%07d.csv", s.dropped), s.dropped, s.dropped+n)
	s.dropped += n
}

func (s *storm) log(format string, args ...any) {
	s.t.Logf("%6.1f s  %s", time.Since(s.begin).Seconds(), fmt.Sprintf(format, args...))
}

// strike lets the workers run for a while and then does one fault.
func (s *storm) strike(f fault) {
	<-time.After(time.Duration(s.rng.Int64N(int64(900 * time.Millisecond))))
	s.revive()
	s.hits[f.name]++
	s.log("%s: %s", f.name, f.do(s))
}

// revive starts workers again that have ended, as a supervisor of processes does.
func (s *storm) revive() {
	for i, w := range s.workers {
		if !w.Ended() {
			continue
		}
		lines := strings.Split(strings.TrimSpace(w.Stderr()), "\n")
		s.log("worker %d had ended: %s", i, strings.Join(lines[max(0, len(lines)-3):], " | "))
		s.revived++
		s.workers[i] = s.started(i)
	}
}

// calm ends all faults, waits until everything has arrived, and stops the workers.
func (s *storm) calm() {
	for _, p := range s.network {
		p.Heal()
	}
	for _, w := range s.workers {
		w.Signal(s.t, syscall.SIGCONT)
	}
	deadline, tick := time.NewTimer(patience), time.NewTicker(200*time.Millisecond)
	defer deadline.Stop()
	defer tick.Stop()
	for !s.arrived() {
		s.revive()
		select {
		case <-tick.C:
		case <-deadline.C:
			s.t.Fatalf("not all arrived within %v: %d of %d orders are in the topic; the workers printed\n%s", patience, s.audit.different(), s.dropped, s.printed())
		}
	}
	s.log("all has arrived: %d orders in %d records; %d workers had ended by themselves; faults %v", s.dropped, s.audit.records, s.revived, s.hits)
	for _, w := range s.workers {
		end(s.t, w)
	}
}

// arrived reports whether the topic holds each order and all of it is committed.
func (s *storm) arrived() bool {
	s.audit.readTopic(s.t)
	committed, err := s.fetchCommitted(s.t)
	return err == nil && s.audit.different() == s.dropped && committed == int64(s.audit.records)
}

func (s *storm) printed() string {
	var b strings.Builder
	for i, w := range s.workers {
		text := w.Stderr()
		fmt.Fprintf(&b, "worker %d:\n%s\n", i, text[max(0, len(text)-4000):])
	}
	return b.String()
}
