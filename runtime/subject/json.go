package subject

import (
	"context"

	"github.com/flowc-lang/flowc/runtime/record"
	"github.com/flowc-lang/flowc/runtime/registry"
)

// JSON is a JSON Schema of the program and what a registry says of it. The text of a
// record says itself what it is: the compiled reader checks it, whatever the version of
// the schema, so an id must only be one of a JSON Schema.
type JSON struct{ ids }

// Bind resolves the id of the schema, which is looked up or registered as s says.
// A program that only reads need not find its own.
// Ids that records name are fetched later, once each.
func (x *JSON) Bind(start context.Context, c *registry.Client, s registry.Subject, writes bool) error {
	isJSON := func(live *registry.Schema) error { return ofKind(live, registry.JSON) }
	return x.bind(start, c, s, writes, func(live *registry.Schema) (entry, error) { return entry{}, isJSON(live) }, isJSON)
}

// Frame reads the head of b and returns the cursor behind it.
func (x *JSON) Frame(b []byte) int {
	id, i := record.RegistryID(b)
	if i < 0 || x.own(id) {
		return i
	}
	if _, reason := x.entry(id); reason != 0 {
		return failed(reason)
	}
	return i
}
