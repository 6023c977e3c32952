package rest

import (
	"net/http"

	"github.com/flowc-lang/flowc/runtime/herd"
)

type plugin struct {
	Class   string `json:"class"`
	Type    string `json:"type"`
	Version string `json:"version"`
}

func (a *API) plugins(*http.Request) (int, any, error) {
	all := []plugin{}
	for _, p := range a.Plugins {
		all = append(all, plugin{p.Class, p.Type, a.Version})
	}
	return http.StatusOK, all, nil
}

// definition is a key of a config as Kafka Connect shows it.
type definition struct {
	Name       string   `json:"name"`
	Type       string   `json:"type"`
	Required   bool     `json:"required"`
	Default    *string  `json:"default_value"`
	Importance string   `json:"importance"`
	Doc        string   `json:"documentation"`
	Group      *string  `json:"group"`
	Order      int      `json:"order_in_group"`
	Width      string   `json:"width"`
	Display    string   `json:"display_name"`
	Dependents []string `json:"dependents"`
}

func define(k herd.Key, group string, order int) definition {
	d := definition{
		Name: k.Name, Type: k.Type, Required: k.Required, Importance: "MEDIUM", Doc: k.Doc, Group: &group, Order: order,
		Width: "NONE", Display: k.Name, Dependents: []string{},
	}
	if k.Required {
		d.Importance = "HIGH"
	} else if !k.Secret() && k.Default != "" {
		d.Default = &k.Default
	}
	return d
}

const (
	groupCommon = "Common"
	groupParams = "Params"
)

// asked is the plugin in the path, or a 404.
func (a *API) asked(r *http.Request) (*herd.Plugin, error) {
	class := r.PathValue("plugin")
	if p := a.compiled(class); p != nil {
		return p, nil
	}
	return nil, fail(http.StatusNotFound, "Unknown plugin %s.", class)
}

// definitions are the keys of a plugin in order, with their groups.
func definitions(p *herd.Plugin) []definition {
	var all []definition
	params := len(p.All()) - len(p.Keys)
	for i, k := range p.All() {
		if i < params {
			all = append(all, define(k, groupCommon, i+1))
		} else {
			all = append(all, define(k, groupParams, i-params+1))
		}
	}
	return all
}

func (a *API) pluginConfig(r *http.Request) (int, any, error) {
	p, err := a.asked(r)
	if err != nil {
		return 0, nil, err
	}
	return http.StatusOK, definitions(p), nil
}

type validation struct {
	Name    string      `json:"name"`
	Errors  int         `json:"error_count"`
	Groups  []string    `json:"groups"`
	Configs []validated `json:"configs"`
}

type validated struct {
	Definition definition `json:"definition"`
	Value      value      `json:"value"`
}

type value struct {
	Name        string   `json:"name"`
	Value       *string  `json:"value"`
	Recommended []string `json:"recommended_values"`
	Errors      []string `json:"errors"`
	Visible     bool     `json:"visible"`
}

func (a *API) validate(r *http.Request) (int, any, error) {
	var c config
	if err := decode(r, &c); err != nil {
		return 0, nil, err
	}
	p, err := a.asked(r)
	if err != nil {
		return 0, nil, err
	}
	switch class := c[herd.KeyClass]; class {
	case p.Class:
	case "":
		return 0, nil, fail(http.StatusBadRequest, "Connector config %s contains no connector type: give it %q", keys(c), herd.KeyClass)
	default:
		return 0, nil, fail(http.StatusBadRequest, "Included connector type %s does not match request type %s", class, p.Class)
	}
	v := validation{Name: p.Class, Groups: []string{groupCommon, groupParams}}
	wrong := p.Validate(c)
	errors := map[string][]string{}
	for _, w := range wrong {
		errors[w.Key] = append(errors[w.Key], w.Message)
		v.Errors++
	}
	shown := p.Shown(c)
	for _, d := range definitions(p) {
		one := value{Name: d.Name, Value: d.Default, Recommended: []string{}, Errors: []string{}, Visible: true}
		if text, given := shown[d.Name]; given {
			one.Value = &text
		}
		one.Errors = append(one.Errors, errors[d.Name]...)
		delete(errors, d.Name)
		v.Configs = append(v.Configs, validated{d, one})
	}
	for _, w := range wrong { // keys that there are none of
		if text := errors[w.Key]; text != nil {
			given := c[w.Key]
			v.Configs = append(v.Configs, validated{
				define(herd.Key{Name: w.Key, Type: "STRING"}, groupParams, -1), value{w.Key, &given, []string{}, text, true},
			})
		}
	}
	return http.StatusOK, v, nil
}
