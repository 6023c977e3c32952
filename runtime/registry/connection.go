package registry

import (
	"fmt"
	"net/url"
	"time"

	"github.com/twmb/franz-go/pkg/sr"

	"github.com/flowc-lang/flowc/runtime/encrypt"
)

// Connection says where a registry is and how to log in.
type Connection struct {
	Name  string // in the .flow file
	URL   string
	Login Login
	TLS   encrypt.TLS
}

// Login is how to log in over HTTP.
type Login struct {
	Method         string // basic, bearer; empty is no login
	User, Password string // of basic
	Token          string // of bearer
}

// requestTimeout bounds one request: a registry that holds the line is one that is
// down.
const requestTimeout = 10 * time.Second

// String names the connection for people: registry sr (http://127.0.0.1:8081). A
// password within the address is not shown.
func (c *Connection) String() string {
	at := "an address that is none"
	if u, err := url.Parse(c.URL); err == nil {
		at = u.Redacted()
	}
	return fmt.Sprintf("registry %s (%s)", c.Name, at)
}

// options are those of the REST client.
func (c *Connection) options() ([]sr.ClientOpt, error) {
	u, err := url.Parse(c.URL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("%s: the url must begin with http:// or https:// and name a host", c)
	}
	opts := []sr.ClientOpt{sr.URLs(c.URL), sr.UserAgent("flowc")}
	switch c.Login.Method {
	case "":
	case "basic":
		opts = append(opts, sr.BasicAuth(c.Login.User, c.Login.Password))
	case "bearer":
		opts = append(opts, sr.BearerToken(c.Login.Token))
	default:
		return nil, fmt.Errorf("%s: no such login %q", c, c.Login.Method)
	}
	if c.TLS.Mode != "" {
		config, err := c.TLS.Config()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c, err)
		}
		opts = append(opts, sr.DialTLSConfig(config))
	}
	return opts, nil
}
