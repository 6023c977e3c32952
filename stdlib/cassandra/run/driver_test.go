package run

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/stdlib/cassandra/run/cqltest"
)

// to is a connection to s.
func to(s *cqltest.Server) *Connection {
	return &Connection{Name: "ring", Hosts: []string{s.Addr}, Timeout: 5 * time.Second}
}

// opened is an open sink of orders, closed with the test.
func opened(t testing.TB, cfg Sink) connector.Sink {
	t.Helper()
	s := NewSink(cfg)
	if err := s.Open(t.Context(), &connector.SinkHost{Pipeline: "load"}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return s
}

// put writes b and flushes.
func put(ctx context.Context, s connector.Sink, b *record.Batch) error {
	if err := s.Write(ctx, b); err != nil {
		return err
	}
	return s.Flush(ctx)
}

// log collects the writes that a server takes.
type log struct {
	mu     sync.Mutex
	writes []cqltest.Write
}

func (l *log) take(w cqltest.Write) *cqltest.Error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.writes = append(l.writes, w)
	return nil
}

// text is a write in short: its kind, and the values of its rows.
func text(w cqltest.Write) string {
	var b strings.Builder
	if w.Batch {
		b.WriteString("batch")
	}
	for _, r := range w.Rows {
		fmt.Fprintf(&b, " %s(", strings.ToLower(r.Statement[:6]))
		for i, v := range r.Values {
			if i > 0 {
				b.WriteString(" ")
			}
			switch {
			case v.Null:
				b.WriteString("null")
			case v.Unset:
				b.WriteString("unset")
			default:
				fmt.Fprintf(&b, "%x", v.Bytes)
			}
		}
		b.WriteString(")")
	}
	return strings.TrimSpace(b.String())
}

// What the server gets: the cells as they are, in a batch for each partition with
// several rows, and no time stamp of the client's own.
func TestRowsOnTheWire(t *testing.T) {
	server := cqltest.Start(t, ordersTable())
	var got log
	server.OnWrite(got.take)
	s := opened(t, ordersSink(to(server)))
	b := orders()
	order(b, "a", 1, "hi", 2, 3)
	order(b, "b", 2, null{}, unset{}, 4)
	order(b, "a", 2, "", 2, 5)
	remove(b, "a", 3, 6)
	remove(b, "c", 1, 7)
	if err := put(t.Context(), s, b); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"batch insert(61 00000001 6869 00000002 0000000000000003) insert(61 00000002  00000002 0000000000000005) delete(0000000000000006 61 00000003)",
		"delete(0000000000000007 63 00000001)",
		"insert(62 00000002 null unset 0000000000000004)",
	}
	var all []string
	for _, w := range got.writes {
		all = append(all, text(w))
		if w.Default {
			t.Error("the client sent a time stamp of its own")
		}
	}
	slices.Sort(all)
	if !slices.Equal(all, want) {
		t.Errorf("writes\n%s\nwant\n%s", strings.Join(all, "\n"), strings.Join(want, "\n"))
	}
}

// The routing key is what the partitioner hashes: a simple key as it is, the parts
// of a composite one each with length and a zero byte.
func TestRoutingKey(t *testing.T) {
	simple := ordersSink(nil)
	composite := ordersSink(nil)
	composite.Key, composite.KeyColumns = []int{3, 0}, []int{1} // not in the order of the columns
	tests := []struct {
		name string
		cfg  Sink
		add  func(*record.Batch)
		want string
	}{
		{"simple", simple, func(b *record.Batch) { order(b, "ann", 1, "n", 7, 1) }, "ann"},
		{"simple, delete", simple, func(b *record.Batch) { remove(b, "ann", 1, 1) }, "ann"},
		{"composite", composite, func(b *record.Batch) { order(b, "ann", 1, "n", 7, 1) }, "\x00\x04\x00\x00\x00\x07\x00\x00\x03ann\x00"},
		{"composite, delete", composite, func(b *record.Batch) {
			b.Append(record.Row{}, cellsOf(7, "ann", 1, int64(1)), nil)
		}, "\x00\x04\x00\x00\x00\x07\x00\x00\x03ann\x00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cfg := tt.cfg.withDefaults()
			p := newPending(&cfg)
			b := orders()
			tt.add(b)
			if err := p.add(b, 0); err != nil {
				t.Fatal(err)
			}
			p.cutAll()
			var pc parcel
			pc.fill(p, p.take())
			d := &driver{cfg: &cfg}
			if got := string(d.routingKey(nil, &pc, 0)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// A server that forgot its statements gets them again; a write is not lost.
func TestPreparesAgain(t *testing.T) {
	server := cqltest.Start(t, ordersTable())
	var got log
	server.OnWrite(got.take)
	s := opened(t, ordersSink(to(server)))
	for n := range 3 {
		b := orders()
		order(b, "a", n, "x", 1, 1)
		order(b, "b", n, "x", 1, 1)
		order(b, "b", n+1, "x", 1, 1)
		if err := put(t.Context(), s, b); err != nil {
			t.Fatal(err)
		}
		server.Forget()
	}
	if len(got.writes) != 6 {
		t.Errorf("%d writes arrived, want 6", len(got.writes))
	}
}

// A server that goes away gives errors to be tried again, and the same sink goes
// on when it is back.
func TestServerRestart(t *testing.T) {
	server := cqltest.Start(t, ordersTable())
	s := opened(t, ordersSink(to(server)))
	b := orders()
	order(b, "a", 1, "x", 1, 1)
	if err := put(t.Context(), s, b); err != nil {
		t.Fatal(err)
	}
	server.Stop()
	for range 3 {
		err := put(t.Context(), s, b)
		if err == nil || !connector.CanRetry(err) {
			t.Fatalf("a server that is gone gives %v", err)
		}
		if strings.Contains(err.Error(), "\n") {
			t.Errorf("more than a line: %q", err)
		}
	}
	server.Restart(t)
	if err := putUntil(t.Context(), s, b); err != nil {
		t.Fatalf("the sink did not come back: %v", err)
	}
}

// putUntil tries put as a task would.
func putUntil(ctx context.Context, s connector.Sink, b *record.Batch) error {
	backoff := connector.Backoff{Max: time.Second}
	for attempt := 1; ; attempt++ {
		err := put(ctx, s, b)
		if err == nil || !connector.CanRetry(err) || attempt > 60 {
			return err
		}
		select {
		case <-time.After(backoff.Wait(attempt)):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Errors of the server become what the caller has to know.
func TestServerErrors(t *testing.T) {
	tests := []struct {
		err  cqltest.Error
		row  bool
		want string
	}{
		{cqltest.Error{Code: cqltest.Unavailable, Alive: 1, Required: 2}, false, "batch of 2 (orders[3] offsets 70..71): table shop.orders: unavailable: 1 of 2 replicas"},
		{cqltest.Error{Code: cqltest.WriteTimeout, Alive: 0, Required: 1}, false, "write timeout: 0 of 1 replicas answered"},
		{cqltest.Error{Code: cqltest.Overloaded, Message: "too much"}, false, "overloaded: too much"},
		{cqltest.Error{Code: cqltest.ServerError, Message: "java.lang.Oops"}, false, "java.lang.Oops"},
		{cqltest.Error{Code: cqltest.Invalid, Message: "Key may not be empty"}, true, "row (orders[3] offset 70): table shop.orders: Key may not be empty"},
	}
	for _, tt := range tests {
		t.Run(tt.want, func(t *testing.T) {
			server := cqltest.Start(t, ordersTable())
			server.OnWrite(func(cqltest.Write) *cqltest.Error { return &tt.err })
			s := opened(t, ordersSink(to(server)))
			b := orders()
			order(b, "a", 1, "x", 1, 1)
			order(b, "a", 2, "x", 1, 1)
			err := put(t.Context(), s, b)
			var bad *connector.RowError
			if err == nil || errors.As(err, &bad) != tt.row || connector.CanRetry(err) == tt.row {
				t.Fatalf("got %v", err)
			}
			if !strings.HasSuffix(err.Error(), tt.want) {
				t.Errorf("message %q, want …%q", err, tt.want)
			}
		})
	}
}

// Sinks of a connection share a session, which the last one closes.
func TestSharedSession(t *testing.T) {
	server := cqltest.Start(t, ordersTable())
	c := to(server)
	first, second := NewSink(ordersSink(c)), NewSink(ordersSink(c))
	host := &connector.SinkHost{}
	if err := errors.Join(first.Open(t.Context(), host), second.Open(t.Context(), host)); err != nil {
		t.Fatal(err)
	}
	shared := c.shared
	if err := first.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	b := orders()
	order(b, "a", 1, "x", 1, 1)
	if err := put(t.Context(), second, b); err != nil {
		t.Errorf("the second sink lost its session: %v", err)
	}
	if err := second.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !shared.db.Closed() || c.shared != nil {
		t.Error("the session is still open")
	}
}

// Why a sink does not open.
func TestOpenErrors(t *testing.T) {
	server := cqltest.Start(t, ordersTable())
	locked := cqltest.Start(t, ordersTable())
	locked.Password = "secret"
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		change func(*Sink)
		retry  bool
		want   string
	}{
		{
			"unreachable", func(s *Sink) { s.Connection.Hosts = []string{closed.Addr().String()} }, true,
			"connection ring: cassandra " + closed.Addr().String() + ": connection refused",
		},
		{"keyspace", func(s *Sink) { s.Keyspace = "shoppe" }, false, "sink cassandra: keyspace shoppe does not exist (table shoppe.orders)"},
		{"table", func(s *Sink) { s.Table = "orders2" }, false, "sink cassandra: table shop.orders2 does not exist"},
		{"column", func(s *Sink) { s.Columns[2].Name = "nota" }, false, "sink cassandra: column shop.orders.nota does not exist"},
		{"type", func(s *Sink) { s.Columns[3].Type = "bigint" }, false, "sink cassandra: column shop.orders.total is int, compiled for bigint"},
		{
			"key", func(s *Sink) { s.Key, s.KeyColumns = []int{0, 1}, nil }, false,
			"sink cassandra: the primary key of shop.orders is ((customer), id), compiled for ((customer, id))",
		},
		{
			"statement", func(s *Sink) { s.Statement = `INSERT INTO "shop"."orders" ("customer") VALUES (?) USING TIMESTAMP ?` }, false,
			"sink cassandra: table shop.orders: the statement binds 2 values and a row has 5",
		},
		{"data centre", func(s *Sink) { s.Connection.LocalDC = "dc9" }, false, `connection ring: no node is in local_dc "dc9"; the nodes are in "dc1"`},
		{"no login", func(s *Sink) { s.Connection.Hosts = []string{locked.Addr} }, false, `connection ring: the cluster wants a login: login = basic("user", password)`},
		{"wrong password", func(s *Sink) {
			c := s.Connection
			c.Hosts, c.Login, c.User, c.Password = []string{locked.Addr}, "basic", "user", "wrong"
		}, false, `connection ring: login as "user" refused: Provided username user and/or password are incorrect`},
		{"consistency", func(s *Sink) { s.Consistency = "most" }, false, `sink cassandra: no consistency level is called "most"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cfg := ordersSink(to(server))
			tt.change(&cfg)
			start := time.Now()
			err := NewSink(cfg).Open(t.Context(), &connector.SinkHost{})
			if err == nil {
				t.Fatal("the sink opened")
			}
			if err.Error() != tt.want || connector.CanRetry(err) != tt.retry {
				t.Errorf("retry %v, message\n%s\nwant\n%s", connector.CanRetry(err), err, tt.want)
			}
			if d := time.Since(start); d > 3*time.Second {
				t.Errorf("it took %v to say so", d)
			}
		})
	}
}

func TestLogin(t *testing.T) {
	server := cqltest.Start(t, ordersTable())
	server.Password = "secret"
	cfg := ordersSink(to(server))
	c := cfg.Connection
	c.Login, c.User, c.Password, c.LocalDC = "basic", "user", "secret", "dc1"
	opened(t, cfg)
}

// Check says all differences at once, and nothing when there are none.
func TestCheck(t *testing.T) {
	server := cqltest.Start(t, ordersTable())
	s := NewSink(ordersSink(to(server))).(connector.Checker)
	if got, err := s.Check(t.Context()); len(got) != 0 || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	tuple := ordersTable()
	tuple.Columns[2].Type = "frozen<tuple<int, text>>"
	server.SetTables(tuple)
	cfg := ordersSink(to(server))
	cfg.Columns[2].Type = "tuple<int, text>"
	if got, err := NewSink(cfg).(connector.Checker).Check(t.Context()); len(got) != 1 || !strings.Contains(got[0], "column shop.orders.note is a tuple") || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	other := ordersTable()
	other.Columns[2].Name, other.Columns[3].Type = "memo", "bigint"
	server.SetTables(other)
	got, err := s.Check(t.Context())
	want := []string{"column shop.orders.note does not exist", "column shop.orders.total is bigint, compiled for int"}
	if !slices.Equal(got, want) || err != nil {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

func TestNormal(t *testing.T) {
	tests := []struct{ a, b string }{
		{"varchar", "text"},
		{"frozen<list<text>>", "list<varchar>"},
		{"map<text, frozen<set<int>>>", "map<text,set<int>>"},
		{"frozen<shop.address>", `"address"`},
		{"vector<float, 3>", "VECTOR<float,3>"},
		{"tuple<int, text>", "frozen<tuple<int, text>>"},
	}
	for _, tt := range tests {
		if a, b := normal(tt.a, "shop"), normal(tt.b, "shop"); a != b {
			t.Errorf("%s is %s, and %s is %s", tt.a, a, tt.b, b)
		}
	}
	if normal("list<text>", "shop") == normal("set<text>", "shop") {
		t.Error("a list is a set")
	}
}
