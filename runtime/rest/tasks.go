package rest

import (
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/flowc-lang/flowc/runtime/herd"
)

func (a *API) tasks(r *http.Request) (int, any, error) {
	_, v, err := a.find(r, notFound)
	all, i := []taskInfo{}, a.info(v)
	for _, id := range i.Tasks {
		all = append(all, taskInfo{id, i.Config})
	}
	return http.StatusOK, all, err
}

// task is the number of a task in the path.
func (a *API) task(r *http.Request) (herd.View, int, error) {
	n, err := strconv.Atoi(r.PathValue("task"))
	if err != nil {
		return herd.View{}, 0, fail(http.StatusNotFound, "HTTP 404 Not Found")
	}
	_, v, err := a.find(r, "Unknown connector %s")
	if err == nil && (n < 0 || n >= v.Tasks) {
		err = fail(http.StatusNotFound, "Unknown task: %s-%d", v.Definition.Name, n)
	}
	return v, n, err
}

func (a *API) taskStatus(r *http.Request) (int, any, error) {
	v, n, err := a.task(r)
	if err != nil {
		return 0, nil, err
	}
	return http.StatusOK, a.status(v).Tasks[n], nil
}

// restartTask starts the connector again: its tasks run together.
func (a *API) restartTask(r *http.Request) (int, any, error) {
	v, _, err := a.task(r)
	if err != nil {
		return 0, nil, err
	}
	return http.StatusNoContent, nil, conflict(a.Herd.Restart(v.Definition.Name, false))
}

// topics are those of the pipeline, once the connector has run.
func (a *API) topics(r *http.Request) (int, any, error) {
	type list struct {
		Topics []string `json:"topics"`
	}
	l := list{[]string{}}
	name := r.PathValue("connector")
	c, v, err := a.find(r, notFound)
	if err == nil && c.Runner() != nil && a.forgotten(name) != any(c.Runner()) {
		p := a.plugin(v.Definition.Class())
		for _, what := range slices.Concat(p.Reads, p.Writes) {
			if _, topic, ok := strings.Cut(what, "/"); ok && !strings.HasPrefix(what, "file:") && !slices.Contains(l.Topics, topic) {
				l.Topics = append(l.Topics, topic)
			}
		}
	}
	return http.StatusOK, map[string]list{name: l}, nil
}

func (a *API) forgotten(name string) any {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.reset[name]
}

func (a *API) resetTopics(r *http.Request) (int, any, error) {
	c, v, err := a.find(r, notFound)
	if err != nil {
		return http.StatusAccepted, nil, nil // as Kafka Connect: there is nothing to forget
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.reset[v.Definition.Name] = c.Runner()
	return http.StatusAccepted, nil, nil
}

// levels are those of Kafka Connect's log, as far as there is one here.
var levels = map[string]slog.Level{
	"TRACE": slog.LevelDebug, "DEBUG": slog.LevelDebug, "INFO": slog.LevelInfo, "WARN": slog.LevelWarn, "ERROR": slog.LevelError, "FATAL": slog.LevelError,
}

type logger struct {
	Level    string `json:"level"`
	Modified *int64 `json:"last_modified"`
}

const rootLogger = "root"

func (a *API) logger() logger {
	a.mu.Lock()
	defer a.mu.Unlock()
	l := logger{Level: a.Level.Level().String()}
	if at := a.modified; at != 0 {
		l.Modified = &at
	}
	return l
}

func (a *API) loggers(*http.Request) (int, any, error) {
	return http.StatusOK, map[string]logger{rootLogger: a.logger()}, nil
}

func (a *API) getLogger(r *http.Request) (int, any, error) {
	if name := r.PathValue("logger"); name != rootLogger {
		return 0, nil, fail(http.StatusNotFound, "Logger %s not found.", name)
	}
	return http.StatusOK, a.logger(), nil
}

func (a *API) setLogger(r *http.Request) (int, any, error) {
	body := map[string]any{}
	if err := decode(r, &body); err != nil {
		return 0, nil, err
	}
	if body["level"] == nil {
		return 0, nil, fail(http.StatusBadRequest, "Desired 'level' parameter was not specified in request.")
	}
	name, _ := body["level"].(string)
	level, ok := levels[strings.ToUpper(name)]
	if !ok {
		return 0, nil, fail(http.StatusNotFound, "invalid log level '%v'.", body["level"])
	}
	if which := r.PathValue("logger"); which != rootLogger {
		return 0, nil, fail(http.StatusNotFound, "Logger %s not found: there is one only, %s.", which, rootLogger)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.Level.Set(level)
	a.modified = time.Now().UnixMilli()
	if strings.EqualFold(r.URL.Query().Get("scope"), "cluster") {
		return http.StatusNoContent, nil, nil
	}
	return http.StatusOK, []string{rootLogger}, nil
}
