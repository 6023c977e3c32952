//go:build unix

package testkit

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

// RegistryServer is a schema registry with Confluent's API: Apicurio, which keeps its
// schemas in its folder. It demands no compatibility until it is told to.
type RegistryServer struct {
	*server
	URL string // of the API
}

// NewRegistry returns a schema registry for this test alone.
func NewRegistry(t testing.TB) *RegistryServer {
	t.Helper()
	Integration(t)
	r, err := startRegistry(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.end)
	return r
}

func startRegistry(dir string) (*RegistryServer, error) {
	java, err := java()
	if err != nil {
		return nil, err
	}
	lib, err := jars("registry")
	if err != nil {
		return nil, err
	}
	runners, err := filepath.Glob(filepath.Join(lib, "*-runner.jar"))
	if err != nil || len(runners) != 1 {
		return nil, errors.Join(err, errors.New("the registry has not one jar to run in "+lib))
	}
	ports, err := freePorts(1)
	if err != nil {
		return nil, err
	}
	r := &RegistryServer{URL: "http://" + loopback(ports[0]) + "/apis/ccompat/v7"}
	r.server = &server{name: "registry", addr: loopback(ports[0]), ready: "started in", command: func() *exec.Cmd {
		cmd := exec.Command(java, "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
			"-Dquarkus.http.host=127.0.0.1", "-Dquarkus.http.port="+strconv.Itoa(ports[0]), "-jar", runners[0])
		cmd.Env = append(os.Environ(), "REGISTRY_DATASOURCE_URL=jdbc:h2:file:"+filepath.Join(dir, "registry"))
		return cmd
	}}
	return r, r.start()
}
