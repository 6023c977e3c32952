// Package spec describes connectors and converters as data: their options, the
// types they take, what they can promise, and examples.
//
// The checker, completion, the manual and the worker's config definitions all
// follow from a Spec. A Spec links no driver.
package spec

// Catalog is every connector and converter that a flowc knows.
type Catalog struct {
	Connections []*Connection
	Connectors  []*Connector
	Converters  []*Converter
}

// Connection is a kind of system: `connection kafka k { … }`.
type Connection struct {
	Name    string
	Doc     string
	Options []Option
	// Pull says what `import KIND "x" from NAME(…)` takes, by the kinds of schema that
	// are pulled from it.
	Pull map[string][]Option
	// Pulls are the Go functions of Package that fetch those kinds, where this version
	// has them. Each is called with a context, the config, and the arguments in the
	// order of Pull: func(context.Context, *Type, …) (*connector.Pulled, error).
	Pulls map[string]string
	// Package and Type are the Go type of its config; it has a field Name.
	Package, Type string
}

// Connector is a kind of source, sink or both.
type Connector struct {
	Name string // as after `source` or `sink`: file, cassandra, postgres.cdc; "topic" for Kafka topics
	Doc  string
	// Connection is the kind of connection that `on` must name, empty for none.
	Connection string
	Source     *Side // nil: it is no source
	Sink       *Side // nil: it is no sink
	Example    string
	// Built is false where the Spec exists before its driver: such a project checks,
	// and does not build.
	Built bool
}

// Side is what a connector is as a source, or as a sink.
type Side struct {
	Options []Option
	// Value says what it carries.
	Value Value
	// Format names the converter of a sink of documents, which are records in that form
	// and no other. Its `value:` may be left out, and is then the type of the records
	// that arrive.
	Format string
	// Meta are the names under `meta.` that a pipeline may use, beyond those that all have.
	Meta []Meta
	// Best is the best delivery level that it can be part of, and why not more.
	Best Level
	Why  string
	// Reaches is the level that the driver reaches by now, where that is less than
	// Best; 0 means Best. A project that demands more checks, and does not build.
	Reaches Level
	// Package and Type are its driver: the Go package and the type of its config.
	// New<Type without Config> makes the source or sink of it.
	Package, Type string
	// OneWriter says that only one task may write at a time, as to a file.
	OneWriter bool
	// Records says that it can keep the positions of any source beside what it writes.
	Records bool
	// Blocks says that its files may be Avro's containers.
	Blocks bool
	// Lines says that its records end at line ends, so that a value which may hold any
	// byte cannot be told from two.
	Lines bool
	// Derived are the fields of the config that follow from the program.
	Derived []Derived
}

// Value says what a connector carries as the value of a record.
type Value uint8

// The kinds of value.
const (
	// Bytes needs a converter: value: T as json.
	Bytes Value = iota + 1
	// Rows are rows of a table, with the encoded cells of Cells; the type is the
	// table's.
	Rows
	// Generated means that generated code makes the values: value: T.
	Generated
	// Changes are changes of the rows of a table: change<T> of the table's T.
	Changes
)

// Level is a delivery level.
type Level uint8

// The delivery levels, from weak to strong.
const (
	AtMostOnce Level = iota + 1
	AtLeastOnce
	EffectivelyOnce
	ExactlyOnce
)

// String returns the level as people read it.
func (l Level) String() string {
	return [...]string{"", "at most once", "at least once", "effectively once", "exactly once"}[l]
}

// Meta is a name under `meta.`.
type Meta struct {
	Name string
	Type string // as in a .flow file
	Doc  string
}

// Type is the type of an option.
type Type uint8

// The types of options.
const (
	Text     Type = iota + 1 // "…", with ${param}
	Bool                     // true, false
	Int                      // a whole number
	Duration                 // 50ms
	Size                     // 64MiB
	Texts                    // ["a", "b"]
	Word                     // one of Words, bare or as text: upsert, "upsert"
	Table                    // an imported table, or a text where the connector can create one
	TypeName                 // a type
	Call                     // one of Words, with the arguments that Args names: basic("user", password)
	Record                   // an instant of the record: `write_time = .at`
	Ref                      // the name of a declaration of kind RefKind: registry = sr
	Regex                    // match r/…/
	Rotation                 // 256MiB, 15m, 10_000 records, or a list of them
	Fields                   // a block of expressions: fields { a = … }
	TableSet                 // a set of imported tables: pg.* except pg.migrations
	Labels                   // [pii, internal]: labels of values, as @label(pii) gives them
	Columns                  // fields of the record: [.a, .b]
)

// When says when an option's value must be known.
type When uint8

// The times of options.
const (
	Static When = iota + 1 // at compile time: a param here is E0303
	Start                  // when the worker starts: params are fine
	Each                   // for each record: an expression of the record
)

// Option is an option of a connector, converter or connection.
type Option struct {
	Name     string
	Type     Type
	Also     []Type // other types that it takes: a time in place of earliest
	Doc      string // one sentence with unit and danger
	Default  string // as one would write it; empty without
	Required bool
	When     When
	PerUse   bool // may also stand at `from` or `to`
	Words    []string
	// Args are the arguments of a Call's words, in order; a word without any has no
	// entry, and stands alone.
	Args     map[string][]Option
	RefKind  string
	Min, Max int64 // for Int, Duration (ms) and Size (bytes); 0, 0 without bounds
	Excludes []string
	Needs    []string
	Since    string
	// Field is where the driver's config takes the value, from its top by dots
	// ("Topic.Partitions"); empty is the name in CamelCase. The word of a Call goes there,
	// its arguments to their own. "-" is for options that only the compiler reads.
	Field string
	// Secret is true for what nobody may read: the value is a secret, and no other
	// option takes one.
	Secret bool
	// Identifies says that what is written again under the same value replaces what is
	// there, so that the value must follow from the record.
	Identifies bool
	// InKey says that the text of an option that depends on the record travels as the
	// key of its row: the driver's field stays empty then.
	InKey bool
	// Later is true where the driver does not know the option yet: a project that
	// sets it checks, and does not build.
	Later bool
}

// Derived is a field of a driver's config that the compiler works out.
type Derived struct {
	Field string
	From  Derive
}

// Derive says what a derived field holds.
type Derive uint8

// The derived values, with their Go types.
const (
	DeriveConnection Derive = iota + 1 // pointer to the connection's config
	DeriveProject                      // string: the project's name
	DeriveNode                         // string: the node's name, where the option name was left out
	DeriveHeaders                      // bool: something reads the records' headers
	DeriveLines                        // bool: something reads the line of a file that a record stands on
	DeriveCSV                          // bool: a file is cut into records by the rules of CSV
	DeriveBlank                        // bool: an empty line is a record
	DeriveEnd                          // string: what follows each record in a file
	DeriveHead                         // string: what a file begins with, as the header line of CSV
	DeriveHeader                       // bool: the first record is a header
	DeriveDelimiter                    // byte: between the cells of CSV
	DeriveQuote                        // byte: around the cells of CSV, 0 for none
	DeriveContainer                    // what reads files of blocks, nil where records are cut
	DeriveBlocks                       // what gathers records in blocks, nil where they are written one by one
	DeriveStem                         // string: what a text that depends on the record begins with, as far as it does not
	DeriveKeyspace                     // string
	DeriveTable                        // string
	DeriveStatement                    // string: the statement that writes a row
	DeriveColumns                      // []struct{ Name, Type string }, in the order of the cells
	DeriveKey                          // []int: the partition key's columns
	DeriveClustering                   // []int: the clustering columns
)

// Converter turns values into bytes and back.
type Converter struct {
	Name    string
	Doc     string
	Options []Option
	Example string
	// Key says that equal keys are written as equal bytes, where their type has an order:
	// maps, sets and schema-free data have none.
	Key bool
	// Binary says that values may hold any byte, be their type as it may.
	Binary bool
	// Reads and Writes are false where only the other way exists yet.
	Reads, Writes bool
	// Carries says how it writes the types, where the type alone does not tell.
	Carries []Carried
}

// Carried is how a converter writes values of some types.
type Carried struct{ Types, As string }
