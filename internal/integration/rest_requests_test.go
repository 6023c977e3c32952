//go:build unix

package integration

// The reasons of differences that are meant; docs/rest.md tells them to people.
const (
	mistake = "the mistake is the client's, and no 500"
	alone   = "a Connect that is alone answers 500; one of a cluster answers as the worker does"
	gone    = "a stopped connector has no tasks; a Connect that is alone still tells of the one of before"
	slash   = "Connect's server refuses such a path itself, with a page of HTML"
)

// restRequests are those of TestRESTAsConnect, in the order in which they are sent.
func restRequests() []request {
	all := []request{
		{method: "GET", path: "/connectors"},
		{method: "GET", path: "/connectors?expand=nothing"},
		{method: "GET", path: "/connectors/FIRST"},
		{method: "GET", path: "/connectors/FIRST/config"},
		{method: "GET", path: "/connectors/FIRST/status"},
		{method: "GET", path: "/connectors/FIRST/tasks"},
		{method: "GET", path: "/connectors/FIRST/tasks/0/status"},
		{method: "GET", path: "/connectors/FIRST/tasks/9/status"},
		{method: "GET", path: "/connectors/FIRST/tasks/x/status"},
		{method: "POST", path: "/connectors/FIRST/tasks/9/restart"},
		{method: "GET", path: "/connector-plugins?connectorsOnly=true"},
		{method: "GET", path: "/connector-plugins/Nope/config"},
		{method: "GET", path: "/nope"},
		{method: "GET", path: "/connectors/FIRST/nope"},
		{method: "GET", path: "/connectors/FIRST/tasks-config"},
		{method: "PUT", path: "/connector-plugins/CLASS/config/validate", body: `{"connector.class":"Nope"}`},
		{method: "PUT", path: "/connector-plugins/CLASS/config/validate", body: `{}`, why: mistake},
		{method: "PUT", path: "/connector-plugins/CLASS/config/validate", body: `{`, why: mistake},
		{method: "PUT", path: "/connector-plugins/CLASS/config/validate", body: `[]`, why: mistake},
	}
	all = append(all, malformed()...)
	all = append(all, unknown()...)
	all = append(all, methods()...)
	all = append(all, queries()...)
	all = append(all, values()...)
	for _, name := range []string{"a1", "b.2-c_D"} {
		all = append(all, life(name)...)
	}
	return all
}

// malformed are requests whose body is nothing to begin with.
func malformed() (all []request) {
	for _, body := range []string{`{`, `x`, `[]`, `"x"`, `7`, `{"name":"x"}`, `{"name":"x","config":7}`, `{"name":"x","config":[]}`, `{"nmae":"x","config":{}}`} {
		all = append(all, request{method: "POST", path: "/connectors", body: body, why: mistake})
	}
	for _, body := range []string{`{`, `x`, `[]`, `"x"`, `7`} {
		all = append(all, request{method: "PUT", path: "/connectors/FIRST/config", body: body, why: mistake})
		all = append(all, request{method: "PATCH", path: "/connectors/FIRST/config", body: body, why: mistake})
	}
	return all
}

// unknown are requests for what is not there.
func unknown() (all []request) {
	for _, path := range []string{"", "/config", "/status", "/tasks", "/topics", "/tasks/0/status"} {
		all = append(all, request{method: "GET", path: "/connectors/nope" + path})
	}
	for path, why := range map[string]string{"/pause": "", "/resume": "", "/stop": alone} {
		all = append(all, request{method: "PUT", path: "/connectors/nope" + path, why: why})
	}
	for path, why := range map[string]string{"/restart": alone, "/restart?includeTasks=true": "", "/restart?onlyFailed=true": "", "/tasks/0/restart": alone} {
		all = append(all, request{method: "POST", path: "/connectors/nope" + path, why: why})
	}
	return append(all, request{method: "GET", path: "/connectors/x%2Fy", why: slash}, request{method: "GET", path: "/connectors/no%20pe"}, request{method: "DELETE", path: "/connectors/nope"}, request{method: "PATCH", path: "/connectors/nope/config", body: `{"a":"b"}`})
}

// queries are requests whose queries are good, strange, or nothing to anybody.
func queries() (all []request) {
	for _, q := range []string{"expand=info", "expand=status", "expand=info&expand=status", "expand=INFO", "expand=", "other=1", "expand=status&expand=nothing"} {
		all = append(all, request{method: "GET", path: "/connectors?" + q})
	}
	for _, q := range []string{"connectorsOnly=True", "connectorsOnly=false", "connectorsOnly=banana"} {
		all = append(all, request{method: "GET", path: "/connector-plugins?" + q})
	}
	for _, q := range []string{"pause", "resume", "pause", "pause", "resume", "resume"} {
		all = append(all, request{method: "PUT", path: "/connectors/FIRST/" + q}, request{method: "GET", path: "/connectors/FIRST/config"})
	}
	return all
}

// values are configs with values that a key does not take, and of the wrong kind.
func values() (all []request) {
	for _, v := range []string{`"0"`, `"-1"`, `"x"`, `"1.5"`, `0`, `""`} {
		body := `{CONFIG,"name":"v","tasks.max":` + v + `}`
		all = append(all, request{method: "POST", path: "/connectors", body: `{"name":"v","config":` + body + `}`},
			request{method: "PUT", path: "/connectors/v/config", body: body}, request{method: "PUT", path: "/connector-plugins/CLASS/config/validate", body: body})
	}
	for _, v := range []string{`{}`, `[]`} {
		all = append(all, request{method: "PUT", path: "/connectors/v/config", body: `{CONFIG,"tasks.max":` + v + `}`, why: mistake})
	}
	for _, state := range []string{"HAPPY", "DESTROYED"} {
		all = append(all, request{method: "POST", path: "/connectors", body: `{"name":"v","config":{CONFIG},"initial_state":"` + state + `"}`, why: mistake})
	}
	for _, kind := range []string{"text/plain", "application/xml"} {
		all = append(all, request{method: "POST", path: "/connectors", body: `{}`, kind: kind}, request{method: "PUT", path: "/connectors/v/config", body: `{}`, kind: kind})
	}
	return all
}

// methods are requests with a method that a path does not take.
func methods() (all []request) {
	for path, not := range map[string][]string{
		"/": {"POST", "PUT", "DELETE"}, "/connectors": {"PUT", "DELETE"}, "/connectors/FIRST": {"POST"}, "/connectors/FIRST/config": {"DELETE"},
		"/connectors/FIRST/status": {"PUT", "POST", "DELETE"}, "/connectors/FIRST/pause": {"GET", "POST", "DELETE"},
		"/connectors/FIRST/resume": {"GET", "POST"}, "/connectors/FIRST/stop": {"GET", "POST"}, "/connectors/FIRST/restart": {"GET", "PUT"},
		"/connectors/FIRST/topics": {"POST", "DELETE"}, "/connector-plugins": {"POST", "PUT", "DELETE"},
	} {
		for _, m := range not {
			all = append(all, request{method: m, path: path})
		}
	}
	return all
}

// life is what becomes of a connector, from its creation to its end.
func life(name string) []request {
	at := "/connectors/" + name
	return []request{
		{method: "POST", path: "/connectors", body: `{"name":"` + name + `","config":{CONFIG,BAD}}`},
		{method: "POST", path: "/connectors", body: `{"name":"` + name + `","config":{CONFIG,"name":"other"}}`},
		{method: "POST", path: "/connectors", body: `{"name":"` + name + `","config":{CONFIG},"initial_state":"STOPPED"}`},
		{method: "POST", path: "/connectors", body: `{"name":"` + name + `","config":{CONFIG}}`},
		{method: "GET", path: at},
		{method: "GET", path: at + "/config"},
		{method: "GET", path: at + "/tasks"},
		{method: "PUT", path: at + "/config", body: `{CONFIG,BAD}`},
		{method: "PUT", path: at + "/config", body: `{CONFIG,"name":"other"}`},
		{method: "PUT", path: at + "/config", body: `{CONFIG}`},
		{method: "PATCH", path: at + "/config", body: `{"tasks.max":"0"}`},
		{method: "PATCH", path: at + "/config", body: `{"tasks.max":null}`},
		{method: "PUT", path: at + "/pause"},
		{method: "PUT", path: at + "/stop"},
		{method: "PUT", path: at + "/stop"},
		{method: "GET", path: at + "/topics"},
		{method: "PUT", path: at + "/topics/reset"},
		{method: "POST", path: at + "/tasks/0/restart"},
		{method: "GET", path: at + "/tasks/0/status", why: gone},
		{method: "PUT", path: "/connector-plugins/CLASS/config/validate", body: `{CONFIG,"name":"` + name + `"}`},
		{method: "DELETE", path: at},
		{method: "DELETE", path: at},
		{method: "GET", path: at},
		{method: "GET", path: at + "/config"},
	}
}
