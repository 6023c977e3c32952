package record

import (
	"math"
	"testing"
)

// primitive is a reader or writer with an input that takes its longest way. The
// table feeds the tests of allocations and of cut inputs, and the benchmarks.
type primitive struct {
	name string
	in   []byte
	// read reads in at i and returns the cursor; nil for a writer.
	read func(b []byte, i int) int
	// write appends to d; nil for a reader.
	write func(d []byte) []byte
	// prefix tells that a part of in may be valid as well.
	prefix bool
}

var (
	tableUUID = [16]byte{0xf8, 0x1d, 0x4f, 0xae, 5: 1, 15: 0xf6}
	tableBig  = Int128{Hi: -5421010862427522171, Lo: 687399551400673281} // 38 digits
)

const tableNanos = int64(1783188185123456789)

// avroPrimitives are the readers of Avro.
func avroPrimitives() []primitive {
	long := AppendAvroLong(nil, math.MinInt64)
	text := AppendAvroText(nil, "a text of some length, größer")
	return []primitive{
		{name: "AvroLong", in: long, read: func(b []byte, i int) int { _, j := AvroLong(b, i); return j }},
		{name: "AvroInt", in: AppendAvroLong(nil, math.MaxInt32), read: func(b []byte, i int) int { _, j := AvroInt(b, i); return j }},
		{name: "AvroBool", in: []byte{1}, read: func(b []byte, i int) int { _, j := AvroBool(b, i); return j }},
		{name: "AvroFloat", in: AppendAvroFloat(nil, 1.5), read: func(b []byte, i int) int { _, j := AvroFloat(b, i); return j }},
		{name: "AvroDouble", in: AppendAvroDouble(nil, 1.5), read: func(b []byte, i int) int { _, j := AvroDouble(b, i); return j }},
		{name: "AvroText", in: text, read: func(b []byte, i int) int { _, j := AvroText(b, i); return j }},
		{name: "AvroBytes", in: text, read: func(b []byte, i int) int { _, j := AvroBytes(b, i); return j }},
		{name: "AvroFixed", in: tableUUID[:], read: func(b []byte, i int) int { _, j := AvroFixed(b, i, 16); return j }},
		{name: "AvroUUID", in: AppendAvroUUID(nil, tableUUID), read: func(b []byte, i int) int { _, j := AvroUUID(b, i); return j }},
		{name: "AvroEnum", in: AppendAvroLong(nil, 200), read: func(b []byte, i int) int { _, j := AvroEnum(b, i, 300); return j }},
		{name: "AvroBranch", in: []byte{2}, read: func(b []byte, i int) int { _, j := AvroBranch(b, i, 2); return j }},
		{name: "AvroDecimal64", in: AppendAvroDecimal64(nil, math.MinInt64), read: func(b []byte, i int) int { _, j := AvroDecimal64(b, i); return j }},
		{name: "AvroDecimal128", in: AppendAvroDecimal128(nil, tableBig), read: func(b []byte, i int) int { _, j := AvroDecimal128(b, i); return j }},
		{name: "AvroFixedDecimal64", in: AppendAvroFixedDecimal64(nil, -5, 12), read: func(b []byte, i int) int { _, j := AvroFixedDecimal64(b, i, 12); return j }},
		{name: "AvroFixedDecimal128", in: AppendAvroFixedDecimal128(nil, tableBig, 20), read: func(b []byte, i int) int { _, j := AvroFixedDecimal128(b, i, 20); return j }},
		{name: "AvroDuration", in: AppendAvroDuration(nil, Duration{Days: 1}), read: func(b []byte, i int) int { _, j := AvroDuration(b, i); return j }},
		{name: "AvroBlockMax", in: AppendAvroLong(AppendAvroLong(nil, -3), 0), read: func(b []byte, i int) int { _, j := AvroBlockMax(b, i, 9); return j }},
		{name: "SkipAvroLong", in: long, read: SkipAvroLong},
		{name: "SkipAvroBytes", in: text, read: SkipAvroBytes},
		{name: "SkipAvroBool", in: []byte{1}, read: SkipAvroBool},
		{name: "SkipAvroFixed", in: tableUUID[:], read: func(b []byte, i int) int { return SkipAvroFixed(b, i, 16) }},
		{name: "SkipAvroBlock", in: []byte{3, 4, 7, 7, 0}, read: func(b []byte, i int) int { _, j := SkipAvroBlock(b, i); return j }},
		{name: "AvroSingleObject", in: AppendAvroSingleObject(nil, 7), read: func(b []byte, i int) int { return at0(AvroSingleObject(b[i:], 7), i) }},
		{name: "RegistryFrame", in: AppendRegistryFrame(nil, 7), read: func(b []byte, i int) int { return at0(RegistryFrame(b[i:], 7), i) }},
	}
}

// at0 moves the cursor of a reader that starts at 0.
func at0(j, i int) int {
	if j < 0 {
		return j
	}
	return i + j
}

// jsonPrimitives are the readers of JSON.
func jsonPrimitives(a *Arena) []primitive {
	return []primitive{
		{name: "JSONObject", in: []byte("{ }"), read: func(b []byte, i int) int { _, j := JSONObject(b, i); return j }},
		{name: "JSONArray", in: []byte("[ ]"), read: func(b []byte, i int) int { _, j := JSONArray(b, i); return j }},
		{name: "JSONKey", in: []byte(`"a key" : 1`), read: func(b []byte, i int) int {
			_, j := JSONKey(a, b, i)
			if j >= 0 {
				_, j = JSONInt(b, j)
			}
			return j
		}},
		{name: "JSONText", in: []byte(`"a text of some length"`), read: func(b []byte, i int) int { _, j := JSONText(a, b, i); return j }},
		{name: "JSONText escaped", in: []byte(`"a text of \"some\" length \ud83d\ude00 größer"`), read: func(b []byte, i int) int { _, j := JSONText(a, b, i); return j }},
		{name: "JSONInt", in: []byte("-1234567890123456789"), read: func(b []byte, i int) int { _, j := JSONInt(b, i); return j }, prefix: true},
		{name: "JSONUint", in: []byte("12345678901234567890"), read: func(b []byte, i int) int { _, j := JSONUint(b, i); return j }, prefix: true},
		{name: "JSONFloat", in: []byte("-123.25e-3"), read: func(b []byte, i int) int { _, j := JSONFloat(b, i); return j }, prefix: true},
		{name: "JSONDouble", in: []byte("-123456.789"), read: func(b []byte, i int) int { _, j := JSONDouble(b, i); return j }, prefix: true},
		{name: "JSONDouble long", in: []byte("-0.12345678901234567890e10"), read: func(b []byte, i int) int { _, j := JSONDouble(b, i); return j }, prefix: true},
		{name: "JSONDecimal64", in: []byte(`"-123456.78"`), read: func(b []byte, i int) int { _, j := JSONDecimal64(b, i, 18, 4); return j }},
		{name: "JSONDecimal128", in: []byte(`"-12345678901234567890.12e2"`), read: func(b []byte, i int) int { _, j := JSONDecimal128(b, i, 38, 4); return j }},
		{name: "JSONBool", in: []byte("false"), read: func(b []byte, i int) int { _, j := JSONBool(b, i); return j }},
		{name: "JSONNull", in: []byte("null"), read: func(b []byte, i int) int { _, j := JSONNull(b, i); return j }},
		{name: "JSONBase64", in: []byte(`"AQIDBAUGBwg="`), read: func(b []byte, i int) int { _, j := JSONBase64(a, b, i); return j }},
		{name: "JSONHex", in: []byte(`"0102030405060708"`), read: func(b []byte, i int) int { _, j := JSONHex(a, b, i); return j }},
		{name: "JSONUUID", in: AppendJSONUUID(nil, tableUUID), read: func(b []byte, i int) int { _, j := JSONUUID(b, i); return j }},
		{name: "JSONSkip", in: []byte(`{"a":[1,{"b":null},"x\n",true],"c":{}}`), read: JSONSkip},
		{name: "JSONRaw", in: []byte(`[ "é" ]`), read: func(b []byte, i int) int { _, j := JSONRaw(b, i); return j }},
	}
}

// otherPrimitives are the readers of cells, headers and whole texts.
func otherPrimitives(a *Arena) []primitive {
	cells := make([]CSVCell, 0, 8)
	whole := func(b []byte, _ int, r Reason) int {
		if r != 0 {
			return bad(r)
		}
		return len(b)
	}
	pattern, _ := CompilePattern("EEE dd MMM yyyy HH:mm:ss.SSSXXX")
	berlin, _ := LoadZone("Europe/Berlin")
	inBerlin, _ := CompilePattern("yyyy-MM-dd HH:mm")
	return []primitive{
		{name: "CQLCell", in: AppendCQLText(nil, "text"), read: func(b []byte, i int) int { _, _, j := CQLCell(b, i); return j }},
		{name: "BigInt16", in: AppendBigInt16(nil, -5), read: func(b []byte, i int) int { _, j := BigInt16(b[i:]); return at0(j, i) }},
		{name: "BigInt32", in: AppendBigInt32(nil, -5), read: func(b []byte, i int) int { _, j := BigInt32(b[i:]); return at0(j, i) }},
		{name: "BigInt64", in: AppendBigInt64(nil, -5), read: func(b []byte, i int) int { _, j := BigInt64(b[i:]); return at0(j, i) }},
		{name: "BigFloat", in: AppendBigFloat(nil, 1.5), read: func(b []byte, i int) int { _, j := BigFloat(b[i:]); return at0(j, i) }},
		{name: "BigDouble", in: AppendBigDouble(nil, 1.5), read: func(b []byte, i int) int { _, j := BigDouble(b[i:]); return at0(j, i) }},
		{name: "NextHeader", in: AppendHeader(nil, "key", []byte("value")), read: func(b []byte, i int) int { _, _, _, j := NextHeader(b, i); return j }},
		{name: "CSVCut", in: []byte("a,\"b\"\"\nc\",d\r\n"), read: func(b []byte, i int) int { _, j := CSVCut(b, i, ',', '"', false); return j }},
		{name: "CSVCells", in: []byte(`a,"b""c",d`), prefix: true, read: func(b []byte, i int) int {
			_, r := CSVCells(a, b[i:], ',', '"', cells)
			return whole(b, i, r)
		}},
		{name: "ParseInt", in: []byte("-123456"), prefix: true, read: func(b []byte, i int) int { _, r := ParseInt(str(b[i:]), 32); return whole(b, i, r) }},
		{name: "ParseFloat", in: []byte("+123.456"), prefix: true, read: func(b []byte, i int) int { _, r := ParseFloat(str(b[i:]), 64); return whole(b, i, r) }},
		{name: "ParseDecimal64", in: []byte("-123.45"), prefix: true, read: func(b []byte, i int) int { _, r := ParseDecimal64(str(b[i:]), 9, 4); return whole(b, i, r) }},
		{name: "ParseUUID", in: AppendUUID(nil, tableUUID), read: func(b []byte, i int) int { _, r := ParseUUID(str(b[i:])); return whole(b, i, r) }},
		{name: "ParseDate", in: []byte("2026-07-04"), read: func(b []byte, i int) int { _, r := ParseDate(str(b[i:])); return whole(b, i, r) }},
		{name: "ParseTimestampISO", in: []byte("2026-07-04T18:03:05.123Z"), read: func(b []byte, i int) int { _, r := ParseTimestampISO(str(b[i:]), Millis); return whole(b, i, r) }},
		{name: "Pattern.Parse", in: []byte("Sat 04 Jul 2026 18:03:05.123+02:00"), read: func(b []byte, i int) int { _, r := pattern.Parse(str(b[i:]), nil, Millis); return whole(b, i, r) }},
		{name: "Pattern.Parse in a zone", in: []byte("2026-07-04 18:03"), read: func(b []byte, i int) int { _, r := inBerlin.Parse(str(b[i:]), berlin, Millis); return whole(b, i, r) }},
		{name: "ParseDuration", in: []byte("P1DT2H3.5S"), prefix: true, read: func(b []byte, i int) int { _, r := ParseDuration(str(b[i:])); return whole(b, i, r) }},
	}
}

// writers are all that appends.
func writers() []primitive {
	const text = "a text of \"some\" length, größer"
	blob := []byte("some bytes in here")
	pattern, _ := CompilePattern("EEE dd MMM yyyy HH:mm:ss.SSSXXX")
	berlin, _ := LoadZone("Europe/Berlin")
	return []primitive{
		{name: "AppendAvroLong", write: func(d []byte) []byte { return AppendAvroLong(d, math.MinInt64) }},
		{name: "AppendAvroText", write: func(d []byte) []byte { return AppendAvroText(d, text) }},
		{name: "AppendAvroBytes", write: func(d []byte) []byte { return AppendAvroBytes(d, blob) }},
		{name: "AppendAvroUUID", write: func(d []byte) []byte { return AppendAvroUUID(d, tableUUID) }},
		{name: "AppendAvroDecimal64", write: func(d []byte) []byte { return AppendAvroDecimal64(d, -1250) }},
		{name: "AppendAvroDecimal128", write: func(d []byte) []byte { return AppendAvroDecimal128(d, tableBig) }},
		{name: "AppendAvroFixedDecimal128", write: func(d []byte) []byte { return AppendAvroFixedDecimal128(d, tableBig, 20) }},
		{name: "AppendJSONText", write: func(d []byte) []byte { return AppendJSONText(d, text) }},
		{name: "AppendJSONInt", write: func(d []byte) []byte { return AppendJSONInt(d, math.MinInt64) }},
		{name: "AppendJSONDouble", write: func(d []byte) []byte { return AppendJSONDouble(d, 21.25) }},
		{name: "AppendJSONDouble long", write: func(d []byte) []byte { return AppendJSONDouble(d, math.Pi*1e-9) }},
		{name: "AppendJSONFloat", write: func(d []byte) []byte { return AppendJSONFloat(d, math.Pi) }},
		{name: "AppendJSONDecimal64", write: func(d []byte) []byte { return AppendJSONDecimal64(d, -1250, 4) }},
		{name: "AppendJSONDecimal128", write: func(d []byte) []byte { return AppendJSONDecimal128(d, tableBig, 4) }},
		{name: "AppendJSONBase64", write: func(d []byte) []byte { return AppendJSONBase64(d, blob) }},
		{name: "AppendJSONHex", write: func(d []byte) []byte { return AppendJSONHex(d, blob) }},
		{name: "AppendJSONUUID", write: func(d []byte) []byte { return AppendJSONUUID(d, tableUUID) }},
		{name: "AppendBigInt64", write: func(d []byte) []byte { return AppendBigInt64(d, math.MinInt64) }},
		{name: "AppendBigDouble", write: func(d []byte) []byte { return AppendBigDouble(d, math.Pi) }},
		{name: "AppendCSVText", write: func(d []byte) []byte { return AppendCSVText(d, text, ',', '"', "") }},
		{name: "AppendDate", write: func(d []byte) []byte { return AppendDate(d, 20638) }},
		{name: "AppendTime", write: func(d []byte) []byte { return AppendTime(d, 65005123456789, Nanos) }},
		{name: "AppendTimestampISO", write: func(d []byte) []byte { return AppendTimestampISO(d, tableNanos, Nanos) }},
		{name: "AppendDuration", write: func(d []byte) []byte { return AppendDuration(d, Duration{1, 2, 3}) }},
		{name: "Pattern.Append", write: func(d []byte) []byte { return pattern.Append(d, tableNanos, Nanos, berlin) }},
		{name: "AppendCQLDecimal64", write: func(d []byte) []byte { return AppendCQLDecimal64(d, -1250, 2) }},
		{name: "AppendCQLDecimal128", write: func(d []byte) []byte { return AppendCQLDecimal128(d, tableBig, 2) }},
		{name: "AppendCQLVarint128", write: func(d []byte) []byte { return AppendCQLVarint128(d, tableBig) }},
		{name: "AppendCQLDuration", write: func(d []byte) []byte { return AppendCQLDuration(d, Duration{1, 2, 3e9}) }},
		{name: "AppendCQLInet", write: func(d []byte) []byte { d, _ = AppendCQLInet(d, "2001:db8::1"); return d }},
		{name: "AppendCQLText", write: func(d []byte) []byte { return AppendCQLText(d, text) }},
		{name: "AppendHeader", write: func(d []byte) []byte { return AppendHeader(d, "key", blob) }},
		{name: "FloatToDecimal64", write: func(d []byte) []byte { v, _ := FloatToDecimal64(21.337, 9, 2); return AppendInt(d, v) }},
		{name: "Decimal128ToFloat64", write: func(d []byte) []byte { return AppendFloat(d, Decimal128ToFloat64(tableBig, 9), 64) }},
	}
}

func readers(a *Arena) []primitive {
	return append(append(avroPrimitives(), jsonPrimitives(a)...), otherPrimitives(a)...)
}

// TestAllocs holds the promise of the package: nothing allocates for a record.
func TestAllocs(t *testing.T) {
	var a Arena
	for _, p := range readers(&a) {
		if j := p.read(p.in, 0); j != len(p.in) {
			t.Errorf("%s: read to %d of %d", p.name, j, len(p.in))
		}
		if n := testing.AllocsPerRun(100, func() { a.Reset(); p.read(p.in, 0) }); n != 0 {
			t.Errorf("%s allocates %v times", p.name, n)
		}
	}
	d := make([]byte, 0, 256)
	for _, p := range writers() {
		if n := testing.AllocsPerRun(100, func() { p.write(d) }); n != 0 {
			t.Errorf("%s allocates %v times", p.name, n)
		}
	}
}

// TestTruncated cuts each input at every length and moves it, in memory that ends
// where the input does: no reader passes the end, and a part is never the whole.
func TestTruncated(t *testing.T) {
	var a Arena
	for _, p := range readers(&a) {
		for n := range p.in {
			b := make([]byte, n)
			copy(b, p.in)
			if j := p.read(b, 0); j > n || j >= 0 && !p.prefix {
				t.Errorf("%s: %d of %d bytes are read to %d", p.name, n, len(p.in), j)
			}
		}
		moved := append([]byte{0xff}, p.in...)
		if j := p.read(moved[:len(moved):len(moved)], 1); j != len(moved) {
			t.Errorf("%s: moved by one it is read to %d of %d", p.name, j, len(moved))
		}
	}
}

// TestCursorOutside gives the readers with a cursor one that is not in the input.
func TestCursorOutside(t *testing.T) {
	var a Arena
	for _, p := range append(avroPrimitives()[:22], jsonPrimitives(&a)...) {
		for _, i := range []int{-1, -25, len(p.in), len(p.in) + 1, math.MaxInt - 64} {
			if j := p.read(p.in, i); j >= 0 && i < 0 || j >= 0 && j < i || j < -255 {
				t.Errorf("%s at %d: %d", p.name, i, j)
			}
		}
	}
}

func BenchmarkRead(b *testing.B) {
	var a Arena
	for _, p := range readers(&a) {
		b.Run(p.name, func(b *testing.B) {
			b.SetBytes(int64(len(p.in)))
			b.ReportAllocs()
			for b.Loop() {
				a.Reset()
				if p.read(p.in, 0) < 0 {
					b.Fatal("not read")
				}
			}
		})
	}
}

func BenchmarkWrite(b *testing.B) {
	d := make([]byte, 0, 256)
	for _, p := range writers() {
		b.Run(p.name, func(b *testing.B) {
			b.SetBytes(int64(len(p.write(d))))
			b.ReportAllocs()
			for b.Loop() {
				p.write(d)
			}
		})
	}
}
