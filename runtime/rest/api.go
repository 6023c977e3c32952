package rest

import (
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/flowc-lang/flowc/runtime/herd"
)

// Config is what the API shows and changes.
type Config struct {
	Herd    *herd.Herd
	Plugins []herd.Plugin
	Worker  string // host:port, as Kafka Connect's worker_id
	Version string
	Level   *slog.LevelVar // of the worker's log; nil where it cannot be changed
}

// API answers for the connectors of a worker.
type API struct {
	Config
	mu       sync.Mutex
	modified int64 // when the level of the log was set, in milliseconds
	// reset are the connectors whose topics were forgotten, by the run that it was.
	reset map[string]any
}

// New makes an API.
func New(c Config) *API { return &API{Config: c, reset: map[string]any{}} }

// info is a connector as Kafka Connect shows it.
type info struct {
	Name   string            `json:"name"`
	Config map[string]string `json:"config"`
	Tasks  []taskID          `json:"tasks"`
	Type   string            `json:"type"`
}

type taskID struct {
	Connector string `json:"connector"`
	Task      int    `json:"task"`
}

type taskInfo struct {
	ID     taskID            `json:"id"`
	Config map[string]string `json:"config"`
}

type status struct {
	Name      string       `json:"name"`
	Connector state        `json:"connector"`
	Tasks     []taskStatus `json:"tasks"`
	Type      string       `json:"type"`
}

type state struct {
	State   herd.State `json:"state"`
	Worker  string     `json:"worker_id"`
	Trace   string     `json:"trace,omitempty"`
	Version string     `json:"version"`
}

type taskStatus struct {
	ID int `json:"id"`
	state
}

// find returns a connector, or a 404 that says so in the given words.
func (a *API) find(r *http.Request, words string) (*herd.Connector, herd.View, error) {
	name := r.PathValue("connector")
	c, err := a.Herd.Find(name)
	if err != nil {
		return nil, herd.View{}, fail(http.StatusNotFound, words, name)
	}
	return c, c.View(), nil
}

const notFound = "Connector %s not found"

// compiled is the plugin of a class, nil where the worker has none.
func (a *API) compiled(class string) *herd.Plugin {
	for i := range a.Plugins {
		if a.Plugins[i].Class == class {
			return &a.Plugins[i]
		}
	}
	return nil
}

// plugin is that of a class. Connectors of a class that the worker no longer has are failed,
// and shown all the same.
func (a *API) plugin(class string) *herd.Plugin {
	if p := a.compiled(class); p != nil {
		return p
	}
	return &herd.Plugin{Class: class, Type: "unknown"}
}

func (a *API) info(v herd.View) info {
	d := v.Definition
	p := a.plugin(d.Class())
	i := info{Name: d.Name, Config: p.Shown(d.Config), Tasks: []taskID{}, Type: p.Type}
	for n := range v.Tasks {
		i.Tasks = append(i.Tasks, taskID{d.Name, n})
	}
	return i
}

func (a *API) status(v herd.View) status {
	d := v.Definition
	s := state{v.State, a.Worker, v.Trace, a.Version}
	all := status{Name: d.Name, Connector: s, Tasks: []taskStatus{}, Type: a.plugin(d.Class()).Type}
	for n := range v.Tasks {
		all.Tasks = append(all.Tasks, taskStatus{n, s})
	}
	return all
}

func (a *API) list(r *http.Request) (int, any, error) {
	expand := r.URL.Query()["expand"]
	wants := func(what string) bool { return slices.Contains(expand, what) }
	if len(expand) == 0 {
		names := []string{}
		for _, c := range a.Herd.Connectors() {
			names = append(names, c.Name())
		}
		return http.StatusOK, names, nil
	}
	all := map[string]map[string]any{}
	for _, c := range a.Herd.Connectors() {
		v := c.View()
		one := map[string]any{}
		if wants("info") {
			one["info"] = a.info(v)
		}
		if wants("status") {
			one["status"] = a.status(v)
		}
		all[v.Definition.Name] = one
	}
	return http.StatusOK, all, nil
}

var targets = map[string]herd.Target{"": herd.Started, "RUNNING": herd.Started, "PAUSED": herd.Paused, "STOPPED": herd.Stopped}

func (a *API) create(r *http.Request) (int, any, error) {
	var body struct {
		Name    string `json:"name"`
		Config  config `json:"config"`
		Initial string `json:"initial_state"`
	}
	if err := decode(r, &body); err != nil {
		return 0, nil, err
	}
	if body.Config == nil {
		return 0, nil, fail(http.StatusBadRequest, "the request has no \"config\"")
	}
	target, ok := targets[strings.ToUpper(body.Initial)]
	if !ok {
		return 0, nil, fail(http.StatusBadRequest, "initial_state %q is none of RUNNING, PAUSED, STOPPED", body.Initial)
	}
	if body.Name == "" {
		body.Name = body.Config[herd.KeyName]
	}
	return a.add(body.Name, body.Config, target)
}

// add makes a connector.
func (a *API) add(name string, c config, target herd.Target) (int, any, error) {
	settings, err := a.check(name, c, nil)
	if err != nil {
		return 0, nil, err
	}
	class := settings[herd.KeyClass]
	if p := a.plugin(class); p.Single != "" && a.has(class) {
		return 0, nil, fail(http.StatusBadRequest, "there is a connector of %s already, and there can be one only: %s", class, p.Single)
	}
	d := herd.Definition{Name: name, Config: settings, Target: target}
	if err := a.Herd.Create(d); errors.Is(err, herd.ErrExists) {
		return 0, nil, fail(http.StatusConflict, "Connector %s already exists", name)
	} else if err != nil {
		return 0, nil, conflict(err)
	}
	c2, err := a.Herd.Find(name)
	if err != nil {
		return 0, nil, fail(http.StatusNotFound, notFound, name) // deleted meanwhile
	}
	return http.StatusCreated, a.info(c2.View()), nil
}

func (a *API) has(class string) bool {
	return slices.ContainsFunc(a.Herd.Connectors(), func(c *herd.Connector) bool { return c.View().Definition.Class() == class })
}

// check is a config as it is kept, or what is wrong with it.
func (a *API) check(name string, given config, before map[string]string) (map[string]string, error) {
	c := map[string]string(maps.Clone(given))
	if in, ok := c[herd.KeyName]; ok && in != name {
		return nil, fail(http.StatusBadRequest, "Connector name configuration (%s) doesn't match connector name in the URL (%s)", in, name)
	}
	c[herd.KeyName] = name
	class := c[herd.KeyClass]
	if class == "" {
		return nil, fail(http.StatusBadRequest, "Connector config %s contains no connector type: give it %q", keys(c), herd.KeyClass)
	}
	p := a.compiled(class)
	if p == nil {
		var have []string
		for _, p := range a.Plugins {
			have = append(have, p.Class)
		}
		return nil, fail(http.StatusBadRequest, "there is no pipeline %q in this worker, there are %s", class, strings.Join(have, ", "))
	}
	p.Restore(c, before)
	if wrong := p.Validate(c); len(wrong) > 0 {
		text := fmt.Sprintf("Connector configuration is invalid and contains the following %d error(s):", len(wrong))
		for _, w := range wrong {
			text += "\n" + w.Message
		}
		return nil, fail(http.StatusBadRequest, "%s\nYou can also find the above list of errors at the endpoint `/connector-plugins/%s/config/validate`", text, class)
	}
	return c, nil
}

// keys names what is in a config, without the values, which may be secret.
func keys(c map[string]string) string { return fmt.Sprint(slices.Sorted(maps.Keys(c))) }

func (a *API) get(r *http.Request) (int, any, error) {
	_, v, err := a.find(r, notFound)
	return http.StatusOK, a.info(v), err
}

func (a *API) getConfig(r *http.Request) (int, any, error) {
	_, v, err := a.find(r, notFound)
	return http.StatusOK, a.info(v).Config, err
}

func (a *API) putConfig(r *http.Request) (int, any, error) {
	var c config
	if err := decode(r, &c); err != nil {
		return 0, nil, err
	}
	name := r.PathValue("connector")
	old, err := a.Herd.Find(name)
	if err != nil {
		return a.add(name, c, herd.Started)
	}
	return a.change(name, old.View().Definition.Config, c)
}

func (a *API) change(name string, before map[string]string, c config) (int, any, error) {
	settings, err := a.check(name, c, before)
	if err != nil {
		return 0, nil, err
	}
	if err := a.Herd.Change(name, func(d *herd.Definition) { d.Config = settings }); err != nil {
		return 0, nil, conflict(err)
	}
	now, err := a.Herd.Find(name)
	if err != nil {
		return 0, nil, fail(http.StatusNotFound, notFound, name) // deleted meanwhile
	}
	return http.StatusOK, a.info(now.View()), nil
}

func (a *API) patchConfig(r *http.Request) (int, any, error) {
	var patch map[string]*text
	if err := decode(r, &patch); err != nil {
		return 0, nil, err
	}
	_, v, err := a.find(r, notFound)
	if err != nil {
		return 0, nil, err
	}
	c := config(maps.Clone(v.Definition.Config))
	for key, value := range patch {
		if value == nil {
			delete(c, key)
			continue
		}
		c[key] = string(*value)
	}
	return a.change(v.Definition.Name, v.Definition.Config, c)
}

func (a *API) getStatus(r *http.Request) (int, any, error) {
	_, v, err := a.find(r, "No status found for connector %s")
	return http.StatusOK, a.status(v), err
}

// want makes the handler of a target state.
func (a *API) want(target herd.Target, code int) func(*http.Request) (int, any, error) {
	return func(r *http.Request) (int, any, error) {
		_, v, err := a.find(r, "Unknown connector %s")
		if err != nil {
			return 0, nil, err
		}
		err = a.Herd.Change(v.Definition.Name, func(d *herd.Definition) { d.Target = target })
		return code, nil, conflict(err)
	}
}

func (a *API) restart(r *http.Request) (int, any, error) {
	_, v, err := a.find(r, "Unknown connector: %s")
	if err != nil {
		return 0, nil, err
	}
	q := r.URL.Query()
	tasks, onlyFailed := isTrue(q.Get("includeTasks")), isTrue(q.Get("onlyFailed"))
	if err := a.Herd.Restart(v.Definition.Name, onlyFailed); err != nil {
		return 0, nil, conflict(err)
	}
	if !tasks && !onlyFailed {
		return http.StatusNoContent, nil, nil
	}
	if v.Restarts(onlyFailed) {
		v.State, v.Trace = herd.Restarting, ""
	}
	return http.StatusAccepted, a.status(v), nil
}

// isTrue reads a query as Kafka Connect does: what is no truth is a falsehood.
func isTrue(text string) bool { return strings.EqualFold(text, "true") }

func (a *API) remove(r *http.Request) (int, any, error) {
	_, v, err := a.find(r, notFound)
	if err != nil {
		return 0, nil, err
	}
	if err := a.Herd.Remove(v.Definition.Name); err != nil {
		return 0, nil, conflict(err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.reset, v.Definition.Name) // it would keep the run, with its buffers
	return http.StatusNoContent, nil, nil
}

// conflict puts an error of the herd into an answer.
func conflict(err error) error {
	switch {
	case errors.Is(err, herd.ErrUnknown):
		return fail(http.StatusNotFound, "%v", err)
	case errors.Is(err, herd.ErrConflict):
		return fail(http.StatusConflict, "%v", err)
	}
	return err
}
