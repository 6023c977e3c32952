package golden

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"math"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/flowc-lang/flowc/compiler/ir"
	"github.com/flowc-lang/flowc/compiler/types"
)

// call evaluates a built-in, or a function of one's own.
func (r *reference) call(e *ir.Call) any {
	if e.Func != nil {
		args := make([]any, len(e.Args))
		for k, a := range e.Args {
			args[k] = r.eval(a)
		}
		for k, p := range e.Func.Params {
			r.vars[p] = args[k]
		}
		return r.eval(e.Func.Body)
	}
	var args []any
	for _, a := range e.Args {
		if _, isLambda := a.(*ir.Lambda); !isLambda {
			args = append(args, r.eval(a))
		}
	}
	for _, try := range []func(*ir.Call, []any) (any, bool){r.overList, textCall, parseCall, numberCall, timeCall, listCall, hashCall} {
		if v, ok := try(e, args); ok {
			return v
		}
	}
	return unknown(e.Fn)
}

// overList are the functions that take a function.
func (r *reference) overList(e *ir.Call, args []any) (any, bool) {
	if len(e.Args) != 2 {
		return nil, false
	}
	l, ok := e.Args[1].(*ir.Lambda)
	if !ok {
		return nil, false
	}
	out := refList{}
	for _, item := range args[0].(refList) {
		r.vars[l.Params[0]] = item
		v := r.eval(l.Body)
		switch e.Fn {
		case "map":
			out = append(out, v)
		case "filter":
			if v.(bool) {
				out = append(out, item)
			}
		case "any", "all":
			if v.(bool) == (e.Fn == "any") {
				return e.Fn == "any", true
			}
		}
	}
	if e.Fn == "any" || e.Fn == "all" {
		return e.Fn == "all", true
	}
	return out, true
}

// whole is an argument that is a whole number.
func whole(v any) int {
	n := v.(*big.Int)
	if !n.IsInt64() || n.BitLen() > 40 {
		return n.Sign() << 40
	}
	return int(n.Int64())
}

// cutText is characters from one position up to another.
func cutText(s string, from, to int) string {
	list := []rune(s)
	at := func(n int) int {
		if n < 0 {
			n += len(list)
		}
		return min(max(n, 0), len(list))
	}
	if at(from) >= at(to) {
		return ""
	}
	return string(list[at(from):at(to)])
}

func textCall(e *ir.Call, args []any) (any, bool) {
	if len(args) == 0 {
		return nil, false
	}
	if b, ok := args[0].([]byte); ok && e.Fn == "len" {
		return bigInt(int64(len(b))), true
	}
	s, ok := args[0].(string)
	if !ok {
		return nil, false
	}
	text := func(k int) string { return args[k].(string) }
	switch e.Fn {
	case "len":
		return bigInt(int64(utf8.RuneCountInString(s))), true
	case "upper":
		return strings.ToUpper(s), true
	case "lower":
		return strings.ToLower(s), true
	case "trim":
		return strings.TrimSpace(s), true
	case "trim_prefix":
		return strings.TrimPrefix(s, text(1)), true
	case "trim_suffix":
		return strings.TrimSuffix(s, text(1)), true
	case "starts_with":
		return strings.HasPrefix(s, text(1)), true
	case "ends_with":
		return strings.HasSuffix(s, text(1)), true
	case "contains":
		return strings.Contains(s, text(1)), true
	case "replace":
		return strings.ReplaceAll(s, text(1), text(2)), true
	case "slice":
		return cutText(s, whole(args[1]), whole(args[2])), true
	case "truncate":
		return cutText(s, 0, max(whole(args[1]), 0)), true
	case "split":
		out := refList{}
		for _, p := range strings.Split(s, text(1)) {
			out = append(out, p)
		}
		return out, true
	case "matches":
		return regexp.MustCompile(text(1)).MatchString(s), true
	case "capture":
		m := regexp.MustCompile(text(1)).FindStringSubmatchIndex(s)
		g := whole(args[2])
		if m == nil || g < 0 || 2*g >= len(m) || m[2*g] < 0 {
			return nil, true
		}
		return s[m[2*g]:m[2*g+1]], true
	case "repeat":
		n := whole(args[1])
		if n < 0 || n*len(s) > 1<<20 {
			return fails("repeat"), true
		}
		return strings.Repeat(s, n), true
	case "pad_left", "pad_right":
		return padded(e.Fn, s, whole(args[1]), text(2)), true
	case "mask":
		n := utf8.RuneCountInString(s) - max(whole(args[1]), 0)
		if n <= 0 {
			return s, true
		}
		return strings.Repeat(text(2), n) + cutText(s, n, 1<<40), true
	case "redact":
		return "[redacted]", true
	}
	return nil, false
}

func padded(fn, s string, n int, with string) any {
	missing := n - utf8.RuneCountInString(s)
	if missing <= 0 || with == "" {
		return s
	}
	if missing > 1<<16 {
		return unknown("a long pad")
	}
	fill := cutText(strings.Repeat(with, missing), 0, missing)
	if fn == "pad_left" {
		return fill + s
	}
	return s + fill
}

func parseCall(e *ir.Call, args []any) (any, bool) {
	if e.Fn == "to_string" {
		return textOf(args[0], e.Args[0].Type()), true
	}
	if len(args) == 0 {
		return nil, false
	}
	s, ok := args[0].(string)
	if !ok {
		return nil, false
	}
	switch e.Fn {
	case "parse_int", "parse_bool", "parse_uuid", "parse_decimal", "enum_parse":
		return parseRef(s, e.T), true
	case "parse_date":
		if args[1].(string) == "" {
			return readDate(s), true
		}
	case "parse_double":
		if !numberForm.MatchString(s) {
			return unknown("text as a double"), true
		}
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return unknown("a large double"), true
		}
		return f, true
	case "fail":
		return fails(s), true
	case "unhex":
		b, err := hex.DecodeString(s)
		if err != nil {
			return fails("no hex"), true
		}
		return b, true
	case "unbase64":
		b, err := base64.StdEncoding.DecodeString(s)
		if err != nil {
			return unknown("base64 in another form"), true
		}
		return b, true
	}
	return nil, false
}

func numberCall(e *ir.Call, args []any) (any, bool) {
	switch e.Fn {
	case "abs":
		switch x := args[0].(type) {
		case *big.Int:
			return inKind(new(big.Int).Abs(x), e.T), true
		case *big.Rat:
			return new(big.Rat).Abs(x), true
		case float64:
			return math.Abs(x), true
		}
	case "min", "max":
		if x, ok := args[0].(float64); ok {
			if e.Fn == "min" {
				return min(x, args[1].(float64)), true
			}
			return max(x, args[1].(float64)), true
		}
		c, _ := compareRef(args[0], args[1])
		if c <= 0 == (e.Fn == "min") {
			return args[0], true
		}
		return args[1], true
	case "clamp":
		return clampRef(args[0], args[1], args[2]), true
	case "round", "floor", "ceil":
		return roundRef(e, args[0]), true
	case "div", "mod":
		x, y := args[0].(*big.Int), args[1].(*big.Int)
		if y.Sign() == 0 {
			return fails("zero"), true
		}
		q, m := new(big.Int).QuoRem(x, y, new(big.Int))
		if e.Fn == "mod" {
			return m, true
		}
		return inKind(q, e.T), true
	case "pow":
		return math.Pow(args[0].(float64), args[1].(float64)), true
	case "sqrt":
		return math.Sqrt(args[0].(float64)), true
	case "is_finite":
		return !hasOddFloat(args[0]), true
	case "wrap_add":
		return bigInt(args[0].(*big.Int).Int64() + args[1].(*big.Int).Int64()), true
	}
	return nil, false
}

func clampRef(x, lo, hi any) any {
	if c, ok := compareRef(x, hi); ok && c > 0 {
		if c, _ := compareRef(hi, lo); c >= 0 {
			return hi
		}
	}
	if c, ok := compareRef(x, lo); !ok || c < 0 {
		return lo
	}
	if c, ok := compareRef(x, hi); !ok || c > 0 {
		return lo
	}
	return x
}

func roundRef(e *ir.Call, v any) any {
	switch x := v.(type) {
	case float64:
		return map[string]func(float64) float64{"round": math.Round, "floor": math.Floor, "ceil": math.Ceil}[e.Fn](x)
	case *big.Rat:
		n := halfAway(x)
		switch e.Fn {
		case "floor":
			n = floorRat(x)
		case "ceil":
			n = new(big.Int).Neg(floorRat(new(big.Rat).Neg(x)))
		}
		return inDecimal(new(big.Rat).SetInt(n), e.T)
	}
	return v
}

func timeCall(e *ir.Call, args []any) (any, bool) {
	if len(args) == 0 {
		return nil, false
	}
	t := e.Args[0].Type()
	v, isTime := args[0].(int64)
	switch {
	case e.Fn == "from_unix" || e.Fn == "from_unix_ms":
		n, per := args[0].(*big.Int), perSecond(e.T.Unit)
		if !n.IsInt64() || n.Int64() < daysOf(0, 1, 1)*86400*per || n.Int64() >= daysOf(10000, 1, 1)*86400*per {
			return fails("the year"), true
		}
		return n.Int64(), true
	case !isTime:
		return nil, false
	}
	switch e.Fn {
	case "to_unix":
		return bigInt(floorDiv(v, perSecond(t.Unit))), true
	case "to_unix_ms":
		n := new(big.Int).Mul(bigInt(v), bigInt(1000))
		n.Div(n, bigInt(perSecond(t.Unit)))
		if !n.IsInt64() {
			return unknown("milliseconds of a far time"), true
		}
		return n, true
	case "date", "hour":
		if args[1].(string) != "UTC" {
			return unknown("a zone"), true
		}
		seconds := floorDiv(v, perSecond(t.Unit))
		if e.Fn == "date" {
			return floorDiv(seconds, 86400), true
		}
		return bigInt((seconds - floorDiv(seconds, 86400)*86400) / 3600), true
	case "truncate":
		n := args[1].(refDuration)
		unit := floorDiv(n.nanos, 1e9/perSecond(t.Unit))
		if n.months != 0 || n.days != 0 || unit <= 0 {
			return unknown("a unit of days"), true
		}
		return floorDiv(v, unit) * unit, true
	case "add":
		return laterBy(v, args[1].(refDuration), t), true
	case "add_months":
		return laterMonth(v, args[1].(*big.Int)), true
	}
	return nil, false
}

func laterBy(v int64, by refDuration, t *types.Type) any {
	if by.months != 0 || by.days != 0 {
		return unknown("days by the calendar")
	}
	n := new(big.Int).Add(bigInt(v), bigInt(floorDiv(by.nanos, 1e9/perSecond(t.Unit))))
	if !n.IsInt64() {
		return fails("time")
	}
	return n.Int64()
}

func laterMonth(day int64, by *big.Int) any {
	if !by.IsInt64() || by.BitLen() > 20 {
		return unknown("many months")
	}
	y, m, d := civil(day)
	month := y*12 + m - 1 + by.Int64()
	y, m = floorDiv(month, 12), month-floorDiv(month, 12)*12+1
	next := daysOf(y+m/12, m%12+1, 1)
	return min(daysOf(y, m, d), next-1)
}

func listCall(e *ir.Call, args []any) (any, bool) {
	if len(args) == 0 {
		return nil, false
	}
	t := e.Args[0].Type()
	if m, ok := args[0].(refMap); ok {
		return mapCall(e, m, args, t), true
	}
	list, ok := args[0].(refList)
	if !ok {
		return nil, false
	}
	at := func(k int) any {
		if k < 0 || k >= len(list) {
			return nil
		}
		return list[k]
	}
	switch e.Fn {
	case "len":
		return bigInt(int64(len(list))), true
	case "first":
		return at(0), true
	case "last":
		return at(len(list) - 1), true
	case "get":
		return at(whole(args[1])), true
	case "contains":
		return slices.ContainsFunc(list, func(v any) bool { return v != nil && sameRef(v, args[1], t.Elem.Strip()) }), true
	case "join":
		var parts []string
		for _, v := range list {
			parts = append(parts, v.(string))
		}
		return strings.Join(parts, args[1].(string)), true
	case "distinct":
		out := refList{}
		for _, v := range list {
			if !slices.ContainsFunc(out, func(w any) bool { return sameRef(v, w, t.Elem) }) {
				out = append(out, v)
			}
		}
		return out, true
	case "sort":
		out := slices.Clone(list)
		slices.SortStableFunc(out, func(x, y any) int {
			c, ok := compareRef(x, y)
			if !ok {
				unknown("the order of what is no number")
			}
			return c
		})
		return out, true
	case "sum":
		return sumRef(list, t.Elem, e.T), true
	}
	return nil, false
}

func mapCall(e *ir.Call, m refMap, args []any, t *types.Type) any {
	out := refList{}
	switch e.Fn {
	case "len":
		return bigInt(int64(len(m)))
	case "get":
		v, _ := lookupRef(m, args[1], t)
		return v
	case "keys":
		for _, e := range m {
			out = append(out, e.key)
		}
		return out
	case "values":
		for _, e := range m {
			out = append(out, e.value)
		}
		return out
	}
	return unknown(e.Fn)
}

func sumRef(list refList, elem, t *types.Type) any {
	if t.IsFloat() {
		total := 0.0
		for _, v := range list {
			total += v.(float64)
		}
		return total
	}
	total := new(big.Rat)
	for _, v := range list {
		total.Add(total, asRat(v))
		if t.IsInteger() {
			inKind(new(big.Int).Set(total.Num()), t)
		}
	}
	_ = elem
	if t.Kind == types.Decimal {
		return inDecimal(total, t)
	}
	return new(big.Int).Set(total.Num())
}

func hashCall(e *ir.Call, args []any) (any, bool) {
	var b []byte
	if len(args) > 0 {
		switch x := args[0].(type) {
		case string:
			b = []byte(x)
		case []byte:
			b = x
		}
	}
	switch e.Fn {
	case "hex":
		return hex.EncodeToString(b), true
	case "base64":
		return base64.StdEncoding.EncodeToString(b), true
	case "hash":
		b = append([]byte(args[2].(string)), b...)
		switch args[1].(string) {
		case "sha256":
			h := sha256.Sum256(b)
			return hex.EncodeToString(h[:]), true
		case "sha512":
			h := sha512.Sum512(b)
			return hex.EncodeToString(h[:]), true
		case "sha1":
			h := sha1.Sum(b)
			return hex.EncodeToString(h[:]), true
		case "md5":
			h := md5.Sum(b)
			return hex.EncodeToString(h[:]), true
		}
	}
	return nil, false
}
