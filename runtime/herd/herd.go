package herd

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/flowc-lang/flowc/runtime/task"
)

// The errors of what cannot be done, for who decides on an answer.
var (
	ErrUnknown  = errors.New("not found")
	ErrExists   = errors.New("already exists")
	ErrConflict = errors.New("cannot be done now")
)

// Herd is all connectors of a worker.
type Herd struct {
	host *Host
	keep Store
	all  sync.WaitGroup // the connectors that serve

	change sync.Mutex // of definitions: one after the other
	// own are the definitions that the project has by itself; what does not differ from
	// them is not kept.
	own map[string]Definition

	mu   sync.Mutex
	list []*Connector // in the order in which they came
	// leaving are those that were removed and may not be over yet.
	leaving []*Connector
	ctx     context.Context // of Serve, nil before
}

// New makes a herd without connectors.
func New(h *Host, keep Store) *Herd {
	return &Herd{host: h, keep: keep, own: map[string]Definition{}}
}

// Start adds the connectors of the project, each with its pipeline, as they were left, and
// those that were created. It is called before Serve.
func (h *Herd) Start(pipelines []*task.Pipeline, config func(p *task.Pipeline) map[string]string) error {
	kept, err := h.keep.Load()
	if err != nil {
		return err
	}
	for _, p := range pipelines {
		d := Definition{Name: p.Name, Config: config(p), Target: Started}
		h.own[p.Name] = d
		built := p
		if i := slices.IndexFunc(kept, func(k Definition) bool { return k.Name == p.Name }); i >= 0 {
			old := kept[i]
			kept = slices.Delete(kept, i, i+1)
			if old.Removed {
				continue
			}
			if d.Target = old.Target; old.Config != nil {
				d.Config, built = old.Config, nil
			}
		}
		h.list = append(h.list, newConnector(h.host, d, built))
	}
	for _, d := range kept {
		if !d.Removed {
			h.list = append(h.list, newConnector(h.host, d, nil))
		}
	}
	return nil
}

// Serve runs the connectors until ctx ends, or, where the host does not stay, until all
// are over.
func (h *Herd) Serve(ctx context.Context) {
	h.mu.Lock()
	h.ctx = ctx
	for _, c := range h.list {
		h.all.Go(func() { c.Serve(ctx) })
	}
	h.mu.Unlock()
	if h.host.Stay {
		<-ctx.Done()
	}
	h.all.Wait()
}

// Connectors are those that there are.
func (h *Herd) Connectors() []*Connector {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.list)
}

// Find returns the connector of a name.
func (h *Herd) Find(name string) (*Connector, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.find(name)
}

func (h *Herd) find(name string) (*Connector, error) {
	for _, c := range h.list {
		if c.Name() == name {
			return c, nil
		}
	}
	return nil, fmt.Errorf("connector %s: %w", name, ErrUnknown)
}

// Create adds a connector.
func (h *Herd) Create(d Definition) error {
	h.change.Lock()
	defer h.change.Unlock()
	if _, err := h.Find(d.Name); err == nil {
		return fmt.Errorf("connector %s: %w", d.Name, ErrExists)
	}
	return h.put(d)
}

// Change gives a connector another definition; to is given the present one.
func (h *Herd) Change(name string, to func(d *Definition)) error {
	h.change.Lock()
	defer h.change.Unlock()
	c, err := h.Find(name)
	if err != nil {
		return err
	}
	d := c.View().Definition
	to(&d)
	return h.put(d)
}

// Remove ends a connector for good.
func (h *Herd) Remove(name string) error {
	return h.Change(name, func(d *Definition) { d.Removed = true })
}

// put keeps a definition, and then brings the connector to it.
func (h *Herd) put(d Definition) error {
	kept, own := d, h.own[d.Name]
	if own.Name != "" && maps.Equal(own.Config, d.Config) {
		kept.Config = nil // as the project has it, also at the next start
	}
	var err error
	switch {
	case d.Removed && own.Name != "":
		err = h.keep.Put(Definition{Name: d.Name, Target: d.Target, Removed: true})
	case d.Removed, own.Name != "" && own.equal(d):
		err = h.keep.Delete(d.Name)
	default:
		err = h.keep.Put(kept)
	}
	if err == nil {
		h.apply(d)
	}
	return err
}

// apply brings a connector to what its definition says.
func (h *Herd) apply(d Definition) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c, err := h.find(d.Name)
	switch {
	case err == nil && d.Removed:
		h.list = slices.DeleteFunc(h.list, func(o *Connector) bool { return o == c })
		c.want(d, false)
		h.leaving = append(h.leaving, c)
	case err == nil:
		c.want(d, false)
	case !d.Removed:
		h.add(d)
	}
}

// add begins with a new connector, when one of its name that was removed is over.
func (h *Herd) add(d Definition) {
	c := newConnector(h.host, d, nil)
	h.list = append(h.list, c)
	h.leaving = slices.DeleteFunc(h.leaving, (*Connector).over)
	var before []*Connector
	for _, o := range h.leaving {
		if o.Name() == d.Name {
			before = append(before, o)
		}
	}
	if h.ctx == nil || h.ctx.Err() != nil {
		return
	}
	ctx := h.ctx
	h.all.Go(func() {
		for _, o := range before {
			<-o.gone
		}
		c.Serve(ctx)
	})
}

// Restart starts a connector again, if it is to run. With onlyFailed one that has not
// failed is left alone.
func (h *Herd) Restart(name string, onlyFailed bool) error {
	c, err := h.Find(name)
	if err != nil {
		return err
	}
	if v := c.View(); v.Restarts(onlyFailed) {
		c.want(v.Definition, true)
	}
	return nil
}
