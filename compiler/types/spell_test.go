package types

import "testing"

func TestSnake(t *testing.T) {
	for name, want := range map[string]string{
		"userId":       "user_id",
		"customerID":   "customer_id",
		"HTTPStatus":   "http_status",
		"parseHTTPUrl": "parse_http_url",
		"x2Y":          "x2_y",
		"already_so":   "already_so",
		"mixed_Case":   "mixed_case",
		"ÄrgerGross":   "ärger_gross",
		"A":            "a",
	} {
		if got := Spell(name, "snake"); got != want {
			t.Errorf("%s is %s, not %s", name, got, want)
		}
	}
}
