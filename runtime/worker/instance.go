package worker

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/flowc-lang/flowc/runtime/herd"
	"github.com/flowc-lang/flowc/runtime/task"
)

// connectorsFile, in the data folder, keeps the connectors that were created or changed.
const connectorsFile = "connectors.json"

// keep is where changes of connectors are kept. Without --http nobody can make any, and the
// connectors are those of the project.
func (w *worker) keep() herd.Store {
	if !w.stays() || w.settings.cluster != "" {
		return herd.Nothing{}
	}
	return &herd.File{Path: filepath.Join(w.settings.dataDir, connectorsFile)}
}

// configOf is the config of the connector that a pipeline is by itself: the params that
// were given a value.
func (w *worker) configOf(p *task.Pipeline) map[string]string {
	config := map[string]string{herd.KeyName: p.Name, herd.KeyClass: p.Name}
	maps.Copy(config, w.given)
	return config
}

// group is the group of an instance.
func (w *worker) group(instance string) string { return "flow." + w.project.Name + "." + instance }

// plugins describe the pipelines.
func (w *worker) plugins(pipelines []*task.Pipeline) []herd.Plugin {
	var keys []herd.Key
	for i, p := range w.instance.Params {
		_, given := w.given[p.Name]
		k := herd.Key{Name: p.Name, Type: kafkaType(p), Doc: p.Doc, Required: p.Required && !given, Check: func(value string) error {
			return w.project.New().Params[i].Value.Set(value)
		}}
		if !p.Required || given {
			k.Default = p.Value.String()
		}
		keys = append(keys, k)
	}
	var all []herd.Plugin
	for _, p := range pipelines {
		plugin := herd.Plugin{Class: p.Name, Type: "sink", Keys: keys, Reads: p.Reads, Writes: p.Writes}
		if p.SourceTasks() > 0 { // its system is not Kafka
			plugin.Type = "source"
		}
		if p.Group != w.group(p.Name) {
			plugin.Single = "it has a `group` of its own, " + p.Group
		}
		all = append(all, plugin)
	}
	return all
}

// kafkaType is the type of a param in Kafka's words.
func kafkaType(p Param) string {
	typ, _, _ := strings.Cut(p.Type, "(")
	switch {
	case p.Secret:
		return "PASSWORD"
	case strings.HasPrefix(typ, "list"):
		return "LIST"
	}
	switch typ {
	case "bool":
		return "BOOLEAN"
	case "int8", "int16", "int32", "uint8", "uint16":
		return "INT"
	case "int64", "uint32":
		return "LONG"
	case "float", "double":
		return "DOUBLE"
	}
	return "STRING"
}

// instance builds the pipeline of a connector: params that its config leaves out have the
// values that the worker was given.
func (s *session) instance(ctx context.Context, d herd.Definition) (*task.Pipeline, func(), error) {
	of := s.w.project.New()
	for i, p := range of.Params {
		value, ok := d.Config[p.Name]
		if !ok {
			value, ok = s.w.given[p.Name]
		}
		if !ok && p.Required {
			return nil, nil, missingError(p)
		}
		if !ok {
			continue
		}
		if err := of.Params[i].Value.Set(value); err != nil {
			return nil, nil, fmt.Errorf("param %s: %w", p.Name, err)
		}
	}
	env := &Env{Log: s.env.Log, DataDir: s.env.DataDir, Start: ctx, Run: s.env.Run, parent: s.env}
	pipelines, err := of.Open(env)
	if err != nil {
		env.close()
		return nil, nil, err
	}
	i := slices.IndexFunc(pipelines, func(p *task.Pipeline) bool { return p.Name == d.Class() })
	if i < 0 {
		env.close()
		return nil, nil, fmt.Errorf("there is no pipeline %q in this worker", d.Class())
	}
	p := *pipelines[i]
	if p.Name != d.Name && p.Group == s.w.group(p.Name) {
		p.Group = s.w.group(d.Name)
	}
	p.Name = d.Name
	if n, err := strconv.Atoi(d.Config[herd.KeyTasks]); err == nil {
		p.Tasks = n
	}
	return &p, env.close, nil
}
