package types

import (
	"slices"
	"strconv"
)

// FitKind says how a value of one type goes into another without a cast.
type FitKind uint8

// The ways, from the best to none.
const (
	// Exact: the value is the same in both types, only names may differ.
	Exact FitKind = iota + 1
	// Widens: a lossless conversion is made (rule 2).
	Widens
	// Checks: it goes in, but a refinement is checked at run time and may refuse it.
	Checks
	// Refused: it does not go in; Why says the reason.
	Refused
)

// Why is the reason of a refusal.
type Why uint8

// The reasons.
const (
	NoReason         Why = iota
	Mismatch             // the types have nothing to do with each other
	Nullable             // null would meet a type without null
	Narrowing            // the number may be too large, or lose digits
	UnitLoss             // the time has a finer unit than its target
	DecimalPrecision     // digits before the point are lost
	DecimalScale         // digits behind the point are lost
	MissingField         // a field that the target needs is not there
	MissingSymbol        // a symbol that the target's enum lacks
	AnyToTyped           // schema-free data needs narrowing
	AnyOperand           // schema-free data in an operator
	NoOperator           // the operator is not defined for the types
	IntegerDivision      // `/` on two integers
	NeverEqual           // the values can never be equal
	NoOrder              // the values have no order
)

// Code returns the code of the diagnostic that tells the reason.
func (w Why) Code() string {
	switch w {
	case Mismatch, MissingSymbol:
		return "E0402"
	case Nullable:
		return "E0412"
	case Narrowing:
		return "E0420"
	case UnitLoss:
		return "E0421"
	case DecimalPrecision:
		return "E0422"
	case DecimalScale:
		return "E0423"
	case MissingField:
		return "E0411"
	case AnyToTyped:
		return "E0441"
	case AnyOperand:
		return "E0440"
	case NoOperator, NoOrder:
		return "E0407"
	case IntegerDivision:
		return "E0427"
	case NeverEqual:
		return "E0409"
	case NoReason:
		return ""
	}
	panic("types: no such reason: " + strconv.Itoa(int(w)))
}

// Fit is how a value goes into a type.
type Fit struct {
	Kind FitKind
	Why  Why // of a refusal
	// Path leads to the inner place that decides: ".address.street", "[]" for
	// elements, "{}" for the values of a map; empty for the value itself. From and To
	// are the types there; From is nil where a field is missing, and Symbol is the
	// symbol that is.
	Path     string
	From, To *Type
	Symbol   string
	// Dropped are the paths of source fields that the target does not have.
	Dropped []string
	// Text says that an enum, uuid, inet or json is written as its text.
	Text bool
	// NanoRange says that times outside 1677 to 2262 cannot be carried.
	NanoRange bool
}

// OK reports whether the value goes in.
func (f Fit) OK() bool { return f.Kind != Refused }

// FitInto says how a value of type from goes into the type to without a cast.
func FitInto(from, to *Type) Fit { return new(fitter).fit(from, to, "") }

// FitText is FitInto where the receiving side is text by nature, as with CQL
// columns, CSV and utf8: enum, uuid, inet and json go into string as their text.
func FitText(from, to *Type) Fit { return (&fitter{text: true}).fit(from, to, "") }

// fitter carries what holds for a whole comparison.
type fitter struct {
	text bool
	// open are the records that were met: a pair that is met again, by recursion or
	// in another field, fits if the rest does, as a refusal ends the comparison.
	open []pair
}

func (x *fitter) fit(from, to *Type, path string) Fit {
	exact := Fit{Kind: Exact, Path: path, From: from, To: to}
	switch {
	case from.Kind == Invalid || to.Kind == Invalid:
		return exact
	case to.Kind == Any:
		if from.Kind != Any {
			exact.Kind = Widens
		}
		return exact
	case from.Kind == Any:
		return refuse(AnyToTyped, from, to, path)
	case from.Kind == NullKind:
		if to.Nullable() {
			return exact
		}
		return refuse(Nullable, from, to, path)
	case from.Kind == Optional && to.Kind != Optional:
		return refuse(Nullable, from, to, path)
	case from.Kind == Optional:
		return x.fit(from.Elem, to.Elem, path)
	case to.Kind == Optional:
		f := x.fit(from, to.Elem, path)
		return f.atLeast(Widens)
	}
	return x.refined(x.bare(from, to, path), from, to)
}

// refined weighs the target's refinement into a fit of the bare types.
func (x *fitter) refined(f Fit, from, to *Type) Fit {
	if f.Kind != Refused && !proves(from, to) {
		return f.atLeast(Checks)
	}
	return f
}

// atLeast returns f with k where f was better than that; a refusal stays one.
func (f Fit) atLeast(k FitKind) Fit {
	f.Kind = max(f.Kind, k)
	return f
}

func refuse(why Why, from, to *Type, path string) Fit {
	return Fit{Kind: Refused, Why: why, Path: path, From: from, To: to}
}

// bare compares types that are neither optional nor any, refinements aside.
func (x *fitter) bare(from, to *Type, path string) Fit {
	if from.Kind == Union || to.Kind == Union {
		return x.union(from, to, path)
	}
	if from.IsNumber() && to.IsNumber() {
		return fitNumber(from, to, path)
	}
	fit := Fit{Kind: Exact, Path: path, From: from, To: to}
	if from.Kind != to.Kind {
		switch {
		case from.Kind == TimeUUID && to.Kind == UUID:
			fit.Kind = Widens
		case x.text && to.Kind == String && from.IsText():
			fit.Kind, fit.Text = Widens, true
		default:
			return refuse(Mismatch, from, to, path)
		}
		return fit
	}
	switch from.Kind {
	case Time, Timestamp, Datetime:
		return fitUnit(from, to, path)
	case Enum:
		return fitEnum(from, to, path)
	case Record:
		return x.record(from, to, path)
	case List, Set, Change:
		return x.fit(from.Elem, to.Elem, path+"[]").outside(from, to)
	case Map:
		if key := x.fit(from.Key, to.Key, path+"{key}"); key.Kind != Exact {
			return refuse(Mismatch, from, to, path)
		}
		return x.fit(from.Elem, to.Elem, path+"{}").outside(from, to)
	case Vector:
		if from.Len != to.Len {
			return refuse(Mismatch, from, to, path)
		}
		return x.fit(from.Elem, to.Elem, path+"[]").outside(from, to)
	case Tuple:
		return x.tuple(from, to, path)
	}
	return fit
}

// outside returns a fit of elements as the fit of the whole: a refusal keeps the
// inner place, anything else is told of the whole.
func (f Fit) outside(from, to *Type) Fit {
	if f.Kind != Refused {
		f.From, f.To, f.Path = from, to, ""
	}
	return f
}

func (x *fitter) tuple(from, to *Type, path string) Fit {
	if len(from.Items) != len(to.Items) {
		return refuse(Mismatch, from, to, path)
	}
	whole := Fit{Kind: Exact, Path: path, From: from, To: to}
	for i, item := range from.Items {
		f := x.fit(item, to.Items[i], path+"."+strconv.Itoa(i))
		if f.Kind == Refused {
			return f
		}
		whole = whole.with(f)
	}
	return whole
}

// with adds what an inner fit that is no refusal says to the fit of the whole.
func (f Fit) with(inner Fit) Fit {
	f.Kind = max(f.Kind, inner.Kind)
	f.Dropped = append(f.Dropped, inner.Dropped...)
	f.Text = f.Text || inner.Text
	f.NanoRange = f.NanoRange || inner.NanoRange
	return f
}

// union lets an arm into a union that has it, and a union into one with all its
// arms.
func (x *fitter) union(from, to *Type, path string) Fit {
	if to.Kind != Union {
		return refuse(Mismatch, from, to, path)
	}
	if from.Kind != Union {
		if i := ArmOf(from, to); i < 0 {
			return refuse(Mismatch, from, to, path)
		}
		return Fit{Kind: Widens, Path: path, From: from, To: to}
	}
	whole := Fit{Kind: Exact, Path: path, From: from, To: to}
	for i, arm := range from.Items {
		at := ArmOf(arm, to)
		if at < 0 {
			return refuse(Mismatch, arm, to, path)
		}
		if at != i || len(from.Items) != len(to.Items) {
			whole.Kind = Widens
		}
	}
	return whole
}

// ArmOf returns the index of the arm of union that has exactly the values of t, or
// those of t without its refinement; -1 without.
func ArmOf(t, union *Type) int {
	for _, want := range []*Type{t, t.Bare()} {
		if i := slices.IndexFunc(union.Items, func(arm *Type) bool { return Same(arm, want) }); i >= 0 {
			return i
		}
	}
	return -1
}
