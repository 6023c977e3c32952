package worker

import (
	"github.com/flowc-lang/flowc/runtime/herd"
	"github.com/flowc-lang/flowc/runtime/task"
)

// configOf is the config of the connector that a pipeline is by itself: the params that
// were given a value.
func (w *worker) configOf(p *task.Pipeline) map[string]string {
	config := map[string]string{herd.KeyName: p.Name, herd.KeyClass: p.Name}
	for name, value := range w.given {
		config[name] = value
	}
	return config
}
