package avro

import (
	"maps"
	"slices"

	"github.com/flowc-lang/flowc/compiler/types"
	"github.com/flowc-lang/flowc/dsl/diag"
)

// Gap is one reason for which a reader's schema cannot read what a writer's wrote, by
// Avro's rules of schema resolution.
type Gap struct {
	Kind GapKind
	Path string // .address.zip, empty for the value itself
	// Reader and Writer are the types on both sides, nil for a field that is not there.
	Reader, Writer *types.Type
	// ReaderAt and WriterAt are their places, zero where there is none.
	ReaderAt, WriterAt diag.Span
	Symbols            []string // those that the reader does not know
}

// GapKind is the kind of a [Gap].
type GapKind uint8

// The kinds.
const (
	OtherType GapKind = iota + 1 // the types do not resolve
	NoDefault                    // the writer has no such field, and the reader no default
	MayBeNull                    // the writer has null, the reader does not
	NoSymbol                     // the reader lacks symbols and has no default symbol
)

// Gaps returns what keeps values that were written as writer from being read as
// reader; none where they resolve. Both may hold themselves.
func Gaps(reader, writer *types.Type) []Gap {
	c := &resolution{seen: map[[2]*types.RecordType]bool{}}
	c.value(reader, writer, place{})
	return c.gaps
}

// resolution compares two types.
type resolution struct {
	gaps []Gap
	seen map[[2]*types.RecordType]bool
}

// place is where in both schemas the comparison is.
type place struct {
	path           string
	reader, writer diag.Span
}

func (c *resolution) gap(k GapKind, r, w *types.Type, at place) {
	c.gaps = append(c.gaps, Gap{Kind: k, Path: at.path, Reader: r, Writer: w, ReaderAt: at.reader, WriterAt: at.writer})
}

func (c *resolution) value(r, w *types.Type, at place) {
	if w.Nullable() && !r.Nullable() {
		c.gap(MayBeNull, r, w, at)
		return
	}
	r, w = r.Strip(), w.Strip()
	switch {
	case r.Kind == types.Invalid || w.Kind == types.Invalid:
	case r == w:
	case r.Kind == types.Union || w.Kind == types.Union:
		c.union(r, w, at)
	case r.IsOpenEnum() && w.IsOpenEnum(): // texts
	case r.IsOpenEnum() || w.IsOpenEnum():
		if !promotes(physicalKind(w), physicalKind(r)) {
			c.gap(OtherType, r, w, at)
		}
	case r.Kind != w.Kind:
		if !promotes(w.Kind, r.Kind) {
			c.gap(OtherType, r, w, at)
		}
	default:
		c.same(r, w, at)
	}
}

// same compares two types of one kind.
func (c *resolution) same(r, w *types.Type, at place) {
	switch r.Kind {
	case types.Record:
		c.record(r.Record, w.Record, at)
	case types.Enum:
		c.enum(r, w, at)
	case types.List, types.Set, types.Vector:
		c.value(r.Elem, w.Elem, place{at.path + "[]", at.reader, at.writer})
	case types.Map:
		c.value(r.Elem, w.Elem, place{at.path + "{}", at.reader, at.writer})
	default:
		fixed := func(t *types.Type) int {
			if t.Refine == nil {
				return 0
			}
			return t.Refine.Exact
		}
		if r.Unit != w.Unit || r.Precision != w.Precision || r.Scale != w.Scale || fixed(r) != fixed(w) {
			c.gap(OtherType, r, w, at)
		}
	}
}

// physical are the kinds by how Avro writes them.
var physical = map[types.Kind]types.Kind{
	types.Int8: types.Int32, types.Int16: types.Int32, types.Uint8: types.Int32, types.Uint16: types.Int32, types.Int32: types.Int32,
	types.Uint32: types.Int64, types.Int64: types.Int64, types.Float: types.Float, types.Double: types.Double,
	types.String: types.String, types.JSON: types.String, types.Inet: types.String, types.Bytes: types.Bytes,
	types.List: types.List, types.Set: types.List, types.Vector: types.List,
}

// physicalKind is the kind by which promotes knows t: an open enum is text.
func physicalKind(t *types.Type) types.Kind {
	if t.IsOpenEnum() {
		return types.String
	}
	return t.Kind
}

// promotes reports whether Avro reads a value of one kind as another.
func promotes(from, to types.Kind) bool {
	from, to = physical[from], physical[to]
	switch from {
	case types.Int32:
		return to == from || to == types.Int64 || to == types.Float || to == types.Double
	case types.Int64:
		return to == from || to == types.Float || to == types.Double
	case types.Float:
		return to == types.Double
	case types.String, types.Bytes:
		return to == types.String || to == types.Bytes
	case types.List:
		return to == from
	}
	return false
}

// record compares the fields by name, or by an alias of the reader.
func (c *resolution) record(r, w *types.RecordType, at place) {
	pair := [2]*types.RecordType{r, w}
	if c.seen[pair] {
		return
	}
	c.seen[pair] = true
	for _, f := range r.Fields {
		old := w.Field(f.Name)
		for _, alias := range f.Aliases {
			if old == nil {
				old = w.Field(alias)
			}
		}
		path := at.path + "." + f.Name
		switch {
		case old != nil:
			c.value(f.Type, old.Type, place{path, f.TypeAt, old.TypeAt})
		case types.Required(f):
			c.gap(NoDefault, f.Type, nil, place{path, f.At, w.At})
		}
	}
}

func (c *resolution) enum(r, w *types.Type, at place) {
	if r.Enum.Default != "" {
		return
	}
	var missing []string
	for _, s := range w.Enum.Symbols {
		if r.Enum.Index(s) < 0 {
			missing = append(missing, s)
		}
	}
	if missing != nil {
		c.gap(NoSymbol, r, w, at)
		c.gaps[len(c.gaps)-1].Symbols = missing
	}
}

// union looks for an arm of the reader for each arm of the writer.
func (c *resolution) union(r, w *types.Type, at place) {
	arms := func(t *types.Type) []*types.Type {
		if t.Kind == types.Union {
			return t.Items
		}
		return []*types.Type{t}
	}
	for _, arm := range arms(w) {
		if !slices.ContainsFunc(arms(r), func(to *types.Type) bool { return c.resolves(to, arm) }) {
			c.gap(OtherType, r, w, at)
			return
		}
	}
}

// resolves reports whether an arm reads what another wrote. Records within that are
// being compared already are taken to do so.
func (c *resolution) resolves(r, w *types.Type) bool {
	inner := &resolution{seen: maps.Clone(c.seen)}
	inner.value(r, w, place{})
	return len(inner.gaps) == 0
}
