//go:build unix

package integration

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/flowc-lang/flowc/internal/testkit"
)

// poison is what is wrong with some records: one in poisonEvery of each kind.
type poison struct {
	stage, class, code string // as Connect's headers name them
	text               string // the message has it
}

const poisonEvery = 10_000

var poisons = map[int]poison{
	1000: {"KEY_CONVERTER", "decode", "R0114", ""},
	2000: {"VALUE_CONVERTER", "decode", "R0126", "each"},
	3000: {"TRANSFORMATION", "map", "R02", "div"},
	4000: {"TASK_PUT", "write", "R0304", "Key may not be empty"},
	5000: {"TASK_PUT", "write", "R0301", "copies refused it: the record has"},
}

// poisoned is a record, with what is wrong with it where something is.
func poisoned(id int) *kgo.Record {
	key, each, name := strconv.Itoa(id), strconv.Itoa(id%100+1), "n"+strconv.Itoa(id)
	switch id % poisonEvery {
	case 1000:
		key = "key" + key
	case 2000:
		each = `"half"`
	case 3000:
		each = "0"
	case 4000:
		name = ""
	case 5000:
		name = strings.Repeat("n", 5000) + key
	}
	return &kgo.Record{
		Topic: "poison.orders", Key: []byte(key), Value: fmt.Appendf(nil, `{"id": %d, "each": %s, "name": %q}`, id, each, name),
		Headers: []kgo.RecordHeader{{Key: "trace", Value: []byte("t" + strconv.Itoa(id))}},
	}
}

// TestPoison: one record in 10,000 of each kind cannot be delivered: its key or value
// cannot be read, it cannot be computed, Cassandra refuses it, it is too large. The
// others arrive, and Kafka's own consumer finds each of the poisoned with all headers.
func TestPoison(t *testing.T) {
	const n = 20_000
	kafka, cassandra := testkit.Kafka(t), testkit.Cassandra(t)
	cassandra.Keyspace(t, "poison")
	cassandra.Exec(t, "CREATE TABLE poison.shares (name text PRIMARY KEY, id bigint, share bigint)")
	p := newProject(t, "poison")
	p.args = []string{"--data", p.data, "--brokers", kafka.Addr, "--hosts", cassandra.Addr}
	kafka.Topic(t, "poison.orders", 2)
	client := kafka.Client(t)
	var records []*kgo.Record
	for id := range n {
		records = append(records, poisoned(id))
	}
	if err := client.ProduceSync(t.Context(), records...).FirstErr(); err != nil {
		t.Fatal(err)
	}
	dead := len(poisons) * n / poisonEvery
	balanced(t, p.run(t, 0, "--drain"), "keep", balance{in: n, out: n - dead, dead: dead})
	goodArrived(t, cassandra, n)
	lettersWithTool(t, kafka, n)
}

// goodArrived holds the table against what is good for it. What is too large for the
// topic has arrived there.
func goodArrived(t *testing.T, cassandra *testkit.CassandraServer, n int) {
	t.Helper()
	shares := map[int]int{}
	rows := cassandra.Session(t).Query("SELECT id, share FROM poison.shares").Iter()
	for id, share := 0, 0; rows.Scan(&id, &share); {
		shares[id] = share
	}
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
	for id := range n {
		bad, isPoison := poisons[id%poisonEvery]
		share, arrived := shares[id]
		if want := !isPoison || bad.code == "R0301"; arrived != want || arrived && share != 100/(id%100+1) {
			t.Fatalf("record %d: in the table %v, want %v, share %d", id, arrived, want, share)
		}
	}
}

// lettersWithTool reads the dead letters with Kafka's console consumer. It prints
// headers, key and value of a record in a line, with tabs between.
func lettersWithTool(t *testing.T, kafka *testkit.KafkaServer, n int) {
	t.Helper()
	want := len(poisons) * n / poisonEvery
	printed := kafka.Tool(t, "consumer.ConsoleConsumer", "--topic", "poison.bad", "--from-beginning", "--max-messages", strconv.Itoa(want),
		"--property", "print.headers=true", "--property", "print.key=true", "--property", "headers.separator=|")
	found := map[string]string{}
	for line := range strings.Lines(printed) {
		if headers, record, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t"); ok {
			found[record] = headers
		}
	}
	if len(found) != want {
		t.Fatalf("%d letters, want %d:\n%s", len(found), want, printed)
	}
	for id := range n {
		if bad, is := poisons[id%poisonEvery]; is {
			r := poisoned(id)
			checkLetter(t, found[string(r.Key)+"\t"+string(r.Value)], id, bad)
		}
	}
}

func checkLetter(t *testing.T, printed string, id int, bad poison) {
	t.Helper()
	headers := map[string]string{}
	for _, h := range strings.Split(printed, "|") {
		name, value, _ := strings.Cut(h, ":")
		headers[name] = value
	}
	const connect, own = "__connect.errors.", "__flowc.errors."
	for name, text := range map[string]string{
		"trace": "t" + strconv.Itoa(id), connect + "topic": "poison.orders", connect + "connector.name": "keep", connect + "task.id": headers[connect+"task.id"],
		connect + "stage": bad.stage, connect + "class.name": bad.class, own + "pipeline": "keep", own + "stage": bad.class,
	} {
		if headers[name] != text || text == "" {
			t.Errorf("letter of %d: %s is %q, want %q", id, name, headers[name], text)
		}
	}
	for name, text := range map[string]string{
		connect + "partition": "", connect + "offset": "", connect + "exception.class.name": bad.code, connect + "exception.message": bad.text,
		connect + "exception.stacktrace": "poison.flow:", own + "code": bad.code, own + "place": "poison.flow:",
	} {
		if got, has := headers[name]; !has || !strings.Contains(got, text) {
			t.Errorf("letter of %d: %s is %q, want %q in it", id, name, got, text)
		}
	}
}
