package dsl

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/flowc-lang/flowc/dsl/diag"
)

func (l *lowerer) literal(t tok) Expr {
	switch t.Type {
	case tText:
		return l.text(t)
	case tRegex:
		return l.regex(t)
	case tFloat:
		return l.float(t)
	}
	return l.quantity(t)
}

// maxDigits is the precision of the widest decimal.
const maxDigits = 38

func (l *lowerer) count(n *countNode) Expr {
	text := strings.ReplaceAll(n.Number.Value, "_", "")
	if len(strings.TrimLeft(text, "0")) > maxDigits {
		l.outOfRange(n.Number, "a number has at most 38 digits")
	}
	if n.Records != nil {
		return &Quantity{place: l.at(n.node), Text: text, Unit: "records"}
	}
	return &Int{place: l.at(n.node), Text: text}
}

func (l *lowerer) float(t tok) Expr {
	text := strings.ReplaceAll(t.Value, "_", "")
	if _, err := strconv.ParseFloat(text, 64); err != nil {
		l.outOfRange(t, "the largest double is about 1.8e308")
	}
	return &Float{place: l.tokAt(t), Text: text}
}

func (l *lowerer) quantity(t tok) Expr {
	text := strings.ReplaceAll(t.Value, "_", "")
	at := l.tokAt(t)
	if number, ok := strings.CutSuffix(text, "%"); ok {
		return &Quantity{place: at, Text: number, Unit: "%"}
	}
	if isDuration(text) {
		if !durationFits(text) {
			l.outOfRange(t, "the longest duration is about 292 years")
		}
		return &Quantity{place: at, Text: text, Unit: "duration"}
	}
	number := strings.TrimRight(text, "BKMGTi") // a bad token may have no unit: 8P0 is a number to big
	unit := text[len(number):]
	if n, ok := new(big.Float).SetString(number); ok && unit != "" && n.Cmp(new(big.Float).SetInt64(1<<62>>sizeShift(unit))) > 0 {
		l.outOfRange(t, "the largest size is 4 EiB")
	}
	return &Quantity{place: at, Text: number, Unit: unit}
}

func sizeShift(unit string) uint {
	switch unit[0] {
	case 'K':
		return 10
	case 'M':
		return 20
	case 'G':
		return 30
	case 'T':
		return 40
	}
	return 0
}

// durationFits reports whether the parts of text add up to an int64 of
// nanoseconds.
func durationFits(text string) bool {
	units := map[string]time.Duration{
		"ns": 1, "us": time.Microsecond, "ms": time.Millisecond, "s": time.Second,
		"m": time.Minute, "h": time.Hour, "d": 24 * time.Hour,
	}
	sum := 0.0
	for text != "" {
		n := strings.IndexFunc(text, func(r rune) bool { return !isDigit(byte(r)) && r != '.' })
		u := n
		for u < len(text) && isLetter(text[u]) {
			u++
		}
		number, err := strconv.ParseFloat(text[:n], 64)
		if err != nil {
			return false
		}
		sum += number * float64(units[text[n:u]])
		text = text[u:]
	}
	return sum < 1<<63
}

func (l *lowerer) outOfRange(t tok, why string) {
	l.flaws.add(diag.Diagnostic{Code: "E0110", At: l.tokAt(t).Span, Message: "`" + clip(t.Value) + "` is out of range", Here: why})
}

func (l *lowerer) regex(t tok) *Regex {
	re := &Regex{place: l.tokAt(t)}
	body := strings.TrimPrefix(t.Value, "r/")
	if !strings.HasSuffix(body, "/") {
		return re // told by the scanner: never closed
	}
	re.Pattern = strings.ReplaceAll(strings.TrimSuffix(body, "/"), `\/`, "/")
	if _, err := regexp.Compile(re.Pattern); err != nil {
		why := strings.TrimPrefix(err.Error(), "error parsing regexp: ")
		l.flaws.add(diag.Diagnostic{
			Code: "E0113", At: re.At(), Message: "this is no regular expression: " + why,
			Helps: []string{"the syntax is RE2's: no look-around, no back references"},
		})
	}
	return re
}

// plainText returns the value of a text that must not have `${…}`.
func (l *lowerer) plainText(t tok, what string) string {
	text := l.text(t)
	s, ok := text.Plain()
	if !ok {
		l.flaws.add(diag.Diagnostic{
			Code: "E0102", At: l.tokAt(t).Span, Message: what + " cannot have `${…}` in it",
			Helps: []string{"a plain dollar sign before `{` is written `\\$`"},
		})
	}
	return s
}

func (l *lowerer) text(t tok) *Text {
	p := &textParser{lowerer: l, src: t.Value, base: t.Pos.Offset, i: 1, end: len(t.Value), out: &Text{place: l.tokAt(t)}}
	if len(t.Value) > 1 && strings.HasSuffix(t.Value, `"`) {
		p.end--
	}
	if ok, start, end := foreignText(t.Value); ok {
		p.i, p.end = start, end
	}
	for p.i < p.end {
		p.step()
	}
	p.flush()
	return p.out
}

// textParser cuts a text into its parts.
type textParser struct {
	*lowerer
	src   string
	base  int // offset of src in the file
	i     int
	end   int
	value strings.Builder
	start int // of the pending value, in src; 0 is none
	out   *Text
}

func (p *textParser) step() {
	if p.src[p.i] == '$' && strings.HasPrefix(p.src[p.i:], "${") {
		p.flush()
		p.hole()
		return
	}
	if p.start == 0 {
		p.start = p.i
	}
	if p.src[p.i] == '\\' {
		p.escape()
		return
	}
	p.value.WriteByte(p.src[p.i])
	p.i++
}

func (p *textParser) flush() {
	if p.start != 0 {
		p.out.Parts = append(p.out.Parts, TextPart{place: p.between(p.base+p.start, p.base+p.i), Value: p.value.String()})
	}
	p.start = 0
	p.value.Reset()
}

// hole parses `${…}` at p.i.
func (p *textParser) hole() {
	n := holeLen(p.src[p.i:p.end], 0)
	from := p.base + p.i
	if n == 0 {
		p.flaws.add(diag.Diagnostic{
			Code: "E0103", At: p.file.Span(from, from+2), Message: "`${` is never closed",
			Here: "opened here", Helps: []string{"close it with `}` inside of the text; a plain dollar sign before `{` is written `\\$`"},
		})
		p.out.Parts = append(p.out.Parts, TextPart{place: p.between(from, p.base+p.end), X: &BadExpr{p.between(from, p.base+p.end)}})
		p.i = p.end
		return
	}
	at := p.between(from, from+n)
	p.out.Parts = append(p.out.Parts, TextPart{place: at, X: p.holeExpr(from+2, from+n-1, at)})
	p.i += n
}

// holeExpr parses the expression at file offsets [from, end).
func (l *lowerer) holeExpr(from, end int, at place) Expr {
	l.depth++
	defer func() { l.depth-- }()
	if l.depth > maxDepth {
		l.tooDeep(at.Span)
		return &BadExpr{at}
	}
	toks := significant(scan(l.file.Text, from, end, l.flaws.lexical))
	if len(toks) == 0 {
		l.flaws.add(diag.Diagnostic{Code: "E0102", At: at.Span, Message: "`${}` is empty", Here: "a value belongs inside"})
		return &BadExpr{at}
	}
	item := l.trees(toks, l.depth)
	if len(item) == 0 {
		return &BadExpr{at}
	}
	return l.exprOf(item, formHole)
}

var escapes = map[byte]string{'n': "\n", 'r': "\r", 't': "\t", '\\': "\\", '"': "\"", '$': "$", '/': "/"}

// escape takes the escape at p.i.
func (p *textParser) escape() {
	rest := p.src[p.i:p.end]
	if len(rest) > 1 && escapes[rest[1]] != "" {
		p.value.WriteString(escapes[rest[1]])
		p.i += 2
		return
	}
	if r, n := unicodeEscape(rest); n > 0 {
		p.value.WriteRune(r)
		p.i += n
		return
	}
	n := 1
	if len(rest) > 1 {
		_, size := utf8.DecodeRuneInString(rest[1:])
		n += size
	}
	from := p.base + p.i
	p.flaws.add(diag.Diagnostic{
		Code: "E0111", At: p.file.Span(from, from+n), Message: "`" + rest[:n] + "` is no escape",
		Helps: []string{"the escapes are \\n \\r \\t \\\" \\\\ \\$ \\/ \\u00e4 \\u{1f600}; a backslash itself is written `\\\\`"},
	})
	p.i += n
}

// unicodeEscape reads \u00e4 or \u{1f600}.
func unicodeEscape(s string) (rune, int) {
	if !strings.HasPrefix(s, `\u`) {
		return 0, 0
	}
	hex, n := "", 0
	if strings.HasPrefix(s, `\u{`) {
		end := strings.IndexByte(s, '}')
		if end < 0 {
			return 0, 0
		}
		hex, n = s[3:end], end+1
	} else if len(s) >= 6 {
		hex, n = s[2:6], 6
	}
	v, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || v > utf8.MaxRune || !utf8.ValidRune(rune(v)) {
		return 0, 0
	}
	return rune(v), n
}

// clip shortens a token for a message.
func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:37]) + "…"
	}
	return s
}
