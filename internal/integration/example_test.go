//go:build unix

package integration

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/flowc-lang/flowc/internal/testkit"
)

// reading is a line of a station's file, as the language's first example has it.
type reading struct {
	station string
	at      time.Time
	celsius float64
	off     bool // the cell of celsius is empty
	quality int
}

func makeReading(n int) reading {
	return reading{
		station: fmt.Sprintf("S%02d", n%40),
		at:      time.Date(2026, 1, 30, 22, 0, 0, 0, time.UTC).Add(time.Duration(n/40) * time.Minute),
		celsius: float64(n%9000)/100 - 40,
		off:     n%11 == 0,
		quality: n % 10,
	}
}

// loaded reports whether the example's pipeline lets r through.
func (r reading) loaded() bool { return !r.off && r.quality >= 5 }

func (r reading) line() string {
	celsius := ""
	if !r.off {
		celsius = fmt.Sprintf("%.2f", r.celsius)
	}
	return fmt.Sprintf("%s,%s,%s,%d\n", r.station, r.at.Format("2006-01-02 15:04"), celsius, r.quality)
}

// TestFirstExample runs the first example of the language as it stands, and holds
// every row of the table against the file.
func TestFirstExample(t *testing.T) {
	testkit.Integration(t)
	const n = 6000
	inbox, kafka, cql := t.TempDir(), testkit.Kafka(t), testkit.Cassandra(t)
	schema, err := os.ReadFile("../../golden/examples/weather.cql")
	if err != nil {
		t.Fatal(err)
	}
	cql.Keyspace(t, "weather")
	_, table, _ := strings.Cut(string(schema), ";") // the keyspace is there by now
	cql.Exec(t, table)

	var text strings.Builder
	text.WriteString("station,at,celsius,quality\n")
	loaded := 0
	for i := range n {
		r := makeReading(i)
		text.WriteString(r.line())
		if r.loaded() {
			loaded++
		}
	}
	if err := os.WriteFile(filepath.Join(inbox, "a.csv"), []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}

	got := testkit.Run(t, testkit.Command{
		Path: testkit.Worker(t, "../../golden/examples/1_csv_to_cassandra.flow"),
		Args: []string{"--data", t.TempDir(), "--drain"},
		Env: []string{
			"KAFKA_BROKERS=" + kafka.Addr, "CASSANDRA_HOSTS=" + cql.Addr,
			"CASSANDRA_PASSWORD=not asked for", "INBOX=" + inbox,
		},
		Timeout: patience,
	})
	if got.Code != 0 {
		t.Fatalf("exit code %d\n%s%s", got.Code, got.Stdout, got.Stderr)
	}
	balanced(t, got, "ingest", balance{in: n, out: n})
	balanced(t, got, "load", balance{in: n, out: loaded, filtered: n - loaded})
	if got := files(t, filepath.Join(inbox, "done")); len(got) != 1 || got[0] != "a.csv" {
		t.Errorf("moved when delivered: %q, want a.csv", got)
	}
	compareReadings(t, cql, n)
}

// compareReadings holds the table against the readings [0, n).
func compareReadings(t *testing.T, cql *testkit.CassandraServer, n int) {
	t.Helper()
	type row struct {
		station string
		day, at time.Time
	}
	want := map[row]float64{}
	for i := range n {
		if r := makeReading(i); r.loaded() {
			want[row{r.station, r.at.Truncate(24 * time.Hour), r.at}] = r.celsius
		}
	}
	var (
		r       row
		celsius float64
	)
	iter := cql.Session(t).Query("SELECT station, day, at, celsius FROM weather.readings_by_station").IterContext(t.Context())
	for iter.Scan(&r.station, &r.day, &r.at, &celsius) {
		key := row{r.station, r.day.UTC(), r.at.UTC()}
		expected, ok := want[key]
		if !ok || fmt.Sprintf("%.2f", celsius) != fmt.Sprintf("%.2f", expected) {
			t.Errorf("%v: %v, want %v (there: %v)", key, celsius, expected, ok)
		}
		delete(want, key)
	}
	if err := iter.Close(); err != nil {
		t.Fatal(err)
	}
	if len(want) > 0 {
		t.Errorf("%d of the rows are not in the table", len(want))
	}
}
