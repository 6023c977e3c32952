package worker

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

var listening = regexp.MustCompile(`listening=(http://\S+)`)

// A worker that runs tells its health and counts where --http says, until it ends.
func TestHTTP(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), actAs+"=stuck", actAs+"_ARGS=--http :0 --data "+t.TempDir())
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = cmd.Process.Signal(syscall.SIGKILL)
		_ = cmd.Wait()
	}()
	var url string
	lines := bufio.NewScanner(stderr)
	for lines.Scan() && lines.Text() != "ready" {
		if m := listening.FindStringSubmatch(lines.Text()); m != nil {
			url = m[1]
		}
	}
	for path, want := range map[string]string{
		"/": `"commit":"4f2c1ab"`, "/health": `"status":"healthy"`, "/metrics": `flowc_state{connector="load",state="running"} 1`,
	} {
		if got := get(ctx, t, url+path); !strings.Contains(got, want) {
			t.Errorf("%s: %s", path, got)
		}
	}
	if got := get(ctx, t, url+"/metrics"); strings.Contains(got, `flowc_records_in_total{connector="load"} 0`) || !strings.Contains(got, `flowc_records_out_total{connector="load"} 0`) {
		t.Errorf("records were read and none is delivered:\n%s", got)
	}
}

func get(ctx context.Context, t *testing.T, url string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	body, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestHTTPThatCannotBe(t *testing.T) {
	r := newRig(t, 1)
	if code, stderr := r.run(t.Context(), "--http", "8083"); code != 2 || !strings.Contains(stderr, "is no host:port") {
		t.Errorf("code %d\n%s", code, stderr)
	}
}
