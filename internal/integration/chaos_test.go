//go:build unix

package integration

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"
)

// TestKillsAndCrashes is a storm of kills at random points and of crashes of the broker: CSV
// to Kafka loses no id; the table that Kafka to Cassandra leaves is, write times included,
// that of a run without faults; and at no kill the committed offsets are ahead of the table.
// FLOWC_CHAOS_KILLS=20 is its full size.
func TestKillsAndCrashes(t *testing.T) {
	const perKill = 10_000
	kills := int(setting(t, "FLOWC_CHAOS_KILLS", 4))
	s := newStorm(t, 1, 2)
	for i := range kills {
		s.feed(perKill)
		s.strike(killWorker)
		if i%10 == 2 {
			s.strike(crashKafka)
		}
	}
	s.calm()
	s.again()
}

// TestChaos is a storm of all faults for FLOWC_CHAOS_MINUTES, in the order that
// FLOWC_CHAOS_SEED gives.
func TestChaos(t *testing.T) {
	minutes := setting(t, "FLOWC_CHAOS_MINUTES", 0)
	if minutes == 0 {
		t.Skip("takes as long as it is given: make chaos")
	}
	const perFault = 10_000
	seed := setting(t, "FLOWC_CHAOS_SEED", rand.Uint64N(1_000_000))
	t.Logf("seed %d, for %d minutes (FLOWC_CHAOS_SEED=%d brings the same schedule)", seed, minutes, seed)
	s := newStorm(t, seed, 3)
	for faults := everyFault(); time.Since(s.begin) < time.Duration(minutes)*time.Minute; { //nolint:gosec // minutes are few
		s.rng.Shuffle(len(faults), func(i, j int) { faults[i], faults[j] = faults[j], faults[i] })
		for _, f := range faults {
			s.feed(perFault)
			s.strike(f)
		}
	}
	s.calm()
	s.again()
}

// setting is a number from the environment.
func setting(t *testing.T, name string, otherwise uint64) uint64 {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 31)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}
