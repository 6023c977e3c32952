// Package encrypt holds how a client's connection is encrypted: the `tls` option
// that connections of every kind share. It knows no client.
package encrypt

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
)

// TLS is how a connection is encrypted. Empty files mean the system's authorities
// and no client certificate.
type TLS struct {
	Mode          string // tls; empty is what the address says: in clear, or https by the system's authorities
	CA, Cert, Key string // PEM files
}

// Config reads the files. Its errors name the file that is wrong.
func (t *TLS) Config() (*tls.Config, error) {
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
