package kafka

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/encrypt"
)

func fake(t *testing.T, opts ...kfake.Opt) *Connection {
	t.Helper()
	c, err := kfake.NewCluster(append([]kfake.Opt{kfake.NumBrokers(1)}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return &Connection{Name: "local", Brokers: c.ListenAddrs()}
}

func client(t *testing.T, c *Connection) *Client {
	t.Helper()
	cl, err := c.Client(slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cl.Close)
	return cl
}

func TestHeals(t *testing.T) {
	for _, test := range []struct {
		err  error
		want bool
	}{
		{errors.New("connection refused"), true},
		{context.DeadlineExceeded, true},
		{context.Canceled, false},
		{kerr.NotLeaderForPartition, true},
		{kerr.CoordinatorLoadInProgress, true},
		{kerr.IllegalGeneration, true},
		{kerr.NotEnoughReplicas, true},
		{ErrStalled, true},
		{fmt.Errorf("write: %w", kerr.TopicAuthorizationFailed), false},
		{kerr.SaslAuthenticationFailed, false},
		{kerr.MessageTooLarge, false},
		{kgo.ErrClientClosed, false},
		{fmt.Errorf("dial: %w", x509.UnknownAuthorityError{}), false},
	} {
		if got := Heals(test.err); got != test.want {
			t.Errorf("%v: %v", test.err, got)
		}
	}
}

// TestExplain proves that a timeout is told with the reason behind it.
func TestExplain(t *testing.T) {
	cl := client(t, &Connection{Name: "local", Brokers: []string{"127.0.0.1:1"}})
	err := cl.Reach(t.Context())
	if err == nil || !connector.CanRetry(err) || !strings.Contains(err.Error(), "kafka local (127.0.0.1:1): connection refused") {
		t.Fatalf("reach: %v", err)
	}
	err = cl.Explain("write readings", context.DeadlineExceeded)
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "connection refused") {
		t.Errorf("explained: %v", err)
	}
	if err := cl.Explain("write", kerr.MessageTooLarge); connector.CanRetry(err) || strings.Contains(err.Error(), "refused") {
		t.Errorf("explained: %v", err)
	}
	if err := cl.Explain("write", nil); err != nil {
		t.Errorf("no error became %v", err)
	}
}

func TestLogin(t *testing.T) {
	for mechanism, name := range map[string]string{"basic": "PLAIN", "scram_sha_256": "SCRAM-SHA-256", "scram_sha_512": "SCRAM-SHA-512"} {
		t.Run(mechanism, func(t *testing.T) {
			c := fake(t, kfake.EnableSASL(), kfake.Superuser(name, "ann", "secret"))
			look := func(password string) error {
				with := *c
				with.Login = Login{Mechanism: mechanism, User: "ann", Password: password}
				_, err := (&Topic{Name: "made", Partitions: 1}).Ensure(t.Context(), client(t, &with))
				return err
			}
			if err := look("secret"); err != nil {
				t.Errorf("right password: %v", err)
			}
			if err := look("wrong"); err == nil || strings.Contains(err.Error(), "wrong") {
				t.Errorf("wrong password: %v", err)
			}
		})
	}
	if _, err := (&Connection{Name: "local", Login: Login{Mechanism: "kerberos"}}).Client(slog.New(slog.DiscardHandler)); err == nil {
		t.Error("an unknown login was taken")
	}
}

// TestLoginRefused lets the broker answer as a real one does: waiting does not
// change a password.
func TestLoginRefused(t *testing.T) {
	c, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.EnableSASL(), kfake.Superuser("PLAIN", "ann", "secret"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.ControlKey(int16(kmsg.SASLAuthenticate), func(req kmsg.Request) (kmsg.Response, error, bool) {
		c.KeepControl()
		resp := req.ResponseKind().(*kmsg.SASLAuthenticateResponse)
		resp.ErrorCode = kerr.SaslAuthenticationFailed.Code
		return resp, nil, true
	})
	cl := client(t, &Connection{Name: "local", Brokers: c.ListenAddrs(), Login: Login{Mechanism: "basic", User: "ann", Password: "old"}})
	if err := cl.Reach(t.Context()); !errors.Is(err, kerr.SaslAuthenticationFailed) || connector.CanRetry(err) {
		t.Errorf("reach: %v", err)
	}
}

func TestTLSFiles(t *testing.T) {
	for _, files := range []encrypt.TLS{{Mode: "tls", CA: "missing.pem"}, {Mode: "tls", CA: "kafka_test.go"}, {Mode: "tls", Cert: "missing.pem", Key: "missing.pem"}} {
		if _, err := (&Connection{Name: "local", TLS: files}).Client(slog.New(slog.DiscardHandler)); err == nil {
			t.Errorf("%+v was taken", files)
		}
	}
}

func TestEnsure(t *testing.T) {
	c := fake(t, kfake.SeedTopics(2, "two"))
	embedded := *c
	embedded.Embedded = true
	for _, test := range []struct {
		conn    *Connection
		topic   Topic
		want    int
		partial string // of the error
	}{
		{c, Topic{Name: "two"}, 2, ""},
		{c, Topic{Name: "two", Partitions: 1}, 2, ""},
		{c, Topic{Name: "two", Partitions: 3}, 0, "has 2 partitions, 3 are declared"},
		{c, Topic{Name: "none"}, 0, "its number of partitions is not declared"},
		{&embedded, Topic{Name: "one"}, 1, ""},
		{&embedded, Topic{Name: "four", Partitions: 4, Replication: 1, Cleanup: "compact_delete", Retention: time.Hour, Settings: []string{"segment.bytes = 1048576"}}, 4, ""},
		{c, Topic{Name: "bad", Partitions: 1, Settings: []string{"compact"}}, 0, "not name=value"},
	} {
		n, err := test.topic.Ensure(t.Context(), client(t, test.conn))
		if test.partial == "" && (err != nil || n != test.want) {
			t.Errorf("%s: %d, %v", test.topic.Name, n, err)
		}
		if test.partial != "" && (err == nil || connector.CanRetry(err) || !strings.Contains(err.Error(), test.partial)) {
			t.Errorf("%s: %v", test.topic.Name, err)
		}
	}
	configs, err := kadm.NewClient(client(t, c).Client).DescribeTopicConfigs(t.Context(), "four")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"cleanup.policy": "compact,delete", "retention.ms": "3600000", "segment.bytes": "1048576"}
	for _, config := range configs[0].Configs {
		if value, set := want[config.Key]; set && config.MaybeValue() != value {
			t.Errorf("%s is %s, not %s", config.Key, config.MaybeValue(), value)
		}
	}
}

// TestEnsureTwice proves that two workers which start at once do not trip over
// each other.
func TestEnsureTwice(t *testing.T) {
	c := fake(t)
	errs := make(chan error)
	for range 4 {
		cl := client(t, c)
		go func() {
			n, err := (&Topic{Name: "made", Partitions: 3}).Ensure(t.Context(), cl)
			if err == nil && n != 3 {
				err = fmt.Errorf("%d partitions", n)
			}
			errs <- err
		}()
	}
	for range 4 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}

func TestPool(t *testing.T) {
	p := NewPool()
	r := p.GetRecords(10)
	p.PutRecords(r)
	if again := p.GetRecords(5); cap(again) != cap(r) {
		t.Errorf("cap %d, not the one that was put back (%d)", cap(again), cap(r))
	}
	if larger := p.GetRecords(100); cap(larger) < 100 {
		t.Errorf("cap %d", cap(larger))
	}
	for range 2 * pooled { // what is too much is left to the collector
		p.PutRecords(nil)
		p.PutDecompressBytes(nil)
	}
}
