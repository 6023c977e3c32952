package check_test

import "testing"

// TestNarrowing: where .discount is known not to be null, adding to it is right;
// elsewhere it is E0406.
func TestNarrowing(t *testing.T) {
	tests := []struct {
		name, stages string
		ok           bool
	}{
		{"nothing known", `map { n = .discount + 1 }`, false},
		{"where !=", "where .discount != null\nmap { n = .discount + 1 }", true},
		{"where null !=", "where null != .discount\nmap { n = .discount + 1 }", true},
		{"where is not null", "where .discount is not null\nmap { n = .discount + 1 }", true},
		{"where is null", "where .discount is null\nmap { n = .discount + 1 }", false},
		{"where == null", "where .discount == null\nmap { n = .discount + 1 }", false},
		{"not is_null", "where !is_null(.discount)\nmap { n = .discount + 1 }", true},
		{"not .is_null()", "where !.discount.is_null()\nmap { n = .discount + 1 }", true},
		{"not ==", "where !(.discount == null)\nmap { n = .discount + 1 }", true},
		{"equal to a constant", "where .discount == 3\nmap { n = .discount + 1 }", true},
		{"unequal to a constant", "where .discount != 3\nmap { n = .discount + 1 }", false},
		{"in a list", "where .discount in [1, 2]\nmap { n = .discount + 1 }", true},
		{"not in a list", "where .discount not in [1, 2]\nmap { n = .discount + 1 }", false},
		{"and, within", "where .discount != null && .discount > 3", true},
		{"and, behind", "where .id > 3 && .discount != null\nmap { n = .discount + 1 }", true},
		{"or proves nothing", "where .id > 3 || .discount != null\nmap { n = .discount + 1 }", false},
		{"or, right side knows that the left is false", "where .discount == null || .discount > 3", true},
		{"or of the same proof", "where .discount == 1 || .discount == 2\nmap { n = .discount + 1 }", true},
		{"not or", "where !(.id > 3 || .discount == null)\nmap { n = .discount + 1 }", true},
		{"if then", "map { n = if .discount != null then .discount + 1 else 0 }", true},
		{"if else", "map { n = if .discount == null then 0 else .discount + 1 }", true},
		{"if, wrong arm", "map { n = if .discount != null then 0 else .discount + 1 }", false},
		{"match, rest", "map { n = match .discount { null => 0, other => other + 1 } }", true},
		{"match, the path itself", "map { n = match .discount { null => 0, _ => .discount + 1 } }", true},
		{"match, constant", "map { n = match .discount { 1 => .discount + 1, _ => 0 } }", true},
		{"match, before null", "map { n = match .discount { other => other + 1 } }", false},
		{"let", "let d = .discount\nwhere d != null\nmap { n = d + 1 }", true},
		{"let of a proven value", "where .discount != null\nlet d = .discount\nmap { n = d + 1 }", true},
		{"a let does not prove what it was made of", "let d = .discount\nwhere d != null\nmap { n = .discount + 1 }", false},
		{"a let stays proven behind a map", "let d = .discount\nwhere d != null\nmap { a = .id }\nmap { n = d + 1 }", true},
		{"meta stays proven behind a map", "where meta.header(\"x\") != null\nmap { a = .id }\nmap { n = meta.header(\"x\").upper() }", true},
		{"a map ends it", "where .discount != null\nmap { discount = if .id > 3 then .discount else null }\nmap { n = .discount + 1 }", false},
		{"a map keeps what it assigns", "where .discount != null\nmap { discount = .discount }\nmap { n = .discount + 1 }", true},
		{"* keeps it", "where .discount != null\nmap { * }\nmap { n = .discount + 1 }", true},
		{"set of another field keeps it", "where .discount != null\nset { id = 3 }\nmap { n = .discount + 1 }", true},
		{"set of the field ends it", "where .discount != null\nset { discount = if .id > 3 then 1 else null }\nmap { n = .discount + 1 }", false},
		{"set to a value proves it", "set { discount = 3 }\nmap { n = .discount + 1 }", true},
		{"drop of another field keeps it", "where .discount != null\ndrop .note\nmap { n = .discount + 1 }", true},
		{"rename of another field keeps it", "where .discount != null\nrename { remark = note }\nmap { n = .discount + 1 }", true},
		{"rename carries it to the new name", "where .discount != null\nrename { old = discount }\nmap { n = .old + 1 }", true},
		{"route, arm", "route { when .discount != null => {\nmap { n = .discount + 1 }\nto screen\n}\nelse => {\nto screen\n} }", true},
		{"route, later arm", "route { when .discount == null => {\nto screen\n}\nelse => {\nmap { n = .discount + 1 }\nto screen\n} }", true},
		{"safe member proves both", "where .address?.country != null\nmap { c = .address.country.upper() }", true},
		{"safe member equal", "where .address?.country == \"DE\"\nmap { c = .address.country.upper() }", true},
		{"outer only", "where .address != null\nmap { c = .address.country.upper() }", false},
		{"safe call", "map { c = .note?.upper() ?? \"\" }", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			stages := test.stages
			if !contains(stages, "to screen") {
				stages += "\nmap { a = \"x\" }\nto printed"
			}
			_, r := compileExtra(t, stages)
			want := ""
			if !test.ok {
				want = "E0406"
			}
			got := withoutMissing(r)
			if got != want {
				t.Errorf("got %q, want %q\n%s", got, want, short(r))
			}
		})
	}
}
