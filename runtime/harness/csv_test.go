package harness

import (
	"testing"

	"github.com/flowc-lang/flowc/runtime/record"
)

func TestCSV(t *testing.T) {
	c := &CSV{Columns: []string{"id", "na;me", "note"}, Header: true, Delimiter: ";", Quote: `"`, Null: ""}
	if got := string(c.head()); got != `id;"na;me";note` {
		t.Errorf("the header is %s", got)
	}
	if (&CSV{}).head() != nil {
		t.Error("a header where none is declared")
	}
	for json, want := range map[string]string{
		`{"id":1,"na;me":"a","note":"b"}`:              `1;a;b`,
		`{"id":-1.5,"na;me":"a;b \"c\"","note":null}`:  `-1.5;"a;b ""c""";`,
		`{"id":true,"na;me":"line\nbreak","note":""}`:  "true;\"line\nbreak\";\"\"",
		`{"note":"x","na;me":"order does not matter"}`: `;order does not matter;x`,
	} {
		row, err := c.row([]byte(json))
		if err != nil || string(row) != want {
			t.Errorf("%s: got %s (%v), want %s", json, row, err, want)
			continue
		}
		// The reader of the runtime reads it back.
		var arena record.Arena
		cells, why := record.CSVCells(&arena, row, ';', '"', nil)
		if why != 0 || len(cells) != 3 {
			t.Errorf("%s has %d cells: %s", row, len(cells), json)
		}
	}
	if _, err := c.row([]byte(`[1]`)); err == nil {
		t.Error("a list is a row")
	}
}
