package record

// Reason says why a value could not be read or computed. Its text is for people.
type Reason uint8

// The reasons. New ones are added at the end: their numbers are the last two
// digits of run-time codes, R0102 for BadMagic in decoding.
const (
	Short      Reason = iota + 1 // the record ends too early
	BadMagic                     // not the framing that was declared
	BadSchema                    // written with another schema
	BadUTF8                      // text is not UTF-8
	BadLength                    // a length or count is negative, or larger than what remains
	BadEnum                      // no such enum symbol
	OutOfRange                   // the number does not fit its type
	BadSyntax                    // not in the format's grammar
	TooDeep                      // nested deeper than MaxDepth
	Duplicate                    // a key stands twice
	Missing                      // a required field is not there
	Trailing                     // bytes are left over
	NullValue                    // null where the type has no null
	BadNumber                    // not a number
	BadTime                      // not a date or time of the declared pattern
	BadBool                      // not true or false
	BadUUID                      // not a uuid
	ScaleLoss                    // more decimals than the type keeps
	Unknown                      // a field that the schema does not have
	BadColumns                   // the row has another number of cells than the header
	Overflow                     // arithmetic does not fit its type
	DivByZero                    // division by zero
	BadRefine                    // outside the range, length or pattern of its type
	BadText                      // the text cannot be parsed as asked
	BadBranch                    // no such branch of a union
	WrongKind                    // a value of another kind: a number where text is asked
	Rejected                     // the mapping says so: fail("…")
	NoForm                       // what is written has no form in its format
	NoSchema                     // the schema registry did not tell the writer's schema
)

// MaxDepth is how deep nested values may go in input.
const MaxDepth = 64

// Outcome is what became of one record in generated code: Passed, Filtered, or a
// failure that names its site and, in decoding, the field and the reason.
//
// A failed reader returns a cursor below zero that is -Reason; At adds the index
// of the field, so that the place is known without a second pass; Fail adds the
// site, an index into the pipeline's table of sites.
type Outcome int64

const (
	// Passed means that the record's output is in the output batches.
	Passed Outcome = 0
	// Filtered means that a where or a route kept it out.
	Filtered Outcome = 1
)

// At marks a failed cursor with the index of the field that was being read. A
// cursor that carries a field already keeps it: the innermost wins.
func At(i, field int) int {
	if i <= -(1 << 8) {
		return i
	}
	return i - (field+1)<<8
}

// Fail makes the outcome of a failed cursor (or of -Reason) at a site.
func Fail(site, i int) Outcome { return Outcome(site+1)<<32 | Outcome(uint32(-i)) }

// Failed reports whether o is a failure.
func (o Outcome) Failed() bool { return o > Filtered }

// Site is the index of the failure's site.
func (o Outcome) Site() int { return int(o>>32) - 1 }

// Field is the index of the field that was being read, -1 where none was named.
func (o Outcome) Field() int { return int(uint32(o)>>8) - 1 }

// Reason is why it failed.
func (o Outcome) Reason() Reason { return Reason(uint8(o)) }
