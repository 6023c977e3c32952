package diag

import "testing"

func TestNearest(t *testing.T) {
	fields := []string{"station", "at", "celsius", "quality", "customer_id", "placed_at"}
	for _, c := range []struct {
		name  string
		names []string
		want  string
	}{
		{"celcius", fields, "celsius"},
		{"clesius", fields, "celsius"},  // swapped letters are one slip
		{"qualityy", fields, "quality"}, // one too many
		{"Station", fields, "station"},  // case alone
		{"placedat", fields, "placed_at"},
		{"costumer_i", fields, ""}, // three slips
		{"ta", fields, ""},         // two letters: one slip is half of them
		{"xx", fields, ""},
		{"", fields, ""},
		{"celsius", []string{"celsius"}, ""}, // the name itself is no hint
		{"aat", []string{"at", "aab"}, "at"}, // equals: the first
		{"größe", []string{"grösse", "große"}, "große"},
	} {
		if got, ok := Nearest(c.name, c.names); got != c.want || ok != (c.want != "") {
			t.Errorf("Nearest(%q) = %q, %v; want %q", c.name, got, ok, c.want)
		}
	}
}

func TestSlips(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"a", "", 1},
		{"ab", "ba", 1},
		{"abc", "abd", 1},
		{"abcd", "badc", 2},
		{"kitten", "sitting", 3},
		{"abc", "xyz", 3},
	} {
		if got := slips([]rune(c.a), []rune(c.b), 9); got != c.want {
			t.Errorf("slips(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
