package run

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"

	gocql "github.com/apache/cassandra-gocql-driver/v2"

	"github.com/flowc-lang/flowc/runtime/connector"
)

const (
	// dialTimeout bounds the wait for a node that does not answer at all: a worker
	// should say soon what it waits for.
	dialTimeout = 3 * time.Second
	// reconnectEvery is how often nodes that are down are tried again. gocql's own
	// minute would leave a worker idle long after a short restart.
	reconnectEvery = time.Second
)

// session is an open session and the sinks that use it.
type session struct {
	name  string // of the connection, for messages
	db    *gocql.Session
	users int
}

// acquire returns the connection's session, which opens with its first user.
func (c *Connection) acquire(ctx context.Context) (*session, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.shared == nil {
		db, err := c.open(ctx)
		if err != nil {
			return nil, err
		}
		c.shared = &session{name: c.Name, db: db}
	}
	c.shared.users++
	return c.shared, nil
}

// release gives the session up; the last user closes it.
func (c *Connection) release() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shared.users--
	if c.shared.users == 0 {
		c.shared.db.Close()
		c.shared = nil
	}
}

// open connects. Its errors name the connection and, where there is one, the
// address.
func (c *Connection) open(ctx context.Context) (*gocql.Session, error) {
	if err := c.reach(ctx); err != nil {
		return nil, connector.Retry(err)
	}
	seen := &observer{}
	db, err := c.create(ctx, c.cluster(seen))
	if err != nil {
		return nil, c.openError(err, seen)
	}
	if err := c.checkDC(db); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// reach dials all nodes at once and returns when one takes the call. gocql would
// say of the last one only that no session could be created, and later.
func (c *Connection) reach(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	hosts := c.addresses()
	if len(hosts) == 0 {
		return fmt.Errorf("connection %s: no hosts are given", c.Name)
	}
	answers := make(chan error, len(hosts))
	for _, host := range hosts {
		go func() { answers <- dial(ctx, host) }()
	}
	var causes []string
	for range hosts {
		err := <-answers
		if err == nil {
			return nil
		}
		causes = append(causes, err.Error())
	}
	return fmt.Errorf("connection %s: %s", c.Name, strings.Join(causes, "; "))
}

func dial(ctx context.Context, address string) error {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("cassandra %s: %w", address, plain(err))
	}
	return conn.Close()
}

// create opens gocql's session. It takes no context, so it may outlive ctx, by
// its own timeouts at most; a session that comes too late is closed.
func (c *Connection) create(ctx context.Context, cluster *gocql.ClusterConfig) (*gocql.Session, error) {
	type answer struct {
		db  *gocql.Session
		err error
	}
	done := make(chan answer, 1)
	go func() {
		db, err := cluster.CreateSession()
		done <- answer{db, err}
	}()
	select {
	case a := <-done:
		return a.db, a.err
	case <-ctx.Done():
		go func() {
			if a := <-done; a.db != nil {
				a.db.Close()
			}
		}()
		return nil, ctx.Err()
	}
}

func (c *Connection) cluster(seen *observer) *gocql.ClusterConfig {
	g := gocql.NewCluster(c.addresses()...)
	g.Port = c.port()
	g.Timeout = c.Timeout
	if g.Timeout == 0 {
		g.Timeout = defaultTimeout
	}
	g.ConnectTimeout = min(g.Timeout, 2*dialTimeout)
	g.WriteCoalesceWaitTime = 0 // requests are large already, and waiting costs latency
	g.DefaultTimestamp = false
	g.ReconnectInterval = reconnectEvery
	g.ConnectObserver = seen
	g.PoolConfig.HostSelectionPolicy = gocql.TokenAwareHostPolicy(c.nodes(), gocql.ShuffleReplicas())
	g.Metadata.CacheMode = gocql.KeyspaceOnly // token-aware routing needs no more
	if c.Login == "basic" {
		g.Authenticator = gocql.PasswordAuthenticator{Username: c.User, Password: c.Password}
	}
	return g
}

func (c *Connection) nodes() gocql.HostSelectionPolicy {
	if c.LocalDC == "" {
		return gocql.RoundRobinHostPolicy()
	}
	return gocql.DCAwareRoundRobinPolicy(c.LocalDC)
}

func (c *Connection) port() int {
	if c.Port == 0 {
		return defaultPort
	}
	return c.Port
}

// addresses are the hosts with their ports.
func (c *Connection) addresses() []string {
	var all []string
	for _, h := range c.Hosts {
		if _, _, err := net.SplitHostPort(h); err != nil {
			h = net.JoinHostPort(strings.Trim(h, "[]"), strconv.Itoa(c.port()))
		}
		all = append(all, h)
	}
	return all
}

// openError tells a refused login, which waiting does not heal, from the rest.
func (c *Connection) openError(err error, seen *observer) error {
	if last := seen.err(); last != nil {
		err = last // gocql's own error is its text alone
	}
	var e gocql.RequestError
	refused := errors.As(err, &e) && (e.Code() == gocql.ErrCodeCredentials || e.Code() == gocql.ErrCodeUnauthorized)
	switch {
	case refused:
		return fmt.Errorf("connection %s: login as %q refused: %w", c.Name, c.User, plain(err))
	case c.Login == "" && strings.Contains(err.Error(), "authentication required"):
		return fmt.Errorf("connection %s: the cluster wants a login: login = basic(\"user\", password)", c.Name)
	}
	return connector.Retry(fmt.Errorf("connection %s: cassandra %s: %w", c.Name, strings.Join(c.addresses(), ", "), plain(err)))
}

// checkDC refuses a local data centre that no node is in: gocql would cross data
// centres without a word.
func (c *Connection) checkDC(db *gocql.Session) error {
	if c.LocalDC == "" {
		return nil
	}
	var known []string
	for _, h := range db.GetHosts() {
		if h.DataCenter() == c.LocalDC {
			return nil
		}
		known = append(known, strconv.Quote(h.DataCenter()))
	}
	return fmt.Errorf("connection %s: no node is in local_dc %q; the nodes are in %s", c.Name, c.LocalDC, strings.Join(known, ", "))
}

// consistency is the level of that name.
func consistency(name string) (gocql.Consistency, error) {
	var level gocql.Consistency
	if err := level.UnmarshalText([]byte(strings.ToUpper(name))); err != nil {
		return 0, fmt.Errorf("sink cassandra: no consistency level is called %q", name)
	}
	return level, nil
}

// observer keeps what became of the last connection attempt: gocql reports its
// error with its type here and nowhere else.
type observer struct {
	mu   sync.Mutex
	last error
}

// ObserveConnect implements [gocql.ConnectObserver].
func (o *observer) ObserveConnect(c gocql.ObservedConnect) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.last = c.Err
}

func (o *observer) err() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.last
}
