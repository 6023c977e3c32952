package types

import "math/big"

// Operator is an arithmetic operator: one of + - * / %.
type Operator byte

// The operators.
const (
	Add Operator = '+'
	Sub Operator = '-'
	Mul Operator = '*'
	Div Operator = '/'
	Mod Operator = '%'
)

// Arith is the outcome of an operator.
type Arith struct {
	Type *Type // of the result; nil where the operator is refused
	// Left and Right are what the operands are converted to first. For decimals they
	// keep their own scale.
	Left, Right *Type
	// CanFail says that the result may not fit its type, or that the divisor may be 0.
	CanFail bool
	Why     Why // of a refusal
}

// DivisionScale is the least number of digits behind the point that the quotient
// of two decimals has; it is rounded half to even.
const DivisionScale = 6

// Calculate says what a op b is (rule 4).
func Calculate(op Operator, a, b *Type) Arith {
	switch {
	case a.Kind == Invalid || b.Kind == Invalid:
		return Arith{Type: Of(Invalid), Left: a, Right: b}
	case a.Kind == Any || b.Kind == Any:
		return Arith{Why: AnyOperand}
	case a.Nullable() || b.Nullable():
		return Arith{Why: Nullable}
	case !a.IsNumber() || !b.IsNumber():
		return Arith{Why: NoOperator}
	case a.IsInteger() && b.IsInteger():
		return integers(op, a, b)
	case a.IsFloat() || b.IsFloat():
		return floats(a, b)
	}
	return decimals(op, AsDecimal(a), AsDecimal(b))
}

func integers(op Operator, a, b *Type) Arith {
	if op == Div {
		return Arith{Why: IntegerDivision}
	}
	t := Join(a.Bare(), b.Bare())
	if t == nil {
		return Arith{Why: Narrowing}
	}
	out := Arith{Type: t, Left: t, Right: t}
	if op == Mod {
		v := values(b)
		zero := interval{new(big.Rat), new(big.Rat)}
		out.CanFail = !v.misses(zero)
		return out
	}
	out.CanFail = !results(op, values(a), values(b)).within(natural(t))
	return out
}

// results is what op can give for numbers of two ranges.
func results(op Operator, a, b interval) interval {
	if a.min == nil || a.max == nil || b.min == nil || b.max == nil {
		return interval{}
	}
	var all []*big.Rat
	for _, x := range []*big.Rat{a.min, a.max} {
		for _, y := range []*big.Rat{b.min, b.max} {
			r := new(big.Rat)
			switch op {
			case Add:
				r.Add(x, y)
			case Sub:
				r.Sub(x, y)
			case Mul:
				r.Mul(x, y)
			case Div, Mod:
				panic("types: a quotient has no such range")
			}
			all = append(all, r)
		}
	}
	out := interval{all[0], all[0]}
	for _, r := range all[1:] {
		if r.Cmp(out.min) < 0 {
			out.min = r
		}
		if r.Cmp(out.max) > 0 {
			out.max = r
		}
	}
	return out
}

// floats never fails: overflow is infinite, as IEEE 754 has it.
func floats(a, b *Type) Arith {
	t := Join(a.Bare(), b.Bare())
	if t == nil {
		return Arith{Why: Narrowing}
	}
	return Arith{Type: t, Left: t, Right: t}
}

func decimals(op Operator, a, b *Type) Arith {
	out := Arith{Left: a.Bare(), Right: b.Bare()}
	if a.Precision == 0 || b.Precision == 0 {
		return Arith{Why: NoOperator} // a result without bounds has no scale
	}
	whole := max(a.Precision-a.Scale, b.Precision-b.Scale)
	scale := max(a.Scale, b.Scale)
	switch op {
	case Add, Sub:
		whole++
	case Mul:
		whole, scale = a.Precision-a.Scale+b.Precision-b.Scale, a.Scale+b.Scale
	case Div:
		whole, scale = a.Precision-a.Scale+b.Scale, max(scale, DivisionScale)
		out.CanFail = true
	case Mod:
		out.CanFail = true
	}
	if scale > MaxPrecision {
		return Arith{Why: DecimalScale}
	}
	precision := max(whole+scale, 1)
	if precision > MaxPrecision {
		precision, out.CanFail = MaxPrecision, true
	}
	out.Type = DecimalOf(precision, scale)
	return out
}

// Rounded returns the type of round, floor and ceil of a number: a decimal
// without digits behind the point and one more before it; the others their own.
func Rounded(t *Type) *Type {
	if t.Kind != Decimal || t.Precision == 0 {
		return t
	}
	return DecimalOf(min(max(t.Precision-t.Scale, 0)+1, MaxPrecision), 0)
}

// Negated says what -a is.
func Negated(a *Type) Arith {
	switch {
	case a.Kind == Invalid:
		return Arith{Type: a, Left: a}
	case a.Kind == Any:
		return Arith{Why: AnyOperand}
	case a.Nullable():
		return Arith{Why: Nullable}
	case a.IsFloat() || a.Kind == Decimal:
		return Arith{Type: a.Bare(), Left: a.Bare()}
	case a.IsSigned():
		zero := interval{new(big.Rat), new(big.Rat)}
		fails := !results(Sub, zero, values(a)).within(natural(a))
		return Arith{Type: a.Bare(), Left: a.Bare(), CanFail: fails && a.Kind != Varint}
	}
	return Arith{Why: NoOperator}
}
