package admin

import (
	"net/http"

	"github.com/flowc-lang/flowc/runtime/task"
)

// health is 200 while every pipeline runs, 503 until all are connected, and 500 when one
// has failed. What a running pipeline tries again is no reason to end the worker: it heals,
// or the pipeline fails.
func (s *Server) health(*http.Request) (int, any, error) {
	status, word, message := http.StatusOK, "healthy", "all pipelines run"
	for _, p := range s.config.Pipelines() {
		if p.State == task.Failed {
			status, word, message = http.StatusInternalServerError, "unhealthy", p.Pipeline+" has failed"
			break
		}
		if p.State == task.Opening && status == http.StatusOK {
			status, word, message = http.StatusServiceUnavailable, "starting", p.Pipeline+" connects to its systems"+waiting(p)
		}
	}
	return status, struct {
		Status  string `json:"status"`
		Message string `json:"message"`
	}{word, message}, nil
}

// waiting tells what a pipeline waits for.
func waiting(p task.Snapshot) string {
	if len(p.Troubles) == 0 {
		return ""
	}
	t := p.Troubles[0]
	return ": " + t.Node + ": " + t.Cause.Error()
}
