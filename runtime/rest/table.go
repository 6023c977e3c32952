package rest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/flowc-lang/flowc/runtime/herd"
)

// Routes are those of the connectors.
func (a *API) Routes() []Route {
	const one = "/connectors/{connector}"
	routes := []Route{
		{Method: "GET", Path: "/connectors", Summary: "List the connectors", Query: []string{"expand"}, Codes: []int{200}, Serve: a.list},
		{Method: "POST", Path: "/connectors", Summary: "Create a connector", Body: true, Codes: []int{201, 409}, Serve: a.create},
		{Method: "GET", Path: one, Summary: "Show a connector", Codes: []int{200, 404}, Serve: a.get},
		{Method: "DELETE", Path: one, Summary: "Delete a connector", Codes: []int{204, 404, 409}, Serve: a.remove},
		{Method: "GET", Path: one + "/config", Summary: "Show the config of a connector", Codes: []int{200, 404}, Serve: a.getConfig},
		{Method: "PUT", Path: one + "/config", Summary: "Create a connector, or give it another config", Body: true, Codes: []int{200, 201, 409}, Serve: a.putConfig},
		{Method: "PATCH", Path: one + "/config", Summary: "Change values of a config; null takes one out", Body: true, Codes: []int{200, 404, 409}, Serve: a.patchConfig},
		{Method: "GET", Path: one + "/status", Summary: "Show the state of a connector and its tasks", Codes: []int{200, 404}, Serve: a.getStatus},
		{Method: "PUT", Path: one + "/pause", Summary: "Pause a connector", Codes: []int{202, 404, 409}, Serve: a.want(herd.Paused, http.StatusAccepted)},
		{Method: "PUT", Path: one + "/resume", Summary: "Let a connector run", Codes: []int{202, 404, 409}, Serve: a.want(herd.Started, http.StatusAccepted)},
		{Method: "PUT", Path: one + "/stop", Summary: "Stop a connector", Codes: []int{204, 404, 409}, Serve: a.want(herd.Stopped, http.StatusNoContent)},
		{Method: "POST", Path: one + "/restart", Summary: "Start a connector again", Query: []string{"includeTasks", "onlyFailed"}, Codes: []int{202, 204, 404}, Serve: a.restart},
		{Method: "GET", Path: one + "/tasks", Summary: "List the tasks of a connector", Codes: []int{200, 404}, Serve: a.tasks},
		{Method: "GET", Path: one + "/tasks/{task}/status", Summary: "Show the state of a task", Codes: []int{200, 404}, Serve: a.taskStatus},
		{Method: "POST", Path: one + "/tasks/{task}/restart", Summary: "Start the tasks of a connector again", Codes: []int{204, 404}, Serve: a.restartTask},
		{Method: "GET", Path: one + "/topics", Summary: "List the topics of a connector", Codes: []int{200}, Serve: a.topics},
		{Method: "PUT", Path: one + "/topics/reset", Summary: "Forget the topics of a connector until its next run", Codes: []int{202}, Serve: a.resetTopics},
		{Method: "GET", Path: "/connector-plugins", Summary: "List the compiled pipelines", Query: []string{"connectorsOnly"}, Codes: []int{200}, Serve: a.plugins},
		{Method: "GET", Path: "/connector-plugins/{plugin}/config", Summary: "List the keys of a config", Codes: []int{200, 404}, Serve: a.pluginConfig},
		{Method: "PUT", Path: "/connector-plugins/{plugin}/config/validate", Summary: "See whether a config is good", Body: true, Codes: []int{200, 404}, Serve: a.validate},
	}
	if a.Level != nil {
		routes = append(routes,
			Route{Method: "GET", Path: "/admin/loggers", Summary: "List the loggers", Codes: []int{200}, Serve: a.loggers},
			Route{Method: "GET", Path: "/admin/loggers/{logger}", Summary: "Show the level of a logger", Codes: []int{200, 404}, Serve: a.getLogger},
			Route{Method: "PUT", Path: "/admin/loggers/{logger}", Summary: "Set the level of a logger", Query: []string{"scope"}, Body: true, Codes: []int{200, 204, 404}, Serve: a.setLogger},
		)
	}
	return routes
}

var pathParam = regexp.MustCompile(`\{([a-z]+)\}`)

// Document is the OpenAPI document of routes.
func Document(title, version string, routes []Route) Raw {
	paths := map[string]map[string]any{}
	for _, r := range routes {
		path := strings.TrimSuffix(r.Path, "{$}")
		if paths[path] == nil {
			paths[path] = map[string]any{}
		}
		paths[path][strings.ToLower(r.Method)] = operation(r)
	}
	text, err := json.MarshalIndent(map[string]any{
		"openapi": "3.1.0", "info": map[string]string{"title": title, "version": version}, "paths": paths,
	}, "", "  ")
	if err != nil {
		panic(fmt.Sprintf("rest: %v", err)) // it is made of texts
	}
	return Raw{"application/json", append(text, '\n')}
}

func operation(r Route) map[string]any {
	params := []any{}
	text := map[string]string{"type": "string"}
	for _, m := range pathParam.FindAllStringSubmatch(r.Path, -1) {
		params = append(params, map[string]any{"name": m[1], "in": "path", "required": true, "schema": text})
	}
	for _, q := range r.Query {
		params = append(params, map[string]any{"name": q, "in": "query", "schema": text})
	}
	answers := map[string]any{}
	codes := append([]int{}, r.Codes...)
	if r.Body {
		codes = append(codes, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	for _, code := range codes {
		answers[fmt.Sprint(code)] = map[string]string{"description": http.StatusText(code)}
	}
	op := map[string]any{"summary": r.Summary, "parameters": params, "responses": answers}
	if r.Body {
		op["requestBody"] = map[string]any{"required": true, "content": map[string]any{"application/json": map[string]any{"schema": map[string]string{"type": "object"}}}}
	}
	return op
}
