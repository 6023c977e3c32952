//go:build unix

package integration

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"

	"github.com/flowc-lang/flowc/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

const (
	patience  = 3 * time.Minute // for what takes seconds on an idle machine
	customers = 500
	// customerWidth makes records so wide that many of them are more than a worker
	// with little memory holds at a time.
	customerWidth = 100
)

// order is a line of the input.
type order struct {
	id       int64
	customer string
	at       time.Time
	cents    int64 // negative: the amount is missing
}

// makeOrder returns the nth order; the same number gives the same order. Every
// seventh has no amount.
func makeOrder(n int) order {
	o := order{
		id:       int64(n),
		customer: fmt.Sprintf("%0*d", customerWidth, n*7919%customers),
		at:       time.Date(2026, 3, 1, 0, 0, n, 0, time.UTC),
		cents:    int64(n)*37%100_000 + 1,
	}
	if n%7 == 0 {
		o.cents = -1
	}
	return o
}

func (o order) amount() string {
	if o.cents < 0 {
		return ""
	}
	return fmt.Sprintf("%d.%02d", o.cents/100, o.cents%100)
}

func (o order) line() string {
	return fmt.Sprintf("%d,%s,%s,%s\n", o.id, o.customer, o.at.Format(time.DateTime), o.amount())
}

const header = "id,customer,at,amount\n"

// loader is a worker of testdata/load with folders, a topic and tables of its own.
type loader struct {
	path  string
	inbox string
	data  string
	topic string
	kafka *testkit.KafkaServer
	admin *kadm.Client
	cql   *testkit.CassandraServer
	args  []string
}

// newLoader builds the worker and prepares what it needs. The keyspace is fixed
// in the .flow file, so tests with a loader do not run side by side.
func newLoader(t *testing.T) *loader {
	t.Helper()
	testkit.Integration(t)
	return loaderOn(t, testkit.Kafka(t), testkit.Cassandra(t))
}

// loaderOn is newLoader with servers of the test's own.
func loaderOn(t *testing.T, kafka *testkit.KafkaServer, cql *testkit.CassandraServer) *loader {
	t.Helper()
	l := &loader{
		path: testkit.Worker(t, "testdata/load"), inbox: t.TempDir(), data: t.TempDir(),
		topic: "orders." + strings.ToLower(t.Name()), kafka: kafka, cql: cql,
	}
	l.admin = kadm.NewClient(l.kafka.Client(t))
	l.cql.Keyspace(t, "shop")
	l.createTable(t)
	l.args = []string{"--brokers", l.kafka.Addr, "--hosts", l.cql.Addr, "--inbox", l.inbox, "--orders_topic", l.topic, "--data", l.data}
	return l
}

// createTable creates the table as the worker was compiled for it.
func (l *loader) createTable(t *testing.T) {
	t.Helper()
	schema, err := os.ReadFile("testdata/load/shop.cql")
	if err != nil {
		t.Fatal(err)
	}
	l.cql.Exec(t, string(schema))
}

// drop puts a file with orders [from, to) into the inbox.
func (l *loader) drop(t *testing.T, name string, from, to int) {
	t.Helper()
	var b strings.Builder
	b.WriteString(header)
	for n := from; n < to; n++ {
		b.WriteString(makeOrder(n).line())
	}
	l.dropText(t, name, b.String())
}

func (l *loader) dropText(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(l.inbox, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (l *loader) command(args ...string) testkit.Command {
	return testkit.Command{Path: l.path, Args: slices.Concat(l.args, args), Timeout: patience}
}

// run runs the worker to its end, which must be the exit code.
func (l *loader) run(t *testing.T, code int, args ...string) testkit.Result {
	t.Helper()
	got := testkit.Run(t, l.command(args...))
	if got.Code != code {
		t.Fatalf("exit code %d, want %d\n%s%s", got.Code, code, got.Stdout, got.Stderr)
	}
	return got
}

// balance is the last line of a pipeline.
type balance struct {
	in, out, filtered, dead, skipped int
}

var balanceLine = regexp.MustCompile(`(?m)^\w+ +(?:(\w+) +)?[\d:]+ +([\d,]+) in = ([\d,]+) out \+ ([\d,]+) filtered \+ ([\d,]+) dead \+ ([\d,]+) skipped`)

// balanceOf reads what a worker said last about a pipeline; where only one ran,
// it is not named.
func balanceOf(t *testing.T, r testkit.Result, pipeline string) balance {
	t.Helper()
	for _, m := range balanceLine.FindAllStringSubmatch(r.Stderr, -1) {
		if m[1] == pipeline || m[1] == "" {
			return balance{number(t, m[2]), number(t, m[3]), number(t, m[4]), number(t, m[5]), number(t, m[6])}
		}
	}
	t.Fatalf("no balance of %s in\n%s", pipeline, r.Stderr)
	return balance{}
}

func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.ReplaceAll(text, ",", ""))
	if err != nil {
		t.Fatal(err)
	}
	return n
}
