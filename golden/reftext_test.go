package golden

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/compiler/types"
)

// daysOf is the day of the Gregorian calendar, counted from 1970.
func daysOf(year, month, day int64) int64 {
	if month <= 2 {
		year--
		month += 12
	}
	era := floorDiv(year, 400)
	inEra := year - era*400
	inYear := (153*(month-3)+2)/5 + day - 1
	return era*146097 + inEra*365 + inEra/4 - inEra/100 + inYear - 719468
}

// civil is daysOf, backwards: it looks for the year and the month.
func civil(days int64) (year, month, day int64) {
	year = floorDiv(days*400, 146097) + 1970
	for daysOf(year, 1, 1) > days {
		year--
	}
	for daysOf(year+1, 1, 1) <= days {
		year++
	}
	for month = 12; daysOf(year, month, 1) > days; month-- {
		continue
	}
	return year, month, days - daysOf(year, month, 1) + 1
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}

// perSecond is how often a unit is in a second.
func perSecond(u types.Unit) int64 {
	return map[types.Unit]int64{types.Seconds: 1, types.Millis: 1e3, types.Micros: 1e6, types.Nanos: 1e9}[u]
}

// textOf is a value as text, as ISO 8601 has it where it does.
func textOf(v any, t *types.Type) string {
	switch v := v.(type) {
	case bool:
		return strconv.FormatBool(v)
	case *big.Int:
		return v.String()
	case *big.Rat:
		return v.FloatString(t.Scale)
	case float64:
		return unknown("the text of a float").(string)
	case string:
		return v
	case int:
		return t.Enum.Symbols[v]
	case [16]byte:
		h := hex.EncodeToString(v[:])
		return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
	case int64:
		return timeText(v, t)
	}
	return unknown("the text of " + t.String()).(string)
}

func timeText(v int64, t *types.Type) string {
	if t.Kind == types.Date {
		return dateText(v)
	}
	per := perSecond(t.Unit)
	seconds := floorDiv(v, per)
	rest := v - seconds*per
	days := floorDiv(seconds, 86400)
	seconds -= days * 86400
	clock := fmt.Sprintf("%02d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
	if rest > 0 {
		digits := fmt.Sprintf("%09d", rest*(1e9/per))
		for strings.HasSuffix(digits, "000") {
			digits = strings.TrimSuffix(digits, "000") // three at a time
		}
		clock += "." + digits
	}
	switch t.Kind {
	case types.Time:
		return clock
	case types.Datetime:
		return dateText(days) + "T" + clock
	}
	return dateText(days) + "T" + clock + "Z"
}

func dateText(days int64) string {
	y, m, d := civil(days)
	if y < 0 || y > 9999 {
		unknown("the text of a year far away")
	}
	return fmt.Sprintf("%04d-%02d-%02d", y, m, d)
}

var (
	dateForm  = regexp.MustCompile(`^(\d{4})-(\d\d)-(\d\d)$`)
	clockForm = regexp.MustCompile(`^(\d\d):(\d\d):(\d\d)(\.\d{1,9})?$`)
	isoForm   = regexp.MustCompile(`^(-?)P(?:(-?\d+)Y)?(?:(-?\d+)M)?(?:(-?\d+)D)?(?:T(?:(-?\d+)H)?(?:(-?\d+)M)?(?:(-?)(\d+)(\.\d{1,9})?S)?)?$`)
	uuidForm  = regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)
)

func num(s string) int64 {
	if s == "" {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		unknown("a number in a time")
	}
	return n
}

// fractionOf is .125 in a unit of so many a second.
func fractionOf(s string, per int64) int64 {
	if s == "" {
		return 0
	}
	n := num((s[1:] + "000000000")[:9])
	if n%(1e9/per) != 0 {
		unknown("a finer time than the unit")
	}
	return n / (1e9 / per)
}

// readJSON is a value of type t as JSON has it.
func readJSON(v any, t *types.Type) any {
	if t.Kind == types.Optional {
		if v == nil {
			return nil
		}
		return readJSON(v, t.Elem)
	}
	switch t.Kind {
	case types.Bool:
		return v.(bool)
	case types.Float, types.Double:
		bits := 64
		if t.Kind == types.Float {
			bits = 32
		}
		f, err := strconv.ParseFloat(v.(json.Number).String(), bits)
		if err != nil {
			panic(err)
		}
		return f
	case types.Record:
		out := refRecord{}
		for _, f := range t.Record.Fields {
			out = append(out, readJSON(v.(jsonObject).get(f.Name), f.Type))
		}
		return out
	case types.List, types.Set, types.Vector:
		out := refList{}
		for _, item := range v.([]any) {
			out = append(out, readJSON(item, t.Elem))
		}
		return out
	case types.Map:
		out := refMap{}
		for _, m := range v.(jsonObject) {
			out = append(out, refEntry{readText(m.name, t.Key), readJSON(m.value, t.Elem)})
		}
		return out
	case types.Union:
		return readUnion(v, t)
	case types.JSON:
		return jsonText(v)
	case types.Bytes:
		b, err := base64.StdEncoding.DecodeString(v.(string))
		if err != nil {
			panic(err)
		}
		return b
	}
	if n, ok := v.(json.Number); ok {
		return readText(n.String(), t)
	}
	return readText(v.(string), t)
}

// jsonObject is an object whose members keep their order.
type jsonObject []jsonMember

type jsonMember struct {
	name  string
	value any
}

func (o jsonObject) get(name string) any {
	for _, m := range o {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

// decodeRow reads a line, with a key in front or without.
func decodeRow(t *testing.T, line string) any {
	d := json.NewDecoder(strings.NewReader(strings.TrimPrefix(line, "@k ")))
	d.UseNumber()
	v, err := decodeJSON(d)
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return v
}

func decodeJSON(d *json.Decoder) (any, error) {
	tok, err := d.Token()
	if err != nil {
		return nil, err
	}
	delim, ok := tok.(json.Delim)
	if !ok {
		return tok, nil
	}
	list, object := []any{}, jsonObject{}
	for d.More() {
		name := ""
		if delim == '{' {
			key, err := d.Token()
			if err != nil {
				return nil, err
			}
			name = key.(string)
		}
		v, err := decodeJSON(d)
		if err != nil {
			return nil, err
		}
		list, object = append(list, v), append(object, jsonMember{name, v})
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	if delim == '{' {
		return object, nil
	}
	return list, nil
}

// jsonText is a value as JSON without spaces.
func jsonText(v any) string {
	var parts []string
	switch v := v.(type) {
	case jsonObject:
		for _, m := range v {
			parts = append(parts, jsonText(m.name)+":"+jsonText(m.value))
		}
		return "{" + strings.Join(parts, ",") + "}"
	case []any:
		for _, item := range v {
			parts = append(parts, jsonText(item))
		}
		return "[" + strings.Join(parts, ",") + "]"
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// readUnion finds the arm by how the value looks.
func readUnion(v any, t *types.Type) any {
	for k, arm := range t.Items {
		fits := false
		switch v := v.(type) {
		case string:
			fits = arm.Kind == types.String
		case bool:
			fits = arm.Kind == types.Bool
		case json.Number:
			fits = arm.IsInteger()
		case []any:
			fits = arm.Kind == types.List
		case jsonObject:
			fits = arm.Kind == types.Record && v.get(arm.Record.Fields[0].Name) != nil
		}
		if fits {
			return refUnion{k, readJSON(v, arm)}
		}
	}
	panic(fmt.Sprintf("%v is of no arm of %s", v, t))
}

// readText is the value of type t that a text is; it fails for other texts.
func readText(s string, t *types.Type) any {
	switch t.Kind {
	case types.String, types.Inet, types.JSON:
		return s
	case types.Enum:
		if k := t.Enum.Index(s); k >= 0 {
			return k
		}
		return fails("no symbol")
	case types.Decimal:
		r, ok := new(big.Rat).SetString(s)
		if !ok || !numberForm.MatchString(s) {
			return fails("no number")
		}
		return inDecimal(r, t)
	case types.UUID, types.TimeUUID:
		if !uuidForm.MatchString(s) {
			return fails("no uuid")
		}
		b, _ := hex.DecodeString(strings.ReplaceAll(s, "-", ""))
		return [16]byte(b)
	case types.Date:
		return readDate(s)
	case types.Time:
		return readClock(s, t)
	case types.Timestamp, types.Datetime:
		day, clock, _ := strings.Cut(strings.TrimSuffix(s, "Z"), "T")
		return readDate(day)*86400*perSecond(t.Unit) + readClock(clock, t)
	case types.Duration:
		return readDuration(s)
	}
	if t.IsInteger() {
		n, ok := new(big.Int).SetString(s, 10)
		if !ok || !wholeForm.MatchString(s) {
			return fails("no whole number")
		}
		return inKind(n, t)
	}
	return unknown("text as " + t.String())
}

var (
	numberForm = regexp.MustCompile(`^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,4})?$`)
	wholeForm  = regexp.MustCompile(`^[-+]?\d+$`)
)

func readDate(s string) int64 {
	m := dateForm.FindStringSubmatch(s)
	if m == nil {
		return fails("no date").(int64)
	}
	y, month, d := num(m[1]), num(m[2]), num(m[3])
	if month < 1 || month > 12 || d < 1 {
		return fails("no such day").(int64)
	}
	days := daysOf(y, month, d)
	if y2, m2, d2 := civil(days); y2 != y || m2 != month || d2 != d {
		return fails("no such day").(int64)
	}
	return days
}

func readClock(s string, t *types.Type) int64 {
	m := clockForm.FindStringSubmatch(s)
	if m == nil {
		return fails("no time").(int64)
	}
	per := perSecond(t.Unit)
	return (num(m[1])*3600+num(m[2])*60+num(m[3]))*per + fractionOf(m[4], per)
}

func readDuration(s string) any {
	m := isoForm.FindStringSubmatch(s)
	if m == nil || s == "P" || s == "-P" || strings.HasSuffix(s, "T") {
		return unknown("text as a duration")
	}
	sign := int64(1)
	if m[1] == "-" {
		sign = -1
	}
	seconds := num(m[8])*1e9 + fractionOf(m[9], 1e9)
	if m[7] == "-" {
		seconds = -seconds
	}
	nanos := (num(m[5])*3600+num(m[6])*60)*1e9 + seconds
	return refDuration{sign * (num(m[2])*12 + num(m[3])), sign * num(m[4]), sign * nanos}
}
