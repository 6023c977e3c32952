package task

import (
	"strconv"

	"github.com/flowc-lang/flowc/runtime/record"
)

// reasons says in words why a value was refused: the words follow its name.
var reasons = [...]string{
	record.Short:      "ends too early",
	record.BadUTF8:    "is not UTF-8",
	record.BadLength:  "has a length that is negative or larger than what is left of the record",
	record.BadEnum:    "is not a symbol of its enum",
	record.OutOfRange: "does not fit its type",
	record.BadSyntax:  "does not follow the grammar of its format",
	record.TooDeep:    "is nested deeper than " + deepest + " levels",
	record.Duplicate:  "stands twice",
	record.Missing:    "is required and not there",
	record.Trailing:   "has bytes left over at its end",
	record.NullValue:  "is null, which its type does not allow",
	record.BadNumber:  "is not a number",
	record.BadTime:    "is not a date or time of the declared pattern",
	record.BadBool:    "is not true or false",
	record.BadUUID:    "is not a uuid",
	record.ScaleLoss:  "has more decimals than its type keeps",
	record.Unknown:    "has a field that its schema does not have",
	record.BadMagic:   "does not begin with the declared framing",
	record.BadSchema:  "was written with another schema than the declared one",
	record.BadColumns: "has another number of cells than the header",
	record.Overflow:   "gives a result that does not fit its type",
	record.DivByZero:  "divides by zero",
	record.BadRefine:  "is outside the range, length or pattern of its type",
	record.BadText:    "cannot be parsed as asked",
	record.BadBranch:  "is no branch of its union",
	record.WrongKind:  "is of another kind than its type asks for",
	record.Rejected:   "is what the mapping says of this record",
	record.NoForm:     "has no form in the format that is written",
	record.NoSchema:   "names a schema that the registry did not tell before the worker was stopped",
}

// deepest is record.MaxDepth as text; a test holds them together.
const deepest = "64"

// codeOf is the run-time code of a failure: where it failed, and why.
func codeOf(s Site, o record.Outcome) string {
	why := strconv.Itoa(int(o.Reason()))
	if len(why) < 2 {
		why = "0" + why
	}
	return s.Code + why
}

// ReasonText returns the words for r. A worker may link generated code that is
// newer than a reason is old, never the other way round, but a number is still
// better than a crash while telling about a failure.
func ReasonText(r record.Reason) string {
	if int(r) < len(reasons) && reasons[r] != "" {
		return reasons[r]
	}
	return "was refused for reason " + strconv.Itoa(int(r))
}
