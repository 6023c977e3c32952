package kafka

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// A message is told once it says something that no error says, and not each time
// that the client repeats it.
func TestBridge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		b := newBridge(slog.New(slog.NewTextHandler(&out, nil)), "local")
		b.Log(kgo.LogLevelWarn, "unable to open connection")
		if out.Len() > 0 {
			t.Errorf("told before a broker was reached: %s", out.String())
		}
		b.reach()
		for range 3 {
			b.Log(kgo.LogLevelWarn, "unable to open connection", "addr", "a:1")
			b.Log(kgo.LogLevelError, "group manage loop errored")
		}
		time.Sleep(repeatAfter)
		b.Log(kgo.LogLevelWarn, "unable to open connection", "addr", "b:1")
		text := out.String()
		if strings.Count(text, "unable to open connection") != 2 || strings.Count(text, "level=ERROR") != 1 ||
			!strings.Contains(text, "connection=local addr=b:1") {
			t.Errorf("told\n%s", text)
		}
	})
}

func TestPlain(t *testing.T) {
	addr := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 9092}
	refused := &net.OpError{Op: "dial", Net: "tcp", Addr: addr, Err: syscall.ECONNREFUSED}
	one, two := &Connection{Brokers: []string{"127.0.0.1:9092"}}, &Connection{Brokers: []string{"127.0.0.1:9092", "127.0.0.1:9093"}}
	for _, test := range []struct {
		name string
		conn *Connection
		err  error
		want string
	}{
		{"refused", one, refused, "connection refused"},
		{"refused by one of several", two, refused, "127.0.0.1:9092: connection refused"},
		{"no such host", one, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "kafka.invalid"}}, "no such host: kafka.invalid"},
		{"silent", two, &net.OpError{Op: "dial", Addr: addr, Err: context.DeadlineExceeded}, "127.0.0.1:9092: no answer in time"},
		{"too slow", one, context.DeadlineExceeded, "no answer in time"},
		{"stalled", one, ErrStalled, ErrStalled.Error()},
		{"another", one, errors.New("unable to dial: tls: first record does not look like a TLS handshake"), "tls: first record does not look like a TLS handshake"},
	} {
		got := test.conn.plain(test.err)
		if got.Error() != test.want || !errors.Is(got, test.err) {
			t.Errorf("%s: %v, want %s", test.name, got, test.want)
		}
	}
}

// What a worker says first of a broker that is not there is one short line.
func TestReachRefused(t *testing.T) {
	c := &Connection{Name: "local", Brokers: []string{"127.0.0.1:1"}}
	err := client(t, c).Reach(t.Context())
	if err == nil || err.Error() != "kafka local (127.0.0.1:1): connection refused" {
		t.Errorf("got %v", err)
	}
	_, err = (&Connection{Name: "local"}).Client(slog.New(slog.DiscardHandler))
	if err == nil || err.Error() != "connection kafka local: no brokers are given" {
		t.Errorf("without brokers: %v", err)
	}
}
