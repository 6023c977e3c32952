package record

// number is a number as it stands in a text: m times 10 to the power of exp. The
// last digit of m is not 0, so that an exp too low for a scale always means that
// digits would be lost.
type number struct {
	negative bool
	m        uint128
	exp      int
	long     bool // more digits than m holds
}

// maxExponent bounds the exponents that scanNumber believes: beyond it every
// number but 0 is out of any range.
const maxExponent = 1 << 20

// scanNumber reads the whole of s: a sign, digits with or without a point, and an
// exponent. A digit has to stand on one side of the point at least.
func scanNumber(s string) (n number, r Reason) {
	i := 0
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		n.negative = s[i] == '-'
		i++
	}
	start := i
	i = n.digits(s, i)
	count := i - start
	if i < len(s) && s[i] == '.' {
		start = i + 1
		i = n.digits(s, start)
		n.exp -= i - start
		count += i - start
	}
	if count == 0 {
		return n, BadNumber
	}
	if i < len(s) && s[i]|0x20 == 'e' {
		var e int
		if e, i = scanExponent(s, i+1); i < 0 {
			return n, BadNumber
		}
		n.exp += e
	}
	if i != len(s) {
		return n, BadNumber
	}
	return n, 0
}

// digits takes the digits from i on into n. Zeros are held back as a larger exp
// until another digit follows them.
func (n *number) digits(s string, i int) int {
	for ; i < len(s); i++ {
		c := s[i] - '0'
		if c > 9 {
			break
		}
		if c == 0 {
			n.exp++
			continue
		}
		n.push(uint64(c))
	}
	return i
}

// push appends a digit, and the zeros in front of it, to m.
func (n *number) push(digit uint64) {
	zeros := n.exp
	n.exp = 0
	if n.long {
		return
	}
	if n.m == (uint128{}) {
		n.m.lo = digit
		return
	}
	if zeros >= maxPrecision {
		n.long = true
		return
	}
	m, ok := n.m.mul(pow10(zeros + 1))
	if ok {
		m, ok = m.plus(digit)
	}
	if !ok {
		n.long = true
		return
	}
	n.m = m
}

// scanExponent reads what stands behind the e.
func scanExponent(s string, i int) (e, j int) {
	negative := false
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		negative = s[i] == '-'
		i++
	}
	start := i
	for ; i < len(s) && s[i]-'0' <= 9; i++ {
		e = min(e*10+int(s[i]-'0'), maxExponent)
	}
	if i == start {
		return 0, bad(BadNumber)
	}
	if negative {
		e = -e
	}
	return e, i
}

// round drops the digits behind scale, halves away from zero. It serves numbers
// of at most 17 digits, those of a float.
func (n *number) round(scale int) {
	drop := -(n.exp + scale)
	if drop <= 0 {
		return
	}
	n.exp += drop
	if drop >= len(pow10s) {
		n.m = uint128{}
		return
	}
	p := pow10s[drop]
	n.m.lo = (n.m.lo + p/2) / p
}

// int128 returns n as a decimal of that precision and scale.
func (n *number) int128(precision, scale int) (Int128, Reason) {
	if n.m == (uint128{}) {
		return Int128{}, 0
	}
	shift := n.exp + scale
	if shift < 0 {
		return Int128{}, ScaleLoss
	}
	if n.long || shift > maxPrecision {
		return Int128{}, OutOfRange
	}
	m, ok := n.m.mul(pow10(shift))
	if !ok || precision <= maxPrecision && !m.less(pow10(precision)) {
		return Int128{}, OutOfRange
	}
	v, ok := m.signed(n.negative)
	if !ok {
		return Int128{}, OutOfRange
	}
	return v, 0
}
