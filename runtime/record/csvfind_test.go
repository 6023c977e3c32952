package record

import "testing"

// CSVFind agrees with CSVCells about every cell, and tells where a row breaks.
func TestCSVFind(t *testing.T) {
	var a Arena
	for _, tt := range []struct {
		row  string
		cell int
		text string
		at   int
	}{
		{"a,bc,d", 0, "a", 0},
		{"a,bc,d", 1, "bc", 2},
		{"a,bc,d", 2, "d", 5},
		{"a,bc,d", 3, "", 6}, // no such cell
		{"a,bc,d", -1, "", 6},
		{"", 0, "", 0},
		{`"x,""y""","b"`, 0, `x,"y"`, 0},
		{`"x,""y""","b"`, 1, "b", 10},
		{`a,b"c,d`, 5, "", 2},         // a stray quote
		{`a,"b"c,d`, 5, "", 5},        // text behind the closing one
		{`a,"b`, 5, "", 2},            // no closing one
		{"a,\xff,d", 1, "", -1},       // not UTF-8
		{"a\nb,\"c\n\",d", 2, "d", 9}, // over several lines
	} {
		if text, at := CSVFind(&a, []byte(tt.row), ',', '"', tt.cell); text != tt.text || at != tt.at {
			t.Errorf("%q, cell %d: %q at %d, want %q at %d", tt.row, tt.cell, text, at, tt.text, tt.at)
		}
	}
	if text, at := CSVFind(&a, []byte(`a,"b,c`), ',', 0, 1); text != `"b` || at != 2 {
		t.Errorf("without quoting: %q at %d", text, at)
	}
}

func FuzzCSVFind(f *testing.F) {
	f.Add([]byte("a,\"b\"\"\",c"), true)
	f.Fuzz(func(t *testing.T, row []byte, quoted bool) {
		quote := byte('"')
		if !quoted {
			quote = 0
		}
		var a, b Arena
		cells, why := CSVCells(&a, row, ',', quote, nil)
		if why != 0 {
			return
		}
		last := -1
		for k, c := range cells {
			text, at := CSVFind(&b, row, ',', quote, k)
			if text != c.Text || at <= last {
				t.Fatalf("cell %d of %q: %q at %d behind %d, want %q", k, row, text, at, last, c.Text)
			}
			last = at
		}
	})
}
