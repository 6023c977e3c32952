package nearest

import "testing"

func TestWord(t *testing.T) {
	options := []string{"table", "topic", "tasks", "brokers", "write_time", "id"}
	tests := []struct {
		word, want string
	}{
		{"tabel", "table"},          // neighbours exchanged: one slip
		{"tbale", "table"},          //
		{"tables", "table"},         // one too many
		{"tabl", "table"},           // one too few
		{"tadle", "table"},          // one wrong
		{"boker", "brokers"},        // two slips
		{"Table", "table"},          // only the case differs
		{"writetime", "write_time"}, //
		{"tasc", "tasks"},           // two slips of five letters
		{"x", ""},                   // nothing is near to one letter
		{"ie", ""},                  // one slip of two letters is half of the word
		{"", ""},                    //
		{"table", ""},               // no word is proposed for itself
		{"connection", ""},          //
		{"brôkers", "brokers"},      // letters, not bytes
		{"write_time_of", ""},       // three slips
		{"tsaks", "tasks"},          //
		{"toipcs", "topic"},         // an exchange and one too many
		{"kconnection_string", ""},  //
		{"BROKERS", "brokers"},      //
		{"topci_", "topic"},         //
		{"brokesr", "brokers"},      //
		{"brkoesr", "brokers"},      // two exchanges
		{"rbkoesr", ""},             // three
	}
	for _, tt := range tests {
		got, ok := Word(tt.word, options)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("Word(%q) = %q, %v; want %q", tt.word, got, ok, tt.want)
		}
	}
}

func TestWordTakesTheClosestThenTheFirst(t *testing.T) {
	if got, _ := Word("order", []string{"borders", "orders", "ordet"}); got != "orders" {
		t.Errorf("got %q, want the first of the two that are one slip away", got)
	}
}

func TestDistanceIsSymmetric(t *testing.T) {
	words := []string{"", "a", "ab", "ba", "abc", "acb", "kitten", "sitting", "ca"}
	for _, a := range words {
		for _, b := range words {
			x, y := distance([]rune(a), []rune(b), 99), distance([]rune(b), []rune(a), 99)
			if x != y || (x == 0) != (a == b) {
				t.Errorf("distance(%q, %q) = %d, the other way %d", a, b, x, y)
			}
		}
	}
	if d := distance([]rune("kitten"), []rune("sitting"), 99); d != 3 {
		t.Errorf("distance(kitten, sitting) = %d, want 3", d)
	}
}
