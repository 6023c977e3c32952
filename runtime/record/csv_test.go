package record

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCSVCut(t *testing.T) {
	for _, c := range []struct {
		name, in  string
		start     int
		quote     byte
		atEOF     bool
		end, next int
	}{
		{"line", "a,b\nc", 0, '"', false, 3, 4},
		{"second line", "a,b\nc\n", 4, '"', false, 5, 6},
		{"crlf", "a,b\r\nc", 0, '"', false, 3, 5},
		{"blank", "\nc", 0, '"', false, 0, 1},
		{"blank crlf", "\r\nc", 0, '"', false, 0, 2},
		{"unfinished", "a,b", 0, '"', false, 0, -1},
		{"last", "a,b", 0, '"', true, 3, 3},
		{"last with cr", "a,b\r", 0, '"', true, 3, 4},
		{"nothing left", "a\n", 2, '"', true, 2, 2},
		{"nothing yet", "a\n", 2, '"', false, 0, -1},
		{"line feed in quotes", "a,\"x\ny\"\nc", 0, '"', false, 7, 8},
		{"first cell in quotes", "\"x\ny\",b\nc", 0, '"', false, 7, 8},
		{"two quotes", "\"x\"\"\n\"\"\",b\nc", 0, '"', false, 10, 11},
		{"open quote", "a,\"x\ny", 0, '"', false, 0, -1},
		{"open quote at the end", "a,\"x\ny", 0, '"', true, 6, 6},
		{"quote may go on", "\"x\"", 0, '"', false, 0, -1},
		{"stray quote inside", "5\" pipe,b\nc", 0, '"', false, 9, 10},
		{"text behind the quote", "\"x\"y\nc", 0, '"', false, 4, 5},
		{"other quote", "'x\ny'\nc", 0, '\'', false, 5, 6},
		{"no quoting", "\"x\ny\"\nc", 0, 0, false, 2, 3},
	} {
		end, next := CSVCut([]byte(c.in), c.start, ',', c.quote, c.atEOF)
		if end != c.end || next != c.next {
			t.Errorf("%s: %d, %d; want %d, %d", c.name, end, next, c.end, c.next)
		}
	}
}

func TestCSVCells(t *testing.T) {
	for _, c := range []struct {
		in, want string // cells joined by |, quoted ones in <>
		r        Reason
	}{
		{"a,b,c", "a|b|c", 0},
		{"", "", 0},
		{",", "|", 0},
		{"a,", "a|", 0},
		{",a", "|a", 0},
		{" a , b ", " a | b ", 0},
		{`"a",b`, "<a>|b", 0},
		{`"",`, "<>|", 0},
		{`"a,b",c`, "<a,b>|c", 0},
		{"\"a\nb\"", "<a\nb>", 0},
		{`"a""b"`, `<a"b>`, 0},
		{`""""`, `<">`, 0},
		{`"""a"""`, `<"a">`, 0},
		{`a,"",b`, "a|<>|b", 0},
		{`"größer","日本"`, "<größer>|<日本>", 0},
		{`a"b`, "", BadSyntax},
		{`"a"b`, "", BadSyntax},
		{`"a`, "", BadSyntax},
		{`a,"b`, "", BadSyntax},
		{`"a""`, "", BadSyntax},
		{`a,b"`, "", BadSyntax},
		{`"a" ,b`, "", BadSyntax},
		{"a,\xff", "", BadUTF8},
		{"\"\xff\"", "", BadUTF8},
	} {
		var a Arena
		cells, r := CSVCells(&a, []byte(c.in), ',', '"', nil)
		var got []string
		for _, cell := range cells {
			if cell.Quoted {
				got = append(got, "<"+cell.Text+">")
			} else {
				got = append(got, cell.Text)
			}
		}
		if r != c.r || r == 0 && strings.Join(got, "|") != c.want {
			t.Errorf("%q: %q, %d; want %q, %d", c.in, got, r, c.want, c.r)
		}
	}
	var a Arena
	if cells, r := CSVCells(&a, []byte(`"a",b"`), ',', 0, nil); r != 0 || len(cells) != 2 || cells[0].Text != `"a"` || cells[0].Quoted {
		t.Errorf("without quoting: %v, %d", cells, r)
	}
	if cells, r := CSVCells(&a, []byte("a;'b;c';d"), ';', '\'', nil); r != 0 || len(cells) != 3 || cells[1].Text != "b;c" {
		t.Errorf("other characters: %v, %d", cells, r)
	}
}

// TestCSVPlainCells puts a delimiter on every place of rows of every length up to
// three words, and on two neighbouring ones, beside the bytes that differ from it in
// one bit.
func TestCSVPlainCells(t *testing.T) {
	for n := range 25 {
		for at := range n {
			row := []byte(strings.Repeat("-.", n)[:n]) // the neighbours of the comma
			for _, k := range []int{at, min(at+1, n-1)} {
				row[k] = ','
				var got []string
				for _, c := range plainCells(row, ',', nil) {
					got = append(got, c.Text)
				}
				if want := strings.Split(string(row), ","); !slices.Equal(got, want) {
					t.Fatalf("%q: %q", row, got)
				}
			}
		}
	}
}

// TestCSVArena fills the arena more than once: cells read before keep their text.
func TestCSVArena(t *testing.T) {
	row := strings.Repeat(`"x""y",`, 1000) + "z"
	var a Arena
	cells, r := CSVCells(&a, []byte(row), ',', '"', nil)
	if r != 0 || len(cells) != 1001 {
		t.Fatalf("%d cells, %d", len(cells), r)
	}
	for i, c := range cells[:1000] {
		if c.Text != `x"y` {
			t.Fatalf("cell %d is %q", i, c.Text)
		}
	}
}

func TestAppendCSVText(t *testing.T) {
	for in, want := range map[string]string{
		"": `""`, "a": "a", "a b": "a b", "a,b": `"a,b"`, `a"b`: `"a""b"`, `"`: `""""`, "a\nb": "\"a\nb\"", "a\r": "\"a\r\"", "größer": "größer", "a;b": "a;b",
		"NA": `"NA"`, "NAN": "NAN", `""""`: `""""""""""`, `a"b"c`: `"a""b""c"`,
	} {
		if got := string(AppendCSVText([]byte("x,"), in, ',', '"', "NA")); got != "x,"+want {
			t.Errorf("%q is written %s, want %s", in, got, want)
		}
		if got := string(QuoteCSV([]byte("x,"+in), 2, ',', '"', "NA")); got != "x,"+want {
			t.Errorf("%q is quoted %s, want %s", in, got, want)
		}
	}
	for in, want := range map[string]bool{"": true, "a b": true, `a"b`: true, "a,b": false, "a\nb": false, "a\r": false} {
		if PlainCSV([]byte(in), ',') != want {
			t.Errorf("%q is plain: %v", in, !want)
		}
	}
}

// FuzzCSV compares with encoding/csv where that takes the input, looks that a
// record ends in the same place however much of it is there, and writes what was
// read.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{"a,b\nc,d\n", "\"a\"\"b\",c\r\n\r\nd", "\"x\ny\",z", "a\"b\nc", "\"a\"b\n", ",\n,", "\"\n", "\"\r\r\r\n\""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		rows, ok := readCSV(t, []byte(s))
		want, err := readStandardCSV(s)
		if !utf8.ValidString(s) {
			return
		}
		if err != nil {
			if ok {
				t.Fatalf("%q is taken, but %v", s, err)
			}
			return
		}
		if !ok || !slices.EqualFunc(rows, want, slices.Equal[[]string]) {
			t.Fatalf("%q: %q, %v; want %q", s, rows, ok, want)
		}
		rewriteCSV(t, rows)
	})
}

// readCSV reads all rows, blank ones left out, with \r\n inside quotes as \n, as
// encoding/csv does.
func readCSV(t *testing.T, b []byte) (rows [][]string, ok bool) {
	ok = true
	for start := 0; start < len(b); {
		end, next := CSVCut(b, start, ',', '"', true)
		if next <= start || end > next || end < start || next > len(b) {
			t.Fatalf("%q: record at %d ends at %d, next at %d", b, start, end, next)
		}
		for n := start; n <= len(b); n++ {
			e, x := CSVCut(b[:n:n], start, ',', '"', false)
			if x >= 0 && (e != end || x != next) {
				t.Fatalf("%q: record at %d ends at %d with %d bytes, at %d with all", b, start, e, n, end)
			}
		}
		var a Arena
		cells, r := CSVCells(&a, b[start:end], ',', '"', nil)
		if r != 0 {
			ok = false
		}
		if end > start {
			var row []string
			for _, c := range cells {
				row = append(row, strings.ReplaceAll(c.Text, "\r\n", "\n"))
			}
			rows = append(rows, row)
		}
		start = next
	}
	return rows, ok
}

func readStandardCSV(s string) (rows [][]string, err error) {
	r := csv.NewReader(strings.NewReader(s))
	r.FieldsPerRecord = -1
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
}

func rewriteCSV(t *testing.T, rows [][]string) {
	t.Helper()
	for _, row := range rows {
		var d []byte
		for i, cell := range row {
			if i > 0 {
				d = append(d, ',')
			}
			at := len(d)
			d = AppendCSVText(d, cell, ',', '"', "")
			if again := QuoteCSV(append(d[:at:at], cell...), at, ',', '"', ""); string(again) != string(d) {
				t.Fatalf("%q is written %q or %q", cell, d, again)
			}
		}
		whole := append(slices.Clone(d), '\n')
		standard, err := readStandardCSV(string(whole))
		if err != nil || len(standard) != 1 || strings.ReplaceAll(strings.Join(row, "\x00"), "\r\n", "\n") != strings.Join(standard[0], "\x00") {
			t.Fatalf("%q is read as %q by encoding/csv, %v", whole, standard, err)
		}
		if end, next := CSVCut(whole, 0, ',', '"', false); end != len(d) || next != len(whole) {
			t.Fatalf("%q is cut at %d", whole, end)
		}
		var a Arena
		cells, r := CSVCells(&a, bytes.Clone(d), ',', '"', nil)
		if r != 0 || len(cells) != len(row) {
			t.Fatalf("%q is read as %v, %d", d, cells, r)
		}
		for i, c := range cells {
			if c.Text != row[i] {
				t.Fatalf("%q is read as %v", d, cells)
			}
		}
	}
}
