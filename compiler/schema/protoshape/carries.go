package protoshape

import (
	"fmt"

	"github.com/flowc-lang/flowc/compiler/types"
)

// Carries reports whether values of t can be written as messages. If not it says why,
// and which inner place is the reason: ".address.tags[]", empty for the value itself.
func Carries(t *types.Type) (ok bool, why, path string) {
	t = t.Strip()
	if t.Kind != types.Record {
		return false, "a message is a record", ""
	}
	w := &walker{seen: map[*types.RecordType]bool{}}
	w.record(t.Record, "")
	return w.why == "", w.why, w.path
}

// walker goes through a type until it finds what no message carries.
type walker struct {
	seen      map[*types.RecordType]bool
	why, path string
}

func (w *walker) refuse(path, format string, args ...any) {
	if w.why == "" {
		w.why, w.path = fmt.Sprintf(format, args...), path
	}
}

func (w *walker) record(r *types.RecordType, path string) {
	if w.seen[r] {
		return
	}
	w.seen[r] = true
	if r.Open {
		w.refuse(path, "what an open record brings along has no field in a message")
		return
	}
	for _, f := range r.Fields {
		w.field(f, path+"."+f.Name)
	}
}

func (w *walker) field(f *types.Field, path string) {
	t := f.Type
	if t.Kind == types.Optional {
		switch e := t.Elem; {
		case Repeated(e) || e.Kind == types.Map:
			w.refuse(path, "a message cannot tell null from an empty %s", e.Kind)
		case f.HasDefault && f.Default != nil:
			w.refuse(path, "null is an absent field, which would be read as the default")
		}
		t = t.Elem
	}
	switch {
	case Repeated(t):
		w.single(t.Elem, path+"[]", "a list")
	case t.Kind == types.Map:
		w.key(t.Key, path)
		w.single(t.Elem, path+"{}", "a map")
	case t.Kind == types.Union:
		for _, arm := range t.Items {
			w.single(arm, path, "a oneof")
		}
	default:
		w.single(t, path, "")
	}
}

// key checks the key of a map.
func (w *walker) key(t *types.Type, path string) {
	switch t.Kind {
	case types.Bool, types.Int8, types.Int16, types.Int32, types.Int64,
		types.Uint8, types.Uint16, types.Uint32, types.Uint64, types.String, types.Invalid:
	default:
		w.refuse(path, "the keys of a map are texts, integers or bool, not %s", t)
	}
}

// single checks what stands once in a field, or in a list, map or oneof.
func (w *walker) single(t *types.Type, path, in string) {
	switch t.Kind {
	case types.Record:
		w.record(t.Record, path)
	case types.Optional:
		w.refuse(path, "%s holds no null: use a record with an optional field", in)
	case types.Any:
		w.refuse(path, "this version does not carry schema-free data in a message")
	case types.Tuple:
		w.refuse(path, "a message has no tuples: use a record")
	case types.Invalid: // told already
	default:
		if Word(t) == "" {
			w.refuse(path, "%s holds no %s: use a record with one", in, t.Kind)
		}
	}
}
