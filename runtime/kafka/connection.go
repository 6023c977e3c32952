package kafka

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/sasl"
	"github.com/twmb/franz-go/pkg/sasl/plain"
	"github.com/twmb/franz-go/pkg/sasl/scram"

	"github.com/flowc-lang/flowc/runtime/connector"
	"github.com/flowc-lang/flowc/runtime/encrypt"
)

// Connection says where a Kafka cluster is and how to log in: `connection kafka`.
type Connection struct {
	Name     string   // as in the .flow file
	Brokers  []string // host:port of some brokers
	ClientID string   // in the brokers' logs and quotas; empty is "flowc"
	// Embedded says that the brokers are the Kafka in this process: topics without
	// a declared number of partitions are then created with one.
	Embedded bool
	Login    Login
	TLS      encrypt.TLS

	// Dial replaces the network in tests.
	Dial func(ctx context.Context, network, host string) (net.Conn, error)
}

// Login is a SASL login.
type Login struct {
	Mechanism      string // basic, scram_sha_256, scram_sha_512; empty is no login
	User, Password string
}

// String names the connection for people: kafka local (127.0.0.1:9092).
func (c *Connection) String() string {
	return fmt.Sprintf("kafka %s (%s)", c.Name, strings.Join(c.Brokers, ", "))
}

// Client is a client of a connection that remembers why it could not connect:
// the client itself goes on trying and then says only that it took too long.
type Client struct {
	*kgo.Client
	Conn *Connection
	log  *bridge

	mu   sync.Mutex
	dial error
}

const (
	// dialTimeout bounds one attempt to connect, so that a broker that does not
	// answer is told apart from one that is slow.
	dialTimeout = 5 * time.Second
	// metadataMinAge lets a topic that was just created be seen soon.
	metadataMinAge = 250 * time.Millisecond
)

// Client makes a client with the options that all have, and opts. It does not
// connect yet: see [Client.Reach].
func (c *Connection) Client(log *slog.Logger, opts ...kgo.Opt) (*Client, error) {
	if len(c.Brokers) == 0 {
		return nil, fmt.Errorf("connection kafka %s: no brokers are given", c.Name)
	}
	cl := &Client{Conn: c, log: newBridge(log, c.Name)}
	base := []kgo.Opt{
		kgo.SeedBrokers(c.Brokers...),
		kgo.ClientID(c.clientID()),
		kgo.WithLogger(cl.log),
		kgo.WithHooks(cl),
		kgo.DialTimeout(dialTimeout),
		kgo.MetadataMinAge(metadataMinAge),
		// The client's own telemetry is for the operators of the brokers; nobody asked
		// for it here.
		kgo.DisableClientMetrics(),
	}
	security, err := c.security()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c, err)
	}
	if cl.Client, err = kgo.NewClient(append(append(base, security...), opts...)...); err != nil {
		return nil, fmt.Errorf("%s: %w", c, err)
	}
	return cl, nil
}

func (c *Connection) clientID() string {
	if c.ClientID == "" {
		return "flowc"
	}
	return c.ClientID
}

// security returns the options for the network, the encryption and the login.
func (c *Connection) security() ([]kgo.Opt, error) {
	var opts []kgo.Opt
	if c.Dial != nil {
		opts = append(opts, kgo.Dialer(c.Dial))
	}
	if c.TLS.Mode != "" {
		config, err := c.TLS.Config()
		if err != nil {
			return nil, err
		}
		opts = append(opts, kgo.DialTLSConfig(config))
	}
	if c.Login.Mechanism != "" {
		m, err := c.Login.mechanism()
		if err != nil {
			return nil, err
		}
		opts = append(opts, kgo.SASL(m))
	}
	return opts, nil
}

func (l *Login) mechanism() (sasl.Mechanism, error) {
	switch l.Mechanism {
	case "basic":
		return plain.Auth{User: l.User, Pass: l.Password}.AsMechanism(), nil
	case "scram_sha_256":
		return scram.Auth{User: l.User, Pass: l.Password}.AsSha256Mechanism(), nil
	case "scram_sha_512":
		return scram.Auth{User: l.User, Pass: l.Password}.AsSha512Mechanism(), nil
	}
	return nil, fmt.Errorf("unknown login %q", l.Mechanism)
}

// Reach waits until a broker answers, once: it returns the reason when none does,
// marked as one that may heal.
func (c *Client) Reach(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*dialTimeout)
	defer cancel()
	if err := c.Ping(ctx); err != nil {
		return c.Explain("", err)
	}
	c.Reached()
	return nil
}

// Reached says that a broker was reached, by this client or another one, so that
// from now on the client's warnings are worth a line in the log.
func (c *Client) Reached() { c.log.reach() }

// OnBrokerConnect keeps the reason of the last failed connection. The client
// calls it.
func (c *Client) OnBrokerConnect(_ kgo.BrokerMetadata, _ time.Duration, _ net.Conn, err error) {
	c.mu.Lock()
	c.dial = err
	c.mu.Unlock()
}

func (c *Client) lastDial() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.dial
}

// Explain says what was done (where that says anything) and where, gives the reason behind a timeout where it
// is known, and marks an error that may heal.
func (c *Client) Explain(what string, err error) error {
	if err == nil {
		return nil
	}
	if what != "" {
		what += ": "
	}
	cause := c.Conn.plain(err)
	if dial := c.lastDial(); dial != nil && hidesCause(err) {
		cause = fmt.Errorf("%w: %w", cause, c.Conn.plain(dial))
	}
	wrapped := fmt.Errorf("%s: %s%w", c.Conn, what, cause)
	if !Heals(err) {
		return wrapped
	}
	return connector.Retry(wrapped)
}
