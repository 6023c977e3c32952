package encrypt

import (
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
)

// A server whose authority the system does not know is reached with its CA file
// alone.
func TestConfigTrustsTheFile(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	block := &pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}
	if err := os.WriteFile(ca, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := ask(t, server.URL, TLS{Mode: "tls"}); err == nil {
		t.Error("the server is trusted without its authority")
	}
	if err := ask(t, server.URL, TLS{Mode: "tls", CA: ca}); err != nil {
		t.Error(err)
	}
}

func ask(t *testing.T, url string, files TLS) error {
	t.Helper()
	config, err := files.Config()
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{TLSClientConfig: config}
	defer transport.CloseIdleConnections()
	answer, err := (&http.Client{Transport: transport}).Get(url)
	if err != nil {
		return err
	}
	return answer.Body.Close()
}

func TestConfigRefusesFiles(t *testing.T) {
	for _, files := range []TLS{
		{CA: "missing.pem"},
		{CA: "tls_test.go"},
		{Cert: "missing.pem", Key: "missing.pem"},
	} {
		if _, err := files.Config(); err == nil {
			t.Errorf("%+v is taken", files)
		}
	}
}
