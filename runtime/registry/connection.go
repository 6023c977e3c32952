package registry

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/url"
	"os"
	"time"

	"github.com/twmb/franz-go/pkg/sr"
)

// Connection says where a registry is and how to log in.
type Connection struct {
	Name  string // in the .flow file
	URL   string
	Login Login
	TLS   TLS
}

// Login is how to log in over HTTP.
type Login struct {
	Method         string // basic, bearer; empty is no login
	User, Password string // of basic
	Token          string // of bearer
}

// TLS is what an https address is checked with. Empty files mean the system's
// authorities and no client certificate.
type TLS struct {
	Mode          string // tls; empty is the default
	CA, Cert, Key string // PEM files
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
		config, err := c.TLS.config()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c, err)
		}
		opts = append(opts, sr.DialTLSConfig(config))
	}
	return opts, nil
}

func (t *TLS) config() (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if t.CA != "" {
		pem, err := os.ReadFile(t.CA)
		if err != nil {
			return nil, fmt.Errorf("tls ca: %w", err)
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("tls ca: %s holds no certificate", t.CA)
		}
	}
	if t.Cert != "" {
		pair, err := tls.LoadX509KeyPair(t.Cert, t.Key)
		if err != nil {
			return nil, fmt.Errorf("tls cert: %w", err)
		}
		config.Certificates = []tls.Certificate{pair}
	}
	return config, nil
}
