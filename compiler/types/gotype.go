package types

// GoType is how a function of an imported Go package takes or returns a value. Of a
// pointer, slice and struct the inner types follow.
type GoType struct {
	Kind GoKind
	// Name is the type's own name in its package, empty for Go's own types; Basic is the
	// predeclared type that a GoBasic is under its name: string, int, float64.
	Name, Basic string
	Elem        *GoType // of a pointer or slice
	// Fields are the fields of a struct, in the order of the record's.
	Fields []GoField
}

// GoField is a field of a Go struct.
type GoField struct {
	Name string
	Type *GoType
}

// GoKind is the shape of a [GoType].
type GoKind uint8

// The shapes.
const (
	GoBasic   GoKind = iota + 1
	GoBytes          // []byte
	GoUUID           // [16]byte
	GoTime           // time.Time
	GoPointer        // *T: T?
	GoSlice
	GoStruct
)
